"""Loan matching: hard constraints, score, near misses; pure, and the same from both sides."""

from zczr.domain.matching.common import Failure, PostingState, Reason
from zczr.domain.matching.loan.constraints import Caution, cautions, hard_failures
from zczr.domain.matching.loan.facts import LoanOfferFacts, LoanRequestFacts, SecurityMode, Side
from zczr.domain.matching.loan.near_miss import Change, near_miss
from zczr.domain.matching.loan.score import TermKind, score
from zczr.domain.matching.near_miss import NearMiss, NearMissLine, near_miss_summary
from zczr.domain.matching.parties import PairFacts, PartyFacts, Visibility
from zczr.domain.matching.ranking import ranked, tie_key
from zczr.domain.matching.score import MatchScore, Term

__all__ = [
    "Caution",
    "Change",
    "Failure",
    "LoanOfferFacts",
    "LoanRequestFacts",
    "MatchScore",
    "NearMiss",
    "NearMissLine",
    "PairFacts",
    "PartyFacts",
    "PostingState",
    "Reason",
    "SecurityMode",
    "Side",
    "Term",
    "TermKind",
    "Visibility",
    "cautions",
    "hard_failures",
    "near_miss",
    "near_miss_summary",
    "ranked",
    "score",
    "tie_key",
]
