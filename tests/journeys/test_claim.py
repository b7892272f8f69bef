"""债权交易 whole: sold, confirmed by its debtor, found, talked about, its papers shown, bought, signed, its debtor notified; four ways."""

import re
from datetime import timedelta
from typing import Any

from cast import Cast
from journeys.steps import sign_in, sign_out
from pages.applications.test_claim_pages import TICKS, typed
from visitor import upload
from zczr import db
from zczr.domain import clock
from zczr.domain.invariants import broken

DEBTOR, CODE = "广州市宏达机械有限公司", "91440101MA5D000016"
MAILBOX = "caiwu@hongda.example.com"


def sale() -> dict[str, Any]:
    """债权出售 as a clerk fills it in."""
    return {
        "kind": "receivable",
        "debtor_name": DEBTOR,
        "debtor_uscc": CODE,
        "debtor_kind": "sme",
        "contract_number": "HT-2026-018",
        "invoices": "44001，44002",
        "face_amount": "59万元",
        "starts_on": (clock.today() - timedelta(days=60)).isoformat(),
        "due_on": (clock.today() + timedelta(days=240)).isoformat(),
        "origin": "供应精密零件，货已验收。",
        "debtor_situation": "经营正常，按期付款。",
        "asking_price": "560,000",
        "recourse": "without",
        "debtor_email": MAILBOX,
    }


async def _link(path: str) -> str:
    """The link of the last letter to the debtor."""
    body = await db.fetch_value("SELECT body FROM mail WHERE recipient = $1 ORDER BY id DESC LIMIT 1", MAILBOX)
    found = re.search(rf"/{path}/\S+", body)
    assert found, body
    return found[0]


async def put_on_sale(person: Any, cast: Cast) -> str:
    """The seller prices it, puts it on sale and asks the debtor; the claim's title."""
    await sign_in(person, cast.borrower.email)
    await person.open("/claims/sales/new")
    await person.press("直接提交", sale(), files={"evidence": [upload("购销合同.pdf")]})
    title = await db.fetch_value("SELECT title FROM claim")
    await person.open(f"/claims/sales/{await db.fetch_value('SELECT id FROM claim')}")
    assert "未通知" in person.now.text
    assert "参考价格" in person.now.text
    await person.press("请债务方确权")
    assert "确权请求已发出" in person.now.text
    await sign_out(person)
    return str(title)


async def confirm_as_debtor(person: Any) -> None:
    """The debtor, who has no account, opens the link of its letter and confirms."""
    link = await _link("confirmations")
    await person.open(link)
    assert DEBTOR not in person.now.text
    assert "590,000" not in person.now.text
    await person.press("继续", {"uscc": "91440101MA5CBX0003"}, expect=422)
    assert "与链接的收件单位不符" in person.now.text
    await person.press("继续", {"uscc": CODE})
    assert "590,000.00 元" in person.now.text
    await person.press("提交答复", {"decision": "confirm", "name": "郑会计", "title": "财务经理"}, expect=422)
    ticks = {"amount_known": "y", "no_set_off": "y", "no_transfer": "y"}
    await person.press("提交答复", {"decision": "confirm", "name": "郑会计", "title": "财务经理", **ticks})
    await person.open(link)
    await person.press("继续", {"uscc": CODE}, expect=409)
    assert "不能再次使用" in person.now.text


async def find_and_ask(person: Any, cast: Cast, title: str) -> None:
    """A reviewer of an institution filters the market and writes to the seller."""
    await sign_in(person, cast.reviewer.email, door="/login/institution")
    await person.open("/claims/market?amount_min=50&debtor=confirmed")
    assert title in person.now.text
    assert title not in (await person.open("/claims/market?debtor=unnotified")).text
    await person.open("/claims/market?amount_min=50&debtor=confirmed")
    await person.follow(f"对话：{title}")
    await person.press("发送", {"body": "请问货款是否已经对账？"})
    assert "请问货款是否已经对账？" in person.now.text
    await sign_out(person)


async def see_the_papers(person: Any, cast: Cast, title: str) -> None:
    """The institution asks to see the papers, the seller agrees, and reads who is let in."""
    await sign_in(person, cast.institution.email, door="/login/institution")
    await person.open("/claims/market")
    await person.follow(title)
    assert "购销合同.pdf" not in person.now.text
    await person.press("申请查看资料", {"word": "核对合同与送货单"})
    assert "等待出售方答复" in person.now.text
    await sign_out(person)

    await sign_in(person, cast.checker.email)
    await person.open("/work")
    await person.follow(f"答复资料查看申请：{cast.institution.organization_name}，{title}")
    await person.press("同意")
    assert "尚未查看" in person.now.text
    await sign_out(person)

    await sign_in(person, cast.institution.email, door="/login/institution")
    assert f"可以查看债权资料：{title}" in (await person.open("/messages")).text
    await person.open("/claims/market")
    await person.follow(title)
    assert "购销合同.pdf" in person.now.text
    assert "每次查看都会留下记录" in person.now.text
    await sign_out(person)


async def buy(person: Any, cast: Cast, title: str) -> None:
    """The institution buys it at its price; the seller agrees and files the contract; the institution confirms."""
    await sign_in(person, cast.institution.email, door="/login/institution")
    await person.open("/claims/market")
    await person.follow(title)
    assert "已确权" in person.now.text
    await person.follow("购买")
    await person.press("确认购买", {"message": "资金已备好。"}, expect=422)
    await person.press("确认购买", {"understood": "y"})
    assert "债权已为贵单位预订" in person.now.text
    assert title not in (await person.open("/claims/market")).text
    await sign_out(person)

    await sign_in(person, cast.borrower.email)
    await person.open("/claims/applications?side=received")
    await person.follow(title)
    await person.press("通过申请", {"understood": "y"})
    await person.follow("填写合同确认")
    await person.press("提交合同确认", typed(), files={"scan": [upload("合同扫描.pdf")]})
    assert "已通过未确认" in person.now.text
    await sign_out(person)

    await sign_in(person, cast.institution.email, door="/login/institution")
    await person.open("/claims/applications")
    await person.follow(title)
    await person.press("确认合同", TICKS)
    assert "已确认" in person.now.text
    assert "债权转让通知" in person.now.text
    await sign_out(person)


async def test_from_a_sale_to_a_notice_that_its_debtor_has_signed_for(person: Any, cast: Cast) -> None:
    title = await put_on_sale(person, cast)
    await confirm_as_debtor(person)
    await find_and_ask(person, cast, title)
    await see_the_papers(person, cast, title)
    await buy(person, cast, title)

    link = await _link("assignment-notices")
    await person.open(link)
    await person.press("继续", {"uscc": CODE})
    assert cast.institution.organization_name in person.now.text
    await person.press("签收通知", {"name": "郑会计", "title": "财务经理"})

    await sign_in(person, cast.borrower.email)
    await person.open(f"/claims/applications/{await db.fetch_value('SELECT id FROM application')}")
    assert "已签收" in person.now.text
    assert "郑会计（财务经理）" in person.now.text
    assert await db.fetch_value("SELECT status FROM claim") == "matched"
    assert await broken() == []
