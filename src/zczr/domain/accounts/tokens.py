"""Links and codes sent by e-mail: short-lived, single use, kept as hashes.

Whatever makes, spends or voids a letter locks the member first. The lock closes the race with a change of the address: a
letter confirms the address it was sent to or nothing, and two of these never wait for each other in a circle.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Kind
from zczr.domain.accounts.passwords import hash_password
from zczr.domain.messages import outbox
from zczr.domain.refusals import RuleBroken, TooMany

_CONFIRM_LIFE = timedelta(hours=24)
_RESET_LIFE = timedelta(hours=1)
_MOST_GUESSES = 5
_MOST_LETTERS = 6
_LETTERS_WITHIN = timedelta(hours=1)
_STALE = "链接已失效或已使用过，请重新获取。"
_STALE_CONFIRMATION = "链接已失效或不完整。请打开最新的一封验证邮件，或登录后点击“重新发送”，获取新的邮件。"


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


async def _issue(member_id: int, purpose: str, life: timedelta) -> tuple[str, str]:
    """A fresh link token and a six-digit code; the ones before are no longer good."""
    token, code = secrets.token_urlsafe(32), f"{secrets.randbelow(10**6):06d}"
    now = clock.now()
    await void(member_id, purpose)
    await db.execute(
        """INSERT INTO email_token (member_id, purpose, token_hash, code_hash, created_at, expires_at)
           VALUES ($1, $2, $3, $4, $5, $6)""",
        member_id, purpose, _digest(token), _digest(f"{member_id}:{code}"), now, now + life,
    )  # fmt: skip
    return token, code


async def void(member_id: int, *purposes: str) -> None:
    """Make the letters of these purposes (confirm, reset) worthless; call with the member locked."""
    await db.execute(
        "UPDATE email_token SET used_at = $3 WHERE member_id = $1 AND purpose = ANY($2) AND used_at IS NULL",
        member_id,
        list(purposes),
        clock.now(),
    )


async def lock_member(member_id: int) -> db.Record:
    """Hold the member until the transaction ends: email, password_hash, confirmed, session_epoch."""
    row = await db.fetch_row(
        """SELECT email, password_hash, email_confirmed_at IS NOT NULL AS confirmed, session_epoch
           FROM member WHERE id = $1 FOR NO KEY UPDATE""",
        member_id,
    )
    assert row is not None, "members are never removed"
    return row


async def send_confirmation(member_id: int) -> None:
    """Send the letter that confirms the member's present address: a code to type and a link to open."""
    async with db.transaction():
        member = await lock_member(member_id)
        if member["confirmed"]:
            return
        await _spare_the_mailbox(member_id)
        token, code = await _issue(member_id, "confirm", _CONFIRM_LIFE)
        await outbox.queue_mail(
            member["email"], key=f"confirm:{_digest(token)[:16]}", subject=f"邮箱验证码 {code}",
            body=f"您的邮箱验证码是 {code}，24 小时内有效。也可以直接打开下面的链接完成验证。如果不是您本人操作，请忽略本邮件。",
            href=f"/register/confirmation/{token}",
        )  # fmt: skip


async def _spare_the_mailbox(member_id: int) -> None:
    """Refuse one letter too many: the address may be somebody else's, mistyped."""
    now = clock.now()
    earlier = await db.fetch_value(
        """SELECT created_at FROM email_token WHERE member_id = $1 AND purpose = 'confirm' AND created_at > $2
           ORDER BY created_at DESC OFFSET $3 LIMIT 1""",
        member_id, now - _LETTERS_WITHIN, _MOST_LETTERS - 1,
    )  # fmt: skip
    if earlier is not None:
        left = int((earlier + _LETTERS_WITHIN - now).total_seconds())
        raise TooMany(f"验证邮件发送过于频繁，请在 {max(1, -(-left // 60))} 分钟后再试。", seconds=left)


async def confirm_by_code(member_id: int, code: str) -> None:
    """Confirm an address by the code; five guesses a letter."""
    async with db.transaction():
        await lock_member(member_id)
        # Counting and comparing in one statement: parallel guesses cannot share a count.
        row = await db.fetch_row(
            """UPDATE email_token SET attempts = attempts + 1
               WHERE member_id = $1 AND purpose = 'confirm' AND used_at IS NULL AND expires_at > $2 AND attempts < $3
               RETURNING id, code_hash""",
            member_id, clock.now(), _MOST_GUESSES,
        )  # fmt: skip
        right = row is not None and secrets.compare_digest(row["code_hash"], _digest(f"{member_id}:{code}"))
        if row is not None and right:
            await _confirm(row["id"], member_id)
    if row is None:
        raise RuleBroken("验证码已失效，请点击“重新发送”获取新的验证码。", "code")
    if not right:
        raise RuleBroken("验证码不正确，请核对邮件中的 6 位数字。", "code")


