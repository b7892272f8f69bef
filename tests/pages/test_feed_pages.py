"""伙伴动态 in the browser: the list, one entry, and the way to report it."""

from datetime import timedelta

import pytest

from cast import Cast
from feed_cases import make_entry, make_report
from lending_cases import sign_in
from makers import make_offer, make_request
from visitor import Page, Visitor, canonical, parse_fragment, text_of
from zczr import db
from zczr.domain import clock
from zczr.domain.feed.queries import MOST, OFFER, REQUEST
from zczr.domain.lending.matching import run_for_request

TITLE = "广州市精密零件扩产项目借款120,000元"
REPORT = {"category": "fraud", "reason": "收取费用后失联"}


def titles(page: Page) -> list[str]:
    return [text_of(each) for each in page.tree.xpath("//*[@id='feed-list']//h2")]


async def requested(cast: Cast) -> int:
    """An entry of a request of the borrower's that matching published; its id."""
    await make_offer(cast.lender)
    await run_for_request(await make_request(cast.borrower, summary="交货后六十天回款", reason="采购轴承钢"))
    return int(await db.fetch_value("SELECT id FROM feed_entry"))


async def test_a_partner_reads_the_summary_and_may_contact_or_report(visitor: Visitor, cast: Cast) -> None:
    entry_id = await requested(cast)
    request_id = await db.fetch_value("SELECT id FROM loan_request")
    await sign_in(visitor, cast.partner)
    listing = await visitor.open("/partners/feed")
    assert titles(listing) == [TITLE]
    said = (
        cast.borrower.organization_name, "广州市", "制造业", "信用分 100", "8 — 12 万元", "6.00%/年", "6 个月", "抵押",
        "系统已匹配到 1 家出借方",
    )  # fmt: skip
    listed = text_of(listing.one("//*[@id='feed-list']//article"))
    assert not [words for words in said if words.replace(" ", "") not in listed.replace(" ", "")]
    # Neither who was found nor what the request explains is anybody's business here.
    alone = await visitor.follow(TITLE)
    assert alone.path == f"/partners/feed/{entry_id}"
    for page in (listing, alone):
        assert cast.lender.organization_name not in page.text
        assert "交货后六十天回款" not in page.text
        assert "采购轴承钢" not in page.text
        about = f"to={cast.borrower.organization_id}&about=loan_request&id={request_id}"
        assert page.link("联系") == f"/messages/conversations/new?{about}"
        assert page.link("举报") == f"/partners/feed/{entry_id}/reports/new"
        assert page.link(cast.borrower.organization_name) == f"/partners/{cast.borrower.organization_id}"
        assert "本单位发布" not in page.text
        assert clock.shown(clock.now())[:10] in page.text


async def test_an_own_entry_says_so_and_leads_to_the_posting(plain: Visitor, cast: Cast) -> None:
    entry_id = await requested(cast)
    await sign_in(plain, cast.clerk)
    for path in ("/partners/feed", f"/partners/feed/{entry_id}"):
        page = await plain.open(path)
        assert "本单位发布" in page.text
        assert page.link("查看发布").startswith("/lending/requests/")
        assert not page.tree.xpath("//a[contains(@href, '/reports/new') or contains(@href, '/conversations/new')]")
    page = await plain.open(f"/partners/feed/{entry_id}/reports/new", expect=403)
    assert "贵单位自己的发布" in page.text


async def test_a_report_hides_the_entry_at_once_and_a_second_one_is_an_ordinary_answer(
    visitor: Visitor, cast: Cast
) -> None:
    entry_id = await requested(cast)
    await sign_in(visitor, cast.partner)
    await visitor.open(f"/partners/feed/{entry_id}/reports/new")
    page = await visitor.press("提交举报", REPORT, twice=True)
    assert page.path == "/partners/feed"
    assert titles(page) == []
    assert "您已举报过这条动态" in page.text
    assert await db.fetch_value("SELECT count(*) FROM abuse_report") == 1
    await visitor.open(f"/partners/feed/{entry_id}", expect=404)
    await visitor.open(f"/partners/feed/{entry_id}/reports/new", expect=404)


async def test_a_first_report_is_thanked_for(visitor: Visitor, cast: Cast) -> None:
    entry_id = await requested(cast)
    await sign_in(visitor, cast.partner)
    await visitor.open(f"/partners/feed/{entry_id}")
    await visitor.follow("举报")
    page = await visitor.press("提交举报", REPORT)
    assert "举报已提交" in page.text
    row = await db.fetch_row("SELECT member_id, category, reason FROM abuse_report")
    assert tuple(row or ()) == (cast.partner.member_id, "fraud", "收取费用后失联")


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"reason": " "}, ["请选择举报类别", "请写明举报理由"]),
        ({"category": "fraud", "reason": ""}, ["请写明举报理由"]),
        ({"reason": "收取费用"}, ["请选择举报类别"]),
        ({"category": "fraud", "reason": "长" * 301}, ["300"]),
        ({"category": "murder", "reason": "收取费用"}, ["请从列出的选项中选择"]),
    ],
)
async def test_a_report_without_category_or_reason_comes_back_as_typed(
    visitor: Visitor, cast: Cast, typed: dict[str, str], errors: list[str]
) -> None:
    entry_id = await requested(cast)
    await sign_in(visitor, cast.partner)
    await visitor.open(f"/partners/feed/{entry_id}/reports/new")
    page = await visitor.press("提交举报", typed, expect=422)
    assert len(page.errors()) == len(errors)
    assert all(said in found for said, found in zip(errors, page.errors(), strict=True))
    assert (page.one("//textarea").text or "").strip() == typed["reason"].strip()
    assert await db.fetch_value("SELECT count(*) FROM abuse_report") == 0


