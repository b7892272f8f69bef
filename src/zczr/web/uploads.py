"""Upload slots of a form: files are kept as soon as they arrive, so that a form that fails keeps them attached."""

# WTForms carries no types: what is built on it has bases that mypy cannot see.
# mypy: disallow-subclassing-any=False

import asyncio
from collections.abc import Callable, Sequence
from typing import IO, Any

import wtforms
from litestar.connection import Request

from zczr.domain.accounts.actor import Actor
from zczr.domain.files import commands, queries
from zczr.domain.files.queries import StoredFile
from zczr.domain.refusals import RuleBroken
from zczr.web.forms import Form, files_of, is_id

REQUEST_LIMIT = 160 << 20
"""The largest body of a route that takes uploads, in bytes."""
MOST_FILES = 10


class Slot(wtforms.Field):
    """A place for several files; `attached` are the ones it holds.

    A place for `most` one takes a new file in the place of the old. `refuses` says what else is wrong with a file by its content, or
    nothing; blocking, it is called in a thread.
    """

    def __init__(
        self, label: str, *, needed: str = "", most: int = MOST_FILES, refuses: Callable[[IO[bytes]], str] | None = None, **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(label, **kwargs)
        self.attached: tuple[StoredFile, ...] = ()
        self.needed = needed
        self.most = most
        self.refuses = refuses
        self.flags.required = bool(needed)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Nothing: `receive` reads the files."""

    @property
    def ids(self) -> list[int]:
        """The ids of the files it holds."""
        return [file.id for file in self.attached]


def slots_of(form: Form) -> list[Slot]:
    """The slots of a form, in order."""
    return [field for field in form if isinstance(field, Slot)]


async def removed_from(request: Request[Any, Any, Any], form: Form) -> list[int]:
    """The ids of the files that were taken out of the form's slots by hand."""
    data = await request.form()
    return [int(each) for slot in slots_of(form) for each in data.getall(f"{slot.name}_removed", []) if is_id(each)]


def fill(form: Form, files: tuple[StoredFile, ...]) -> None:
    """Show the files a subject has in the slots they were sent in."""
    for slot in slots_of(form):
        slot.attached = tuple(file for file in files if file.slot == slot.name)


async def receive(
    request: Request[Any, Any, Any],
    actor: Actor,
    form: Form,
    *,
    subject_kind: str,
    subject_id: int | None = None,
    complete: bool = True,
    held: Sequence[StoredFile] = (),
) -> None:
    """Keep the files sent with a form beside those it had; what is wrong with one is said at its slot.

    Call after `form.check()`. `complete=False` (a draft) asks for no file. `held` are files that the subject keeps whatever this
    form shows, unless they are removed in it: another window may have sent them.
    """
    data = await request.form()
    for slot in slots_of(form):
        removed = set(data.getall(f"{slot.name}_removed", []))
        kept = [int(each) for each in data.getall(f"{slot.name}_kept", []) if each not in removed and is_id(each)]
        files = list(
            await queries.own_files(actor, kept, slot=slot.name, subject_kind=subject_kind, subject_id=subject_id)
        )
        shown = {file.id for file in files}
        beside = [
            each for each in held if each.slot == slot.name and each.id not in shown and str(each.id) not in removed
        ]
        errors = list(slot.errors)
        sent = files_of(data, slot.name)
        # In a place for one file a new one takes the place of the old one, once it is kept.
        old = files if slot.most == 1 and sent else []
        files = [each for each in files if each not in old]
        for file in sent:
            if len(files) + len(beside) >= slot.most:
                most = (
                    f"每项最多 {slot.most} 个文件，请合并后上传。"
                    if slot.most > 1
                    else "这里只能放一个文件，请重新选择。"
                )
                errors.append(most)
                break
            if slot.refuses and (refusal := await asyncio.to_thread(slot.refuses, file.file)):
                errors.append(refusal)
                continue
            try:
                files.append(await commands.keep(actor, slot=slot.name, file_name=file.filename, file=file.file))
            except RuleBroken as refusal:
                errors.append(refusal.sentence)
        files = files or old
        slot.attached = tuple(files)
        if complete and slot.needed and not files and not beside and not errors:
            errors.append(slot.needed)
        slot.errors = errors
