"""Who answers too late sees the application as it stands now, who did what meanwhile, and the words that were typed."""

from collections.abc import Awaitable, Callable

import pytest

from cases import make_deal, make_filing
from cast import Cast
from lending_cases import TICKS
from pages.applications.test_answers import enter, stage_of
from visitor import Visitor
from zczr.domain.accounts import verification
from zczr.domain.accounts.actor import Standing
from zczr.domain.applications import commands
from zczr.domain.contracts import commands as contracts

Meanwhile = Callable[[Cast, int], Awaitable[None]]


async def withdrawn(cast: Cast, deal: int) -> None:
    await commands.withdraw(cast.borrower, deal)


async def approved(cast: Cast, deal: int) -> None:
    await commands.approve(cast.lender, deal, own_funds=True)


@pytest.mark.parametrize(
    ("who", "meanwhile", "button", "values", "did", "state"),
    [
        ("lender", withdrawn, "拒绝并通知对方", {"reason": "本月额度已满"}, "撤回申请", "已撤回"),
        ("lender", withdrawn, "通过申请", {"understood": "y", "own_funds": "y"}, "撤回申请", "已撤回"),
        ("lender", approved, "拒绝并通知对方", {"reason": "本月额度已满"}, "通过申请", "已通过"),
        ("borrower", approved, "撤回申请", {}, "通过申请", "已通过"),
    ],
)
async def test_a_late_answer_is_told_what_happened(
    visitor: Visitor, cast: Cast, who: str, meanwhile: Meanwhile, button: str, values: dict[str, str], did: str, state: str
) -> None:  # fmt: skip
    deal = await make_deal(cast.borrower, cast.lender)
    await enter(visitor, getattr(cast, who))
    await visitor.open(f"/lending/applications/{deal}")
    if button == "撤回申请" and not visitor.htmx:
        await visitor.press(button)  # the page that asks stands open meanwhile
    await meanwhile(cast, deal)
    stood = await stage_of(deal)
    page = await visitor.press(button, values, expect=409)
    actor = cast.borrower if did == "撤回申请" else cast.lender
    assert page.errors()[0].startswith(f"{actor.organization_name} {actor.name} 已于 20")
    assert page.errors()[0].endswith(f" {did}，您的操作没有执行。")
    assert ("您填写的拒绝原因：本月额度已满" in page.errors()) is ("reason" in values)
    assert page.one("//h1/following-sibling::*[contains(@class, 'badge')]").text == state
    assert not page.tree.xpath(f"//button[normalize-space()='{button}']")
    assert await stage_of(deal) == stood


async def test_a_late_word_on_a_contract_is_told_what_happened(visitor: Visitor, cast: Cast) -> None:
    deal = await make_deal(cast.borrower, cast.lender, status="approved_unconfirmed")
    filing = await make_filing(deal, cast.borrower)
    await enter(visitor, cast.lender)
    form = await visitor.open(f"/lending/applications/{deal}")
    await contracts.send_back(cast.lender_checker, filing, reason="利率有误", address="")
    for button, values in (("确认合同", TICKS), ("退回并通知对方", {"return_reason": "期限有误"})):
        visitor.page = form
        page = await visitor.press(button, values, expect=409)
        assert page.errors()[0].startswith(f"{cast.lender.organization_name} {cast.lender_checker.name} 已于 ")
        assert "退回合同确认" in page.errors()[0]
    assert page.errors()[1] == "您填写的退回原因：期限有误"
    assert await stage_of(deal) == "approved"


async def test_two_admins_decide_one_registration(visitor: Visitor, cast: Cast) -> None:
    organization = cast.newcomer.organization_id
    assert cast.newcomer.standing is Standing.PENDING
    await enter(visitor, cast.admin)
    form = await visitor.open(f"/admin/verifications/{organization}")
    await verification.verify(cast.admin, organization)
    page = await visitor.press("退回", {"step": "3", "reason": "许可证不清晰"}, expect=409)
    assert "认证通过，您的操作没有执行。" in page.errors()[0]
    assert page.errors()[1] == "您填写的退回原因：许可证不清晰"
    visitor.page = form
    page = await visitor.press("通过认证", agree=True, expect=409)
    assert "认证通过，您的操作没有执行。" in page.errors()[0]
