"""确权: asked by the seller, answered once by the debtor, in time, by nobody else."""

import asyncio
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from cast import Cast
from claim_makers import make_claim
from zczr import db
from zczr.domain import clock, history, invariants
from zczr.domain.claims import confirmations as domain
from zczr.domain.claims.confirmations import Answer
from zczr.domain.claims.debtor_links import digest
from zczr.domain.claims.queries import confirmed_through
from zczr.domain.claims.slices import rejoin, split
from zczr.domain.claims.slicing import Slice
from zczr.domain.claims.sorts import CLAIMS
from zczr.domain.postings import commands as postings
from zczr.domain.refusals import NotAllowed, NotFound, Refusal, RuleBroken, WrongState
from zczr.domain.rounds import expire_postings

DEBTOR = "91440101MA5D000016"
MAILBOX = "caiwu@hongda.example.com"
MEMBER = "91440101MA59FY009L"
"""The code of the lender."""
YES = Answer(True, "郑会计", "财务经理", "", "203.0.113.9")
NO = Answer(False, "郑会计", "财务经理", "货物有质量问题", "203.0.113.9")


async def _asked(cast: Cast, **more: Any) -> tuple[int, str]:
    """A claim whose debtor was asked by e-mail, and the token of the link."""
    claim_id = await make_claim(cast.borrower, **more)
    await domain.ask(cast.borrower, claim_id, email=MAILBOX)
    return claim_id, await _token()


async def _token() -> str:
    """The token of the last link."""
    body = await db.fetch_value("SELECT body FROM mail WHERE recipient = $1 ORDER BY id DESC LIMIT 1", MAILBOX)
    found = re.search(r"/confirmations/(\S+)", body)
    assert found
    return found[1]


async def _state(claim_id: int) -> str:
    return str(await db.fetch_value("SELECT debtor_state FROM claim WHERE id = $1", claim_id))


async def test_a_debtor_opens_the_link_and_confirms(cast: Cast) -> None:
    claim_id, token = await _asked(cast)
    asked = await domain.open_by_link(token, " 9144 0101 MA5D 0000 16 ")
    assert (asked.face_amount, asked.creditor) == (Decimal("590000.00"), cast.borrower.organization_name)
    assert await _state(claim_id) == "notified"
    await domain.answer_by_link(token, DEBTOR, YES)
    assert await _state(claim_id) == "confirmed"
    row = await db.fetch_row("SELECT * FROM debtor_confirmation")
    assert (row["status"], row["answered_name"], row["answered_address"]) == ("confirmed", "郑会计", "203.0.113.9")
    told = await db.fetch_value("SELECT title FROM notice WHERE organization_id = $1", cast.borrower.organization_id)
    assert told.startswith("债务方已确权：")
    assert [each.act for each in await history.events_of("debtor_confirmation", row["id"])] == ["ask", "confirm"]
    assert await invariants.broken() == []


async def test_a_dispute_is_shown_with_its_reason(cast: Cast) -> None:
    claim_id, token = await _asked(cast)
    await domain.answer_by_link(token, DEBTOR, NO)
    assert await _state(claim_id) == "disputed"
    body = await db.fetch_value("SELECT body FROM notice WHERE organization_id = $1", cast.borrower.organization_id)
    assert "货物有质量问题" in body


async def test_the_link_serves_once(cast: Cast) -> None:
    claim_id, token = await _asked(cast)
    await domain.answer_by_link(token, DEBTOR, YES)
    for again in (domain.open_by_link(token, DEBTOR), domain.answer_by_link(token, DEBTOR, NO)):
        with pytest.raises(WrongState, match="不能再次使用"):
            await again
    assert await _state(claim_id) == "confirmed"


