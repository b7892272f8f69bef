"""债权交易: 登记."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from zczr.domain.migrate import sql_migration

ID = "0029"
VERSION = "1.38.0"
DESCRIPTION = "claim_registration"


async def forwards() -> MigrationManager:
    """Run 0029_claim_registration.sql."""
    return sql_migration(ID, DESCRIPTION)
