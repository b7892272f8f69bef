"""Seeing the papers of a claim on sale: a member asks, the seller lets it in or not and may take that back, every look is kept.

Whatever changes who sees the papers of a claim holds the claim first, as everywhere: answers, sales and looks come one after the other.
"""

import asyncpg

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.claims.papers.queries import ask_again_at, can_open, debtor_asks, last_access
from zczr.domain.claims.papers.stages import ACCESS, Access
from zczr.domain.claims.queries import claim_on_sale
from zczr.domain.files.queries import file_for, paper_counts
from zczr.domain.history import record
from zczr.domain.messages import commands as messages
from zczr.domain.partners.relations import NOT_APART
from zczr.domain.permissions import Permission, require
from zczr.domain.refusals import NotFound, RuleBroken, WrongState
from zczr.domain.stages import move

MOST_OPEN = 50
"""Requests of one organization that wait for an answer at a time."""
_OFF_SALE = "这笔债权已不在售，资料不再供他人查看，不必答复。"
_OWN = "这是贵单位自己出售的债权，不必申请查看资料。"
_DEBTOR = "贵单位是这笔债权的债务方，不能申请查看资料。需要核对的，请直接与债权方联系。"
_NO_PAPERS = "出售方还没有上传资料，请先通过“对话”联系出售方。"


async def ask(actor: Actor, claim_id: int, *, message: str) -> int:
    """Ask to see the papers of a claim on sale; the request's id. Asked twice, or let in already, it is the one there is."""
    require(actor, Permission.APPLICATION_APPLY)
    try:
        async with db.transaction():
            await db.execute("SELECT FROM claim WHERE id = $1 FOR UPDATE", claim_id)
            claim = await claim_on_sale(actor, claim_id)
            last = await last_access(actor, claim_id)
            if last is not None and last.stage in {Access.ASKED, Access.GRANTED}:
                return last.id
            if claim.own:
                raise RuleBroken(_OWN, claim=claim_id)
            if await debtor_asks(actor, claim_id):
                raise RuleBroken(_DEBTOR, claim=claim_id)
            if not await paper_counts(claim_id):
                raise RuleBroken(_NO_PAPERS, claim=claim_id)
            again = ask_again_at(last)
            if again is not None and clock.now() < again:
                raise RuleBroken(f"出售方上次没有同意，{clock.shown(again)} 以后可以再次申请。", claim=claim_id)
            await _refuse_flood(actor)
            access_id: int = await db.fetch_value(
                """INSERT INTO paper_access (claim_id, seller_id, organization_id, asked_by, status, message, asked_at)
                   VALUES ($1, $2, $3, $4, 'asked', $5, $6) RETURNING id""",
                claim_id, claim.seller_id, actor.organization_id, actor.member_id, message, clock.now(),
            )  # fmt: skip
            await record(ACCESS.subject_kind, access_id, before="", after=str(Access.ASKED), act="ask", by=actor.mover)
            await messages.tell(
                claim.seller_id, key=_asked(access_id), title=f"有单位申请查看债权资料：{claim.title}",
                body=f"{actor.organization_name}申请查看资料{f'：{message}' if message else '。'}", href=_sale(claim_id),
            )  # fmt: skip
    except asyncpg.UniqueViolationError as error:
        # The last word of the database in the race of a double click: the first one has asked.
        if error.constraint_name != "paper_access_open_once":
            raise
        made = await last_access(actor, claim_id)
        assert made is not None, "the row that was in the way is there"
        return made.id
    return access_id


async def _refuse_flood(actor: Actor) -> None:
    open_ = await db.fetch_value(
        """SELECT count(*) FROM paper_access x JOIN claim c ON c.id = x.claim_id
           WHERE x.organization_id = $1 AND x.status = 'asked' AND c.status IN ('active', 'reserved')""",
        actor.organization_id,
    )
    if open_ >= MOST_OPEN:
        raise RuleBroken(f"贵单位已有 {MOST_OPEN} 份查看申请等待答复，请等对方答复或先撤回一些。")


def _asked(access_id: int) -> str:
    """The key of the message about a request that was received."""
    return f"paper_access:{access_id}:asked"


def _sale(claim_id: int) -> str:
    return f"/claims/sales/{claim_id}"


def _offer(claim_id: int) -> str:
    return f"/claims/market/{claim_id}"


async def withdraw(actor: Actor, claim_id: int) -> None:
    """Take back the own request that nobody has answered; withdrawn already is fine."""
    require(actor, Permission.APPLICATION_APPLY)
    async with db.transaction():
        await db.execute("SELECT FROM claim WHERE id = $1 FOR UPDATE", claim_id)
        last = await last_access(actor, claim_id)
        if last is None:
            raise NotFound(claim=claim_id)
        if last.stage is Access.WITHDRAWN:
            return
        await move(
            ACCESS, last.id, to=Access.WITHDRAWN, only_from=(Access.ASKED,), act="withdraw", by=actor.mover,
            also={"ended_at": clock.now()},
        )  # fmt: skip
        await messages.settle(
            await db.fetch_value("SELECT seller_id FROM paper_access WHERE id = $1", last.id), key=_asked(last.id)
        )


async def grant(actor: Actor, claim_id: int, access_id: int) -> None:
    """Let an organization in; once more it is a success too."""
    async with db.transaction():
        row = await _held(actor, claim_id, access_id)
        if row["status"] == Access.GRANTED:
            return
        if not await can_open(access_id):
            raise WrongState(_OFF_SALE, claim=claim_id)
        await move(
            ACCESS, access_id, to=Access.GRANTED, act="grant", by=actor.mover, also={"answered_at": clock.now()}
        )  # fmt: skip
        await messages.settle(actor.organization_id, key=_asked(access_id))
        await messages.tell(
            row["organization_id"], key=f"paper_access:{access_id}:granted", title=f"可以查看债权资料：{row['title']}",
            body=f"{actor.organization_name}已同意贵单位查看资料。资料带有贵单位名称的水印，每次查看都会留下记录。",
            href=_offer(claim_id),
        )  # fmt: skip


