"""定价参考 at the right of a sale: discount, days, yield and the reference price, computed while one types."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from litestar import Request, Response, get

from zczr.domain.accounts.actor import Actor
from zczr.domain.claims.kinds import DebtorState
from zczr.domain.claims.pricing import YieldStanding
from zczr.domain.claims.valuation import Valuation, valued
from zczr.domain.permissions import Permission
from zczr.partials.claims.sale_fields import SaleForm
from zczr.web.pieces import Link, Term
from zczr.web.respond import fragment
from zczr.web.templating import percent

NEW = "/claims/sales/new"
PARTIAL = "/partials/claims/pricing-panel"


@dataclass(frozen=True)
class PricingPanel:
    """The panel's ready strings; `figures` is empty until there is something to compute."""

    figures: tuple[Term, ...]
    reference: str
    """The reference price in yuan; empty where there is none."""
    lead: str
    factors: tuple[Link, ...]
    changes: tuple[str, ...]
    warning: str
    note: str
    href: str


async def load_pricing_panel(
    *, face: Decimal | None, price: Decimal | None, due_on: date | None, recourse: str, state: DebtorState
) -> PricingPanel:
    """What the figures of a sale come to, as far as they are filled in."""
    found = await valued(face, price, due_on, state=state, recourse=recourse)
    reference = found.reference
    return PricingPanel(
        figures=_figures(found),
        reference="" if reference.price is None else f"{reference.price:,.0f}",
        lead=reference.refused,
        factors=tuple(Link(f"{each.label}：{each.value}", f"{each.effect:+,.0f}") for each in reference.factors),
        changes=tuple(each.sentence for each in reference.changes),
        warning="" if found.standing in {YieldStanding.WITHIN, YieldStanding.UNKNOWN} else found.standing.label,
        note=reference.disclaimer,
        href=f"{PARTIAL}?state={state}",
    )


def _figures(found: Valuation) -> tuple[Term, ...]:
    figures = found.figures
    lines = (
        ("折扣", percent(figures.discount)),
        ("剩余天数", "" if figures.days is None else f"{figures.days} 天"),
        ("年化收益率", percent(figures.annual_yield)),
    )
    return tuple(Term(label, text, figure=True) for label, text in lines if text)


async def panel_of(form: SaleForm, state: DebtorState) -> PricingPanel:
    """The panel beside a form as it is filled in; what could not be read is not there yet."""
    return await load_pricing_panel(
        face=_read(form.face_amount), price=_read(form.asking_price), due_on=_read(form.due_on),
        recourse=form.recourse.data or "", state=state,
    )  # fmt: skip


def _read(field: Any) -> Any:
    return None if field.errors else field.data


@get(PARTIAL, opt={"permission": Permission.CLAIM_WRITE})
async def pricing_panel(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The panel for what is typed now."""
    query = request.query_params
    form = SaleForm.of_query(request)
    form.check()
    typed = query.get("state", "")
    state = DebtorState(typed) if typed in set(DebtorState) else DebtorState.UNNOTIFIED
    return fragment(request, "claims/_pricing_panel.html", owner=NEW, pricing_panel=await panel_of(form, state))


HANDLERS = [pricing_panel]
