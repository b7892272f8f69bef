"""好友申请: asking, answering, parting, keeping away; each once, by who may, and told to whom it concerns."""

from datetime import timedelta
from typing import Any

import pytest

from cases import make_assessed_request, make_match
from cast import Cast
from makers import make_member, make_offer, make_organization
from zczr import db
from zczr.domain import clock, invariants
from zczr.domain.accounts.actor import Actor
from zczr.domain.history import events_of
from zczr.domain.lending.queries import matches_of, own_offer, own_request
from zczr.domain.partners import commands
from zczr.domain.partners.commands import MOST_OPEN, Asked
from zczr.domain.partners.queries import kept_away, partners_of, relation_to, requests_of, waiting_requests
from zczr.domain.partners.relations import are_partners
from zczr.domain.partners.stages import ASK_AGAIN_AFTER, Ask, Tie
from zczr.domain.refusals import NotAllowed, NotFound, RuleBroken, WrongState


async def asked(one: Actor, other: Actor, message: str = "展会上见过") -> int:
    """A request that waits for an answer."""
    assert await commands.ask(one, other.organization_id, message=message) is Asked.SENT
    return int(await db.fetch_value("SELECT max(id) FROM partner_request"))


async def tie(one: Actor, other: Actor) -> Tie:
    return (await relation_to(one, other.organization_id)).tie(clock.now())


async def told(actor: Actor) -> list[str]:
    rows = await db.fetch(
        "SELECT title FROM notice WHERE organization_id = $1 AND category = 'partners' ORDER BY id",
        actor.organization_id,
    )
    return [row["title"] for row in rows]


async def unread(actor: Actor) -> int:
    return int(await db.fetch_value("SELECT count(*) FROM notice_unread WHERE member_id = $1", actor.member_id))


async def test_a_request_waits_until_it_is_accepted_and_both_are_partners(cast: Cast) -> None:
    request_id = await asked(cast.stranger, cast.borrower)
    assert (await tie(cast.stranger, cast.borrower), await tie(cast.borrower, cast.stranger)) == (
        Tie.SENT,
        Tie.RECEIVED,
    )
    assert await waiting_requests(cast.borrower) == 1
    assert await unread(cast.borrower) == await unread(cast.checker) == 1

    await commands.accept(cast.borrower, request_id)
    assert await are_partners(cast.stranger.organization_id, cast.borrower.organization_id)
    assert await told(cast.borrower) == ["东莞市鼎盛电子有限公司 申请加贵单位为合作伙伴"]
    assert await told(cast.stranger) == ["广州市华锐精密科技有限公司 已成为贵单位的合作伙伴"]
    assert await unread(cast.borrower) == await unread(cast.checker) == 0, "what was answered is read"
    assert [event.act for event in await events_of("partner_request", request_id)] == ["ask", "accept"]
    assert await invariants.broken() == []


async def test_asking_twice_is_one_request_and_the_first_words_stand(cast: Cast) -> None:
    await asked(cast.stranger, cast.borrower, "第一次")
    assert await commands.ask(cast.stranger, cast.borrower.organization_id, message="第二次") is Asked.SENT_BEFORE
    (line,), total = await requests_of(cast.borrower, sent=False, page=1)
    assert (line.message, total, line.unread) == ("第一次", 1, True)


async def test_if_both_ask_they_become_partners(cast: Cast) -> None:
    await asked(cast.stranger, cast.borrower)
    assert await commands.ask(cast.borrower, cast.stranger.organization_id, message="") is Asked.PARTNERS
    assert await tie(cast.borrower, cast.stranger) is Tie.PARTNER
    assert await commands.ask(cast.borrower, cast.stranger.organization_id, message="") is Asked.PARTNERS_BEFORE
    assert await db.fetch_value("SELECT count(*) FROM partner_request") == 1


async def test_who_was_refused_waits_and_the_other_side_does_not(cast: Cast) -> None:
    request_id = await asked(cast.stranger, cast.borrower)
    await commands.refuse(cast.borrower, request_id)
    assert await told(cast.stranger) == ["广州市华锐精密科技有限公司 婉拒了贵单位的好友申请"]
    with pytest.raises(RuleBroken, match="以后可以再次申请"):
        await commands.ask(cast.stranger, cast.borrower.organization_id, message="")
    clock.travel(ASK_AGAIN_AFTER + timedelta(hours=1))
    await asked(cast.stranger, cast.borrower)


async def test_the_refusing_side_may_ask_at_once(cast: Cast) -> None:
    await commands.refuse(cast.borrower, await asked(cast.stranger, cast.borrower))
    await asked(cast.borrower, cast.stranger)
    assert await tie(cast.stranger, cast.borrower) is Tie.RECEIVED


async def test_a_request_can_be_taken_back_and_sent_again(cast: Cast) -> None:
    request_id = await asked(cast.stranger, cast.borrower)
    await commands.withdraw(cast.stranger, request_id)
    assert (await tie(cast.stranger, cast.borrower), await unread(cast.borrower)) == (Tie.NONE, 0)
    await asked(cast.stranger, cast.borrower)


