"""A network of the size that speed is measured on: enterprises, partner edges, postings with their feed, messages.

`zczr seed --scale` writes it into an empty database, with a bar that shows how far it is; bench/network.py measures on it. Names
are drawn and spelled here and copied in; everything that follows from numbers is made by the server itself.
"""

import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime
from random import Random

from zczr import db
from zczr.demo.people import HOUSE_NAMES
from zczr.demo.places import CITIES, PROVINCE
from zczr.demo.trades import TRADES
from zczr.domain import clock
from zczr.domain.partners.spelling import entry_of
from zczr.domain.reference import industries

ENTERPRISES = 200_000
HUB_PARTNERS = 500
"""Partners of the first enterprise."""
_BATCH = 20_000
_BAR = 28
_EDGES = 10
"""Partners with a larger number; with those of smaller ones it makes twenty."""


@dataclass(frozen=True)
class _Step:
    """Rows that the server makes from the numbers $1 to $2; `each` is how many an enterprise has. $3 is how many there are."""

    label: str
    each: int
    sql: str


_STEPS = (
    # Who is so many numbers further on: neighbours share many partners, as firms of one town do.
    _Step("合作伙伴关系", _EDGES, """
        INSERT INTO partnership (low_id, high_id, created_at)
        SELECT n, n + step, now() FROM generate_series($1::bigint, $2::bigint) n, unnest(ARRAY[1, 2, 3, 5, 8, 13, 21, 34, 55, 89]) step
        WHERE n + step <= $3"""),
    # Every tenth edge was asked for, as all of a real network were; with its history.
    _Step("好友申请", 1, """
        WITH asked AS (
            INSERT INTO partner_request (requester_id, addressee_id, requested_by, message, status, created_at, answered_at)
            SELECT n, n + 1, n, '', 'accepted', now(), now() FROM generate_series($1::bigint, $2::bigint) n WHERE n < $3
            RETURNING id, requester_id, requested_by
        ), kept AS (
            INSERT INTO partner_block (blocker_id, blocked_id, blocked_by)
            SELECT n, n - 1000, n FROM generate_series($1::bigint, $2::bigint) n WHERE n > 1000 AND n % 10 = 0
        )
        INSERT INTO history (subject_kind, subject_id, from_state, to_state, act, organization_id, member_id)
        SELECT 'partner_request', id, 'pending', 'accepted', 'accept', requester_id, requested_by FROM asked"""),
    _Step("发布与动态", 1, """
        WITH posted AS (
            INSERT INTO loan_request (organization_id, member_id, submission_id, status, project, purpose, amount_min, amount_max,
                max_rate, term_months, repayment_source, security_modes, province_code, city_code, industry_section, score,
                coverage, submitted_at, expires_on, assessment_id)
            SELECT o.id, o.id, gen_random_uuid(), 'active', '第' || o.id || '号设备更新', 'equipment', 100000 + o.id % 50 * 10000,
                600000 + o.id % 50 * 10000, 0.04 + o.id % 8 * 0.01, 1 + o.id % 36, 'sales', ARRAY['unsecured'], o.province_code,
                o.city_code, o.industry_section, 40 + o.id % 60, 0, now(), current_date + 60, (SELECT min(id) FROM assessment)
            FROM organization o WHERE o.id BETWEEN $1 AND $2 AND $3 > 0 RETURNING id, organization_id
        )
        INSERT INTO feed_entry (organization_id, posting_kind, posting_id, matches, status, published_at)
        SELECT organization_id, 'loan_request', id, 1 + id % 9, 'live', now() - id % 100000 * interval '1 minute' FROM posted"""),
    _Step("出借与举报", 1, """
        WITH offered AS (
            INSERT INTO loan_offer (organization_id, member_id, submission_id, status, project, amount_min, amount_max, min_rate,
                max_term_months, security_modes, own_funds, province_code, city_code, industry_section, submitted_at, expires_on)
            SELECT o.id, o.id, gen_random_uuid(), 'active', '短期周转', 50000, 300000, 0.045, 12, ARRAY['unsecured'], true,
                o.province_code, o.city_code, o.industry_section, now(), current_date + 60
            FROM organization o WHERE o.id BETWEEN $1 AND $2 AND o.id % 4 = 0 AND $3 > 0
        )
        INSERT INTO abuse_report (entry_id, organization_id, member_id, category, reason, status)
        SELECT e.id, e.organization_id + 1, e.organization_id + 1, 'other', '请核实', 'open' FROM feed_entry e
        WHERE e.organization_id BETWEEN $1 AND $2 AND e.organization_id % 20 = 0 AND e.organization_id < $3"""),
    _Step("消息", 15, """
        INSERT INTO notice (organization_id, category, title, body, href, once_key, at)
        SELECT n, CASE WHEN k < 11 THEN 'progress' WHEN k < 13 THEN 'partners' ELSE 'system' END, '第' || k || '条通知',
               '请登录后查看最新进展。', '/work', 'scale:' || k, now() - k * interval '1 day'
        FROM generate_series($1::bigint, $2::bigint) n, generate_series(0, 14) k WHERE $3 > 0"""),
    _Step("会话", 2, """
        INSERT INTO conversation (low_id, high_id, title, started_by, last_at)
        SELECT n, n + step, '', n, now() - n % 5000 * interval '1 minute'
        FROM generate_series($1::bigint, $2::bigint) n, generate_series(1, 2) step WHERE n + step <= $3"""),
    _Step("会话内容", 10, """
        INSERT INTO conversation_message (conversation_id, organization_id, member_id, submission_id, body, at)
        SELECT c.id, side, side, gen_random_uuid(), '第' || k || '句：请问贵单位这批货款何时可以结算？',
               c.last_at - (5 - k) * interval '1 hour'
        FROM conversation c, generate_series(1, 5) k,
             LATERAL (SELECT CASE WHEN k % 2 = 1 THEN c.low_id ELSE c.high_id END AS side) who
        WHERE c.low_id BETWEEN $1 AND $2 AND $3 > 0"""),
    _Step("未读", 3, """
        WITH told AS (
            INSERT INTO notice_unread (member_id, category, notice_id)
            SELECT organization_id, category, id FROM notice
            WHERE organization_id BETWEEN $1 AND $2 AND once_key IN ('scale:0', 'scale:11') AND $3 > 0
        )
        INSERT INTO conversation_unread (member_id, conversation_id, message_id)
        SELECT c.high_id, c.id, last.id FROM conversation c CROSS JOIN LATERAL (
            SELECT id FROM conversation_message WHERE conversation_id = c.id ORDER BY id DESC LIMIT 1) last
        WHERE c.low_id BETWEEN $1 AND $2"""),
)  # fmt: skip


