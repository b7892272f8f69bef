"""好友管理, 企业名片 and 好友申请 as people use them, with scripts and without."""

import pytest

from cast import PASSWORD, Cast
from makers import make_organization, make_partners
from visitor import Visitor, canonical, parse_fragment
from zczr import db
from zczr.domain.accounts.actor import Actor
from zczr.domain.partners import commands, directory
from zczr.domain.partners.relations import are_partners

MOBILE = "138 0013 8000"


async def sign_in(visitor: Visitor, actor: Actor) -> None:
    door = "institution" if actor.kind == "institution" else "enterprise"
    await visitor.open(f"/login/{door}")
    await visitor.press("登录", {"email": actor.email, "password": PASSWORD})


async def asked(one: Actor, other: Actor, message: str = "展会上见过") -> int:
    await commands.ask(one, other.organization_id, message=message)
    return int(await db.fetch_value("SELECT max(id) FROM partner_request"))


async def test_a_stranger_is_found_by_pinyin_asked_and_accepted(visitor: Visitor, cast: Cast) -> None:
    await directory.fill()
    await sign_in(visitor, cast.borrower)
    await visitor.open("/partners")
    page = await visitor.press("搜索", {"q": "dingsheng"})
    assert page.path == "/partners?q=dingsheng"
    assert "不是贵单位的合作伙伴" in page.text
    assert MOBILE not in page.text
    page = await visitor.press("发送申请", {"message": "我们在同一条供应链上"})
    assert page.path == "/partners?q=dingsheng", "the search stays as it was"
    assert "好友申请已发出" in page.text
    assert "已申请，待对方答复" in page.text

    await sign_in(visitor, cast.stranger)
    page = await visitor.open("/messages/partner-requests")
    assert "我们在同一条供应链上" in page.text
    page = await visitor.press("接受")
    assert page.path == "/messages/partner-requests"
    assert "双方已成为合作伙伴" in page.text
    assert MOBILE in (await visitor.open(f"/partners/{cast.borrower.organization_id}")).text

    await sign_in(visitor, cast.borrower)
    assert MOBILE in (await visitor.open(f"/partners/{cast.stranger.organization_id}")).text
    assert "已成为贵单位的合作伙伴" in (await visitor.open("/messages/partner-requests/notices")).text


async def test_a_request_is_refused_in_place_and_who_asked_has_to_wait(visitor: Visitor, cast: Cast) -> None:
    await asked(cast.stranger, cast.borrower)
    await sign_in(visitor, cast.borrower)
    await visitor.open("/messages/partner-requests")
    page = await visitor.press("婉拒", agree=True)
    assert "已婉拒" in page.text
    await sign_in(visitor, cast.stranger)
    page = await visitor.open(f"/partners/{cast.borrower.organization_id}")
    assert "以后可以再次申请" in page.text
    assert not page.tree.xpath("//form[contains(@action, '/requests')]")


async def test_an_own_request_is_taken_back(visitor: Visitor, cast: Cast) -> None:
    await asked(cast.borrower, cast.stranger)
    await sign_in(visitor, cast.borrower)
    await visitor.open("/messages/partner-requests?side=sent")
    page = await visitor.press("撤回")
    assert page.path == "/messages/partner-requests?side=sent"
    assert "已撤回" in page.text


async def test_parting_and_keeping_away_ask_first(visitor: Visitor, cast: Cast) -> None:
    await sign_in(visitor, cast.borrower)
    await visitor.open(f"/partners/{cast.partner.organization_id}")
    page = await visitor.press("解除合作伙伴关系", agree=True)
    assert "已解除合作伙伴关系" in page.text
    page = await visitor.open(f"/partners/{cast.partner.organization_id}")
    assert MOBILE not in page.text
    page = await visitor.press("停止往来", agree=True)
    assert "已停止往来" in page.text
    await visitor.open("/partners/kept-away")
    page = await visitor.press("恢复往来")
    assert page.path == "/partners/kept-away"
    assert "没有停止往来的单位" in page.text


