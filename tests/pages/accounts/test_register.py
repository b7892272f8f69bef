"""注册, from the first step to a verified enterprise."""

import re

import pytest

from cast import PASSWORD, Cast
from visitor import Visitor, upload
from zczr import db

COMPANY = {
    "name": "广州市启明智能装备有限公司",
    "uscc": "91440101MA59FY009L",
    "province_code": "440000",
    "city_code": "440100",
    "district_code": "440106",
    "address": "科韵路 16 号",
    "industry_division": "35",
    "registered_capital": "５００万",
    "paid_in_capital": "200",
    "established_on": "2018/05/20",
    "legal_representative": "冯启明",
    "scale": "small",
    "main_business": "自动化装配线",
    "profile": "为电子与五金企业提供自动化装配线。",
}
CONTACT = {
    "contact_name": "冯启明",
    "contact_title": "总经理",
    "contact_mobile": "１３８００１３８０００",
    "contact_email": "feng@qiming.example",
    "contact_qq": "123456",
    "contact_phone": "020-38888888",
}
PAPERS = {"business_licence": [upload("执照.pdf")], "account_permit": [upload("开户许可.pdf")]}


async def code_for(email: str) -> str:
    """The code of the last letter to an address."""
    subject = await db.fetch_value("SELECT subject FROM mail WHERE recipient = $1 ORDER BY id DESC LIMIT 1", email)
    return re.search(r"[0-9]{6}", subject).group()


async def return_as(visitor: Visitor, email: str, door: str = "enterprise") -> None:
    """Close the browser, and sign in another day."""
    if visitor.now.tree.xpath("//form[@action='/logout']"):
        await visitor.press("退出登录")
    await visitor.open(f"/login/{door}")
    await visitor.press("登录", {"email": email, "password": PASSWORD})


async def begin(visitor: Visitor, email: str = "feng@qiming.example") -> None:
    """Step 1 with its letter."""
    await visitor.open("/register")
    await visitor.press(
        "注册并验证邮箱", {"email": email, "password": PASSWORD, "again": PASSWORD, "kind": "enterprise"}
    )
    await visitor.press("验证", {"code": await code_for(email)})


async def test_an_enterprise_registers_is_verified_and_told(visitor: Visitor, cast: Cast) -> None:
    await db.execute("UPDATE organization SET uscc = 'X' WHERE uscc = $1", COMPANY["uscc"])
    await begin(visitor)
    assert visitor.now.title == "填写企业信息"
    await visitor.press("更新", {key: COMPANY[key] for key in ("province_code",)})
    await visitor.press("更新", {"city_code": "440100"})
    await visitor.press("保存并继续", COMPANY)
    assert visitor.now.title == "联系人与资质资料"
    await visitor.press("提交", CONTACT, files=PAPERS)
    assert "待审核" in visitor.now.text

    await visitor.press("退出登录")
    await visitor.open("/admin/login")
    await visitor.press("登录", {"email": cast.admin.email, "password": PASSWORD})
    await visitor.follow("企业认证")
    await visitor.follow("广州市启明智能装备有限公司")
    assert "执照.pdf" in visitor.now.text
    await visitor.press("通过认证", agree=True)
    await visitor.press("退出登录")

    await visitor.open("/login/enterprise")
    await visitor.press("登录", {"email": "feng@qiming.example", "password": PASSWORD})
    assert "已认证" in visitor.now.text
    await visitor.open("/messages/announcements")
    assert "认证已通过" in visitor.now.text


async def test_every_wrong_field_is_named_and_what_was_typed_is_kept(visitor: Visitor, database: object) -> None:
    await visitor.open("/register")
    page = await visitor.press(
        "注册并验证邮箱", {"email": "feng@", "password": "12345678", "again": "1234", "kind": "enterprise"}, expect=422
    )
    assert len(page.errors()) == 3
    assert page.one("//input[@name='email']").get("value") == "feng@"
    assert page.tree.findtext(".//title").startswith("错误：")


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("uscc", "9144010", "共 18 位"),
        ("uscc", "91440101MA59FY000I", "不用 I、O、Z、S、V"),
        ("registered_capital", "０", "大于 0"),
        ("registered_capital", "-5", "负数"),
        ("registered_capital", "二百", "请用数字填写"),
        ("paid_in_capital", "501", "实缴资本不能大于注册资本"),
        ("established_on", "2999-01-01", "不能晚于今天"),
        ("established_on", "昨天", "格式填写日期"),
        ("profile", "长" * 501, "不能超过 500 个字"),
        ("industry_division", "ZZ", "选项"),
        ("district_code", "110101", "请选择区县"),
    ],
)
async def test_a_wrong_company_fact_is_refused_with_a_sentence(
    plain: Visitor, field: str, typed: str, says: str
) -> None:
    await begin(plain)
    page = await plain.press("保存并继续", {**COMPANY, field: typed}, expect=422)
    assert any(says in error for error in page.errors()), page.errors()
    assert await db.fetch_value("SELECT count(*) FROM organization WHERE registration_step = 3") == 0


