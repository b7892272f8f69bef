"""Bring the database to the newest migration: atomic, and safe for several processes that start at once."""

import contextlib
import io
import os
from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.apps.migrations.commands.forwards import ForwardsMigrationManager

from zczr import db

_FOLDER = Path(__file__).parent / "migrations"


def sql_migration(number: str, name: str) -> MigrationManager:
    """A migration whose step is the SQL file of the same number: constraints and partial indexes are said in SQL."""
    manager = MigrationManager(migration_id=number, app_name="zczr", description=name, wrap_in_transaction=False)

    async def run() -> None:
        await db.execute((_FOLDER / f"{number}_{name}.sql").read_text())

    manager.add_raw(run)
    return manager


async def migrate() -> None:
    """Run what is missing, inside one transaction and behind a lock; the pool must be open."""
    os.environ["PICCOLO_CONF"] = "zczr.piccolo_conf"
    said = io.StringIO()
    async with db.transaction() as connection:
        await connection.execute("SELECT pg_advisory_xact_lock(hashtext('zczr-migrate'))")
        with contextlib.redirect_stdout(said):
            result = await ForwardsMigrationManager(app_name="zczr").run()
        if not result.success:
            raise RuntimeError(f"migration failed: {result.message}\n{said.getvalue()}")
