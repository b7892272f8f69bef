"""The papers of a case: a draft to negotiate on, clean copies to sign, once confirmed the contract; and the notice to the debtor."""

import asyncio
from typing import Any
from urllib.parse import quote

from litestar import Request, Response, get
from litestar.params import FromPath

from zczr.documents.contract import Facts, contract_docx, contract_pdf, contract_title
from zczr.documents.notice import NOTICE, notice_docx, notice_pdf
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.businesses import Business
from zczr.domain.contracts import case
from zczr.domain.permissions import Permission
from zczr.partials.applications.address import application_at, of_each_business

_READ = {"permission": Permission.APPLICATION_READ, "no_compress": True}
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PDF = "application/pdf"
_NOTICE = f"{Business.CLAIM.path}/{{application_id:int}}/assignment-notice"


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
    title, facts = await case.notice_for(actor, application_id)
    return _sent(await asyncio.to_thread(notice_docx, facts), f"{NOTICE}-{title}.docx", _WORD)


@get(f"{_NOTICE}.pdf", opt=_READ)
async def notice(request: Request[Any, Any, Any], actor: Actor, application_id: FromPath[int]) -> Response[bytes]:
    """债权转让通知书 as PDF."""
    title, facts = await case.notice_for(actor, application_id)
    return _sent(await asyncio.to_thread(notice_pdf, facts), f"{NOTICE}-{title}.pdf", _PDF)


def _name(title: str, facts: Facts) -> str:
    return f"{contract_title(facts)}-{title}{'' if facts.final else '-签署稿'}"


def _sent(body: bytes, name: str, media_type: str) -> Response[bytes]:
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "private, no-store",
    }
    return Response(body, media_type=media_type, headers=headers)


HANDLERS = [draft, word, pdf, notice_word, notice]
