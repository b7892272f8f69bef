"""债权交易: what debtors are sent, mended; the order of nightly matching."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from zczr.domain.migrate import sql_migration

ID = "0026"
VERSION = "1.38.0"
DESCRIPTION = "debtors_mended"


async def forwards() -> MigrationManager:
    """Run 0026_debtors_mended.sql."""
    return sql_migration(ID, DESCRIPTION)
