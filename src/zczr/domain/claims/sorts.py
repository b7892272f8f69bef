"""债权出售 and 收购意向 as sorts of postings."""

from zczr.domain.claims.ending import end_with
from zczr.domain.claims.terms import criteria_title
from zczr.domain.permissions import Permission
from zczr.domain.postings.commands import Sort
from zczr.domain.postings.stages import lifecycle_of

CLAIM = lifecycle_of("claim", exclusive=True)
CRITERIA = lifecycle_of("purchase_criteria")

CLAIMS = Sort(
    CLAIM,
    Permission.CLAIM_WRITE,
    Permission.CLAIM_PUBLISH,
    match_job="matching.run_claim",
    match_table="claim_match",
    side="claim",
    across="criteria",
    path="/claims/sales",
    noun="债权",
    titled=lambda row: str(row["title"]),
    # Every verified member sees what is on sale.
    rows="(SELECT *, 'match_only' AS visibility FROM claim)",
    ended=end_with,
)
PURCHASES = Sort(
    CRITERIA,
    Permission.CRITERIA_WRITE,
    Permission.CRITERIA_PUBLISH,
    match_job="matching.run_criteria",
    match_table="claim_match",
    side="criteria",
    across="claim",
    path="/claims/criteria",
    noun="收购意向",
    titled=lambda row: criteria_title(row["project"], row["amount_min"], row["amount_max"]),
)
