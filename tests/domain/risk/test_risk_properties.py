"""What holds for every request (domain.md section 4.4)."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.risk.examples import documents
from zczr.domain.risk.facts import CollateralAsset, GuarantorOffer, NeedInputs, RiskFacts, Statements
from zczr.domain.risk.kinds import (
    CollateralKind,
    Grade,
    GuaranteeMode,
    Purpose,
    RepaymentBehaviour,
    RepaymentSource,
    Tie,
)
from zczr.domain.risk.model import assess
from zczr.domain.risk.record import inputs_json, outputs_json, read_inputs, read_outputs, rerun

money = st.decimals(min_value=0, max_value=5_000_000, places=2)
positive = st.decimals(min_value=1, max_value=5_000_000, places=2)
maybe_money = st.none() | money
days = st.integers(0, 180).map(Decimal)
assets = st.builds(
    CollateralAsset, st.sampled_from(CollateralKind), money, proven=st.booleans(), confirmed=st.booleans()
)
guarantors = st.builds(
    GuarantorOffer, st.sampled_from(Grade), money, money, st.sampled_from(GuaranteeMode), st.sampled_from(Tie)
)
needs = st.builds(
    NeedInputs,
    sales=money,
    margin=st.decimals(min_value=0, max_value=1, places=2),
    stock_days=days,
    receivable_days=days,
    payable_days=days,
    own_funds=money,
)


@st.composite
def requests(draw: st.DrawFn) -> RiskFacts:
    """Any request the form lets through."""
    low, high = sorted((draw(positive), draw(positive)))
    return RiskFacts(
        amount_min=low,
        amount_max=high,
        max_rate=draw(st.decimals(min_value=0, max_value="0.24", places=4)),
        term_months=draw(st.integers(1, 120)),
        purpose=draw(st.sampled_from([Purpose.OPERATIONS, Purpose.OPERATIONS, Purpose.ON_LENDING])),
        repayment_source=draw(st.sampled_from(RepaymentSource)),
        lpr=draw(st.sampled_from([None, Decimal("0.03"), Decimal("0.0345"), Decimal("0.0425")])),
        lpr_on=None,
        statements=Statements(draw(maybe_money), draw(maybe_money), draw(maybe_money)),
        need=draw(st.none() | needs),
        declared_debt=draw(money),
        guarantees_outstanding=draw(money),
        paid_in_capital=draw(maybe_money),
        registered_capital=draw(maybe_money),
        years_registered=draw(st.none() | st.integers(0, 30)),
        credit_score=Decimal(draw(st.integers(0, 120))),
        completed_contracts=draw(st.integers(0, 5)),
        repayment_behaviour=draw(st.sampled_from(RepaymentBehaviour)),
        overdue_days=draw(st.sampled_from([0, 10, 40])),
        platform_outstanding=draw(money),
        verified_documents=documents(draw(st.integers(0, 5))),
        collateral=tuple(draw(st.lists(assets, max_size=3))),
        guarantors=tuple(draw(st.lists(guarantors, max_size=3))),
        licensed_lender=draw(st.booleans()),
    )


@given(requests(), assets)
@settings(max_examples=150, deadline=None)
def test_more_collateral_never_lowers_the_limit_nor_raises_the_total_risk(
    facts: RiskFacts, more: CollateralAsset
) -> None:
    before = assess(facts).upper
    after = assess(replace(facts, collateral=(*facts.collateral, more))).upper
    assert after.limit.amount >= before.limit.amount
    assert after.total_risk.value <= before.total_risk.value


@given(requests(), positive)
@settings(max_examples=150, deadline=None)
def test_a_larger_amount_never_lowers_the_amount_risk(facts: RiskFacts, more: Decimal) -> None:
    before = assess(facts).upper.amount_risk
    after = assess(replace(facts, amount_max=facts.amount_max + more)).upper.amount_risk
    # No number means a limit of 0, the worst there is.
    assert after is None or (before is not None and after >= before)


@given(requests(), st.integers(0, 100))
@settings(max_examples=100, deadline=None)
def test_a_worse_platform_score_never_raises_the_score(facts: RiskFacts, points: int) -> None:
    worse = replace(facts, credit_score=facts.credit_score - points)
    assert assess(worse).upper.score <= assess(facts).upper.score


@given(requests())
@settings(max_examples=150, deadline=None)
def test_a_rate_that_is_shown_is_within_the_cap_and_the_score_within_100(facts: RiskFacts) -> None:
    for outcome in (assess(facts).upper, assess(facts).lower):
        rate, cap = outcome.pricing.rate, outcome.pricing.cap
        assert rate is None or (cap is not None and rate <= cap)
        assert 0 <= outcome.score <= 100


@given(requests())
@settings(max_examples=100, deadline=None)
def test_a_stored_assessment_runs_again_to_the_same_bytes(facts: RiskFacts) -> None:
    assessment = assess(facts)
    stored_inputs, stored_outputs = inputs_json(facts), outputs_json(assessment)
    assert rerun(stored_inputs, assessment.policy_version) == stored_outputs
    assert read_inputs(stored_inputs) == facts
    assert read_outputs(stored_outputs) == assessment


@given(requests())
@settings(max_examples=50, deadline=None)
def test_the_slices_cover_the_amount_exactly(facts: RiskFacts) -> None:
    security = assess(facts).upper.security
    assert sum(part.amount for part in security.slices) == facts.amount_max
    assert security.collateral_cover + security.guarantor_cover <= Decimal("1.0000000001")
