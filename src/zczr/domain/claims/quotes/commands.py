"""询价: buyers give sealed quotes for a claim until a day is over; then its seller reads them (product.md section 5).

Until then nobody but the buyer reads a quote, and the seller learns only how many there are.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import asyncpg

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.claims.buyers import BARRED, buyer_broken, held_on_sale, is_barred
from zczr.domain.claims.kinds import QuoteScope, SaleMode
from zczr.domain.claims.quotes.ending import end
from zczr.domain.claims.quotes.invitations import is_invited
from zczr.domain.claims.quotes.stages import QUOTE, QuoteStage
from zczr.domain.claims.sorts import CLAIM
from zczr.domain.history import record
from zczr.domain.messages.commands import Told, tell_many
from zczr.domain.money import yuan_text
from zczr.domain.permissions import Permission, require
from zczr.domain.postings.stages import Posting
from zczr.domain.refusals import NotFound, RuleBroken, WrongState, refuse_all
from zczr.domain.stages import move, overtaken

_OVER = "报价已经截止，不能再提交或修改报价。"
_CHANGED = "出售方刚刚修改了这笔债权的信息，请重新核对后再提交报价。"
_NOT_INVITED = "这次询价只接受受邀单位的报价。有意购买的，请先与出售方联系。"


@dataclass(frozen=True)
class Said:
    """What a buyer offers in yuan, its word to the seller, and the version of the claim that it has read."""

    price: Decimal
    message: str
    version: int
    standing: str = ""
    """When the own quote was given that it takes the place of, in ISO format; empty where it has seen none."""


class QuoteChanged(RuleBroken):
    """A colleague, or another window, has changed the own quote meanwhile; `given_at` is when, as what stands now is known by."""

    def __init__(self, price: Decimal, given_at: datetime) -> None:
        super().__init__(f"贵单位的报价刚刚已改为 {yuan_text(price)} 元，请核对后再提交。", "price")
        self.given_at = given_at.isoformat()


class ClaimChanged(RuleBroken):
    """The claim was edited while its buyer read it; `version` is the one to read now."""

    def __init__(self, version: int) -> None:
        super().__init__(_CHANGED)
        self.version = version


async def give(actor: Actor, claim_id: int, said: Said, *, submission_id: uuid.UUID) -> int:
    """Quote for a claim, or change the quote that stands; its id. The same submission again changes nothing."""
    require(actor, Permission.APPLICATION_APPLY)
    try:
        async with db.transaction():
            # Held against an edit, a withdrawal and the seller's choice until the commit; other buyers quote beside us.
            claim = await held_on_sale(actor, claim_id, hold="FOR SHARE")
            if claim["quotes_until"] is not None and claim["quotes_until"] < clock.today():
                raise WrongState(_OVER, claim=claim_id)
            refuse_all(await _broken(actor, claim, said))
            standing = await db.fetch_row(
                "SELECT id, price, message, given_at FROM quote WHERE claim_id = $1 AND buyer_id = $2 AND status = 'given' FOR UPDATE",
                claim_id, actor.organization_id,
            )  # fmt: skip
            if standing is None:
                # An old form sent again after its quote was taken back: a new quote.
                old = await db.fetch_value(
                    "SELECT id FROM quote WHERE buyer_id = $1 AND submission_id = $2",
                    actor.organization_id,
                    submission_id,
                )
                return await _insert(actor, claim, said, submission_id if old is None else uuid.uuid4())
            if standing["given_at"].isoformat() != said.standing and (standing["price"], standing["message"]) != (
                said.price,
                said.message,
            ):
                raise QuoteChanged(standing["price"], standing["given_at"])
            await _change(actor, standing["id"], said)
            return int(standing["id"])
    except asyncpg.UniqueViolationError as error:
        # The race of a double click, or of two windows: the second press waited for the first, and finds what it made.
        if error.constraint_name not in {"quote_submission", "quote_once"}:
            raise
    made = await db.fetch_row(
        "SELECT id, price, message, given_at FROM quote WHERE claim_id = $1 AND buyer_id = $2 ORDER BY id DESC LIMIT 1",
        claim_id, actor.organization_id,
    )  # fmt: skip
    assert made is not None, "the row that was in the way is there"
    if (made["price"], made["message"]) != (said.price, said.message):
        raise QuoteChanged(made["price"], made["given_at"])
    return int(made["id"])


async def _insert(actor: Actor, claim: db.Record, said: Said, submission_id: uuid.UUID) -> int:
    quote_id: int = await db.fetch_value(
        """INSERT INTO quote (claim_id, buyer_id, member_id, submission_id, status, price, message, given_at, until)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id""",
        claim["id"], actor.organization_id, actor.member_id, submission_id, str(QuoteStage.GIVEN), said.price, said.message,
        clock.now(), claim["quotes_until"],
    )  # fmt: skip
    await record(QUOTE.subject_kind, quote_id, before="", after=str(QuoteStage.GIVEN), act="give", by=actor.mover)
    return quote_id


async def _change(actor: Actor, quote_id: int, said: Said) -> None:
    changed = await db.fetch_value(
        """UPDATE quote SET price = $2, message = $3, member_id = $4, given_at = $5
           WHERE id = $1 AND (price, message) <> ($2, $3) RETURNING id""",
        quote_id, said.price, said.message, actor.member_id, clock.now(),
    )  # fmt: skip
    if changed:
        given = str(QuoteStage.GIVEN)
        await record(QUOTE.subject_kind, quote_id, before=given, after=given, act="change", by=actor.mover)


async def _broken(actor: Actor, claim: db.Record, said: Said) -> list[RuleBroken]:
    broken = await quoter_broken(actor, claim)
    if said.price > claim["face_amount"]:
        broken.append(RuleBroken("报价不能高于债权金额，请核对单位是“元”。", "price"))
    elif await is_barred(claim, said.price, actor.organization_id):
        broken.append(RuleBroken(BARRED, "price"))
    if claim["version"] != said.version:
        broken.insert(0, ClaimChanged(claim["version"]))
    return broken


async def quoter_broken(actor: Actor, claim: db.Record) -> list[RuleBroken]:
    """Why the actor's organization cannot quote for this claim at all; nothing where it can."""
    broken = await buyer_broken(actor, claim)
    if claim["sale_mode"] != SaleMode.QUOTES:
        return [*broken, RuleBroken("这笔债权按定价出售，不接受报价，可以直接购买。")]
    if claim["quote_scope"] == QuoteScope.INVITED and not await is_invited(actor, claim["id"]):
        broken.append(RuleBroken(_NOT_INVITED))
    return broken


