"""The forms of 合同确认: what the signed contract says, its scan, and the password."""

from abc import abstractmethod
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar, Self

from zczr.domain.applications.businesses import Business
from zczr.domain.claims.kinds import Recourse
from zczr.domain.contracts.claim import filing as claim
from zczr.domain.contracts.claim.facts import ClaimContractFacts, Notifier
from zczr.domain.contracts.filings import FilingFacts
from zczr.domain.contracts.loan import filing as loan
from zczr.domain.contracts.loan.facts import LoanContractFacts, RepaymentMethod
from zczr.domain.contracts.practices import Facts, Filing, Sketch
from zczr.domain.contracts.stages import FilingStage
from zczr.domain.refusals import RuleBroken, TooMany, WrongState
from zczr.web import forms
from zczr.web.differences import differences
from zczr.web.uploads import Slot

_LARGEST = Decimal(10) ** 9
_CENT = Decimal("0.01")
_ANY = Decimal("Infinity")
PASSWORD_ASKED = "为确认是您本人操作，请再次输入登录密码"


def _amount(label: str) -> Any:
    return forms.money(
        label,
        forms.between(_CENT, _ANY, "请填写大于 0 的金额，单位为元"),
        forms.between(-_ANY, _LARGEST, "金额过大，请核对，单位为元"),
        unit=1, required=True,
    )  # fmt: skip


def _main_terms() -> Any:
    return forms.text("主要条款", forms.at_most(500))


def _scan() -> Slot:
    return Slot("双方签字盖章的合同扫描件", needed="请上传双方签字盖章的合同扫描件")


def _password() -> Any:
    return forms.secret("登录密码", forms.needed(PASSWORD_ASKED), description=PASSWORD_ASKED)


class FilingForm(forms.Form):
    """What the forms of all businesses ask for."""

    OWN: ClassVar[tuple[str, ...]]
    """The fields that only this business has, by the names of the filing."""

    number = forms.line("合同编号", forms.needed("请填写合同编号"), forms.at_most(60))
    signed_on = forms.day("签订日期", forms.needed("请填写合同签订日期"))
    cost_told = forms.hidden()
    # Declared by each form after its own fields: mistakes are listed in the order of the page.
    scan: Slot

    @classmethod
    def terms(cls) -> tuple[str, ...]:
        """All that the contract says."""
        return ("number", "signed_on", "starts_on", "ends_on", "amount", *cls.OWN, "main_terms")

    @property
    def asks_for_cost(self) -> bool:
        """Whether to offer the box that says that a cost or a yield past 4×LPR is known."""
        return bool(self.cost_told.data)

    @property
    def known_cost(self) -> str:
        """The warning that was shown and ticked."""
        return str(self.cost_told.data) if self["cost_known"].data else ""

    def refuse(self, refusal: RuleBroken | TooMany) -> None:
        """Put the domain's no at its fields; a cost that has to be known is shown beside an empty box."""
        super().refuse(refusal)
        for each in (refusal, *refusal.others) if isinstance(refusal, RuleBroken) else ():
            if each.field == "cost_known":
                self.cost_told.data, self["cost_known"].data = each.data["warning"], False

    @classmethod
    def of(cls, filing: FilingFacts) -> Self:
        """The form as a filing says it, under a submission id of its own, its scan to be sent anew."""
        return cls(data={name: getattr(filing, name) for name in cls.terms()})

    def overtaken(self, refusal: WrongState, filings: Sequence[FilingFacts]) -> None:
        """Say on top that it comes too late, and what the filing that stands says otherwise."""
        stands = next((each for each in filings if each.stage in {FilingStage.FILED, FilingStage.CONFIRMED}), None)
        unlike = differences(self, self.of(stands), self.terms()) if stands else []
        self.form_errors = [f"{refusal.sentence}您填写的内容没有提交，保留在下面。", *unlike]

    def read_of(self, name: str, empty: Any = None) -> Any:
        """A field that was read; None, or `empty` where it may be left empty."""
        field = self[name]
        return None if field.errors else field.data if field.data is not None else empty

    @classmethod
    @abstractmethod
    def drawn_from(cls, facts: Any) -> Self:
        """The form as far as the contract of the case says it."""

    @abstractmethod
    def sketch(self) -> Sketch:
        """What can be judged while something else is wrong: the fields that were read."""

    @abstractmethod
    def filing(self) -> Filing:
        """What was filled in; call after a check without errors."""


