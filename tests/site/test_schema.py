"""The database as it is, beside what the code says of it."""

import re
from pathlib import Path

import pytest
from piccolo.columns import Column
from piccolo.table import Table

from zczr import db
from zczr.domain.piccolo_app import APP_CONFIG

MIGRATIONS = Path(__file__).resolve().parents[2] / "src/zczr/domain/migrations"
# What Piccolo calls the types that the migrations write out.
_TYPES = {
    "BIGSERIAL": "bigint",
    "BIGINT": "bigint",
    "INTEGER": "integer",
    "SMALLINT": "smallint",
    "TEXT": "text",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMPTZ": "timestamp with time zone",
    "UUID": "uuid",
    "BYTEA": "bytea",
    "JSONB": "jsonb",
    "TEXT[]": "ARRAY",
    "INTEGER[]": "ARRAY",
}
# Written by one function and read by one query each; no class stands for it.
_WITHOUT_CLASS = {"migration", "history"}


def _said(column: Column) -> tuple[str, bool]:
    written = column.column_type
    numeric = re.fullmatch(r"NUMERIC\((\d+), ?(\d+)\)", written)
    kind = f"numeric({numeric[1]},{numeric[2]})" if numeric else _TYPES[written]
    return kind, bool(column._meta.params.get("null"))


@pytest.mark.parametrize("table", APP_CONFIG.table_classes, ids=lambda table: table._meta.tablename)
async def test_a_table_class_names_the_columns_of_its_table(database: object, table: type[Table]) -> None:
    rows = await db.fetch(
        """SELECT column_name, data_type, numeric_precision, numeric_scale, is_nullable = 'YES'
           FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1""",
        table._meta.tablename,
    )
    real = {
        name: (f"numeric({precision},{scale})" if kind == "numeric" else kind, null)
        for name, kind, precision, scale, null in rows
    }
    assert {column._meta.db_column_name: _said(column) for column in table._meta.columns} == real


async def test_every_table_has_its_class(database: object) -> None:
    rows = await db.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    classes = {table._meta.tablename for table in APP_CONFIG.table_classes}
    assert {row["tablename"] for row in rows} - _WITHOUT_CLASS == classes


def test_migrations_are_numbered_without_a_gap_and_each_is_a_pair_of_files() -> None:
    modules = sorted(path.stem for path in MIGRATIONS.glob("m*.py"))
    scripts = sorted(path.stem for path in MIGRATIONS.glob("*.sql"))
    assert [name.removeprefix("m") for name in modules] == scripts
    assert [int(name.partition("_")[0]) for name in scripts] == list(range(1, len(scripts) + 1))
    for name in modules:
        text = (MIGRATIONS / f"{name}.py").read_text()
        number, _, title = name.removeprefix("m").partition("_")
        assert f'ID = "{number}"' in text, name
        assert f'DESCRIPTION = "{title}"' in text, name


async def test_all_migrations_have_run(database: object) -> None:
    rows = await db.fetch("SELECT name FROM migration ORDER BY name")
    assert [row["name"] for row in rows] == sorted(path.stem.partition("_")[0] for path in MIGRATIONS.glob("*.sql"))


async def test_every_foreign_key_column_that_is_searched_by_starts_an_index(database: object) -> None:
    """Removing or locking the row referred to would else read the whole table."""
    rows = await db.fetch(
        """SELECT c.conrelid::regclass::text AS "table", a.attname AS "column"
           FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
           WHERE c.contype = 'f' AND c.confrelid IN ('application'::regclass, 'loan_request'::regclass, 'loan_offer'::regclass)
             AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.conrelid AND i.indkey[0] = c.conkey[1])"""
    )
    assert [tuple(row) for row in rows] == []
