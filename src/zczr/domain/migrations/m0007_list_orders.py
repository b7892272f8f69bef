"""Indexes for the orders of the list of applications."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from zczr.domain.migrate import sql_migration

ID = "0007"
VERSION = "1.38.0"
DESCRIPTION = "list_orders"


async def forwards() -> MigrationManager:
    """Run 0007_list_orders.sql."""
    return sql_migration(ID, DESCRIPTION)
