"""The match page: ranked counterparties, near misses, applying to several."""

from decimal import Decimal

import pytest

from cast import Cast
from lending_cases import sign_in
from makers import make_application, make_offer, make_request
from positions import make_position
from visitor import Page, Visitor, text_of
from zczr import db
from zczr.domain.lending.matching import run_for_offer, run_for_request
from zczr.domain.lending.sorts import OFFERS
from zczr.domain.postings import commands as postings

LIKES = {"preferred_industries": ["C"], "preferred_regions": ["440100"]}


async def test_counterparties_are_ranked_with_reasons_and_near_misses(plain: Visitor, cast: Cast) -> None:
    request_id = await make_request(cast.borrower)
    await make_offer(cast.lender, **LIKES)
    await make_offer(cast.stranger, **LIKES)
    await make_offer(cast.partner, min_rate=Decimal("0.064"))
    await run_for_request(request_id)
    await sign_in(plain, cast.borrower)
    page = await plain.open(f"/lending/requests/{request_id}/matches")
    names = [text_of(heading) for heading in page.tree.xpath("//form[@id='apply']//article//h3")]
    assert names == ["广州市远航供应链有限公司", "东莞市鼎盛电子有限公司"]
    assert "77.42" in page.text
    assert "双方是合作伙伴。" in page.text
    assert "双方还没有共同的合作伙伴。" in page.text
    assert "若最高利率提高 0.5 个百分点，多 1 家" in page.text
    assert "佛山市南海恒信五金制品有限公司" in page.text
    assert "13800138000" not in page.text
    assert "contact@zczr.test" not in page.text


async def test_scores_have_two_decimals_each(plain: Visitor, cast: Cast) -> None:
    request_id = await make_request(cast.borrower)
    offers = [await make_offer(owner) for owner in (cast.lender, cast.partner, cast.stranger)]
    await run_for_request(request_id)
    for offer_id, score in zip(offers, ("97", "96.8", "90.35"), strict=True):
        await db.execute("UPDATE loan_match SET score = $2 WHERE offer_id = $1", offer_id, Decimal(score))
    await sign_in(plain, cast.borrower)
    page = await plain.open(f"/lending/requests/{request_id}/matches")
    shown = [text_of(each) for each in page.tree.xpath("//*[@class='match-score']/*[@class='figure']")]
    assert shown == ["97.00", "96.80", "90.35"]


async def test_what_the_other_side_found_shows_here_too(plain: Visitor, cast: Cast) -> None:
    request_id = await make_request(cast.borrower)
    await run_for_request(request_id)
    offer_id = await make_offer(cast.lender, **LIKES)
    await run_for_offer(offer_id)
    await sign_in(plain, cast.borrower)
    page = await plain.open(f"/lending/requests/{request_id}/matches")
    assert "广州市远航供应链有限公司" in page.text
    assert "77.42" in page.text


async def test_two_offers_of_one_lender_are_told_apart(plain: Visitor, cast: Cast) -> None:
    request_id = await make_request(cast.borrower)
    await make_offer(cast.lender, project="闲置资金短期出借")
    await run_for_request(request_id)
    await sign_in(plain, cast.borrower)
    page = await plain.open(f"/lending/requests/{request_id}/matches")
    assert "共 1 家，" in page.text
    await make_offer(cast.lender, project="供应链周转贷款")
    await run_for_request(request_id)
    page = await plain.open(f"/lending/requests/{request_id}/matches")
    assert "共 1 家的 2 笔贷款，" in page.text
    assert "供应链周转贷款" in page.text
    assert "闲置资金短期出借" in page.text


async def test_several_are_applied_to_at_once(visitor: Visitor, cast: Cast) -> None:
    request_id = await make_request(cast.borrower)
    offers = [await make_offer(cast.lender), await make_offer(cast.stranger)]
    await run_for_request(request_id)
    await sign_in(visitor, cast.clerk)
    await visitor.open(f"/lending/requests/{request_id}/matches")
    await visitor.press("发起申请", {"counterparties": offers, "amount": "9", "message": "下月用款"}, form="apply")
    rows = await db.fetch("SELECT offer_id, amount, status FROM application ORDER BY offer_id")
    assert [tuple(row) for row in rows] == [(offer, 90000, "pending") for offer in offers]
    page = await visitor.open(f"/lending/requests/{request_id}/matches")
    assert len(page.tree.xpath("//a[normalize-space()='查看申请' and contains(@href, '/applications/')]")) == 2


