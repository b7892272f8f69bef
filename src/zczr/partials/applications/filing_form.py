"""The form of 合同确认 as a fragment: the main facts of the signed contract and its scan."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from litestar import Request, Response, get
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.parties import loan_parties_for
from zczr.domain.applications.queries import Detail, FilingFacts, application_for
from zczr.domain.applications.stages import Stage
from zczr.domain.contracts.commands import check_may_file
from zczr.domain.contracts.loan import case
from zczr.domain.contracts.loan.facts import RepaymentMethod
from zczr.domain.contracts.loan.filing import Filing, Sketch
from zczr.domain.contracts.stages import FilingStage
from zczr.domain.permissions import Permission
from zczr.domain.refusals import RuleBroken, TooMany, WrongState
from zczr.web import forms
from zczr.web.differences import differences
from zczr.web.respond import fragment
from zczr.web.uploads import Slot

_LARGEST = Decimal(10) ** 9
_CENT = Decimal("0.01")
_ANY = Decimal("Infinity")
_TERMS = (
    "number", "signed_on", "starts_on", "ends_on", "amount", "rate", "default_rate", "other_charges", "repayment_method",
    "purpose", "main_terms",
)  # fmt: skip
PASSWORD_ASKED = "为确认是您本人操作，请再次输入登录密码"


class FilingForm(forms.Form):
    """合同确认: what the signed contract says, its scan, and the password."""

    number = forms.line("合同编号", forms.needed("请填写合同编号"), forms.at_most(60))
    signed_on = forms.day("签订日期", forms.needed("请填写合同签订日期"))
    starts_on = forms.day("合同期间开始日", forms.needed("请填写开始日期"))
    ends_on = forms.day("合同期间截止日", forms.needed("请填写截止日期"))
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
    cost_known = forms.yes("本单位已核对，知悉以上成本")
    cost_told = forms.hidden()
    repayment_method = forms.radio(
        "还款方式", {str(method): method.label for method in RepaymentMethod}, forms.needed("请选择还款方式")
    )
    purpose = forms.line("借款用途", forms.needed("请填写合同中的借款用途"), forms.at_most(100))
    main_terms = forms.text("主要条款", forms.at_most(500))
    scan = Slot("双方签字盖章的合同扫描件", needed="请上传双方签字盖章的合同扫描件")
    password = forms.secret("登录密码", forms.needed(PASSWORD_ASKED), description=PASSWORD_ASKED)

    @property
    def asks_for_cost(self) -> bool:
        """Whether to offer the box that says that a cost past 4×LPR is known."""
        return bool(self.cost_told.data)

    @property
    def known_cost(self) -> str:
        """The warning about the cost that was shown and ticked."""
        return str(self.cost_told.data) if self.cost_known.data else ""

    def refuse(self, refusal: RuleBroken | TooMany) -> None:
        """Put the domain's no at its fields; a cost that has to be known is shown beside an empty box."""
        super().refuse(refusal)
        for each in (refusal, *refusal.others) if isinstance(refusal, RuleBroken) else ():
            if each.field == "cost_known":
                self.cost_told.data, self.cost_known.data = each.data["warning"], False

    @classmethod
    def of(cls, filing: FilingFacts) -> Self:
        """The form as a filing says it, under a submission id of its own, its scan to be sent anew."""
        values = {name: getattr(filing, name) for name in _TERMS}
        return cls(data={**values, "default_rate": filing.default_rate or None})

    def overtaken(self, refusal: WrongState, filings: Sequence[FilingFacts]) -> None:
        """Say on top that it comes too late, and what the filing that stands says otherwise."""
        stands = next((each for each in filings if each.stage in {FilingStage.FILED, FilingStage.CONFIRMED}), None)
        unlike = differences(self, self.of(stands), _TERMS) if stands else []
        self.form_errors = [f"{refusal.sentence}您填写的内容没有提交，保留在下面。", *unlike]

    def sketch(self) -> Sketch:
        """What can be judged while something else is wrong: the fields that were read."""

        def read(name: str, empty: Any = None) -> Any:
            field = self[name]
            return None if field.errors else field.data if field.data is not None else empty

        method = read("repayment_method")
        return Sketch(
            **{
                name: read(name)
                for name in ("number", "signed_on", "starts_on", "ends_on", "amount", "rate", "purpose")
            },
            **{name: read(name, Decimal(0)) for name in ("default_rate", "other_charges")},
            repayment_method=RepaymentMethod(method) if method else None,
        )

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
    """The form of a contract confirmation, the application it belongs to, and why the last one came back."""

    form: FilingForm
    href: str
    returned_because: str
    is_open: bool
    """A contract can still be filed."""


async def prefilled(actor: Actor, found: Detail) -> FilingForm:
    """The form where a contract can be filed now: with what was returned to be righted, else with what the case says."""
    await check_may_file(actor, found.id)
    if returned := _returned(found):
        return FilingForm.of(returned)
    facts = await case.template_for(await loan_parties_for(actor, found.id))
    return FilingForm(
        data={"number": facts.number, "amount": facts.principal, "rate": facts.rate, "purpose": facts.purpose}
    )


def load_filing_form(found: Detail, form: FilingForm) -> FilingFormView:
    """The form, filled from the case or as typed, of an application that a party has open."""
    returned = _returned(found)
    reason = (
        next((each.reason for each in returned.statements if each.act is FilingStage.RETURNED), "") if returned else ""
    )
    return FilingFormView(
        form, f"/lending/applications/{found.id}", reason.rstrip("。．. "), is_open=found.stage is Stage.APPROVED
    )


def _returned(found: Detail) -> FilingFacts | None:
    """The newest filing, where it came back and the application waits for the next."""
    newest = found.filings[0] if found.filings else None
    return newest if newest and newest.stage is FilingStage.RETURNED and found.stage is Stage.APPROVED else None


@get("/partials/lending/applications/{application_id:int}/filing-form", opt={"permission": Permission.CONTRACT_FILE})
async def filing_form(request: Request[Any, Any, Any], actor: Actor, application_id: FromPath[int]) -> Response[str]:
    """The form of an application that waits for its contract."""
    found = await application_for(actor, application_id)
    view = load_filing_form(found, await prefilled(actor, found))
    return fragment(request, "applications/_filing_form.html", owner=f"{view.href}/filings/new", filing_form=view)


HANDLERS = [filing_form]
