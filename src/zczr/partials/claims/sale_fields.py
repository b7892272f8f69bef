"""The form of 债权出售 (product.md section 5)."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from zczr.domain.claims import asked
from zczr.domain.claims.kinds import ClaimKind, DebtorKind, QuoteScope, Recourse, SaleMode
from zczr.domain.claims.resales import Bought
from zczr.domain.claims.sorts import CLAIMS
from zczr.domain.claims.terms import SaleTerms
from zczr.domain.reference import uscc
from zczr.partials.posting_fields import PostingFields
from zczr.web import forms
from zczr.web.uploads import Slot

YUAN = forms.between(asked.LEAST_AMOUNT, asked.MOST_AMOUNT, asked.AMOUNT_BOUNDS)


def labels(kinds: Any) -> dict[str, str]:
    """Codes and names of an enumeration, as choices."""
    return {str(each): each.label for each in kinds}


def licence_slot() -> Slot:
    """The place for what shows who the seller is."""
    return Slot("企业营业执照/组织机构代码证/个体工商户营业执照/税务登记证")


def evidence_slot() -> Slot:
    """The place for what proves a claim."""
    return Slot(
        "债权相关合同以及证据证明",
        needed="请上传合同、发票、送货单等证明这笔债权的资料",
        description="给买方查看的请用 PDF、JPG 或 PNG；其他格式不能加水印，申请通过之前买方打不开",
    )


class SaleForm(PostingFields):
    """债权出售: the claim, its debtor, its price, and the papers that prove it."""

    sort = CLAIMS

    resale_of = forms.hidden()
    kind = forms.radio(asked.KIND.label, labels(ClaimKind), forms.needed(asked.KIND.needed))
    debtor_name = forms.line(
        asked.DEBTOR_NAME.label, forms.needed(asked.DEBTOR_NAME.needed), forms.at_most(asked.DEBTOR_NAME.longest)
    )
    debtor_uscc = forms.line(asked.DEBTOR_USCC.label, forms.needed(asked.DEBTOR_USCC.needed), narrow=True)
    debtor_kind = forms.radio(
        asked.DEBTOR_KIND.label, labels(DebtorKind), forms.needed(asked.DEBTOR_KIND.needed),
        description="机关、事业单位和大型企业拖欠中小企业款项的，须依法支付逾期利息",
    )  # fmt: skip
    debtor_email = forms.line(
        asked.DEBTOR_EMAIL.label,
        forms.at_most(asked.DEBTOR_EMAIL.longest),
        forms.email_address,
        narrow=True,
        description="用于发送确权链接和债权转让通知，可以稍后再填",
    )
    contract_number = forms.line(
        asked.CONTRACT_NUMBER.label,
        forms.needed(asked.CONTRACT_NUMBER.needed),
        forms.at_most(asked.CONTRACT_NUMBER.longest),
        narrow=True,
    )
    invoices = forms.line(
        asked.INVOICES.label,
        forms.at_most(asked.INVOICES.longest),
        narrow=True,
        description="多张发票用空格或逗号隔开；没有发票的可以不填",
    )
    face_amount = forms.money(asked.FACE_AMOUNT.label, YUAN, unit=1, required=True)
    starts_on = forms.day(asked.STARTS_ON.label, forms.needed(asked.STARTS_ON.needed))
    due_on = forms.day(asked.DUE_ON.label, forms.needed(asked.DUE_ON.needed))
    origin = forms.text(asked.ORIGIN.label, forms.needed(asked.ORIGIN.needed), forms.at_most(asked.ORIGIN.longest))
    debtor_situation = forms.text(
        asked.DEBTOR_SITUATION.label,
        forms.needed(asked.DEBTOR_SITUATION.needed),
        forms.at_most(asked.DEBTOR_SITUATION.longest),
    )
    asking_price = forms.money(asked.ASKING_PRICE.label, YUAN, unit=1, required=True)
    sale_mode = forms.radio("出售方式", labels(SaleMode), default=str(SaleMode.FIXED))
    quotes_until = forms.day("报价截止日")
    quote_scope = forms.radio("由谁报价", labels(QuoteScope))
    invited = forms.text("邀请的单位", forms.at_most(5000))
    reserve_price = forms.money("底价", YUAN, unit=1)
    recourse = forms.radio(asked.RECOURSE.label, labels(Recourse), forms.needed(asked.RECOURSE.needed))
    pledged = forms.yes("这笔债权已出质（已登记或约定质押给他人）")
    assignment_barred = forms.yes("基础合同约定债权不得转让")

    business_licence = licence_slot()
    evidence = evidence_slot()

    @classmethod
    def again(cls, bought: Bought) -> "SaleForm":
        """The form by which what was bought is sold again: how it came about and at which price is open."""
        kept = {**asdict(bought.terms), "resale_of": bought.transfer_id, "sale_mode": str(SaleMode.FIXED)}
        open_ = {
            "asking_price": None,
            "origin": "",
            "debtor_situation": "",
            "quotes_until": None,
            "reserve_price": None,
        }
        return cls(data=cls.values_of({**kept, **open_, "invited": (), "quote_scope": ""}))

    @property
    def may_leave_out(self) -> bool:
        """A draft may, and so may who only tries a price (试算价格)."""
        return not self.is_submit

    def check(self) -> bool:
        """The fields, and what holds between them."""
        super().check()
        if self.debtor_uscc.data:
            checked = uscc.check(self.debtor_uscc.data)
            self.debtor_uscc.data = checked.code
            if checked.is_error:
                self.debtor_uscc.errors = [checked.message]
        if len(self.invoice_numbers()) > asked.MOST_INVOICES:
            self.invoices.errors = [asked.TOO_MANY_INVOICES]
        if self.sale_mode.data != SaleMode.QUOTES:
            # What is not shown then is not wrong.
            for field in (self.quotes_until, self.quote_scope, self.invited, self.reserve_price):
                field.errors = []
        return not self.wrong

    @property
    def doubtful_code(self) -> str:
        """What is said of a credit code whose check character does not fit: some early real ones do not."""
        checked = uscc.check(self.debtor_uscc.data or "")
        return "债务方的统一社会信用代码校验位不符，请对照合同或发票核对。" if checked.needs_review else ""

    def invoice_numbers(self) -> tuple[str, ...]:
        """The numbers that were typed, sorted, each once."""
        return asked.invoice_numbers(self.invoices.data or "")

    def terms(self) -> SaleTerms:
        """What was filled in; call after `take` left no error."""
        return SaleTerms(
            kind=self.kind.data or "",
            debtor_name=self.debtor_name.data,
            debtor_uscc=self.debtor_uscc.data,
            debtor_kind=self.debtor_kind.data or "",
            debtor_email=self.debtor_email.data.lower(),
            contract_number=self.contract_number.data,
            invoice_numbers=self.invoice_numbers(),
            face_amount=self.face_amount.data,
            starts_on=self.starts_on.data,
            due_on=self.due_on.data,
            asking_price=self.asking_price.data,
            origin=self.origin.data,
            debtor_situation=self.debtor_situation.data,
            pledged=self.pledged.data,
            assignment_barred=self.assignment_barred.data,
            recourse=self.recourse.data or "",
            resale_of=int(self.resale_of.data) if forms.is_id(self.resale_of.data) else None,
            **self._selling(),
        )

    def _selling(self) -> dict[str, Any]:
        """How it is sold; what was typed for a 询价 and then not chosen is left out."""
        if self.sale_mode.data != SaleMode.QUOTES:
            return {"sale_mode": str(SaleMode.FIXED)}
        typed = (each.strip() for each in (self.invited.data or "").splitlines())
        invited = self.quote_scope.data == QuoteScope.INVITED
        return {
            "sale_mode": str(SaleMode.QUOTES),
            "quotes_until": self.quotes_until.data,
            "quote_scope": self.quote_scope.data or "",
            "invited": tuple(dict.fromkeys(filter(None, typed))) if invited else (),
            "reserve_price": self.reserve_price.data,
        }

    @classmethod
    def values_of(cls, terms: Mapping[str, Any]) -> dict[str, Any]:
        """The invoices are one line in the form, the invited one a line each."""
        return {
            **terms,
            "invoices": "，".join(terms["invoice_numbers"]),
            "invited": "\n".join(terms["invited"]),
            "resale_of": str(terms["resale_of"] or ""),
        }
