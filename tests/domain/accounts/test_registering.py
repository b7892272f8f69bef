"""注册 gone back to and left half-way: the account changed, what was typed kept, the rules of the steps told together."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cast import PASSWORD, Cast
from domain.accounts.test_verification import CONTACT, company, registrant
from zczr import db
from zczr.domain import clock
from zczr.domain.accounts import tokens
from zczr.domain.accounts.actor import Actor, Kind, Role
from zczr.domain.accounts.commands import sign_in
from zczr.domain.accounts.queries import actor_of_session, own_drafts
from zczr.domain.accounts.registration import (
    LONGEST_TYPED,
    change_account,
    company_flaws,
    contact_flaws,
    keep_draft,
    save_company,
    send_in,
)
from zczr.domain.accounts.steps import Step
from zczr.domain.files import commands as files
from zczr.domain.refusals import Conflict, NotAllowed, RuleBroken, TooMany, WrongState

TODAY = date(2026, 11, 23)
NEW = "Neu@qiming.example"
_AMOUNTS = st.none() | st.decimals(0, 10**9, places=2)


def flaws(**more: Any) -> list[str]:
    """The fields of step 2 that cannot be so."""
    facts: dict[str, Any] = {
        "name": "广州启明", "legal_representative": "冯启明", "established_on": date(2018, 5, 20),
        "registered_capital": Decimal(100), "paid_in_capital": None, "today": TODAY, **more,
    }  # fmt: skip
    return [flaw.field for flaw in company_flaws(**facts)]


@pytest.mark.parametrize(
    ("facts", "wrong"),
    [
        ({}, []),
        ({"name": "启明公司"}, []),
        ({"name": "启明厂"}, ["name"]),
        ({"name": "ABCD"}, []),
        ({"name": "1"}, ["name"]),
        ({"name": "，，"}, ["name"]),
        ({"name": "12345678"}, ["name"]),
        ({"name": "，，，，"}, ["name"]),
        ({"name": "123科"}, []),
        ({"legal_representative": "李"}, []),
        ({"legal_representative": "138"}, ["legal_representative"]),
        ({"legal_representative": "１３８"}, ["legal_representative"]),
        ({"legal_representative": "李 3"}, []),
        ({"established_on": TODAY}, []),
        ({"established_on": TODAY + timedelta(days=1)}, ["established_on"]),
        ({"established_on": date(1900, 1, 1)}, []),
        ({"established_on": date(1899, 12, 31)}, ["established_on"]),
        ({"paid_in_capital": Decimal(100)}, []),
        ({"paid_in_capital": Decimal("100.01")}, ["paid_in_capital"]),
        ({"paid_in_capital": Decimal(1), "registered_capital": None}, []),
        ({"established_on": None}, []),
        (
            {"name": "1", "legal_representative": "2", "established_on": date.max, "paid_in_capital": Decimal(101)},
            ["name", "legal_representative", "established_on", "paid_in_capital"],
        ),
    ],
)
def test_facts_of_step_2_are_judged_one_by_one(facts: dict[str, Any], wrong: list[str]) -> None:
    assert flaws(**facts) == wrong


@given(st.none() | st.dates(), _AMOUNTS, _AMOUNTS)
def test_only_a_day_outside_the_bounds_and_more_paid_than_registered_are_wrong(
    day: date | None, registered: Decimal | None, paid: Decimal | None
) -> None:
    wrong = set(flaws(established_on=day, registered_capital=registered, paid_in_capital=paid))
    assert ("established_on" in wrong) is (day is not None and not date(1900, 1, 1) <= day <= TODAY)
    assert ("paid_in_capital" in wrong) is (registered is not None and paid is not None and paid > registered)


@pytest.mark.parametrize(("name", "wrong"), [("冯", False), ("Li", False), ("138", True), ("", True), ("——", True)])
def test_a_contact_is_somebody_with_a_name(name: str, wrong: bool) -> None:
    assert [flaw.field for flaw in contact_flaws(contact_name=name)] == (["contact_name"] if wrong else [])


async def test_saving_refuses_everything_that_is_broken_at_once(cast: Cast) -> None:
    with pytest.raises(RuleBroken) as refusal:
        await save_company(await registrant(), company(established_on=date(2999, 1, 1), paid_in_capital=Decimal(10**9)))
    assert [each.field for each in (refusal.value, *refusal.value.others)] == ["established_on", "paid_in_capital"]
    with pytest.raises(RuleBroken, match="联系人"):
        await send_in(await registrant(), replace(CONTACT, contact_name="123"), [])


async def change(actor: Actor, **more: Any) -> int:
    """Change something of an account."""
    return await change_account(actor, **{"password": PASSWORD, "email": actor.email, "kind": actor.kind, **more})


async def member(actor: Actor) -> dict[str, Any]:
    """The member's row."""
    row = await db.fetch_row("SELECT * FROM member WHERE id = $1", actor.member_id)
    assert row is not None
    return dict(row)


