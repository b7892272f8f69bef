"""The form to write in: of a conversation that is there, or of one to be started."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from litestar import Request, Response, get
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.conversations import queries, subjects
from zczr.domain.conversations.commands import Writing
from zczr.domain.conversations.queries import Conversation
from zczr.domain.conversations.rules import MOST_SIGNS, About
from zczr.domain.conversations.subjects import Subject
from zczr.domain.permissions import Permission
from zczr.domain.refusals import NotFound, RuleBroken, TooMany
from zczr.partials.conversations.listing import OWNER
from zczr.web import forms
from zczr.web.respond import fragment
from zczr.web.uploads import Slot

NEW = f"{OWNER}/new"
_READ = {"permission": Permission.CONVERSATION_READ}


class MessageForm(forms.Form):
    """A message: text, attachments, or both."""

    body = forms.text("消息", forms.at_most(MOST_SIGNS))
    attachments = Slot("附件")

    def refuse(self, refusal: RuleBroken | TooMany) -> None:
        """Put the domain's no at its fields; what was sent under this id before is sent under another the next time."""
        super().refuse(refusal)
        if isinstance(refusal, RuleBroken) and refusal.field == "submission_id":
            self.form_errors, self.submission_id.errors = [*self.form_errors, refusal.sentence], []
            self.submission_id.data = str(uuid.uuid4())

    def writing(self) -> Writing:
        """What was filled in; call after a check without errors."""
        return Writing(self.submission, self.body.data, self.attachments.ids)


class ComposeForm(MessageForm):
    """The first message of a conversation: to whom, about what."""

    to = forms.hidden()
    about = forms.hidden()
    subject_id = forms.hidden(name="id")

    @classmethod
    def asked(cls, query: Mapping[str, Any]) -> Self:
        """The empty form that an address asks for."""
        return cls(data={"to": query.get("to"), "about": query.get("about", ""), "subject_id": query.get("id", "")})

    def target(self) -> tuple[int, Subject]:
        """To whom and about what; NotFound for nonsense."""
        about = next((each for each in About if str(each) == (self.about.data or "")), None)
        named = about is About.NOTHING or forms.is_id(self.subject_id.data)
        if about is None or not named or not forms.is_id(self.to.data):
            raise NotFound(to=self.to.data, about=self.about.data, id=self.subject_id.data)
        return int(self.to.data), Subject(about, 0 if about is About.NOTHING else int(self.subject_id.data))


def contact_href(organization_id: int, about: str = "", subject_id: int = 0) -> str:
    """Where an organization is written to, perhaps about something: the chat icon of lists and cards."""
    return f"{NEW}?to={organization_id}" + (f"&about={about}&id={subject_id}" if about else "")


@dataclass(frozen=True)
class MessageFormView:
    """The form with where it is sent, or why there is none now."""

    form: MessageForm
    action: str
    hidden: tuple[Any, ...]
    """Fields that travel with it."""
    silence: str
    sent: bool
    """The message before was sent in place: say so, and let the next one be typed."""


@dataclass(frozen=True)
class Opening:
    """A conversation to be started with another organization, or the one that is there already."""

    other: str
    subject: str
    href: str
    """The conversation that is there; empty where there is none."""
    form: MessageFormView


async def load_message_form(actor: Actor, found: Conversation, posted: MessageForm | None = None) -> MessageFormView:
    """The form of a conversation that the actor has open: as it was posted where something is wrong with it, else an empty one."""
    wrong = posted is not None and posted.wrong
    form = posted if posted is not None and wrong else MessageForm()
    # What was typed stays in sight, whatever came between.
    silence = "" if wrong else await subjects.silence(actor, found.other_id, found.subject)
    action = f"{OWNER}/{found.id}/messages"
    return MessageFormView(form, action, (form.submission_id,), silence, sent=posted is not None and not wrong)


async def load_opening(actor: Actor, form: ComposeForm) -> Opening:
    """The page on which a conversation is started; NotFound where the actor may not start it and none is there."""
    other_id, subject = form.target()
    there = await queries.conversation_between(actor, other_id, subject)
    title = "" if there else await subjects.title_for_starting(actor, other_id, subject)
    silence = "" if form.wrong else await subjects.silence(actor, other_id, subject)
    hidden = (form.submission_id, form.to, form.about, form.subject_id)
    return Opening(
        other=await queries.name_of(other_id),
        subject=title,
        href=f"{OWNER}/{there}" if there else "",
        form=MessageFormView(form, OWNER, hidden, silence, sent=False),
    )


@get("/partials/conversations/{conversation_id:int}/message-form", opt=_READ)
async def message_form(request: Request[Any, Any, Any], actor: Actor, conversation_id: FromPath[int]) -> Response[str]:
    """The form of a conversation."""
    found = await queries.conversation_for(actor, conversation_id)
    view = await load_message_form(actor, found)
    return fragment(request, "conversations/_message_form.html", owner=f"{OWNER}/{found.id}", message_form=view)


@get("/partials/conversations/new/message-form", opt=_READ)
async def compose_form(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """The form of a conversation to be started."""
    opening = await load_opening(actor, ComposeForm.asked(request.query_params))
    return fragment(request, "conversations/_message_form.html", owner=NEW, message_form=opening.form)


HANDLERS = [message_form, compose_form]
