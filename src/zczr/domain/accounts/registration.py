"""Registration in three saved steps, each to be gone back to (product.md section 3)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import islice

import asyncpg

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts import tokens
from zczr.domain.accounts.actor import Actor, Kind, Standing
from zczr.domain.accounts.passwords import hash_password, is_right
from zczr.domain.accounts.stages import ORGANIZATION
from zczr.domain.accounts.steps import EDITABLE, Step, may_change_kind, refuse_closed
from zczr.domain.files import commands as files
from zczr.domain.files.queries import holds
from zczr.domain.permissions import Permission, require
from zczr.domain.refusals import Conflict, RuleBroken, WrongState, refuse_all
from zczr.domain.stages import move

_TAKEN = "该邮箱已注册，请直接登录；忘记密码可以在登录页找回。"
_EARLIEST = date(1900, 1, 1)
_SHORTEST_NAME = 4
# What a draft may hold: more characters than any field of the steps takes, more fields than a step has.
LONGEST_TYPED = 1000
_MOST_FIELDS = 40


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
            await tokens.send_confirmation(member_id)
    except asyncpg.UniqueViolationError:
        raise RuleBroken(_TAKEN, "email") from None
    return member_id, 0


async def change_account(actor: Actor, *, password: str, email: str, kind: Kind, new_password: str = "") -> int:
    """Step 1 once more, for who knows the password: address, kind, and a new password if one is given; the session epoch.

    A new address has to be confirmed, and letters to the old one are void. A new password ends all sessions, so that the
    caller has to open the present one again.
    """
    require(actor, Permission.REGISTRATION)
    assert kind is not Kind.PLATFORM, "admins are made on the command line"
    checked = await db.fetch_value("SELECT password_hash FROM member WHERE id = $1", actor.member_id)
    if not await is_right(password, checked):
        raise RuleBroken("密码不正确，请重新输入。", "password")
    password_hash = await hash_password(new_password) if new_password else None
    try:
        async with db.transaction():
            member = await _lock(actor, Step.ACCOUNT)
            if member["password_hash"] != checked:
                raise Conflict(member=actor.member_id)
            await _change_kind(actor, kind)
            moved = email.lower() != member["email"]
            epoch: int = await db.fetch_value(
                """UPDATE member SET email = $2, email_confirmed_at = CASE WHEN $3 THEN NULL ELSE email_confirmed_at END,
                       password_hash = coalesce($4, password_hash), session_epoch = session_epoch + $5
                   WHERE id = $1 RETURNING session_epoch""",
                actor.member_id, email.lower(), moved, password_hash, int(password_hash is not None),
            )  # fmt: skip
            if password_hash is not None:
                await tokens.void(actor.member_id, "reset")
            if moved:
                await tokens.void(actor.member_id, "confirm", "reset")
                await tokens.send_confirmation(actor.member_id)
    except asyncpg.UniqueViolationError:
        raise RuleBroken(_TAKEN, "email") from None
    return epoch


async def _change_kind(actor: Actor, kind: Kind) -> None:
    """What only institutions tell goes with the kind; who becomes one tells it in step 2, before step 3."""
    if kind is actor.kind:
        return
    if not may_change_kind(actor):
        raise RuleBroken("资料提交后不能再更改账户类型，如需更改请联系平台。", "kind")
    await db.execute(
        """UPDATE organization SET kind = $2, institution_type = '', licence_number = '', version = version + 1,
               registration_step = CASE WHEN $2 = 'institution' THEN least(registration_step, 2) ELSE registration_step END
           WHERE id = $1""",
        actor.organization_id, str(kind),
    )  # fmt: skip


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


def company_flaws(
    *,
    name: str,
    legal_representative: str,
    established_on: date | None,
    registered_capital: Decimal | None,
    paid_in_capital: Decimal | None,
    today: date,
) -> list[RuleBroken]:
    """All that cannot be among these facts of step 2; amounts in yuan, None for what is not known."""
    flaws = []
    if len(name) < _SHORTEST_NAME or not _has_letter(name):
        flaws.append(RuleBroken("请填写营业执照上的企业全称，至少 4 个字，不能只有数字或符号。", "name"))
    if not _has_letter(legal_representative):
        flaws.append(RuleBroken("请填写法定代表人的姓名，不能只有数字或符号。", "legal_representative"))
    if established_on is not None and established_on > today:
        flaws.append(RuleBroken("成立日期不能晚于今天。", "established_on"))
    if established_on is not None and established_on < _EARLIEST:
        flaws.append(RuleBroken("请核对成立日期，应与营业执照一致。", "established_on"))
    if paid_in_capital is not None and registered_capital is not None and paid_in_capital > registered_capital:
        flaws.append(RuleBroken("实缴资本不能大于注册资本，请核对单位。", "paid_in_capital"))
    return flaws


def contact_flaws(*, contact_name: str) -> list[RuleBroken]:
    """All that cannot be among these facts of step 3."""
    if _has_letter(contact_name):
        return []
    return [RuleBroken("请填写联系人的姓名，不能只有数字或符号。", "contact_name")]


def _has_letter(text: str) -> bool:
    return any(sign.isalpha() for sign in text)


async def save_company(actor: Actor, facts: CompanyFacts) -> None:
    """Keep step 2 and open step 3."""
    require(actor, Permission.REGISTRATION)
    refuse_all(
        company_flaws(
            name=facts.name, legal_representative=facts.legal_representative, established_on=facts.established_on,
            registered_capital=facts.registered_capital, paid_in_capital=facts.paid_in_capital, today=clock.today(),
        )
    )  # fmt: skip
    try:
        async with db.transaction():
            await _lock(actor, Step.COMPANY)
            await _set(actor, facts.__dict__, Step.COMPANY)
    except asyncpg.UniqueViolationError:
        # What was returned holds its code already, so another one's is refused here and not only when it is sent in.
        raise RuleBroken("该统一社会信用代码已被其他账户注册，请核对；如有疑问请联系平台。", "uscc") from None


async def send_in(actor: Actor, facts: ContactFacts, file_ids: Sequence[int], removed: Sequence[int] = ()) -> None:
    """Keep step 3 with its files and ask for verification; a credit code already taken is refused at step 2.

    The same again finds what the first one did, and does nothing more.
    """
    require(actor, Permission.REGISTRATION)
    refuse_all(contact_flaws(contact_name=facts.contact_name))
    try:
        async with db.transaction():
            try:
                await _lock(actor, Step.CONTACT)
            except WrongState:
                # A double press, or another window with the same: the first has sent all of it in, and the lock let it finish.
                if await _is_sent_in(actor, facts, file_ids, removed):
                    return
                raise
            await _set(actor, facts.__dict__, *Step)
            await _keep_files(actor, file_ids, removed)
            await db.execute(
                "UPDATE member SET name = $2 WHERE id = $1 AND name = ''", actor.member_id, facts.contact_name
            )
            await move(
                ORGANIZATION,
                actor.organization_id,
                to=Standing.PENDING,
                only_from=EDITABLE,
                act="send_in",
                by=actor.mover,
                also={"submitted_at": clock.now(), "returned_step": None, "returned_reason": ""},
                refusal="资料已经提交，正在审核。",
            )
    except asyncpg.UniqueViolationError:
        raise RuleBroken("该统一社会信用代码已被其他账户注册，请返回上一步核对；如有疑问请联系平台。") from None


async def _is_sent_in(actor: Actor, facts: ContactFacts, file_ids: Sequence[int], removed: Sequence[int]) -> bool:
    """Whether what waits for verification says the same and holds these files."""
    sent = {"status": str(Standing.PENDING), **facts.__dict__}
    row = await db.fetch_row(
        f"SELECT {', '.join(sent)} FROM organization WHERE id = $1",  # noqa: S608 -- field names of our dataclass
        actor.organization_id,
    )
    return dict(row or {}) == sent and await holds(
        actor, file_ids, without=removed, subject_kind="organization", subject_id=actor.organization_id
    )


async def keep_draft(
    actor: Actor, step: Step, typed: Mapping[str, str], file_ids: Sequence[int] = (), removed: Sequence[int] = ()
) -> None:
    """Keep what was typed in a step, unchecked, by field name; with step 3 the files it holds are the organization's at once.

    Text past 1000 characters is cut.
    """
    require(actor, Permission.REGISTRATION)
    assert step is not Step.ACCOUNT, "passwords are never kept as typed"
    draft = {name: text[:LONGEST_TYPED] for name, text in islice(typed.items(), _MOST_FIELDS)}
    async with db.transaction():
        await _lock(actor, step)
        await db.execute(
            """UPDATE organization SET registration_draft = registration_draft || jsonb_build_object($2::text, $3::jsonb)
               WHERE id = $1""",
            actor.organization_id, str(step), json.dumps(draft),
        )  # fmt: skip
        if step is Step.CONTACT:
            await _keep_files(actor, file_ids, removed)


async def _keep_files(actor: Actor, file_ids: Sequence[int], removed: Sequence[int]) -> None:
    """Keep these beside the files of step 3. One goes only when it was removed by hand: another window may have sent it meanwhile."""
    await files.take_away(removed, subject_kind="organization", subject_id=actor.organization_id)
    await files.add(actor, file_ids, subject_kind="organization", subject_id=actor.organization_id)


async def _lock(actor: Actor, step: Step) -> db.Record:
    """Hold account and organization, and refuse a step that is not open now; the member.

    The locks close the races between the steps in several windows: an address, a kind or a sending-in that the actor, read
    before, does not know of. The member comes first, as in tokens.py.
    """
    member = await tokens.lock_member(actor.member_id)
    row = await db.fetch_row(
        "SELECT status, kind, registration_step FROM organization WHERE id = $1 FOR NO KEY UPDATE",
        actor.organization_id,
    )
    assert row is not None, "an actor's organization is there"
    now = replace(
        actor, standing=Standing(row["status"]), kind=Kind(row["kind"]), email_confirmed=member["confirmed"],
        registration_step=row["registration_step"],
    )  # fmt: skip
    refuse_closed(now, Step.ACCOUNT)
    if (now.kind, now.standing) != (actor.kind, actor.standing):
        raise Conflict(organization=actor.organization_id)
    refuse_closed(now, step)
    return member


async def _set(actor: Actor, values: dict[str, object], *done: Step) -> None:
    """Store a step's facts; what was typed in the steps that are done is needed no more."""
    sets = ", ".join(f"{column} = ${index}" for index, column in enumerate(values, start=3))
    await db.execute(
        f"""UPDATE organization SET {sets}, registration_step = 3, registration_draft = registration_draft - $2::text[],
                version = version + 1 WHERE id = $1""",  # noqa: S608 -- columns are field names of our dataclasses
        actor.organization_id, [str(step) for step in done], *values.values(),
    )  # fmt: skip
