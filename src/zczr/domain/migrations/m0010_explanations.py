"""Explanations are stored with their assessments."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from zczr.domain.migrate import sql_migration

ID = "0010"
VERSION = "1.38.0"
DESCRIPTION = "explanations"


async def forwards() -> MigrationManager:
    """Run 0010_explanations.sql."""
    return sql_migration(ID, DESCRIPTION)
