"""The fixed people: who they are never changes, so that a test's sentence says everything."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from argon2 import PasswordHasher

from makers import make_member, make_organization, make_partners
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor

PASSWORD = "Zczr-2026"
# Cheap parameters: verifying takes a millisecond, and a login shows that the hash is made anew.
PASSWORD_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


@dataclass(frozen=True)
class Cast:
    """Everybody."""

    borrower: Actor
    """广州华锐精密, owner; partner of `partner` and `lender`."""
    clerk: Actor
    """经办 of the borrower."""
    checker: Actor
    """复核 of the borrower."""
    partner: Actor
    lender: Actor
    lender_checker: Actor
    stranger: Actor
    """A verified enterprise nobody knows."""
    newcomer: Actor
    """An enterprise that waits for verification."""
    institution: Actor
    """A small-loan company, owner."""
    reviewer: Actor
    """复核 of the institution."""
    admin: Actor


async def perform() -> Cast:
    """Bring everybody on stage."""
    borrower_id = await make_organization(
        name="广州市华锐精密科技有限公司",
        uscc="91440101MA5CBX0003",
        established_on=clock.today() - timedelta(days=6 * 366 + 30),
        paid_in_capital=Decimal("500000"),
    )
    partner_id = await make_organization(
        name="佛山市南海恒信五金制品有限公司", uscc="91440605MA4UKB0009", city_code="440600", district_code="440605"
    )
    lender_id = await make_organization(name="广州市远航供应链有限公司", uscc="91440101MA59FY009L")
    stranger_id = await make_organization(
        name="东莞市鼎盛电子有限公司", uscc="91441900MA51QJ0001", city_code="441900", district_code="441900"
    )
    newcomer_id = await make_organization(name="中山市新程灯饰有限公司", status="pending", uscc="91442000MA4X000001")
    institution_id = await make_organization(
        name="珠江小额贷款（广州）有限公司",
        kind="institution",
        uscc="91440101MA5AK00002",
        industry_section="J",
        industry_division="66",
        institution_type="small_loan",
        licence_number="粤金贷证字第 0086 号",
    )
    await make_partners(borrower_id, partner_id)
    await make_partners(borrower_id, lender_id)
    platform_id = await make_organization(name="智产智融平台", kind="platform")
    return Cast(
        borrower=await make_member(borrower_id, email="borrower@zczr.test", name="陈志强"),
        clerk=await make_member(borrower_id, email="clerk@zczr.test", role="operator", name="李小敏"),
        checker=await make_member(borrower_id, email="checker@zczr.test", role="reviewer", name="黄伟"),
        partner=await make_member(partner_id, email="partner@zczr.test", name="何志成"),
        lender=await make_member(lender_id, email="lender@zczr.test", name="梁远航"),
        lender_checker=await make_member(lender_id, email="lender-checker@zczr.test", role="reviewer", name="罗静"),
        stranger=await make_member(stranger_id, email="stranger@zczr.test", name="吴鼎"),
        newcomer=await make_member(newcomer_id, email="newcomer@zczr.test", name="林新"),
        institution=await make_member(institution_id, email="institution@zczr.test", name="曾慧"),
        reviewer=await make_member(institution_id, email="reviewer@zczr.test", role="reviewer", name="许文"),
        admin=await make_member(platform_id, email="admin@zczr.test", name="周敏"),
    )
