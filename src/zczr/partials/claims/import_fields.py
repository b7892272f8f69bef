"""The forms of 批量导入: the workbook with the papers that prove its claims, a mended workbook, and what becomes of its claims."""

from typing import Any

from litestar.connection import Request

from zczr.domain.accounts.actor import Actor
from zczr.domain.claims.imports.commands import SUBJECT
from zczr.domain.claims.imports.sheet import refusal_of
from zczr.partials.claims.sale_fields import evidence_slot, licence_slot
from zczr.web import forms
from zczr.web.uploads import Slot, receive, slots_of


class WorkbookForm(forms.Form):
    """A workbook; `attempt` is the one that it takes the place of."""

    attempt = forms.hidden(default="0")
    workbook = Slot("债权工作簿", needed="请选择用模板填写好的工作簿", most=1, refuses=refusal_of)

    async def take(self, request: Request[Any, Any, Any], actor: Actor) -> None:
        """Check what was sent and keep its files."""
        self.check()
        await receive(request, actor, self, subject_kind=SUBJECT)

    @property
    def workbook_id(self) -> int:
        """The workbook; call after `take` left no error."""
        return int(self.workbook.ids[0])

    @property
    def paper_ids(self) -> list[int]:
        """The files of the other slots."""
        return [file_id for slot in slots_of(self) if slot.name != "workbook" for file_id in slot.ids]


class ImportForm(WorkbookForm):
    """批量导入: the workbook, and one set of papers that proves all of its claims."""

    business_licence = licence_slot()
    evidence = evidence_slot()


SALE, DRAFT = "sale", "draft"


class ConfirmForm(forms.Form):
    """What becomes of the claims of a workbook without mistakes; `attempt` is the workbook that was seen."""

    attempt = forms.hidden(default="0")
    publish = forms.radio("写入后", {SALE: "直接出售", DRAFT: "存为草稿"}, forms.needed("请选择直接出售，还是存为草稿"))

    @property
    def is_sale(self) -> bool:
        """Whether they go on sale."""
        return bool(self.publish.data == SALE)


def attempt_of(form: WorkbookForm | ConfirmForm) -> int:
    """The workbook that a form was about; 0 for nonsense."""
    typed = form.attempt.data or ""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0
