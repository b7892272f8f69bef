"""债权交易: saved filters of the market."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from zczr.domain.migrate import sql_migration

ID = "0022"
VERSION = "1.38.0"
DESCRIPTION = "saved_filters"


async def forwards() -> MigrationManager:
    """Run 0022_saved_filters.sql."""
    return sql_migration(ID, DESCRIPTION)
