"""Asking to be partners and answering, parting, and keeping somebody away.

Whatever changes how two organizations stand to each other holds the lock of the pair (`lock_pair`): fifty who press at once, from
both sides, come one after the other, and each finds what the one before left.
"""

from enum import Enum

from zczr import db
from zczr.domain import clock, history, rounds
from zczr.domain.accounts.actor import Actor
from zczr.domain.claims.papers import commands as papers
from zczr.domain.messages import commands as messages
from zczr.domain.partners.queries import is_reached, relation_to
from zczr.domain.partners.relations import lock_pair
from zczr.domain.partners.stages import REQUEST, Ask, Tie, ask_again_at
from zczr.domain.permissions import Permission, require
from zczr.domain.refusals import NotFound, RuleBroken, WrongState
from zczr.domain.stages import move

MOST_OPEN = 50
"""Requests of one organization that wait for an answer at a time."""
_HREF = "/messages/partner-requests"


class Asked(Enum):
    """What asking came to."""

    SENT = "sent"
    SENT_BEFORE = "sent-before"
    """An own request waits already; the words of the first one stand."""
    PARTNERS = "partners"
    """The other side had asked before."""
    PARTNERS_BEFORE = "partners-before"


async def ask(actor: Actor, other_id: int, *, message: str) -> Asked:
    """Ask an organization to be partners; where it has asked before, they become partners. Asked twice it is one request."""
    require(actor, Permission.PARTNERS_WRITE)
    async with db.transaction():
        await lock_pair(actor.organization_id, other_id)
        relation = await relation_to(actor, other_id)
        match relation.tie(clock.now()):
            case Tie.SELF:
                raise RuleBroken("不能添加本单位。", organization=other_id)
            case Tie.BLOCKED:
                raise RuleBroken("贵单位已停止与对方往来，请先在名片上恢复往来。", organization=other_id)
            case Tie.REFUSED:
                when = ask_again_at(relation.last)
                assert when is not None, "who waits waits for a day"
                raise RuleBroken(
                    f"对方婉拒了上次的申请，{clock.shown(when)[:10]} 以后可以再次申请。", organization=other_id
                )
            case Tie.PARTNER:
                return Asked.PARTNERS_BEFORE
            case Tie.SENT:
                return Asked.SENT_BEFORE
            case Tie.RECEIVED:
                assert relation.last is not None, "a request that was received is there"
                await _become_partners(actor, relation.last.id, other_id, act="meet")
                return Asked.PARTNERS
        await _refuse_flood(actor)
        request_id: int = await db.fetch_value(
            """INSERT INTO partner_request (requester_id, addressee_id, requested_by, message, status, created_at)
               VALUES ($1, $2, $3, $4, 'pending', $5) RETURNING id""",
            actor.organization_id, other_id, actor.member_id, message, clock.now(),
        )  # fmt: skip
        await history.record(
            REQUEST.subject_kind, request_id, before="", after=str(Ask.PENDING), act="ask", by=actor.mover
        )
        await messages.tell(
            other_id, key=_received(request_id), title=f"{actor.organization_name} 申请加贵单位为合作伙伴", body=message,
            href=_HREF, category="partners",
        )  # fmt: skip
        return Asked.SENT


async def _refuse_flood(actor: Actor) -> None:
    open_ = await db.fetch_value(
        "SELECT count(*) FROM partner_request WHERE requester_id = $1 AND status = 'pending'", actor.organization_id
    )
    if open_ >= MOST_OPEN:
        raise RuleBroken(f"贵单位已有 {MOST_OPEN} 份申请等待答复，请等对方答复或先撤回一些。")


def _received(request_id: int) -> str:
    """The key of the message about a request that was received."""
    return f"partner_request:{request_id}"


async def accept(actor: Actor, request_id: int) -> None:
    """Accept a request that was received; once more it is a success too."""
    async with db.transaction():
        row = await _held(actor, request_id, role="addressee_id")
        if row["status"] == Ask.ACCEPTED:
            return
        if not await is_reached(actor, row["requester_id"]):
            raise WrongState("对方的认证状态已经变化，暂时不能成为合作伙伴。", request=request_id)
        await _become_partners(actor, request_id, row["requester_id"], act="accept")


async def _become_partners(actor: Actor, request_id: int, requester_id: int, *, act: str) -> None:
    now = clock.now()
    await move(
        REQUEST,
        request_id,
        to=Ask.ACCEPTED,
        only_from=(Ask.PENDING,),
        act=act,
        by=actor.mover,
        also={"answered_at": now},
    )
    low, high = sorted((actor.organization_id, requester_id))
    await db.execute(
        "INSERT INTO partnership (low_id, high_id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        low, high, now,
    )  # fmt: skip
    await messages.settle(actor.organization_id, key=_received(request_id))
    await messages.tell(
        requester_id, key=f"partner_request:{request_id}:accepted", title=f"{actor.organization_name} 已成为贵单位的合作伙伴",
        body="双方现在可以查看对方的联系方式，并在匹配中优先看到彼此。", href=f"/partners/{actor.organization_id}",
        category="partners",
    )  # fmt: skip
    await rounds.rematch(low, high)


