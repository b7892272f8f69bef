"""Matching claims and 收购意向 from rows: both ways, with near misses, run twice, and what keeps a pair apart."""

import json
import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from cast import Cast
from claim_cases import make_transfer
from claim_makers import make_claim, make_criteria, sale_terms
from makers import make_member, make_organization, make_request
from zczr import db
from zczr.domain import clock
from zczr.domain.claims import candidates, matching
from zczr.domain.claims.match_facts import criteria_rows
from zczr.domain.claims.selling import submit
from zczr.domain.postings.commands import Kept, Sort
from zczr.domain.postings.matching import LONGEST_UNMATCHED
from zczr.domain.rounds import SORTS, expire_postings, match_all, rematch


async def kept() -> list[tuple[Any, ...]]:
    """The stored list without its instant."""
    rows = await db.fetch("SELECT claim_id, criteria_id, side, outcome, score, terms FROM claim_match ORDER BY 1, 2, 3")
    return [tuple(row) for row in rows]


async def test_a_pair_scores_the_same_from_both_sides(cast: Cast) -> None:
    claim_id, criteria_id = await make_claim(cast.borrower), await make_criteria(cast.lender)
    assert await matching.run_for_claim(claim_id) == 1
    assert await matching.run_for_criteria(criteria_id) == 1
    rows = await kept()
    # Yield 30; 25 x 0.3 x 0.5; term 15; 15 x (1 - 50/1000); no papers; partners 5.
    assert [(row[2], row[3], row[4]) for row in rows] == [
        ("claim", "match", Decimal("68.00")),
        ("criteria", "match", Decimal("68.00")),
    ]
    assert json.loads(rows[0][5]) == {
        "best": ["年化收益率比要求高 5 个百分点以上。", "双方是合作伙伴。", "价格在收购方的金额范围内，偏离其中间值。"],
        "weakest": "证明材料提供了 0%。",
        "cautions": ["年化收益率超过 LPR 的 4 倍。债权真实转让不受此上限约束，请核对价格是否公允。"],
    }


async def test_a_run_that_is_repeated_leaves_one_state_one_entry_and_one_message(cast: Cast) -> None:
    claim_id = await make_claim(cast.borrower)
    await make_criteria(cast.lender)
    await make_criteria(cast.partner, min_yield=Decimal("0.28"))
    await matching.run_for_claim(claim_id)
    first = await kept()
    await matching.run_for_claim(claim_id)
    assert await kept() == first
    assert [row[3] for row in first] == ["match", "near_miss"]
    (told,) = await db.fetch("SELECT organization_id, title, href FROM notice")
    assert told["organization_id"] == cast.borrower.organization_id
    assert told["title"].startswith("找到 1 笔匹配的收购意向：关于广州市宏达机械有限公司对于")
    assert told["href"] == f"/claims/sales/{claim_id}/matches"
    (entry,) = await db.fetch("SELECT posting_kind, posting_id, matches, status FROM feed_entry")
    assert tuple(entry) == ("claim", claim_id, 1, "live")


async def test_a_buyer_is_told_of_claims(cast: Cast) -> None:
    await make_claim(cast.borrower)
    criteria_id = await make_criteria(cast.lender)
    await matching.run_for_criteria(criteria_id)
    (told,) = await db.fetch("SELECT title, href FROM notice")
    assert told["title"] == "找到 1 笔匹配的债权：收购应收账款（10 — 100 万元）"
    assert told["href"] == f"/claims/criteria/{criteria_id}/matches"


