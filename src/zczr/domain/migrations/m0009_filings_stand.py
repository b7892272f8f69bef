"""What was filed stands."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from zczr.domain.migrate import sql_migration

ID = "0009"
VERSION = "1.38.0"
DESCRIPTION = "filings_stand"


async def forwards() -> MigrationManager:
    """Run 0009_filings_stand.sql."""
    return sql_migration(ID, DESCRIPTION)