async def test_an_application_that_is_refused_keeps_ticks_and_words(visitor: Visitor, cast: Cast) -> None:
    request_id = await make_request(cast.borrower)
    offer_id = await make_offer(cast.lender)
    await run_for_request(request_id)
    await sign_in(visitor, cast.borrower)
    await visitor.open(f"/lending/requests/{request_id}/matches")
    page = await visitor.press(
        "发起申请", {"counterparties": [offer_id], "amount": "50", "message": "急用"}, form="apply", expect=422
    )
    assert page.errors() == [f"申请金额：“{cast.lender.organization_name}”的“闲置资金出借”可申请的金额是 8 — 10 万元"]
    assert page.one(f"//input[@value='{offer_id}' and @name='counterparties']").get("checked") is not None
    assert page.one("//textarea[@name='message']").text.strip() == "急用"
    page = await visitor.press("发起申请", {"counterparties": [], "amount": "9"}, form="apply", expect=422)
    assert any("请至少勾选一家" in error for error in page.errors())
    page = await visitor.press("发起申请", {"counterparties": [], "amount": "13"}, form="apply", expect=422)
    assert page.errors()[1] == "申请金额：贵单位发布的金额是 8 — 12 万元，申请金额须在其中"
    assert await db.fetch_value("SELECT count(*) FROM application") == 0


def allowed(page: Page) -> list[str]:
    """What each card says may be applied for."""
    fact = "//form[@id='apply']//dl/div[dt='可申请金额']/dd"
    return [text_of(each) for each in page.tree.xpath(fact)]


async def test_each_card_says_what_may_be_applied_for_and_the_form_begins_with_it(visitor: Visitor, cast: Cast) -> None:
    request_id = await make_request(cast.borrower)
    best = await make_offer(cast.lender, amount_max=Decimal(95_000), **LIKES)
    await make_offer(cast.stranger, amount_min=Decimal(120_000), amount_max=Decimal(300_000), min_rate=Decimal("0.06"))
    await make_offer(cast.partner, amount_min=Decimal(150_000), amount_max=Decimal(200_000))
    await run_for_request(request_id)
    await db.execute("UPDATE loan_match SET score = 90 WHERE offer_id = $1", best)
    await sign_in(visitor, cast.borrower)
    page = await visitor.open(f"/lending/requests/{request_id}/matches")
    assert allowed(page) == ["8 — 9.5 万元", "12 万元"]
    assert page.text.count("可申请金额") == 2, "what is no match cannot be applied for"
    assert page.one("//input[@name='amount']").get("value") == "9.5"
    # Where it leads needs an assessment that these makers do not write.
    assert (await visitor.raw_press("发起申请", {"counterparties": [best]})).status_code == 303
    assert await db.fetch_value("SELECT amount FROM application") == 95_000
    page = await visitor.open(f"/lending/requests/{request_id}/matches")
    assert page.one("//input[@name='amount']").get("value") == "12"


async def test_a_lender_sees_what_may_be_applied_for_too(plain: Visitor, cast: Cast) -> None:
    offer_id = await make_offer(cast.lender)
    await make_request(cast.borrower)
    await run_for_offer(offer_id)
    await sign_in(plain, cast.lender)
    page = await plain.open(f"/lending/offers/{offer_id}/matches")
    assert allowed(page) == ["8 — 10 万元"]
    assert page.one("//input[@name='amount']").get("value") == "10"


async def test_an_amount_that_does_not_suit_all_is_told_once(visitor: Visitor, cast: Cast) -> None:
    request_id = await make_request(cast.borrower)
    offers = [
        await make_offer(cast.lender, amount_max=Decimal(90_000)),
        await make_offer(cast.stranger, amount_min=Decimal(85_000)),
        await make_offer(cast.partner, project="订单贷", amount_min=Decimal(100_000), amount_max=Decimal(110_000)),
    ]
    await run_for_request(request_id)
    await sign_in(visitor, cast.borrower)
    await visitor.open(f"/lending/requests/{request_id}/matches")
    page = await visitor.press("发起申请", {"counterparties": offers[:2], "amount": "8"}, form="apply", expect=422)
    assert page.errors() == ["申请金额：所选各家都可申请的金额是 8.5 — 9 万元"]
    page = await visitor.press(
        "发起申请", {"counterparties": offers, "amount": "9", "message": "长" * 201}, form="apply", expect=422
    )
    assert any("没有重合" in error and "“订单贷”是 10 — 11 万元" in error for error in page.errors())
    assert len(page.errors()) == 2


