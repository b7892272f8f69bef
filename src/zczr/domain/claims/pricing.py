"""What the price of a claim comes to: discount, days, annual yield, the cap on it, and late interest (domain.md sections 3, 5)."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_DOWN, Decimal

from zczr.domain.claims.kinds import ClaimKind, DebtorKind
from zczr.domain.claims.policy import CURRENT, ClaimPolicy
from zczr.domain.money import CENT, ZERO, to_cents, yuan_text
from zczr.domain.rates import HUNDREDTH_OF_PERCENT, percent_text, rate_cap, to_hundredth_percent
from zczr.domain.risk.kinds import Labelled


@dataclass(frozen=True, slots=True)
class Figures:
    """What follows from amount, price and due day; None where something is missing.

    `discount` and `annual_yield` are fractions rounded to 0.01%; `days` are negative for what is overdue.
    """

    discount: Decimal | None
    days: int | None
    annual_yield: Decimal | None


def figures_of(face: Decimal | None, price: Decimal | None, due_on: date | None, today: date) -> Figures:
    """Discount, days to maturity and annual yield of a claim, as far as a form has been filled in."""
    days = days_left(due_on, today)
    known = discount_of(face, price) if face and price is not None else None
    return Figures(known, days, annual_yield(face, price, days))


def days_left(due_on: date | None, today: date) -> int | None:
    """Days until a claim falls due, negative once it is overdue."""
    return None if due_on is None else (due_on - today).days


def discount_of(face: Decimal, price: Decimal) -> Decimal:
    """1 - price/face as a fraction, rounded to 0.01%; negative above the face amount."""
    return to_hundredth_percent(1 - price / face)


def annual_yield(
    face: Decimal | None, price: Decimal | None, days: int | None, policy: ClaimPolicy = CURRENT
) -> Decimal | None:
    """(face/price - 1) x 365/days as a yearly fraction, rounded to 0.01%; None where nothing is left to wait for.

    What lies exactly between two hundredths goes to the lower one, as the manual's first row does: 27.375% is 27.37%.
    """
    if face is None or not price or days is None or days <= 0:
        return None
    return exact_yield(face, price, days, policy).quantize(HUNDREDTH_OF_PERCENT, ROUND_HALF_DOWN)


def exact_yield(face: Decimal, price: Decimal, days: int, policy: ClaimPolicy = CURRENT) -> Decimal:
    """The annual yield as it is compared: not rounded."""
    return (face - price) * policy.days_in_year / (price * days)


def meets_yield(face: Decimal, price: Decimal, days: int, least: Decimal, policy: ClaimPolicy = CURRENT) -> bool:
    """Whether the exact yield reaches what a buyer wants at least."""
    return days > 0 and (face - price) * policy.days_in_year >= least * price * days


def meets_discount(face: Decimal, price: Decimal, least: Decimal) -> bool:
    """Whether the exact discount reaches what a buyer wants at least."""
    return face - price >= least * face


def highest_price(
    face: Decimal, days: int, least_yield: Decimal | None, least_discount: Decimal | None, policy: ClaimPolicy = CURRENT
) -> Decimal:
    """The highest price in yuan at which a buyer has its yield and its discount."""
    by_discount = face * (1 - (least_discount or ZERO))
    by_yield = face * policy.days_in_year / (policy.days_in_year + (least_yield or ZERO) * days)
    return min(by_discount, by_yield).quantize(CENT, ROUND_FLOOR)


def over_cap(
    face: Decimal, price: Decimal, days: int, lpr: Decimal | None, policy: ClaimPolicy = CURRENT
) -> bool | None:
    """Whether the exact yield passes 4 x LPR; None where there is no yield or no LPR."""
    cap = rate_cap(lpr)
    if cap is None or days <= 0:
        return None
    return (face - price) * policy.days_in_year > cap * price * days


def lowest_price(face: Decimal, days: int, lpr: Decimal, policy: ClaimPolicy = CURRENT) -> Decimal:
    """The lowest price in yuan whose yield stays within 4 x LPR."""
    exact = face * policy.days_in_year / (policy.days_in_year + rate_cap(lpr) * days)
    return exact.quantize(CENT, ROUND_CEILING)


class YieldStanding(Labelled):
    """How the yield of a sale stands to four times the LPR (domain.md section 3 row 29)."""

    WITHIN = "within", ""
    FLAGGED = "flagged", "年化收益率超过 LPR 的 4 倍。债权真实转让不受此上限约束，请核对价格是否公允。"
    BARRED = (
        "barred",
        "有追索权或回购约定的转让，受让方不是持牌机构时按借款处理，年化收益率不能超过 LPR 的 4 倍。"
        "请提高价格，或改为无追索权转让。",
    )
    UNKNOWN = "unknown", "没有该日期的 LPR 数据，或债权已到期，无法核对收益率上限。"


def yield_standing(
    face: Decimal, price: Decimal, days: int, lpr: Decimal | None, *, recourse: bool, licensed_buyer: bool
) -> YieldStanding:
    """Legal for a true sale, flagged; with recourse, from a buyer without a licence, it is handled as a loan and barred."""
    above = over_cap(face, price, days, lpr)
    if above is None:
        return YieldStanding.UNKNOWN
    if not above:
        return YieldStanding.WITHIN
    return YieldStanding.BARRED if recourse and not licensed_buyer else YieldStanding.FLAGGED


def late_interest(
    kind: ClaimKind, debtor: DebtorKind | None, face: Decimal, due_on: date, today: date, policy: ClaimPolicy = CURRENT
) -> str:
    """What a public or large debtor owes a small creditor for being late, in words; empty where the law gives nothing.

    款项支付条例 Art. 17 binds who buys goods, works and services. What a contract has agreed instead, the platform is not told.
    """
    if kind is not ClaimKind.RECEIVABLE or debtor not in policy.late_debtors:
        return ""
    rate, days = percent_text(policy.late_daily_rate), days_left(due_on, today) or 0
    law = "（《保障中小企业款项支付条例》第十七条，债权方为中小企业的适用）"
    if days >= 0:
        return f"到期未付而合同没有约定的，债务方按每日 {rate} 支付{law}"
    owed = to_cents(face * policy.late_daily_rate * -days)
    return f"已逾期 {-days} 天，合同没有约定的，按每日 {rate} 计为 {yuan_text(owed)} 元{law}"
