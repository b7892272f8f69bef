"""债权交易: claims, purchase criteria, matches, applications about a claim."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from zczr.domain.migrate import sql_migration

ID = "0017"
VERSION = "1.38.0"
DESCRIPTION = "claims"


async def forwards() -> MigrationManager:
    """Run 0017_claims.sql."""
    return sql_migration(ID, DESCRIPTION)
