"""The contract template of a case, as Word and as PDF."""

import asyncio
from typing import Any
from urllib.parse import quote

from litestar import Request, Response, get
from litestar.params import FromPath

from zczr.documents.loan_contract import loan_contract_docx, loan_contract_pdf
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications import queries
from zczr.domain.applications.stages import Act, Side, permits
from zczr.domain.contracts import case
from zczr.domain.permissions import Permission
from zczr.domain.refusals import WrongState

_READ = {"permission": Permission.APPLICATION_READ, "no_compress": True}
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@get("/lending/applications/{application_id:int}/contract.docx", opt=_READ)
async def word(request: Request[Any, Any, Any], actor: Actor, application_id: FromPath[int]) -> Response[bytes]:
    """For negotiation."""
    title, facts = await _case(actor, application_id)
    return _sent(await asyncio.to_thread(loan_contract_docx, facts), f"{title}.docx", _WORD)


@get("/lending/applications/{application_id:int}/contract.pdf", opt=_READ)
async def pdf(request: Request[Any, Any, Any], actor: Actor, application_id: FromPath[int]) -> Response[bytes]:
    """For reading and printing."""
    title, facts = await _case(actor, application_id)
    return _sent(await asyncio.to_thread(loan_contract_pdf, facts), f"{title}.pdf", "application/pdf")


async def _case(actor: Actor, application_id: int) -> tuple[str, Any]:
    found = await queries.application_for(actor, application_id)
    if not permits(found.stage, Act.DRAW_UP, frozenset({Side.APPLICANT, Side.RESPONDENT})):
        raise WrongState("申请通过后才能下载合同模板。", application=application_id)
    return f"企业间借款合同-{found.title}", await case.template_for(actor, application_id)


def _sent(body: bytes, name: str, media_type: str) -> Response[bytes]:
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "private, no-store",
    }
    return Response(body, media_type=media_type, headers=headers)


HANDLERS = [word, pdf]
