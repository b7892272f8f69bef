"""Who filed, confirmed or returned a contract, as a chain of hashed statements that nobody can change."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from zczr.domain.migrate import sql_migration

ID = "0006"
VERSION = "1.38.0"
DESCRIPTION = "contract_evidence"


async def forwards() -> MigrationManager:
    """Run 0006_contract_evidence.sql."""
    return sql_migration(ID, DESCRIPTION)
