"""The contract of one case, from the approval on."""

from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.parties import ClaimParties, parties_for
from zczr.domain.applications.stages import Act, Side, permits
from zczr.domain.contracts.claim import case as claim
from zczr.domain.contracts.claim.facts import ClaimContractFacts
from zczr.domain.contracts.practices import Facts, Found, practice_of
from zczr.domain.refusals import NotFound, WrongState


async def template_for(actor: Actor, application_id: int) -> Facts:
    """The contract to negotiate from, or as it was filed: what the case says is filled in, what is open stays blank."""
    return await _facts(await parties_for(actor, application_id))


async def document_for(actor: Actor, application_id: int, *, draft: bool = False) -> tuple[str, Facts]:
    """The case's title and its contract; a draft to negotiate on only until both have confirmed."""
    found = await parties_for(actor, application_id)
    _refuse_too_early(found)
    facts = await _facts(found)
    if draft and facts.final:
        raise WrongState("合同已由双方确认，请下载合同。", application=application_id)
    return found.title, facts


async def assignment_for(actor: Actor, application_id: int) -> tuple[str, ClaimContractFacts]:
    """The case's title and what the notice to its debtor and its registration say; NotFound where no claim is assigned."""
    found = await parties_for(actor, application_id)
    if not isinstance(found, ClaimParties):
        raise NotFound(application=application_id)
    _refuse_too_early(found)
    return found.title, await claim.template_for(found)


def _refuse_too_early(found: Found) -> None:
    if not permits(found.stage, Act.DRAW_UP, frozenset({Side.APPLICANT, Side.RESPONDENT})):
        raise WrongState("申请通过后才能下载合同模板。", application=found.id)


async def _facts(found: Found) -> Facts:
    facts: Facts = await practice_of(found).template_for(found)
    return facts