@pytest.mark.parametrize("act", ["accept", "refuse"])
async def test_an_answer_given_twice_is_one_and_the_opposite_one_comes_too_late(cast: Cast, act: str) -> None:
    request_id = await asked(cast.stranger, cast.borrower)
    for _ in range(2):
        await getattr(commands, act)(cast.borrower, request_id)
    with pytest.raises(WrongState, match="陈志强"):
        await (commands.refuse if act == "accept" else commands.accept)(cast.borrower, request_id)
    with pytest.raises(WrongState, match="陈志强"):
        await commands.withdraw(cast.stranger, request_id)
    assert len(await events_of("partner_request", request_id)) == 2


async def test_requests_of_others_are_not_there(cast: Cast) -> None:
    request_id = await asked(cast.stranger, cast.borrower)
    for actor in (cast.stranger, cast.lender, cast.institution):
        for act in (commands.accept, commands.refuse):
            with pytest.raises(NotFound):
                await act(actor, request_id)
    with pytest.raises(NotFound):
        await commands.withdraw(cast.borrower, request_id)
    assert (await requests_of(cast.lender, sent=False, page=1))[1] == 0


async def test_reviewers_admins_and_who_waits_for_verification_do_not_ask(cast: Cast) -> None:
    request_id = await asked(cast.stranger, cast.borrower)
    target = cast.borrower.organization_id
    for actor in (cast.reviewer, cast.admin, cast.newcomer):
        for attempt in (
            commands.ask(actor, target, message=""), commands.remove(actor, target), commands.block(actor, target),
            commands.unblock(actor, target), commands.accept(actor, request_id), commands.refuse(actor, request_id),
            commands.withdraw(actor, request_id), commands.choose_suggestions(actor, wanted=False),
        ):  # fmt: skip
            with pytest.raises(NotAllowed):
                await attempt
    assert await tie(cast.borrower, cast.stranger) is Tie.RECEIVED


async def test_nobody_asks_itself_or_who_is_not_there(cast: Cast) -> None:
    with pytest.raises(RuleBroken, match="本单位"):
        await commands.ask(cast.borrower, cast.borrower.organization_id, message="")
    suspended = await make_organization(status="suspended")
    for other in (cast.newcomer.organization_id, cast.admin.organization_id, suspended, 10**9):
        with pytest.raises(NotFound):
            await commands.ask(cast.borrower, other, message="")


async def test_fifty_open_requests_are_enough(cast: Cast) -> None:
    for number in range(MOST_OPEN):
        await make_organization(name=f"第{number}家有限公司")
    rows = await db.fetch("SELECT id FROM organization WHERE name LIKE '第%家%'")
    for row in rows:
        await commands.ask(cast.stranger, row["id"], message="")
    with pytest.raises(RuleBroken, match="等待答复"):
        await commands.ask(cast.stranger, cast.borrower.organization_id, message="")


async def test_parting_ends_it_for_both_and_tells_the_other(cast: Cast) -> None:
    await commands.accept(cast.borrower, await asked(cast.stranger, cast.borrower))
    await commands.remove(cast.borrower, cast.stranger.organization_id)
    await commands.remove(cast.borrower, cast.stranger.organization_id)
    assert await tie(cast.stranger, cast.borrower) is Tie.NONE
    assert (await told(cast.stranger))[1:] == ["广州市华锐精密科技有限公司 已与贵单位解除合作伙伴关系"]
    assert await invariants.broken() == []
    await asked(cast.stranger, cast.borrower)


async def test_partners_from_before_there_were_requests_can_part_too(cast: Cast) -> None:
    await commands.remove(cast.borrower, cast.partner.organization_id)
    assert await tie(cast.partner, cast.borrower) is Tie.NONE


async def test_who_is_kept_away_finds_nobody_and_is_not_told(cast: Cast) -> None:
    request_id = await asked(cast.stranger, cast.borrower)
    await commands.block(cast.borrower, cast.stranger.organization_id)
    await commands.block(cast.borrower, cast.stranger.organization_id)
    assert [each.id for each in await kept_away(cast.borrower)] == [cast.stranger.organization_id]
    assert await told(cast.stranger) == []
    with pytest.raises(NotFound):
        await commands.ask(cast.stranger, cast.borrower.organization_id, message="")
    with pytest.raises(NotFound):
        await relation_to(cast.stranger, cast.borrower.organization_id)
    with pytest.raises(WrongState):
        await commands.accept(cast.borrower, request_id)
    with pytest.raises(RuleBroken, match="恢复往来"):
        await commands.ask(cast.borrower, cast.stranger.organization_id, message="")
    assert await invariants.broken() == []

    await commands.unblock(cast.borrower, cast.stranger.organization_id)
    assert await kept_away(cast.borrower) == ()
    await asked(cast.borrower, cast.stranger)


async def test_keeping_a_partner_away_ends_the_partnership(cast: Cast) -> None:
    await commands.block(cast.partner, cast.borrower.organization_id)
    assert not await are_partners(cast.partner.organization_id, cast.borrower.organization_id)
    assert [line.id for line in (await partners_of(cast.borrower, page=1))[0]] == [cast.lender.organization_id]


