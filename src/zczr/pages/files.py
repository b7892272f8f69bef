"""Uploaded files, to those with a right to them: as they are, or as copies that say who looks."""

from pathlib import Path, PurePath
from typing import Any
from urllib.parse import quote

from litestar import Request, Response, get
from litestar.params import FromPath
from litestar.response import File

from zczr.documents.marked import Mark, marked_copy
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.claims.papers.commands import note_view
from zczr.domain.files import queries, store
from zczr.domain.files.queries import StoredFile
from zczr.domain.permissions import Permission
from zczr.domain.refusals import NotAllowed, NotFound
from zczr.web.security import throttle

_PDF = "application/pdf"

# A file is somebody's upload: whatever it holds, it may run nothing and is framed by our own pages only.
_FILE_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"
)


@get("/files/{upload_id:int}", opt={"permission": Permission.FILE_READ, "no_compress": True})
async def download(request: Request[Any, Any, Any], actor: Actor, upload_id: FromPath[int]) -> File | Response[bytes]:
    """The file, to keep."""
    file = await queries.file_for(actor, upload_id)
    return await _disclosed(request, actor, file, "attachment") if file.disclosed else _sent(file, "attachment")


@get("/files/{upload_id:int}/view", opt={"permission": Permission.FILE_READ, "no_compress": True})
async def view(request: Request[Any, Any, Any], actor: Actor, upload_id: FromPath[int]) -> File | Response[bytes]:
    """The file shown by the browser, for kinds that browsers show."""
    file = await queries.file_for(actor, upload_id)
    if not file.view_href:
        raise NotFound(upload=upload_id)
    return await _disclosed(request, actor, file, "inline") if file.disclosed else _sent(file, "inline")


async def _disclosed(
    request: Request[Any, Any, Any], actor: Actor, file: StoredFile, disposition: str
) -> File | Response[bytes]:
    """A paper of somebody else's claim: a marked copy, or to a party of an application what takes no mark; each look is written down.

    The line is written when the copy is ready, right before it is sent: what could not be shown was not looked at.
    """
    assert file.disclosed is not None, "asked by the caller"
    path = _path_of(file)
    if not file.takes_mark:
        if file.is_only_looked_at:
            raise NotAllowed(file.note, upload=file.id)
        await note_view(actor, file.id, marked=False)
        return _sent(file, disposition)
    # A copy keeps a processor busy for a second, at times for many.
    await throttle(request, "marked-copy", str(actor.member_id), most=60, minutes=5)
    mark = Mark(actor.organization_name, actor.name, clock.now(), file.disclosed.claim_id)
    name = PurePath(file.name).stem
    copy = await marked_copy(path, file.media_type, mark, title=name)
    await note_view(actor, file.id, marked=True)
    return Response(copy, media_type=_PDF, headers=_headers(f"{name}.pdf", _PDF, disposition))


def _path_of(file: StoredFile) -> Path:
    path = store.path_of(file.storage_key)
    if not path.is_file():
        raise NotFound(upload=file.id, missing=file.storage_key)
    return path


def _sent(file: StoredFile, disposition: str) -> File:
    headers = _headers(file.name, file.media_type, disposition)
    return File(_path_of(file), media_type=file.media_type, headers=headers)


def _headers(name: str, media_type: str, disposition: str) -> dict[str, str]:
    return {
        "Content-Disposition": f"{disposition}; filename*=UTF-8''{quote(name)}",
        # Browsers refuse to show a PDF in a sandbox; its viewer is one of its own.
        "Content-Security-Policy": _FILE_POLICY + ("" if media_type == _PDF else "; sandbox"),
        "X-Frame-Options": "SAMEORIGIN",
        "Cache-Control": "private, no-store",
    }


HANDLERS = [download, view]
