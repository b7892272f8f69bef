"""信用分: 100 and the sum of a ledger in which each line stands once."""

import asyncio

import pytest

from cast import Cast
from makers import make_organization
from zczr import db
from zczr.domain import invariants
from zczr.domain.credit.commands import Reason, enter, label_of
from zczr.domain.credit.queries import ledger


async def score_of(organization_id: int) -> int:
    return int(await db.fetch_value("SELECT credit_score FROM organization WHERE id = $1", organization_id))


async def test_an_organization_begins_with_a_hundred_points_and_an_empty_ledger(cast: Cast) -> None:
    assert await ledger(cast.borrower) == (100, ())


async def test_an_entry_is_written_once_for_its_reason_and_subject(cast: Cast) -> None:
    organization_id = cast.borrower.organization_id
    entries = [(Reason.UNCONFIRMED_CONTRACT, 7), (Reason.UNCONFIRMED_CONTRACT, 7), (Reason.UNCONFIRMED_CONTRACT, 8)]
    new = [await enter(organization_id, why, subject_kind="application", subject_id=which) for why, which in entries]
    assert new == [True, False, True]
    assert await score_of(organization_id) == 96


async def test_other_reasons_subjects_and_organizations_have_entries_of_their_own(cast: Cast) -> None:
    for organization_id in (cast.borrower.organization_id, cast.lender.organization_id):
        for reason in Reason:
            for kind in ("application", "organization"):
                assert await enter(organization_id, reason, subject_kind=kind, subject_id=1)
    assert await score_of(cast.borrower.organization_id) == await score_of(cast.lender.organization_id) == 88


async def test_the_ledger_shows_own_entries_only_the_newest_first(cast: Cast) -> None:
    mine, other = cast.borrower.organization_id, cast.lender.organization_id
    await enter(mine, Reason.CONFIRMED_CONTRACT, subject_kind="application", subject_id=1, note="第一份")
    await enter(mine, Reason.UNCONFIRMED_CONTRACT, subject_kind="application", subject_id=2, note="第二份")
    await enter(other, Reason.UNCONFIRMED_CONTRACT, subject_kind="application", subject_id=2)
    score, lines = await ledger(cast.borrower)
    assert score == 99
    shown = [(line.label, line.points, line.note) for line in lines]
    assert shown == [("合同逾期未确认", -2, "第二份"), ("合同由双方确认", 1, "第一份")]


def test_every_reason_has_a_name_of_its_own_and_an_unknown_one_a_plain_one() -> None:
    assert len({label_of(reason.value.code) for reason in Reason}) == len(Reason)
    assert label_of("something_new") == "其他"


@pytest.mark.committed
async def test_the_score_is_its_ledger_however_many_write_at_once(database: object) -> None:
    organization_id = await make_organization()

    async def gain(subject_id: int) -> bool:
        async with db.transaction():
            return await enter(
                organization_id, Reason.CONFIRMED_CONTRACT, subject_kind="application", subject_id=subject_id
            )

    new = await asyncio.gather(*(gain(number % 10) for number in range(40)))
    assert sum(new) == 10
    assert await score_of(organization_id) == 110
    assert await invariants.broken() == []
