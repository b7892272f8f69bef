"""Requests between partners, blocks, and the directory they are searched in."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from zczr.domain.migrate import sql_migration

ID = "0012"
VERSION = "1.38.0"
DESCRIPTION = "partner_network"


async def forwards() -> MigrationManager:
    """Run 0012_partner_network.sql."""
    return sql_migration(ID, DESCRIPTION)
