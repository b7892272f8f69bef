"""What a debtor is sent: opened and answered signed in, or by a link whose door asks for the credit code and shows nothing before."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from litestar import Request, Response

from zczr.domain.accounts.actor import Actor
from zczr.domain.claims.debtor_links import digest
from zczr.domain.permissions import Permission
from zczr.domain.refusals import RuleBroken
from zczr.partials.claims.debtor_forms import CodeForm, DebtorForm
from zczr.web.forms import Form
from zczr.web.layout import Place
from zczr.web.notices import Notice
from zczr.web.respond import answer, page, see_other
from zczr.web.security import address_of, throttle

PUBLIC = {"permission": Permission.PUBLIC}
_SENT_AN_HOUR = 30
_DOOR = "claims/debtor_door.html"
Sent = TypeVar("Sent")
Filled = TypeVar("Filled", bound=DebtorForm)


async def count_sending(request: Request[Any, Any, Any], actor: Actor) -> None:
    """TooMany for an organization that sends debtors more than one honestly does: their mailboxes are not ours to fill."""
    await throttle(request, "to-debtors", str(actor.organization_id), most=_SENT_AN_HOUR, minutes=60)


@dataclass(frozen=True)
class Sending(Generic[Sent, Filled]):
    """One sort of what debtors are sent: how it is opened, shown and answered."""

    title: str
    template: str
    form: type[Filled]
    said: Callable[[Filled, str], Any]
    """What a form without mistakes says, from which address."""
    shown: Callable[[Sent], dict[str, Any]]
    thanks: Callable[[Filled], Notice]
    open_by_link: Callable[[str, str], Awaitable[Sent]]
    answer_by_link: Callable[[str, str, Any], Awaitable[None]]
    open_signed_in: Callable[[Actor, int], Awaitable[Sent]]
    answer_signed_in: Callable[[Actor, int, Any], Awaitable[None]]

    async def show(self, request: Request[Any, Any, Any], actor: Actor, sent_id: int) -> Response[str]:
        """What a debtor that is a member was sent."""
        sent = await self.open_signed_in(actor, sent_id)
        return page(request, self.template, **self._screen(request, sent, self.form()))

    async def take(self, request: Request[Any, Any, Any], actor: Actor, sent_id: int) -> Response[str]:
        """The answer of a debtor that is a member."""
        sent = await self.open_signed_in(actor, sent_id)
        form = await self.form.read(request)

        async def keep() -> None:
            await self.answer_signed_in(actor, sent_id, self.said(form, address_of(request)))

        return await self._answered(request, sent, form, keep, leads_to="/work")

    def door(self, request: Request[Any, Any, Any]) -> Response[str]:
        """The door, before anybody has knocked."""
        return page(request, _DOOR, **self._frame(request, CodeForm()))

    async def enter(self, request: Request[Any, Any, Any], token: str) -> Response[str]:
        """Past the door with the right code; without it the door again. Attempts at a link are counted."""
        await throttle(request, "debtor-link", digest(token), most=20, minutes=60)
        code = await CodeForm.read(request)
        code.check()
        try:
            if not code.wrong:
                return await self._behind(request, token, await self.open_by_link(token, code.uscc.data))
        except RuleBroken as refusal:
            code.refuse(refusal)
        return answer(request, _DOOR, fragments=(), **self._frame(request, code))

    async def _behind(self, request: Request[Any, Any, Any], token: str, sent: Sent) -> Response[str]:
        """What was sent; with an answer, its answer."""
        form = await self.form.read(request)
        if not form.is_answer:
            screen = self._screen(request, sent, self.form.entered(form.uscc.data))
            return answer(request, self.template, fragments=(), **screen)

        async def keep() -> None:
            await self.answer_by_link(token, form.uscc.data, self.said(form, address_of(request)))

        return await self._answered(request, sent, form, keep, leads_to="/")

    async def _answered(
        self,
        request: Request[Any, Any, Any],
        sent: Sent,
        form: Filled,
        keep: Callable[[], Awaitable[None]],
        *,
        leads_to: str,
    ) -> Response[str]:
        """Keep the answer; what is wrong comes back with the form."""
        form.check()
        try:
            if not form.wrong:
                await keep()
                return see_other(request, leads_to, notice=self.thanks(form))
        except RuleBroken as refusal:
            form.refuse(refusal)
        return answer(request, self.template, fragments=(), **self._screen(request, sent, form))

    def _screen(self, request: Request[Any, Any, Any], sent: Sent, form: Filled) -> dict[str, Any]:
        return {**self._frame(request, form), **self.shown(sent)}

    def _frame(self, request: Request[Any, Any, Any], form: Form) -> dict[str, Any]:
        """A form that is sent where it was opened."""
        return {
            "title": self.title,
            "place": Place.NOWHERE,
            "status": form.status,
            "form": form,
            "action": request.url.path,
        }
