"""债权交易: claims from a spreadsheet."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from zczr.domain.migrate import sql_migration

ID = "0025"
VERSION = "1.38.0"
DESCRIPTION = "claim_imports"


async def forwards() -> MigrationManager:
    """Run 0025_claim_imports.sql."""
    return sql_migration(ID, DESCRIPTION)