class LoanFilingForm(FilingForm):
    """合同确认 of a loan."""

    OWN = ("rate", "default_rate", "other_charges", "repayment_method", "purpose")

    starts_on = forms.day("合同期间开始日", forms.needed("请填写开始日期"))
    ends_on = forms.day("合同期间截止日", forms.needed("请填写截止日期"))
    amount = _amount("借款金额")
    rate = forms.rate("年利率", required=True, description="无息请填 0")
    default_rate = forms.rate("逾期年利率", description="未约定可不填")
    other_charges = forms.money(
        "其他费用合计", forms.between(Decimal(0), _LARGEST, "费用过大，请核对，单位为元"), unit=1,
        description="服务费、手续费等全部费用；没有请填 0 或不填",
    )  # fmt: skip
    cost_known = forms.yes("本单位已核对，知悉以上成本")
    repayment_method = forms.radio(
        "还款方式", {str(method): method.label for method in RepaymentMethod}, forms.needed("请选择还款方式")
    )
    purpose = forms.line("借款用途", forms.needed("请填写合同中的借款用途"), forms.at_most(100))
    main_terms = _main_terms()
    scan = _scan()
    password = _password()

    @classmethod
    def of(cls, filing: FilingFacts) -> Self:
        """The form as a filing says it; no default interest is an empty field."""
        form = super().of(filing)
        form.default_rate.data = form.default_rate.data or None
        return form

    @classmethod
    def drawn_from(cls, facts: LoanContractFacts) -> Self:
        """The form as far as the contract of the case says it."""
        return cls(
            data={"number": facts.number, "amount": facts.principal, "rate": facts.rate, "purpose": facts.purpose}
        )

    def sketch(self) -> loan.Sketch:
        """What can be judged while something else is wrong: the fields that were read."""
        method = self.read_of("repayment_method")
        names = ("number", "signed_on", "starts_on", "ends_on", "amount", "rate", "purpose")
        return loan.Sketch(
            **{name: self.read_of(name) for name in names},
            **{name: self.read_of(name, Decimal(0)) for name in ("default_rate", "other_charges")},
            repayment_method=RepaymentMethod(method) if method else None,
        )

    def filing(self) -> loan.Filing:
        """What was filled in; call after a check without errors."""
        values = {name: self[name].data for name in self.terms()}
        return loan.Filing(
            **{
                **values,
                "default_rate": self.default_rate.data or Decimal(0),
                "other_charges": self.other_charges.data or Decimal(0),
                "repayment_method": RepaymentMethod(self.repayment_method.data),
            }
        )


class ClaimFilingForm(FilingForm):
    """合同确认 of a claim's sale."""

    OWN = ("price", "pays_on", "recourse", "notifier", "notify_by", "accessory_rights", "payee_account")

    starts_on = forms.day("转让基准日", forms.needed("请填写债权从哪一天起归受让方"))
    ends_on = forms.day("债权到期日", forms.needed("请填写债权到期日"))
    amount = _amount("债权金额")
    price = _amount("转让价款")
    pays_on = forms.day("价款支付日", forms.needed("请填写受让方最晚付款的日期"))
    cost_known = forms.yes("本单位已核对，知悉以上收益率")
    recourse = forms.radio("追索权", {str(each): each.label for each in Recourse}, forms.needed("请选择有无追索权"))
    notifier = forms.radio(
        "由谁通知债务方", {str(each): each.label for each in Notifier}, forms.needed("请选择由谁通知债务方")
    )
    notify_by = forms.day(
        "通知期限", forms.needed("请填写最晚通知债务方的日期"), description="通知到达之前，债务方向转让方付款仍然有效"
    )
    accessory_rights = forms.line("从权利", forms.at_most(200), description="随债权转让的担保和其他从权利，没有可不填")
    payee_account = forms.line(
        "受让方收款账户", forms.at_most(100), description="开户银行和账号，写入债权转让通知书；可以另行书面告知债务方"
    )
    main_terms = _main_terms()
    scan = _scan()
    password = _password()

    @classmethod
    def drawn_from(cls, facts: ClaimContractFacts) -> Self:
        """The form as far as the contract of the case says it."""
        return cls(
            data={
                "number": facts.number, "amount": facts.face_amount, "ends_on": facts.due_on, "price": facts.price,
                "recourse": facts.recourse and str(facts.recourse),
            }
        )  # fmt: skip

    def sketch(self) -> claim.Sketch:
        """What can be judged while something else is wrong: the fields that were read."""
        recourse = self.read_of("recourse")
        names = ("number", "signed_on", "starts_on", "ends_on", "amount", "price", "pays_on", "notify_by")
        return claim.Sketch(
            **{name: self.read_of(name) for name in names}, recourse=Recourse(recourse) if recourse else None
        )

    def filing(self) -> claim.Filing:
        """What was filled in; call after a check without errors."""
        values = {name: self[name].data for name in self.terms()}
        return claim.Filing(
            **{
                **values,
                "recourse": Recourse(self.recourse.data),
                "notifier": Notifier(self.notifier.data),
            }
        )


_FORMS: dict[Business, type[FilingForm]] = {Business.LOAN: LoanFilingForm, Business.CLAIM: ClaimFilingForm}


def form_of(business: Business) -> type[FilingForm]:
    """The form of a business."""
    return _FORMS[business]


def drawn_form(business: Business, facts: Facts) -> FilingForm:
    """The form of a business as far as the contract of the case says it."""
    return _FORMS[business].drawn_from(facts)