@pytest.mark.parametrize("who", ["stranger", "institution", "removed", "newcomer", "admin"])
async def test_nobody_outside_the_circle_finds_it(plain: Visitor, cast: Cast, who: str) -> None:
    entry_id = await requested(cast)
    if who == "removed":
        await db.execute("DELETE FROM partnership WHERE $1 IN (low_id, high_id)", cast.partner.organization_id)
    actor = cast.partner if who == "removed" else getattr(cast, who)
    if who == "admin":
        await plain.open("/admin/login")
        await plain.press("登录", {"email": actor.email, "password": "Zczr-2026"})
    else:
        await sign_in(plain, actor, "institution" if who == "institution" else "enterprise")
    refused = {"newcomer": 403, "admin": 403}.get(who, 404)
    token = plain.now.one("//form[@action='/logout']//input[@name='_csrf_token']").get("value")
    sent = {"_csrf_token": token, **REPORT}
    assert (await plain.raw("GET", f"/partners/feed/{entry_id}")).status_code == (403 if who == "admin" else 404)
    assert (await plain.raw("GET", f"/partners/feed/{entry_id}/reports/new")).status_code == refused
    assert (await plain.raw("POST", f"/partners/feed/{entry_id}/reports", data=sent)).status_code == refused
    listed = await plain.raw("GET", "/partners/feed")
    assert TITLE not in listed.text
    assert await db.fetch_value("SELECT count(*) FROM abuse_report") == 0


async def test_an_empty_feed_says_what_to_do(plain: Visitor, cast: Cast) -> None:
    await sign_in(plain, cast.stranger)
    page = await plain.open("/partners/feed")
    assert "暂时没有动态" in page.text
    assert page.link("查找合作伙伴") == "/partners"


async def test_tabs_and_pages_are_addresses_and_the_fragment_is_the_page_s(plain: Visitor, cast: Cast) -> None:
    now = clock.now()
    for number in range(21):
        offer = await make_offer(cast.lender, project=f"出借{number:02}")
        await make_entry(cast.lender, OFFER, offer, published_at=now - timedelta(hours=number))
    await make_entry(cast.borrower, REQUEST, await make_request(cast.borrower), published_at=now)
    await sign_in(plain, cast.borrower)
    page = await plain.open("/partners/feed")
    assert titles(page)[0] == TITLE
    assert "共 22 条，当前第 1–20 条" in page.text
    page = await plain.follow("贷款")
    assert (page.path, len(titles(page)), titles(page)[0][:4]) == ("/partners/feed?kind=loan_offer", 20, "出借00")
    page = await plain.follow("下一页")
    assert [title[:4] for title in titles(page)] == ["出借20"]
    page = await plain.open("/partners/feed?kind=loan_request")
    assert titles(page) == [TITLE]
    for path in ("/partners/feed?kind=loan_offer&page=2", "/partners/feed?kind=nonsense"):
        page = await plain.open(path)
        response = await plain.fragment(path.replace("/partners/feed", "/partials/partners/feed-list"))
        (alone,) = parse_fragment(response.text)
        assert canonical(alone) == page.html_of("feed-list")
        assert response.headers["hx-push-url"] == path


async def test_a_feed_that_goes_back_further_than_it_lists_says_so(plain: Visitor, cast: Cast) -> None:
    await db.execute(
        """WITH made AS (
               INSERT INTO loan_offer (organization_id, member_id, submission_id, status, project, amount_min, amount_max, min_rate,
                   max_term_months, own_funds, expires_on)
               SELECT $1, $2, gen_random_uuid(), 'active', 'x', 1000, 2000, 0.05, 6, true, $3 FROM generate_series(1, $4)
               RETURNING id
           )
           INSERT INTO feed_entry (organization_id, posting_kind, posting_id, matches, status)
           SELECT $1, 'loan_offer', id, 1, 'live' FROM made""",
        cast.lender.organization_id, cast.lender.member_id, clock.today(), MOST + 5,
    )  # fmt: skip
    await sign_in(plain, cast.borrower)
    page = await plain.open("/partners/feed?page=9999")
    assert f"共 {MOST} 条" in page.text
    assert f"只列出最新的 {MOST} 条动态" in page.text


@pytest.mark.parametrize("path", ["/lending/requests/new", "/lending/offers/new"])
async def test_the_forms_say_that_partners_will_see_a_summary(plain: Visitor, cast: Cast, path: str) -> None:
    await sign_in(plain, cast.borrower)
    page = await plain.open(path)
    assert "摘要会出现在贵单位合作伙伴的“伙伴动态”中" in page.text


async def test_a_report_of_a_colleague_hides_nothing_from_the_others(plain: Visitor, cast: Cast) -> None:
    entry_id = await make_entry(cast.lender, OFFER, await make_offer(cast.lender))
    await make_report(cast.clerk, entry_id)
    await sign_in(plain, cast.borrower)
    assert len(titles(await plain.open("/partners/feed"))) == 1
