"""借贷业务: requests, offers, assessments, matches, applications, contracts."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from zczr.domain.migrate import sql_migration

ID = "0002"
VERSION = "1.38.0"
DESCRIPTION = "lending"


async def forwards() -> MigrationManager:
    """Run 0002_lending.sql."""
    return sql_migration(ID, DESCRIPTION)
