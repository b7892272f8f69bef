"""Two doors and one for admins, passwords, reset letters."""

import asyncio
import contextvars
import re
from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from cast import PASSWORD, Cast
from zczr import db
from zczr.domain import clock
from zczr.domain.accounts import tokens
from zczr.domain.accounts.actor import Actor, Kind
from zczr.domain.accounts.commands import create_admin, sign_in
from zczr.domain.accounts.passwords import hash_password, is_outdated, is_right
from zczr.domain.accounts.queries import actor_of_session
from zczr.domain.refusals import RuleBroken

WRONG = "邮箱或密码不正确"


async def enter(actor: Actor, door: Kind, password: str = PASSWORD) -> int:
    """Sign in at a door; the member."""
    return (await sign_in(email=actor.email, password=password, door=door))[0]


async def test_each_kind_enters_by_its_own_door(cast: Cast) -> None:
    for actor, door in (
        (cast.borrower, Kind.ENTERPRISE),
        (cast.institution, Kind.INSTITUTION),
        (cast.admin, Kind.PLATFORM),
    ):
        assert await enter(actor, door) == actor.member_id


@pytest.mark.parametrize(
    ("who", "door", "says"),
    [
        ("institution", Kind.ENTERPRISE, "金融机构登录"),
        ("borrower", Kind.INSTITUTION, "企业用户登录"),
        ("admin", Kind.ENTERPRISE, "管理员入口"),
        ("admin", Kind.INSTITUTION, "管理员入口"),
        ("borrower", Kind.PLATFORM, WRONG),
        ("institution", Kind.PLATFORM, WRONG),
    ],
)
async def test_at_a_wrong_door_one_is_sent_to_the_right_one(cast: Cast, who: str, door: Kind, says: str) -> None:
    with pytest.raises(RuleBroken, match=says):
        await enter(getattr(cast, who), door)


@pytest.mark.parametrize("door", Kind)
async def test_a_wrong_password_says_the_same_as_an_unknown_address(cast: Cast, door: Kind) -> None:
    said = set()
    for email in (cast.borrower.email, "nobody@zczr.test"):
        with pytest.raises(RuleBroken) as refusal:
            await sign_in(email=email, password="Zczr-2025", door=door)
        said.add(refusal.value.sentence)
    assert said == {"邮箱或密码不正确，请核对后重试。"}


async def test_case_and_the_letters_of_an_address_do_not_matter(cast: Cast) -> None:
    assert (await sign_in(email="Borrower@ZCZR.test", password=PASSWORD, door=Kind.ENTERPRISE))[0]


@pytest.mark.parametrize(
    "ending",
    [
        "UPDATE member SET active = false WHERE id = $1",
        "UPDATE organization SET status = 'suspended' WHERE id = (SELECT organization_id FROM member WHERE id = $1)",
    ],
)
async def test_a_suspended_account_is_told_so_after_its_right_password(cast: Cast, ending: str) -> None:
    await db.execute(ending, cast.borrower.member_id)
    with pytest.raises(RuleBroken, match="暂停使用"):
        await enter(cast.borrower, Kind.ENTERPRISE)
    with pytest.raises(RuleBroken, match=WRONG):
        await enter(cast.borrower, Kind.ENTERPRISE, "Zczr-2025")


async def test_a_hash_with_old_parameters_is_made_anew_at_login(cast: Cast) -> None:
    kept = "SELECT password_hash FROM member WHERE id = $1"
    assert is_outdated(await db.fetch_value(kept, cast.borrower.member_id))
    await enter(cast.borrower, Kind.ENTERPRISE)
    fresh = await db.fetch_value(kept, cast.borrower.member_id)
    assert not is_outdated(fresh)
    assert await is_right(PASSWORD, fresh)
    assert await db.fetch_value("SELECT last_login_at IS NOT NULL FROM member WHERE id = $1", cast.borrower.member_id)


@pytest.mark.committed
async def test_a_password_changed_during_a_login_is_not_overwritten_by_the_old_one(cast: Cast) -> None:
    async with db.transaction():
        await db.execute("UPDATE member SET password_hash = 'new' WHERE id = $1", cast.borrower.member_id)
        login = asyncio.create_task(enter(cast.borrower, Kind.ENTERPRISE), context=contextvars.Context())
        await asyncio.sleep(0.5)
        assert not login.done(), "the login did not wait"
    await login
    assert await db.fetch_value("SELECT password_hash FROM member WHERE id = $1", cast.borrower.member_id) == "new"