async def letter(email: str) -> tuple[str, str]:
    """Code (if any) and link token of the last letter to an address."""
    row = await db.fetch_row("SELECT subject, body FROM mail WHERE recipient = $1 ORDER BY id DESC LIMIT 1", email)
    assert row is not None, f"no letter to {email}"
    code = re.search(r"[0-9]{6}", row["subject"])
    return code.group() if code else "", row["body"].rpartition("/")[2]


async def unconfirmed(**more: Any) -> Actor:
    """Somebody who has a letter but has not confirmed the address yet."""
    actor = await registrant(**more)
    await db.execute("UPDATE member SET email_confirmed_at = NULL WHERE id = $1", actor.member_id)
    await tokens.send_confirmation(actor.member_id)
    return replace(actor, email_confirmed=False)


async def test_a_new_address_is_confirmed_anew_and_letters_to_the_old_one_are_void(cast: Cast) -> None:
    actor = await unconfirmed()
    code, link = await letter(actor.email)
    await tokens.send_reset(actor.email)
    _, reset = await letter(actor.email)
    await change(actor, email=NEW)
    row = await member(actor)
    assert (row["email"], row["email_confirmed_at"], row["session_epoch"]) == (NEW.lower(), None, 0)
    for attempt in (
        tokens.confirm_by_code(actor.member_id, code),
        tokens.confirm_by_link(link),
        tokens.reset_password(reset, "Neues-2026"),
    ):
        with pytest.raises(RuleBroken):
            await attempt
    assert (await member(actor))["email_confirmed_at"] is None
    assert (await tokens.confirm_by_link((await letter(NEW.lower()))[1])).member_id == actor.member_id
    assert (await sign_in(email=NEW, password=PASSWORD, door=Kind.ENTERPRISE))[0] == actor.member_id


async def test_the_same_address_in_other_letters_changes_nothing(cast: Cast) -> None:
    actor = await registrant()
    before = await member(actor)
    assert await change(actor, email=actor.email.upper()) == 0
    assert await member(actor) == before
    assert await db.fetch_value("SELECT count(*) FROM mail") == 0


@pytest.mark.parametrize(
    ("given", "field"), [({"email": "Borrower@zczr.test"}, "email"), ({"password": "Zczr-2025"}, "password")]
)
async def test_a_taken_address_and_a_wrong_password_are_told_and_change_nothing(
    cast: Cast, given: dict[str, str], field: str
) -> None:
    actor = await registrant()
    before = await member(actor)
    with pytest.raises(RuleBroken) as refusal:
        await change(actor, new_password="Neues-2026", kind=Kind.INSTITUTION, **given)
    assert refusal.value.field == field
    assert await member(actor) == before
    assert await db.fetch_value("SELECT kind FROM organization WHERE id = $1", actor.organization_id) == "enterprise"


async def test_a_new_password_ends_sessions_and_voids_a_letter_that_would_set_another(cast: Cast) -> None:
    actor = await registrant()
    await tokens.send_reset(actor.email)
    epoch = await change(actor, new_password="Neues-2026")
    assert await actor_of_session(actor.member_id, 0) is None
    assert await actor_of_session(actor.member_id, epoch) is not None
    with pytest.raises(RuleBroken):
        await tokens.check_reset((await letter(actor.email))[1])
    assert (await sign_in(email=actor.email, password="Neues-2026", door=Kind.ENTERPRISE)) == (actor.member_id, epoch)


