"""What a 债权出售 and a 收购意向 say, as a form or a spreadsheet filled them in: drafts may leave things out."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zczr.domain.claims.kinds import ClaimKind
from zczr.domain.lending.labels import range_text
from zczr.domain.money import yuan_text


@dataclass(frozen=True)
class SaleTerms:
    """A claim on sale: amounts in yuan; None is what a draft leaves open.

    `invoice_numbers` are sorted, each once. `starts_on` to `due_on` is the 债权期限. Four are of 询价: the last day for quotes,
    who may give one (`invited` by name or credit code), and the least price that the seller takes, which no buyer reads.
    """

    kind: str
    debtor_name: str
    debtor_uscc: str
    debtor_kind: str
    debtor_email: str
    contract_number: str
    invoice_numbers: tuple[str, ...]
    face_amount: Decimal | None
    starts_on: date | None
    due_on: date | None
    asking_price: Decimal | None
    sale_mode: str
    origin: str
    debtor_situation: str
    pledged: bool
    assignment_barred: bool
    recourse: str
    quotes_until: date | None = None
    quote_scope: str = ""
    invited: tuple[str, ...] = ()
    reserve_price: Decimal | None = None
    resale_of: int | None = None
    """The transfer by which the seller has bought it here; None where it has not."""


@dataclass(frozen=True)
class CriteriaTerms:
    """A 收购意向: what it would pay in yuan, yield and discount as fractions, days left; None is what a draft leaves open.

    `min_score` is the seller's least 信用分; of `kinds` and `debtor_states` none means any.
    """

    project: str
    kinds: tuple[str, ...]
    amount_min: Decimal | None
    amount_max: Decimal | None
    min_discount: Decimal | None
    min_yield: Decimal | None
    max_days: int | None
    preferred_days: int | None
    preferred_industries: tuple[str, ...]
    preferred_regions: tuple[str, ...]
    debtor_states: tuple[str, ...]
    debtor_requirement: str
    min_score: int
    visibility: str


def criteria_title(project: str, amount_min: Decimal | None, amount_max: Decimal | None) -> str:
    """What a 收购意向 is called: its name and its range in 万."""
    return f"{project or '收购意向'}（{range_text(amount_min, amount_max)}）"


def claim_title(
    kind: str, debtor_name: str, seller_name: str, face_amount: Decimal | None, slice_name: str = ""
) -> str:
    """The title of a sale as the manual composes it: 关于甲公司对于乙公司应收账款590,000元的债权出售; with a slice's name behind."""
    what = ClaimKind(kind).label if kind else "（债权类型）"
    amount = yuan_text(face_amount) if face_amount else "（金额）"
    return f"关于{debtor_name or '（债务方）'}对于{seller_name}{what}{amount}元的债权出售" + (
        f"（{slice_name}）" if slice_name else ""
    )