async def test_both_sides_postings_are_matched_anew(cast: Cast, jobs: list[Any]) -> None:
    wanted = {
        ("matching.run_request", await make_assessed_request(cast.borrower)),
        ("matching.run_offer", await make_offer(cast.stranger)),
    }
    await make_offer(cast.stranger, status="withdrawn")
    request_id = await asked(cast.stranger, cast.borrower)
    await commands.accept(cast.borrower, request_id)
    assert {(name, *ids) for name, ids in jobs if name.startswith("matching")} == wanted
    jobs.clear()
    await commands.remove(cast.borrower, cast.stranger.organization_id)
    assert {(name, *ids) for name, ids in jobs if name.startswith("matching")} == wanted


@pytest.mark.parametrize(("act", "seen"), [("remove", 1), ("block", 0)])
async def test_matches_that_may_not_be_seen_any_more_are_gone_at_once(cast: Cast, act: str, seen: int) -> None:
    requests = [await make_assessed_request(cast.borrower, visibility=each) for each in ("partners", "match_only")]
    offer_id, other_id = await make_offer(cast.partner), await make_offer(cast.lender)
    for request_id in requests:
        await make_match(request_id, offer_id)
        await make_match(request_id, other_id)
    await getattr(commands, act)(cast.borrower, cast.partner.organization_id)
    own = await own_offer(cast.partner, offer_id)
    assert len(await matches_of(cast.partner, own)) == seen
    shown = [
        line.posting_id
        for each in requests
        for line in await matches_of(cast.borrower, await own_request(cast.borrower, each))
    ]
    assert (shown.count(offer_id), shown.count(other_id)) == (seen, 2)


async def test_a_run_that_overtook_the_block_shows_nothing(cast: Cast) -> None:
    request_id, offer_id = await make_assessed_request(cast.borrower), await make_offer(cast.stranger)
    await commands.block(cast.borrower, cast.stranger.organization_id)
    await make_match(request_id, offer_id)  # what a run that had read the network before writes after
    assert await matches_of(cast.stranger, await own_offer(cast.stranger, offer_id)) == ()


async def test_who_is_kept_away_does_not_learn_it_by_coming_too_late(cast: Cast) -> None:
    sent = await asked(cast.stranger, cast.borrower)
    await commands.block(cast.borrower, cast.stranger.organization_id)
    with pytest.raises(WrongState) as late:
        await commands.withdraw(cast.stranger, sent)
    assert "停止往来" not in late.value.sentence
    await commands.unblock(cast.borrower, cast.stranger.organization_id)
    received = await asked(cast.borrower, cast.stranger)
    await commands.block(cast.borrower, cast.stranger.organization_id)
    for answer in (commands.accept, commands.refuse):
        with pytest.raises(WrongState) as late:
            await answer(cast.stranger, received)
        assert "停止往来" not in late.value.sentence


async def test_who_is_not_verified_any_more_stays_listed_can_be_left_and_is_not_accepted(cast: Cast) -> None:
    request_id = await asked(cast.stranger, cast.borrower)
    gone = [cast.partner.organization_id, cast.stranger.organization_id]
    await db.execute("UPDATE organization SET status = 'suspended' WHERE id = ANY($1)", gone)
    lines, _ = await partners_of(cast.borrower, page=1)
    assert {line.id: line.reached for line in lines} == {
        cast.partner.organization_id: False,
        cast.lender.organization_id: True,
    }
    with pytest.raises(WrongState, match="认证状态"):
        await commands.accept(cast.borrower, request_id)
    await commands.remove(cast.borrower, cast.partner.organization_id)
    assert not await are_partners(cast.borrower.organization_id, cast.partner.organization_id)


async def test_nobodys_postings_are_matched_for_the_asking(cast: Cast, jobs: list[Any]) -> None:
    await make_offer(cast.stranger)
    await commands.unblock(cast.borrower, cast.stranger.organization_id)
    assert not jobs, "nobody was kept away"
    await commands.block(cast.borrower, cast.stranger.organization_id)
    assert [name for name, _ in jobs] == ["matching.run_offer"]
    jobs.clear()
    await commands.block(cast.borrower, cast.stranger.organization_id)
    assert not jobs, "it was kept away before"


async def test_requests_come_in_pages_those_that_wait_first(cast: Cast) -> None:
    waiting = await asked(cast.stranger, cast.borrower)
    other = await make_member(await make_organization(name="佛山某某有限公司"))
    await commands.refuse(cast.borrower, await asked(other, cast.borrower))
    lines, total = await requests_of(cast.borrower, sent=False, page=1)
    assert ([line.status for line in lines], total) == ([Ask.PENDING, Ask.REFUSED], 2)
    assert [line.id for line in (await requests_of(cast.borrower, sent=False, page=1, only_pending=True))[0]] == [
        waiting
    ]
    (sent,), _ = await requests_of(cast.stranger, sent=True, page=1)
    assert (sent.other_id, sent.status) == (cast.borrower.organization_id, Ask.PENDING)
