"""行业新闻 at the admins' desk: writing, previewing, publishing, being overtaken, withdrawing."""

import re
from dataclasses import replace

import pytest

from articles import CONTENT, make_article
from cast import PASSWORD, Cast
from lending_cases import sign_in
from makers import make_member
from visitor import Page, Visitor, text_of
from zczr import db
from zczr.domain import clock
from zczr.domain.disclosure import commands
from zczr.domain.disclosure.queries import DESK_ORDERS
from zczr.partials.news_desk import HEADINGS

DESK = "/admin/news"
TYPED = {
    "title": "应收账款的确认", "category": "claims", "summary": "三十日内答复", "body": "## 规则\n\n**确认**之后",
    "source": "某报", "source_href": "https://a.cn",
}  # fmt: skip


async def sign_in_admin(visitor: Visitor, cast: Cast) -> None:
    await visitor.open("/admin/login")
    await visitor.press("登录", {"email": cast.admin.email, "password": PASSWORD})


def badge(page: Page) -> str:
    return text_of(page.one("//h1/following-sibling::*[contains(@class, 'badge')]"))


def typed(page: Page) -> dict[str, str]:
    fields = {field.get("name"): field.get("value") for field in page.tree.xpath("//*[@id='news-form']//input[@id]")}
    texts = {field.get("name"): (field.text or "").removeprefix("\n") for field in page.tree.xpath("//textarea")}
    chosen = page.one("//select[@name='category']//option[@selected]").get("value")
    return {**fields, **texts, "category": chosen}


async def test_an_article_is_drafted_previewed_and_published(visitor: Visitor, cast: Cast) -> None:
    await sign_in_admin(visitor, cast)
    await visitor.open(DESK)
    page = await visitor.follow("写新闻")
    assert page.one("//input[@name='dated_on']").get("value") == clock.today().isoformat()
    page = await visitor.press("预览", TYPED)
    preview = page.one("//*[@id='news-preview']")
    assert text_of(preview.find(".//strong")) == "确认"
    assert await db.fetch_value("SELECT count(*) FROM article") == 0
    page = await visitor.press("保存草稿", TYPED)
    assert (page.title, badge(page), "文章已保存" in page.text) == ("应收账款的确认", "草稿", True)
    assert {**TYPED, "dated_on": clock.today().isoformat()}.items() <= typed(page).items()
    page = await visitor.press("发布", {"summary": "三十日"})
    assert (badge(page), "文章已发布" in page.text) == ("已发布", True)
    assert [text_of(each) for each in page.tree.xpath("//*[@class='timeline-text' or @class='timeline']//p[@class='timeline-text']")] == [
        "新建这篇文章", "发布这篇文章",
    ]  # fmt: skip
    page = await visitor.follow("查看文章")
    assert (page.title, "三十日" in page.text) == ("应收账款的确认", True)


async def test_a_preview_keeps_the_form_as_typed_and_refuses_nothing(visitor: Visitor, cast: Cast) -> None:
    await sign_in_admin(visitor, cast)
    await visitor.open(f"{DESK}/new")
    odd = {
        "title": "字" * 90,
        "body": "<script>alert(1)</script> *看*",
        "source_href": "javascript:x",
        "dated_on": "2999-01-01",
    }
    page = await visitor.press("预览", odd)
    assert page.errors() == []
    preview = page.one("//*[@id='news-preview']")
    assert "<script>alert(1)</script> 看" in text_of(preview)
    assert preview.xpath(".//em")
    if not visitor.htmx:
        # With htmx only the preview is swapped: the form is not touched.
        assert page.one("//textarea[@name='body']").text.strip() == odd["body"]
        assert page.one("//input[@name='title']").get("value") == odd["title"]


