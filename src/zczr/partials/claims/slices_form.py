"""拆分出售: the form that splits an own claim into slices."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from litestar import Request, Response, get
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.claims import queries
from zczr.domain.claims.queries import OwnClaim
from zczr.domain.claims.slicing import LEAST_AMOUNT, MOST_SLICES, Slice
from zczr.domain.claims.sorts import CLAIMS
from zczr.domain.permissions import Permission
from zczr.domain.postings.stages import Posting
from zczr.domain.refusals import RuleBroken
from zczr.partials.posting_fields import MOST
from zczr.web import forms
from zczr.web.pieces import Term
from zczr.web.respond import fragment
from zczr.web.templating import day, money

_BOUNDS = forms.between(LEAST_AMOUNT, MOST, "请填写 1,000 元至 10 亿元之间的金额")
_FIRST = "填写 2 至 10 份，名称和金额各不相同，合计不超过债权金额；没有分出的部分仍归贵单位。"
_FURTHER = "填写要再拆出的各份。名称和金额与已拆出的也不能相同，连同已拆出的最多 10 份，合计不超过债权金额。"
ROWS = range(1, MOST_SLICES + 1)


class _Fields(forms.Form):
    version = forms.hidden()


for _row in ROWS:
    # The order in which they are made is the order of the error summary.
    setattr(_Fields, f"name_{_row}", forms.line(f"第 {_row} 份名称", forms.at_most(20)))
    setattr(_Fields, f"amount_{_row}", forms.money(f"第 {_row} 份金额", _BOUNDS, unit=1))
    setattr(_Fields, f"price_{_row}", forms.money(f"第 {_row} 份定价", _BOUNDS, unit=1))


class SlicesForm(_Fields):
    """Up to ten rows of name, amount and price; rows that are left empty count for nothing."""

    def fields_of(self, row: int) -> tuple[Any, Any, Any]:
        """Name, amount and price of a row."""
        return self[f"name_{row}"], self[f"amount_{row}"], self[f"price_{row}"]

    def check(self) -> bool:
        """The fields, and that what was begun in a row is complete."""
        super().check()
        for row in ROWS:
            fields = self.fields_of(row)
            name, *figures = fields
            typed = [bool(name.data), *(bool(each.raw_data and str(each.raw_data[0]).strip()) for each in figures)]
            for field, filled in zip(fields, typed, strict=True):
                if any(typed) and not filled:
                    field.errors = [forms.NEEDED]
        return not self.wrong

    def slices(self) -> tuple[Slice, ...]:
        """What was filled in; call after `check` left no error."""
        rows = ((row, *self.fields_of(row)) for row in ROWS)
        return tuple(Slice(row, name.data, amount.data, price.data) for row, name, amount, price in rows if name.data)

    @property
    def seen_version(self) -> int:
        """The claim as it was read; no version where somebody sent nonsense."""
        return int(self.version.data) if forms.is_id(self.version.data) else 0


class Row(NamedTuple):
    """One row of the form."""

    number: int
    name: Any
    amount: Any
    price: Any


@dataclass(frozen=True)
class SlicesFormView:
    """The form with the claim that is split, or why it cannot be."""

    form: SlicesForm
    action: str
    back_href: str
    facts: tuple[Term, ...]
    lead: str
    rows: tuple[Row, ...]
    barred: str


async def load_slices_form(own: OwnClaim, form: SlicesForm | None = None) -> SlicesFormView:
    """The form of an own claim, as typed."""
    form = form or SlicesForm(data={"version": str(own.version)})
    terms, href = own.terms, f"{CLAIMS.path}/{own.id}"
    return SlicesFormView(
        form=form,
        action=f"{href}/slices",
        back_href=href,
        facts=(
            Term("债权金额", f"{money(terms.face_amount)} 元" if terms.face_amount else "未填写", figure=True),
            Term("债权定价", f"{money(terms.asking_price)} 元" if terms.asking_price else "未填写", figure=True),
            Term("到期日", day(terms.due_on) or "未填写", figure=True),
        ),
        lead=_FURTHER if own.status is Posting.SPLIT else _FIRST,
        rows=tuple(Row(row, *form.fields_of(row)) for row in ROWS),
        barred="" if own.may_be_split else "这笔债权现在不能拆分：只有按定价出售、没有买方申请的整笔债权可以拆分。",
    )


def refuse(form: SlicesForm, refusal: RuleBroken, own: OwnClaim) -> None:
    """Put the domain's no at its rows; what changed meanwhile is agreed to anew."""
    form.refuse(refusal)
    form.version.data = str(own.version)


@get("/partials/claims/sales/{claim_id:int}/slices-form", opt={"permission": Permission.CLAIM_PUBLISH})
async def slices_form(request: Request[Any, Any, Any], actor: Actor, claim_id: FromPath[int]) -> Response[str]:
    """The form alone."""
    view = await load_slices_form(await queries.own_claim(actor, claim_id))
    return fragment(request, "claims/_slices_form.html", owner=view.action, slices_form=view)


HANDLERS = [slices_form]
