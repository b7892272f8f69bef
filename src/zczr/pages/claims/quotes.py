"""询价: quoting for a claim, own quotes, and the seller's choice."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Stream

from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.businesses import Business
from zczr.domain.applications.quoting import choose
from zczr.domain.claims import queries
from zczr.domain.claims.queries import ClaimOnSale
from zczr.domain.claims.quotes import commands
from zczr.domain.claims.quotes.queries import own_quote, received_quote
from zczr.domain.claims.sorts import CLAIMS
from zczr.domain.permissions import Permission
from zczr.domain.refusals import RuleBroken
from zczr.partials.claims.offer import load_offered
from zczr.partials.claims.quote_form import QuoteForm, load_quote_form
from zczr.partials.claims.quote_list import EXPORTED, LIST, WITHDRAW_ASKS, load_quote, load_quote_list, quote_rows
from zczr.partials.claims.quotes_box import CLOSE_ASKS, choosing_asks
from zczr.web.exports import download
from zczr.web.layout import Place
from zczr.web.notices import Notice
from zczr.web.respond import answer, ask_first, page, see_other
from zczr.web.templating import money

_READ = {"permission": Permission.APPLICATION_READ}
_QUOTE = {"permission": Permission.APPLICATION_APPLY}
_CLAIM = "/claims/market/{claim_id:int}/quote"
_ONE = LIST + "/{quote_id:int}"
_SALE = "/claims/sales/{claim_id:int}/quotes"


@get(_CLAIM, opt=_QUOTE)
async def ask(request: Request[Any, Any, Any], actor: Actor, claim_id: FromPath[int]) -> Response[str]:
    """The form of a quote."""
    claim = await queries.claim_on_sale(actor, claim_id)
    return page(request, "claims/quote.html", **await _screen(actor, claim))


@post(_CLAIM, opt=_QUOTE, status_code=200)
async def give(request: Request[Any, Any, Any], actor: Actor, claim_id: FromPath[int]) -> Response[str]:
    """提交报价, or 修改报价."""
    form = await QuoteForm.read(request)
    form.check()
    try:
        if not form.wrong:
            given = await commands.give(actor, claim_id, form.said, submission_id=form.submission)
            return see_other(request, f"{LIST}/{given}", notice=Notice.QUOTE_GIVEN)
    except RuleBroken as refusal:
        form.refuse(refusal)
    claim = await queries.claim_on_sale(actor, claim_id)
    # What changed while it was read is shown on a whole page, with all that it comes to now.
    fragments = () if form.changed else ("claims/_quote_form.html",)
    return answer(request, "claims/quote.html", fragments=fragments, **await _screen(actor, claim, form))


async def _screen(actor: Actor, claim: ClaimOnSale, form: QuoteForm | None = None) -> dict[str, Any]:
    return {
        "title": "参与询价",
        "place": Place.MARKET,
        "status": form.status if form else 200,
        "offered": await load_offered(actor, claim),
        "quote_form": await load_quote_form(actor, claim, form),
    }


@get(LIST, opt=_READ)
async def listing(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """Own quotes."""
    loaded = await load_quote_list(actor, request.query_params)
    return page(request, "claims/quotes.html", title="我的报价", place=Place.QUOTES, quote_list=loaded)


@get([f"{LIST}/export.csv", f"{LIST}/export.xlsx"], opt={**_READ, "no_compress": True})
async def export(request: Request[Any, Any, Any], actor: Actor) -> Stream:
    """Own quotes as a file."""
    rows = quote_rows(actor, request.query_params)
    return await download(request, actor.member_id, name="我的报价", headings=EXPORTED, batches=rows)


@get(_ONE, opt=_READ)
async def show(request: Request[Any, Any, Any], actor: Actor, quote_id: FromPath[int]) -> Response[str]:
    """An own quote."""
    quote = await load_quote(actor, await own_quote(actor, quote_id))
    return page(request, "claims/own_quote.html", title="报价详情", place=Place.QUOTES, quote=quote)


@post(f"{_ONE}/withdrawal", opt=_QUOTE, status_code=200)
async def withdraw(request: Request[Any, Any, Any], actor: Actor, quote_id: FromPath[int]) -> Response[str]:
    """撤回报价."""
    own = await own_quote(actor, quote_id)
    if asked := await ask_first(request, text=WITHDRAW_ASKS, label="撤回报价", back=f"{LIST}/{own.id}"):
        return asked
    await commands.withdraw(actor, quote_id)
    return see_other(request, f"{LIST}/{own.id}", notice=Notice.QUOTE_WITHDRAWN)


@get(_SALE, opt={"permission": Permission.CLAIM_READ})
async def index(request: Request[Any, Any, Any], actor: Actor, claim_id: FromPath[int]) -> Response[str]:
    """The quotes for an own claim, which stand on its page."""
    await queries.own_claim(actor, claim_id)
    return see_other(request, f"{CLAIMS.path}/{claim_id}#quotes-box")


@get(_SALE + "/{quote_id:int}", opt={"permission": Permission.CLAIM_READ})
async def received(
    request: Request[Any, Any, Any], actor: Actor, claim_id: FromPath[int], quote_id: FromPath[int]
) -> Response[str]:
    """One of them, which stands there too."""
    await queries.own_claim(actor, claim_id)
    return see_other(request, f"{CLAIMS.path}/{claim_id}#quotes-box")


@post(_SALE + "/{quote_id:int}/choice", opt={"permission": Permission.APPLICATION_DECIDE}, status_code=200)
async def take(
    request: Request[Any, Any, Any], actor: Actor, claim_id: FromPath[int], quote_id: FromPath[int]
) -> Response[str]:
    """选择 one of the quotes for an own claim."""
    own = await queries.own_claim(actor, claim_id)
    quote = await received_quote(own.id, own.terms.quotes_until, quote_id)
    asks = choosing_asks(quote.buyer_name, money(quote.price))
    if asked := await ask_first(request, text=asks, label="选择报价", back=f"{CLAIMS.path}/{claim_id}"):
        return asked
    made = await choose(actor, claim_id, quote_id)
    return see_other(request, f"{Business.CLAIM.path}/{made}", notice=Notice.QUOTE_CHOSEN)


@post(f"{_SALE}/closure", opt={"permission": Permission.APPLICATION_DECIDE}, status_code=200)
async def close(request: Request[Any, Any, Any], actor: Actor, claim_id: FromPath[int]) -> Response[str]:
    """结束询价 of an own claim."""
    await queries.own_claim(actor, claim_id)
    back = f"{CLAIMS.path}/{claim_id}"
    if asked := await ask_first(request, text=CLOSE_ASKS, label="结束询价", back=back):
        return asked
    await commands.close(actor, claim_id)
    return see_other(request, back, notice=Notice.QUOTES_CLOSED)


HANDLERS = [ask, give, listing, export, show, withdraw, index, received, take, close]
