"""Fragments of 收购意向 and of the match pages of claims: alone under their own address they are what the page shows."""

import pytest

from cast import Cast
from claim_makers import make_claim, make_criteria
from lending_cases import sign_in
from partials.test_lending import _same
from visitor import Visitor
from zczr.domain.claims.matching import run_for_claim, run_for_criteria


@pytest.mark.parametrize(
    ("page", "partial", "element"),
    [
        ("/claims/criteria/new", "/partials/claims/criteria/new/criteria-form", "criteria-form"),
        ("/claims/criteria?status=active", "/partials/claims/criteria-list?status=active", "criteria-list"),
    ],
)
async def test_an_empty_fragment_is_the_page_s(
    plain: Visitor, cast: Cast, page: str, partial: str, element: str
) -> None:
    await sign_in(plain, cast.borrower)
    await _same(plain, page, partial, element)


async def test_the_fragments_of_criteria_are_the_page_s(plain: Visitor, cast: Cast) -> None:
    criteria_id = await make_criteria(cast.lender, preferred_regions=["440100", "350000"])
    await make_claim(cast.borrower)
    await run_for_criteria(criteria_id)
    await sign_in(plain, cast.lender)
    path, partials = f"/claims/criteria/{criteria_id}", f"/partials/claims/criteria/{criteria_id}"
    await _same(plain, path, f"{partials}/criteria-form", "criteria-form")
    await _same(plain, f"{path}/matches", f"{partials}/match-list", "match-list")
    await _same(plain, "/claims/criteria", "/partials/claims/criteria-list", "criteria-list")


async def test_the_matches_of_a_claim_are_the_page_s(plain: Visitor, cast: Cast) -> None:
    claim_id = await make_claim(cast.borrower)
    await make_criteria(cast.lender)
    await make_criteria(cast.stranger, debtor_states=["confirmed"])
    await run_for_claim(claim_id)
    await sign_in(plain, cast.borrower)
    await _same(
        plain, f"/claims/sales/{claim_id}/matches", f"/partials/claims/sales/{claim_id}/match-list", "match-list"
    )
