"""借款 and 贷款 as sorts of postings."""

from zczr.domain.lending.labels import offer_title, request_title
from zczr.domain.permissions import Permission
from zczr.domain.postings.commands import Sort
from zczr.domain.postings.stages import lifecycle_of

REQUEST = lifecycle_of("loan_request")
OFFER = lifecycle_of("loan_offer")

REQUESTS = Sort(
    REQUEST,
    Permission.REQUEST_WRITE,
    Permission.REQUEST_PUBLISH,
    match_job="matching.run_request",
    match_table="loan_match",
    side="request",
    across="offer",
    path="/lending/requests",
    noun="借款",
    titled=lambda row: request_title(row["city_code"], row["project"], row["amount_max"]),
)
OFFERS = Sort(
    OFFER,
    Permission.OFFER_WRITE,
    Permission.OFFER_PUBLISH,
    match_job="matching.run_offer",
    match_table="loan_match",
    side="offer",
    across="request",
    path="/lending/offers",
    noun="贷款",
    titled=lambda row: offer_title(row["project"], row["amount_min"], row["amount_max"]),
)
