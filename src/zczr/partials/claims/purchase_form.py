"""购买: the form by which a buyer agrees to a claim as it has read it."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.buying import PriceChanged, Seen, check_buyer
from zczr.domain.applications.claims import answer_by
from zczr.domain.claims import queries
from zczr.domain.claims.queries import ClaimOnSale
from zczr.domain.money import plain_text
from zczr.domain.permissions import Permission
from zczr.domain.refusals import RuleBroken, TooMany
from zczr.partials.claims.offer import MARKET
from zczr.web import forms
from zczr.web.respond import fragment
from zczr.web.templating import money

_PRICE = re.compile(r"[0-9]{1,16}(\.[0-9]{1,2})?")


class PurchaseForm(forms.Form):
    """What the buyer has read, known, and says to the seller."""

    changed = False
    """The claim is not the one that was read any more."""
    version = forms.hidden()
    price = forms.hidden()
    message = forms.text("给出售方的话", forms.at_most(200))
    understood = forms.yes(
        "已核对债权信息和价格，知悉出售方确认后双方须在期限内完成合同确认，逾期双方各扣 2 分信用分", "请核对后勾选"
    )

    @classmethod
    def of(cls, claim: ClaimOnSale) -> "PurchaseForm":
        """The empty form for a claim as it stands."""
        return cls(data={"version": str(claim.version), "price": plain_text(claim.asking_price)})

    @property
    def seen(self) -> Seen:
        """The claim as the buyer read it; nothing that is on sale where somebody sent nonsense."""
        version, price = self.version.data or "", self.price.data or ""
        if not (forms.is_id(version) and _PRICE.fullmatch(price)):
            return Seen(0, Decimal(0))
        return Seen(int(version), Decimal(price))

    def refuse(self, refusal: RuleBroken | TooMany) -> None:
        """Put the domain's no on top; a claim that changed is agreed to anew, as it stands now."""
        super().refuse(refusal)
        if isinstance(refusal, PriceChanged):
            self.version.data, self.price.data = str(refusal.seen.version), plain_text(refusal.seen.price)
            self.understood.data, self.changed = False, True


@dataclass(frozen=True)
class PurchaseView:
    """The form with what is bought, or why it cannot be."""

    form: PurchaseForm
    action: str
    back_href: str
    price: str
    answer_within: str
    """The days that the seller has."""
    barred: tuple[str, ...]


async def load_purchase_form(actor: Actor, claim: ClaimOnSale, form: PurchaseForm) -> PurchaseView:
    """The form as typed; who cannot buy this claim at all is told why instead."""
    return PurchaseView(
        form=form,
        action=f"{MARKET}/{claim.id}/purchase",
        back_href=f"{MARKET}/{claim.id}",
        price=money(claim.asking_price),
        answer_within=f"{clock.days_until(answer_by(claim.due_on), clock.now())} 天",
        barred=tuple(each.sentence for each in await check_buyer(actor, claim.id)),
    )


@get(
    "/partials/claims/market/{claim_id:int}/purchase-form",
    opt={"permission": Permission.APPLICATION_APPLY},
)
async def purchase_form(request: Request[Any, Any, Any], actor: Actor, claim_id: FromPath[int]) -> Response[str]:
    """The form alone, for the claim as it stands."""
    claim = await queries.claim_on_sale(actor, claim_id)
    view = await load_purchase_form(actor, claim, PurchaseForm.of(claim))
    owner = f"{MARKET}/{claim_id}/purchase"
    return fragment(request, "claims/_purchase_form.html", owner=owner, purchase_form=view)


HANDLERS = [purchase_form]
