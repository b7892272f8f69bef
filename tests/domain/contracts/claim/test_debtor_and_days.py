"""A claim's contract beside its debtor, who was asked to confirm, and beside its approval, before which no day of it lies."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from cast import Cast
from claim_cases import make_claim_deal, make_claim_filing
from domain.contracts.claim.claim_filing_cases import sign_sale
from domain.contracts.claim.test_claim_filing import approved, claim_of, filed, refused
from domain.contracts.filing_cases import agree
from zczr import db
from zczr.domain import clock, history
from zczr.domain.claims import confirmations
from zczr.domain.claims.kinds import Recourse
from zczr.domain.contracts import case
from zczr.domain.refusals import RuleBroken


async def test_what_the_debtor_was_asked_ends_with_the_sale_and_its_notice_goes_out(cast: Cast) -> None:
    application_id, filing_id = await filed(cast)
    claim = await claim_of(application_id)
    asked = await confirmations.ask(cast.borrower, claim["id"], email="caiwu@hongda.example.com")
    await agree(cast.borrower, filing_id)
    last = await history.last_event("debtor_confirmation", asked)
    assert last
    assert (last.after, last.reason, last.member_id) == ("called_off", "债权已售出", None)
    assert await db.fetch_value("SELECT status FROM assignment_notice") == "prepared"


async def test_the_contract_says_by_what_the_debtor_has_confirmed(cast: Cast) -> None:
    application_id = await approved(cast)
    claim = await claim_of(application_id)
    confirmation_id = await confirmations.ask(cast.borrower, claim["id"], email="caiwu@hongda.example.com")
    await db.execute(
        "UPDATE debtor_confirmation SET status = 'confirmed', answered_at = now() WHERE id = $1", confirmation_id
    )
    await db.execute("UPDATE claim SET debtor_state = 'confirmed' WHERE id = $1", claim["id"])
    await sign_sale(cast.lender, application_id)
    facts: Any = await case.template_for(cast.lender, application_id)
    assert facts.confirmed_through == "经链接（邮箱 caiwu@hongda.example.com）确认，该邮箱的归属未经平台核实"
    terms = await db.fetch_value("SELECT terms FROM contract_filing")
    assert facts.confirmed_through in terms


async def test_backdating_does_not_pass_a_yield_under_the_cap(cast: Cast) -> None:
    application_id, long_ago = await approved(cast), clock.today() - timedelta(days=60)
    dear = {"recourse": Recourse.WITH, "price": Decimal("540000")}
    # 14.08% over the 240 days that are left would pass as 11.27% over 300.
    early = await refused(cast, application_id, signed_on=long_ago, starts_on=long_ago, **dear)
    said = f"不能早于申请通过的日期 {clock.today()}，请核对合同。"
    assert early == [("signed_on", f"签订日期{said}"), ("starts_on", f"转让基准日{said}")]


async def test_what_was_backdated_before_that_was_refused_is_not_confirmed(cast: Cast) -> None:
    application_id = await make_claim_deal(cast.borrower, cast.lender, status="approved_unconfirmed")
    early = clock.today() - timedelta(days=60)
    filing_id = await make_claim_filing(application_id, cast.lender, signed_on=early, starts_on=early)
    with pytest.raises(RuleBroken, match="签订日期不能早于申请通过的日期"):
        await agree(cast.borrower, filing_id)
