"""What a debtor fills in: its credit code at the door of a link, and its answer."""

from typing import Any

from zczr.domain.claims.confirmations import Answer, Asked
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


class AnswerForm(CodeForm):
    """Confirming, or disputing with a reason; who speaks for the debtor."""

    intent = forms.hidden()
    decision = forms.radio("答复", _DECISIONS, forms.needed("请选择确认或有异议"))
    amount_known = forms.yes("金额与到期日无误")
    no_set_off = forms.yes("没有可以抵销的债务，也没有其他抗辩")
    no_transfer = forms.yes("此前没有收到过这笔债权的其他转让通知")
    name = forms.line("答复人姓名", forms.needed("请填写答复人的姓名"), forms.at_most(30))
    title = forms.line("答复人职务", forms.needed("请填写答复人的职务"), forms.at_most(30))
    reason = forms.text("异议原因", forms.at_most(300))

    @classmethod
    def entered(cls, code: Any) -> "AnswerForm":
        """The empty form behind the door: the code travels with it."""
        return cls(data={"uscc": code, "intent": "answer"})

    @property
    def is_answer(self) -> bool:
        """Whether the answer itself was sent, not only the code."""
        return bool(self.intent.data == "answer")

    @property
    def agrees(self) -> bool:
        """Whether the debtor confirms."""
        return bool(self.decision.data == "confirm")

    def check(self) -> bool:
        """What is confirmed is confirmed point by point; what is disputed has a reason."""
        super().check()
        if not self.uscc.data:
            self.uscc.errors = []  # who is signed in needs none; a link has been entered with it
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
