"""Which steps of the registration are open to whom, and that commands and pages go by the same table."""

from itertools import product

import pytest

from cast import PASSWORD
from domain.accounts.test_verification import registrant
from pages.accounts.test_register import return_as
from visitor import Visitor
from zczr import db
from zczr.domain.accounts.actor import Actor, Standing
from zczr.domain.accounts.queries import actor_of_session
from zczr.domain.accounts.registration import change_account, keep_draft
from zczr.domain.accounts.steps import Step, goes_on_at, may_change_kind, open_steps
from zczr.domain.refusals import RuleBroken, WrongState

ACCOUNT, COMPANY, CONTACT = Step
_CLOSED = (Standing.PENDING, Standing.VERIFIED, Standing.SUSPENDED)
_ALL = list(product(Standing, (True, False), (1, 2, 3)))


async def standing_at(standing: Standing, confirmed: bool, step: int) -> Actor:
    """Somebody whose registration has come so far."""
    made = await registrant(status=str(standing), registration_step=step)
    if not confirmed:
        await db.execute("UPDATE member SET email_confirmed_at = NULL WHERE id = $1", made.member_id)
    actor = await actor_of_session(made.member_id, 0)
    assert actor is not None
    return actor


@pytest.mark.parametrize(
    ("standing", "confirmed", "step", "opened", "goes_on"),
    [
        *((standing, False, step, {ACCOUNT}, ACCOUNT) for standing in ("registering", "returned") for step in (1, 2, 3)),
        *((standing, True, step, {ACCOUNT, COMPANY}, COMPANY) for standing in ("registering", "returned") for step in (1, 2)),
        *((standing, True, 3, {ACCOUNT, COMPANY, CONTACT}, CONTACT) for standing in ("registering", "returned")),
        *((standing, True, 3, set(), None) for standing in _CLOSED),
    ],
)  # fmt: skip
async def test_the_table_of_the_steps(
    database: object, standing: str, confirmed: bool, step: int, opened: set[Step], goes_on: Step | None
) -> None:
    actor = await standing_at(Standing(standing), confirmed, step)
    assert (open_steps(actor), goes_on_at(actor)) == (opened, goes_on)
    assert may_change_kind(actor) is (standing == "registering")


@pytest.mark.parametrize(
    ("confirmed", "returned_step", "goes_on"),
    [(True, 2, COMPANY), (True, 3, CONTACT), (True, None, CONTACT), (False, 2, ACCOUNT)],
)
async def test_what_was_returned_goes_on_at_the_step_named(
    database: object, confirmed: bool, returned_step: int | None, goes_on: Step
) -> None:
    assert goes_on_at(await standing_at(Standing.RETURNED, confirmed, 3), returned_step) is goes_on


@pytest.mark.parametrize(("standing", "confirmed", "step"), _ALL)
async def test_a_command_takes_what_the_table_opens_and_nothing_else(
    database: object, standing: Standing, confirmed: bool, step: int
) -> None:
    actor = await standing_at(standing, confirmed, step)
    attempts = {
        ACCOUNT: lambda: change_account(actor, password=PASSWORD, email=actor.email, kind=actor.kind),
        COMPANY: lambda: keep_draft(actor, COMPANY, {"name": "新"}),
        CONTACT: lambda: keep_draft(actor, CONTACT, {"contact_name": "新"}),
    }
    taken = set()
    for each, attempt in attempts.items():
        try:
            await attempt()
        except (RuleBroken, WrongState):
            continue
        taken.add(each)
    assert taken == open_steps(actor)


@pytest.mark.parametrize(
    ("standing", "confirmed", "step"), [each for each in _ALL if each[0] is not Standing.SUSPENDED]
)
async def test_a_page_opens_what_the_table_opens_and_leads_there_from_elsewhere(
    plain: Visitor, standing: Standing, confirmed: bool, step: int
) -> None:
    actor = await standing_at(standing, confirmed, step)
    await plain.open("/")
    await return_as(plain, actor.email)
    for each in Step:
        answer = await plain.raw("GET", f"/register/{each}")
        assert (answer.status_code == 200) is (each in open_steps(actor)), each
    goes_on = goes_on_at(actor)
    paths = {ACCOUNT: "/register/confirmation", None: "/work"}
    assert (await plain.raw("GET", "/register")).headers["location"] == paths.get(goes_on, f"/register/{goes_on}")
