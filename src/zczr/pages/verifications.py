"""企业认证: the admins' queue, the papers viewed in place, verify or send back with reasons."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from zczr.domain.accounts import verification
from zczr.domain.accounts.actor import Actor
from zczr.domain.permissions import Permission
from zczr.domain.refusals import WrongState
from zczr.partials.verifications import APPROVAL_ASKS, load_dossier, load_verification_queue
from zczr.web import forms
from zczr.web.layout import Place
from zczr.web.notices import Notice
from zczr.web.respond import ask_first, page, see_other

_REVIEW = {"permission": Permission.VERIFICATION_REVIEW}
_QUEUE = "/admin/verifications"


class ReturnForm(forms.Form):
    """Why the papers go back, and which step they reopen."""

    step = forms.radio(
        "需要修改的步骤",
        {"2": "第二步：企业信息", "3": "第三步：联系人与资质资料"},
        forms.needed("请选择需要修改的步骤"),
    )
    reason = forms.text("退回原因", forms.needed("请写明哪里需要修改，申请单位会看到这段话"), forms.at_most(300))


@get(_QUEUE, opt=_REVIEW)
async def queue(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """Those that wait, longest first; the decided ones under their tabs."""
    loaded = await load_verification_queue(actor, request.query_params)
    return page(
        request, "admin/verifications.html", title="企业认证", place=Place.VERIFICATIONS, verification_queue=loaded
    )


@get("/admin/verifications/{organization_id:int}", opt=_REVIEW)
async def show(request: Request[Any, Any, Any], actor: Actor, organization_id: FromPath[int]) -> Response[str]:
    """One organization with its papers."""
    return await _show(request, actor, organization_id, ReturnForm())


@post("/admin/verifications/{organization_id:int}/approval", opt=_REVIEW, status_code=200)
async def verify(request: Request[Any, Any, Any], actor: Actor, organization_id: FromPath[int]) -> Response[str]:
    """Everything is in order."""
    if asked := await ask_first(request, text=APPROVAL_ASKS, label="通过认证", back=f"{_QUEUE}/{organization_id}"):
        return asked
    form = ReturnForm()
    try:
        await verification.verify(actor, organization_id)
    except WrongState as refusal:
        form.form_errors = [refusal.sentence]
        return await _show(request, actor, organization_id, form, status=409)
    return see_other(request, _QUEUE, notice=Notice.VERIFIED)


@post("/admin/verifications/{organization_id:int}/return", opt=_REVIEW, status_code=200)
async def send_back(request: Request[Any, Any, Any], actor: Actor, organization_id: FromPath[int]) -> Response[str]:
    """Something has to be righted."""
    form = await ReturnForm.read(request)
    if form.check():
        try:
            await verification.send_back(actor, organization_id, step=int(form.step.data), reason=form.reason.data)
        except WrongState as refusal:
            form.form_errors = [refusal.sentence, f"您填写的退回原因：{form.reason.data}"]
            return await _show(request, actor, organization_id, form, status=409)
        else:
            return see_other(request, _QUEUE, notice=Notice.SENT_BACK)
    return await _show(request, actor, organization_id, form, status=form.status)


async def _show(
    request: Request[Any, Any, Any], actor: Actor, organization_id: int, form: ReturnForm, *, status: int = 200
) -> Response[str]:
    dossier = await load_dossier(actor, organization_id)
    return page(
        request, "admin/verification.html", title=dossier.name, place=Place.VERIFICATIONS, status=status,
        dossier=dossier, form=form,
    )  # fmt: skip


HANDLERS = [queue, show, verify, send_back]
