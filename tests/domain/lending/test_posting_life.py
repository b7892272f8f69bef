"""The end of postings: lifecycle, expiry, and facts of the record."""

from datetime import timedelta

import pytest

from cast import Cast
from makers import make_offer, make_request
from positions import make_position
from zczr import db
from zczr.domain import clock
from zczr.domain.lending import queries
from zczr.domain.lending.facts import risk_facts
from zczr.domain.lending.sorts import OFFER, REQUEST
from zczr.domain.postings.stages import Posting
from zczr.domain.risk.kinds import DocumentClass, RepaymentBehaviour
from zczr.domain.rounds import expire_postings
from zczr.domain.stages import Lifecycle


@pytest.mark.parametrize("lifecycle", [REQUEST, OFFER])
def test_a_posting_moves_only_along_its_lifecycle(lifecycle: Lifecycle) -> None:
    allowed = {
        ("draft", "active"), ("draft", "withdrawn"), ("active", "matched"), ("active", "closed"),
        ("active", "withdrawn"), ("active", "expired"), ("expired", "matched"), ("closed", "matched"),
    }  # fmt: skip
    found = {(str(one), str(other)) for one in Posting for other in Posting if lifecycle.allows(one, other)}
    assert found == allowed


async def test_postings_expire_after_their_last_day_once(cast: Cast) -> None:
    today = clock.today()
    due = await make_request(cast.borrower, expires_on=today - timedelta(days=1))
    await make_request(cast.borrower, expires_on=today)
    offer = await make_offer(cast.lender, expires_on=today - timedelta(days=1))
    await make_offer(cast.lender, status="draft", expires_on=today - timedelta(days=1))
    assert await expire_postings(today) == 2
    assert await expire_postings(today) == 0
    rows = await db.fetch("SELECT id FROM loan_request WHERE status = 'expired'")
    assert [row["id"] for row in rows] == [due]
    events = await db.fetch("SELECT subject_kind, subject_id, act FROM history ORDER BY id")
    assert [tuple(row) for row in events] == [("loan_request", due, "expire"), ("loan_offer", offer, "expire")]
    told = await db.fetch("SELECT organization_id, title, href FROM notice ORDER BY id")
    assert [tuple(row) for row in told] == [
        (cast.borrower.organization_id, "发布已到期：广州市精密零件扩产项目借款120,000元", f"/lending/requests/{due}"),
        (cast.lender.organization_id, "发布已到期：闲置资金出借（5 — 10 万元）", f"/lending/offers/{offer}"),
    ]


@pytest.mark.parametrize(
    ("late", "behaviour"),
    [(None, "NO_HISTORY"), (0, "CLEAN"), (1, "LATE_30"), (30, "LATE_30"), (31, "WORSE")],
)
async def test_the_record_of_repayments_makes_the_behaviour(cast: Cast, late: int | None, behaviour: str) -> None:
    if late is not None:
        await make_position(cast.borrower, cast.lender, worst_late_days=late)
    own = await queries.own_request(cast.borrower, await make_request(cast.borrower, purpose="operations"))
    facts = await risk_facts(cast.borrower.organization_id, own.terms, ())
    assert facts.repayment_behaviour is RepaymentBehaviour[behaviour]
    assert facts.completed_contracts == (late is not None)


async def test_what_is_owed_and_overdue_counts(cast: Cast) -> None:
    today = clock.today()
    await make_position(cast.borrower, cast.lender, status="overdue", ends_on=today - timedelta(days=31))
    own = await queries.own_request(cast.borrower, await make_request(cast.borrower, purpose="operations"))
    facts = await risk_facts(cast.borrower.organization_id, own.terms, ["asset_proof", "other"])
    assert (facts.platform_outstanding, facts.overdue_days) == (100_000, 31)
    assert facts.repayment_behaviour is RepaymentBehaviour.WORSE
    assert facts.verified_documents == {DocumentClass.ASSET_PROOF}
    assert facts.collateral[0].proven
    assert facts.years_registered == 6
