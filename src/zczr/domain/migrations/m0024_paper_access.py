"""债权交易: who is let in to see the papers of a claim, and who looked."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from zczr.domain.migrate import sql_migration

ID = "0024"
VERSION = "1.38.0"
DESCRIPTION = "paper_access"


async def forwards() -> MigrationManager:
    """Run 0024_paper_access.sql."""
    return sql_migration(ID, DESCRIPTION)