@pytest.mark.parametrize("kept", [None, "", "not a hash", "$argon2id$broken"])
async def test_what_is_no_hash_opens_for_no_password(kept: str | None) -> None:
    for password in ("", PASSWORD):
        assert not await is_right(password, kept)


async def test_a_hash_is_argon2id_and_different_each_time() -> None:
    first, second = await hash_password(PASSWORD), await hash_password(PASSWORD)
    assert first.startswith("$argon2id$")
    assert first != second
    assert PasswordHasher().verify(first, PASSWORD)


async def test_a_session_ends_with_its_epoch_and_with_its_member(cast: Cast) -> None:
    member_id = cast.borrower.member_id
    assert await actor_of_session(member_id, 1) is None
    assert await actor_of_session(10**9, 0) is None
    await db.execute("UPDATE member SET active = false WHERE id = $1", member_id)
    assert await actor_of_session(member_id, 0) is None


async def test_admins_share_the_platforms_organization_and_an_address_is_taken_once(cast: Cast) -> None:
    await create_admin(email="Second@zczr.test", password=PASSWORD, name="何静")
    organizations = await db.fetch("SELECT DISTINCT organization_id FROM member WHERE name IN ('周敏', '何静')")
    assert len(organizations) == 1
    with pytest.raises(RuleBroken, match="已有账户"):
        await create_admin(email="second@zczr.test", password=PASSWORD, name="何静")


@pytest.mark.committed
async def test_the_first_admins_made_at_once_make_one_platform(database: object) -> None:
    await asyncio.gather(
        *(create_admin(email=f"a{number}@b.cn", password=PASSWORD, name="何静") for number in range(4))
    )
    assert await db.fetch_value("SELECT count(*) FROM organization") == 1
    assert await db.fetch_value("SELECT count(*) FROM member") == 4


async def link_for(email: str) -> str:
    """The token of the last reset letter."""
    await tokens.send_reset(email)
    body = await db.fetch_value("SELECT body FROM mail WHERE recipient = $1 ORDER BY id DESC LIMIT 1", email)
    found = re.search(r"/password-resets/(\S+)", body)
    assert found is not None
    return found[1]


async def test_a_reset_link_sets_a_password_once_and_ends_all_sessions(cast: Cast) -> None:
    token = await link_for(cast.borrower.email)
    await tokens.check_reset(token)
    await tokens.reset_password(token, "Neu-2026-geheim")
    assert await actor_of_session(cast.borrower.member_id, 0) is None
    member_id, epoch = await sign_in(email=cast.borrower.email, password="Neu-2026-geheim", door=Kind.ENTERPRISE)
    assert await actor_of_session(member_id, epoch) is not None
    with pytest.raises(RuleBroken, match="已失效"):
        await tokens.reset_password(token, "Noch-2026-eins")
    with pytest.raises(RuleBroken):
        await enter(cast.borrower, Kind.ENTERPRISE)


@pytest.mark.parametrize(("minutes", "good"), [(59, True), (60, False)])
async def test_a_reset_link_is_good_for_an_hour(cast: Cast, minutes: int, good: bool) -> None:
    token = await link_for(cast.borrower.email)
    clock.travel(timedelta(minutes=minutes))
    if good:
        await tokens.check_reset(token)
    else:
        for attempt in (tokens.check_reset(token), tokens.reset_password(token, "Neu-2026-geheim")):
            with pytest.raises(RuleBroken, match="已失效"):
                await attempt


async def test_a_newer_letter_makes_the_older_ones_void(cast: Cast) -> None:
    older, newer = await link_for(cast.borrower.email), await link_for(cast.borrower.email)
    await tokens.check_reset(newer)
    with pytest.raises(RuleBroken):
        await tokens.check_reset(older)


async def test_no_letter_goes_to_an_address_nobody_has(cast: Cast) -> None:
    await tokens.send_reset("nobody@zczr.test")
    assert await db.fetch_value("SELECT count(*) FROM mail") == 0


async def test_only_hashes_of_tokens_are_kept(cast: Cast) -> None:
    token = await link_for(cast.borrower.email)
    assert await db.fetch_value("SELECT count(*) FROM email_token WHERE token_hash = $1 OR code_hash = $1", token) == 0


@pytest.mark.committed
async def test_of_two_uses_of_a_link_at_once_one_counts(cast: Cast) -> None:
    token = await link_for(cast.borrower.email)
    attempts = (tokens.reset_password(token, f"Neu-2026-{number}") for number in range(2))
    results = await asyncio.gather(*attempts, return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "RuleBroken"]