async def test_everything_wrong_is_told_at_once_and_nothing_typed_is_lost(visitor: Visitor, cast: Cast) -> None:
    await sign_in_admin(visitor, cast)
    await visitor.open(f"{DESK}/new")
    wrong = {
        **TYPED,
        "title": "",
        "summary": "字" * 201,
        "source": "",
        "source_href": "www.a.cn",
        "dated_on": "2999-01-01",
    }
    page = await visitor.press("发布", wrong, expect=422)
    assert page.errors() == [
        "标题：请填写标题", "摘要：不能超过 200 个字，请精简", "来源：发布前请填写来源，例如发布机构或媒体的名称",
        "来源链接：请填写以 https:// 或 http:// 开头的完整网址", "日期：日期不能晚于今天，请填写资料的发布日期",
    ]  # fmt: skip
    assert typed(page)["summary"] == "字" * 201
    assert typed(page)["source_href"] == "www.a.cn"
    page = await visitor.press("保存草稿", {"dated_on": "昨天"}, expect=422)
    assert page.errors()[-1] == "日期：请按 2026-11-23 的格式填写日期"
    assert typed(page)["dated_on"] == "昨天"
    assert await db.fetch_value("SELECT count(*) FROM article") == 0


async def test_a_draft_may_lack_its_text_but_a_published_article_may_not(visitor: Visitor, cast: Cast) -> None:
    await sign_in_admin(visitor, cast)
    await visitor.open(f"{DESK}/new")
    page = await visitor.press("保存草稿", {**TYPED, "body": "", "source": ""})
    assert badge(page) == "草稿"
    page = await visitor.press("发布", expect=422)
    assert [error.partition("：")[0] for error in page.errors()] == ["正文", "来源"]
    await visitor.press("发布", {"body": "写好了", "source": "某报"})
    page = await visitor.press("保存修改", {"body": ""}, expect=422)
    assert page.errors() == ["正文：发布前请填写正文"]
    assert await db.fetch_value("SELECT body FROM article") == "写好了"


async def test_a_double_click_makes_one_article(visitor: Visitor, cast: Cast) -> None:
    await sign_in_admin(visitor, cast)
    await visitor.open(f"{DESK}/new")
    page = await visitor.press("发布", TYPED, twice=True)
    assert badge(page) == "已发布"
    page = await visitor.press("保存修改", {"title": "改过"}, twice=True)
    assert page.title == "改过"
    assert await db.fetch_value("SELECT count(*) FROM history WHERE subject_kind = 'article'") == 3
    assert await db.fetch_value("SELECT count(*) FROM article") == 1


async def test_a_form_sent_again_with_another_text_says_so(visitor: Visitor, cast: Cast) -> None:
    await sign_in_admin(visitor, cast)
    form = await visitor.open(f"{DESK}/new")
    await visitor.press("保存草稿", TYPED)
    visitor.page = form
    page = await visitor.press("保存草稿", {**TYPED, "title": "又一篇"}, expect=422)
    assert page.errors() == [commands.SENT_BEFORE]
    assert typed(page)["title"] == "又一篇"
    assert await db.fetch_value("SELECT title FROM article") == "应收账款的确认"


async def test_an_overtaken_edit_comes_back_as_typed_with_what_stands_now(visitor: Visitor, cast: Cast) -> None:
    other = await make_member(cast.admin.organization_id, name="郑岚")
    article_id = await make_article(cast.admin)
    await sign_in_admin(visitor, cast)
    form = await visitor.open(f"{DESK}/{article_id}")
    changed = replace(CONTENT, title="郑岚的标题", body="郑岚的正文 <i>")
    await commands.save(other, article_id, 1, changed, publish=False)
    visitor.page = form
    page = await visitor.press("保存修改", {"body": "我的正文", "summary": "我的摘要"}, expect=409)
    said, differing = page.errors()
    assert re.match(rf"郑岚已于 {clock.today()} .{{5}} 修改这篇文章，您填写的内容还没有保存", said)
    assert differing == "与现在保存的不同：标题、摘要、正文。"
    assert (typed(page)["body"], typed(page)["summary"], typed(page)["title"]) == (
        "我的正文",
        "我的摘要",
        CONTENT.title,
    )
    assert "郑岚的标题" in text_of(page.one("//section[@class='sheet'][.//h2='现在保存的内容']"))
    assert "郑岚的正文 <i>" in page.text
    assert await db.fetch_value("SELECT body FROM article") == "郑岚的正文 <i>"
    page = await visitor.press("保存修改")
    assert "现在保存的内容" not in page.text
    assert tuple(await db.fetch_row("SELECT title, body, version FROM article")) == (CONTENT.title, "我的正文", 3)


