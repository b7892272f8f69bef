"""Links that are sent to debtors: who holds one still has to name the debtor's credit code, and sees nothing before."""

import hashlib
import secrets
from collections.abc import Mapping

from zczr import db
from zczr.domain.accounts.actor import Actor
from zczr.domain.reference import uscc
from zczr.domain.refusals import RuleBroken

ON_PLATFORM = "债务方在平台的“我的业务”"
"""Where a debtor that is a member is told: it gets no link, and answers signed in."""
WRONG_CODE = "统一社会信用代码与链接的收件单位不符，请核对。"


def new_token() -> tuple[str, str]:
    """A fresh token for a link, and its hash to be kept."""
    token = secrets.token_urlsafe(32)
    return token, digest(token)


def digest(token: str) -> str:
    """The hash under which a token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def check_code(claim: Mapping[str, object], code: str) -> None:
    """Refuse whoever does not name the debtor's credit code."""
    if uscc.check(code).code != claim["debtor_uscc"]:
        raise RuleBroken(WRONG_CODE, "uscc")


async def debtor_on_platform(debtor_uscc: str) -> int | None:
    """The verified organization that is the debtor, if it is on the platform."""
    found: int | None = await db.fetch_value(
        "SELECT id FROM organization WHERE uscc = $1 AND status = 'verified'", debtor_uscc
    )
    return found


async def is_own_mailbox(organization_id: int, email: str) -> bool:
    """Whether an address is one of this organization's members, or its contact's."""
    return bool(
        await db.fetch_value(
            """SELECT EXISTS (SELECT FROM member WHERE organization_id = $1 AND email = $2)
                   OR EXISTS (SELECT FROM organization WHERE id = $1 AND contact_email = $2)""",
            organization_id, email,
        )
    )  # fmt: skip


async def refuse_own_mailbox(actor: Actor, email: str) -> None:
    """What is meant for a debtor is not sent to whoever sends it."""
    if email and await is_own_mailbox(actor.organization_id, email):
        raise RuleBroken("这是贵单位自己的邮箱，请填写债务方的邮箱。", "email")