async def test_a_wrong_check_character_goes_to_a_person_when_confirmed(plain: Visitor, database: object) -> None:
    await begin(plain)
    wrong = {**COMPANY, "uscc": "91440101MA59FY0001"}
    page = await plain.press("保存并继续", wrong, expect=422)
    assert "校验码" in page.errors()[0]
    await plain.press("保存并继续", {**wrong, "uscc_agreed": "y"})
    assert await db.fetch_value("SELECT uscc_needs_review FROM organization WHERE uscc = $1", wrong["uscc"]) is True


async def test_an_unfinished_registration_goes_on_where_it_was_left(visitor: Visitor, database: object) -> None:
    await begin(visitor)
    await visitor.press("保存并继续", COMPANY)
    await return_as(visitor, "feng@qiming.example")
    assert visitor.now.title == "联系人与资质资料"
    await visitor.follow("企业信息")
    assert visitor.now.one("//input[@name='legal_representative']").get("value") == "冯启明"


async def test_a_failed_form_keeps_the_files_already_sent(visitor: Visitor, database: object) -> None:
    await begin(visitor)
    await visitor.press("保存并继续", COMPANY)
    page = await visitor.press("提交", {**CONTACT, "contact_mobile": "123"}, files=PAPERS, expect=422)
    assert "手机号" in page.errors()[0]
    assert "开户许可.pdf" in page.text
    await visitor.press("提交", {"contact_mobile": "13800138000"})
    assert "待审核" in visitor.now.text
    assert await db.fetch_value("SELECT count(*) FROM upload WHERE subject_kind = 'organization'") == 2


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (upload("账单.pdf", b"MZ\x90\x00" + b"\x00" * 400), "内容不是"),
        (upload("空.pdf", b""), "空文件"),
        (upload("大.pdf", b"%PDF-1.4\n" + b"0" * (25 << 20)), "超过 20 MB"),
    ],
)
async def test_a_file_that_is_not_what_it_says_is_refused_and_the_rest_kept(
    plain: Visitor, database: object, file: tuple[str, bytes, str], says: str
) -> None:
    await begin(plain)
    await plain.press("保存并继续", COMPANY)
    page = await plain.press("提交", CONTACT, files={**PAPERS, "certification": [file]}, expect=422)
    assert any(says in error for error in page.errors()), page.errors()
    assert page.one("//input[@name='contact_title']").get("value") == "总经理"
    assert "执照.pdf" in page.text


async def test_a_credit_code_belongs_to_one_account(plain: Visitor, cast: Cast) -> None:
    await begin(plain)
    await plain.press("保存并继续", COMPANY)
    page = await plain.press("提交", CONTACT, files=PAPERS, expect=422)
    assert "已被其他账户注册" in page.errors()[0]


async def test_what_was_returned_opens_the_step_named_and_comes_back_to_the_queue(visitor: Visitor, cast: Cast) -> None:
    await db.execute("UPDATE organization SET submitted_at = now() WHERE id = $1", cast.newcomer.organization_id)
    await visitor.open("/admin/login")
    await visitor.press("登录", {"email": cast.admin.email, "password": PASSWORD})
    await visitor.follow("企业认证")
    await visitor.follow("中山市新程灯饰有限公司")
    page = await visitor.press("退回", {"reason": ""}, expect=422)
    assert len(page.errors()) == 2
    await visitor.press("退回", {"step": "3", "reason": "开户许可证不清晰，请重新上传"})
    await visitor.press("退出登录")
    await visitor.open("/login/enterprise")
    await visitor.press("登录", {"email": cast.newcomer.email, "password": PASSWORD})
    await visitor.open("/register")
    assert "开户许可证不清晰" in visitor.now.text
    await visitor.press("提交", CONTACT, files=PAPERS)
    assert "待审核" in visitor.now.text


async def test_five_wrong_codes_spend_the_letter(plain: Visitor, database: object) -> None:
    await plain.open("/register")
    await plain.press(
        "注册并验证邮箱", {"email": "a@b.cn", "password": PASSWORD, "again": PASSWORD, "kind": "enterprise"}
    )
    right = await code_for("a@b.cn")
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    for _ in range(5):
        await plain.press("验证", {"code": wrong}, expect=422)
    page = await plain.press("验证", {"code": right}, expect=422)
    assert "重新发送" in page.errors()[0]
    await plain.press("没有收到？重新发送")
    await plain.press("验证", {"code": await code_for("a@b.cn")})
    assert plain.now.title == "填写企业信息"


async def test_an_address_already_registered_is_told_so(plain: Visitor, cast: Cast) -> None:
    await plain.open("/register")
    page = await plain.press(
        "注册并验证邮箱",
        {"email": "Borrower@zczr.test", "password": PASSWORD, "again": PASSWORD, "kind": "enterprise"},
        expect=422,
    )
    assert "已注册" in page.errors()[0]
