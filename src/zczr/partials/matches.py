"""The match page's list: ranked counterparties with reasons, near misses, and the form that applies to several; of every business."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import wtforms

from zczr.domain.matching.common import Reason
from zczr.domain.matching.near_miss import NearMiss
from zczr.domain.postings.matches import Matched
from zczr.domain.risk.kinds import Labelled
from zczr.web import forms
from zczr.web.pieces import Term


class OfferingForm(forms.Form):
    """发起申请 to one or several of a posting's matches: ids of opposite postings, a message."""

    counterparties = forms.several("申请对象", (), forms.needed("请至少勾选一家"), validate_choice=False)
    message = forms.text("留言", forms.at_most(200))

    def validate_counterparties(self, field: Any) -> None:
        """Ids; whether they may be applied to is the domain's to say."""
        if not all(forms.is_id(each) for each in field.data):
            raise wtforms.validators.ValidationError("请从匹配结果中勾选")

    def others(self) -> list[int]:
        """The opposite postings that were ticked; none where something else was sent."""
        return [] if self.counterparties.errors else [int(each) for each in self.counterparties.data]


@dataclass(frozen=True)
class Card:
    """One counterparty; without `href` its posting is seen nowhere else."""

    id: int
    name: str
    score: str
    institution: bool
    facts: tuple[Term, ...]
    reasons: tuple[str, ...]
    misses: tuple[str, ...]
    notes: tuple[str, ...]
    application_href: str
    contact_href: str
    ticked: bool
    href: str = ""


@dataclass(frozen=True)
class MatchList:
    """What the match page shows of an own posting; without a form nobody is applied to from here."""

    form: OfferingForm | None
    hidden: tuple[Any, ...]
    """Fields that travel with the form."""
    title: str
    ended: str
    """Why it is not matched any more; empty while it is open."""
    heading: str
    lead: str
    empty_title: str
    cards: tuple[Card, ...]
    near: tuple[Card, ...]
    near_lines: tuple[str, ...]
    may_apply: bool
    edit_label: str
    edit_href: str
    applications_href: str
    apply_title: str = ""
    apply_label: str = "发起申请"
    apply_note: str = "对方 30 天内答复；通过后双方在 60 天内签订并确认合同。"
    message_hint: str = "可说明用款时间等，对方会看到"
    declares_funds: bool = False
    look_label: str = "查看"


def lead_of(lines: Sequence[Matched], noun: str, computed: str) -> str:
    """How many postings there are and how many organizations made them: one may have several."""
    since = f"，更新于 {computed}" if computed else ""
    makers = len({line.organization_id for line in lines})
    count = f"{makers} 家" if makers == len(lines) else f"{makers} 家的 {len(lines)} 笔{noun}"
    return f"按匹配度从高到低排列，共 {count}{since}。联系方式仅合作伙伴之间可见。"


def weakest_of(line: Matched) -> tuple[str, ...]:
    """The weakest term of a match, as a note."""
    weakest = line.terms["weakest"]
    return (f"最弱一项：{weakest}",) if weakest else ()


def miss_of(line: Matched, changes: type[Labelled]) -> NearMiss:
    """The near miss as matching found it; `changes` are those of the business."""
    kept = line.terms["miss"]
    return NearMiss(
        organization_id=line.organization_id,
        reason=Reason(kept["reason"]),
        change=changes(kept["change"]),
        size=Decimal(kept["size"]),
        detail=kept["detail"],
    )
