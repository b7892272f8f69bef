"""Claim matching: hard constraints, score, near misses; pure, and the same from both sides."""

from zczr.domain.matching.claim.constraints import Caution, cautions, hard_failures
from zczr.domain.matching.claim.facts import ClaimFacts, CriteriaFacts, Side
from zczr.domain.matching.claim.near_miss import Change, near_miss
from zczr.domain.matching.claim.score import TermKind, liked, score

__all__ = [
    "Caution",
    "Change",
    "ClaimFacts",
    "CriteriaFacts",
    "Side",
    "TermKind",
    "cautions",
    "hard_failures",
    "liked",
    "near_miss",
    "score",
]
