"""Publishing what matching found into the circle of an enterprise, and ending it with its posting."""

from collections.abc import Iterable, Sequence

from zczr import db
from zczr.domain import clock
from zczr.domain.feed.screen import is_barred
from zczr.domain.feed.stages import ENTRY, Entry
from zczr.domain.history import SYSTEM, Mover, record
from zczr.domain.stages import move


async def publish(
    posting_kind: str, posting_id: int, organization_id: int, *, matches: int, says: Iterable[str]
) -> None:
    """Show that so many organizations were found for an open posting; the same run again changes nothing.

    Where none was found, or `says` (its words) may not be shown, it is not shown any more. What an admin has removed stays so.
    The caller holds the posting, so that a run and the end of the posting follow each other.
    """
    if not matches or is_barred(says):
        await end(posting_kind, posting_id, by=SYSTEM, act="unmatch")
        return
    # Held against an admin who removes it meanwhile.
    row = await db.fetch_row(
        "SELECT id, status, matches FROM feed_entry WHERE posting_kind = $1 AND posting_id = $2 FOR UPDATE",
        posting_kind, posting_id,
    )  # fmt: skip
    if row is None:
        entry_id: int = await db.fetch_value(
            """INSERT INTO feed_entry (organization_id, posting_kind, posting_id, matches, status, published_at)
               VALUES ($1, $2, $3, $4, 'live', $5) RETURNING id""",
            organization_id, posting_kind, posting_id, matches, clock.now(),
        )  # fmt: skip
        await record(ENTRY.subject_kind, entry_id, before="", after=str(Entry.LIVE), act="publish", by=SYSTEM)
    elif row["status"] == Entry.ENDED:
        again = {"matches": matches, "published_at": clock.now()}
        await move(ENTRY, row["id"], to=Entry.LIVE, act="publish", by=SYSTEM, also=again)
    elif row["status"] == Entry.LIVE and row["matches"] != matches:
        await db.execute("UPDATE feed_entry SET matches = $2 WHERE id = $1", row["id"], matches)


async def end(posting_kind: str, posting_id: int, *, by: Mover, act: str = "end") -> None:
    """Take the entry of a posting out of the feed, if it is shown; in the transaction that ends the posting."""
    entry_id = await db.fetch_value(
        "SELECT id FROM feed_entry WHERE posting_kind = $1 AND posting_id = $2 AND status = 'live' FOR UPDATE",
        posting_kind, posting_id,
    )  # fmt: skip
    if entry_id is not None:
        await move(ENTRY, entry_id, to=Entry.ENDED, only_from=(Entry.LIVE,), act=act, by=by)


async def end_many(posting_kind: str, posting_ids: Sequence[int]) -> None:
    """Take the entries of many postings of one kind out of the feed: time ended them."""
    # Set-based: the old state in the WHERE is the compare-and-set, the history is written by the same statement.
    await db.execute(
        """WITH due AS (
               SELECT id FROM feed_entry WHERE posting_kind = $1 AND posting_id = ANY($2) AND status = 'live'
               ORDER BY id FOR UPDATE
           ), gone AS (
               UPDATE feed_entry e SET status = 'ended' FROM due WHERE e.id = due.id RETURNING e.id
           )
           INSERT INTO history (subject_kind, subject_id, from_state, to_state, act, organization_id, at)
           SELECT 'feed_entry', id, 'live', 'ended', 'end', $3::bigint, $4 FROM gone""",
        posting_kind, posting_ids, SYSTEM.organization_id, clock.now(),
    )  # fmt: skip


async def remove(entry_id: int, *, by: Mover, reason: str) -> None:
    """Take an entry out of the feed for good, whether it is still shown or not."""
    await move(ENTRY, entry_id, to=Entry.REMOVED, act="remove", by=by, reason=reason)
