"""Matching from rows: both ways, with near misses, run twice, and what keeps a pair apart."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from cast import Cast
from makers import make_member, make_offer, make_organization, make_partners, make_request
from zczr import db
from zczr.domain import clock
from zczr.domain.lending import matching
from zczr.domain.postings import matching as postings_matching
from zczr.domain.rounds import match_all

LIKES: dict[str, Any] = {"preferred_industries": ["C"], "preferred_regions": ["440100"]}


async def kept() -> list[tuple[Any, ...]]:
    """The stored list without its instant."""
    rows = await db.fetch("SELECT request_id, offer_id, side, outcome, score, terms FROM loan_match ORDER BY 1, 2, 3")
    return [tuple(row) for row in rows]


async def test_the_published_pair_scores_77_42_from_both_sides(cast: Cast) -> None:
    request_id, offer_id = await make_request(cast.borrower), await make_offer(cast.lender, **LIKES)
    assert await matching.run_for_request(request_id) == 1
    assert await matching.run_for_offer(offer_id) == 1
    rows = await kept()
    assert [(row[2], row[3], row[4]) for row in rows] == [
        ("offer", "match", Decimal("77.42")),
        ("request", "match", Decimal("77.42")),
    ]
    assert json.loads(rows[0][5]) == {
        "best": ["期限正合出借方偏好。", "双方是合作伙伴。", "同城或在偏好地区。"],
        "weakest": "抵押和担保覆盖借款的 50%。",
        "cautions": [],
    }


async def test_a_run_that_is_repeated_leaves_one_state_and_one_message(cast: Cast) -> None:
    request_id = await make_request(cast.borrower)
    await make_offer(cast.lender)
    await make_offer(cast.partner, min_rate=Decimal("0.07"))
    await matching.run_for_request(request_id)
    first = await kept()
    await matching.run_for_request(request_id)
    assert await kept() == first
    assert len(first) == 2
    told = await db.fetch("SELECT organization_id, title FROM notice")
    assert [row["organization_id"] for row in told] == [cast.borrower.organization_id]
    assert "找到 1 笔匹配的贷款" in told[0]["title"]


async def test_what_no_longer_fits_leaves_the_list(cast: Cast) -> None:
    request_id, offer_id = await make_request(cast.borrower), await make_offer(cast.lender)
    await matching.run_for_request(request_id)
    await db.execute("UPDATE loan_offer SET status = 'withdrawn' WHERE id = $1", offer_id)
    assert await matching.run_for_request(request_id) == 0
    assert await kept() == []


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({}, "match"),
        ({"amount_min": Decimal(120_000), "amount_max": Decimal(130_000)}, "match"),
        ({"amount_min": Decimal(120_001), "amount_max": Decimal(130_000)}, "near_miss"),
        ({"amount_min": Decimal(50_000), "amount_max": Decimal(80_000)}, "match"),
        ({"amount_min": Decimal(50_000), "amount_max": Decimal(79_999)}, "near_miss"),
        ({"min_rate": Decimal("0.06")}, "match"),
        ({"min_rate": Decimal("0.060001")}, "near_miss"),
        ({"max_term_months": 6}, "match"),
        ({"max_term_months": 5, "preferred_term_months": None}, "near_miss"),
        ({"security_modes": ["guarantee"]}, "near_miss"),
        ({"security_modes": []}, "match"),
        ({"min_score": 82}, "match"),
        ({"min_score": 83}, None),
        ({"excluded_industries": ["C"]}, None),
        ({"excluded_regions": ["440000"]}, None),
        ({"visibility": "partners"}, "match"),
        ({"status": "closed"}, None),
        ({"security_modes": ["mortgage"], "max_advance_rate": Decimal("0.4")}, "match"),
        ({"security_modes": ["mortgage"], "max_advance_rate": Decimal("0.39")}, "near_miss"),
        ({"min_rate": Decimal("0.07"), "max_term_months": 3, "preferred_term_months": None}, None),
    ],
)
async def test_each_hard_constraint_holds_at_its_threshold(
    cast: Cast, change: dict[str, Any], outcome: str | None
) -> None:
    request_id = await make_request(cast.borrower)
    await make_offer(cast.lender, **change)
    await matching.run_for_request(request_id)
    assert [row[3] for row in await kept()] == ([outcome] if outcome else [])


@pytest.mark.parametrize(
    ("column", "value"),
    [("status", "suspended"), ("status", "pending"), ("dishonest_on", clock.today()), ("controller", "陈志强")],
)
async def test_a_lender_that_may_not_deal_is_left_out(cast: Cast, column: str, value: Any) -> None:
    request_id = await make_request(cast.borrower)
    await make_offer(cast.lender)
    await db.execute(f"UPDATE organization SET {column} = $2 WHERE id = $1", cast.lender.organization_id, value)
    assert await matching.run_for_request(request_id) == 0


async def test_own_expired_and_partner_only_offers_are_left_out(cast: Cast) -> None:
    request_id = await make_request(cast.borrower)
    await make_offer(cast.borrower)
    await make_offer(cast.lender, expires_on=clock.today() - timedelta(days=1))
    await make_offer(cast.stranger, visibility="partners")
    assert await matching.run_for_request(request_id) == 0
    await make_offer(cast.partner, expires_on=clock.today())
    assert await matching.run_for_request(request_id) == 1


async def test_a_request_for_institutions_shows_to_them_only(cast: Cast) -> None:
    request_id = await make_request(cast.borrower, visibility="institutions")
    enterprise = await make_offer(cast.lender)
    institution = await make_offer(cast.institution)
    assert await matching.run_for_offer(enterprise) == 0
    assert await matching.run_for_offer(institution) == 1
    assert await matching.run_for_request(request_id) == 1


async def test_partners_of_partners_count_as_common_partners(cast: Cast) -> None:
    request_id = await make_request(cast.borrower)
    far = await make_member(await make_organization(name="江门市远方五金有限公司", city_code="440700"))
    await make_partners(cast.partner.organization_id, far.organization_id)
    unknown = await make_member(await make_organization(name="江门市未识五金有限公司", city_code="440700"))
    near, beyond = await make_offer(far), await make_offer(unknown)
    await matching.run_for_request(request_id)
    scores = {row[1]: row[4] for row in await kept()}
    assert scores[near] - scores[beyond] == 2


async def test_the_best_fifty_are_kept(cast: Cast) -> None:
    request_id = await make_request(cast.borrower)
    for number in range(60):
        await make_offer(cast.stranger, max_term_months=12 + number)
    assert await matching.run_for_request(request_id) == 50


async def test_a_nightly_run_matches_every_open_posting(cast: Cast) -> None:
    await make_request(cast.borrower)
    await make_request(cast.stranger, status="draft")
    await make_offer(cast.lender)
    assert await match_all() == 2
    assert [row[2] for row in await kept()] == ["offer", "request"]


async def test_a_posting_that_is_not_open_is_not_matched(cast: Cast) -> None:
    await make_offer(cast.lender)
    assert await matching.run_for_request(await make_request(cast.borrower, status="closed")) == 0
    assert await matching.run_for_request(987654) == 0
    assert await matching.run_for_offer(await make_offer(cast.lender, status="draft")) == 0


async def test_the_nightly_run_begins_with_what_has_waited_longest(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now()
    await make_request(cast.borrower, matched_at=now - timedelta(days=1))
    await make_request(cast.borrower, matched_at=now - timedelta(days=2))
    await make_request(cast.borrower)
    await make_request(cast.borrower, matched_at=now + timedelta(days=1))
    monkeypatch.setattr(postings_matching, "_BATCH", 1)
    waited = await db.fetch("SELECT id FROM loan_request ORDER BY matched_at NULLS FIRST, id")
    assert await match_all() == 3
    matched = await db.fetch("SELECT id, matched_at FROM loan_request ORDER BY matched_at")
    assert [row["id"] for row in matched] == [row["id"] for row in waited]
    assert all(row["matched_at"] >= now for row in matched)


async def test_requests_and_offers_take_turns_in_the_nightly_run(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        await make_request(cast.borrower)
        await make_offer(cast.lender)
    monkeypatch.setattr(postings_matching, "_BATCH", 1)
    assert await match_all() == 4
    order = await db.fetch(
        "SELECT 'r', matched_at FROM loan_request UNION ALL SELECT 'o', matched_at FROM loan_offer ORDER BY 2"
    )
    assert [row[0] for row in order] == ["r", "o", "r", "o"]


async def test_one_posting_that_cannot_be_matched_does_not_hold_up_the_others(cast: Cast) -> None:
    await make_offer(cast.stranger, security_modes=["nonsense"])
    request_id = await make_request(cast.partner, city_code="110100", max_rate=Decimal("0.01"))
    assert await match_all() == 2
    assert await match_all() == 2
    waiting = "SELECT count(*) FROM loan_offer WHERE matched_at IS NULL"
    assert await db.fetch_value(waiting) == 0
    assert await db.fetch_value("SELECT matched_at IS NOT NULL FROM loan_request WHERE id = $1", request_id)


async def test_a_run_that_is_repeated_only_moves_the_instant_it_was_made(cast: Cast) -> None:
    request_id = await make_request(cast.borrower)
    await make_offer(cast.lender)
    await match_all()
    rows, before = await kept(), await db.fetch_value("SELECT matched_at FROM loan_request WHERE id = $1", request_id)
    await match_all()
    assert await kept() == rows
    assert await db.fetch_value("SELECT matched_at FROM loan_request WHERE id = $1", request_id) > before