async def test_the_link_serves_nobody_who_does_not_name_the_debtor(cast: Cast) -> None:
    claim_id, token = await _asked(cast)
    for code in ("", "91440101MA5CBX0003"):
        with pytest.raises(RuleBroken, match="与链接的收件单位不符"):
            await domain.open_by_link(token, code)
        with pytest.raises(RuleBroken):
            await domain.answer_by_link(token, code, YES)
    with pytest.raises(NotFound):
        await domain.open_by_link("guessed", DEBTOR)
    assert await _state(claim_id) == "unnotified"


@pytest.mark.parametrize(("days", "answered"), [(29, True), (30, False)])
async def test_the_clock_runs_thirty_days(cast: Cast, days: int, answered: bool) -> None:
    claim_id, token = await _asked(cast)
    clock.travel(timedelta(days=days, seconds=5))
    if answered:
        assert await domain.lapse_due() == 0
        await domain.answer_by_link(token, DEBTOR, YES)
    else:
        with pytest.raises(WrongState, match="超过 30 天"):
            await domain.answer_by_link(token, DEBTOR, YES)
        assert (await domain.lapse_due(), await domain.lapse_due()) == (1, 0)
        # It can be asked again, by another link.
        await domain.ask(cast.borrower, claim_id, email="caiwu@hongda.example.com")
    assert await _state(claim_id) == ("confirmed" if answered else "unnotified")


async def test_what_was_called_off_or_changed_is_not_answered(cast: Cast) -> None:
    claim_id, token = await _asked(cast)
    await db.execute("UPDATE claim SET face_amount = 580000 WHERE id = $1", claim_id)
    with pytest.raises(WrongState, match="有修改"):
        await domain.answer_by_link(token, DEBTOR, YES)
    await domain.call_off(cast.clerk, claim_id)
    with pytest.raises(WrongState, match="已撤回"):
        await domain.open_by_link(token, DEBTOR)
    with pytest.raises(WrongState, match="没有等待答复"):
        await domain.call_off(cast.borrower, claim_id)


async def test_a_corrected_code_of_the_debtor_ends_what_was_asked(cast: Cast) -> None:
    claim_id, token = await _asked(cast)
    await db.execute("UPDATE claim SET debtor_uscc = $2 WHERE id = $1", claim_id, MEMBER)
    with pytest.raises(WrongState, match="有修改"):
        await domain.answer_by_link(token, MEMBER, YES)
    async with db.transaction():
        await domain.void_changed(cast.borrower, claim_id)
    with pytest.raises(WrongState, match="债权信息已修改，这份确权请求已结束"):
        await domain.open_by_link(token, MEMBER)
    await domain.ask(cast.borrower, claim_id, email="")


async def test_what_was_asked_before_codes_were_part_of_it_is_still_answered(cast: Cast) -> None:
    claim_id, token = await _asked(cast)
    await db.execute("UPDATE debtor_confirmation SET statement = (statement::jsonb - 'debtor_uscc')::text")
    await domain.answer_by_link(token, DEBTOR, YES)
    assert await _state(claim_id) == "confirmed"


async def test_no_edit_washes_off_a_dispute_but_a_later_answer_does(cast: Cast) -> None:
    claim_id, token = await _asked(cast)
    await domain.answer_by_link(token, DEBTOR, NO)
    await db.execute("UPDATE claim SET face_amount = 580000, contract_number = 'HT-2' WHERE id = $1", claim_id)
    assert await _state(claim_id) == "disputed"
    await domain.ask(cast.borrower, claim_id, email=MAILBOX)
    token = await _token()
    await domain.open_by_link(token, DEBTOR)
    assert await _state(claim_id) == "disputed"
    await domain.answer_by_link(token, DEBTOR, YES)
    assert await _state(claim_id) == "confirmed"
    await db.execute("UPDATE claim SET face_amount = 570000 WHERE id = $1", claim_id)
    assert await _state(claim_id) == "unnotified"


