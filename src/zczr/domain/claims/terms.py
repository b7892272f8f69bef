"""What a 债权出售 says, as a form or a spreadsheet filled it in: drafts may leave things out."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zczr.domain.claims.kinds import ClaimKind
from zczr.domain.money import yuan_text


@dataclass(frozen=True)
class SaleTerms:
    """A claim on sale: amounts in yuan; None is what a draft leaves open.

    `invoice_numbers` are sorted, each once. `starts_on` to `due_on` is the 债权期限.
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


def claim_title(kind: str, debtor_name: str, seller_name: str, face_amount: Decimal | None) -> str:
    """The title of a sale as the manual composes it: 关于甲公司对于乙公司应收账款590,000元的债权出售."""
    what = ClaimKind(kind).label if kind else "（债权类型）"
    amount = yuan_text(face_amount) if face_amount else "（金额）"
    return f"关于{debtor_name or '（债务方）'}对于{seller_name}{what}{amount}元的债权出售"
