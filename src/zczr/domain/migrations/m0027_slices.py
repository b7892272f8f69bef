"""债权交易: 拆分."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from zczr.domain.migrate import sql_migration

ID = "0027"
VERSION = "1.38.0"
DESCRIPTION = "slices"


async def forwards() -> MigrationManager:
    """Run 0027_slices.sql."""
    return sql_migration(ID, DESCRIPTION)
