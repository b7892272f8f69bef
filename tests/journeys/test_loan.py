"""From 注册 to 已确认, and from 已通过 to 已过期: the whole of 借贷业务, four ways."""

from datetime import timedelta
from typing import Any

from cast import PASSWORD, Cast
from journeys.steps import COMPANY_NAME, register, sign_in, sign_out, verify
from lending_cases import TICKS
from makers import make_offer
from visitor import upload
from zczr import db
from zczr.domain import clock
from zczr.domain.applications.expiry import expire_due
from zczr.domain.invariants import broken

REQUEST = {
    "project": "自动化装配线",
    "purpose": "purchasing",
    "reason": "采购原材料，交付春节前订单",
    "amount_min": "8",
    "amount_max": "10",
    "max_rate": "6",
    "term_months": "6",
    "repayment_source": "sales",
    "security_modes": ["mortgage", "unsecured"],
    "collateral_kind": "fixed_asset",
    "collateral_value": "20",
    "summary": "为三家电子厂供应装配线，合同已签，交付后回款。",
}
PAPERS = {"business_licence": [upload("执照.pdf")], "asset_proof": [upload("资产证明.pdf")]}


def filing() -> dict[str, str]:
    """The signed contract, dated today."""
    today = clock.today()
    return {
        "number": "HT-2026-018",
        "signed_on": today.isoformat(),
        "starts_on": (today + timedelta(days=2)).isoformat(),
        "ends_on": (today + timedelta(days=182)).isoformat(),
        "amount": "90000",
        "rate": "5.5",
        "default_rate": "8",
        "other_charges": "0",
        "repayment_method": "bullet",
        "purpose": "采购原材料",
        "main_terms": "以设备抵押，到期一次还本付息",
        "password": PASSWORD,
    }


async def apply_for_a_loan(person: Any) -> None:
    """Fill in 借款, look at the assessment, submit, and apply to the first match."""
    await person.open("/lending/requests/new")
    await person.press("风险及额度评估", REQUEST, files=PAPERS)
    assert "企业建议最高贷款额度" in person.now.text
    assert "在左侧修改信息" in person.now.text
    await person.press("直接提交", form="/lending/requests")
    assert person.now.title == "匹配结果"
    assert "广州市远航供应链有限公司" in person.now.text
    offer = await db.fetch_value("SELECT max(id) FROM loan_offer")
    await person.press("发起申请", {"counterparties": [str(offer)], "amount": "9", "message": "请尽快答复，谢谢。"})
    assert "待处理" in person.now.text


async def test_from_registration_to_a_confirmed_contract(person: Any, cast: Cast) -> None:
    await make_offer(cast.lender, min_score=0)
    await register(person)
    await verify(person, cast)
    await sign_in(person, "feng@qiming.example")
    await apply_for_a_loan(person)
    await sign_out(person)

    await sign_in(person, cast.lender.email)
    await person.open("/lending/applications?side=received")
    await person.follow("广州市自动化装配线项目借款90,000元")
    assert "借款方的风险及额度评估" in person.now.text
    assert "执照.pdf" in person.now.text
    await person.press("通过申请", {"understood": "y", "own_funds": "y"})
    assert "请在 60 天内确认" in person.now.text
    await sign_out(person)

    await sign_in(person, "feng@qiming.example")
    await person.open("/messages")
    assert "申请已通过" in person.now.text
    await person.open("/lending/applications")
    await person.follow("广州市自动化装配线项目借款90,000元")
    await person.follow("填写合同确认")
    await person.press("提交合同确认", filing(), files={"scan": [upload("合同扫描.pdf")]})
    assert "已通过未确认" in person.now.text
    await sign_out(person)

    await sign_in(person, cast.lender.email)
    await person.open("/lending/applications?side=received&status=approved_unconfirmed")
    await person.follow("广州市自动化装配线项目借款90,000元")
    digest = await db.fetch_value("SELECT sha256 FROM contract_filing")
    assert digest in person.now.text
    await person.press("确认合同", TICKS)
    assert "已确认" in person.now.text
    assert await broken() == []
    score = await db.fetch_value("SELECT credit_score FROM organization WHERE name = $1", COMPANY_NAME)
    assert score == 101


async def test_sixty_days_without_a_confirmation_cost_both_two_points(person: Any, cast: Cast) -> None:
    await make_offer(cast.lender, min_score=0)
    await sign_in(person, cast.borrower.email)
    await apply_for_a_loan(person)
    await sign_out(person)
    await sign_in(person, cast.lender.email)
    await person.open("/lending/applications?side=received")
    await person.follow("广州市自动化装配线项目借款90,000元")
    await person.press("通过申请", {"understood": "y", "own_funds": "y"})
    clock.travel(timedelta(days=60, minutes=1))
    await expire_due()
    await expire_due()
    # The session of sixty days ago is over.
    await sign_in(person, cast.lender.email)
    await person.open("/lending/applications?side=received&status=expired")
    await person.follow("广州市自动化装配线项目借款90,000元")
    assert "已过期" in person.now.text
    for side in (cast.borrower, cast.lender):
        score = await db.fetch_value("SELECT credit_score FROM organization WHERE id = $1", side.organization_id)
        assert score == 98
    assert await broken() == []
