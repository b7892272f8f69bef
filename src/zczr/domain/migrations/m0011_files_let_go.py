"""A file let go has a day from then on."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from zczr.domain.migrate import sql_migration

ID = "0011"
VERSION = "1.38.0"
DESCRIPTION = "files_let_go"


async def forwards() -> MigrationManager:
    """Run 0011_files_let_go.sql."""
    return sql_migration(ID, DESCRIPTION)