async def seed_scale(count: int = ENTERPRISES, *, quiet: bool = False) -> None:
    """Fill an empty database with so many enterprises and all that belongs to them."""
    if await db.fetch_value("SELECT EXISTS (SELECT FROM organization)"):
        raise NotEmpty
    began = time.monotonic()
    bar = _Bar(quiet=quiet)
    async for done in enterprises(count):
        bar.show("企业与搜索目录", done, count)
    await db.execute(
        """INSERT INTO assessment (organization_id, member_id, policy_version, lpr_on, inputs, outputs)
           VALUES (1, 1, 'risk-2026.1', '2025-05-20', '{}', '{}')"""
    )
    for step in _STEPS:
        for first in range(1, count + 1, _BATCH):
            last = min(count, first + _BATCH - 1)
            await db.execute(step.sql, first, last, count)
            bar.show(step.label, last * step.each, count * step.each)
    await db.execute(
        f"""INSERT INTO partnership (low_id, high_id)
            SELECT 1, n FROM generate_series(100, {99 + HUB_PARTNERS - _EDGES}) n WHERE n <= $1 ON CONFLICT DO NOTHING""",  # noqa: S608
        count,
    )
    bar.show("整理索引", 0, 1)
    async with db.DB.connection() as connection:
        await connection.execute("SET statement_timeout = 0")
        await connection.execute("VACUUM ANALYZE")
        await connection.execute("RESET statement_timeout")
    bar.show("整理索引", 1, 1)
    bar.end(f"已写入 {count:,} 家企业及其网络，用时 {time.monotonic() - began:.0f} 秒。")


class NotEmpty(Exception):
    """There is something in the database already."""


_ORGANIZATION = ("id", "kind", "status", "name", "uscc", "province_code", "city_code", "industry_section", "industry_division",
                 "main_business", "registration_step", "verified_at")  # fmt: skip
_MEMBER = ("id", "organization_id", "email", "password_hash", "name", "role", "email_confirmed_at", "mail_choice")
_ENTRY = ("organization_id", "norm", "short", "initials", "spelled", "tokens")


async def enterprises(count: int) -> AsyncIterator[int]:
    """Verified enterprises 1..count, each with a member of the same id; how many are written, after each batch."""
    now = clock.now()
    drawn = _drawn(count, now)
    for first in range(1, count + 1, _BATCH):
        rows = [next(drawn) for _ in range(min(_BATCH, count + 1 - first))]
        entries = [(row[0], entry_of(str(row[3]))) for row in rows]
        async with db.DB.connection() as connection:
            await connection.copy_records_to_table("organization", records=rows, columns=list(_ORGANIZATION))
            await connection.copy_records_to_table("member", records=[
                (row[0], row[0], f"m{row[0]}@scale.example", "", f"经办{row[0]}", "owner", now, "none") for row in rows
            ], columns=list(_MEMBER))  # fmt: skip
            await connection.copy_records_to_table("directory_entry", records=[
                (number, entry.norm, entry.short, entry.initials, entry.spelled, list(entry.tokens)) for number, entry in entries
            ], columns=list(_ENTRY))  # fmt: skip
        yield first + len(rows) - 1
    for table in ("organization", "member"):
        await db.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), $1)", count)


def _drawn(count: int, now: datetime) -> Iterator[tuple[object, ...]]:
    """Made-up firms in the order of their numbers, always the same."""
    rng = Random(count)  # noqa: S311 -- made-up companies, no secrets
    signs = sorted({sign for house, _ in HOUSE_NAMES for sign in house})
    cities = sorted(CITIES)
    for number in range(1, count + 1):
        trade, city = TRADES[number % len(TRADES)], CITIES[rng.choice(cities)]
        house = "".join(rng.choice(signs) for _ in range(rng.choice((2, 2, 2, 3))))
        yield (
            number, "enterprise", "verified", f"{city.short_name}市{house}{trade.word}有限公司", f"9144{number:014d}", PROVINCE,
            city.code, industries.section_of(trade.division), trade.division, trade.business, 3, now,
        )  # fmt: skip


class _Bar:
    """A bar on the terminal's error stream, redrawn a few times a second."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._label = ""

    def show(self, label: str, done: int, total: int) -> None:
        """How far a step is."""
        if self._quiet:
            return
        if label != self._label and self._label:
            sys.stderr.write("\n")
        self._label = label
        filled = _BAR * done // total
        sys.stderr.write(
            f"\r[{'█' * filled}{'·' * (_BAR - filled)}] {100 * done // total:3d}% {label} {done:,}/{total:,} "
        )
        sys.stderr.flush()

    def end(self, text: str) -> None:
        """What it came to."""
        if not self._quiet:
            sys.stderr.write(f"\n{text}\n")
