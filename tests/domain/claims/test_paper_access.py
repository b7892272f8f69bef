"""Asking to see the papers of a claim, letting in, taking back: who may, in which state, and what two at once come to."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from cast import Cast
from claim_makers import by_quotes, make_claim
from makers import make_member, make_organization
from paper_cases import make_access, put_paper
from zczr import db
from zczr.domain import clock, history, invariants
from zczr.domain.accounts.actor import Actor
from zczr.domain.claims.papers import commands
from zczr.domain.claims.papers.queries import open_accesses, views_of, waiting_accesses
from zczr.domain.claims.papers.stages import ASK_AGAIN_AFTER
from zczr.domain.files.queries import file_for, papers_for
from zczr.domain.partners import commands as partners
from zczr.domain.refusals import NotAllowed, NotFound, Refusal, RuleBroken, WrongState


async def _on_sale(cast: Cast, **more: Any) -> int:
    """A claim of the borrower's with a paper."""
    claim_id = await make_claim(cast.borrower, **more)
    await put_paper(cast.borrower, claim_id)
    return claim_id


async def _stands(access_id: int) -> str:
    return str(await db.fetch_value("SELECT status FROM paper_access WHERE id = $1", access_id))


async def _told(actor: Actor) -> list[str]:
    rows = await db.fetch("SELECT title FROM notice WHERE organization_id = $1 ORDER BY id", actor.organization_id)
    return [row["title"].partition("：")[0] for row in rows]


async def _unread(actor: Actor) -> int:
    return int(await db.fetch_value("SELECT count(*) FROM notice_unread WHERE member_id = $1", actor.member_id))


@pytest.mark.parametrize(
    "since",
    ["status = 'closed'", "status = 'reserved'", "expires_on = current_date - 2", "quotes_until = current_date - 2"],
)
async def test_nobody_is_let_in_to_papers_that_it_could_not_open(cast: Cast, since: str) -> None:
    claim_id = await _on_sale(cast, **by_quotes())
    access_id = await commands.ask(cast.lender, claim_id, message="")
    await db.execute(f"UPDATE claim SET {since}")
    with pytest.raises(WrongState, match="已不在售"):
        await commands.grant(cast.checker, claim_id, access_id)
    assert await _stands(access_id) == "asked"


async def test_a_member_asks_the_seller_agrees_and_takes_back(cast: Cast) -> None:
    claim_id = await _on_sale(cast)
    access_id = await commands.ask(cast.lender, claim_id, message="核对合同与送货单")
    assert await papers_for(cast.lender, claim_id) == ()
    assert await _told(cast.borrower) == ["有单位申请查看债权资料"]
    (line,) = await open_accesses(claim_id)
    assert (line.organization_name, line.message) == (cast.lender.organization_name, "核对合同与送货单")
    await commands.grant(cast.checker, claim_id, access_id)
    assert await _unread(cast.borrower) == 0
    assert len(await papers_for(cast.lender, claim_id)) == 1
    await commands.revoke(cast.borrower, claim_id, access_id)
    assert await papers_for(cast.lender, claim_id) == ()
    assert await _told(cast.lender) == ["可以查看债权资料", "资料查看已收回"]
    acts = [each.act for each in await history.events_of("paper_access", access_id)]
    assert acts == ["ask", "grant", "revoke"]
    assert await invariants.broken() == []


async def test_a_refusal_says_why_and_lets_ask_again_after_a_week(cast: Cast) -> None:
    claim_id = await _on_sale(cast)
    access_id = await commands.ask(cast.lender, claim_id, message="")
    await commands.refuse(cast.borrower, claim_id, access_id, reason="请先说明资金来源")
    body = await db.fetch_value("SELECT body FROM notice WHERE organization_id = $1", cast.lender.organization_id)
    assert "请先说明资金来源" in body
    clock.travel(ASK_AGAIN_AFTER - timedelta(minutes=1))
    with pytest.raises(RuleBroken, match="以后可以再次申请"):
        await commands.ask(cast.lender, claim_id, message="")
    clock.travel(ASK_AGAIN_AFTER + timedelta(minutes=1))
    assert await commands.ask(cast.lender, claim_id, message="") != access_id