async def test_the_list_is_grouped_sorted_and_shows_a_card_at_the_right(plain: Visitor, cast: Cast) -> None:
    await sign_in(plain, cast.borrower)
    page = await plain.open("/partners?group=region&sort=name&order=desc")
    headings = [each.text for each in page.tree.xpath("//tr[@class='table-group']/th")]
    assert headings == ["广州市（1 家）", "佛山市（1 家）"]
    page = await plain.open(f"/partners?card={cast.partner.organization_id}&group=region")
    assert MOBILE in page.text
    for address in ("/partners?card=abc", "/partners?group=nonsense&sort=nothing&page=99"):
        await plain.open(address)
    await plain.open("/partners?card=999999999", expect=404)


async def test_what_was_typed_too_long_is_kept_and_told(visitor: Visitor, cast: Cast) -> None:
    await sign_in(visitor, cast.borrower)
    await visitor.open(f"/partners/{cast.stranger.organization_id}")
    page = await visitor.press("申请添加", {"message": "长" * 201}, expect=422)
    assert page.errors() == ["申请留言：不能超过 200 个字，请精简"]
    assert "长" * 201 in page.text


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "partners"]
)
async def test_nobody_is_led_to_another_site(plain: Visitor, cast: Cast, back: str) -> None:
    await sign_in(plain, cast.borrower)
    await plain.open(f"/partners/{cast.stranger.organization_id}")
    answer = await plain.raw_press("申请添加", {"message": "", "back": back})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/partners/{cast.stranger.organization_id}")


async def test_suggestions_can_be_turned_off_and_on(visitor: Visitor, cast: Cast) -> None:
    met = await make_organization(name="伙伴的伙伴有限公司")
    await make_partners(cast.partner.organization_id, met)
    await sign_in(visitor, cast.borrower)
    assert "伙伴的伙伴有限公司" in (await visitor.open("/partners")).text
    page = await visitor.press("关闭推荐")
    assert "推荐已关闭" in page.text
    assert "伙伴的伙伴有限公司" not in page.text
    assert "伙伴的伙伴有限公司" in (await visitor.press("开启推荐")).text


async def test_a_reviewer_looks_but_has_no_buttons(plain: Visitor, cast: Cast) -> None:
    await asked(cast.stranger, cast.borrower)
    await sign_in(plain, cast.checker)
    for address in ("/partners", f"/partners/{cast.stranger.organization_id}", "/messages/partner-requests"):
        page = await plain.open(address)
        assert not page.tree.xpath("//main//form[@method='post']"), address


@pytest.mark.parametrize(
    ("page", "partial", "element"),
    [
        ("/partners?group=region&order=desc&sort=score", "/partials/partners/partner-list", "partner-list"),
        ("/partners?q=ding", "/partials/partners/partner-list", "partner-list"),
        ("/partners?card={partner}&group=industry", "/partials/partners/enterprise-card", "enterprise-card"),
        ("/partners", "/partials/partners/partner-suggestions", "partner-suggestions"),
        ("/messages/partner-requests?side=sent", "/partials/messages/partner-request-list", "partner-request-list"),
        ("/messages/partner-requests/notices?show=unread", "/partials/messages/partners/message-list", "message-list"),
    ],
)
async def test_a_fragment_is_the_page_s(plain: Visitor, cast: Cast, page: str, partial: str, element: str) -> None:
    await directory.fill()
    await asked(cast.borrower, cast.stranger)
    await sign_in(plain, cast.borrower)
    address = page.format(partner=cast.partner.organization_id)
    whole = await plain.open(address)
    response = await plain.fragment(f"{partial}?{address.partition('?')[2]}")
    (alone,) = parse_fragment(response.text)
    assert canonical(alone) == whole.html_of(element)
    if element != "partner-suggestions":
        assert response.headers["hx-push-url"] == address


async def test_both_who_ask_are_partners_though_neither_answers(visitor: Visitor, cast: Cast) -> None:
    await asked(cast.stranger, cast.borrower)
    await sign_in(visitor, cast.borrower)
    await visitor.open(f"/partners/{cast.stranger.organization_id}")
    page = await visitor.press("接受")
    assert "双方已成为合作伙伴" in page.text
    assert await are_partners(cast.borrower.organization_id, cast.stranger.organization_id)