async def test_a_lender_hears_of_amount_and_declaration_together_with_the_missing_tick(
    visitor: Visitor, cast: Cast
) -> None:
    offer_id = await make_offer(cast.lender)
    await make_request(cast.borrower)
    await run_for_offer(offer_id)
    await sign_in(visitor, cast.lender)
    await visitor.open(f"/lending/offers/{offer_id}/matches")
    page = await visitor.press("发起申请", {"amount": "20"}, form="apply", expect=422)
    for error, said in zip(
        page.errors(), ("请至少勾选一家", "贵单位发布的金额是 5 — 10 万元", "为自有资金"), strict=True
    ):
        assert said in error


async def raw_apply(visitor: Visitor, amount: str) -> None:
    """Send the form as it stands; where it leads needs an assessment that these makers do not write."""
    assert (await visitor.raw_press("发起申请", {"amount": amount})).status_code == 303


async def test_one_that_was_withdrawn_meanwhile_costs_nobody_the_form(visitor: Visitor, cast: Cast) -> None:
    request_id = await make_request(cast.borrower)
    offers = [await make_offer(cast.lender), await make_offer(cast.stranger)]
    await run_for_request(request_id)
    await sign_in(visitor, cast.borrower)
    await visitor.open(f"/lending/requests/{request_id}/matches")
    form = visitor.now
    await postings.withdraw(cast.stranger, OFFERS, offers[1])
    for amount in ("9", ""):
        visitor.page = form
        sent = {"counterparties": offers, "amount": amount, "message": "急用"}
        page = await visitor.press("发起申请", sent, form="apply", expect=422)
        assert any("勾选的有 1 笔已撤回、到期或修改" in error for error in page.errors())
        assert page.one("//textarea[@name='message']").text.strip() == "急用"
        assert page.one(f"//input[@value='{offers[0]}' and @name='counterparties']").get("checked") is not None
    await raw_apply(visitor, "9")
    assert await db.fetch_value("SELECT count(*) FROM application") == 1


async def test_at_most_ten_are_asked_at_once_and_each_once(plain: Visitor, cast: Cast) -> None:
    request_id = await make_request(cast.borrower)
    offers = [await make_offer(cast.lender, project=f"贷款{number}") for number in range(11)]
    await run_for_request(request_id)
    await sign_in(plain, cast.borrower)
    await plain.open(f"/lending/requests/{request_id}/matches")
    for amount in ("9", ""):
        page = await plain.press("发起申请", {"counterparties": offers, "amount": amount}, form="apply", expect=422)
        assert any("一次最多向 10 家" in error for error in page.errors())
    page = await plain.press("发起申请", {"counterparties": offers[:1] * 300, "amount": "50"}, form="apply", expect=422)
    assert len(page.errors()) == 1
    await plain.press("发起申请", {"counterparties": offers[:2] * 2, "amount": "9"}, form="apply")
    assert await db.fetch_value("SELECT count(*) FROM application") == 2


async def test_foreign_and_nonsense_ids_are_not_found(plain: Visitor, cast: Cast) -> None:
    request_id = await make_request(cast.borrower)
    foreign = await make_request(cast.stranger)
    offer_id = await make_offer(cast.lender)
    unseen = await make_offer(cast.stranger, min_rate=Decimal("0.10"))
    await run_for_request(request_id)
    await sign_in(plain, cast.borrower)
    page = await plain.open(f"/lending/requests/{request_id}/matches")
    token = page.one("//form[@id='apply']/input[@name='_csrf_token']").get("value")
    for kind, own, other, status in (
        ("request", foreign, offer_id, 404), ("offer", offer_id, foreign, 404), ("request", "x", offer_id, 404),
        ("nonsense", request_id, offer_id, 404),
        # Whether it is there is nobody's business: the same is said of what is seen no more.
        ("request", request_id, unseen, 422), ("request", request_id, 10**9, 422),
    ):  # fmt: skip
        sent = {
            "_csrf_token": token, "posting_kind": kind, "posting_id": str(own), "counterparties": str(other), "amount": "9",
        }  # fmt: skip
        response = await plain.raw("POST", "/lending/applications", data=sent)
        assert response.status_code == status, sent
        assert status == 404 or "不在匹配结果中了" in response.text
    assert await db.fetch_value("SELECT count(*) FROM application") == 0


