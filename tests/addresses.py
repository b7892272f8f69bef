"""Every page of the site as an address somebody can open: the routes, filled in from the scene."""

from dataclasses import dataclass
from typing import Any

from litestar import Litestar

from scene import Scene
from zczr.domain.accounts.actor import Actor
from zczr.domain.permissions import Permission, may

# What an address is asked with that shows nothing without it.
_QUERIES = {"/messages/conversations/new": "?to={lender_id}"}
# Answered by files, fragments or a redirect, not by a page.
_NO_PAGES = ("/assets/", "/partials/", "/files/", "/health", "/login/{door}")


@dataclass(frozen=True)
class Address:
    """A page and who opens it; None is somebody not signed in."""

    path: str
    actor: Actor | None
    template: str


def handlers_of(app: Litestar, method: str) -> list[tuple[str, Any]]:
    """Address templates and handlers of one method."""
    found = []
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if method in handler.http_methods:
                found.append((route.path_format, handler))
    return sorted(found, key=lambda each: each[0])


def pages_of(app: Litestar, scene: Scene) -> list[Address]:
    """Each page once for the first of the cast who may open it, public ones also for nobody."""
    found = []
    cast = scene.cast
    people = (cast.borrower, cast.lender, cast.institution, cast.admin)
    for template, handler in handlers_of(app, "GET"):
        if template.startswith(_NO_PAGES) or template.endswith((".docx", ".pdf", ".svg", ".csv", ".xlsx")):
            continue
        deals = scene.claim_applications if template.startswith("/claims/applications") else scene.applications
        deal = deals["approved" if template.endswith("/filings/new") else "approved_unconfirmed"]
        ids = {**scene.ids, "application_id": str(deal)}
        if template.startswith("/claims/market/"):
            ids["claim_id"] = ids["quoted_id" if template.endswith("/quote") else "offered_id"]
        path = template.format(**ids) + _QUERIES.get(template, "").format(**ids)
        permission = handler.opt["permission"]
        if permission is Permission.PUBLIC:
            found.append(Address(path, None, template))
        elif permission is Permission.REGISTRATION:
            found.append(
                Address(path, scene.unconfirmed if path.endswith("/confirmation") else scene.registrant, template)
            )
        else:
            person = next(each for each in people if may(each, permission))
            if "{offer_id}" in template:
                person = cast.lender
            found.append(Address(path, person, template))
    # One template in other states: quotes that can be read, slices.
    for name in ("opened_id", "whole_id"):
        found.append(Address(f"/claims/sales/{scene.ids[name]}", cast.borrower, "/claims/sales/{claim_id}"))
    return found
