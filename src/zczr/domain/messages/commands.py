"""Telling organizations what happened, marking it read, and the outbox of e-mail."""

import asyncio
import email.message
import email.policy
import email.utils
import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import unquote, urlsplit

import structlog

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor

_log = structlog.get_logger(__name__)
_MOST_ATTEMPTS = 8


async def tell(
    organization_id: int,
    *,
    key: str,
    title: str,
    body: str = "",
    href: str = "",
    category: str = "progress",
    mail: bool = True,
) -> None:
    """Leave a message for an organization, once for each key, with a copy by e-mail to its active members."""
    added = await db.fetch_value(
        """INSERT INTO notice (organization_id, category, title, body, href, once_key, at)
           VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT ON CONSTRAINT notice_once DO NOTHING RETURNING id""",
        organization_id, category, title, body, href, key, clock.now(),
    )  # fmt: skip
    if added is None or not mail:
        return
    members = await db.fetch(
        "SELECT email FROM member WHERE organization_id = $1 AND active AND email_confirmed_at IS NOT NULL",
        organization_id,
    )
    for member in members:
        await queue_mail(member["email"], key=f"notice:{added}:{member['email']}", subject=title, body=body, href=href)


# One statement leaves the messages with their e-mail, so that no message is without it.
_TELL_MANY = """
    WITH told AS (
        INSERT INTO notice (organization_id, category, title, body, href, once_key, at)
        SELECT organization_id, 'progress', title, $5, href, once_key, $6
        FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[]) AS each (organization_id, once_key, title, href)
        ON CONFLICT ON CONSTRAINT notice_once DO NOTHING RETURNING id, organization_id, title, body, href
    )
    INSERT INTO mail (once_key, recipient, subject, body, due_at, created_at)
    SELECT 'notice:' || told.id || ':' || m.email, m.email, '【智产智融】' || told.title,
           told.body || E'\\n\\n{site}' || told.href, $6, $6
    FROM told JOIN member m ON m.organization_id = told.organization_id AND m.active AND m.email_confirmed_at IS NOT NULL
    ON CONFLICT (once_key) DO NOTHING
"""


@dataclass(frozen=True)
class Told:
    """One message of many that share their body: to whom, once for which key, its title and address."""

    organization_id: int
    key: str
    title: str
    href: str


async def tell_many(told: Sequence[Told], body: str) -> None:
    """Leave many messages as `tell` does, in one statement; the sweep sends their e-mail."""
    await db.execute(
        _TELL_MANY, [each.organization_id for each in told], [each.key for each in told], [each.title for each in told],
        [each.href for each in told], body, clock.now(),
    )  # fmt: skip


async def queue_mail(recipient: str, *, key: str, subject: str, body: str, href: str = "") -> None:
    """Put an e-mail into the outbox, once for each key; it leaves after the commit."""
    text = f"{body}\n\n{{site}}{href}" if href else body
    mail_id = await db.fetch_value(
        """INSERT INTO mail (once_key, recipient, subject, body, due_at, created_at) VALUES ($1, $2, $3, $4, $5, $5)
           ON CONFLICT (once_key) DO NOTHING RETURNING id""",
        key, recipient, f"【智产智融】{subject}", text, clock.now(),
    )  # fmt: skip
    if mail_id is not None:
        db.after_commit("messages.deliver", mail_id)


async def mark_read(actor: Actor, notice_ids: list[int] | None = None) -> None:
    """Mark messages of the actor's organization as read by the actor; all of them without ids."""
    async with db.transaction():
        await db.execute(
            """INSERT INTO notice_read (member_id, notice_id, at)
               SELECT $1, id, $2 FROM notice WHERE organization_id = $3 AND ($4::bigint[] IS NULL OR id = ANY($4))
               ON CONFLICT DO NOTHING""",
            actor.member_id, clock.now(), actor.organization_id, notice_ids,
        )  # fmt: skip


async def deliver(mail_id: int, *, smtp_url: str, sender: str, site: str) -> bool:
    """Send one e-mail that is due; whether it went out. Run twice it sends once.

    Claims the row by moving its next attempt ahead (compare-and-set), sends outside of the transaction, then marks it sent.
    The Message-ID is made of our key, so that a mail server recognizes what a kill between the two made us repeat.
    """
    now = clock.now()
    async with db.transaction():
        row = await db.fetch_row(
            """UPDATE mail SET attempts = attempts + 1, due_at = $2 + interval '1 minute' * power(2, attempts)
               WHERE id = $1 AND sent_at IS NULL AND failed_at IS NULL AND due_at <= $2
               RETURNING once_key, recipient, subject, body, attempts""",
            mail_id,
            now,
        )
    if row is None:
        return False
    if smtp_url:
        try:
            await asyncio.to_thread(_send, smtp_url, _message(row["once_key"], row["recipient"], row["subject"],
                                                              row["body"].replace("{site}", site), sender))  # fmt: skip
        except (OSError, smtplib.SMTPException, ValueError) as error:
            _log.warning("mail_not_sent", mail=mail_id, attempt=row["attempts"], error=repr(error))
            if row["attempts"] >= _MOST_ATTEMPTS:
                async with db.transaction():
                    await db.execute("UPDATE mail SET failed_at = $2 WHERE id = $1", mail_id, clock.now())
            return False
    async with db.transaction():
        # Codes and links do not stay readable in the database once they have gone out.
        await db.execute(
            "UPDATE mail SET sent_at = $2, body = CASE WHEN $3 THEN '' ELSE body END WHERE id = $1",
            mail_id, clock.now(), bool(smtp_url),
        )  # fmt: skip
    return True


async def due_mail() -> list[int]:
    """Ids of e-mail whose time has come, oldest first."""
    rows = await db.fetch(
        "SELECT id FROM mail WHERE sent_at IS NULL AND failed_at IS NULL AND due_at <= $1 ORDER BY due_at LIMIT 200",
        clock.now() - timedelta(seconds=5),
    )
    return [row["id"] for row in rows]


def _message(key: str, recipient: str, subject: str, body: str, sender: str) -> email.message.EmailMessage:
    message = email.message.EmailMessage(policy=email.policy.SMTP)
    message["From"] = sender
    message["To"] = recipient
    message["Subject"] = subject.replace("\n", " ").replace("\r", " ")
    message["Date"] = email.utils.format_datetime(clock.now())
    message["Message-ID"] = f"<{key.replace(':', '.').replace('@', '.')}@zczr>"
    message.set_content(body)
    return message


def _send(url: str, message: email.message.EmailMessage) -> None:
    parts = urlsplit(url)
    connect = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    with connect(parts.hostname or "localhost", parts.port or 0, timeout=20) as server:
        if parts.username:
            if parts.scheme == "smtp":
                server.starttls()
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)
