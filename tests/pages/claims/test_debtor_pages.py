"""What a debtor sees: a door, what it was sent, its answer; and that nobody else sees any of it."""

import re

import pytest

from cast import Cast
from claim_cases import make_transfer
from claim_makers import make_claim
from lending_cases import sign_in
from visitor import Visitor, text_of
from zczr import db
from zczr.domain.accounts.actor import Actor
from zczr.domain.claims import confirmations, notices
from zczr.domain.claims.sorts import CLAIMS
from zczr.domain.postings import commands as postings

CODE = "91440101MA5D000016"
MAILBOX = "caiwu@hongda.example.com"
SHOWN = ("广州市宏达机械有限公司", "590,000", "HT-2026-018", "华锐")
YES = {"decision": "confirm", "name": "郑会计", "title": "财务经理"}
POINTS = {"amount_known": "y", "no_set_off": "y", "no_transfer": "y"}


async def _link() -> str:
    body = await db.fetch_value("SELECT body FROM mail WHERE recipient = $1 ORDER BY id DESC LIMIT 1", MAILBOX)
    found = re.search(r"/(confirmations|assignment-notices)/\S+", body)
    assert found
    return found[0]


async def _asked(cast: Cast) -> str:
    await confirmations.ask(cast.borrower, await make_claim(cast.borrower), email=MAILBOX)
    return await _link()


async def _sold(cast: Cast) -> str:
    sold = await make_transfer(
        cast.borrower, cast.institution, claim={"contract_number": "HT-2026-018", "debtor_email": MAILBOX}
    )
    async with db.transaction():
        await notices.prepare(sold)
    return await _link()


@pytest.mark.parametrize("sent", [_asked, _sold])
async def test_the_door_shows_nothing_before_the_code(visitor: Visitor, cast: Cast, sent: object) -> None:
    await visitor.open(await sent(cast))  # type: ignore[operator]
    for code, says in (("", "请填写贵单位的统一社会信用代码"), ("91440101MA5CBX0003", "与链接的收件单位不符")):
        page = await visitor.press("继续", {"uscc": code}, expect=422)
        assert any(says in error for error in page.errors())
        assert not [each for each in SHOWN if each in page.text]
    page = await visitor.press("继续", {"uscc": " 9144 0101 MA5D 0000 16"})
    assert "590,000.00 元" in page.text


async def test_attempts_at_a_link_are_counted(plain: Visitor, cast: Cast) -> None:
    await plain.open(await _asked(cast))
    for _ in range(20):
        await plain.press("继续", {"uscc": "91440101MA5CBX0003"}, expect=422)
    await plain.press("继续", {"uscc": CODE}, expect=429)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, "请选择确认或有异议"),
        (YES, "不能确认的，请选择“有异议”"),
        ({**YES, **POINTS, "name": ""}, "请填写经办人的姓名"),
        ({**YES, "decision": "dispute"}, "请写明异议的原因"),
        ({**YES, "decision": "dispute", "reason": "长" * 301}, "不能超过 300 个字"),
    ],
)
async def test_a_wrong_answer_comes_back_as_it_was_typed(
    visitor: Visitor, cast: Cast, typed: dict[str, str], says: str
) -> None:
    await visitor.open(await _asked(cast))
    await visitor.press("继续", {"uscc": CODE})
    page = await visitor.press("提交答复", typed, expect=422)
    assert any(says in error for error in page.errors()), page.errors()
    assert page.one("//input[@name='name']").get("value") == typed.get("name", "")
    assert await db.fetch_value("SELECT status FROM debtor_confirmation") == "asked"


async def test_a_dispute_reaches_the_seller(visitor: Visitor, cast: Cast) -> None:
    link = await _asked(cast)
    await visitor.open(link)
    await visitor.press("继续", {"uscc": CODE})
    await visitor.press("提交答复", {**YES, "decision": "dispute", "reason": "货物有质量问题"})
    await visitor.open(link)
    await visitor.press("继续", {"uscc": CODE}, expect=409)
    await sign_in(visitor, cast.borrower)
    page = await visitor.open(f"/claims/sales/{await db.fetch_value('SELECT id FROM claim')}")
    assert "有争议" in page.text
    assert "货物有质量问题" in page.text


async def test_a_debtor_that_is_a_member_is_asked_in_my_business(plain: Visitor, cast: Cast) -> None:
    claim_id = await make_claim(cast.borrower, debtor_uscc="91440101MA59FY009L")
    await confirmations.ask(cast.borrower, claim_id, email="")
    await sign_in(plain, cast.lender)
    page = await plain.open("/work")
    assert "请在 30 天内答复" in page.text
    await plain.follow("确认债权：广州市华锐精密科技有限公司，590,000.00 元")
    await plain.press("提交答复", {**YES, **POINTS})
    assert "已确认，债权方会收到通知" in plain.now.text
    assert "请在 30 天内答复" not in plain.now.text
    assert await db.fetch_value("SELECT count(*) FROM notice_unread WHERE member_id = $1", cast.lender.member_id) == 0


