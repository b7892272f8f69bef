"""Who declared for an application that the lender's money is its own."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from zczr.domain.migrate import sql_migration

ID = "0008"
VERSION = "1.38.0"
DESCRIPTION = "own_funds"


async def forwards() -> MigrationManager:
    """Run 0008_own_funds.sql."""
    return sql_migration(ID, DESCRIPTION)