async def test_no_link_answers_for_a_debtor_that_is_a_member(cast: Cast) -> None:
    claim_id = await make_claim(cast.borrower, debtor_uscc=MEMBER)
    confirmation_id = await domain.ask(cast.borrower, claim_id, email="mailbox@seller.example.com")
    assert await db.fetch_value("SELECT count(*) FROM mail WHERE recipient = 'mailbox@seller.example.com'") == 0
    assert await db.fetch_value("SELECT email FROM debtor_confirmation") == ""
    (asked,) = await history.events_of("debtor_confirmation", confirmation_id)
    assert asked.reason == "债务方在平台的“我的业务”"
    # One that was sent before members were asked on the platform alone.
    await db.execute("UPDATE debtor_confirmation SET token_hash = $1, email = 'old@seller.example.com'", digest("old"))
    for tried in (domain.open_by_link("old", MEMBER), domain.answer_by_link("old", MEMBER, YES)):
        with pytest.raises(NotFound):
            await tried
    await domain.answer_signed_in(cast.lender, confirmation_id, YES)
    assert await confirmed_through(claim_id) == "登录平台确认"


async def test_by_which_mailbox_a_claim_was_confirmed_is_said_as_long_as_it_is(cast: Cast) -> None:
    claim_id, token = await _asked(cast)
    assert await confirmed_through(claim_id) == ""
    await domain.answer_by_link(token, DEBTOR, YES)
    assert await confirmed_through(claim_id) == f"经链接（邮箱 {MAILBOX}）确认，该邮箱的归属未经平台核实"
    await db.execute("UPDATE claim SET face_amount = 570000 WHERE id = $1", claim_id)
    assert await confirmed_through(claim_id) == ""


async def test_a_request_ends_when_its_claim_is_split_and_a_confirmation_counts_for_each_slice(cast: Cast) -> None:
    claim_id, token = await _asked(cast)
    parts = [Slice(1, "甲", Decimal(200_000), Decimal(190_000)), Slice(2, "乙", Decimal(300_000), Decimal(290_000))]
    await split(cast.borrower, claim_id, parts, version=1)
    with pytest.raises(WrongState, match="债权已拆分出售，这份确权请求已结束"):
        await domain.answer_by_link(token, DEBTOR, YES)
    await rejoin(cast.borrower, claim_id)
    await domain.ask(cast.borrower, claim_id, email=MAILBOX)
    await domain.answer_by_link(await _token(), DEBTOR, YES)
    for slice_id in await split(cast.borrower, claim_id, parts[::-1], version=1):
        assert MAILBOX in await confirmed_through(slice_id)


async def _withdrawn(cast: Cast, claim_id: int) -> None:
    await postings.withdraw(cast.borrower, CLAIMS, claim_id)


async def _closed(cast: Cast, claim_id: int) -> None:
    await postings.close(cast.borrower, CLAIMS, claim_id)


async def _expired(cast: Cast, claim_id: int) -> None:
    await db.execute("UPDATE claim SET expires_on = $2 WHERE id = $1", claim_id, clock.today() - timedelta(days=1))
    await expire_postings(clock.today())


@pytest.mark.parametrize("ends", [_withdrawn, _closed, _expired])
async def test_what_was_asked_ends_with_the_sale(cast: Cast, ends: Any) -> None:
    _, token = await _asked(cast)
    claim_id = await make_claim(cast.borrower, debtor_uscc=MEMBER, contract_number="HT-9", invoice_numbers=("9",))
    confirmation_id = await domain.ask(cast.borrower, claim_id, email="")
    assert await _unread(cast) > 0
    await ends(cast, claim_id)
    with pytest.raises(WrongState, match="债权已撤下或到期，这份确权请求已结束"):
        await domain.answer_signed_in(cast.lender, confirmation_id, YES)
    last = await history.last_event("debtor_confirmation", confirmation_id)
    assert last
    assert (last.act, last.after, last.member_id, last.reason) == ("call_off", "called_off", None, "债权已撤下或到期")
    assert await _unread(cast) == 0
    # The other claim's goes on.
    await domain.open_by_link(token, DEBTOR)
    assert await invariants.broken() == []


