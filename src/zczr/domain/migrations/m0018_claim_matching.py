"""Matching of claims and purchase criteria."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from zczr.domain.migrate import sql_migration

ID = "0018"
VERSION = "1.38.0"
DESCRIPTION = "claim_matching"


async def forwards() -> MigrationManager:
    """Run 0018_claim_matching.sql."""
    return sql_migration(ID, DESCRIPTION)
