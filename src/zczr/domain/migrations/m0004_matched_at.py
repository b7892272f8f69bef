"""When postings were last matched, for the order of the nightly run."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from zczr.domain.migrate import sql_migration

ID = "0004"
VERSION = "1.38.0"
DESCRIPTION = "matched_at"


async def forwards() -> MigrationManager:
    """Run 0004_matched_at.sql."""
    return sql_migration(ID, DESCRIPTION)