@pytest.mark.parametrize(
    ("change", "for_seller", "for_buyer"),
    [
        ({}, "match", "match"),
        ({"amount_max": Decimal(500_000)}, "match", "match"),
        ({"amount_max": Decimal("499999.99")}, "near_miss", "near_miss"),
        ({"amount_min": Decimal(500_000)}, "match", "match"),
        ({"amount_min": Decimal("500000.01")}, None, "near_miss"),
        ({"max_days": 240}, "match", "match"),
        ({"max_days": 239}, None, "near_miss"),
        ({"min_yield": Decimal("0.27375")}, "match", "match"),
        ({"min_yield": Decimal("0.273751")}, "near_miss", "near_miss"),
        ({"min_yield": None}, "match", "match"),
        ({"min_discount": Decimal("0.152542")}, "match", "match"),
        ({"min_discount": Decimal("0.152543")}, "near_miss", "near_miss"),
        ({"kinds": []}, "match", "match"),
        ({"kinds": ["bill"]}, None, "near_miss"),
        ({"debtor_states": ["unnotified"]}, "match", "match"),
        ({"debtor_states": ["confirmed"]}, "near_miss", "near_miss"),
        ({"min_score": 100}, "match", "match"),
        ({"min_score": 101}, None, "near_miss"),
        ({"visibility": "partners"}, "match", "match"),
        ({"status": "closed"}, None, None),
        ({"kinds": ["bill"], "max_days": 100}, None, None),
    ],
)
async def test_each_hard_constraint_holds_at_its_threshold_from_both_sides(
    cast: Cast, change: dict[str, Any], for_seller: str | None, for_buyer: str | None
) -> None:
    claim_id, criteria_id = await make_claim(cast.borrower), await make_criteria(cast.lender, **change)
    await matching.run_for_claim(claim_id)
    await matching.run_for_criteria(criteria_id)
    assert {row[2]: row[3] for row in await kept()} == {
        side: outcome for side, outcome in (("claim", for_seller), ("criteria", for_buyer)) if outcome
    }


@pytest.mark.parametrize(("days", "found"), [(15, 1), (14, 0), (0, 0), (-5, 0)])
async def test_what_falls_due_too_soon_is_not_matched(cast: Cast, days: int, found: int) -> None:
    claim_id = await make_claim(cast.borrower, due_on=clock.today() + timedelta(days=days))
    criteria_id = await make_criteria(cast.lender)
    assert await matching.run_for_claim(claim_id) == found
    assert await matching.run_for_criteria(criteria_id) == found


@pytest.mark.parametrize(
    ("column", "value"),
    [("status", "suspended"), ("status", "pending"), ("dishonest_on", clock.today()), ("controller", "陈志强")],
)
async def test_a_buyer_that_may_not_deal_is_left_out(cast: Cast, column: str, value: Any) -> None:
    claim_id = await make_claim(cast.borrower)
    await make_criteria(cast.lender)
    await db.execute(f"UPDATE organization SET {column} = $2 WHERE id = $1", cast.lender.organization_id, value)
    assert await matching.run_for_claim(claim_id) == 0


async def test_the_debtor_is_no_buyer(cast: Cast) -> None:
    uscc = await db.fetch_value("SELECT uscc FROM organization WHERE id = $1", cast.lender.organization_id)
    claim_id = await make_claim(cast.borrower, debtor_uscc=uscc)
    criteria_id = await make_criteria(cast.lender)
    assert await matching.run_for_claim(claim_id) == 0
    assert await matching.run_for_criteria(criteria_id) == 0
    assert await kept() == []


async def test_of_two_sellers_of_one_claim_only_the_first_is_matched(cast: Cast) -> None:
    same = {"invoice_numbers": ()}
    first, second = await make_claim(cast.borrower, **same), await make_claim(cast.stranger, **same)
    await make_criteria(cast.lender)
    assert await matching.run_for_claim(first) == 1
    assert await matching.run_for_claim(second) == 0
    other = await make_claim(cast.stranger, contract_number="HT-2026-019", **same)
    assert await matching.run_for_claim(other) == 1


async def _sold(cast: Cast, claim_id: int, status: str) -> None:
    """An application of the stranger's for a claim of the borrower's."""
    await db.execute(
        """INSERT INTO application (business, submission_id, claim_id, seller_id, buyer_id, applicant_id, respondent_id, applied_by,
                                    title, amount, status, created_at, answer_due_at, closed_at, approved_at, confirm_due_at)
           VALUES ('claim', gen_random_uuid(), $1, $2, $3, $3, $2, $4, '债权', 500000, $5, now(), now(), $6, $7, $7)""",
        claim_id, cast.borrower.organization_id, cast.stranger.organization_id, cast.stranger.member_id, status,
        clock.now() if status in {"confirmed", "rejected"} else None,
        clock.now() if status in {"confirmed", "approved"} else None,
    )  # fmt: skip


