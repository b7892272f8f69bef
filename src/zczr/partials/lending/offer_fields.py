"""The form of 贷款 (product.md section 5)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from zczr.domain.lending.labels import GRADES, SECURITY_MODES, VISIBILITIES
from zczr.domain.lending.sorts import OFFERS
from zczr.domain.lending.terms import OfferTerms
from zczr.domain.risk.kinds import Grade
from zczr.domain.risk.policy import CURRENT
from zczr.partials.posting_fields import AMOUNT, IN_THE_FEED, MONTHS
from zczr.partials.preferences import PreferenceFields
from zczr.web import forms
from zczr.web.uploads import Slot

_SCORES = {str(grade): CURRENT.score_for(grade) for grade in Grade}
_BY_SCORE = {score: name for name, score in _SCORES.items() if score}


class OfferForm(PreferenceFields):
    """贷款: what is offered, what is asked for, where the money comes from."""

    sort = OFFERS

    project = forms.line(
        "贷款名称", forms.needed("请填写贷款名称，对方会看到"), forms.at_most(40), description="例如：闲置资金短期出借"
    )
    amount_min = forms.money("可贷金额下限", AMOUNT, required=True)
    amount_max = forms.money("可贷金额上限", AMOUNT, required=True)
    min_rate = forms.rate("期望最低利率", required=True)
    max_term_months = forms.whole("最长期限", MONTHS, units=("月", "个月"), required=True)
    preferred_term_months = forms.whole("偏好期限", MONTHS, units=("月", "个月"))
    security_modes = forms.several("接受的风控方式", SECURITY_MODES, forms.needed("请至少选择一种风控方式"))
    max_advance_rate = forms.share(
        "抵押率要求", forms.between(Decimal("0.01"), Decimal(1), "请填写 1 至 100 之间的百分数"),
        description="贷款金额与抵押物市值之比的上限，例如 60",
    )  # fmt: skip
    min_grade = forms.choice("最低信用等级", GRADES, blank="不限")
    own_funds = forms.yes(
        "本单位承诺：出借资金为自有资金，不是银行贷款或向其他单位的借款，不用于转贷", "请勾选声明，出借资金须为自有资金"
    )
    summary = forms.text("说明", forms.at_most(200))
    visibility = forms.radio(
        "可见范围", VISIBILITIES, forms.needed("请选择可见范围"), default="match_only",
        description=f"贷款信息不会公开展示，也不会被搜索引擎收录。{IN_THE_FEED}",
    )  # fmt: skip

    business_licence = Slot("企业营业执照/组织机构代码证/税务登记证")
    funds_proof = Slot("资金来源证明", description="例如银行存款证明、最近一期财务报表")
    other_papers = Slot("其他材料")

    def check(self) -> bool:
        """The fields, and what holds between them."""
        super().check()
        low, high = self.amount_min.data, self.amount_max.data
        if low is not None and high is not None and low > high:
            self.amount_max.errors = [*self.amount_max.errors, "上限应不低于下限，请核对两个金额"]
        preferred, longest = self.preferred_term_months.data, self.max_term_months.data
        if preferred is not None and longest is not None and preferred > longest:
            self.preferred_term_months.errors = [*self.preferred_term_months.errors, "偏好期限不能超过最长期限"]
        return not self.wrong

    def terms(self) -> OfferTerms:
        """What was filled in; call after `take` left no error."""
        return OfferTerms(
            project=self.project.data,
            amount_min=self.amount_min.data,
            amount_max=self.amount_max.data,
            min_rate=self.min_rate.data,
            max_term_months=self.max_term_months.data,
            preferred_term_months=self.preferred_term_months.data,
            security_modes=tuple(self.security_modes.data or ()),
            max_advance_rate=self.max_advance_rate.data,
            **self.preferences(),
            min_score=_SCORES.get(self.min_grade.data or "", 0),
            own_funds=self.own_funds.data,
            summary=self.summary.data,
            visibility=self.visibility.data or "match_only",
        )

    @classmethod
    def values_of(cls, terms: Mapping[str, Any]) -> dict[str, Any]:
        """The least score is chosen as a grade."""
        return {
            **super().values_of(terms),
            "security_modes": list(terms["security_modes"]),
            "min_grade": _BY_SCORE.get(terms["min_score"], ""),
        }
