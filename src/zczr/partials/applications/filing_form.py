"""The form of 合同确认 as a fragment: the main facts of the signed contract and its scan."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.commands import parties_for
from zczr.domain.contracts import case
from zczr.domain.contracts.commands import check_may_file
from zczr.domain.contracts.facts import RepaymentMethod
from zczr.domain.contracts.filing import Filing, filing_dates_broken
from zczr.domain.permissions import Permission
from zczr.web import forms
from zczr.web.respond import fragment
from zczr.web.uploads import Slot

_LARGEST = Decimal(10) ** 9
_CENT = Decimal("0.01")
_ANY = Decimal("Infinity")
PASSWORD_ASKED = "为确认是您本人操作，请再次输入登录密码"


class FilingForm(forms.Form):
    """合同确认: what the signed contract says, its scan, and the password."""

    number = forms.line("合同编号", forms.needed("请填写合同编号"), forms.at_most(60))
    signed_on = forms.day("签订日期", forms.needed("请填写合同签订日期"))
    starts_on = forms.day("合同开始日期", forms.needed("请填写开始日期"))
    ends_on = forms.day("合同结束日期", forms.needed("请填写结束日期"))
    amount = forms.money(
        "借款金额",
        forms.between(_CENT, _ANY, "请填写大于 0 的金额，单位为元"),
        forms.between(-_ANY, _LARGEST, "金额过大，请核对，单位为元"),
        unit=1, required=True,
    )  # fmt: skip
    rate = forms.rate("年利率", required=True, description="无息请填 0")
    default_rate = forms.rate("逾期年利率", description="未约定可不填")
    other_charges = forms.money(
        "其他费用合计", forms.between(Decimal(0), _LARGEST, "费用过大，请核对，单位为元"), unit=1,
        description="服务费、手续费等全部费用；没有请填 0 或不填",
    )  # fmt: skip
    repayment_method = forms.radio(
        "还款方式", {str(method): method.label for method in RepaymentMethod}, forms.needed("请选择还款方式")
    )
    purpose = forms.line("借款用途", forms.needed("请填写合同中的借款用途"), forms.at_most(100))
    main_terms = forms.text("主要条款", forms.at_most(500))
    scan = Slot("双方签字盖章的合同扫描件", needed="请上传双方签字盖章的合同扫描件")
    password = forms.secret("登录密码", forms.needed(PASSWORD_ASKED), description=PASSWORD_ASKED)

    def check_days(self, today: date) -> None:
        """Say what is wrong with the days of a form that cannot be filed yet: the command says it of one that can."""
        for broken in filing_dates_broken(self.signed_on.data, self.starts_on.data, self.ends_on.data, today):
            self.refuse(broken)

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
class FilingFormView:
    """The form of a contract confirmation, and the application it belongs to."""

    form: FilingForm
    href: str


async def prefilled(actor: Actor, application_id: int) -> FilingForm:
    """The form with what the case says, where a contract can be filed now."""
    await check_may_file(actor, application_id)
    facts = await case.template_for(actor, application_id)
    return FilingForm(
        data={"number": facts.number, "amount": facts.principal, "rate": facts.rate, "purpose": facts.purpose}
    )


async def load_filing_form(actor: Actor, application_id: int, form: FilingForm) -> FilingFormView:
    """The form, filled from the case or as typed, for a party to the application."""
    found = await parties_for(actor, application_id)
    return FilingFormView(form, found.href)


@get("/partials/lending/applications/{application_id:int}/filing-form", opt={"permission": Permission.CONTRACT_FILE})
async def filing_form(request: Request[Any, Any, Any], actor: Actor, application_id: FromPath[int]) -> Response[str]:
    """The form of an application that waits for its contract."""
    view = await load_filing_form(actor, application_id, await prefilled(actor, application_id))
    return fragment(request, "applications/_filing_form.html", owner=f"{view.href}/filings/new", filing_form=view)


HANDLERS = [filing_form]
