"""The contract of one case: what the platform knows of an application, put into the contract's facts."""

from datetime import date
from decimal import Decimal

from zczr import db
from zczr.domain import clock
from zczr.domain.applications.parties import LoanParties
from zczr.domain.contracts.loan.facts import LoanContractFacts, Registry, RepaymentMethod
from zczr.domain.contracts.loan.filing import Filing
from zczr.domain.contracts.signers import signer
from zczr.domain.lending import lpr
from zczr.domain.lending.labels import COLLATERAL_KINDS
from zczr.domain.matching.loan.facts import SecurityMode
from zczr.domain.risk.kinds import Purpose


async def template_for(found: LoanParties) -> LoanContractFacts:
    """The contract to negotiate from, or as it was filed: what the case says is filled in, what is open stays blank."""
    filing = await db.fetch_row(
        "SELECT * FROM contract_filing WHERE application_id = $1 AND status IN ('filed', 'confirmed') ORDER BY id DESC LIMIT 1",
        found.id,
    )
    if filing is not None:
        return await _facts(
            found,
            number=filing["contract_number"],
            signed_on=filing["signed_on"],
            starts_on=filing["starts_on"],
            ends_on=filing["ends_on"],
            principal=filing["amount"],
            rate=filing["rate"],
            default_rate=filing["default_rate"],
            other_charges=filing["other_charges"],
            repayment_method=RepaymentMethod(filing["repayment_method"]),
            purpose=filing["purpose"],
            supplement=filing["main_terms"],
            filed_on=clock.day_of(filing["filed_at"]),
            final=filing["status"] == "confirmed",
        )
    row = await db.fetch_row("SELECT amount, approved_at FROM application WHERE id = $1", found.id)
    assert row is not None, "it was found above"
    request = await db.fetch_row("SELECT max_rate, purpose, reason FROM loan_request WHERE id = $1", found.request_id)
    assert request is not None, "an application keeps its request"
    use = Purpose(request["purpose"]).label if request["purpose"] else ""
    return await _facts(
        found,
        number=f"ZCZR-{clock.day_of(row['approved_at'] or clock.now()):%Y%m%d}-{found.id:06d}",
        principal=row["amount"],
        rate=request["max_rate"],
        purpose=f"{use}：{request['reason'].rstrip('。．.')}"
        if use and request["reason"]
        else use or request["reason"] or None,
        other_charges=Decimal(0),
    )


async def facts_of_filing(found: LoanParties, filing: Filing, *, final: bool) -> LoanContractFacts:
    """The contract as one side says it was signed."""
    return await _facts(
        found,
        number=filing.number,
        signed_on=filing.signed_on,
        starts_on=filing.starts_on,
        ends_on=filing.ends_on,
        principal=filing.amount,
        rate=filing.rate,
        default_rate=filing.default_rate,
        other_charges=filing.other_charges,
        repayment_method=filing.repayment_method,
        purpose=filing.purpose,
        supplement=filing.main_terms,
        filed_on=clock.today(),
        final=final,
    )


async def _facts(
    found: LoanParties,
    *,
    number: str,
    principal: Decimal,
    rate: Decimal,
    purpose: str | None,
    other_charges: Decimal,
    signed_on: date | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    default_rate: Decimal | None = None,
    repayment_method: RepaymentMethod | None = None,
    supplement: str = "",
    filed_on: date | None = None,
    final: bool = False,
) -> LoanContractFacts:
    borrower, _ = await signer(found.borrower_id)
    lender, licence = await signer(found.lender_id)
    request = await db.fetch_row(
        "SELECT security_modes, collateral_kind, collateral_value FROM loan_request WHERE id = $1", found.request_id
    )
    assert request is not None, "an application keeps its request"
    day = await lpr.on(signed_on or clock.today())
    return LoanContractFacts(
        lender=lender,
        borrower=borrower,
        number=number,
        purpose=purpose,
        principal=principal,
        rate=rate,
        interest_free=rate == 0,
        lpr=day.rate if day else None,
        lpr_on=day.published_on if day else None,
        starts_on=starts_on,
        ends_on=ends_on,
        repayment_method=repayment_method,
        other_charges=other_charges,
        default_rate=default_rate,
        security_modes=tuple(SecurityMode(mode) for mode in request["security_modes"]),
        security=_security(request),
        registry=Registry.REAL_ESTATE if request["collateral_kind"] == "fixed_asset" else None,
        court="被告住所地有管辖权的人民法院",
        supplement=supplement,
        signed_on=signed_on,
        filed_on=filed_on,
        lender_licence=licence,
        final=final,
    )


def _security(request: db.Record) -> str | None:
    kind = COLLATERAL_KINDS.get(request["collateral_kind"])
    if kind is None or request["collateral_value"] is None:
        return None
    return f"借款人提供的{kind}，申报市值 {request['collateral_value']:,.2f} 元"
