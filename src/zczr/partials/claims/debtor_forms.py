"""What a debtor fills in: its credit code at the door of a link, and its answer."""

from typing import Any, Self

from zczr.domain.claims.confirmations import Answer, Asked
from zczr.domain.claims.notices import Notified, Receipt
from zczr.domain.reference import uscc
from zczr.web import forms
from zczr.web.pieces import Term
from zczr.web.templating import day, instant, money

_DECISIONS = {"confirm": "确认以上债权", "dispute": "有异议"}


class CodeForm(forms.Form):
    """The debtor's credit code."""

    uscc = forms.line("贵单位的统一社会信用代码", forms.needed("请填写贵单位的统一社会信用代码，共 18 位"), narrow=True)

    def check(self) -> bool:
        """The code as it is written, without spaces."""
        super().check()
        if self.uscc.data:
            self.uscc.data = uscc.check(self.uscc.data).code
        return not self.wrong


class DebtorForm(CodeForm):
    """A form behind the door: the code has travelled with it, and somebody speaks for the debtor."""

    intent = forms.hidden()
    name = forms.line("经办人姓名", forms.needed("请填写经办人的姓名"), forms.at_most(30))
    title = forms.line("经办人职务", forms.needed("请填写经办人的职务"), forms.at_most(30))

    @classmethod
    def entered(cls, code: Any) -> Self:
        """The empty form behind the door."""
        return cls(data={"uscc": code, "intent": "answer"})

    @property
    def is_answer(self) -> bool:
        """Whether the form itself was sent, not only the code."""
        return bool(self.intent.data == "answer")

    def check(self) -> bool:
        """The fields; who is signed in needs no code, a link has been entered with it."""
        super().check()
        if not self.uscc.data:
            self.uscc.errors = []
        return not self.wrong


class ReceiptForm(DebtorForm):
    """签收: who takes the notice for the debtor."""

    def receipt(self, address: str) -> Receipt:
        """What was filled in; call after a check without errors."""
        return Receipt(self.name.data, self.title.data, address)


class AnswerForm(DebtorForm):
    """Confirming, or disputing with a reason; who speaks for the debtor."""

    decision = forms.radio("答复", _DECISIONS, forms.needed("请选择确认或有异议"))
    amount_known = forms.yes("金额与到期日无误")
    no_set_off = forms.yes("没有可以抵销的债务，也没有其他抗辩")
    no_transfer = forms.yes("此前没有收到过这笔债权的其他转让通知")
    reason = forms.text("异议原因", forms.at_most(300))

    @property
    def agrees(self) -> bool:
        """Whether the debtor confirms."""
        return bool(self.decision.data == "confirm")

    def check(self) -> bool:
        """What is confirmed is confirmed point by point; what is disputed has a reason."""
        super().check()
        if self.agrees:
            for point in (self.amount_known, self.no_set_off, self.no_transfer):
                if not point.data:
                    point.errors = ["请核对后勾选；不能确认的，请选择“有异议”并写明原因"]
        elif self.decision.data and not self.reason.data:
            self.reason.errors = [*self.reason.errors, "请写明异议的原因，例如金额不符、货物有质量问题、已付款"]
        return not self.wrong

    def answer(self, address: str) -> Answer:
        """What was filled in; call after a check without errors."""
        return Answer(self.agrees, self.name.data, self.title.data, "" if self.agrees else self.reason.data, address)


def asked_facts(asked: Asked) -> tuple[Term, ...]:
    """What the debtor is asked to confirm, line by line."""
    return (
        Term("债权方", asked.creditor),
        Term("债务方", asked.debtor),
        Term("债权类型", asked.kind.label),
        Term("合同编号", asked.contract_number),
        Term("发票号码", "，".join(asked.invoice_numbers) or "无"),
        Term("债权金额", f"{money(asked.face_amount)} 元", figure=True),
        Term("到期日", day(asked.due_on), figure=True),
        Term("请求时间", instant(asked.asked_at), figure=True),
        Term("答复期限", instant(asked.due_at), figure=True),
    )


def notified_facts(told: Notified) -> tuple[Term, ...]:
    """What the debtor is told, line by line."""
    return (
        Term("债务方", told.debtor),
        Term("原债权方（转让方）", told.seller),
        Term("新债权方（受让方）", told.buyer),
        Term("合同编号", told.contract_number),
        Term("发票号码", "，".join(told.invoice_numbers) or "无"),
        Term("债权金额", f"{money(told.face_amount)} 元", figure=True),
        Term("到期日", day(told.due_on), figure=True),
        Term("收款账户", told.payee_account or "由受让方另行书面告知"),
        *((Term("签收时间", instant(told.acknowledged_at), figure=True),) if told.acknowledged_at else ()),
    )
