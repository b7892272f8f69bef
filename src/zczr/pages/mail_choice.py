"""邮件提醒: each member's own choice of copies by e-mail."""

from typing import Any

from litestar import Request, Response, get, post

from zczr.domain.accounts.actor import Actor
from zczr.domain.messages.preferences import MailChoice, choose_mail, mail_choice_of
from zczr.domain.permissions import Permission
from zczr.web import forms
from zczr.web.layout import Place
from zczr.web.notices import Notice
from zczr.web.respond import page, see_other

_READ = {"permission": Permission.MESSAGES_READ}
_PATH = "/messages/mail-choice"


class MailChoiceForm(forms.Form):
    """The three choices, each with what it means."""

    choice = forms.radio(
        "消息的邮件副本",
        {
            MailChoice.INSTANT: "即时发送：有新消息时立即发一封邮件",
            MailChoice.DAILY: "每日汇总：每天 8:00 把前一天的未读消息汇成一封，没有未读就不发",
            MailChoice.NONE: "不发送：只在消息中心查看",
        },
        forms.needed("请选择一种方式"),
    )


@get(_PATH, opt=_READ)
async def show(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """What was chosen so far."""
    return _page(request, actor, MailChoiceForm(choice=await mail_choice_of(actor)))


@post(_PATH, opt=_READ, status_code=200)
async def choose(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """Choose."""
    form = await MailChoiceForm.read(request)
    if not form.check():
        return _page(request, actor, form)
    await choose_mail(actor, MailChoice(form.choice.data))
    return see_other(request, _PATH, notice=Notice.MAIL_CHOSEN)


def _page(request: Request[Any, Any, Any], actor: Actor, form: MailChoiceForm) -> Response[str]:
    return page(
        request, "messages/mail_choice.html", title="邮件提醒", place=Place.MAIL_CHOICE, status=form.status, form=form,
        action=_PATH, email=actor.email,
    )  # fmt: skip


HANDLERS = [show, choose]
