"""What the contract of a claim's sale says about its case: every value that is still open is None."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zczr.domain.claims.kinds import ClaimKind, DebtorState, Recourse
from zczr.domain.claims.pricing import annual_yield, discount_of
from zczr.domain.contracts.party import Party
from zczr.domain.money import to_cents
from zczr.domain.rates import rate_cap
from zczr.domain.risk.kinds import Labelled


class Notifier(Labelled):
    """Who sees to it that the notice of assignment reaches the debtor (Civil Code 546, 764)."""

    SELLER = "seller", "转让方"
    BUYER = "buyer", "受让方"


@dataclass(frozen=True, slots=True)
class ClaimContractFacts:
    """The case of a 债权转让合同: money in yuan, rates as yearly fractions, `lpr_on` the day of publication."""

    seller: Party
    buyer: Party
    debtor: Party
    number: str | None = None
    kind: ClaimKind | None = None
    underlying_contract: str | None = None
    invoices: tuple[str, ...] = ()
    # What is assigned; for a slice less than the whole claim.
    face_amount: Decimal | None = None
    whole_amount: Decimal | None = None
    starts_on: date | None = None
    due_on: date | None = None
    debtor_state: DebtorState | None = None
    # By what the debtor has confirmed: signed in, or by a link to which mailbox.
    confirmed_through: str = ""
    assignment_barred: bool = False
    accessory_rights: str | None = None
    price: Decimal | None = None
    pays_on: date | None = None
    # 转让基准日: from it on the claim is the buyer's.
    transferred_on: date | None = None
    # Of the application; no yield is counted from before it.
    approved_on: date | None = None
    recourse: Recourse | None = None
    # A verified institution's; who has none and takes recourse lends (row 29).
    buyer_licence: str = ""
    lpr: Decimal | None = None
    lpr_on: date | None = None
    notifier: Notifier | None = None
    notify_by: date | None = None
    # Where the debtor pays from now on: bank and account, as the buyer writes them.
    payee_account: str | None = None
    court: str | None = None
    supplement: str = ""
    signed_on: date | None = None
    filed_on: date | None = None
    final: bool = False

    def __post_init__(self) -> None:
        for amount in (self.face_amount, self.whole_amount, self.price):
            if amount is not None and (amount <= 0 or amount != to_cents(amount)):
                raise ValueError("amounts are above 0 and in whole cents")
        if self.whole_amount is not None and (self.face_amount is None or self.face_amount >= self.whole_amount):
            raise ValueError("a slice is less than its whole")
        for first, last in ((self.starts_on, self.due_on), (self.transferred_on, self.due_on)):
            if first is not None and last is not None and first >= last:
                raise ValueError("a claim falls due after it begins and after it is transferred")
        if (self.lpr is None) is not (self.lpr_on is None):
            raise ValueError("an LPR has a day of publication")

    @property
    def is_loan(self) -> bool:
        """Whether the sale is handled as a loan: with recourse, by a buyer without a licence (row 29)."""
        return self.recourse is Recourse.WITH and not self.buyer_licence

    @property
    def rest(self) -> Decimal | None:
        """What of the whole claim is not assigned; None where all of it is."""
        if self.whole_amount is None or self.face_amount is None:
            return None
        return self.whole_amount - self.face_amount

    @property
    def cap(self) -> Decimal | None:
        """Four times the LPR (row 29)."""
        return rate_cap(self.lpr)

    @property
    def discount(self) -> Decimal | None:
        """How far the price is below the face amount, as a fraction."""
        if self.face_amount is None or self.price is None:
            return None
        return discount_of(self.face_amount, self.price)

    @property
    def annual_yield(self) -> Decimal | None:
        """What the price comes to a year, from the transfer, and never from before the approval, until the claim falls due."""
        if self.transferred_on is None or self.due_on is None:
            return None
        begins = max(self.transferred_on, self.approved_on or self.transferred_on)
        return annual_yield(self.face_amount, self.price, (self.due_on - begins).days)