@pytest.mark.parametrize(
    ("before", "after", "step", "licence"),
    [
        ("institution", "enterprise", 3, ("", "")),
        ("enterprise", "institution", 2, ("", "")),
        ("institution", "institution", 3, ("small_loan", "粤 0086")),
    ],
)
async def test_who_becomes_an_institution_tells_its_licence_before_step_3(
    cast: Cast, before: str, after: str, step: int, licence: tuple[str, str]
) -> None:
    told = {"institution_type": "small_loan", "licence_number": "粤 0086"} if before == "institution" else {}
    actor = await registrant(kind=before, **told)
    await change(actor, kind=Kind(after))
    row = await db.fetch_row("SELECT * FROM organization WHERE id = $1", actor.organization_id)
    assert row is not None
    assert (row["kind"], row["registration_step"]) == (after, step)
    assert (row["institution_type"], row["licence_number"]) == licence


async def test_another_window_does_not_go_on_as_what_the_account_no_longer_is(cast: Cast) -> None:
    actor = await registrant()
    await change(actor, kind=Kind.INSTITUTION)
    for attempt in (save_company(actor, company()), send_in(actor, CONTACT, []), change(actor)):
        with pytest.raises(Conflict):
            await attempt
    now = await actor_of_session(actor.member_id, 0)
    assert now is not None
    with pytest.raises(WrongState, match="前面的步骤"):
        await send_in(now, CONTACT, [])
    await save_company(now, company(institution_type="small_loan", licence_number="粤 0086"))
    await send_in(now, CONTACT, [])


async def test_the_kind_stays_once_it_was_sent_in(cast: Cast) -> None:
    actor = await registrant(status="returned")
    with pytest.raises(RuleBroken, match="账户类型"):
        await change(actor, kind=Kind.INSTITUTION, email=NEW)
    assert (await member(actor))["email"] == actor.email
    await change(actor, email=NEW)
    assert (await member(actor))["email"] == NEW.lower()


@pytest.mark.parametrize("status", ["pending", "verified", "suspended"])
async def test_nothing_is_changed_or_kept_while_the_steps_are_closed(cast: Cast, status: str) -> None:
    actor = await registrant(status=status)
    for attempt in (change(actor, email=NEW), keep_draft(actor, Step.COMPANY, {"name": "新"})):
        with pytest.raises(WrongState):
            await attempt
    assert (await member(actor))["email"] == actor.email
    assert await own_drafts(actor) == {}


async def test_only_the_owner_changes_the_account_and_keeps_drafts(cast: Cast) -> None:
    operator = replace(await registrant(), role=Role.OPERATOR)
    for attempt in (change(operator, email=NEW), keep_draft(operator, Step.COMPANY, {"name": "新"})):
        with pytest.raises(NotAllowed):
            await attempt


async def test_six_letters_an_hour_and_no_more_whatever_they_were_asked_for(cast: Cast) -> None:
    actor = await unconfirmed()
    for number in range(5):
        await change(actor, email=f"a{number}@b.cn")
    with pytest.raises(TooMany, match="60 分钟"):
        await tokens.send_confirmation(actor.member_id)
    with pytest.raises(TooMany):
        await change(actor, email=NEW)
    assert (await member(actor))["email"] == "a4@b.cn"
    clock.travel(timedelta(hours=1, seconds=1))
    await change(actor, email=NEW)
    assert await db.fetch_value("SELECT count(*) FROM mail") == 7


async def in_turn(first: Callable[[], Awaitable[Any]], second: Callable[[], Awaitable[Any]]) -> list[Any]:
    """Begin the second while the first has done its work but not committed; what became of both."""
    done = asyncio.Event()

    async def late() -> Any:
        await done.wait()
        return await second()

    waiting = asyncio.create_task(late())
    async with db.transaction():
        result = await first()
        done.set()
        await asyncio.sleep(0.1)
        assert not waiting.done(), "the second did not wait for the first"
    return [result, *await asyncio.gather(waiting, return_exceptions=True)]


@pytest.mark.committed
@pytest.mark.parametrize("changed_first", [True, False])
@pytest.mark.parametrize("by", ["link", "code", "reset"])
async def test_a_letter_never_confirms_an_address_it_was_not_sent_to(
    database: object, by: str, changed_first: bool
) -> None:
    actor = await unconfirmed()
    code, link = await letter(actor.email)
    if by == "reset":
        await tokens.send_reset(actor.email)
        link = (await letter(actor.email))[1]
    uses: dict[str, Callable[[], Awaitable[Any]]] = {
        "link": lambda: tokens.confirm_by_link(link),
        "code": lambda: tokens.confirm_by_code(actor.member_id, code),
        "reset": lambda: tokens.reset_password(link, PASSWORD),
    }
    order: list[Callable[[], Awaitable[Any]]] = [lambda: change(actor, email=NEW), uses[by]]
    results = await in_turn(*(order if changed_first else reversed(order)))
    if changed_first:
        assert isinstance(results[1], RuleBroken)
    else:
        # A reset letter that came first set another hash: the change was asked for with the password before it.
        assert isinstance(results[1], Conflict if by == "reset" else int)
    row = await member(actor)
    moved = row["email"] == NEW.lower()
    assert (row["email_confirmed_at"] is None) is moved
    assert moved is (changed_first or by != "reset")


