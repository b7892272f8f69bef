"""What the forms of postings have in common, whatever the sort: intents, drafts that may leave things out, stale edits."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any, ClassVar, Self

from litestar.connection import Request

from zczr.domain.accounts.actor import Actor
from zczr.domain.files import queries as files
from zczr.domain.files.queries import StoredFile
from zczr.domain.postings.commands import Kept, Sort
from zczr.domain.postings.own import Own
from zczr.domain.postings.stale import StaleEdit
from zczr.domain.refusals import RuleBroken, TooMany, WrongState
from zczr.web import forms
from zczr.web.differences import mark_differences
from zczr.web.uploads import fill, receive, slots_of

LEAST = Decimal(1000)
MOST = Decimal(10) ** 9
AMOUNT = forms.between(LEAST, MOST, "请填写 0.1 万元至 10 亿元之间的金额，并核对单位是“万”")
MONTHS = forms.between(1, 120, "请填写 1 至 120 之间的月数")

IN_THE_FEED = "匹配成功后，摘要会出现在贵单位合作伙伴的“伙伴动态”中；限金融机构可见的，只向是伙伴的金融机构显示"


class PostingFields(forms.Form):
    """Fields and behaviour of all; `intent` is the button that was pressed."""

    sort: ClassVar[Sort]
    is_late = False
    """The posting was ended or applied for while the form was filled in."""
    version = forms.hidden(default="0")
    intent = forms.hidden()

    @property
    def is_draft(self) -> bool:
        """Whether 保存草稿 was pressed."""
        return bool(self.intent.data == "draft")

    @property
    def is_submit(self) -> bool:
        """Whether 直接提交 was pressed."""
        return bool(self.intent.data == "submit")

    @property
    def status(self) -> int:
        """The status of the page that shows this form."""
        return 409 if self.is_late else super().status

    @property
    def is_assessment(self) -> bool:
        """Whether 风险及额度评估 was pressed: what is neither kept nor published is looked at."""
        return not (self.is_draft or self.is_submit)

    @property
    def may_leave_out(self) -> bool:
        """Whether what is not filled in yet is no mistake: so for a draft."""
        return self.is_draft

    @classmethod
    async def of(cls, own: Own) -> Self:
        """The form as the posting stands, with its files."""
        form = cls(data=cls.values_of(asdict(own.terms)), version=str(own.version))  # type: ignore[attr-defined]
        fill(form, await files.files_of(own.sort.table, own.id))
        return form

    @classmethod
    def values_of(cls, terms: Mapping[str, Any]) -> dict[str, Any]:
        """Values of fields by their names, from the terms of a posting."""
        return dict(terms)

    async def take(
        self, request: Request[Any, Any, Any], actor: Actor, posting_id: int | None, *, held: Sequence[StoredFile] = ()
    ) -> None:
        """Check what was sent and keep its files; a draft may leave out what a posting needs, and so may what is `held` elsewhere."""
        self.check()
        if self.may_leave_out:
            for field in self:
                if not _filled(field):
                    field.errors = []
        await receive(
            request, actor, self, subject_kind=self.sort.table, subject_id=posting_id, complete=not self.may_leave_out,
            held=held,
        )  # fmt: skip

    def kept(self, posting_id: int | None) -> Kept:
        """Where the form belongs."""
        typed = self.version.data or ""
        version = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0
        return Kept(self.submission, posting_id, version)

    def file_ids(self) -> list[int]:
        """The files of all slots."""
        return [file_id for slot in slots_of(self) for file_id in slot.ids]

    def filled_slots(self) -> list[str]:
        """The slots that hold files."""
        return [slot.name for slot in slots_of(self) if slot.ids]

    def refuse(self, refusal: RuleBroken | TooMany) -> None:
        """Put the domain's no where it belongs; a stale edit is told field by field, and may be sent once more."""
        super().refuse(refusal)
        if isinstance(refusal, StaleEdit):
            self.version.data = str(refusal.version)
            mark_differences(self, type(self)(data=self.values_of(refusal.values)))

    def overtaken(self, refusal: WrongState) -> None:
        """Say on top that it comes too late."""
        self.is_late = True
        self.form_errors = [*self.form_errors, f"{refusal.sentence}您填写的内容没有保存，保留在下面。"]


def _filled(field: Any) -> bool:
    data = field.raw_data
    return any(bool(str(each).strip()) for each in data) if data else False
