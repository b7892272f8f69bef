"""Signing in, the password asked again, and making admins."""

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor, Kind
from zczr.domain.accounts.passwords import hash_password, is_outdated, is_right
from zczr.domain.accounts.queries import account_of
from zczr.domain.refusals import RuleBroken, refuse_all

_DOORS = {
    Kind.ENTERPRISE: "这是金融机构登录入口，您的账户是企业用户，请从“企业用户登录”进入。",
    Kind.INSTITUTION: "这是企业用户登录入口，您的账户属于金融机构，请从“金融机构登录”进入。",
    Kind.PLATFORM: "请从管理员入口登录。",
}


async def sign_in(*, email: str, password: str, door: Kind) -> tuple[int, int]:
    """Check an account at one door; member id and session epoch. An account of another kind is told so and let nowhere."""
    account = await account_of(email)
    right = await is_right(password, account.password_hash if account else None)
    if account is None or not right:
        raise RuleBroken("邮箱或密码不正确，请核对后重试。")
    if account.kind is not door:
        # Whose door the admins' is is nobody's business.
        raise RuleBroken(_DOORS[account.kind] if door is not Kind.PLATFORM else "邮箱或密码不正确，请核对后重试。")
    if not account.active or account.suspended:
        raise RuleBroken("该账户已被暂停使用，请联系平台。")
    rehashed = await hash_password(password) if is_outdated(account.password_hash) else None
    async with db.transaction():
        await db.execute(
            # A password changed at this moment is not overwritten by the old one's new hash.
            """UPDATE member SET last_login_at = $2,
                   password_hash = CASE password_hash WHEN $4 THEN coalesce($3, $4) ELSE password_hash END WHERE id = $1""",
            account.member_id, clock.now(), rehashed, account.password_hash,
        )  # fmt: skip
    return account.member_id, account.session_epoch


async def check_password(actor: Actor, password: str) -> None:
    """Refuse a wrong password of somebody who is signed in, asked for again before something that binds."""
    refuse_all(await password_broken(actor, password))


async def password_broken(actor: Actor, password: str) -> list[RuleBroken]:
    """The same as one of several rules that are told at once."""
    kept = await db.fetch_value("SELECT password_hash FROM member WHERE id = $1", actor.member_id)
    if await is_right(password, kept):
        return []
    return [RuleBroken("登录密码不正确，请重新输入。", "password")]


async def create_admin(*, email: str, password: str, name: str) -> int:
    """An admin of the platform, made on the command line; the platform's organization is made with the first."""
    password_hash = await hash_password(password)
    async with db.transaction() as connection:
        await connection.execute("SELECT pg_advisory_xact_lock(hashtext('zczr-platform'))")
        organization_id = await db.fetch_value("SELECT id FROM organization WHERE kind = 'platform'")
        if organization_id is None:
            organization_id = await db.fetch_value(
                """INSERT INTO organization (kind, status, name, registration_step, created_at, verified_at)
                   VALUES ('platform', 'verified', '智产智融平台', 3, $1, $1) RETURNING id""",
                clock.now(),
            )
        if await db.fetch_value("SELECT 1 FROM member WHERE email = $1", email.lower()):
            raise RuleBroken("该邮箱已有账户。", "email")
        member_id: int = await db.fetch_value(
            """INSERT INTO member (organization_id, email, password_hash, name, role, email_confirmed_at, created_at)
               VALUES ($1, $2, $3, $4, 'owner', $5, $5) RETURNING id""",
            organization_id, email.lower(), password_hash, name, clock.now(),
        )  # fmt: skip
        return member_id