async def refuse(actor: Actor, request_id: int) -> None:
    """Refuse a request that was received; the requester is told, without a reason."""
    async with db.transaction():
        row = await _held(actor, request_id, role="addressee_id")
        if row["status"] == Ask.REFUSED:
            return
        await _close(actor, request_id, Ask.REFUSED, act="refuse")
        await messages.settle(actor.organization_id, key=_received(request_id))
        await messages.tell(
            row["requester_id"], key=f"partner_request:{request_id}:refused",
            title=f"{actor.organization_name} 婉拒了贵单位的好友申请", body="30 天后可以再次申请。", href=f"{_HREF}?side=sent",
            category="partners",
        )  # fmt: skip


async def withdraw(actor: Actor, request_id: int) -> None:
    """Take back an own request that nobody has answered."""
    async with db.transaction():
        row = await _held(actor, request_id, role="requester_id")
        if row["status"] == Ask.WITHDRAWN:
            return
        await _close(actor, request_id, Ask.WITHDRAWN, act="withdraw")
        await messages.settle(row["addressee_id"], key=_received(request_id))


async def _held(actor: Actor, request_id: int, *, role: str) -> db.Record:
    """A request of which the actor's organization has this role, with the pair locked; NotFound else."""
    require(actor, Permission.PARTNERS_WRITE)
    pair = await db.fetch_row(
        f"SELECT requester_id, addressee_id FROM partner_request WHERE id = $1 AND {role} = $2",  # noqa: S608 -- our columns
        request_id, actor.organization_id,
    )  # fmt: skip
    if pair is None:
        raise NotFound(request=request_id)
    await lock_pair(pair["requester_id"], pair["addressee_id"])
    row = await db.fetch_row("SELECT * FROM partner_request WHERE id = $1", request_id)
    assert row is not None, "requests are never deleted"
    return row


async def _close(actor: Actor, request_id: int, to: Ask, *, act: str) -> None:
    await move(
        REQUEST, request_id, to=to, only_from=(Ask.PENDING,), act=act, by=actor.mover,
        also={"answered_at": clock.now()},
    )  # fmt: skip


async def remove(actor: Actor, other_id: int) -> None:
    """Part with a partner, and let it know; where they are none any more there is nothing to do."""
    require(actor, Permission.PARTNERS_WRITE)
    async with db.transaction():
        await lock_pair(actor.organization_id, other_id)
        if await _part(actor, other_id):
            await rounds.rematch(actor.organization_id, other_id)
            await messages.tell(
                other_id, key=f"parted:{actor.organization_id}:{clock.now():%Y%m%d%H%M%S}",
                title=f"{actor.organization_name} 已与贵单位解除合作伙伴关系", body="进行中的申请和合同不受影响。",
                href="/partners", category="partners",
            )  # fmt: skip
        else:
            await relation_to(actor, other_id)


async def _part(actor: Actor, other_id: int) -> bool:
    """End the partnership; whether there was one."""
    low, high = sorted((actor.organization_id, other_id))
    gone = await db.fetch_value(
        "DELETE FROM partnership WHERE low_id = $1 AND high_id = $2 RETURNING low_id", low, high
    )
    if gone is None:
        return False
    request_id = await db.fetch_value(
        "SELECT id FROM partner_request WHERE low_id = $1 AND high_id = $2 AND status = 'accepted'", low, high
    )
    if request_id is not None:
        await move(REQUEST, request_id, to=Ask.ENDED, act="remove", by=actor.mover)
    return True


async def block(actor: Actor, other_id: int) -> None:
    """Keep an organization away: no partnership, no request, no message, no match, no paper between the two. It is not told."""
    require(actor, Permission.PARTNERS_WRITE)
    async with db.transaction():
        await lock_pair(actor.organization_id, other_id)
        relation = await relation_to(actor, other_id)
        if relation.itself:
            raise RuleBroken("不能停止与本单位的往来。", organization=other_id)
        # In the history of what ends with it stands an ordinary end: who comes too late there is told who did what.
        await _part(actor, other_id)
        last = relation.last
        if last is not None and last.status is Ask.PENDING:
            to, act = (Ask.WITHDRAWN, "withdraw") if last.sent_by_viewer else (Ask.REFUSED, "refuse")
            await _close(actor, last.id, to, act=act)
            await messages.settle(other_id if last.sent_by_viewer else actor.organization_id, key=_received(last.id))
        await papers.end_between(actor, other_id)
        added = await db.fetch_value(
            """INSERT INTO partner_block (blocker_id, blocked_id, blocked_by, at) VALUES ($1, $2, $3, $4)
               ON CONFLICT DO NOTHING RETURNING blocked_id""",
            actor.organization_id, other_id, actor.member_id, clock.now(),
        )  # fmt: skip
        if added is not None:
            await rounds.rematch(actor.organization_id, other_id)


async def unblock(actor: Actor, other_id: int) -> None:
    """Let an organization come near again; partners they become only by asking anew."""
    require(actor, Permission.PARTNERS_WRITE)
    async with db.transaction():
        await lock_pair(actor.organization_id, other_id)
        gone = await db.fetch_value(
            "DELETE FROM partner_block WHERE blocker_id = $1 AND blocked_id = $2 RETURNING blocked_id",
            actor.organization_id, other_id,
        )  # fmt: skip
        # Where nobody was kept away nothing has changed, and nobody's postings are matched for the asking.
        if gone is not None:
            await rounds.rematch(actor.organization_id, other_id)


async def choose_suggestions(actor: Actor, *, wanted: bool) -> None:
    """Whether partners are suggested to the actor's organization."""
    require(actor, Permission.PARTNERS_WRITE)
    async with db.transaction():
        await db.execute(
            "UPDATE organization SET partner_suggestions = $2 WHERE id = $1", actor.organization_id, wanted
        )
