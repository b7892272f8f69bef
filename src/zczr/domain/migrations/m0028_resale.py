"""债权交易: 再次出售."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from zczr.domain.migrate import sql_migration

ID = "0028"
VERSION = "1.38.0"
DESCRIPTION = "resale"


async def forwards() -> MigrationManager:
    """Run 0028_resale.sql."""
    return sql_migration(ID, DESCRIPTION)
