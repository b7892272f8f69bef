"""What a sale of a claim has to keep to, by its own facts (domain.md section 3, rows 26 to 33); pure."""

from collections.abc import Iterator
from datetime import date, timedelta

from zczr.domain.claims.kinds import QuoteScope, SaleMode
from zczr.domain.claims.policy import CURRENT
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
        yield RuleBroken("已出质的债权不能出售。请先解除质押登记，改为没有出质后再提交。", "pledged")
    if terms.sale_mode == SaleMode.QUOTES:
        yield from _quotes_broken(terms, today)


def _quotes_broken(terms: SaleTerms, today: date) -> Iterator[RuleBroken]:
    until, longest = terms.quotes_until, CURRENT.longest_quoting
    if until is None:
        yield RuleBroken("请填写报价截止日，买方在这一天结束前报价。", "quotes_until")
    elif not today < until <= today + timedelta(days=longest):
        yield RuleBroken(f"报价截止日应在明天至 {longest} 天之内，请核对。", "quotes_until")
    elif terms.due_on and until + timedelta(days=1) >= terms.due_on:
        yield RuleBroken("报价截止日与到期日之间至少留出一天用于选择报价，请核对。", "quotes_until")
    if not terms.quote_scope:
        yield RuleBroken("请选择由谁报价。", "quote_scope")
    if terms.quote_scope == QuoteScope.INVITED and not terms.invited:
        yield RuleBroken("请填写邀请的单位，每行一个全称或统一社会信用代码。", "invited")
    if len(terms.invited) > CURRENT.most_invited:
        yield RuleBroken(f"一次最多邀请 {CURRENT.most_invited} 家单位，请减少或改为公开询价。", "invited")
    if terms.reserve_price and terms.face_amount and terms.reserve_price > terms.face_amount:
        yield RuleBroken("底价不能高于债权金额，请核对。", "reserve_price")
