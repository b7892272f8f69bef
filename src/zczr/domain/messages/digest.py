"""The daily letter: what an organization was told since the last one and a member has not read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import structlog

from zczr import db
from zczr.domain import clock
from zczr.domain.messages.outbox import queue_mail

_log = structlog.get_logger(__name__)
CUT = time(8)
"""When in Shanghai the day of the letter ends."""
MOST_LINES = 30
_SETTLED = timedelta(minutes=1)
_SECTIONS = {"partners": "好友申请", "progress": "业务进程", "system": "系统公告"}


def last_cut(now: datetime) -> datetime:
    """The last 8:00 in Shanghai at or before an instant."""
    local = now.astimezone(clock.SHANGHAI)
    cut = datetime.combine(local.date(), CUT, clock.SHANGHAI)
    return cut if cut <= local else cut - timedelta(days=1)


async def send_digests() -> int:
    """Write the letters that are due, each with its mark in one transaction; how many were written.

    A minute after the cut at the earliest: what was being told right before it has committed by then.
    """
    cut = last_cut(clock.now() - _SETTLED)
    due = await db.fetch(
        """SELECT id FROM member
           WHERE mail_choice = 'daily' AND active AND digested_to < $1 AND email_confirmed_at IS NOT NULL ORDER BY id""",
        cut,
    )
    return sum([await _digest_at_once(row["id"], cut) for row in due])


async def _digest_at_once(member_id: int, cut: datetime) -> bool:
    """One member's letter; what fails is logged, costs nobody else the letter, and is due again the next hour."""
    try:
        return await _digest(member_id, cut)
    except Exception:
        _log.exception("digest_failed", member=member_id)
        return False


async def _digest(member_id: int, cut: datetime) -> bool:
    async with db.transaction():
        # The race of two workers, and of a choice that is changed meanwhile: the mark moves once, and the letter goes with it.
        row = await db.fetch_row(
            """WITH before AS (
                   SELECT id, digested_to FROM member
                   WHERE id = $1 AND mail_choice = 'daily' AND active AND digested_to < $2 AND email_confirmed_at IS NOT NULL
                   FOR NO KEY UPDATE
               )
               UPDATE member m SET digested_to = $2 FROM before WHERE m.id = before.id
               RETURNING before.digested_to AS since, m.email, m.organization_id""",
            member_id, cut,
        )  # fmt: skip
        if row is None:
            return False
        news = await _told(member_id, row["organization_id"], row["since"], cut)
        if not (news.total or news.conversations):
            return False
        await queue_mail(
            row["email"],
            key=f"digest:{member_id}:{clock.day_of(cut)}",
            subject=f"每日汇总：{_counted(news)}",
            body=_letter(news),
            href="/messages/mail-choice",
        )
        return True


@dataclass(frozen=True)
class _Line:
    category: str
    title: str
    href: str
    at: datetime


@dataclass(frozen=True)
class _News:
    """The newest lines, how many there are in all, and in how many conversations something came."""

    lines: Sequence[_Line]
    total: int
    conversations: int


async def _told(member_id: int, organization_id: int, since: datetime, cut: datetime) -> _News:
    rows = await db.fetch(
        """SELECT n.category, n.title, n.href, n.at, count(*) OVER () AS total
           FROM notice_unread u JOIN notice n ON n.id = u.notice_id
           WHERE u.member_id = $1 AND n.organization_id = $2 AND n.at > $3 AND n.at <= $4 ORDER BY n.id DESC LIMIT $5""",
        member_id, organization_id, since, cut, MOST_LINES,
    )  # fmt: skip
    conversations = await db.fetch_value(
        """SELECT count(DISTINCT u.conversation_id) FROM conversation_unread u
           JOIN conversation_message c ON c.id = u.message_id
           WHERE u.member_id = $1 AND c.at > $2 AND c.at <= $3""",
        member_id, since, cut,
    )  # fmt: skip
    lines = [_Line(*tuple(row)[:4]) for row in rows]
    return _News(lines, rows[0]["total"] if rows else 0, conversations)


def _counted(news: _News) -> str:
    parts = [f"{news.total} 条未读消息"] if news.total else []
    return "，".join([*parts, *([f"{news.conversations} 个会话有新内容"] if news.conversations else [])])


def _letter(news: _News) -> str:
    """The lines by section, those of each the newest first."""
    parts = []
    for category, section in _SECTIONS.items():
        lines = [_said(line) for line in news.lines if line.category == category]
        if lines:
            parts.append("\n".join([f"【{section}】", *lines]))
    if news.total > len(news.lines):
        parts.append(f"另有 {news.total - len(news.lines)} 条，请在消息中心查看：{{site}}/messages")
    if news.conversations:
        parts.append(f"【会话】\n{news.conversations} 个会话有未读内容：{{site}}/messages/conversations")
    return "\n\n".join([*parts, "您选择了每日汇总。要更改邮件提醒，请打开："])


def _said(line: _Line) -> str:
    said = f"· {clock.shown(line.at)} {line.title}"
    return f"{said}\n  {{site}}{line.href}" if line.href else said
