"""The papers of a case: a draft to negotiate on, clean copies to sign, once confirmed the contract.

Of a claim also the notice to its debtor, and what its buyer registers.
"""

import asyncio
from typing import Any
from urllib.parse import quote

from litestar import Request, Response, get
from litestar.params import FromPath

from zczr.documents.contract import Facts, contract_docx, contract_pdf, contract_title
from zczr.documents.notice import NOTICE, notice_docx, notice_pdf
from zczr.documents.registration import SHEET, registration_docx, registration_pdf
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.businesses import Business
from zczr.domain.claims.registration import Registration
from zczr.domain.claims.registrations import entered_for
from zczr.domain.contracts import case
from zczr.domain.contracts.claim.facts import ClaimContractFacts
from zczr.domain.permissions import Permission
from zczr.domain.refusals import NotFound
from zczr.partials.applications.address import application_at, of_each_business

_READ = {"permission": Permission.APPLICATION_READ, "no_compress": True}
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PDF = "application/pdf"
_NOTICE = f"{Business.CLAIM.path}/{{application_id:int}}/assignment-notice"
_SHEET = f"{Business.CLAIM.path}/{{application_id:int}}/registration-sheet"


@get(of_each_business("/contract-draft.docx"), opt=_READ)
async def draft(request: Request[Any, Any, Any], actor: Actor, application_id: FromPath[int]) -> Response[bytes]:
    """谈判稿: Word, marked as a draft on every page."""
    await application_at(request, actor, application_id)
    title, facts = await case.document_for(actor, application_id, draft=True)
    body = await asyncio.to_thread(contract_docx, facts, draft=True)
    return _sent(body, f"{contract_title(facts)}-{title}-谈判稿.docx", _WORD)


@get(of_each_business("/contract.docx"), opt=_READ)
async def word(request: Request[Any, Any, Any], actor: Actor, application_id: FromPath[int]) -> Response[bytes]:
    """签署稿 as Word, without a mark; once confirmed the contract."""
    await application_at(request, actor, application_id)
    title, facts = await case.document_for(actor, application_id)
    return _sent(await asyncio.to_thread(contract_docx, facts), f"{_name(title, facts)}.docx", _WORD)


@get(of_each_business("/contract.pdf"), opt=_READ)
async def pdf(request: Request[Any, Any, Any], actor: Actor, application_id: FromPath[int]) -> Response[bytes]:
    """签署稿 as PDF, without a mark; once confirmed the contract."""
    await application_at(request, actor, application_id)
    title, facts = await case.document_for(actor, application_id)
    return _sent(await asyncio.to_thread(contract_pdf, facts), f"{_name(title, facts)}.pdf", _PDF)


@get(f"{_NOTICE}.docx", opt=_READ)
async def notice_word(request: Request[Any, Any, Any], actor: Actor, application_id: FromPath[int]) -> Response[bytes]:
    """债权转让通知书 as Word."""
    title, facts = await case.assignment_for(actor, application_id)
    return _sent(await asyncio.to_thread(notice_docx, facts), f"{NOTICE}-{title}.docx", _WORD)


@get(f"{_NOTICE}.pdf", opt=_READ)
async def notice(request: Request[Any, Any, Any], actor: Actor, application_id: FromPath[int]) -> Response[bytes]:
    """债权转让通知书 as PDF."""
    title, facts = await case.assignment_for(actor, application_id)
    return _sent(await asyncio.to_thread(notice_pdf, facts), f"{NOTICE}-{title}.pdf", _PDF)


@get(f"{_SHEET}.docx", opt=_READ)
async def sheet_word(request: Request[Any, Any, Any], actor: Actor, application_id: FromPath[int]) -> Response[bytes]:
    """应收账款转让登记信息表 as Word."""
    title, facts, entered = await _sheet_for(actor, application_id)
    return _sent(await asyncio.to_thread(registration_docx, facts, entered), f"{SHEET}-{title}.docx", _WORD)


@get(f"{_SHEET}.pdf", opt=_READ)
async def sheet(request: Request[Any, Any, Any], actor: Actor, application_id: FromPath[int]) -> Response[bytes]:
    """应收账款转让登记信息表 as PDF."""
    title, facts, entered = await _sheet_for(actor, application_id)
    return _sent(await asyncio.to_thread(registration_pdf, facts, entered), f"{SHEET}-{title}.pdf", _PDF)


async def _sheet_for(actor: Actor, application_id: int) -> tuple[str, ClaimContractFacts, Registration]:
    title, facts = await case.assignment_for(actor, application_id)
    entered = await entered_for(actor, application_id)
    if entered is None:
        raise NotFound(application=application_id)
    return title, facts, entered.registration


def _name(title: str, facts: Facts) -> str:
    return f"{contract_title(facts)}-{title}{'' if facts.final else '-签署稿'}"


def _sent(body: bytes, name: str, media_type: str) -> Response[bytes]:
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "private, no-store",
    }
    return Response(body, media_type=media_type, headers=headers)


HANDLERS = [draft, word, pdf, notice_word, notice, sheet_word, sheet]
