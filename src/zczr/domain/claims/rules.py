"""What a sale of a claim has to keep to, by its own facts (domain.md section 3, rows 26 to 33); pure."""

from collections.abc import Iterator
from datetime import date

from zczr.domain.claims.terms import SaleTerms
from zczr.domain.refusals import RuleBroken

LONGEST_DAYS = 10 * 366


def sale_broken(terms: SaleTerms, *, seller_name: str, seller_uscc: str, today: date) -> Iterator[RuleBroken]:
    """Every rule that a sale breaks, as far as it is filled in; all are told at once."""
    if (terms.debtor_uscc and terms.debtor_uscc == seller_uscc) or terms.debtor_name == seller_name != "":
        yield RuleBroken("债务方不能是贵单位自己，请核对。", "debtor_name")
    if terms.starts_on and terms.starts_on > today:
        yield RuleBroken("债权期限的起始日不能晚于今天：尚未产生的债权不能出售。", "starts_on")
    if terms.starts_on and terms.due_on and terms.due_on <= terms.starts_on:
        yield RuleBroken("到期日应晚于起始日，请核对。", "due_on")
    elif terms.due_on and terms.due_on <= today:
        yield RuleBroken("这笔债权已到期，不能再出售，请核对到期日。", "due_on")
    elif terms.due_on and (terms.due_on - today).days > LONGEST_DAYS:
        yield RuleBroken("剩余期限最长 10 年，请核对到期日。", "due_on")
    if terms.face_amount and terms.asking_price and terms.asking_price > terms.face_amount:
        yield RuleBroken("债权定价不能高于债权金额。应计利息请计入债权金额。", "asking_price")
    # Civil Code 445: what is pledged is transferred only with the pledgee's consent, and then pays the pledgee first.
    if terms.pledged:
        yield RuleBroken("已出质的债权不能出售。请先解除质押登记，再取消勾选并提交。", "pledged")
