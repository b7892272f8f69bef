"""Indexes that carry the hard constraints of matching."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from zczr.domain.migrate import sql_migration

ID = "0003"
VERSION = "1.38.0"
DESCRIPTION = "matching"


async def forwards() -> MigrationManager:
    """Run 0003_matching.sql."""
    return sql_migration(ID, DESCRIPTION)