@dataclass(frozen=True)
class Letter:
    """A letter with a link that confirms, or whose account is confirmed already."""

    id: int
    member_id: int
    kind: Kind
    confirmed: bool


async def confirm_by_link(token: str) -> Letter:
    """Confirm an address by the link; the link of an account that is confirmed changes nothing."""
    async with db.transaction():
        await _locked_reader(token, _STALE_CONFIRMATION)
        letter = await letter_of(token)
        # The second press of a double click finds what the first one did.
        if not letter.confirmed:
            await _confirm(letter.id, letter.member_id)
        return letter


async def letter_of(token: str) -> Letter:
    """The letter of a link; RuleBroken where the link is no good and its account waits for confirmation."""
    row = await db.fetch_row(
        """SELECT t.id, t.member_id, o.kind, m.email_confirmed_at IS NOT NULL AS confirmed
           FROM email_token t JOIN member m ON m.id = t.member_id JOIN organization o ON o.id = m.organization_id
           WHERE t.token_hash = $1 AND t.purpose = 'confirm'
             AND (m.email_confirmed_at IS NOT NULL OR (t.used_at IS NULL AND t.expires_at > $2))""",
        _digest(token), clock.now(),
    )  # fmt: skip
    if row is None:
        raise RuleBroken(_STALE_CONFIRMATION)
    return Letter(row["id"], row["member_id"], Kind(row["kind"]), row["confirmed"])


async def _locked_reader(token: str, refusal: str) -> int:
    """The member a letter was written to, locked; whether the letter is still good is to be read after this."""
    member_id: int | None = await db.fetch_value(
        "SELECT member_id FROM email_token WHERE token_hash = $1", _digest(token)
    )
    if member_id is None:
        raise RuleBroken(refusal)
    await lock_member(member_id)
    return member_id


async def _confirm(token_id: int, member_id: int) -> None:
    now = clock.now()
    await db.execute("UPDATE email_token SET used_at = $2 WHERE id = $1", token_id, now)
    await db.execute(
        "UPDATE member SET email_confirmed_at = coalesce(email_confirmed_at, $2) WHERE id = $1", member_id, now
    )
    await db.execute(
        """UPDATE organization SET registration_step = greatest(registration_step, 2)
           WHERE id = (SELECT organization_id FROM member WHERE id = $1)""",
        member_id,
    )


async def send_reset(email: str) -> None:
    """Send a link to choose a new password; nothing happens for an address nobody has."""
    async with db.transaction():
        member_id = await db.fetch_value(
            "SELECT id FROM member WHERE email = $1 AND active FOR NO KEY UPDATE", email.lower()
        )
        if member_id is None:
            return
        token, _ = await _issue(member_id, "reset", _RESET_LIFE)
        await outbox.queue_mail(
            email.lower(), key=f"reset:{_digest(token)[:16]}", subject="重置密码",
            body="您正在重置登录密码，请在 1 小时内打开下面的链接。如果不是您本人操作，请忽略本邮件，密码不会改变。",
            href=f"/password-resets/{token}",
        )  # fmt: skip


async def check_reset(token: str) -> None:
    """Refuse a link that is no longer good."""
    if await _reset_of(token) is None:
        raise RuleBroken(_STALE)


async def _reset_of(token: str) -> int | None:
    found: int | None = await db.fetch_value(
        "SELECT id FROM email_token WHERE token_hash = $1 AND purpose = 'reset' AND used_at IS NULL AND expires_at > $2",
        _digest(token), clock.now(),
    )  # fmt: skip
    return found


async def reset_password(token: str, password: str) -> None:
    """Set a new password by the link, once, and end all sessions of the member."""
    password_hash = await hash_password(password)
    async with db.transaction():
        member_id = await _locked_reader(token, _STALE)
        used = await db.fetch_value(
            """UPDATE email_token SET used_at = $2
               WHERE token_hash = $1 AND purpose = 'reset' AND used_at IS NULL AND expires_at > $2 RETURNING id""",
            _digest(token), clock.now(),
        )  # fmt: skip
        if used is None:
            raise RuleBroken(_STALE)
        # Whoever opened the link has the mailbox: the address is confirmed too.
        await db.execute(
            """UPDATE member SET password_hash = $2, session_epoch = session_epoch + 1,
                      email_confirmed_at = coalesce(email_confirmed_at, $3) WHERE id = $1""",
            member_id, password_hash, clock.now(),
        )  # fmt: skip
