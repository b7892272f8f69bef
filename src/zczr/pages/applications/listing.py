"""申请详情: the lists, and applying."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Stream

from zczr.domain.accounts.actor import Actor
from zczr.domain.applications import applying
from zczr.domain.permissions import Permission
from zczr.domain.refusals import RuleBroken
from zczr.pages.lending.matches import ApplyForm, answer_matches, posting_of
from zczr.partials.applications.listing import COLUMNS, OWNER, application_rows, load_application_list
from zczr.web.exports import download
from zczr.web.layout import Place
from zczr.web.notices import Notice
from zczr.web.respond import page, see_other


@get(OWNER, opt={"permission": Permission.APPLICATION_READ})
async def index(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """What was sent, or received."""
    loaded = await load_application_list(actor, request.query_params)
    return page(request, "applications/index.html", title="申请详情", place=Place.APPLICATIONS, application_list=loaded)


@get(
    [f"{OWNER}/export.csv", f"{OWNER}/export.xlsx"],
    opt={"permission": Permission.APPLICATION_READ, "no_compress": True},
)
async def export(request: Request[Any, Any, Any], actor: Actor) -> Stream:
    """One side of the list as a file."""
    rows = application_rows(actor, request.query_params)
    return await download(request, actor.member_id, name="申请详情", headings=COLUMNS, batches=rows)


@post(OWNER, opt={"permission": Permission.APPLICATION_APPLY}, status_code=200)
async def apply(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """发起申请 to one or several of a posting's matches."""
    form = await ApplyForm.read(request)
    own = await posting_of(actor, form)
    form.check()
    if not form.wrong:
        try:
            made = await applying.apply(
                actor,
                submission_id=form.submission,
                pairs_wanted=form.pairs(),
                amount=form.amount.data,
                message=form.message.data,
                own_funds=form.own_funds.data,
            )
        except RuleBroken as refusal:
            form.refuse(refusal)
        else:
            return see_other(request, f"{OWNER}/{made[0]}" if len(made) == 1 else OWNER, notice=Notice.APPLIED)
    else:
        amount = None if form.amount.errors else form.amount.data
        check = applying.check_application(actor, own, form.others(), amount=amount, own_funds=form.own_funds.data)
        await form.hear(check)
    return await answer_matches(request, actor, own, form)


HANDLERS = [index, export, apply]
