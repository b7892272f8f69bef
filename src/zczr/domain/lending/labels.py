"""What the codes of postings are called, and how a posting is titled."""

from collections.abc import Mapping
from decimal import Decimal

from zczr.domain.matching.loan.facts import SecurityMode
from zczr.domain.matching.parties import Visibility
from zczr.domain.money import wan_text, yuan_text
from zczr.domain.reference import regions
from zczr.domain.risk.kinds import Grade, Purpose
from zczr.domain.risk.policy import CURRENT

PURPOSES: Mapping[str, str] = {str(each): each.label for each in Purpose if each not in CURRENT.barred_purposes}
"""The uses of money that a request may have."""
OWN_FUNDS = "本单位声明：本笔出借资金为自有资金，不是银行贷款或向其他单位的借款，不用于转贷"
"""What an unlicensed lender declares for each deal (民间借贷规定 Art. 13)."""
SECURITY_MODES: Mapping[str, str] = {str(each): each.label for each in SecurityMode}
REPAYMENT_SOURCES: Mapping[str, str] = {"sales": "销售回款", "other": "其他来源"}
COLLATERAL_KINDS: Mapping[str, str] = {"fixed_asset": "固定资产", "other_asset": "其他资产"}
VISIBILITIES: Mapping[str, str] = {
    str(Visibility.MATCH_ONLY): "所有匹配到的已认证单位",
    str(Visibility.PARTNERS): "仅合作伙伴",
    str(Visibility.INSTITUTIONS): "仅已认证的金融机构",
}
GRADES: Mapping[str, str] = {
    str(grade): f"{grade.label}（{CURRENT.score_for(grade)} 分以上）" for grade in Grade if grade is not Grade.C
}
_STATES: Mapping[str, str] = {
    "": "新建",
    "draft": "保存草稿",
    "active": "发布",
    "matched": "成交",
    "closed": "关闭",
    "withdrawn": "撤回",
    "expired": "到期",
    "pending": "等待答复",
    "approved": "已通过",
    "approved_unconfirmed": "已通过未确认",
    "confirmed": "已确认",
    "rejected": "已拒绝",
}


def title_of_state(state: str) -> str:
    """What happened when a posting or an application reached a state, for a history."""
    return _STATES.get(state, "状态变化")


def purpose_text(code: str) -> str:
    """What a use is called, the barred ones too: a posting keeps what it said."""
    return Purpose(code).label if code else "未填写"


def request_title(city_code: str, project: str, amount: Decimal | None) -> str:
    """The title of a 借款 as the manual composes it: 广州市华锐精密项目借款200,000元."""
    city = regions.city_name(city_code) or "（城市）"
    # Who writes 项目 into the name of the project does not want it twice.
    name = project.removesuffix("项目") or "（项目）"
    return f"{city}{name}项目借款{yuan_text(amount) if amount else '（金额）'}元"


def offer_title(project: str, amount_min: Decimal | None, amount_max: Decimal | None) -> str:
    """What a 贷款 is called: its name and its range in 万."""
    return f"{project or '贷款'}（{range_text(amount_min, amount_max)}）"


def range_text(amount_min: Decimal | None, amount_max: Decimal | None) -> str:
    """A range in 万, as far as a draft has it; one figure where both ends are the same."""
    low, high = (wan_text(amount) if amount else "" for amount in (amount_min, amount_max))
    if low and low == high:
        return f"{low} 万元"
    if low and high:
        return f"{low} — {high} 万元"
    if low or high:
        return f"{low} 万元起" if low else f"{high} 万元以内"
    return "金额未填写"
