"""What is sent to debtors: requests to confirm a claim, notices of its assignment."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from zczr.domain.migrate import sql_migration

ID = "0020"
VERSION = "1.38.0"
DESCRIPTION = "debtors"


async def forwards() -> MigrationManager:
    """Run 0020_claims.sql."""
    return sql_migration(ID, DESCRIPTION)
