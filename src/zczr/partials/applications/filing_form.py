"""The form of 合同确认 as a fragment: the main facts of the signed contract and its scan."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.businesses import Business
from zczr.domain.applications.detail import Detail
from zczr.domain.applications.stages import Stage
from zczr.domain.contracts import case
from zczr.domain.contracts.commands import check_may_file
from zczr.domain.contracts.filings import FilingFacts
from zczr.domain.contracts.stages import FilingStage
from zczr.domain.permissions import Permission
from zczr.partials.applications.address import application_at, of_each_business
from zczr.partials.applications.filing_fields import FilingForm, drawn_form, form_of
from zczr.web.respond import fragment

_MAIN_TERMS = {Business.LOAN: "例如担保物登记、违约责任", Business.CLAIM: "例如资料移交、回购、违约责任"}


@dataclass(frozen=True)
class FilingFormView:
    """The form of a contract confirmation, the application it belongs to, and why the last one came back."""

    form: FilingForm
    href: str
    business: str
    """loan or claim: which fields there are."""
    returned_because: str
    main_terms_hint: str
    is_open: bool
    """A contract can still be filed."""


async def prefilled(actor: Actor, found: Detail) -> FilingForm:
    """The form where a contract can be filed now: with what was returned to be righted, else with what the case says."""
    await check_may_file(actor, found.id)
    if returned := _returned(found):
        return form_of(found.business).of(returned)
    return drawn_form(found.business, await case.template_for(actor, found.id))


def load_filing_form(found: Detail, form: FilingForm) -> FilingFormView:
    """The form, filled from the case or as typed, of an application that a party has open."""
    returned = _returned(found)
    reason = (
        next((each.reason for each in returned.statements if each.act is FilingStage.RETURNED), "") if returned else ""
    )
    return FilingFormView(
        form=form,
        href=found.href,
        business=str(found.business),
        returned_because=reason.rstrip("。．. "),
        main_terms_hint=_MAIN_TERMS[found.business],
        is_open=found.stage is Stage.APPROVED,
    )


def _returned(found: Detail) -> FilingFacts | None:
    """The newest filing, where it came back and the application waits for the next."""
    newest = found.filings[0] if found.filings else None
    return newest if newest and newest.stage is FilingStage.RETURNED and found.stage is Stage.APPROVED else None


@get(of_each_business("/filing-form", before="/partials"), opt={"permission": Permission.CONTRACT_FILE})
async def filing_form(request: Request[Any, Any, Any], actor: Actor, application_id: FromPath[int]) -> Response[str]:
    """The form of an application that waits for its contract."""
    found = await application_at(request, actor, application_id)
    view = load_filing_form(found, await prefilled(actor, found))
    return fragment(request, "applications/_filing_form.html", owner=f"{view.href}/filings/new", filing_form=view)


HANDLERS = [filing_form]
