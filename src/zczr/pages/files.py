"""Uploaded files, to those with a right to them."""

from typing import Any
from urllib.parse import quote

from litestar import Request, get
from litestar.params import FromPath
from litestar.response import File

from zczr.domain.accounts.actor import Actor
from zczr.domain.files import queries, store
from zczr.domain.permissions import Permission
from zczr.domain.refusals import NotFound

# A file is somebody's upload: whatever it holds, it may run nothing and is framed by our own pages only.
_FILE_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"
)


@get("/files/{upload_id:int}", opt={"permission": Permission.FILE_READ, "no_compress": True})
async def download(request: Request[Any, Any, Any], actor: Actor, upload_id: FromPath[int]) -> File:
    """The file, to keep."""
    return _sent(await queries.file_for(actor, upload_id), "attachment")


@get("/files/{upload_id:int}/view", opt={"permission": Permission.FILE_READ, "no_compress": True})
async def view(request: Request[Any, Any, Any], actor: Actor, upload_id: FromPath[int]) -> File:
    """The file shown by the browser, for kinds that browsers show."""
    file = await queries.file_for(actor, upload_id)
    if not file.view_href:
        raise NotFound(upload=upload_id)
    return _sent(file, "inline")


def _sent(file: queries.StoredFile, disposition: str) -> File:
    path = store.path_of(file.storage_key)
    if not path.is_file():
        raise NotFound(upload=file.id, missing=file.storage_key)
    return File(
        path,
        media_type=file.media_type,
        headers={
            "Content-Disposition": f"{disposition}; filename*=UTF-8''{quote(file.name)}",
            # Browsers refuse to show a PDF in a sandbox; its viewer is one of its own.
            "Content-Security-Policy": _FILE_POLICY + ("" if file.media_type == "application/pdf" else "; sandbox"),
            "X-Frame-Options": "SAMEORIGIN",
            "Cache-Control": "private, no-store",
        },
    )


HANDLERS = [download, view]
