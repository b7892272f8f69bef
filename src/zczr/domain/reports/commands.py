"""举报: filed once by a person, upheld or dismissed by an admin, with what follows for the feed and the ledger."""

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.credit import commands as credit
from zczr.domain.feed import commands as feed
from zczr.domain.feed.queries import ReviewedEntry, entry_for, entry_for_review
from zczr.domain.history import record
from zczr.domain.messages import commands as messages
from zczr.domain.permissions import Permission, require
from zczr.domain.refusals import NotAllowed, NotFound
from zczr.domain.reports.stages import REPORT, Report
from zczr.domain.stages import move

_OWN = "这是贵单位自己的发布，无需举报。如内容有误，请在“我的发布”中修改或撤回。"


async def file(actor: Actor, entry_id: int, *, category: str, reason: str) -> bool:
    """Report an entry, which hides it from the actor; False where the actor has reported it before."""
    require(actor, Permission.REPORT_WRITE)
    async with db.transaction():
        # Held, so that the second of two presses finds what the first one filed, and not an entry that it no longer sees; and so that
        # nobody upholds another report meanwhile: this one would wait for ever about an entry that is gone.
        await db.execute("SELECT FROM feed_entry WHERE id = $1 FOR UPDATE", entry_id)
        if await _filed_before(actor, entry_id):
            return False
        await check_reportable(actor, entry_id)
        report_id: int = await db.fetch_value(
            """INSERT INTO abuse_report (entry_id, organization_id, member_id, category, reason, status, created_at)
               VALUES ($1, $2, $3, $4, $5, 'open', $6) RETURNING id""",
            entry_id, actor.organization_id, actor.member_id, category, reason, clock.now(),
        )  # fmt: skip
        await record(REPORT.subject_kind, report_id, before="", after=str(Report.OPEN), act="file", by=actor.mover)
    return True


async def check_reportable(actor: Actor, entry_id: int) -> None:
    """Refuse the form where the actor may not report this entry: NotFound where it sees none."""
    if (await entry_for(actor, entry_id)).own:
        raise NotAllowed(_OWN, entry=entry_id)


async def _filed_before(actor: Actor, entry_id: int) -> bool:
    found = "SELECT EXISTS (SELECT FROM abuse_report WHERE member_id = $1 AND entry_id = $2)"
    return bool(await db.fetch_value(found, actor.member_id, entry_id))


async def uphold(actor: Actor, report_id: int, *, reason: str) -> None:
    """The entry goes, its publisher loses points once, all open reports of it are decided, and everybody concerned is told."""
    require(actor, Permission.REPORT_REVIEW)
    async with db.transaction():
        entry = await _lock(actor, report_id)
        await _decide(actor, report_id, Report.UPHELD, reason)
        reports = await db.fetch(
            "SELECT id FROM abuse_report WHERE entry_id = $1 AND status = 'open' ORDER BY id", entry.id
        )
        for each in reports:
            await _decide(actor, each["id"], Report.UPHELD, reason)
        await feed.remove(entry.id, by=actor.mover, reason=reason)
        await credit.enter(
            entry.organization_id, credit.Reason.UPHELD_REPORT, subject_kind="feed_entry", subject_id=entry.id,
            note=entry.title,
        )  # fmt: skip
        await _tell_publisher(entry, reason)
        await _tell_reporters(entry, reason)


async def dismiss(actor: Actor, report_id: int, *, reason: str) -> None:
    """The entry stays, though hidden from who reported it, who is told why; its publisher hears nothing."""
    require(actor, Permission.REPORT_REVIEW)
    async with db.transaction():
        entry = await _lock(actor, report_id)
        await _decide(actor, report_id, Report.DISMISSED, reason)
        reporter = await db.fetch_value("SELECT organization_id FROM abuse_report WHERE id = $1", report_id)
        await messages.tell(
            reporter, key=f"report:{report_id}:dismissed", title=f"举报不成立：{entry.title}",
            body=f"贵单位对“{entry.title}”这条动态的举报经核实不成立。说明：{reason}", category="system",
        )  # fmt: skip


async def _lock(actor: Actor, report_id: int) -> ReviewedEntry:
    """The entry of a report, held until the commit: decisions about one entry follow each other.

    Its organization is held first, as by everybody who changes a score and an entry, so that nobody waits in a ring.
    """
    found = await db.fetch_row(
        "SELECT e.id, e.organization_id FROM abuse_report b JOIN feed_entry e ON e.id = b.entry_id WHERE b.id = $1",
        report_id,
    )
    if found is None:
        raise NotFound(report=report_id)
    await db.execute("SELECT FROM organization WHERE id = $1 FOR NO KEY UPDATE", found["organization_id"])
    await db.execute("SELECT FROM feed_entry WHERE id = $1 FOR UPDATE", found["id"])
    return await entry_for_review(actor, found["id"])


async def _decide(actor: Actor, report_id: int, to: Report, reason: str) -> None:
    act = "uphold" if to is Report.UPHELD else "dismiss"
    decided = {"decision": reason, "decided_at": clock.now()}
    await move(REPORT, report_id, to=to, act=act, by=actor.mover, reason=reason, also=decided)


async def _tell_publisher(entry: ReviewedEntry, reason: str) -> None:
    points = -credit.Reason.UPHELD_REPORT.value.points
    await messages.tell(
        entry.organization_id, key=f"feed_entry:{entry.id}:removed", title=f"动态已被移除：{entry.title}",
        body=f"贵单位的这条动态被举报，经核实成立，已从伙伴动态移除，扣 {points} 分信用分。说明：{reason}",
        href=f"{entry.sort.path}/{entry.posting_id}", category="system",
    )  # fmt: skip


async def _tell_reporters(entry: ReviewedEntry, reason: str) -> None:
    rows = await db.fetch(
        "SELECT DISTINCT organization_id FROM abuse_report WHERE entry_id = $1 AND status = 'upheld' ORDER BY 1",
        entry.id,
    )
    for row in rows:
        await messages.tell(
            row["organization_id"], key=f"feed_entry:{entry.id}:upheld", title=f"举报成立：{entry.title}",
            body=f"贵单位举报的“{entry.title}”这条动态经核实成立，已经移除。说明：{reason}", category="system",
        )  # fmt: skip
