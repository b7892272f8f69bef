"""What a loan contract says about its case: every value that is still open is None."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zczr.domain.contracts.party import Party
from zczr.domain.matching.loan.facts import SecurityMode
from zczr.domain.money import ZERO, to_cents
from zczr.domain.rates import rate_cap
from zczr.domain.risk.kinds import GuaranteeMode, Labelled


class RepaymentMethod(Labelled):
    """How principal and interest come back."""

    EQUAL_INSTALLMENT = "equal_installment", "等额本息"
    EQUAL_PRINCIPAL = "equal_principal", "等额本金"
    INTEREST_FIRST = "interest_first", "先息后本"
    BULLET = "bullet", "到期一次还本付息"


class Registry(Labelled):
    """Where security is registered (Civil Code 402-403)."""

    REAL_ESTATE = "real_estate", "不动产登记机构"
    MOVABLES = "movables", "动产融资统一登记公示系统"


@dataclass(frozen=True, slots=True)
class Guarantor:
    """A company that signs as guarantor; an open mode must be chosen before signing (row 19)."""

    party: Party
    mode: GuaranteeMode | None = None


@dataclass(frozen=True, slots=True)
class LoanContractFacts:
    """The case of an 企业间借款合同: money in yuan, rates as yearly fractions, `lpr_on` the day of publication."""

    lender: Party
    borrower: Party
    number: str | None = None
    purpose: str | None = None
    principal: Decimal | None = None
    rate: Decimal | None = None
    # 0% must be chosen, never fallen into (row 7).
    interest_free: bool = False
    lpr: Decimal | None = None
    lpr_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    repayment_method: RepaymentMethod | None = None
    other_charges: Decimal | None = None
    other_charges_note: str = ""
    # 0: none is agreed, and the law says what is owed (民间借贷规定 Art. 28).
    default_rate: Decimal | None = None
    security_modes: tuple[SecurityMode, ...] = ()
    security: str | None = None
    registry: Registry | None = None
    own_collateral_first: bool = True
    guarantors: tuple[Guarantor, ...] = ()
    court: str | None = None
    supplement: str = ""
    signed_on: date | None = None
    filed_on: date | None = None
    # Banks and the seven local financial organisations are outside the judicial cap (row 10).
    lender_licence: str = ""
    final: bool = False

    def __post_init__(self) -> None:
        for amount in (self.principal, self.other_charges):
            if amount is not None and (amount < 0 or amount != to_cents(amount)):
                raise ValueError("amounts are not negative and in whole cents")
        if self.principal == ZERO:
            raise ValueError("a loan has a principal")
        if (self.rate == ZERO) is not self.interest_free:
            raise ValueError("a rate of 0 is agreed explicitly, and only then")
        for rate in (self.rate, self.default_rate):
            if rate is not None and rate < 0:
                raise ValueError("rates are not negative")
        if self.starts_on is not None and self.ends_on is not None and self.starts_on >= self.ends_on:
            raise ValueError("a loan ends after it starts")
        if (self.lpr is None) is not (self.lpr_on is None):
            raise ValueError("an LPR has a day of publication")

    @property
    def cap(self) -> Decimal | None:
        """Four times the LPR, the most that interest and charges together may cost a year (rows 4 and 5)."""
        return rate_cap(self.lpr)
