"""行业新闻: kept, published, changed and withdrawn by admins only, each with its history; nobody overwrites what he did not see."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from articles import CONTENT, make_article
from cast import Cast
from makers import make_member
from zczr import db
from zczr.domain import clock, history
from zczr.domain.accounts.actor import Actor
from zczr.domain.disclosure import commands, queries
from zczr.domain.disclosure.content import faults_of
from zczr.domain.disclosure.stages import ARTICLE, LABELS, Category, Publication
from zczr.domain.refusals import NotAllowed, NotFound, RuleBroken, WrongState


async def state(article_id: int) -> tuple[str, int, str]:
    row = await db.fetch_row("SELECT status, version, title FROM article WHERE id = $1", article_id)
    assert row is not None
    return tuple(row)


async def acts(article_id: int) -> list[str]:
    return [event.act for event in await history.events_of("article", article_id)]


@pytest.mark.parametrize("before", Publication)
@pytest.mark.parametrize("after", Publication)
def test_an_article_moves_only_as_the_table_says(before: Publication, after: Publication) -> None:
    moves = {("draft", "published"), ("published", "withdrawn"), ("withdrawn", "published")}
    assert ARTICLE.allows(before, after) is ((before, after) in moves)
    assert LABELS[before]


async def test_a_draft_is_published_withdrawn_and_published_again(cast: Cast) -> None:
    article_id = await make_article(cast.admin, publish=False)
    await commands.save(cast.admin, article_id, 1, CONTENT, publish=True)
    await commands.withdraw(cast.admin, article_id)
    await commands.save(cast.admin, article_id, 3, replace(CONTENT, title="改过"), publish=True)
    assert await state(article_id) == ("published", 4, "改过")
    assert await acts(article_id) == ["create", "publish", "withdraw", "publish"]
    last = (await history.events_of("article", article_id))[-1]
    assert (last.before, last.after, last.member_name) == ("withdrawn", "published", cast.admin.name)


async def test_an_edit_keeps_the_state(cast: Cast) -> None:
    for publish, status in ((False, "draft"), (True, "published")):
        article_id = await make_article(cast.admin, publish=publish)
        await commands.save(cast.admin, article_id, 1, replace(CONTENT, title="改过"), publish=False)
        assert await state(article_id) == (status, 2, "改过")
        assert (await acts(article_id))[-1] == "edit"


Verb = Callable[[Actor, int], Awaitable[Any]]
VERBS: dict[str, Verb] = {
    "create": lambda actor, _: make_article(actor),
    "save": lambda actor, article_id: commands.save(actor, article_id, 1, CONTENT, publish=False),
    "publish": lambda actor, article_id: commands.save(actor, article_id, 1, CONTENT, publish=True),
    "withdraw": commands.withdraw,
    "look": queries.article_on_desk,
}


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
@pytest.mark.parametrize("who", ["borrower", "institution", "newcomer"])
async def test_nobody_but_admins_writes(cast: Cast, verb: Verb, who: str) -> None:
    article_id = await make_article(cast.admin)
    before = await state(article_id)
    with pytest.raises(NotAllowed):
        await verb(getattr(cast, who), article_id)
    assert await state(article_id) == before
    assert await db.fetch_value("SELECT count(*) FROM article") == 1


@pytest.mark.parametrize("verb", [VERBS[name] for name in VERBS if name != "create"])
async def test_what_does_not_exist_is_not_found(cast: Cast, verb: Verb) -> None:
    with pytest.raises(NotFound):
        await verb(cast.admin, 10**9)


@pytest.mark.parametrize("publish", [False, True])
async def test_what_is_not_published_is_not_withdrawn(cast: Cast, publish: bool) -> None:
    article_id = await make_article(cast.admin, publish=publish)
    if publish:
        await commands.withdraw(cast.admin, article_id)
    before = await state(article_id)
    with pytest.raises(WrongState, match="周敏" if publish else "新建"):
        await commands.withdraw(cast.admin, article_id)
    assert await state(article_id) == before


TODAY = clock.today()


@pytest.mark.parametrize(
    ("more", "draft", "published"),
    [
        ({}, [], []),
        ({"title": ""}, ["title"], ["title"]),
        ({"category": ""}, ["category"], ["category"]),
        ({"category": "sport"}, ["category"], ["category"]),
        ({"body": ""}, [], ["body"]),
        ({"source": ""}, [], ["source"]),
        ({"summary": "", "source_href": ""}, [], []),
        ({"dated_on": None}, ["dated_on"], ["dated_on"]),
        ({"dated_on": TODAY}, [], []),
        ({"dated_on": TODAY + timedelta(days=1)}, ["dated_on"], ["dated_on"]),
        ({"title": "", "body": "", "source": "", "dated_on": None}, ["title", "dated_on"], ["title", "body", "source", "dated_on"]),
        *(
            ({"source_href": href}, ["source_href"], ["source_href"])
            for href in ("javascript:alert(1)", "www.gov.cn", "//gov.cn", "https://", "https://a b.cn", "http://[x", "ftp://a.cn")
        ),
        ({"source_href": "http://a.cn/b?c=d#e"}, [], []),
    ],
)  # fmt: skip
def test_what_an_article_needs(more: dict[str, Any], draft: list[str], published: list[str]) -> None:
    content = replace(CONTENT, **more)
    for publishing, fields in ((False, draft), (True, published)):
        assert [each.field for each in faults_of(content, publishing=publishing, today=TODAY)] == fields


async def test_what_is_incomplete_is_not_published_and_nothing_is_kept(cast: Cast) -> None:
    with pytest.raises(RuleBroken) as refused:
        await make_article(cast.admin, body="", source="")
    assert [each.field for each in (refused.value, *refused.value.others)] == ["body", "source"]
    assert await db.fetch_value("SELECT count(*) FROM article") == 0
    article_id = await make_article(cast.admin)
    with pytest.raises(RuleBroken):
        await commands.save(cast.admin, article_id, 1, replace(CONTENT, body=""), publish=False)
    assert await state(article_id) == ("published", 1, CONTENT.title)


@pytest.mark.parametrize(
    "column", ["body = ''", "source = ''", "source_href = 'javascript:x'", "title = repeat('字', 81)"]
)
async def test_the_database_has_the_last_word(cast: Cast, column: str) -> None:
    await make_article(cast.admin)
    with pytest.raises(asyncpg.CheckViolationError):
        await db.execute(f"UPDATE article SET {column}")


async def test_an_edit_over_another_one_is_refused_and_says_who_and_when(cast: Cast) -> None:
    other = await make_member(cast.admin.organization_id, name="郑岚")
    article_id = await make_article(cast.admin, publish=False)
    await commands.save(other, article_id, 1, replace(CONTENT, title="郑岚的"), publish=False)
    with pytest.raises(commands.StaleEdit, match=f"^郑岚已于 {clock.today()} .* 修改这篇文章，您填写的内容还没有保存"):
        await commands.save(cast.admin, article_id, 1, replace(CONTENT, title="周敏的"), publish=False)
    assert await state(article_id) == ("draft", 2, "郑岚的")
    with pytest.raises(commands.StaleEdit, match=r"^您已于 .* 在另一个窗口修改这篇文章"):
        await commands.save(other, article_id, 1, replace(CONTENT, title="又改"), publish=False)


async def test_an_edit_of_what_was_withdrawn_meanwhile_is_refused(cast: Cast) -> None:
    article_id = await make_article(cast.admin)
    await commands.withdraw(cast.admin, article_id)
    for publish, content in ((False, replace(CONTENT, title="改过")), (True, CONTENT)):
        with pytest.raises(commands.StaleEdit, match="撤下这篇文章"):
            await commands.save(cast.admin, article_id, 1, content, publish=publish)
    assert await state(article_id) == ("withdrawn", 2, CONTENT.title)


@pytest.mark.parametrize("publish", [False, True])
async def test_the_same_submission_again_makes_nothing_new(cast: Cast, publish: bool) -> None:
    submission = uuid.uuid4()
    ids = {await commands.create(cast.admin, submission, CONTENT, publish=publish) for _ in range(2)}
    assert len(ids) == 1
    assert await db.fetch_value("SELECT count(*) FROM article") == 1
    for content, asked in ((replace(CONTENT, title="别的"), publish), (CONTENT, not publish)):
        with pytest.raises(RuleBroken, match="已提交过"):
            await commands.create(cast.admin, submission, content, publish=asked)
    assert await acts(ids.pop()) == ["create", "publish"][: 1 + publish]


@pytest.mark.parametrize("publish", [False, True])
async def test_the_same_edit_twice_is_one(cast: Cast, publish: bool) -> None:
    article_id = await make_article(cast.admin, publish=False)
    for _ in range(2):
        await commands.save(cast.admin, article_id, 1, replace(CONTENT, title="改过"), publish=publish)
    assert (await state(article_id))[1] == 2
    assert len(await acts(article_id)) == 2


@pytest.mark.committed
async def test_twenty_presses_at_once_make_one_article_with_one_history(cast: Cast) -> None:
    submission = uuid.uuid4()
    ids = await asyncio.gather(*(commands.create(cast.admin, submission, CONTENT, publish=True) for _ in range(20)))
    assert len(set(ids)) == 1
    assert await acts(ids[0]) == ["create", "publish"]


@pytest.mark.committed
async def test_of_twenty_edits_at_once_one_is_kept(cast: Cast) -> None:
    article_id = await make_article(cast.admin)
    done = await asyncio.gather(
        *(
            commands.save(cast.admin, article_id, 1, replace(CONTENT, title=f"第{number}人的"), publish=False)
            for number in range(20)
        ),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in done) == ["NoneType"] + ["StaleEdit"] * 19
    assert (await state(article_id))[1] == 2


@pytest.mark.committed
async def test_an_edit_and_a_withdrawal_at_once_both_leave_their_line_or_one_is_refused(cast: Cast) -> None:
    article_id = await make_article(cast.admin)
    edited, _ = await asyncio.gather(
        commands.save(cast.admin, article_id, 1, replace(CONTENT, title="改过"), publish=False),
        commands.withdraw(cast.admin, article_id),
        return_exceptions=True,
    )
    kept = "改过" if edited is None else CONTENT.title
    assert await state(article_id) == ("withdrawn", 3 if edited is None else 2, kept)


async def test_members_read_only_what_is_published(cast: Cast) -> None:
    article_id = await make_article(cast.admin, publish=False)
    with pytest.raises(NotFound):
        await queries.published_article(cast.borrower, article_id)
    await commands.save(cast.admin, article_id, 1, CONTENT, publish=True)
    assert (await queries.published_article(cast.borrower, article_id)).body == CONTENT.body
    await commands.withdraw(cast.admin, article_id)
    with pytest.raises(NotFound):
        await queries.published_article(cast.borrower, article_id)
    assert await queries.headlines(cast.borrower, category=None, words=(), page=1) == ((), 0)


async def test_the_neighbours_of_an_article_are_the_published_ones_of_its_category(cast: Cast) -> None:
    day = clock.today()
    old, same_day, new = [
        await make_article(cast.admin, title=title, dated_on=day - timedelta(days=ago))
        for title, ago in (("旧", 5), ("同日", 5), ("新", 1))
    ]
    await make_article(cast.admin, title="别的分类", category="policy", dated_on=day - timedelta(days=3))
    await make_article(cast.admin, title="草稿", publish=False, dated_on=day - timedelta(days=3))
    found = await queries.published_article(cast.borrower, same_day)
    assert (found.newer and found.newer.id, found.older and found.older.id) == (new, old)
    assert (await queries.published_article(cast.borrower, new)).newer is None
    assert (await queries.published_article(cast.borrower, old)).older is None


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ([], "丙 乙 甲"),
        (["利率"], "乙 甲"),
        (["lpr"], "甲"),
        (["LPR"], "甲"),
        (["利率", "保证"], "乙"),
        (["100%"], "丙"),
        (["%"], "丙"),
        (["_"], ""),
        (["\\"], ""),
        (["没有这个词"], ""),
    ],
)
async def test_a_search_finds_all_its_words_in_title_summary_or_body(cast: Cast, words: list[str], found: str) -> None:
    day = clock.today()
    for ago, title, summary, body in (
        (3, "甲", "利率的上限", "看 LPR"), (2, "乙 保证", "期间", "与利率无关"), (1, "丙", "占 100%", "正文")
    ):  # fmt: skip
        await make_article(cast.admin, title=title, summary=summary, body=body, dated_on=day - timedelta(days=ago))
    lines, total = await queries.headlines(cast.borrower, category=None, words=words, page=1)
    assert [line.title[0] for line in lines] == found.split()
    assert total == len(lines)


async def test_a_category_narrows_the_list(cast: Cast) -> None:
    await make_article(cast.admin, category="policy")
    await make_article(cast.admin, category="market")
    lines, total = await queries.headlines(cast.borrower, category=Category.POLICY, words=(), page=1)
    assert ([line.category for line in lines], total) == ([Category.POLICY], 1)