@pytest.mark.committed
async def test_a_letter_asked_for_again_during_the_change_goes_to_the_new_address(database: object) -> None:
    actor = await unconfirmed()
    await in_turn(lambda: change(actor, email=NEW), lambda: tokens.send_confirmation(actor.member_id))
    assert await db.fetch_value("SELECT count(*) FROM mail WHERE recipient = $1", actor.email) == 1
    assert (await tokens.confirm_by_link((await letter(NEW.lower()))[1])).member_id == actor.member_id


async def test_what_was_typed_is_kept_until_its_step_is_saved_and_all_until_it_is_sent_in(cast: Cast) -> None:
    actor = await registrant()
    await keep_draft(actor, Step.COMPANY, {"name": "１", "uscc": "错 的"})
    await keep_draft(actor, Step.CONTACT, {"contact_name": "  冯 "})
    await keep_draft(actor, Step.CONTACT, {"contact_name": " 冯启 "})
    assert await own_drafts(actor) == {
        "company": {"name": "１", "uscc": "错 的"},
        "contact": {"contact_name": " 冯启 "},
    }
    assert await own_drafts(cast.borrower) == {}
    await save_company(actor, company())
    assert list(await own_drafts(actor)) == ["contact"]
    await keep_draft(actor, Step.COMPANY, {"name": "２"})
    await send_in(actor, CONTACT, [])
    assert await own_drafts(actor) == {}
    stored = await db.fetch_value("SELECT name FROM organization WHERE id = $1", actor.organization_id)
    assert stored == company().name


async def test_a_draft_is_bounded_by_the_code_and_by_the_database(cast: Cast) -> None:
    actor = await registrant()
    long = {f"field{number}": "长" * (LONGEST_TYPED + 1) for number in range(60)}
    await keep_draft(actor, Step.COMPANY, long)
    kept = (await own_drafts(actor))["company"]
    assert len(kept) == 40
    assert {len(text) for text in kept.values()} == {LONGEST_TYPED}
    with pytest.raises(asyncpg.CheckViolationError):
        async with db.transaction():
            await db.execute(
                "UPDATE organization SET registration_draft = jsonb_build_object('company', $2::text) WHERE id = $1",
                actor.organization_id, "x" * 262_144,
            )  # fmt: skip


async def test_a_step_that_is_not_open_yet_keeps_nothing(cast: Cast) -> None:
    with pytest.raises(WrongState, match="前面的步骤"):
        await keep_draft(await registrant(registration_step=2), Step.CONTACT, {"contact_name": "冯"})
    with pytest.raises(WrongState, match="邮箱验证"):
        await keep_draft(await unconfirmed(), Step.COMPANY, {"name": "新"})


async def test_files_of_an_unfinished_step_are_the_organizations_until_they_are_removed(cast: Cast) -> None:
    actor = await registrant()
    paper = await files.keep(actor, slot="business_licence", file_name="执照.pdf", file=BytesIO(b"%PDF-1.4\n%%EOF\n"))
    owner = "SELECT subject_id FROM upload WHERE id = $1 AND subject_kind = 'organization'"
    await keep_draft(actor, Step.CONTACT, {}, [paper.id])
    assert await db.fetch_value(owner, paper.id) == actor.organization_id
    await keep_draft(actor, Step.COMPANY, {"name": "新"})
    assert await db.fetch_value(owner, paper.id) == actor.organization_id
    # Another window that does not know of the file leaves it alone.
    await keep_draft(actor, Step.CONTACT, {}, [])
    assert await db.fetch_value(owner, paper.id) == actor.organization_id
    await keep_draft(actor, Step.CONTACT, {}, [], [paper.id])
    assert await db.fetch_value(owner, paper.id) is None
