"""E-mail copies by choice."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from zczr.domain.migrate import sql_migration

ID = "0016"
VERSION = "1.38.0"
DESCRIPTION = "mail_choice"


async def forwards() -> MigrationManager:
    """Run 0016_mail_choice.sql."""
    return sql_migration(ID, DESCRIPTION)