async def test_who_withdrew_asks_again_at_once(cast: Cast) -> None:
    claim_id = await _on_sale(cast)
    access_id = await commands.ask(cast.lender, claim_id, message="")
    await commands.withdraw(cast.lender, claim_id)
    await commands.withdraw(cast.lender, claim_id)
    assert (await _stands(access_id), await _unread(cast.borrower)) == ("withdrawn", 0)
    assert await commands.ask(cast.lender, claim_id, message="") != access_id


async def test_asking_twice_is_one_request_and_who_is_let_in_need_not_ask(cast: Cast) -> None:
    claim_id = await _on_sale(cast)
    access_id = await commands.ask(cast.lender, claim_id, message="甲")
    assert await commands.ask(cast.lender, claim_id, message="乙") == access_id
    await commands.grant(cast.borrower, claim_id, access_id)
    await commands.grant(cast.borrower, claim_id, access_id)
    assert await commands.ask(cast.lender, claim_id, message="丙") == access_id
    assert await db.fetch_value("SELECT count(*) FROM notice WHERE once_key LIKE 'paper_access:%'") == 2


@pytest.mark.parametrize(
    ("who", "more", "says"),
    [
        ("borrower", {}, "贵单位自己出售的债权"),
        ("stranger", {"debtor_uscc": "91441900MA51QJ0001"}, "债务方，不能申请查看"),
        ("stranger", {"debtor_name": "东莞市鼎盛电子有限公司"}, "债务方，不能申请查看"),
    ],
)
async def test_seller_and_debtor_do_not_ask(cast: Cast, who: str, more: dict[str, str], says: str) -> None:
    claim_id = await _on_sale(cast, **more)
    with pytest.raises(RuleBroken, match=says):
        await commands.ask(getattr(cast, who), claim_id, message="")


async def test_where_there_are_no_papers_there_is_nothing_to_ask(cast: Cast) -> None:
    with pytest.raises(RuleBroken, match="还没有上传资料"):
        await commands.ask(cast.lender, await make_claim(cast.borrower), message="")


@pytest.mark.parametrize("who", ["lender_checker", "reviewer", "newcomer", "admin"])
async def test_who_may_not_apply_may_not_ask(cast: Cast, who: str) -> None:
    claim_id = await _on_sale(cast)
    await make_access(cast.borrower, cast.lender, claim_id)
    for attempt in (
        commands.ask(getattr(cast, who), claim_id, message=""),
        commands.withdraw(getattr(cast, who), claim_id),
    ):
        with pytest.raises(NotAllowed):
            await attempt


@pytest.mark.parametrize("status", ["draft", "reserved", "matched", "split", "closed", "withdrawn", "expired"])
async def test_nobody_asks_about_what_is_not_on_sale(cast: Cast, status: str) -> None:
    claim_id = await _on_sale(cast, status=status)
    with pytest.raises(NotFound):
        await commands.ask(cast.lender, claim_id, message="")


async def test_who_keeps_apart_from_the_seller_finds_no_claim_to_ask_about(cast: Cast) -> None:
    claim_id = await _on_sale(cast)
    await partners.block(cast.borrower, cast.stranger.organization_id)
    with pytest.raises(NotFound):
        await commands.ask(cast.stranger, claim_id, message="")


async def test_an_organization_does_not_flood_sellers(cast: Cast) -> None:
    claim_id = await _on_sale(cast)
    for _ in range(commands.MOST_OPEN):
        other = await make_claim(cast.partner, contract_number=str(_), invoice_numbers=())
        await make_access(cast.partner, cast.lender, other)
    with pytest.raises(RuleBroken, match="等待答复"):
        await commands.ask(cast.lender, claim_id, message="")


_ANSWERS: dict[str, Any] = {
    "grant": commands.grant,
    "refuse": lambda actor, claim_id, access_id: commands.refuse(actor, claim_id, access_id, reason="暂不提供"),
    "revoke": commands.revoke,
}


@pytest.mark.parametrize("act", _ANSWERS)
async def test_only_who_decides_for_the_seller_answers(cast: Cast, act: str) -> None:
    claim_id = await _on_sale(cast)
    access_id = await make_access(
        cast.borrower, cast.lender, claim_id, status="granted" if act == "revoke" else "asked"
    )
    before = await _stands(access_id)
    for actor, refusal in (
        (cast.stranger, NotFound), (cast.lender, NotFound), (cast.institution, NotFound), (cast.clerk, NotAllowed),
    ):  # fmt: skip
        with pytest.raises(refusal):
            await _ANSWERS[act](actor, claim_id, access_id)
    elsewhere = await make_claim(cast.borrower, contract_number="B", invoice_numbers=())
    with pytest.raises(NotFound):
        await _ANSWERS[act](cast.borrower, elsewhere, access_id)
    assert await _stands(access_id) == before


