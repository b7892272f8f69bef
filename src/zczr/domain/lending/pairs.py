"""A request and an offer looked at together, for those who apply and those who sign."""

from dataclasses import dataclass
from decimal import Decimal

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.lending import lpr
from zczr.domain.lending.labels import request_title
from zczr.domain.lending.match_facts import headroom, offer_facts, offer_rows, request_facts, request_rows
from zczr.domain.matching.lender_counter import BLOCK_AT, LenderStanding, lender_standing, window_start
from zczr.domain.matching.loan import hard_failures
from zczr.domain.money import yuan_text
from zczr.domain.postings.placing import Network
from zczr.domain.refusals import NotFound, RuleBroken


@dataclass(frozen=True)
class Pair:
    """A request and an offer, of which the actor owns one; amounts in yuan, where both ranges overlap."""

    request_id: int
    offer_id: int
    borrower_id: int
    borrower_name: str
    lender_id: int
    lender_name: str
    assessment_id: int | None
    offer_project: str
    city_code: str
    project: str
    amount_max: Decimal
    smallest: Decimal
    largest: Decimal

    def other_id(self, actor: Actor) -> int:
        """The organization across from the actor's."""
        return self.lender_id if actor.organization_id == self.borrower_id else self.borrower_id

    def other_name(self, actor: Actor) -> str:
        """The name of the organization across from the actor's."""
        return self.lender_name if actor.organization_id == self.borrower_id else self.borrower_name

    @property
    def title(self) -> str:
        """The title of the request."""
        return self.title_for(self.amount_max)

    def title_for(self, amount: Decimal) -> str:
        """The title of a deal of this amount."""
        return request_title(self.city_code, self.project, amount)

    def other_posting(self, actor: Actor) -> str:
        """The posting across from the actor's, with whose it is: one organization may have several."""
        named = self.offer_project if actor.organization_id == self.borrower_id else self.title
        return f"“{self.other_name(actor)}”的“{named}”"


# Drafts are nobody's business; what an application stands for is found whatever became of it, so that one can say why not.
_PAIR = """
    SELECT r.id, f.id, r.organization_id, b.name, f.organization_id, l.name, r.assessment_id, f.project AS offer_project,
           r.city_code, r.project, r.amount_max,
           greatest(r.amount_min, f.amount_min) AS smallest, least(r.amount_max, f.amount_max) AS largest
    FROM loan_request r JOIN organization b ON b.id = r.organization_id,
         loan_offer f JOIN organization l ON l.id = f.organization_id
    WHERE r.id = $1 AND f.id = $2 AND $3 IN (r.organization_id, f.organization_id)
      AND r.status <> 'draft' AND f.status <> 'draft'
      AND (EXISTS (SELECT FROM loan_match m WHERE m.request_id = r.id AND m.offer_id = f.id)
           OR EXISTS (SELECT FROM application a WHERE a.request_id = r.id AND a.offer_id = f.id))"""


async def pair_for(actor: Actor, request_id: int, offer_id: int, *, lock: bool = False) -> Pair | None:
    """A pair that matching or an application has shown to the actor; None where it is none any more, or never was.

    NotFound where the actor owns neither posting.

    `lock` holds both postings until the commit, always the request first, so that no two callers wait for each other.
    """
    if lock:
        await db.execute("SELECT FROM loan_request WHERE id = $1 FOR SHARE", request_id)
        await db.execute("SELECT FROM loan_offer WHERE id = $1 FOR SHARE", offer_id)
    row = await db.fetch_row(_PAIR, request_id, offer_id, actor.organization_id)
    if row is None:
        if not await _owns_a_side(actor, request_id, offer_id):
            raise NotFound(request=request_id, offer=offer_id)
        return None
    return Pair(*tuple(row))


async def _owns_a_side(actor: Actor, request_id: int, offer_id: int) -> bool:
    return bool(
        await db.fetch_value(
            """SELECT EXISTS (SELECT FROM loan_request WHERE id = $1 AND organization_id = $3)
                   OR EXISTS (SELECT FROM loan_offer WHERE id = $2 AND organization_id = $3)""",
            request_id, offer_id, actor.organization_id,
        )
    )  # fmt: skip


async def failures_of(pair: Pair) -> tuple[str, ...]:
    """The hard constraints that do not hold now, as sentences."""
    today = clock.today()
    (request,) = await request_rows([pair.request_id])
    (offer,) = await offer_rows([pair.offer_id], today)
    network = await Network.around(pair.borrower_id, [pair.lender_id])
    day = await lpr.on(today)
    failures = hard_failures(
        request_facts(request), offer_facts(offer), network.pair(request, offer), today, day.cap if day else None
    )
    return tuple(failure.sentence for failure in failures)


async def largest_deal(request_id: int, offer_id: int) -> Decimal:
    """The highest amount in yuan that both postings allow."""
    amount: Decimal = await db.fetch_value(
        "SELECT least(r.amount_max, f.amount_max) FROM loan_request r, loan_offer f WHERE r.id = $1 AND f.id = $2",
        request_id,
        offer_id,
    )
    return amount


async def check_headroom(borrower_id: int, lender_id: int, amount: Decimal) -> None:
    """Refuse a loan that the law's limits on unlicensed lenders leave no room for (domain.md section 3 rows 3, 12)."""
    if await is_licensed(lender_id):
        return
    left = headroom(await outstanding_of(borrower_id))
    if amount > left:
        raise RuleBroken(
            f"借款方在平台向非持牌单位的借款余额以 100 万元为限，目前最多还可借 {yuan_text(left)} 元。", "amount"
        )
    if lender_standing(await paid_loans_of(lender_id), licensed=False) is LenderStanding.BLOCKED:
        raise RuleBroken(
            f"出借方 24 个月内的有息出借已达 {BLOCK_AT} 笔，为避免被认定为职业放贷，暂不能再出借。", "amount"
        )


async def is_licensed(organization_id: int) -> bool:
    """Whether it is an institution whose licence the platform has verified."""
    return bool(
        await db.fetch_value(
            "SELECT EXISTS (SELECT FROM organization WHERE id = $1 AND kind = 'institution' AND status = 'verified')",
            organization_id,
        )
    )


async def outstanding_of(borrower_id: int) -> Decimal:
    """What an enterprise owes on the platform, in yuan."""
    owed: Decimal = await db.fetch_value(
        "SELECT coalesce(sum(outstanding), 0) FROM loan_position WHERE borrower_id = $1", borrower_id
    )
    return owed


async def paid_loans_of(lender_id: int) -> int:
    """How many loans for interest were confirmed within the rolling 24 months."""
    count: int = await db.fetch_value(
        """SELECT count(*) FROM loan_position
           WHERE lender_id = $1 AND rate > 0 AND (opened_at AT TIME ZONE 'Asia/Shanghai')::date >= $2""",
        lender_id,
        window_start(clock.today()),
    )
    return count
