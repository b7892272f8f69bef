"""The form of 借款 (product.md section 5)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from zczr.domain.lending.financials import NAMES, Financials
from zczr.domain.lending.labels import COLLATERAL_KINDS, PURPOSES, REPAYMENT_SOURCES, SECURITY_MODES, VISIBILITIES
from zczr.domain.lending.sorts import REQUESTS
from zczr.domain.lending.terms import RequestTerms
from zczr.partials.posting_fields import AMOUNT, IN_THE_FEED, MONTHS, PostingFields
from zczr.web import forms
from zczr.web.uploads import Slot

_MOST_DECLARED = Decimal(10) ** 13


def _declared(label: str, **kwargs: Any) -> Any:
    return forms.money(label, forms.between(Decimal(0), _MOST_DECLARED, "金额过大，请核对单位是“万”"), **kwargs)


def _days(label: str) -> Any:
    return forms.whole(label, forms.between(0, 3650, "请填写 0 至 3650 之间的天数"), units=("天", "日"))


class RequestForm(PostingFields):
    """借款: what is asked for, what secures it, its papers, and optionally the financials."""

    sort = REQUESTS

    project = forms.line("项目", forms.needed("请填写项目名称，它会写入申请标题"), forms.at_most(40))
    purpose = forms.choice(
        "借款用途", PURPOSES, forms.needed("请选择借款用途"),
        description="只能用于本企业生产经营；法律禁止用于转贷、证券期货配资和违法用途",
    )  # fmt: skip
    reason = forms.text("借款原因", forms.needed("请简要说明借款原因"), forms.at_most(50))
    amount_min = forms.money("融资金额下限", AMOUNT, required=True)
    amount_max = forms.money("融资金额上限", AMOUNT, required=True)
    max_rate = forms.rate("可承担最高利息", required=True)
    term_months = forms.whole("预计还款时间", MONTHS, units=("月", "个月", "月内", "个月内"), required=True)
    repayment_source = forms.radio("还款来源", REPAYMENT_SOURCES, forms.needed("请选择还款来源"))
    repayment_source_note = forms.line("其他来源说明", forms.at_most(50))
    security_modes = forms.several("可提供风控", SECURITY_MODES, forms.needed("请至少选择一种风控方式"))
    collateral_kind = forms.radio("抵押物类型", COLLATERAL_KINDS)
    collateral_value = forms.money("抵押物市值", AMOUNT)
    summary = forms.text("项目概述", forms.needed("请概述项目"), forms.at_most(80))
    visibility = forms.radio(
        "可见范围", VISIBILITIES, forms.needed("请选择可见范围"), default="match_only",
        description=f"借款信息不会公开展示，也不会被搜索引擎收录。{IN_THE_FEED}",
    )  # fmt: skip

    business_licence = Slot("企业营业执照/组织机构代码证/个体工商户营业执照/税务登记证")
    asset_proof = Slot("企业名下资产证明", description="有权属证明的抵押物按全额计入")
    sales_contracts = Slot("近半年已签订的购销合同及提货单", description="还款来源为销售回款时，附合同可提高评分")
    tax_receipts = Slot("近半年税务单")

    operating_cash_flow = _declared("经营活动现金流净额", description="上年度；为负请填 0")
    total_assets = _declared("总资产")
    total_liabilities = _declared("总负债")
    declared_debt = _declared("其他有息负债", description="平台以外的借款余额")
    guarantees_outstanding = _declared("对外担保余额")
    sales = _declared("上年销售收入")
    margin = forms.share(
        "上年销售利润率", forms.between(Decimal(-1), Decimal("0.99"), "请填写 -100 至 99 之间的百分数")
    )
    growth = forms.share(
        "预计销售收入年增长率", forms.between(Decimal(-1), Decimal(10), "请填写 -100 至 1000 之间的百分数")
    )
    stock_days = _days("存货周转天数")
    receivable_days = _days("应收账款周转天数")
    payable_days = _days("应付账款周转天数")
    prepaid_days = _days("预付账款周转天数")
    advance_days = _days("预收账款周转天数")
    own_funds = _declared("自有资金")
    working_loans = _declared("现有流动资金贷款")
    other_channels = _declared("其他渠道资金")
    audit_reports = Slot("财务报表/审计报告")

    def check(self) -> bool:
        """The fields, and what holds between them."""
        super().check()
        low, high = self.amount_min.data, self.amount_max.data
        if low is not None and high is not None and low > high:
            _add(self.amount_max, "上限应不低于下限，请核对两个金额")
        if self.repayment_source.data == "other" and not self.repayment_source_note.data:
            _add(self.repayment_source_note, "请说明其他还款来源")
        if "mortgage" in (self.security_modes.data or []):
            if not self.collateral_kind.data:
                _add(self.collateral_kind, "选择了抵押，请选择抵押物类型")
            if self.collateral_value.data is None and not self.collateral_value.errors:
                _add(self.collateral_value, "选择了抵押，请填写抵押物市值")
        return not self.wrong

    @property
    def declares(self) -> bool:
        """Whether anything of the optional financial part was filled in, or is wrong."""
        fields = [self[name] for name in NAMES]
        return bool(self.audit_reports.attached) or any(field.data is not None or field.errors for field in fields)

    def terms(self) -> RequestTerms:
        """What was filled in; call after `take` left no error."""
        return RequestTerms(
            project=self.project.data,
            purpose=self.purpose.data or "",
            reason=self.reason.data,
            amount_min=self.amount_min.data,
            amount_max=self.amount_max.data,
            max_rate=self.max_rate.data,
            term_months=self.term_months.data,
            repayment_source=self.repayment_source.data or "",
            repayment_source_note=self.repayment_source_note.data,
            security_modes=tuple(self.security_modes.data or ()),
            collateral_kind=self.collateral_kind.data or "",
            collateral_value=self.collateral_value.data,
            summary=self.summary.data,
            visibility=self.visibility.data or "match_only",
            financials=Financials(**{name: _decimal(self[name].data) for name in NAMES}),
        )

    @classmethod
    def values_of(cls, terms: Mapping[str, Any]) -> dict[str, Any]:
        """The financials lie flat in the form."""
        declared = terms["financials"]
        if isinstance(declared, str) or declared is None:
            declared = vars(Financials.from_json(declared))
        days = {name: int(value) for name, value in declared.items() if name.endswith("_days") and value is not None}
        return {**terms, **declared, **days, "security_modes": list(terms["security_modes"])}


def _add(field: Any, sentence: str) -> None:
    field.errors = [*field.errors, sentence]


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)