@pytest.mark.parametrize(
    ("act", "refused_from", "already"),
    [
        ("grant", ("refused", "withdrawn", "revoked"), "granted"),
        ("refuse", ("granted", "withdrawn", "revoked", "refused"), ""),
        ("revoke", ("asked", "refused", "withdrawn"), "revoked"),
    ],
)
async def test_an_answer_that_comes_too_late_changes_nothing(
    cast: Cast, act: str, refused_from: tuple[str, ...], already: str
) -> None:
    for status in refused_from:
        claim_id = await make_claim(cast.borrower, contract_number=status, invoice_numbers=())
        access_id = await make_access(cast.borrower, cast.lender, claim_id, status=status)
        with pytest.raises(WrongState):
            await _ANSWERS[act](cast.borrower, claim_id, access_id)
        assert await _stands(access_id) == status
    if already:
        # The second press of a double click finds done what it wanted.
        claim_id = await make_claim(cast.borrower, contract_number="again", invoice_numbers=())
        access_id = await make_access(cast.borrower, cast.lender, claim_id, status=already)
        await _ANSWERS[act](cast.borrower, claim_id, access_id)
        assert await _stands(access_id) == already


@pytest.mark.parametrize("status", ["closed", "withdrawn", "expired", "matched"])
async def test_nobody_is_let_in_where_nothing_is_on_sale(cast: Cast, status: str) -> None:
    claim_id = await _on_sale(cast)
    access_id = await make_access(cast.borrower, cast.lender, claim_id)
    await db.execute("UPDATE claim SET status = $2 WHERE id = $1", claim_id, status)
    with pytest.raises(WrongState, match="不在售"):
        await commands.grant(cast.borrower, claim_id, access_id)
    assert await waiting_accesses(cast.borrower) == ()


async def test_an_answer_may_be_withdrawn_from_only_before_it_is_given(cast: Cast) -> None:
    claim_id = await _on_sale(cast)
    with pytest.raises(NotFound):
        await commands.withdraw(cast.lender, claim_id)
    await make_access(cast.borrower, cast.lender, claim_id, status="granted")
    with pytest.raises(WrongState):
        await commands.withdraw(cast.lender, claim_id)


@pytest.mark.parametrize(
    ("blocker", "asked", "granted"), [("borrower", "refused", "revoked"), ("lender", "withdrawn", "withdrawn")]
)
async def test_keeping_away_ends_what_was_open_for_good(cast: Cast, blocker: str, asked: str, granted: str) -> None:
    waiting, open_ = await _on_sale(cast), await _on_sale(cast, contract_number="B", invoice_numbers=())
    first = await commands.ask(cast.lender, waiting, message="")
    second = await commands.ask(cast.lender, open_, message="")
    await commands.grant(cast.borrower, open_, second)
    told = len(await _told(cast.lender))
    one, other = (cast.borrower, cast.lender) if blocker == "borrower" else (cast.lender, cast.borrower)
    await partners.block(one, other.organization_id)
    assert (await _stands(first), await _stands(second)) == (asked, granted)
    assert await open_accesses(waiting) == await open_accesses(open_) == await waiting_accesses(cast.borrower) == ()
    await partners.unblock(one, other.organization_id)
    assert await papers_for(cast.lender, open_) == ()
    assert len(await _told(cast.lender)) == told
    assert await invariants.broken() == []


# Looks


async def test_each_look_is_a_line_that_nobody_changes(cast: Cast) -> None:
    claim_id = await _on_sale(cast)
    await make_access(cast.borrower, cast.lender, claim_id, status="granted")
    (paper,) = await papers_for(cast.lender, claim_id)
    await commands.note_view(cast.lender, paper.id, marked=True)
    await commands.note_view(cast.lender_checker, paper.id, marked=True)
    lines, total = await views_of(claim_id, 1)
    assert total == 2
    assert [(line.member_name, str(line.role), line.file_name, line.marked) for line in lines] == [
        ("罗静", "reviewer", "购销合同.pdf", True),
        ("梁远航", "owner", "购销合同.pdf", True),
    ]
    assert await invariants.broken() == []
    for sql in ("UPDATE paper_view SET member_role = 'owner'", "DELETE FROM paper_view"):
        with pytest.raises(Exception, match="never changed"):
            async with db.transaction():
                await db.execute(sql)
    # The paper is taken out and gone: what was seen stays written.
    await db.execute("DELETE FROM upload WHERE id = $1", paper.id)
    assert (await views_of(claim_id, 1))[1] == 2
    assert await views_of(claim_id, 2) == ((), 2)