async def test_a_reviewer_sees_matches_without_ticks(plain: Visitor, cast: Cast) -> None:
    request_id = await make_request(cast.borrower)
    await make_offer(cast.lender)
    await run_for_request(request_id)
    await sign_in(plain, cast.checker)
    page = await plain.open(f"/lending/requests/{request_id}/matches")
    assert "广州市远航供应链有限公司" in page.text
    assert not page.tree.xpath("//input[@name='counterparties']")
    assert page.link("查看发布") == f"/lending/requests/{request_id}"


async def test_nothing_found_says_what_to_do(plain: Visitor, cast: Cast) -> None:
    request_id = await make_request(cast.borrower)
    await run_for_request(request_id)
    await sign_in(plain, cast.borrower)
    page = await plain.open(f"/lending/requests/{request_id}/matches")
    assert "暂时没有匹配的出借方" in page.text


async def test_what_closed_since_the_run_is_no_longer_shown(plain: Visitor, cast: Cast) -> None:
    request_id = await make_request(cast.borrower)
    offer_id = await make_offer(cast.lender)
    await run_for_request(request_id)
    await make_application(cast.borrower, cast.lender, request_id=request_id, offer_id=offer_id, status="rejected")
    await db.execute("UPDATE loan_offer SET status = 'closed'")
    await sign_in(plain, cast.borrower)
    assert "广州市远航供应链有限公司" not in (await plain.open(f"/lending/requests/{request_id}/matches")).text


@pytest.mark.parametrize(("loans", "cautioned"), [(4, False), (5, True)])
async def test_a_lender_of_many_loans_is_shown_with_a_caution(
    plain: Visitor, cast: Cast, loans: int, cautioned: bool
) -> None:
    for _ in range(loans):
        await make_position(cast.partner, cast.lender)
    request_id = await make_request(cast.borrower)
    await make_offer(cast.lender)
    await run_for_request(request_id)
    await sign_in(plain, cast.borrower)
    page = await plain.open(f"/lending/requests/{request_id}/matches")
    amber = [text_of(item) for item in page.tree.xpath("//form[@id='apply']//li[@class='reason-loss']")]
    assert ("出借方 24 个月内的有息出借较多，达到 9 笔后不能再出借。" in amber) is cautioned


async def test_the_weakest_term_is_a_note_and_no_warning(plain: Visitor, cast: Cast) -> None:
    request_id = await make_request(cast.borrower)
    await make_offer(cast.lender, **LIKES)
    await run_for_request(request_id)
    await sign_in(plain, cast.borrower)
    page = await plain.open(f"/lending/requests/{request_id}/matches")
    notes = [text_of(item) for item in page.tree.xpath("//form[@id='apply']//li[@class='reason-note']")]
    assert notes == ["最弱一项：抵押和担保覆盖借款的 50%。"]
    assert not page.tree.xpath("//form[@id='apply']//li[@class='reason-loss']")


async def test_a_lender_is_not_warned_of_itself_on_every_card(plain: Visitor, cast: Cast) -> None:
    for _ in range(5):
        await make_position(cast.partner, cast.lender)
    request_id, offer_id = await make_request(cast.borrower), await make_offer(cast.lender)
    await run_for_request(request_id)
    await run_for_offer(offer_id)
    await sign_in(plain, cast.lender)
    page = await plain.open(f"/lending/offers/{offer_id}/matches")
    assert "广州市华锐精密科技有限公司" in page.text
    assert "出借方 24 个月内的有息出借较多" not in page.text


async def test_an_institution_above_the_cap_is_shown_with_a_caution(plain: Visitor, cast: Cast) -> None:
    request_id = await make_request(cast.borrower, max_rate=Decimal("0.15"))
    await make_offer(cast.institution)
    await run_for_request(request_id)
    await sign_in(plain, cast.borrower)
    assert "利率超过 LPR 的 4 倍；" in (await plain.open(f"/lending/requests/{request_id}/matches")).text


async def test_an_ended_posting_says_that_it_is_not_matched(plain: Visitor, cast: Cast) -> None:
    request_id = await make_request(cast.borrower, status="closed")
    await sign_in(plain, cast.borrower)
    page = await plain.open(f"/lending/requests/{request_id}/matches")
    assert "这项发布已关闭，不在匹配中。" in page.text
    assert "调整条件" not in page.text
    assert "修改条件" not in page.text
    assert page.link("查看发布") == f"/lending/requests/{request_id}"
