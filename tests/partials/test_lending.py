"""Fragments of 借贷业务: alone under their own address they are what the page shows."""

import pytest

from cast import Cast
from lending_cases import E1, PAPERS, sign_in
from makers import make_offer, make_request
from visitor import Visitor, canonical, parse_fragment
from zczr import db
from zczr.domain.lending.matching import run_for_offer, run_for_request


async def _same(visitor: Visitor, page: str, partial: str, element: str) -> None:
    """The element of the page and the fragment are one, and without scripts the fragment's address leads to the page."""
    whole = await visitor.open(page)
    (alone,) = parse_fragment((await visitor.fragment(partial)).text)
    assert canonical(alone) == whole.html_of(element)
    response = await visitor.raw("GET", partial)
    assert (response.status_code, response.headers["location"]) == (303, page)


@pytest.mark.parametrize(
    ("page", "partial", "element"),
    [
        ("/lending/requests/new", "/partials/lending/requests/new/request-form", "request-form"),
        ("/lending/requests/new", "/partials/lending/requests/new/assessment-panel", "assessment-panel"),
        ("/lending/offers/new", "/partials/lending/offers/new/offer-form", "offer-form"),
        ("/lending/postings?status=active", "/partials/lending/posting-list?status=active", "posting-list"),
    ],
)
async def test_an_empty_fragment_is_the_page_s(
    plain: Visitor, cast: Cast, page: str, partial: str, element: str
) -> None:
    await sign_in(plain, cast.borrower)
    await _same(plain, page, partial, element)


async def test_the_fragments_of_a_request_are_the_page_s(plain: Visitor, cast: Cast) -> None:
    await make_offer(cast.lender, min_score=0)
    await make_offer(cast.partner, min_score=0, max_term_months=1)
    await sign_in(plain, cast.borrower)
    await plain.open("/lending/requests/new")
    await plain.press("直接提交", E1, files=PAPERS)
    request_id = await db.fetch_value("SELECT id FROM loan_request WHERE status = 'active'")
    path, partials = f"/lending/requests/{request_id}", f"/partials/lending/requests/{request_id}"
    await _same(plain, path, f"{partials}/request-form", "request-form")
    await _same(plain, path, f"{partials}/assessment-panel", "assessment-panel")
    await _same(plain, f"{path}/matches", f"{partials}/match-list", "match-list")


async def test_the_fragments_of_an_offer_are_the_page_s(plain: Visitor, cast: Cast) -> None:
    offer_id = await make_offer(cast.lender, preferred_regions=["440100", "350000"])
    await run_for_request(await make_request(cast.borrower))
    await run_for_offer(offer_id)
    await sign_in(plain, cast.lender)
    path, partials = f"/lending/offers/{offer_id}", f"/partials/lending/offers/{offer_id}"
    await _same(plain, path, f"{partials}/offer-form", "offer-form")
    await _same(plain, f"{path}/matches", f"{partials}/match-list", "match-list")


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("project=华锐精密&amount_max=20", "广州市华锐精密项目借款200,000元"),
        ("project=华锐精密项目&amount_max=２０万", "广州市华锐精密项目借款200,000元"),
        ("project=&amount_max=abc", "广州市（项目）项目借款（金额）元"),
    ],
)
async def test_the_title_is_composed_while_it_is_typed(plain: Visitor, cast: Cast, query: str, says: str) -> None:
    await sign_in(plain, cast.borrower)
    (title,) = parse_fragment((await plain.fragment(f"/partials/lending/request-title?{query}")).text)
    assert "".join(title.itertext()).strip() == f"标题：{says}"