async def test_who_is_let_in_is_handed_nothing_without_a_mark(cast: Cast) -> None:
    claim_id = await _on_sale(cast)
    await make_access(cast.borrower, cast.lender, claim_id, status="granted")
    (paper,) = await papers_for(cast.lender, claim_id)
    with pytest.raises(NotFound):
        await commands.note_view(cast.lender, paper.id, marked=False)
    assert await db.fetch_value("SELECT count(*) FROM paper_view") == 0


# At once


async def _all_at_once(*attempts: Any) -> list[Any]:
    results = await asyncio.gather(*attempts, return_exceptions=True)
    assert not [each for each in results if isinstance(each, Exception) and not isinstance(each, Refusal)], results
    return results


@pytest.mark.committed
async def test_many_presses_are_one_request(cast: Cast) -> None:
    claim_id = await _on_sale(cast)
    results = await _all_at_once(*(commands.ask(cast.lender, claim_id, message=str(n)) for n in range(20)))
    assert len(set(results)) == 1
    assert await db.fetch_value("SELECT count(*) FROM paper_access") == 1
    assert await db.fetch_value("SELECT count(*) FROM notice") == 1


@pytest.mark.committed
async def test_agreeing_refusing_and_withdrawing_at_once_end_in_one_of_them(cast: Cast) -> None:
    for number in range(8):
        claim_id = await _on_sale(cast, contract_number=str(number), invoice_numbers=())
        access_id = await commands.ask(cast.lender, claim_id, message="")
        results = await _all_at_once(
            commands.grant(cast.borrower, claim_id, access_id),
            commands.refuse(cast.checker, claim_id, access_id, reason="暂不提供"),
            commands.withdraw(cast.lender, claim_id),
        )
        assert sum(each is None for each in results) == 1
        assert len(await history.events_of("paper_access", access_id)) == 2
    assert await invariants.broken() == []


@pytest.mark.committed
async def test_looks_and_taking_back_at_once_leave_no_look_behind_the_end(cast: Cast) -> None:
    viewers = [await make_member(cast.lender.organization_id, name=f"第{number}位") for number in range(8)]
    for number in range(6):
        claim_id = await _on_sale(cast, contract_number=str(number), invoice_numbers=())
        access_id = await make_access(cast.borrower, cast.lender, claim_id, status="granted")
        (paper,) = await papers_for(cast.lender, claim_id)
        ends = partners.block(cast.borrower, cast.lender.organization_id)
        if number % 2:
            ends.close()
            ends = commands.revoke(cast.borrower, claim_id, access_id)
        await _all_at_once(
            *(commands.note_view(viewer, paper.id, marked=True) for viewer in viewers[:4]), ends,
            *(commands.note_view(viewer, paper.id, marked=True) for viewer in viewers[4:]),
        )  # fmt: skip
        with pytest.raises(NotFound):
            await file_for(cast.lender, paper.id)
        assert await invariants.broken() == []
        await partners.unblock(cast.borrower, cast.lender.organization_id)


@pytest.mark.committed
async def test_asking_while_the_claim_is_withdrawn_and_bought_ends_in_nothing_half(cast: Cast) -> None:
    askers = [await make_member(await make_organization(name=f"第{number}家买方有限公司")) for number in range(10)]
    claim_id = await _on_sale(cast)
    ended = "UPDATE claim SET status = 'closed' WHERE id = $1"
    results = await _all_at_once(
        *(commands.ask(asker, claim_id, message="") for asker in askers), db.execute(ended, claim_id)
    )
    asked = [each for each in results if isinstance(each, int)]
    assert await db.fetch_value("SELECT count(*) FROM paper_access") == len(asked)
    assert await db.fetch_value("SELECT count(*) FROM notice") == len(asked)
