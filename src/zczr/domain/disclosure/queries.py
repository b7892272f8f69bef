"""What the platform tells: its figures to everybody, 行业新闻 to members, and the desk of those who write it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from zczr import db
from zczr.domain.accounts.actor import Actor
from zczr.domain.disclosure.content import Content
from zczr.domain.disclosure.stages import NEWS, Category, Publication
from zczr.domain.ordering import Order, by_name, order_by
from zczr.domain.permissions import Permission, require
from zczr.domain.refusals import NotFound

PAGE = 20
NEWS_PAGE = 10


@dataclass(frozen=True)
class PlatformFigures:
    """How many verified organizations there are, and what came of it; the amount in yuan."""

    enterprises: int
    institutions: int
    contracts: int
    amount: Decimal


async def platform_figures() -> PlatformFigures:
    """The figures as they are now; a contract counts once both sides have confirmed it."""
    row = await db.fetch_row(
        """SELECT (SELECT count(*) FROM organization WHERE kind = 'enterprise' AND status = 'verified'),
                  (SELECT count(*) FROM organization WHERE kind = 'institution' AND status = 'verified'),
                  count(*), coalesce(sum(principal), 0) FROM loan_position"""
    )
    assert row is not None, "an aggregate has a row"
    return PlatformFigures(*row)


@dataclass(frozen=True)
class Headline:
    """An article as a list names it."""

    id: int
    title: str
    category: Category
    summary: str
    source: str
    dated_on: date

    @classmethod
    def of(cls, row: db.Record) -> "Headline":
        """What a row says."""
        return cls(
            row["id"], row["title"], Category(row["category"]), row["summary"], row["source"], row["dated_on"]
        )  # fmt: skip


async def headlines(
    actor: Actor, *, category: Category | None, words: Sequence[str], page: int
) -> tuple[tuple[Headline, ...], int]:
    """A page of the published articles that hold all of these words, newest first, and how many there are in all."""
    require(actor, Permission.NEWS_READ)
    rows = await db.fetch(
        """SELECT id, title, category, summary, source, dated_on, count(*) OVER () AS total FROM article
           WHERE kind = $1 AND status = 'published' AND ($2::text IS NULL OR category = $2)
             AND NOT EXISTS (SELECT FROM unnest($3::text[]) AS word
                             WHERE strpos(lower(concat_ws(E'\\n', title, summary, body)), lower(word)) = 0)
           ORDER BY dated_on DESC, id DESC LIMIT $4 OFFSET $5""",
        NEWS, category, list(words), NEWS_PAGE, (page - 1) * NEWS_PAGE,
    )  # fmt: skip
    return tuple(Headline.of(row) for row in rows), rows[0]["total"] if rows else 0


@dataclass(frozen=True)
class Article:
    """A published article with its neighbours in its category; the body in Markdown."""

    headline: Headline
    body: str
    source_href: str
    newer: Headline | None
    older: Headline | None


async def published_article(actor: Actor, article_id: int) -> Article:
    """An article as members read it; NotFound unless it is published."""
    require(actor, Permission.NEWS_READ)
    row = await db.fetch_row(
        "SELECT * FROM article WHERE id = $1 AND kind = $2 AND status = 'published'", article_id, NEWS
    )
    if row is None:
        raise NotFound(article=article_id)
    newer, older = await _neighbour(row, ">", "ASC"), await _neighbour(row, "<", "DESC")
    return Article(Headline.of(row), row["body"], row["source_href"], newer, older)


async def _neighbour(row: db.Record, than: str, way: str) -> Headline | None:
    found = await db.fetch_row(
        f"""SELECT * FROM article WHERE kind = $1 AND status = 'published' AND category = $2 AND (dated_on, id) {than} ($3, $4)
            ORDER BY dated_on {way}, id {way} LIMIT 1""",  # noqa: S608 -- constants
        NEWS, row["category"], row["dated_on"], row["id"],
    )  # fmt: skip
    return Headline.of(found) if found else None


@dataclass(frozen=True)
class DeskLine:
    """An article as the desk lists it."""

    id: int
    title: str
    category: Category
    dated_on: date
    changed_at: datetime


DESK_ORDERS: Mapping[str, str] = {
    "title": by_name("title") + " {way}, id {way}",
    "dated": "dated_on {way}, id {way}",
    "changed": "changed_at {way}, id {way}",
}
"""What the desk can be ordered by."""
LAST_CHANGED = Order("changed", descending=True)


async def desk(actor: Actor, *, status: Publication, page: int, order: Order) -> tuple[tuple[DeskLine, ...], int]:
    """A page of the articles in one state, and how many there are; a page behind the last is empty and knows of none."""
    require(actor, Permission.NEWS_WRITE)
    rows = await db.fetch(
        f"""SELECT id, title, category, dated_on, changed_at, count(*) OVER () AS total FROM article
            WHERE kind = $1 AND status = $2 ORDER BY {order_by(DESK_ORDERS, order)} LIMIT $3 OFFSET $4""",  # noqa: S608
        NEWS, status, PAGE, (page - 1) * PAGE,
    )  # fmt: skip
    lines = tuple(DeskLine(row[0], row[1], Category(row[2]), row[3], row[4]) for row in rows)
    return lines, rows[0]["total"] if rows else 0


async def desk_counts(actor: Actor) -> dict[Publication, int]:
    """How many articles there are in each state."""
    require(actor, Permission.NEWS_WRITE)
    rows = await db.fetch("SELECT status, count(*) FROM article WHERE kind = $1 GROUP BY status", NEWS)
    return {Publication(row[0]): row[1] for row in rows}


@dataclass(frozen=True)
class DeskArticle:
    """An article as it is kept, in whatever state."""

    id: int
    status: Publication
    version: int
    content: Content


async def article_on_desk(actor: Actor, article_id: int) -> DeskArticle:
    """One article for those who write it; NotFound where there is none."""
    require(actor, Permission.NEWS_WRITE)
    row = await db.fetch_row("SELECT * FROM article WHERE id = $1 AND kind = $2", article_id, NEWS)
    if row is None:
        raise NotFound(article=article_id)
    return DeskArticle(row["id"], Publication(row["status"]), row["version"], Content.of(row))
