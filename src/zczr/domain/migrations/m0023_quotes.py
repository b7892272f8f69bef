"""债权交易: 询价."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from zczr.domain.migrate import sql_migration

ID = "0023"
VERSION = "1.38.0"
DESCRIPTION = "quotes"


async def forwards() -> MigrationManager:
    """Run 0023_quotes.sql."""
    return sql_migration(ID, DESCRIPTION)
