"""The addresses of applications: the same for each business, under a path of its own."""

from typing import Any

from litestar import Request

from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.businesses import Business
from zczr.domain.applications.detail import ClaimDetail, LoanDetail, application_for

DEALS = {Business.LOAN: "借款", Business.CLAIM: "债权转让"}
"""What is agreed in each business."""


def of_each_business(rest: str = "", *, before: str = "") -> list[str]:
    """The address of an application, and what is below it, in every business."""
    return [f"{before}{business.path}/{{application_id:int}}{rest}" for business in Business]


def business_at(request: Request[Any, Any, Any]) -> Business:
    """The business under whose path this is."""
    return next(business for business in Business if f"{business.path}/" in request.url.path)


async def application_at(
    request: Request[Any, Any, Any], actor: Actor, application_id: int
) -> LoanDetail | ClaimDetail:
    """The application at this address; NotFound under the path of another business."""
    return await application_for(actor, business_at(request), application_id)
