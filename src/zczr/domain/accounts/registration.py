"""Registration in three saved steps, e-mail confirmation, and an admin's verification (product.md section 3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import asyncpg

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts import tokens
from zczr.domain.accounts.actor import Actor, Kind, Standing
from zczr.domain.accounts.passwords import hash_password
from zczr.domain.accounts.stages import ORGANIZATION
from zczr.domain.credit import commands as credit
from zczr.domain.files import commands as files
from zczr.domain.messages import commands as messages
from zczr.domain.permissions import Permission, require
from zczr.domain.refusals import NotFound, RuleBroken, WrongState
from zczr.domain.stages import move

_EDITABLE = (Standing.REGISTERING, Standing.RETURNED)


async def open_account(*, email: str, password: str, kind: Kind) -> tuple[int, int]:
    """Step 1: an account with its organization, and a letter to confirm the address; member id and session epoch."""
    assert kind is not Kind.PLATFORM, "admins are made on the command line"
    password_hash = await hash_password(password)
    try:
        async with db.transaction():
            organization_id = await db.fetch_value(
                "INSERT INTO organization (kind, status, registration_step, created_at) VALUES ($1, $2, 1, $3) RETURNING id",
                str(kind), str(Standing.REGISTERING), clock.now(),
            )  # fmt: skip
            member_id: int = await db.fetch_value(
                """INSERT INTO member (organization_id, email, password_hash, role, created_at)
                   VALUES ($1, $2, $3, 'owner', $4) RETURNING id""",
                organization_id, email.lower(), password_hash, clock.now(),
            )  # fmt: skip
            await tokens.send_confirmation(member_id, email.lower())
    except asyncpg.UniqueViolationError:
        raise RuleBroken("该邮箱已注册，请直接登录；忘记密码可以在登录页找回。", "email") from None
    return member_id, 0


@dataclass(frozen=True, kw_only=True)
class CompanyFacts:
    """Step 2: 企业信息."""

    name: str
    uscc: str
    uscc_needs_review: bool
    province_code: str
    city_code: str
    district_code: str
    address: str
    industry_section: str
    industry_division: str
    registered_capital: Decimal
    paid_in_capital: Decimal | None
    established_on: date
    legal_representative: str
    controller: str
    scale: str
    profile: str
    main_business: str
    institution_type: str = ""
    licence_number: str = ""


@dataclass(frozen=True, kw_only=True)
class ContactFacts:
    """Step 3: 企业联系人信息."""

    contact_name: str
    contact_title: str
    contact_mobile: str
    contact_email: str
    contact_qq: str
    contact_phone: str


async def save_company(actor: Actor, facts: CompanyFacts) -> None:
    """Keep step 2 and open step 3."""
    require(actor, Permission.REGISTRATION)
    if not actor.email_confirmed:
        raise RuleBroken("请先完成邮箱验证。")
    if facts.established_on > clock.today():
        raise RuleBroken("成立日期不能晚于今天。", "established_on")
    if facts.paid_in_capital is not None and facts.paid_in_capital > facts.registered_capital:
        raise RuleBroken("实缴资本不能大于注册资本，请核对单位。", "paid_in_capital")
    try:
        await _set(actor, facts.__dict__, step=3)
    except asyncpg.UniqueViolationError:
        # What was returned holds its code already, so another one's is refused here and not only when it is sent in.
        raise RuleBroken("该统一社会信用代码已被其他账户注册，请核对；如有疑问请联系平台。", "uscc") from None


async def save_contact(actor: Actor, facts: ContactFacts, file_ids: Sequence[int]) -> None:
    """Keep step 3 without sending it in."""
    require(actor, Permission.REGISTRATION)
    async with db.transaction():
        await _set(actor, facts.__dict__, step=3)
        await files.give(actor, file_ids, subject_kind="organization", subject_id=actor.organization_id)


async def send_in(actor: Actor, facts: ContactFacts, file_ids: Sequence[int]) -> None:
    """Keep step 3 and ask for verification; a credit code already taken is refused at step 2."""
    require(actor, Permission.REGISTRATION)
    if not actor.email_confirmed or actor.registration_step < 3:
        raise RuleBroken("请先填写完前面的步骤。")
    try:
        async with db.transaction():
            await save_contact(actor, facts, file_ids)
            await db.execute(
                "UPDATE member SET name = $2 WHERE id = $1 AND name = ''", actor.member_id, facts.contact_name
            )
            await move(
                ORGANIZATION,
                actor.organization_id,
                to=Standing.PENDING,
                only_from=_EDITABLE,
                act="send_in",
                by=actor.mover,
                also={"submitted_at": clock.now(), "returned_step": None, "returned_reason": ""},
                refusal="资料已经提交，正在审核。",
            )
    except asyncpg.UniqueViolationError:
        raise RuleBroken("该统一社会信用代码已被其他账户注册，请返回上一步核对；如有疑问请联系平台。") from None


async def _set(actor: Actor, values: dict[str, object], *, step: int) -> None:
    sets = ", ".join(f"{column} = ${index}" for index, column in enumerate(values, start=4))
    updated = await db.fetch_value(
        f"""UPDATE organization SET {sets}, registration_step = greatest(registration_step, $3), version = version + 1
            WHERE id = $1 AND status = ANY($2) RETURNING id""",  # noqa: S608 -- columns are field names of our dataclasses
        actor.organization_id, [str(each) for each in _EDITABLE], step, *values.values(),
    )  # fmt: skip
    if updated is None:
        raise WrongState("资料已经提交，审核期间不能修改。", organization=actor.organization_id)


async def verify(actor: Actor, organization_id: int) -> None:
    """An admin finds everything in order."""
    require(actor, Permission.VERIFICATION_REVIEW)
    async with db.transaction():
        await _known(organization_id)
        await move(
            ORGANIZATION, organization_id, to=Standing.VERIFIED, only_from=(Standing.PENDING,), act="verify",
            by=actor.mover, also={"verified_at": clock.now()}, refusal="这家单位已经有人审核过了。",
        )  # fmt: skip
        await credit.enter(
            organization_id, credit.Reason.VERIFIED, subject_kind="organization", subject_id=organization_id
        )
        await messages.tell(
            organization_id, key=f"verified:{clock.now():%Y%m%d%H%M%S}", title="认证已通过",
            body="贵单位的注册资料已通过审核，现在可以发布借贷信息、发起申请。", href="/work", category="system",
        )  # fmt: skip


async def send_back(actor: Actor, organization_id: int, *, step: int, reason: str) -> None:
    """An admin sends the papers back with the reason, which reopens the step named."""
    require(actor, Permission.VERIFICATION_REVIEW)
    async with db.transaction():
        await _known(organization_id)
        await move(
            ORGANIZATION, organization_id, to=Standing.RETURNED, only_from=(Standing.PENDING,), act="send_back",
            by=actor.mover, reason=reason, also={"returned_step": step, "returned_reason": reason},
            refusal="这家单位已经有人审核过了。",
        )  # fmt: skip
        await messages.tell(
            organization_id, key=f"returned:{clock.now():%Y%m%d%H%M%S}", title="资料被退回，请补充",
            body=f"退回原因：{reason}", href="/register", category="system",
        )  # fmt: skip


async def _known(organization_id: int) -> None:
    if await db.fetch_value("SELECT 1 FROM organization WHERE id = $1 AND kind <> 'platform'", organization_id) is None:
        raise NotFound(organization=organization_id)
