"""Registration sent in, verified or returned by an admin: who may, once, and what follows."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from cast import PASSWORD, Cast
from makers import make_member, make_organization
from zczr import db
from zczr.domain import clock, history, invariants
from zczr.domain.accounts.actor import Actor, Kind, Role, Standing
from zczr.domain.accounts.queries import actor_of_session, profile_for_review, verification_queue
from zczr.domain.accounts.registration import (
    CompanyFacts,
    ContactFacts,
    open_account,
    save_company,
    send_in,
)
from zczr.domain.accounts.verification import send_back, verify
from zczr.domain.credit.queries import ledger
from zczr.domain.refusals import NotAllowed, NotFound, RuleBroken, WrongState

CONTACT = ContactFacts(
    contact_name="冯启明", contact_title="总经理", contact_mobile="+8613800138000", contact_email="feng@qiming.example",
    contact_qq="", contact_phone="",
)  # fmt: skip


def company(**more: object) -> CompanyFacts:
    """Facts of step 2."""
    values: dict[str, object] = {
        "name": "广州市启明智能装备有限公司", "uscc": "91440101MA59FY0099", "uscc_needs_review": False,
        "province_code": "440000", "city_code": "440100", "district_code": "440106", "address": "科韵路 16 号",
        "industry_section": "C", "industry_division": "35", "registered_capital": Decimal("5000000"),
        "paid_in_capital": Decimal("2000000"), "established_on": date(2018, 5, 20), "legal_representative": "冯启明",
        "controller": "", "scale": "small", "profile": "", "main_business": "装配线", **more,
    }  # fmt: skip
    return CompanyFacts(**values)  # type: ignore[arg-type]


async def status_of(actor: Actor) -> str:
    return str(await db.fetch_value("SELECT status FROM organization WHERE id = $1", actor.organization_id))


async def registrant(*, status: str = "registering", uscc: str = "91440101MA59FY0099", **more: object) -> Actor:
    """Somebody who has filled in everything but not sent it in."""
    return await make_member(await make_organization(status=status, uscc=uscc, **more))


async def test_what_is_sent_in_waits_in_the_queue_the_longest_first(cast: Cast) -> None:
    await db.execute("UPDATE organization SET submitted_at = now() WHERE status = 'pending'")
    clock.travel(timedelta(hours=1))
    newest = await registrant()
    await send_in(newest, CONTACT, [])
    lines, total = await verification_queue(cast.admin, standing=Standing.PENDING, page=1)
    assert ([line.id for line in lines], total) == ([cast.newcomer.organization_id, newest.organization_id], 2)


async def test_a_verified_enterprise_is_told_and_has_its_line_in_the_ledger(cast: Cast) -> None:
    await verify(cast.admin, cast.newcomer.organization_id)
    assert await status_of(cast.newcomer) == "verified"
    score, lines = await ledger(cast.newcomer)
    assert (score, [line.label for line in lines]) == (100, ["通过企业认证"])
    title = "SELECT title FROM notice WHERE organization_id = $1"
    assert await db.fetch_value(title, cast.newcomer.organization_id) == "认证已通过"
    assert await invariants.broken() == []


async def test_papers_sent_back_carry_step_and_reason_and_may_be_sent_in_again(cast: Cast) -> None:
    await send_back(cast.admin, cast.newcomer.organization_id, step=3, reason="开户许可证不清晰")
    row = await db.fetch_row("SELECT * FROM organization WHERE id = $1", cast.newcomer.organization_id)
    assert (row["status"], row["returned_step"], row["returned_reason"]) == ("returned", 3, "开户许可证不清晰")
    again = await actor_of_session(cast.newcomer.member_id, 0)
    assert again is not None
    await send_in(again, CONTACT, [])
    row = await db.fetch_row("SELECT * FROM organization WHERE id = $1", cast.newcomer.organization_id)
    assert (row["status"], row["returned_step"], row["returned_reason"]) == ("pending", None, "")
    acts = [event.act for event in await history.events_of("organization", cast.newcomer.organization_id)]
    assert acts == ["send_back", "send_in"]


async def test_only_an_admin_decides(cast: Cast) -> None:
    for actor in (cast.borrower, cast.institution, cast.newcomer):
        with pytest.raises(NotAllowed):
            await verify(actor, cast.newcomer.organization_id)
        with pytest.raises(NotAllowed):
            await send_back(actor, cast.newcomer.organization_id, step=2, reason="x")
        with pytest.raises(NotFound):
            await profile_for_review(actor, cast.newcomer.organization_id)
        with pytest.raises(NotFound):
            await verification_queue(actor, standing=Standing.PENDING, page=1)
    assert await status_of(cast.newcomer) == "pending"


@pytest.mark.parametrize("status", ["registering", "verified", "returned", "suspended"])
async def test_only_what_waits_is_decided(cast: Cast, status: str) -> None:
    other = await registrant(status=status)
    with pytest.raises(WrongState, match="状态已经变化"):
        await verify(cast.admin, other.organization_id)
    with pytest.raises(WrongState):
        await send_back(cast.admin, other.organization_id, step=2, reason="x")
    assert await status_of(other) == status


async def test_what_is_no_registration_is_not_found(cast: Cast) -> None:
    for organization_id in (10**9, cast.admin.organization_id):
        with pytest.raises(NotFound):
            await verify(cast.admin, organization_id)


@pytest.mark.parametrize("status", ["pending", "verified", "suspended"])
async def test_nothing_changes_under_the_hands_of_the_reviewer(cast: Cast, status: str) -> None:
    actor = await registrant(status=status)
    for attempt in (save_company(actor, company()), send_in(actor, CONTACT, [])):
        with pytest.raises(WrongState):
            await attempt


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"established_on": date(2999, 1, 1)}, "established_on"),
        ({"paid_in_capital": Decimal("5000000.01")}, "paid_in_capital"),
    ],
)
async def test_facts_that_cannot_be_are_named(cast: Cast, facts: dict[str, object], field: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        await save_company(await registrant(), company(**facts))
    assert refusal.value.field == field


async def test_paid_in_capital_may_reach_the_registered_and_the_first_day_be_today(cast: Cast) -> None:
    actor = await registrant()
    await save_company(actor, company(paid_in_capital=Decimal("5000000"), established_on=clock.today()))
    assert await db.fetch_value("SELECT scale FROM organization WHERE id = $1", actor.organization_id) == "small"


async def test_registration_is_the_owners_and_needs_a_confirmed_address(cast: Cast) -> None:
    owner = await registrant()
    with pytest.raises(NotAllowed):
        await send_in(replace(owner, role=Role.OPERATOR), CONTACT, [])
    early = await registrant(registration_step=2)
    with pytest.raises(WrongState, match="前面的步骤"):
        await send_in(early, CONTACT, [])
    # The actor was read before the address changed in another window: the row counts.
    await db.execute("UPDATE member SET email_confirmed_at = NULL WHERE id = $1", owner.member_id)
    for attempt in (save_company(owner, company()), send_in(owner, CONTACT, [])):
        with pytest.raises(WrongState, match="邮箱验证"):
            await attempt
    assert [await status_of(each) for each in (owner, early)] == ["registering", "registering"]


@pytest.mark.committed
async def test_what_was_returned_cannot_take_the_credit_code_of_another(cast: Cast) -> None:
    actor = await registrant(status="returned")
    with pytest.raises(RuleBroken, match="已被其他账户注册") as refusal:
        await save_company(actor, company(uscc="91440101MA5CBX0003"))
    assert refusal.value.field == "uscc"
    with pytest.raises(RuleBroken, match="已被其他账户注册"):
        await send_in(await registrant(uscc="91440101MA5CBX0003"), CONTACT, [])


@pytest.mark.committed
async def test_of_two_with_one_credit_code_sent_in_at_once_one_waits(database: object) -> None:
    both = [await registrant(), await registrant()]
    results = await asyncio.gather(*(send_in(each, CONTACT, []) for each in both), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "RuleBroken"]
    assert sorted([await status_of(each) for each in both]) == ["pending", "registering"]


@pytest.mark.committed
async def test_of_two_decisions_at_once_one_counts(cast: Cast) -> None:
    newcomer = cast.newcomer.organization_id
    results = await asyncio.gather(
        verify(cast.admin, newcomer), send_back(cast.admin, newcomer, step=2, reason="x"), return_exceptions=True
    )
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "WrongState"]
    assert len(await history.events_of("organization", newcomer)) == 1


@pytest.mark.committed
async def test_of_two_registrations_of_one_address_at_once_one_is_made(database: object) -> None:
    results = await asyncio.gather(
        *(open_account(email="Feng@qiming.example", password=PASSWORD, kind=Kind.ENTERPRISE) for _ in range(3)),
        return_exceptions=True,
    )
    assert sorted(type(result).__name__ for result in results) == ["RuleBroken", "RuleBroken", "tuple"]
    assert await db.fetch_value("SELECT count(*) FROM organization") == 1
    assert await db.fetch_value("SELECT count(*) FROM mail") == 1