@pytest.mark.parametrize(("status", "held"), [("approved", False), ("pending", False), ("rejected", True)])
async def test_what_is_promised_to_a_buyer_is_offered_to_no_other(cast: Cast, status: str, held: bool) -> None:
    claim_id = await make_claim(cast.borrower)
    await _sold(cast, claim_id, status)
    assert await matching.run_for_criteria(await make_criteria(cast.lender)) == held


async def test_what_was_bought_here_is_locked_for_five_trading_days(cast: Cast) -> None:
    await make_transfer(cast.borrower, cast.stranger)
    transfer_id = await db.fetch_value("SELECT id FROM claim_transfer")
    again = await make_claim(cast.stranger, generation=1, resale_of=transfer_id)
    await make_criteria(cast.lender, visibility="match_only")
    assert await matching.run_for_claim(again) == 0
    clock.travel(timedelta(days=30))
    assert await matching.run_for_claim(again) == 1


async def test_with_recourse_a_yield_above_the_cap_is_for_licensed_buyers(cast: Cast) -> None:
    claim_id = await make_claim(cast.borrower, recourse="with")
    await make_criteria(cast.lender)
    assert await matching.run_for_claim(claim_id) == 0
    await make_criteria(cast.institution)
    assert await matching.run_for_claim(claim_id) == 1


async def test_evidence_and_an_assessed_debtor_raise_the_score(cast: Cast) -> None:
    claim_id, criteria_id = await make_claim(cast.borrower), await make_criteria(cast.lender)
    await matching.run_for_criteria(criteria_id)
    (before,) = [row[4] for row in await kept()]
    await db.execute(
        """INSERT INTO upload (organization_id, member_id, subject_kind, subject_id, slot, file_name, media_type, size, sha256,
                               storage_key, created_at)
           SELECT $1, $2, 'claim', $3, slot, 'a.pdf', 'application/pdf', 1, repeat('0', 64), slot || number, now()
           FROM unnest(ARRAY['business_licence', 'evidence', 'evidence']) WITH ORDINALITY AS sent (slot, number)""",
        cast.borrower.organization_id, cast.borrower.member_id, claim_id,
    )  # fmt: skip
    await matching.run_for_criteria(criteria_id)
    (proven,) = [row[4] for row in await kept()]
    assert proven - before == 10
    debtor = await make_organization(name="广州市宏达机械有限公司", uscc="91440101MA5D000016")
    await make_request(await make_member(debtor))
    await matching.run_for_criteria(criteria_id)
    (rated,) = [row[4] for row in await kept()]
    # 25 x 0.3 x 0.5.
    assert rated - proven == Decimal("3.75")


async def test_preferred_regions_and_industries_are_looked_at_first_and_told(cast: Cast) -> None:
    # Sixty better ones elsewhere fill the pool of the best.
    for number in range(60):
        await make_claim(
            cast.borrower, contract_number=f"HT-{number}", invoice_numbers=(), asking_price=Decimal(300_000),
            city_code="110100", province_code="110000", industry_section="F",
        )  # fmt: skip
    far = await make_member(await make_organization(name="深圳市远方电子有限公司", city_code="440300"))
    wanted = await make_claim(
        far, contract_number="SZ-1", invoice_numbers=(), asking_price=Decimal(580_000), city_code="440300",
        due_on=clock.today() + timedelta(days=360), industry_section="K",
    )  # fmt: skip
    common: dict[str, Any] = {"min_yield": None, "max_days": 365}
    for preference in (
        {"preferred_regions": ["440300"]},
        {"preferred_regions": ["440000"]},
        {"preferred_industries": ["K"]},
    ):
        criteria_id = await make_criteria(cast.lender, **common, **preference)
        await matching.run_for_criteria(criteria_id)
        # It ranks below fifty others, and is compared all the same.
        assert await _compared(criteria_id, wanted)
    plain = await make_criteria(cast.lender, **common)
    assert not await _compared(plain, wanted)


