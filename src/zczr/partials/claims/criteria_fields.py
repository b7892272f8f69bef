"""The form of 收购意向 (product.md section 5)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from zczr.domain.claims.kinds import ClaimKind, DebtorState
from zczr.domain.claims.policy import CURRENT
from zczr.domain.claims.sorts import PURCHASES
from zczr.domain.claims.terms import CriteriaTerms
from zczr.domain.credit.grades import CreditGrade
from zczr.domain.lending.labels import VISIBILITIES
from zczr.partials.posting_fields import AMOUNT, IN_THE_FEED
from zczr.partials.preferences import PreferenceFields
from zczr.web import forms

MOST_DAYS = 3660
_DAYS = forms.between(CURRENT.least_days, MOST_DAYS, f"请填写 {CURRENT.least_days} 至 {MOST_DAYS} 之间的天数")
_SCORES = {grade.name: grade.value[0] for grade in CreditGrade if grade.value[0]}
_BY_SCORE = {score: name for name, score in _SCORES.items()}
GRADES = {grade.name: f"{grade.label}（{grade.value[0]} 分以上）" for grade in CreditGrade if grade.value[0]}


class CriteriaForm(PreferenceFields):
    """收购意向: which claims a buyer takes, at what price, of which debtors."""

    sort = PURCHASES

    project = forms.line(
        "意向名称", forms.needed("请填写意向名称，对方会看到"), forms.at_most(40), description="例如：收购应收账款"
    )
    kinds = forms.several("债权类型", {str(each): each.label for each in ClaimKind}, description="不选表示不限")
    amount_min = forms.money("收购金额下限", AMOUNT, required=True)
    amount_max = forms.money("收购金额上限", AMOUNT, required=True)
    min_yield = forms.rate("最低年化收益率")
    min_discount = forms.share(
        "最低折扣", forms.between(Decimal(0), Decimal("0.99"), "请填写 0 至 99 之间的百分数"),
        description="出售价格比债权金额至少低多少，例如 10",
    )  # fmt: skip
    max_days = forms.whole("最长剩余期限", _DAYS, units=("天", "日"), required=True)
    preferred_days = forms.whole("偏好剩余期限", _DAYS, units=("天", "日"))
    debtor_states = forms.several(
        "确权要求", {str(each): each.label for each in DebtorState if each is not DebtorState.DISPUTED},
        description="不选表示不限；债务方有争议的债权会标明",
    )  # fmt: skip
    debtor_requirement = forms.text(
        "债务方要求", forms.at_most(200), description="例如：国有企业、上市公司，无逾期记录"
    )
    min_grade = forms.choice("出售方最低信用等级", GRADES, blank="不限")
    visibility = forms.radio(
        "可见范围", VISIBILITIES, forms.needed("请选择可见范围"), default="match_only",
        description=f"收购意向不会公开展示，也不会被搜索引擎收录。{IN_THE_FEED}",
    )  # fmt: skip

    def check(self) -> bool:
        """The fields, and what holds between them."""
        super().check()
        low, high = self.amount_min.data, self.amount_max.data
        if low is not None and high is not None and low > high:
            self.amount_max.errors = [*self.amount_max.errors, "上限应不低于下限，请核对两个金额"]
        preferred, longest = self.preferred_days.data, self.max_days.data
        if preferred is not None and longest is not None and preferred > longest:
            self.preferred_days.errors = [*self.preferred_days.errors, "偏好期限不能超过最长期限"]
        return not self.wrong

    def terms(self) -> CriteriaTerms:
        """What was filled in; call after `take` left no error."""
        return CriteriaTerms(
            project=self.project.data,
            kinds=tuple(self.kinds.data or ()),
            amount_min=self.amount_min.data,
            amount_max=self.amount_max.data,
            min_discount=self.min_discount.data,
            min_yield=self.min_yield.data,
            max_days=self.max_days.data,
            preferred_days=self.preferred_days.data,
            **self.preferences(),
            debtor_states=tuple(self.debtor_states.data or ()),
            debtor_requirement=self.debtor_requirement.data,
            min_score=_SCORES.get(self.min_grade.data or "", 0),
            visibility=self.visibility.data or "match_only",
        )

    @classmethod
    def values_of(cls, terms: Mapping[str, Any]) -> dict[str, Any]:
        """The least score is chosen as a grade."""
        return {
            **super().values_of(terms),
            "kinds": list(terms["kinds"]),
            "debtor_states": list(terms["debtor_states"]),
            "min_grade": _BY_SCORE.get(terms["min_score"], ""),
        }
