"""Organizations and members, files, history, messages, mail, credit."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from zczr.domain.migrate import sql_migration

ID = "0001"
VERSION = "1.38.0"
DESCRIPTION = "house"


async def forwards() -> MigrationManager:
    """Run 0001_house.sql."""
    return sql_migration(ID, DESCRIPTION)
