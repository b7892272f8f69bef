"""The directory of verified organizations: written when one is verified, and found in by whoever looks for partners."""

from zczr import db
from zczr.domain.partners.spelling import entry_of

_BATCH = 500


async def enter(organization_id: int) -> None:
    """Write an organization's name into the directory, or anew where it is there."""
    await _write(await db.fetch("SELECT id, name FROM organization WHERE id = $1", organization_id))


async def fill() -> int:
    """Enter every verified organization that is not in the directory yet; how many.

    What was verified before there was a directory, or written by a loader, is found here; run again it finds nothing.
    """
    total = 0
    while True:
        async with db.transaction():
            rows = await db.fetch(
                f"""SELECT o.id, o.name FROM organization o
                    WHERE o.status = 'verified' AND o.kind <> 'platform'
                      AND NOT EXISTS (SELECT FROM directory_entry d WHERE d.organization_id = o.id)
                    ORDER BY o.id LIMIT {_BATCH}""",  # noqa: S608 -- a constant
            )
            await _write(rows)
        total += len(rows)
        if len(rows) < _BATCH:
            return total


async def _write(rows: list[db.Record]) -> None:
    for row in rows:
        entry = entry_of(row["name"])
        await db.execute(
            """INSERT INTO directory_entry (organization_id, norm, short, initials, spelled, tokens) VALUES ($1, $2, $3, $4, $5, $6)
               ON CONFLICT (organization_id) DO UPDATE SET norm = excluded.norm, short = excluded.short, initials = excluded.initials,
                   spelled = excluded.spelled, tokens = excluded.tokens""",
            row["id"], entry.norm, entry.short, entry.initials, entry.spelled, list(entry.tokens),
        )  # fmt: skip
