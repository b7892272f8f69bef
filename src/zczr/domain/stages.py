"""Lifecycles: states, allowed transitions, and the one helper that moves a row from a state to the next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from zczr import db
from zczr.domain import clock
from zczr.domain.history import Mover, last_event, record
from zczr.domain.refusals import WrongState


@dataclass(frozen=True)
class Lifecycle:
    """States of one kind of row and where each may lead. `act` names of transitions go into the history."""

    subject_kind: str
    """Name of the table, and of the subject in the history."""
    transitions: Mapping[StrEnum, frozenset[StrEnum]]
    acts: Mapping[str, str] = field(default_factory=dict)
    """What each act in the history is called."""

    def allows(self, before: StrEnum, after: StrEnum) -> bool:
        """Whether a row may go from one state to the other."""
        return after in self.transitions.get(before, frozenset())

    def sources(self, after: StrEnum) -> tuple[StrEnum, ...]:
        """The states from which `after` can be reached."""
        return tuple(before for before, targets in self.transitions.items() if after in targets)


async def overtaken(lifecycle: Lifecycle, subject_id: int) -> WrongState:
    """What to tell whoever comes too late: who did what meanwhile, and when."""
    last = await last_event(lifecycle.subject_kind, subject_id)
    if last is None:
        return WrongState(subject=lifecycle.subject_kind, id=subject_id)
    done, when = lifecycle.acts.get(last.act, "更新状态"), clock.shown(last.at)
    who = " ".join(name for name in (last.organization_name, last.member_name) if name)
    said = f"{who} 已于 {when} {done}" if who else f"{done}（{when}）"
    return WrongState(f"{said}，您的操作没有执行。", subject=lifecycle.subject_kind, id=subject_id, act=last.act)


async def move(
    lifecycle: Lifecycle,
    subject_id: int,
    *,
    to: StrEnum,
    act: str,
    by: Mover,
    only_from: Iterable[StrEnum] | None = None,
    reason: str = "",
    also: Mapping[str, Any] | None = None,
    refusal: str = "",
) -> str:
    """Move a row by compare-and-set and write its history; the state it came from.

    `also` names further columns to set in the same statement. No row back means somebody was faster: WrongState says who, or
    `refusal`.
    """
    sources = [str(state) for state in (only_from if only_from is not None else lifecycle.sources(to))]
    assert all(lifecycle.allows(type(to)(state), to) for state in sources), f"{sources} -> {to} is no transition"
    extra = dict(also or {})
    sets = "".join(f", {column} = ${index}" for index, column in enumerate(extra, start=4))
    # The old row is locked first, so that its state is known and two movers cannot both find it there.
    row = await db.fetch_row(
        f"""WITH before AS (
                SELECT id, status FROM {lifecycle.subject_kind} WHERE id = $1 AND status = ANY($2) FOR UPDATE
            )
            UPDATE {lifecycle.subject_kind} subject SET status = $3{sets}
            FROM before WHERE subject.id = before.id
            RETURNING before.status""",  # noqa: S608 -- names come from our own tables
        subject_id,
        sources,
        str(to),
        *extra.values(),
    )
    if row is None:
        if not refusal:
            raise await overtaken(lifecycle, subject_id)
        raise WrongState(refusal, subject=lifecycle.subject_kind, id=subject_id, to=str(to))
    before = str(row["status"])
    await record(lifecycle.subject_kind, subject_id, before=before, after=str(to), act=act, by=by, reason=reason)
    return before
