"""Industry news."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from zczr.domain.migrate import sql_migration

ID = "0015"
VERSION = "1.38.0"
DESCRIPTION = "industry_news"


async def forwards() -> MigrationManager:
    """Run 0015_industry_news.sql."""
    return sql_migration(ID, DESCRIPTION)
