"""The live figures of the home page."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get

from zczr.domain.disclosure.queries import platform_figures
from zczr.domain.permissions import Permission
from zczr.web.respond import fragment
from zczr.web.templating import wan

OWNER = "/"


@dataclass(frozen=True)
class Figures:
    """What the platform has brought about so far, as text."""

    enterprises: str
    institutions: str
    contracts: str
    amount: str
    """In 万 yuan."""


async def load_figures() -> Figures:
    """The figures as they are now."""
    found = await platform_figures()
    return Figures(
        enterprises=f"{found.enterprises:,}",
        institutions=f"{found.institutions:,}",
        contracts=f"{found.contracts:,}",
        amount=wan(found.amount),
    )


@get("/partials/home/figures", opt={"permission": Permission.PUBLIC})
async def figures(request: Request[Any, Any, Any]) -> Response[str]:
    """The figures alone."""
    return fragment(request, "home/_figures.html", owner=OWNER, figures=await load_figures())


HANDLERS = [figures]
