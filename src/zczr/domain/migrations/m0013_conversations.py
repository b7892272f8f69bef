"""Conversations, and what each member has not read."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from zczr.domain.migrate import sql_migration

ID = "0013"
VERSION = "1.38.0"
DESCRIPTION = "conversations"


async def forwards() -> MigrationManager:
    """Run 0013_conversations.sql."""
    return sql_migration(ID, DESCRIPTION)
