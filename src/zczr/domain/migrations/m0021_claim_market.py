"""债权交易: the market and what keeps it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from zczr.domain.migrate import sql_migration

ID = "0021"
VERSION = "1.38.0"
DESCRIPTION = "claim_market"


async def forwards() -> MigrationManager:
    """Run 0021_claim_market.sql."""
    return sql_migration(ID, DESCRIPTION)
