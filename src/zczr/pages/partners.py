"""好友管理 and 企业名片: finding organizations, asking them, parting, and keeping somebody away."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Stream

from zczr.domain.accounts.actor import Actor
from zczr.domain.partners import commands, queries
from zczr.domain.partners.commands import Asked
from zczr.domain.permissions import Permission
from zczr.domain.refusals import RuleBroken
from zczr.partials.partners.card import BLOCK_ASKS, REMOVAL_ASKS, AskForm, CardPanel, load_card, load_card_panel
from zczr.partials.partners.hits import OWNER
from zczr.partials.partners.partner_list import COLUMNS, load_partner_list, partner_rows
from zczr.partials.partners.suggestions import load_partner_suggestions
from zczr.web.back import back_of
from zczr.web.exports import download
from zczr.web.layout import Place
from zczr.web.notices import Notice
from zczr.web.respond import ask_first, page, see_other

_READ = {"permission": Permission.PARTNERS_READ}
_WRITE = {"permission": Permission.PARTNERS_WRITE}
_CARD = "/partners/{partner_id:int}"
_SAID = {
    Asked.SENT: Notice.PARTNER_ASKED,
    Asked.SENT_BEFORE: Notice.PARTNER_ASKED_BEFORE,
    Asked.PARTNERS: Notice.PARTNERS_NOW,
    Asked.PARTNERS_BEFORE: Notice.PARTNERS_BEFORE,
}


@get("/partners", opt=_READ)
async def index(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The partners, or who was searched for; a card at the right."""
    return page(
        request, "partners/index.html", title="好友管理", place=Place.PARTNERS,
        partner_list=await load_partner_list(actor, request.query_params),
        enterprise_card=await load_card_panel(actor, request.query_params),
        partner_suggestions=await load_partner_suggestions(actor),
    )  # fmt: skip


@get(["/partners/export.csv", "/partners/export.xlsx"], opt={**_READ, "no_compress": True})
async def export(request: Request[Any, Any, Any], actor: Actor) -> Stream:
    """The partners as a file."""
    rows = partner_rows(actor, request.query_params)
    return await download(request, actor.member_id, name="合作伙伴", headings=COLUMNS, batches=rows)


@get("/partners/kept-away", opt=_READ)
async def kept_away(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """Whom the own organization keeps away."""
    kept = await queries.kept_away(actor)
    return page(request, "partners/kept_away.html", title="已停止往来", place=Place.PARTNERS, kept=kept)


@get(_CARD, opt=_READ)
async def show(request: Request[Any, Any, Any], actor: Actor, partner_id: FromPath[int]) -> Response[str]:
    """An organization's card."""
    return await _show(request, actor, partner_id)


@post(f"{_CARD}/requests", opt=_WRITE, status_code=200)
async def ask(request: Request[Any, Any, Any], actor: Actor, partner_id: FromPath[int]) -> Response[str]:
    """申请添加."""
    form = await AskForm.read(request)
    if form.check():
        try:
            asked = await commands.ask(actor, partner_id, message=form.message.data or "")
        except RuleBroken as refusal:
            form.refuse(refusal)
        else:
            return see_other(request, await back_of(request, f"{OWNER}/{partner_id}"), notice=_SAID[asked])
    return await _show(request, actor, partner_id, form)


@post(f"{_CARD}/removal", opt=_WRITE, status_code=200)
async def remove(request: Request[Any, Any, Any], actor: Actor, partner_id: FromPath[int]) -> Response[str]:
    """解除合作伙伴关系."""
    card = f"{OWNER}/{partner_id}"
    if asked := await ask_first(request, text=REMOVAL_ASKS, label="解除合作伙伴关系", back=card):
        return asked
    await commands.remove(actor, partner_id)
    return see_other(request, OWNER, notice=Notice.PARTED)


@post(f"{_CARD}/block", opt=_WRITE, status_code=200)
async def block(request: Request[Any, Any, Any], actor: Actor, partner_id: FromPath[int]) -> Response[str]:
    """停止往来."""
    card = f"{OWNER}/{partner_id}"
    if asked := await ask_first(request, text=BLOCK_ASKS, label="停止往来", back=card):
        return asked
    await commands.block(actor, partner_id)
    return see_other(request, card, notice=Notice.KEPT_AWAY)


@post(f"{_CARD}/unblocking", opt=_WRITE, status_code=200)
async def unblock(request: Request[Any, Any, Any], actor: Actor, partner_id: FromPath[int]) -> Response[str]:
    """恢复往来."""
    await commands.unblock(actor, partner_id)
    return see_other(request, await back_of(request, f"{OWNER}/{partner_id}"), notice=Notice.LET_NEAR)


@post("/partners/suggestions", opt=_WRITE, status_code=200)
async def choose_suggestions(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """Turn the suggestions on or off."""
    wanted = (await request.form()).get("wanted") == "yes"
    await commands.choose_suggestions(actor, wanted=wanted)
    return see_other(request, OWNER, notice=Notice.SUGGESTIONS_ON if wanted else Notice.SUGGESTIONS_OFF)


async def _show(
    request: Request[Any, Any, Any], actor: Actor, partner_id: int, form: AskForm | None = None
) -> Response[str]:
    card = await load_card(actor, partner_id, form=form)
    return page(
        request, "partners/show.html", title=card.name, place=Place.PARTNERS, status=form.status if form else 200,
        enterprise_card=CardPanel(card),
    )  # fmt: skip


HANDLERS = [index, export, kept_away, show, ask, remove, block, unblock, choose_suggestions]