async def test_a_seller_whose_debtor_is_a_member_is_not_asked_for_a_mailbox(visitor: Visitor, cast: Cast) -> None:
    claim_id = await make_claim(cast.borrower, debtor_uscc="91440101MA59FY009L")
    await sign_in(visitor, cast.borrower)
    page = await visitor.open(f"/claims/sales/{claim_id}")
    assert "债务方是平台会员，请求发到其“我的业务”" in page.text
    page = await visitor.press("请债务方确权")
    assert "债务方在平台的“我的业务”" in page.text
    assert await db.fetch_value("SELECT count(*) FROM mail WHERE recipient = $1", MAILBOX) == 0


async def test_the_box_of_a_claim_that_is_not_sold_any_more_says_how_the_request_ended(
    visitor: Visitor, cast: Cast
) -> None:
    claim_id, never = await make_claim(cast.borrower), await make_claim(cast.borrower, invoice_numbers=("2",))
    await confirmations.ask(cast.borrower, claim_id, email=MAILBOX)
    for each in (claim_id, never):
        await postings.close(cast.borrower, CLAIMS, each)
    await sign_in(visitor, cast.borrower)
    page = await visitor.open(f"/claims/sales/{claim_id}")
    assert "已结束：债权已撤下或到期" in page.text
    assert not page.tree.xpath("//form[@id='ask-debtor']")
    assert not (await visitor.open(f"/claims/sales/{never}")).tree.xpath("//*[@id='confirmation-box']")
    box = "/partials/claims/sales/{}/confirmation-box"
    assert (await visitor.raw("GET", box.format(never), headers={"HX-Request": "true"})).status_code == 404


async def test_sendings_to_debtors_are_counted(plain: Visitor, cast: Cast) -> None:
    claim_id = await make_claim(cast.borrower)
    await sign_in(plain, cast.borrower)
    await plain.open(f"/claims/sales/{claim_id}")
    for _ in range(30):
        await plain.press("请债务方确权", {"email": MAILBOX})
        await confirmations.call_off(cast.borrower, claim_id)
        await plain.open(f"/claims/sales/{claim_id}")
    page = await plain.press("请债务方确权", {"email": "other@hongda.example.com"}, expect=422)
    assert any("尝试次数过多" in error for error in page.errors())
    assert page.one("//form[@id='ask-debtor']//input[@name='email']").get("value") == "other@hongda.example.com"


async def test_a_new_address_never_stands_beside_an_old_time(visitor: Visitor, cast: Cast) -> None:
    link = await _sold(cast)
    application_id = await db.fetch_value("SELECT application_id FROM assignment_notice")
    await visitor.open(link)
    await visitor.press("继续", {"uscc": CODE})
    await sign_in(visitor, cast.institution, "institution")
    await visitor.open(f"/claims/applications/{application_id}")
    page = await visitor.press("发送转让通知", {"email": "other@hongda.example.com"})
    lines = {text_of(each): text_of(each.getnext()) for each in page.tree.xpath("//*[@id='notice-box']//dt")}
    assert lines["第 1 次发送"].startswith(f"{MAILBOX}：")
    assert lines["第 1 次发送"].endswith("打开")
    assert lines["第 2 次发送"].startswith("other@hongda.example.com：")
    assert lines["第 2 次发送"].endswith("提交，等待发出")
    assert "发送至" not in lines


async def test_a_notice_is_sent_again_and_signed_for_once(visitor: Visitor, cast: Cast) -> None:
    first = await _sold(cast)
    application_id = await db.fetch_value("SELECT application_id FROM assignment_notice")
    await sign_in(visitor, cast.institution, "institution")
    await visitor.open(f"/claims/applications/{application_id}")
    page = await visitor.press("发送转让通知", {"email": "caiwu"}, expect=422)
    assert any("请填写完整的邮箱地址" in error for error in page.errors())
    await visitor.press("发送转让通知", {"email": MAILBOX})
    assert "债权转让通知已发送" in visitor.now.text
    second = await _link()
    assert second != first
    await visitor.open(first)
    await visitor.press("继续", {"uscc": CODE}, expect=404)
    await visitor.open(second)
    await visitor.press("继续", {"uscc": CODE})
    await visitor.press("签收通知", {"name": "", "title": "财务经理"}, expect=422)
    await visitor.press("签收通知", {"name": "郑会计", "title": "财务经理"})
    await visitor.open(second)
    page = await visitor.press("继续", {"uscc": CODE})
    assert "贵单位已签收这份通知" in page.text
    row = await db.fetch_row(
        "SELECT status, sent_at <= arrived_at AND arrived_at <= acknowledged_at FROM assignment_notice"
    )
    assert tuple(row) == ("acknowledged", True)


async def test_what_is_sent_to_a_debtor_is_nobody_elses(plain: Visitor, cast: Cast) -> None:
    claim_id = await make_claim(cast.borrower, debtor_uscc="91440101MA59FY009L")
    confirmation_id = await confirmations.ask(cast.borrower, claim_id, email="")

    async def sees(actor: Actor) -> int:
        await sign_in(plain, actor, "institution" if actor is cast.institution else "enterprise")
        return (await plain.raw("GET", f"/claims/confirmations/{confirmation_id}")).status_code

    assert [await sees(each) for each in (cast.borrower, cast.stranger, cast.institution)] == [404, 404, 404]
    assert await sees(cast.lender_checker) == 200
