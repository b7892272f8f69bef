"""From a stranger found by pinyin to a partner, its entry in the feed, a conversation and a report that is upheld: four ways."""

from decimal import Decimal
from typing import Any

from cases import make_assessed_request
from cast import Cast
from journeys.steps import sign_in, sign_out
from makers import make_offer
from zczr import db
from zczr.domain.invariants import broken
from zczr.domain.lending import matching
from zczr.domain.lending.labels import offer_title
from zczr.domain.partners import directory

MOBILE = "138 0013 8000"
STRANGER = "东莞市鼎盛电子有限公司"
BORROWER = "广州市华锐精密科技有限公司"


async def become_partners(person: Any, cast: Cast) -> None:
    """The borrower finds the stranger by pinyin and asks; the stranger accepts; both see how to reach the other."""
    await sign_in(person, cast.borrower.email)
    await person.open("/partners")
    await person.press("搜索", {"q": "dingsheng"})
    assert STRANGER in person.now.text
    assert MOBILE not in person.now.text
    await person.press("发送申请", {"message": "我们是贵单位的供应商"}, form="/requests")
    assert "已申请，待对方答复" in person.now.text
    await sign_out(person)

    await sign_in(person, cast.stranger.email)
    await person.open("/messages/partner-requests")
    assert "我们是贵单位的供应商" in person.now.text
    await person.press("接受")
    assert "双方已成为合作伙伴" in person.now.text
    await person.follow(BORROWER)
    assert MOBILE in person.now.text
    await sign_out(person)

    await sign_in(person, cast.borrower.email)
    await person.open(f"/partners/{cast.stranger.organization_id}")
    assert MOBILE in person.now.text


async def test_from_a_stranger_to_a_partner_a_conversation_and_a_report_that_is_upheld(person: Any, cast: Cast) -> None:
    await directory.fill()
    await become_partners(person, cast)

    # What the stranger offers is matched with a third enterprise, and so stands in the feed of its partners.
    await make_assessed_request(cast.partner)
    assert await matching.run_for_offer(await make_offer(cast.stranger)) == 1
    title = offer_title("闲置资金出借", Decimal("50000"), Decimal("100000"))
    await person.open("/partners/feed")
    assert title in person.now.text
    await person.follow(f"联系：{STRANGER}，{title}")
    await person.press("发送", {"body": "请问这笔资金何时可以到位？"})
    assert "请问这笔资金何时可以到位？" in person.now.text
    await sign_out(person)

    await sign_in(person, cast.stranger.email)
    await person.open("/messages/conversations")
    await person.follow(BORROWER)
    assert "请问这笔资金何时可以到位？" in person.now.text
    await person.press("发送", {"body": "签约后三个工作日内。"})
    assert "签约后三个工作日内。" in person.now.text
    await sign_out(person)

    await sign_in(person, cast.borrower.email)
    await person.open("/partners/feed")
    await person.follow(f"举报：{title}")
    await person.press("提交举报", {"category": "false_information", "reason": "对方并无这笔资金"})
    assert person.now.path.startswith("/partners/feed")
    assert title not in (await person.open("/partners/feed")).text
    await sign_out(person)

    await sign_in(person, cast.admin.email, door="/admin/login")
    await person.open("/admin/reports")
    await person.follow(title)
    assert "对方并无这笔资金" in person.now.text
    await person.press("认定成立", {"upheld_reason": "经核实，资金来源不实"}, agree=True)
    await sign_out(person)

    await sign_in(person, cast.stranger.email)
    await person.open("/work")
    assert "举报成立" in person.now.text
    await person.open("/messages/announcements")
    assert "经核实，资金来源不实" in person.now.text
    score = await db.fetch_value("SELECT credit_score FROM organization WHERE id = $1", cast.stranger.organization_id)
    assert score == 95
    assert await broken() == []
