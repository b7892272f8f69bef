"""The outbox of e-mail: what is to be sent, once for each key, and the sending, tried again until it went out."""

import asyncio
import email.message
import email.policy
import email.utils
import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import unquote, urlsplit

import structlog

from zczr import db
from zczr.domain import clock

_log = structlog.get_logger(__name__)
_MOST_ATTEMPTS = 8


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


@dataclass(frozen=True)
class Letter:
    """An e-mail as the outbox of a demo shows it."""

    id: int
    recipient: str
    subject: str
    body: str
    created_at: datetime


async def newest_letters(recipient: str = "") -> tuple[Letter, ...]:
    """The newest e-mails, perhaps of one recipient; for a demo, where mail leaves to nobody."""
    rows = await db.fetch(
        """SELECT id, recipient, subject, body, created_at FROM mail
           WHERE $1 = '' OR recipient = $1 ORDER BY id DESC LIMIT 50""",
        recipient,
    )
    return tuple(Letter(*row) for row in rows)


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
