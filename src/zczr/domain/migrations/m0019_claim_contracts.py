"""合同确认 of a claim's sale, and the transfer that it opens."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from zczr.domain.migrate import sql_migration

ID = "0019"
VERSION = "1.38.0"
DESCRIPTION = "claim_contracts"


async def forwards() -> MigrationManager:
    """Run 0019_claim_contracts.sql."""
    return sql_migration(ID, DESCRIPTION)