async def refuse(actor: Actor, claim_id: int, access_id: int, *, reason: str) -> None:
    """Do not let an organization in, and say why."""
    async with db.transaction():
        row = await _held(actor, claim_id, access_id)
        now = clock.now()
        await move(
            ACCESS, access_id, to=Access.REFUSED, act="refuse", by=actor.mover, reason=reason,
            also={"reason": reason, "answered_at": now, "ended_at": now},
        )  # fmt: skip
        await messages.settle(actor.organization_id, key=_asked(access_id))
        await messages.tell(
            row["organization_id"], key=f"paper_access:{access_id}:refused", title=f"查看申请未获同意：{row['title']}",
            body=f"{actor.organization_name}没有同意贵单位查看资料，原因：{reason}", href=_offer(claim_id),
        )  # fmt: skip


async def revoke(actor: Actor, claim_id: int, access_id: int) -> None:
    """Take back that an organization was let in; once more it is a success too."""
    async with db.transaction():
        row = await _held(actor, claim_id, access_id)
        if row["status"] == Access.REVOKED:
            return
        await move(ACCESS, access_id, to=Access.REVOKED, act="revoke", by=actor.mover, also={"ended_at": clock.now()})
        await messages.tell(
            row["organization_id"], key=f"paper_access:{access_id}:revoked", title=f"资料查看已收回：{row['title']}",
            body=f"{actor.organization_name}已收回贵单位的资料查看权限，此前的查看记录仍然保留。", href=_offer(claim_id),
        )  # fmt: skip


async def _held(actor: Actor, claim_id: int, access_id: int) -> db.Record:
    """A request about an own claim with the claim held: of two answers, and of an answer and a withdrawal, one comes second.

    Showing papers to somebody is a decision, not preparation: it takes who may decide.
    """
    claim = await db.fetch_row(
        "SELECT status, title FROM claim WHERE id = $1 AND organization_id = $2 FOR UPDATE",
        claim_id,
        actor.organization_id,
    )
    if claim is None:
        raise NotFound(claim=claim_id)
    row = await db.fetch_row(
        f"""SELECT x.*, $3::text AS claim_status, $4::text AS title FROM paper_access x WHERE x.id = $1 AND x.claim_id = $2
            AND {NOT_APART.format(one="x.seller_id", other="x.organization_id")}""",  # noqa: S608 -- constants
        access_id, claim_id, claim["status"], claim["title"],
    )  # fmt: skip
    if row is None:
        raise NotFound(claim=claim_id, access=access_id)
    require(actor, Permission.APPLICATION_DECIDE)
    return row


async def end_between(actor: Actor, other_id: int) -> None:
    """End what is open between two organizations of which the actor keeps the other away; call in that transaction. Nobody is told."""
    rows = await db.fetch(
        """SELECT id, claim_id FROM paper_access WHERE status IN ('asked', 'granted')
               AND ((seller_id = $1 AND organization_id = $2) OR (seller_id = $2 AND organization_id = $1))
           ORDER BY claim_id, id""",
        actor.organization_id, other_id,
    )  # fmt: skip
    claim_ids = sorted({row["claim_id"] for row in rows})
    # In one order, so that two that keep each other away at once do not wait for each other.
    await db.fetch("SELECT id FROM claim WHERE id = ANY($1) ORDER BY id FOR UPDATE", claim_ids)
    rows = await db.fetch(
        "SELECT * FROM paper_access WHERE id = ANY($1) AND status IN ('asked', 'granted') ORDER BY id",
        [row["id"] for row in rows],
    )
    now = clock.now()
    for row in rows:
        ends = {"ended_at": now}
        if row["organization_id"] == actor.organization_id:
            to, act = Access.WITHDRAWN, "withdraw"
        elif row["status"] == Access.ASKED:
            to, act, ends = Access.REFUSED, "refuse", {"answered_at": now, **ends}
        else:
            to, act = Access.REVOKED, "revoke"
        await move(ACCESS, row["id"], to=to, act=act, by=actor.mover, also=ends)
        await messages.settle(row["seller_id"], key=_asked(row["id"]))


async def note_view(actor: Actor, upload_id: int, *, marked: bool) -> None:
    """Write down that the actor is about to be shown a paper of somebody else's claim, while it still may see it; NotFound else.

    The claim is held meanwhile: nothing that ends the right comes between the question and the line, so no line is later than its right.
    """
    async with db.transaction():
        before = (await file_for(actor, upload_id)).disclosed
        assert before is not None, "only what is somebody else's is written down"
        await db.execute("SELECT FROM claim WHERE id = $1 FOR SHARE", before.claim_id)
        file = await file_for(actor, upload_id)
        right = file.disclosed
        assert right is not None, "a claim's owner never changes"
        if right.application_id is None and not marked:
            raise NotFound(upload=upload_id)  # whoever is merely let in gets nothing without a mark
        await db.execute(
            """INSERT INTO paper_view (claim_id, access_id, application_id, organization_id, member_id, member_role, upload_id, slot,
                   file_name, sha256, marked, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)""",
            right.claim_id, right.access_id, right.application_id, actor.organization_id, actor.member_id, str(actor.role),
            upload_id, file.slot, file.name, file.sha256, marked, clock.now(),
        )  # fmt: skip
