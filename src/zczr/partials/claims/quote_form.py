"""报价: the form by which a buyer quotes for a claim, or changes its quote."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.claims import queries
from zczr.domain.claims.queries import ClaimOnSale
from zczr.domain.claims.quotes.commands import ClaimChanged, QuoteChanged, Said, check_quoter
from zczr.domain.claims.quotes.queries import OwnQuote, standing_quote
from zczr.domain.permissions import Permission
from zczr.domain.refusals import RuleBroken, TooMany
from zczr.partials.claims.offer import MARKET
from zczr.partials.claims.sale_fields import YUAN
from zczr.web import forms
from zczr.web.respond import fragment
from zczr.web.templating import day


class QuoteForm(forms.Form):
    """What a buyer offers, has read, and says to the seller."""

    changed = False
    """The claim is not the one that was read any more."""
    version = forms.hidden()
    standing = forms.hidden()
    price = forms.money("报价", YUAN, unit=1, required=True)
    message = forms.text("给出售方的话", forms.at_most(200))
    understood = forms.yes(
        "已核对债权信息，知悉报价截止后不能修改或撤回，选中后双方须在期限内完成合同确认，逾期双方各扣 2 分信用分",
        "请核对后勾选",
    )

    @classmethod
    def of(cls, claim: ClaimOnSale, standing: OwnQuote | None) -> "QuoteForm":
        """The form for a claim as it stands, with the quote that counts now."""
        kept: dict[str, Any] = {}
        if standing:
            kept = {"price": standing.price, "message": standing.message, "standing": standing.given_at.isoformat()}
        return cls(data={"version": str(claim.version), **kept})

    @property
    def said(self) -> Said:
        """What was filled in; call after `check` left no error."""
        typed = self.version.data or ""
        price: Decimal = self.price.data
        version = int(typed) if forms.is_id(typed) else 0
        return Said(price, self.message.data, version, self.standing.data or "")

    def refuse(self, refusal: RuleBroken | TooMany) -> None:
        """Put the domain's no where it belongs; a claim that changed is agreed to anew, as it stands now."""
        super().refuse(refusal)
        if isinstance(refusal, ClaimChanged):
            self.version.data, self.understood.data, self.changed = str(refusal.version), False, True
        if isinstance(refusal, QuoteChanged):
            self.standing.data, self.understood.data = refusal.given_at, False


@dataclass(frozen=True)
class QuoteFormView:
    """The form with what stands around it, or why there can be no quote."""

    form: QuoteForm
    action: str
    back_href: str
    lead: str
    standing_href: str
    """Where the quote that counts is shown; empty where there is none yet."""
    barred: tuple[str, ...]

    @property
    def label(self) -> str:
        """What the button says."""
        return "修改报价" if self.standing_href else "提交报价"


async def load_quote_form(actor: Actor, claim: ClaimOnSale, form: QuoteForm | None = None) -> QuoteFormView:
    """The form as typed, else as the quote stands; who cannot quote for this claim at all is told why instead."""
    standing = await standing_quote(actor, claim.id)
    return QuoteFormView(
        form=form or QuoteForm.of(claim, standing),
        action=f"{MARKET}/{claim.id}/quote",
        back_href=f"{MARKET}/{claim.id}",
        lead=f"报价密封，{day(claim.quotes_until)} 24:00 截止前只有贵单位自己能看到，可以修改或撤回。",
        standing_href=f"/claims/quotes/{standing.id}" if standing else "",
        barred=tuple(each.sentence for each in await check_quoter(actor, claim.id)),
    )


@get("/partials/claims/market/{claim_id:int}/quote-form", opt={"permission": Permission.APPLICATION_APPLY})
async def quote_form(request: Request[Any, Any, Any], actor: Actor, claim_id: FromPath[int]) -> Response[str]:
    """The form alone."""
    view = await load_quote_form(actor, await queries.claim_on_sale(actor, claim_id))
    return fragment(request, "claims/_quote_form.html", owner=f"{MARKET}/{claim_id}/quote", quote_form=view)


HANDLERS = [quote_form]
