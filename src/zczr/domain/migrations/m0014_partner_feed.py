"""The feed of partners and reports of abuse."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from zczr.domain.migrate import sql_migration

ID = "0014"
VERSION = "1.38.0"
DESCRIPTION = "partner_feed"


async def forwards() -> MigrationManager:
    """Run 0014_partner_feed.sql."""
    return sql_migration(ID, DESCRIPTION)
