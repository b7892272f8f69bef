"""The form of 批量导入 as a fragment."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get

from zczr.domain.accounts.actor import Actor
from zczr.domain.claims.imports.sheet import MOST_ROWS
from zczr.domain.claims.sorts import CLAIMS
from zczr.domain.permissions import Permission
from zczr.domain.postings.commands import not_yet
from zczr.partials.claims.import_fields import ImportForm
from zczr.web.respond import fragment

OWNER = "/claims/imports"
NEW = f"{OWNER}/new"
TEMPLATE = f"{OWNER}/template.xlsx"


@dataclass(frozen=True)
class ImportFormView:
    """The form with what stands around it."""

    form: ImportForm
    action: str
    template_href: str
    most: str
    drafts_only: bool
    """Whether what is imported now cannot be put on sale yet."""


def load_import_form(actor: Actor, form: ImportForm) -> ImportFormView:
    """The form as sent, or empty."""
    return ImportFormView(form, OWNER, TEMPLATE, f"{MOST_ROWS:,}", drafts_only=bool(not_yet(actor, CLAIMS)))


@get("/partials/claims/imports/new/import-form", opt={"permission": Permission.CLAIM_WRITE})
async def blank_form(request: Request[Any, Any, Any], actor: Actor) -> Response[str]:
    """An empty form."""
    view = load_import_form(actor, ImportForm())
    return fragment(request, "claims/_import_form.html", owner=NEW, import_form=view)


HANDLERS = [blank_form]