async def check_quoter(actor: Actor, claim_id: int) -> list[RuleBroken]:
    """As `quoter_broken`, of a claim by its id."""
    claim = await db.fetch_row("SELECT * FROM claim WHERE id = $1", claim_id)
    return [] if claim is None else await quoter_broken(actor, claim)


async def withdraw(actor: Actor, quote_id: int) -> None:
    """Take an own quote back while quotes are taken; a quote that the seller can read binds until the seller has chosen."""
    require(actor, Permission.APPLICATION_APPLY)
    async with db.transaction():
        claim = await db.fetch_row(
            """SELECT q.until FROM quote q JOIN claim c ON c.id = q.claim_id
               WHERE q.id = $1 AND q.buyer_id = $2 FOR SHARE OF c""",
            quote_id, actor.organization_id,
        )  # fmt: skip
        if claim is None:
            raise NotFound(quote=quote_id)
        if claim["until"] < clock.today():
            raise WrongState("报价已经截止，出售方正在选择，不能再撤回。", quote=quote_id)
        closed = {"closed_at": clock.now()}
        await move(QUOTE, quote_id, to=QuoteStage.WITHDRAWN, act="withdraw", by=actor.mover, also=closed)


async def close(actor: Actor, claim_id: int) -> None:
    """结束询价: the seller takes none of the quotes and no more are taken; the claim can then be edited, and sold in another way.

    Who decides about quotes refuses them, too.
    """
    require(actor, Permission.APPLICATION_DECIDE)
    async with db.transaction():
        claim = await db.fetch_row(
            "SELECT status, sale_mode FROM claim WHERE id = $1 AND organization_id = $2 FOR UPDATE",
            claim_id, actor.organization_id,
        )  # fmt: skip
        if claim is None:
            raise NotFound(claim=claim_id)
        if claim["status"] != Posting.ACTIVE or claim["sale_mode"] != SaleMode.QUOTES:
            raise await overtaken(CLAIM, claim_id)
        await db.execute(
            "UPDATE claim SET quotes_until = least(quotes_until, $2), version = version + 1 WHERE id = $1",
            claim_id, clock.today() - timedelta(days=1),
        )  # fmt: skip
        active = str(Posting.ACTIVE)
        await record(CLAIM.subject_kind, claim_id, before=active, after=active, act="end_quotes", by=actor.mover)
        await end([claim_id], QuoteStage.LAPSED, by=actor.mover)


async def tell_of_opened() -> int:
    """Tell sellers whose last day for quotes is over how many they may read now, each once; how many claims are being chosen for."""
    rows = await db.fetch(
        """SELECT c.id, c.organization_id, c.title, c.quotes_until,
                  (SELECT count(*) FROM quote q WHERE q.claim_id = c.id AND q.status = 'given') AS given
           FROM claim c WHERE c.sale_mode = 'quotes' AND c.status = 'active' AND c.quotes_until < $1
             AND NOT EXISTS (SELECT FROM history h WHERE h.subject_kind = 'claim' AND h.subject_id = c.id
                 AND h.act = 'end_quotes' AND h.at >= c.submitted_at) ORDER BY c.id""",
        clock.today(),
    )  # fmt: skip
    for got, body in (
        (True, "报价已开启，请在选择期限（截止后 10 天）内选择一份，逾期报价全部失效。"),
        (False, "可以结束询价后修改条件，再次询价或按定价出售。"),
    ):
        told = [
            Told(
                row["organization_id"],
                f"claim:{row['id']}:quotes:{row['quotes_until']}",
                f"报价已截止，收到 {row['given']} 份：{row['title']}"
                if got
                else f"报价已截止，没有收到报价：{row['title']}",
                f"/claims/sales/{row['id']}",
            )
            for row in rows
            if bool(row["given"]) is got
        ]
        async with db.transaction():
            await tell_many(told, body)
    return len(rows)
