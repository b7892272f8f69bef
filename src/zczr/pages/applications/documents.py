"""The contract of a case: a draft to negotiate on, a clean copy to sign, and once confirmed the contract itself."""

import asyncio
from typing import Any
from urllib.parse import quote

from litestar import Request, Response, get
from litestar.params import FromPath

from zczr.documents.contract import Facts, contract_docx, contract_pdf
from zczr.domain.accounts.actor import Actor
from zczr.domain.contracts import case
from zczr.domain.permissions import Permission

_PATH = "/lending/applications/{application_id:int}"
_READ = {"permission": Permission.APPLICATION_READ, "no_compress": True}
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@get(f"{_PATH}/contract-draft.docx", opt=_READ)
async def draft(request: Request[Any, Any, Any], actor: Actor, application_id: FromPath[int]) -> Response[bytes]:
    """谈判稿: Word, marked as a draft on every page."""
    title, facts = await case.document_for(actor, application_id, draft=True)
    return _sent(await asyncio.to_thread(contract_docx, facts, draft=True), f"{title}-谈判稿.docx", _WORD)


@get(f"{_PATH}/contract.docx", opt=_READ)
async def word(request: Request[Any, Any, Any], actor: Actor, application_id: FromPath[int]) -> Response[bytes]:
    """签署稿 as Word, without a mark; once confirmed the contract."""
    title, facts = await case.document_for(actor, application_id)
    return _sent(await asyncio.to_thread(contract_docx, facts), f"{title}{_to_sign(facts)}.docx", _WORD)


@get(f"{_PATH}/contract.pdf", opt=_READ)
async def pdf(request: Request[Any, Any, Any], actor: Actor, application_id: FromPath[int]) -> Response[bytes]:
    """签署稿 as PDF, without a mark; once confirmed the contract."""
    title, facts = await case.document_for(actor, application_id)
    return _sent(await asyncio.to_thread(contract_pdf, facts), f"{title}{_to_sign(facts)}.pdf", "application/pdf")


def _to_sign(facts: Facts) -> str:
    return "" if facts.final else "-签署稿"


def _sent(body: bytes, name: str, media_type: str) -> Response[bytes]:
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(f'企业间借款合同-{name}')}",
        "Cache-Control": "private, no-store",
    }
    return Response(body, media_type=media_type, headers=headers)


HANDLERS = [draft, word, pdf]
