"""Many applications whose time is over, made at once, and what their expiry has to leave behind."""

from datetime import timedelta

from cases import make_assessed_request
from cast import Cast
from makers import make_offer
from zczr import db
from zczr.domain import clock


async def make_due(cast: Cast, *, requests: int, offers: int, status: str = "approved") -> int:
    """One due application for each pair of the borrower's requests with three lenders' offers; how many."""
    for _ in range(requests):
        await make_assessed_request(cast.borrower)
    lenders = (cast.lender, cast.partner, cast.institution)
    for number in range(offers):
        await make_offer(lenders[number % len(lenders)])
    approved = status != "pending"
    began = clock.now() - timedelta(days=61)
    await db.execute(
        """INSERT INTO application (business, submission_id, request_id, offer_id, applicant_id, respondent_id,
               borrower_id, lender_id, applied_by, title, amount, status, created_at, answer_due_at, approved_at,
               confirm_due_at)
           SELECT 'loan', gen_random_uuid(), r.id, f.id, r.organization_id, f.organization_id, r.organization_id,
                  f.organization_id, $1, '借款', 100000, $2, $3, $4, $5, $6
           FROM loan_request r CROSS JOIN loan_offer f""",
        cast.borrower.member_id, status, began, began + timedelta(days=30),
        began if approved else None, began + timedelta(days=60) if approved else None,
    )  # fmt: skip
    return requests * offers


async def scores_that_are_wrong() -> list[str]:
    """Organizations whose score is not 100 less two points for each of their applications."""
    rows = await db.fetch(
        """SELECT o.name, o.credit_score, count(a.id) FROM organization o
           LEFT JOIN application a ON o.id IN (a.applicant_id, a.respondent_id)
           GROUP BY o.id HAVING o.credit_score <> 100 - 2 * count(a.id)"""
    )
    return [f"{row[0]}: {row[1]} with {row[2]} applications" for row in rows]
