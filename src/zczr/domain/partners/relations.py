"""How two organizations stand to each other, for every area that asks."""

from zczr import db

PARTNER_IDS = """(SELECT high_id AS id FROM partnership WHERE low_id = {viewer}
    UNION ALL SELECT low_id FROM partnership WHERE high_id = {viewer})"""
"""SQL for the ids of an organization's partners; `viewer` names it."""

NOT_APART = """NOT EXISTS (SELECT FROM partner_block b
        WHERE (b.blocker_id = {one} AND b.blocked_id = {other}) OR (b.blocker_id = {other} AND b.blocked_id = {one}))"""
"""SQL for whether neither of two organizations has blocked the other; `one` and `other` name their ids."""

STILL_MEET = (
    NOT_APART.format(one="{one}.organization_id", other="{other}.organization_id")
    + """ AND (({one}.visibility <> 'partners' AND {other}.visibility <> 'partners') OR EXISTS (SELECT FROM partnership s
        WHERE s.low_id = least({one}.organization_id, {other}.organization_id)
          AND s.high_id = greatest({one}.organization_id, {other}.organization_id)))"""
)
"""SQL for whether a match of two postings may still be shown: a run found it, and since then its owners may have parted or keep
each other away. Asked whenever matches are read, so that no run has to come first; `one` and `other` name the postings' rows."""


async def are_partners(one: int, other: int) -> bool:
    """Whether two organizations are partners now."""
    return bool(
        await db.fetch_value(
            "SELECT EXISTS (SELECT FROM partnership WHERE low_id = $1 AND high_id = $2)",
            min(one, other), max(one, other),
        )
    )  # fmt: skip


async def keep_apart(one: int, other: int) -> bool:
    """Whether either of two organizations has blocked the other."""
    return bool(
        await db.fetch_value(
            """SELECT EXISTS (SELECT FROM partner_block
                   WHERE (blocker_id = $1 AND blocked_id = $2) OR (blocker_id = $2 AND blocked_id = $1))""",
            one, other,
        )
    )  # fmt: skip


async def lock_pair(one: int, other: int) -> None:
    """Let nobody else change how two organizations stand to each other until the commit.

    Both directions take the same lock, so that requests, answers, removals and blocks of one pair come one after the other.
    """
    await db.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"partners:{min(one, other)}:{max(one, other)}"
    )
