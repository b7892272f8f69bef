"""Everything the risk model is told about a request, gathered from the form, the profile and the record."""

from collections.abc import Iterable

from zczr import db
from zczr.domain import clock
from zczr.domain.lending import lpr
from zczr.domain.lending.terms import RequestTerms
from zczr.domain.money import ZERO
from zczr.domain.risk.facts import CollateralAsset, RiskFacts, years_registered
from zczr.domain.risk.kinds import CollateralKind, DocumentClass, Purpose, RepaymentBehaviour, RepaymentSource

SLOT_CLASSES = {
    "business_licence": DocumentClass.BUSINESS_LICENSE,
    "asset_proof": DocumentClass.ASSET_PROOF,
    "sales_contracts": DocumentClass.SALES_CONTRACTS,
    "tax_receipts": DocumentClass.TAX_RECORDS,
    "audit_reports": DocumentClass.AUDIT_REPORT,
}
"""The slots of the form by the class of document (F8) their files count as."""
_COLLATERAL = {"fixed_asset": CollateralKind.FIXED_ASSET, "other_asset": CollateralKind.OTHER}
_PURPOSES = {str(purpose): purpose for purpose in Purpose}
_LATE_DAYS = 30

_RECORD = """
    SELECT o.status, o.dishonest_on, o.paid_in_capital, o.registered_capital, o.established_on, o.credit_score,
           EXISTS (SELECT FROM upload u WHERE u.subject_kind = 'organization' AND u.subject_id = o.id
                   AND u.slot = 'business_licence') AS licensed,
           coalesce(p.outstanding, 0) AS outstanding, coalesce(p.settled, 0) AS settled,
           coalesce(p.worst, 0) AS worst, coalesce(p.overdue, 0) AS overdue
    FROM organization o LEFT JOIN LATERAL (
        SELECT sum(outstanding) AS outstanding, count(*) FILTER (WHERE status = 'settled') AS settled,
               greatest(max(worst_late_days), max($2::date - ends_on) FILTER (WHERE outstanding > 0), 0) AS worst,
               greatest(max($2::date - ends_on) FILTER (WHERE outstanding > 0), 0) AS overdue
        FROM loan_position WHERE borrower_id = o.id) p ON true
    WHERE o.id = $1"""


async def risk_facts(organization_id: int, terms: RequestTerms, slots: Iterable[str]) -> RiskFacts:
    """The facts of a complete request; `slots` are those of its form that hold files."""
    today = clock.today()
    record = await db.fetch_row(_RECORD, organization_id, today)
    assert record is not None, "an actor's organization is there"
    assert terms.amount_min is not None, "only a complete request is assessed"
    assert terms.amount_max is not None, "only a complete request is assessed"
    assert terms.max_rate is not None, "only a complete request is assessed"
    assert terms.term_months is not None, "only a complete request is assessed"
    verified = record["status"] == "verified"
    documents = {SLOT_CLASSES[slot] for slot in slots if slot in SLOT_CLASSES}
    if verified and record["licensed"]:
        # The licence was seen when the enterprise was verified; it need not be sent again.
        documents.add(DocumentClass.BUSINESS_LICENSE)
    day = await lpr.on(today)
    money = terms.financials
    return RiskFacts(
        amount_min=terms.amount_min,
        amount_max=terms.amount_max,
        max_rate=terms.max_rate,
        term_months=terms.term_months,
        purpose=_PURPOSES[terms.purpose],
        repayment_source=_source(terms, documents),
        lpr=day.rate if day else None,
        lpr_on=day.published_on if day else None,
        statements=money.statements(),
        need=money.need(),
        declared_debt=money.declared_debt or ZERO,
        guarantees_outstanding=money.guarantees_outstanding or ZERO,
        paid_in_capital=record["paid_in_capital"],
        registered_capital=record["registered_capital"],
        years_registered=years_registered(record["established_on"], today) if record["established_on"] else None,
        credit_score=record["credit_score"] + ZERO,
        completed_contracts=record["settled"],
        repayment_behaviour=_behaviour(record["settled"], record["worst"]),
        overdue_days=record["overdue"],
        platform_outstanding=record["outstanding"],
        verified_documents=frozenset(documents),
        collateral=_collateral(terms, proven=DocumentClass.ASSET_PROOF in documents),
        kyb_passed=verified,
        on_dishonest_list=record["dishonest_on"] is not None,
    )


def _behaviour(settled: int, worst_late_days: int) -> RepaymentBehaviour:
    if worst_late_days > _LATE_DAYS:
        return RepaymentBehaviour.WORSE
    if worst_late_days > 0:
        return RepaymentBehaviour.LATE_30
    return RepaymentBehaviour.CLEAN if settled else RepaymentBehaviour.NO_HISTORY


def _source(terms: RequestTerms, documents: set[DocumentClass]) -> RepaymentSource:
    if terms.repayment_source != "sales":
        return RepaymentSource.OTHER
    contracts = DocumentClass.SALES_CONTRACTS in documents
    return RepaymentSource.SALES_WITH_CONTRACTS if contracts else RepaymentSource.SALES


def _collateral(terms: RequestTerms, *, proven: bool) -> tuple[CollateralAsset, ...]:
    if "mortgage" not in terms.security_modes or terms.collateral_value is None:
        return ()
    kind = _COLLATERAL[terms.collateral_kind]
    return (CollateralAsset(kind, terms.collateral_value, proven=proven),)