async def test_an_edit_of_what_was_withdrawn_meanwhile_shows_the_state_as_it_is(visitor: Visitor, cast: Cast) -> None:
    article_id = await make_article(cast.admin)
    await sign_in_admin(visitor, cast)
    form = await visitor.open(f"{DESK}/{article_id}")
    await commands.withdraw(cast.admin, article_id)
    visitor.page = form
    page = await visitor.press("保存修改", {"title": "改过"}, expect=409)
    assert "在另一个窗口撤下这篇文章" in page.errors()[0]
    assert (badge(page), typed(page)["title"]) == ("已撤下", "改过")
    page = await visitor.press("重新发布")
    assert (badge(page), page.title) == ("已发布", "改过")


async def test_a_withdrawal_asks_first_and_takes_the_article_from_its_readers(visitor: Visitor, cast: Cast) -> None:
    article_id = await make_article(cast.admin)
    await sign_in_admin(visitor, cast)
    form = await visitor.open(f"{DESK}/{article_id}")
    if not visitor.htmx:
        page = await visitor.press("撤下")
        assert "撤下后会员不再看到" in page.text
        assert await db.fetch_value("SELECT status FROM article") == "published"
        visitor.page = form
    page = await visitor.press("撤下", agree=True)
    assert (badge(page), "文章已撤下" in page.text) == ("已撤下", True)
    visitor.page = form
    page = await visitor.press("撤下", agree=True, expect=409) if visitor.htmx else await visitor.press("撤下")
    if not visitor.htmx:
        page = await visitor.press("撤下", expect=409)
    assert "周敏 已于" in page.errors()[0]
    assert badge(page) == "已撤下"
    await sign_in(visitor, cast.borrower)
    await visitor.open(f"/partners/news/{article_id}", expect=404)


@pytest.mark.parametrize("who", ["borrower", "institution"])
async def test_the_desk_does_not_exist_for_members(plain: Visitor, cast: Cast, who: str) -> None:
    article_id = await make_article(cast.admin)
    await sign_in(plain, getattr(cast, who), "institution" if who == "institution" else "enterprise")
    home = await plain.open("/work")
    for path in (DESK, f"{DESK}/new", f"{DESK}/{article_id}"):
        await plain.open(path, expect=404)
    token = home.tree.xpath("//input[@name='_csrf_token']")[0].get("value")
    for path in (DESK, f"{DESK}/{article_id}", f"{DESK}/{article_id}/withdrawal"):
        sent = await plain.raw(
            "POST", path, data={"_csrf_token": token, "intent": "publish", "confirmed": "yes", **TYPED}
        )
        assert sent.status_code == 404, path
    assert tuple(await db.fetch_row("SELECT count(*), max(version) FROM article")) == (1, 1)


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", "佛山 安徽 东莞"),
        ("sort=changed&order=asc", "东莞 安徽 佛山"),
        ("sort=title", "安徽 东莞 佛山"),
        ("sort=dated&order=asc", "佛山 安徽 东莞"),
        ("sort=body", "佛山 安徽 东莞"),
        ("status=published", ""),
        ("status=nonsense", "佛山 安徽 东莞"),
    ],
)
async def test_the_desk_is_ordered_as_the_address_says(plain: Visitor, cast: Cast, asked: str, shown: str) -> None:
    for number, title in enumerate(("东莞", "安徽", "佛山")):
        article_id = await make_article(cast.admin, publish=False, title=title)
        await db.execute(
            """UPDATE article SET changed_at = now() + make_interval(mins => $2), dated_on = dated_on - $2 WHERE id = $1""",
            article_id, number,
        )  # fmt: skip
    await sign_in_admin(plain, cast)
    page = await plain.open(f"{DESK}?{asked}")
    assert [text_of(each) for each in page.tree.xpath("//table//tbody//th")] == shown.split()
    assert ("这里没有文章" in page.text) is not shown
    tabs = [text_of(each) for each in page.tree.xpath("//nav[@aria-label='文章状态']//a")]
    assert tabs == ["草稿 3", "已发布", "已撤下"]


def test_every_heading_that_is_a_link_has_its_sql() -> None:
    assert {heading.column for heading in HEADINGS if heading.column} == set(DESK_ORDERS)
