"""行业新闻 as members read it: tabs, search, pages, the article, and who is let in."""

from datetime import timedelta

import pytest

from articles import make_article
from cast import PASSWORD, Cast
from lending_cases import sign_in
from visitor import Page, Visitor, text_of
from zczr.domain import clock

LIST = "/partners/news"


def titles(page: Page) -> list[str]:
    return [text_of(each) for each in page.tree.xpath("//*[@id='news-list']//h2")]


async def test_the_list_shows_the_newest_first_with_source_date_and_summary(visitor: Visitor, cast: Cast) -> None:
    day = clock.today()
    await make_article(cast.admin, title="旧的", dated_on=day - timedelta(days=9))
    await make_article(cast.admin, title="新的", summary="说了什么", source="某报", dated_on=day - timedelta(days=1))
    await make_article(cast.admin, title="还是草稿", publish=False)
    await sign_in(visitor, cast.borrower)
    page = await visitor.open(LIST)
    assert titles(page) == ["新的", "旧的"]
    first = text_of(page.tree.xpath("//*[@id='news-list']//li[h2]")[0])
    assert first == f"新的 借贷{day - timedelta(days=1)}来源：某报 说了什么"
    assert "共 2 条" in page.text


async def test_a_tab_shows_one_category_and_a_search_stays_where_it_is_asked(visitor: Visitor, cast: Cast) -> None:
    await make_article(cast.admin, title="利率政策", category="policy")
    await make_article(cast.admin, title="利率行情", category="market")
    await make_article(cast.admin, title="担保政策", category="policy", summary="", body="正文")
    await sign_in(visitor, cast.borrower)
    await visitor.open(LIST)
    page = await visitor.press("搜索", {"q": "利率"})
    assert (page.path, sorted(titles(page))) == (f"{LIST}?q=%E5%88%A9%E7%8E%87", ["利率政策", "利率行情"])
    page = await visitor.follow("政策")
    assert (titles(page), "q=" in page.path) == (["利率政策"], True)
    assert page.one("//input[@name='q']").get("value") == "利率"
    # What the browser sends along with the search from here.
    hidden = page.one("//input[@name='category']")
    assert (hidden.get("value"), hidden.get("form")) == ("policy", page.one("//form[@role='search']").get("id"))
    page = await visitor.follow("全部")
    assert not page.tree.xpath("//input[@name='category']")
    page = await visitor.press("搜索", {"q": "没有的词"})
    assert "没有找到相关新闻" in page.text
    assert titles(await visitor.follow("查看全部新闻")) != []


@pytest.mark.parametrize("asked", ["category=nonsense", "q=%00", "page=9999", "page=-1", "q=" + "a" * 500])
async def test_an_address_with_nonsense_shows_a_page(plain: Visitor, cast: Cast, asked: str) -> None:
    await make_article(cast.admin, title="一篇", body="a" * 60)
    await sign_in(plain, cast.borrower)
    assert titles(await plain.open(f"{LIST}?{asked}")) == ["一篇"]


async def test_the_list_comes_in_pages_that_keep_the_search(plain: Visitor, cast: Cast) -> None:
    for number in range(12):
        await make_article(cast.admin, title=f"第{number}篇利率", dated_on=clock.today() - timedelta(days=number))
    await sign_in(plain, cast.borrower)
    page = await plain.open(f"{LIST}?q=利率")
    assert titles(page)[0] == "第0篇利率"
    page = await plain.follow("下一页")
    assert titles(page) == ["第10篇利率", "第11篇利率"]
    assert "共 12 条，当前第 11–12 条" in page.text


async def test_an_article_is_read_with_its_source_and_its_neighbours(visitor: Visitor, cast: Cast) -> None:
    day = clock.today()
    await make_article(cast.admin, title="前一篇", dated_on=day)
    body = "# 标题\n\n正文 **要紧** <script>alert(1)</script> [法规](https://a.cn) [坏](javascript:x)"
    await make_article(
        cast.admin, title="<b>这一篇</b>", body=body, source="“某报”<i>", source_href="https://b.cn/?a=1&b=2"
    )
    await sign_in(visitor, cast.borrower)
    await visitor.open(LIST)
    page = await visitor.follow("<b>这一篇</b>")
    assert page.title == "<b>这一篇</b>"
    article = page.one("//article")
    assert [text_of(each) for each in article.xpath(".//h2")] == ["标题"]
    assert "正文 要紧 <script>alert(1)</script> 法规 [坏](javascript:x)" in text_of(article)
    links = {text_of(link): (link.get("href"), link.get("rel"), link.get("target")) for link in article.xpath(".//a")}
    assert links == {
        "“某报”<i>": ("https://b.cn/?a=1&b=2", "noopener nofollow", None),
        "法规": ("https://a.cn", "noopener nofollow", None),
    }
    page = await visitor.follow("前一篇")
    assert page.title == "前一篇"
    assert "下一篇" in page.text
    assert "上一篇" not in page.text


async def test_what_is_not_published_is_not_there(plain: Visitor, cast: Cast) -> None:
    draft = await make_article(cast.admin, publish=False, title="还没写完")
    await sign_in(plain, cast.borrower)
    for path in (f"{LIST}/{draft}", f"{LIST}/{10**9}"):
        page = await plain.open(path, expect=404)
        assert "还没写完" not in page.text


@pytest.mark.parametrize("who", ["borrower", "checker", "institution", "reviewer", "newcomer", "admin"])
async def test_every_member_reads_the_news(plain: Visitor, cast: Cast, who: str) -> None:
    article_id = await make_article(cast.admin)
    actor = getattr(cast, who)
    door = {"admin": "/admin/login", "institution": "/login/institution", "reviewer": "/login/institution"}
    await plain.open(door.get(who, "/login/enterprise"))
    await plain.press("登录", {"email": actor.email, "password": PASSWORD})
    await plain.open(LIST)
    page = await plain.open(f"{LIST}/{article_id}")
    # The network behind the other entries is not the admins'.
    nav = {text_of(link) for link in page.tree.xpath("//nav[@aria-label='栏目导航']//a")}
    assert nav == ({"行业新闻"} if who == "admin" else {"好友管理", "伙伴动态", "行业新闻"})


async def test_an_empty_list_says_so(plain: Visitor, cast: Cast) -> None:
    await sign_in(plain, cast.borrower)
    assert "这里还没有新闻" in (await plain.open(LIST)).text
