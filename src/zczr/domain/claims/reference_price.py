"""参考价格: what a claim may be worth today, why, and what would change it (domain.md section 5, Claim)."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from zczr.domain.claims.kinds import DebtorState
from zczr.domain.claims.policy import CURRENT, ClaimPolicy
from zczr.domain.claims.pricing import days_left
from zczr.domain.money import ZERO, half_up, yuan_text
from zczr.domain.rates import percent_text
from zczr.domain.risk.kinds import Grade, Labelled
from zczr.domain.risk.policy import CURRENT as RISK

DISCLAIMER = "参考价格由系统测算，仅供参考，成交价格由双方协商确定。"
DISPUTED = "债务方对这笔债权提出了争议，无法给出参考价格。请先与债务方核对清楚，争议解决后再请其确权。"
INCOMPLETE = "填写债权金额和到期日后，这里会给出参考价格。"
DUE = "这笔债权已到期，不再按剩余期限折价，请按可收回的金额与对方协商。"
NO_LPR = "该日期早于平台收录的 LPR 数据，无法测算参考价格。"
_YUAN = Decimal(1)
_WAIT_DAYS = 30


@dataclass(frozen=True, slots=True)
class PricedClaim:
    """What the reference price depends on: yuan, the debtor's grade where the platform has assessed it, LPR as a fraction."""

    face: Decimal | None
    due_on: date | None
    state: DebtorState
    debtor_grade: Grade | None
    lpr: Decimal | None


class FactorKind(Labelled):
    """The links of the chain, in their order."""

    FACE = "face", "债权金额"
    DILUTION = "dilution", "确权情况"
    CREDIT = "credit", "债务方信用"
    TIME = "time", "剩余期限"


@dataclass(frozen=True, slots=True)
class Factor:
    """One link: what it goes by in words, and what it adds to the price or takes from it, in whole yuan."""

    kind: FactorKind
    value: str
    effect: Decimal

    @property
    def label(self) -> str:
        """What it is called."""
        return self.kind.label


class ChangeKind(Labelled):
    """What would change the price."""

    CONFIRM = "confirm", "若债务方确权，参考价格升至 {} 元。"
    WAIT = "wait", "其他条件不变，30 天后参考价格为 {} 元。"
    ASSESS = "assess", "债务方尚未在平台评估，按默认的违约率测算；评估后按其信用等级测算。"


@dataclass(frozen=True, slots=True)
class Change:
    """One change and the price in yuan it would bring; None where that cannot be told beforehand."""

    kind: ChangeKind
    price: Decimal | None = None

    @property
    def sentence(self) -> str:
        """The change in words."""
        return self.kind.label if self.price is None else self.kind.label.format(yuan_text(self.price))


@dataclass(frozen=True, slots=True)
class ReferencePrice:
    """The price in whole yuan with its reasons, or None and why there is none; the effects of the factors add up to the price."""

    price: Decimal | None
    refused: str
    factors: tuple[Factor, ...]
    changes: tuple[Change, ...]
    policy_version: str
    disclaimer: str = DISCLAIMER

    @property
    def sentence(self) -> str:
        """The price in words, or why there is none."""
        return self.refused if self.price is None else f"参考价格为 {yuan_text(self.price)} 元。"


def debtor_pd(grade: Grade | None, policy: ClaimPolicy = CURRENT) -> Decimal:
    """The probability that a debtor fails within a year: of its grade where the platform has assessed it, else a default.

    Of the grade's lowest score: the price shall not tell the exact one of somebody else.
    """
    return policy.default_pd if grade is None else RISK.pd_by_score[RISK.score_for(grade)]


def reference_price(claim: PricedClaim, today: date, policy: ClaimPolicy = CURRENT) -> ReferencePrice:
    """face x (1 - dilution) x (1 - PD x LGD) / (1 + (LPR + margin) x days/365), rounded to whole yuan, and why."""
    refused = _refused(claim, today)
    if refused:
        return ReferencePrice(None, refused, (), (), policy.version)
    factors = _factors(claim, today, policy)
    price = sum((factor.effect for factor in factors), ZERO)
    return ReferencePrice(price, "", factors, _changes(claim, today, policy), policy.version)


def _refused(claim: PricedClaim, today: date) -> str:
    days = days_left(claim.due_on, today)
    if claim.state is DebtorState.DISPUTED:
        return DISPUTED
    if claim.face is None or days is None:
        return INCOMPLETE
    if days <= 0:
        return DUE
    return NO_LPR if claim.lpr is None else ""


def _factors(claim: PricedClaim, today: date, policy: ClaimPolicy) -> tuple[Factor, ...]:
    days = days_left(claim.due_on, today)
    assert claim.face is not None, "refused before"
    assert claim.lpr is not None, "refused before"
    assert days is not None, "refused before"
    dilution, pd, lgd = policy.dilution[claim.state], debtor_pd(claim.debtor_grade, policy), policy.debtor_lgd
    yearly = claim.lpr + policy.margin
    whose = "平台评估" if claim.debtor_grade is not None else "默认"
    steps = (
        (FactorKind.DILUTION, f"{claim.state.label}，扣减 {percent_text(dilution)}", 1 - dilution),
        (FactorKind.CREDIT, f"{whose}违约率 {percent_text(pd, 2)} × 违约损失率 {percent_text(lgd)}", 1 - pd * lgd),
        (
            FactorKind.TIME,
            f"剩余 {days} 天，资金成本 {percent_text(yearly, 2)}/年"
            f"（LPR {percent_text(claim.lpr, 2)} + {percent_text(policy.margin, 2)}）",
            1 / (1 + yearly * days / policy.days_in_year),
        ),
    )
    exact, shown = claim.face, half_up(claim.face, _YUAN)
    factors = [Factor(FactorKind.FACE, f"{yuan_text(claim.face)} 元", shown)]
    for kind, value, multiple in steps:
        exact *= multiple
        # The running price is rounded, not each effect: so what is shown adds up.
        rounded = half_up(exact, _YUAN)
        factors.append(Factor(kind, value, rounded - shown))
        shown = rounded
    return tuple(factors)


def _changes(claim: PricedClaim, today: date, policy: ClaimPolicy) -> tuple[Change, ...]:
    def price(**changed: object) -> Decimal:
        factors = _factors(replace(claim, **changed), today, policy)  # type: ignore[arg-type]
        return sum((factor.effect for factor in factors), ZERO)

    days = days_left(claim.due_on, today)
    assert days is not None, "refused before"
    assert claim.due_on is not None, "refused before"
    found = []
    if claim.state is not DebtorState.CONFIRMED:
        found.append(Change(ChangeKind.CONFIRM, price(state=DebtorState.CONFIRMED)))
    if days > _WAIT_DAYS:
        found.append(Change(ChangeKind.WAIT, price(due_on=claim.due_on - timedelta(days=_WAIT_DAYS))))
    if claim.debtor_grade is None:
        found.append(Change(ChangeKind.ASSESS))
    return tuple(found)