async def _compared(criteria_id: int, claim_id: int) -> bool:
    (row,) = await criteria_rows([criteria_id])
    return claim_id in await candidates.claims_for(row, clock.today())


async def test_what_a_preference_is_met_by_is_kept_with_the_match(cast: Cast) -> None:
    await make_claim(cast.borrower)
    await matching.run_for_criteria(await make_criteria(cast.lender, preferred_regions=["440100"]))
    (row,) = await kept()
    assert json.loads(row[5])["liked"] == ["出售方在偏好地区。"]


async def test_the_best_fifty_are_kept(cast: Cast) -> None:
    claim_id = await make_claim(cast.borrower)
    for _ in range(60):
        await make_criteria(cast.stranger)
    assert await matching.run_for_claim(claim_id) == 50


async def test_what_is_not_open_is_not_matched(cast: Cast) -> None:
    await make_criteria(cast.lender)
    for status in ("draft", "reserved", "matched", "closed"):
        contract = {"contract_number": status, "invoice_numbers": ()}
        assert await matching.run_for_claim(await make_claim(cast.borrower, status=status, **contract)) == 0
    assert await matching.run_for_claim(10**9) == 0
    assert await matching.run_for_criteria(10**9) == 0


async def test_the_nightly_run_matches_them_too(cast: Cast) -> None:
    await make_claim(cast.borrower)
    await make_criteria(cast.lender)
    assert await match_all() == 2
    assert [row[2] for row in await kept()] == ["claim", "criteria"]


async def test_new_partners_are_matched_anew(cast: Cast, jobs: list[tuple[str, int]]) -> None:
    claim_id, criteria_id = await make_claim(cast.borrower), await make_criteria(cast.stranger)
    jobs.clear()
    async with db.transaction():
        await rematch(cast.borrower.organization_id, cast.stranger.organization_id)
    assert jobs == [("matching.run_claim", (claim_id,)), ("matching.run_criteria", (criteria_id,))]


async def test_they_expire_with_their_matches_and_their_entries(cast: Cast) -> None:
    claim_id, criteria_id = await make_claim(cast.borrower), await make_criteria(cast.lender)
    await matching.run_for_claim(claim_id)
    await matching.run_for_criteria(criteria_id)
    assert await expire_postings(clock.today() + timedelta(days=91)) == 2
    assert await expire_postings(clock.today() + timedelta(days=91)) == 0
    assert await kept() == []
    assert await db.fetch_value("SELECT count(*) FROM feed_entry WHERE status = 'live'") == 0
    titles = [
        row["title"] for row in await db.fetch("SELECT title FROM notice WHERE title LIKE '发布已到期%' ORDER BY id")
    ]
    assert titles == [
        "发布已到期：关于广州市宏达机械有限公司对于广州市华锐精密科技有限公司应收账款590,000元的债权出售",
        "发布已到期：收购应收账款（10 — 100 万元）",
    ]


async def test_a_claim_put_on_sale_is_matched_at_once(cast: Cast) -> None:
    criteria_id = await make_criteria(cast.lender)
    claim_id = await submit(cast.borrower, Kept(uuid.uuid4()), sale_terms(), [])
    assert [row[:4] for row in await kept()] == [(claim_id, criteria_id, "claim", "match")]


@pytest.mark.parametrize("sort", SORTS, ids=lambda sort: sort.table)
async def test_what_waits_longest_is_found_by_an_index_of_its_order(cast: Cast, sort: Sort) -> None:
    async with db.transaction():
        await db.execute("SET LOCAL enable_seqscan = off")
        plan = await db.fetch(f"EXPLAIN {LONGEST_UNMATCHED.format(table=sort.table)}", 200)
    text = "\n".join(row[0] for row in plan)
    assert f"using {sort.table}_matched" in text, text
    assert "Sort" not in text, text
