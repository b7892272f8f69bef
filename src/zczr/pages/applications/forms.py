"""The forms by which an application is answered and its contract filed and confirmed."""

from dataclasses import dataclass
from decimal import Decimal

from zczr.domain.contracts.commands import Filing
from zczr.domain.contracts.facts import RepaymentMethod
from zczr.partials.applications.filings import FilingView
from zczr.web import forms
from zczr.web.uploads import Slot

_LARGEST = Decimal(10) ** 9
_PASSWORD = "为确认是您本人操作，请再次输入登录密码"

APPROVAL_ASKS = "通过后进入 60 天的签约期：双方须在期内完成合同确认，逾期双方各扣 2 分信用分。确定通过这份申请吗？"
WITHDRAWAL_ASKS = "撤回后这份申请即告结束，需要时可以重新发起。确定撤回吗？"


class ReasonForm(forms.Form):
    """Why an application is declined."""

    reason = forms.text("拒绝原因", forms.needed("请写明拒绝的原因，对方会看到这段话"), forms.at_most(200))


class ReturnForm(forms.Form):
    """Why a filing goes back."""

    return_reason = forms.text("退回原因", forms.needed("请写明需要更正的地方，对方会看到这段话"), forms.at_most(200))


class ConfirmForm(forms.Form):
    """The key clauses ticked one by one, and the password."""

    read_purpose = forms.yes("借款用途为生产经营，不用于转贷、证券期货或违法用途", "请逐项核对并勾选")
    read_cost = forms.yes("利率、逾期利率与各项费用合计不超过 4 倍 LPR，本金以实际出借金额为准", "请逐项核对并勾选")
    read_scan = forms.yes("扫描件与双方签署的合同一致，签署人身份无误", "请逐项核对并勾选")
    password = forms.secret("登录密码", forms.needed(_PASSWORD), description=_PASSWORD)


class FilingForm(forms.Form):
    """合同确认: the main facts of the signed contract and its scan."""

    number = forms.line("合同编号", forms.needed("请填写合同编号"), forms.at_most(60))
    signed_on = forms.day("签订日期", forms.needed("请填写合同签订日期"))
    starts_on = forms.day("合同开始日期", forms.needed("请填写开始日期"))
    ends_on = forms.day("合同结束日期", forms.needed("请填写结束日期"))
    amount = forms.money(
        "借款金额", forms.between(Decimal(1), _LARGEST, "请填写大于 0 的金额，单位为元"), unit=1, required=True
    )
    rate = forms.rate("年利率", required=True, description="无息请填 0")
    default_rate = forms.rate("逾期年利率", description="未约定可不填")
    other_charges = forms.money(
        "其他费用合计", forms.between(Decimal(0), _LARGEST, "费用过大，请核对单位"), unit=1,
        description="服务费、手续费等全部费用；没有请填 0 或不填",
    )  # fmt: skip
    repayment_method = forms.radio(
        "还款方式", {str(method): method.label for method in RepaymentMethod}, forms.needed("请选择还款方式")
    )
    purpose = forms.line("借款用途", forms.needed("请填写合同中的借款用途"), forms.at_most(100))
    main_terms = forms.text("主要条款", forms.at_most(500))
    scan = Slot("双方签字盖章的合同扫描件", needed="请上传双方签字盖章的合同扫描件")
    password = forms.secret("登录密码", forms.needed(_PASSWORD), description=_PASSWORD)

    def filing(self) -> Filing:
        """What was filled in; call after a check without errors."""
        return Filing(
            number=self.number.data,
            signed_on=self.signed_on.data,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            amount=self.amount.data,
            rate=self.rate.data,
            default_rate=self.default_rate.data or Decimal(0),
            other_charges=self.other_charges.data or Decimal(0),
            repayment_method=RepaymentMethod(self.repayment_method.data),
            purpose=self.purpose.data,
            main_terms=self.main_terms.data,
        )


@dataclass(frozen=True)
class AnswerPanel:
    """What this member may do about an application now, and the forms for it."""

    href: str
    may_approve: bool
    may_withdraw: bool
    may_file: bool
    may_confirm: bool
    waits_for_other: bool
    needs_colleague: bool
    is_lender: bool
    filing: FilingView | None
    reason_form: ReasonForm
    confirm_form: ConfirmForm
    return_form: ReturnForm
    form: forms.Form | None
    approval_asks: str = APPROVAL_ASKS
    withdrawal_asks: str = WITHDRAWAL_ASKS


@dataclass(frozen=True)
class FilingFormView:
    """The form of a contract confirmation, and the application it belongs to."""

    form: FilingForm
    href: str