async def test_a_member_has_nothing_to_answer_once_a_request_was_called_off_or_lapsed(cast: Cast) -> None:
    claim_id = await make_claim(cast.borrower, debtor_uscc=MEMBER)
    await domain.ask(cast.borrower, claim_id, email="")
    await domain.call_off(cast.borrower, claim_id)
    assert await _unread(cast) == 0
    await domain.ask(cast.borrower, claim_id, email="")
    assert await _unread(cast) == 2
    clock.travel(timedelta(days=31))
    assert await domain.lapse_due() == 1
    assert await _unread(cast) == 0


async def _unread(cast: Cast) -> int:
    """How much the members of the lender, who is the debtor, have not read."""
    return int(
        await db.fetch_value(
            "SELECT count(*) FROM notice_unread u JOIN member m ON m.id = u.member_id WHERE m.organization_id = $1",
            cast.lender.organization_id,
        )
    )


async def test_a_debtor_that_is_a_member_answers_signed_in(cast: Cast) -> None:
    claim_id = await make_claim(cast.borrower, debtor_uscc="91440101MA59FY009L")
    confirmation_id = await domain.ask(cast.borrower, claim_id, email="")
    href = await db.fetch_value("SELECT href FROM notice WHERE organization_id = $1", cast.lender.organization_id)
    assert href == f"/claims/confirmations/{confirmation_id}"
    for stranger in (cast.stranger, cast.borrower):
        with pytest.raises(NotFound):
            await domain.open_signed_in(stranger, confirmation_id)
        with pytest.raises(NotFound):
            await domain.answer_signed_in(stranger, confirmation_id, YES)
    await domain.open_signed_in(cast.lender_checker, confirmation_id)
    await domain.answer_signed_in(cast.lender_checker, confirmation_id, YES)
    assert await _state(claim_id) == "confirmed"


async def test_who_may_not_ask_is_refused(cast: Cast) -> None:
    claim_id = await make_claim(cast.borrower)
    with pytest.raises(NotFound):
        await domain.ask(cast.stranger, claim_id, email="a@b.cn")
    with pytest.raises(NotAllowed):
        await domain.ask(cast.checker, claim_id, email="a@b.cn")
    with pytest.raises(RuleBroken, match="请填写债务方的联系邮箱"):
        await domain.ask(cast.borrower, claim_id, email="")
    await domain.ask(cast.borrower, claim_id, email="a@b.cn")
    with pytest.raises(RuleBroken, match="正在等待债务方答复"):
        await domain.ask(cast.borrower, claim_id, email="a@b.cn")
    done = await make_claim(cast.borrower, status="withdrawn", contract_number="X", invoice_numbers=())
    with pytest.raises(WrongState):
        await domain.ask(cast.borrower, done, email="a@b.cn")


@pytest.mark.committed
async def test_many_answers_at_once_are_one(cast: Cast) -> None:
    claim_id, token = await _asked(cast)
    results = await asyncio.gather(
        *(domain.answer_by_link(token, DEBTOR, (YES, NO)[n % 2]) for n in range(20)),
        domain.call_off(cast.borrower, claim_id),
        return_exceptions=True,
    )
    assert sum(each is None for each in results) == 1
    assert all(each is None or isinstance(each, Refusal) for each in results), results
    said = await db.fetch_value("SELECT status FROM debtor_confirmation")
    assert (said, await _state(claim_id)) in {
        ("confirmed", "confirmed"), ("disputed", "disputed"), ("called_off", "unnotified"),
    }  # fmt: skip
    assert await db.fetch_value("SELECT count(*) FROM notice WHERE once_key LIKE 'confirmation:%:answered'") <= 1


async def test_the_sellers_own_mailbox_is_not_its_debtors(cast: Cast) -> None:
    claim_id = await make_claim(cast.borrower)
    with pytest.raises(RuleBroken, match="贵单位自己的邮箱"):
        await domain.ask(cast.borrower, claim_id, email=cast.clerk.email)
