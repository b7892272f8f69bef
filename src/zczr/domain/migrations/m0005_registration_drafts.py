"""What was typed in a step of 注册 that is not saved yet."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from zczr.domain.migrate import sql_migration

ID = "0005"
VERSION = "1.38.0"
DESCRIPTION = "registration_drafts"


async def forwards() -> MigrationManager:
    """Run 0005_registration_drafts.sql."""
    return sql_migration(ID, DESCRIPTION)
