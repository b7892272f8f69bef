"""复核 does not write postings: neither form nor the ways to it are there."""

import pytest

from cast import Cast
from lending_cases import sign_in
from visitor import Page, Visitor, text_of

FORMS = ("/lending/requests/new", "/lending/offers/new")


def links(page: Page) -> set[str]:
    """Where the page leads."""
    return {link.get("href") for link in page.tree.iterfind(".//a")}


@pytest.mark.parametrize("who", ["checker", "lender_checker", "reviewer"])
async def test_who_may_not_write_postings_is_not_led_to_their_forms(visitor: Visitor, cast: Cast, who: str) -> None:
    actor = getattr(cast, who)
    await sign_in(visitor, actor, str(actor.kind))
    for address in FORMS:
        page = await visitor.open(address, expect=403)
        assert page.title == "没有权限"
        assert (await visitor.fragment(f"/partials{address}/{address.split('/')[2][:-1]}-form")).status_code == 403
    for address in ("/work", "/lending/postings", "/lending/applications"):
        page = await visitor.open(address)
        assert not links(page) & set(FORMS), address
        assert page.link("借贷业务") == "/lending/applications"
        assert "我要" not in page.text
    navigation = [text_of(link).split()[0] for link in visitor.now.tree.xpath("//div[@class='work-nav']//nav//a")]
    assert set(navigation) == {"我的发布", "申请详情"}
    await visitor.open("/lending/postings")
    assert "本单位的经办人员发布后" in visitor.now.text


@pytest.mark.parametrize(
    ("who", "start", "there"),
    [
        ("clerk", "/lending/requests/new", set(FORMS)),
        ("newcomer", "/lending/requests/new", set(FORMS)),
        ("institution", "/lending/offers/new", {"/lending/offers/new"}),
    ],
)
async def test_who_may_write_postings_is_led_to_their_forms(
    plain: Visitor, cast: Cast, who: str, start: str, there: set[str]
) -> None:
    actor = getattr(cast, who)
    await sign_in(plain, actor, str(actor.kind))
    for address in ("/work", "/lending/postings"):
        page = await plain.open(address)
        assert page.link("借贷业务") == start
        assert links(page) & set(FORMS) == there
