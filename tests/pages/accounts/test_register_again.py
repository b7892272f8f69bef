"""注册 gone back to, left half-way and taken up again."""

from collections.abc import Callable

import pytest

from cast import PASSWORD, Cast
from makers import make_member, make_organization
from pages.accounts.test_register import COMPANY, CONTACT, PAPERS, begin, code_for, return_as
from visitor import Visitor, upload
from zczr import db


def value(visitor: Visitor, name: str) -> str:
    """What a field shows."""
    return str(visitor.now.one(f"//input[@name='{name}']").get("value"))


def steps(visitor: Visitor) -> list[str]:
    """The step bar: addresses of links, the step in front as `*`, a closed one as nothing."""
    return [
        "*" if step.get("aria-current") else "".join(step.xpath(".//a/@href"))
        for step in visitor.now.tree.xpath("//ol[@aria-label='步骤']/li")
    ]


async def test_the_bar_leads_to_every_step_that_is_open(plain: Visitor, database: object) -> None:
    await plain.open("/register")
    assert steps(plain) == ["*", "", ""]
    await begin(plain)
    assert steps(plain) == ["/register/account", "*", ""]
    await plain.press("保存并继续", COMPANY)
    assert steps(plain) == ["/register/account", "/register/company", "*"]
    await plain.follow("账户")
    assert steps(plain) == ["*", "/register/company", "/register/contact"]
    await plain.press("保存修改", {"email": "new@qiming.example", "password": PASSWORD})
    assert (plain.now.title, steps(plain)) == ("验证邮箱", ["*", "", ""])
    for closed in ("/register/company", "/register/contact"):
        assert (await plain.open(closed)).title == "验证邮箱"
    await plain.press("验证", {"code": await code_for("new@qiming.example")})
    assert plain.now.title == "联系人与资质资料"


async def test_a_mistyped_address_is_righted_and_the_registration_goes_on_another_day(
    visitor: Visitor, cast: Cast
) -> None:
    await visitor.open("/register")
    await visitor.press(
        "注册并验证邮箱",
        {"email": "fang@qiming.example", "password": PASSWORD, "again": PASSWORD, "kind": "enterprise"},
    )
    await visitor.follow("邮箱填错了？返回修改")
    assert (visitor.now.title, value(visitor, "email")) == ("修改账户信息", "fang@qiming.example")
    for typed, says in (
        ({"email": "Borrower@zczr.test", "password": PASSWORD}, "邮箱：该邮箱已注册"),
        ({"email": "Feng@qiming.example", "password": "falsch-2026"}, "当前密码：密码不正确"),
        ({"email": "feng@", "password": ""}, "邮箱：请填写完整的邮箱地址"),
    ):
        page = await visitor.press("保存修改", typed, expect=422)
        assert page.errors()[0].startswith(says)
        assert value(visitor, "email") == typed["email"]
    await visitor.press("保存修改", {"email": "Feng@qiming.example", "password": PASSWORD})
    assert "邮箱已更改" in visitor.now.text
    assert "feng@qiming.example" in visitor.now.text
    await return_as(visitor, "feng@qiming.example")
    code = await code_for("feng@qiming.example")
    wide = " ".join(chr(ord(digit) - ord("0") + ord("０")) for digit in code)
    await visitor.press("验证", {"code": f"　{wide} "})
    assert visitor.now.title == "填写企业信息"


async def test_a_new_password_keeps_this_session_and_ends_the_others(
    plain: Visitor, client_visitor: Callable[..., Visitor]
) -> None:
    await begin(plain)
    elsewhere = client_visitor(htmx=False)
    await elsewhere.open("/login/enterprise")
    await return_as(elsewhere, "feng@qiming.example")
    await plain.follow("账户")
    page = await plain.press("保存修改", {"new_password": "12345678", "again": "x", "password": PASSWORD}, expect=422)
    assert len(page.errors()) == 2
    await plain.press("保存修改", {"new_password": "Neues-2026", "again": "Neues-2026", "password": PASSWORD})
    assert plain.now.title == "填写企业信息"
    assert "账户信息已保存" in plain.now.text
    assert (await elsewhere.open("/register/company")).title == "企业用户登录"


async def test_guessing_the_password_of_an_open_browser_comes_to_an_end(plain: Visitor, database: object) -> None:
    await begin(plain)
    await plain.follow("账户")
    for _ in range(10):
        await plain.press("保存修改", {"password": "falsch-2026"}, expect=422)
    page = await plain.press("保存修改", {"password": PASSWORD, "email": "a@b.cn"}, expect=422)
    assert "尝试次数过多" in page.errors()[0]
    assert value(plain, "email") == "a@b.cn"


async def test_who_turns_out_to_be_an_institution_tells_its_licence_before_step_3(
    visitor: Visitor, database: object
) -> None:
    await begin(visitor)
    await visitor.press("保存并继续", COMPANY)
    await visitor.follow("账户")
    await visitor.press("保存修改", {"kind": "institution", "password": PASSWORD})
    await visitor.open("/register/contact")
    assert visitor.now.title == "填写企业信息"
    page = await visitor.press("保存并继续", expect=422)
    assert [error.partition("：")[0] for error in page.errors()] == ["机构类型", "金融许可证号"]
    await visitor.press("保存并继续", {"institution_type": "small_loan", "licence_number": "粤 0086"})
    assert visitor.now.title == "联系人与资质资料"


async def test_what_was_returned_may_change_its_address_but_not_its_kind(plain: Visitor, database: object) -> None:
    returned = await make_organization(status="returned", returned_step=2, returned_reason="名称与执照不一致")
    actor = await make_member(returned)
    await plain.open("/")
    await return_as(plain, actor.email)
    await plain.open("/register")
    assert plain.now.title == "填写企业信息"
    await plain.follow("账户")
    assert "企业用户" in plain.now.text
    assert not plain.now.tree.xpath("//input[@name='kind']")
    await plain.press("保存修改", {"email": "a@b.cn", "password": PASSWORD})
    assert plain.now.title == "验证邮箱"


@pytest.mark.parametrize("path", ["/register/account", "/register/company", "/register/contact"])
async def test_the_steps_are_closed_to_others(plain: Visitor, cast: Cast, path: str) -> None:
    assert (await plain.open(path)).title == "企业用户登录"
    for actor, status in ((cast.borrower, 303), (cast.newcomer, 303), (cast.clerk, 403)):
        await return_as(plain, actor.email)
        before = await db.fetch("SELECT * FROM organization ORDER BY id")
        token = plain.now.one("//form[@action='/logout']/input[@name='_csrf_token']").get("value")
        sent = {"_csrf_token": token, "email": "a@b.cn", "password": PASSWORD, "name": "x", "intent": "later"}
        read, posted = await plain.raw("GET", path), await plain.raw("POST", path, data=sent)
        # What was typed in steps 2 and 3 is never dropped without a word.
        told = 409 if path != "/register/account" and status == 303 else status
        assert (read.status_code, posted.status_code) == (status, told)
        for answer in (read, posted):
            assert answer.headers.get("location", "/work") == "/work"
        assert await db.fetch("SELECT * FROM organization ORDER BY id") == before
        assert await db.fetch_value("SELECT count(*) FROM member WHERE email = 'a@b.cn'") == 0


async def test_everything_wrong_in_a_step_is_told_in_one_round(plain: Visitor, database: object) -> None:
    await begin(plain)
    wrong = {
        "name": "1", "uscc": "1", "address": "", "established_on": "2999-01-01", "paid_in_capital": "501",
        "legal_representative": "138",
    }  # fmt: skip
    page = await plain.press("保存并继续", {**COMPANY, **wrong}, expect=422)
    told = [error.partition("：")[0] for error in page.errors()]
    assert sorted(told) == sorted(["企业名称", "统一社会信用代码", "详细地址", "成立日期", "实缴资本", "法定代表人"])
    page = await plain.press("保存并继续", {**COMPANY, "established_on": "1899-12-31"}, expect=422)
    assert page.errors() == ["成立日期：请核对成立日期，应与营业执照一致"]
    await plain.press("保存并继续", COMPANY)
    page = await plain.press("提交", {**CONTACT, "contact_name": "123", "contact_qq": "1"}, files=PAPERS, expect=422)
    assert [error.partition("：")[0] for error in page.errors()] == ["姓名", "QQ号码"]


@pytest.mark.parametrize("button", ["保存并继续", "保存，稍后继续", "更新"])
async def test_what_was_typed_in_step_2_is_there_after_leaving(visitor: Visitor, database: object, button: str) -> None:
    await begin(visitor)
    typed = {**COMPANY, "name": "1", "uscc": "9144 错", "registered_capital": "二百", "established_on": "昨天"}
    page = await visitor.press(button, typed, expect=422 if button == "保存并继续" else 200)
    if button == "保存，稍后继续":
        assert (page.path, "填写的内容已保存" in page.text) == ("/", True)
    await return_as(visitor, "feng@qiming.example")
    assert visitor.now.title == "填写企业信息"
    assert {name: value(visitor, name) for name in ("name", "uscc", "registered_capital", "established_on")} == {
        name: typed[name] for name in ("name", "uscc", "registered_capital", "established_on")
    }
    assert visitor.now.one("//select[@name='district_code']/option[@selected]").get("value") == "440106"
    assert "尚未通过核对" in visitor.now.text
    assert not visitor.now.tree.xpath("//*[@aria-invalid]")
    await visitor.press("保存并继续", COMPANY)
    await visitor.follow("企业信息")
    assert value(visitor, "name") == COMPANY["name"]
    assert "尚未通过核对" not in visitor.now.text


async def test_what_was_typed_and_sent_with_step_3_is_there_after_leaving(visitor: Visitor, database: object) -> None:
    await begin(visitor)
    await visitor.press("保存并继续", COMPANY)
    bad = {**PAPERS, "certification": [upload("账单.pdf", b"MZ")]}
    await visitor.press("提交", {**CONTACT, "contact_mobile": "１２３"}, files=bad, expect=422)
    await return_as(visitor, "feng@qiming.example")
    assert (value(visitor, "contact_mobile"), value(visitor, "contact_title")) == ("１２３", "总经理")
    assert "执照.pdf" in visitor.now.text
    assert not visitor.now.errors()
    licence = value(visitor, "business_licence_kept")
    await visitor.press("保存，稍后继续", {"business_licence_removed": licence, "contact_name": ""})
    assert visitor.now.path == "/"
    await visitor.open("/register")
    assert (value(visitor, "contact_name"), value(visitor, "contact_mobile")) == ("", "１２３")
    assert "开户许可.pdf" in visitor.now.text
    assert "执照.pdf" not in visitor.now.text.replace("法人单位执照", "")
    page = await visitor.press("提交", CONTACT, expect=422)
    assert page.errors() == ["法人单位执照：请上传法人单位执照"]
    await visitor.press("提交", files={"business_licence": PAPERS["business_licence"]})
    assert "待审核" in visitor.now.text
    assert await db.fetch_value("SELECT count(*) FROM organization WHERE registration_draft <> '{}'") == 0


async def test_a_file_that_cannot_be_kept_is_told_before_leaving(plain: Visitor, database: object) -> None:
    await begin(plain)
    await plain.press("保存并继续", COMPANY)
    bad = {"certification": [upload("账单.pdf", b"MZ")], "account_permit": PAPERS["account_permit"]}
    page = await plain.press("保存，稍后继续", {"contact_title": "总"}, files=bad, expect=422)
    assert len(page.errors()) == 1
    await plain.open("/register/contact")
    assert value(plain, "contact_title") == "总"
    assert "开户许可.pdf" in plain.now.text


async def test_what_another_window_sent_with_step_3_is_sent_in_too_and_what_was_removed_is_not(
    visitor: Visitor, database: object
) -> None:
    await begin(visitor)
    await visitor.press("保存并继续", COMPANY)
    await visitor.press("保存，稍后继续", files=PAPERS)
    first = await visitor.open("/register/contact")
    await visitor.press("保存，稍后继续", files={"certification": [upload("认证.pdf")]})
    visitor.page = first
    licence = value(visitor, "business_licence_kept")
    await visitor.press(
        "提交", {**CONTACT, "business_licence_removed": licence}, files={"business_licence": [upload("新照.pdf")]}
    )
    assert "资料已提交" in visitor.now.text
    names = await db.fetch("SELECT file_name FROM upload WHERE subject_kind = 'organization' ORDER BY id")
    assert [row["file_name"] for row in names] == ["开户许可.pdf", "认证.pdf", "新照.pdf"]


async def test_a_change_of_step_2_that_is_not_saved_is_recalled_at_step_3(plain: Visitor, database: object) -> None:
    await begin(plain)
    await plain.press("保存并继续", COMPANY)
    await plain.follow("企业信息")
    await plain.press("保存，稍后继续", {"name": "改名公司"})
    await plain.open("/register/contact")
    assert "尚未保存的修改" in plain.now.text
    await plain.follow("返回核对并保存")
    assert value(plain, "name") == "改名公司"
    await plain.press("保存并继续")
    assert "尚未保存的修改" not in plain.now.text


async def test_step_1_pressed_again_with_another_address_leads_to_where_it_is_changed(
    visitor: Visitor, cast: Cast
) -> None:
    await visitor.open("/register")
    first = visitor.now
    typed = {"email": "ｆeng＠qiming.example", "password": PASSWORD, "again": PASSWORD, "kind": "enterprise"}
    await visitor.press("注册并验证邮箱", typed)
    assert "feng@qiming.example" in visitor.now.text
    visitor.page = first
    await visitor.press("注册并验证邮箱", typed)
    assert visitor.now.title == "验证邮箱"
    visitor.page = first
    await visitor.press("注册并验证邮箱", {**typed, "email": "other@qiming.example"})
    assert visitor.now.title == "修改账户信息"
    assert "账户已建立" in visitor.now.text
    assert value(visitor, "email") == "feng@qiming.example"
    assert await db.fetch_value("SELECT count(*) FROM member WHERE email LIKE '%qiming.example'") == 1


async def test_step_2_after_everything_was_sent_in_elsewhere_says_that_nothing_was_saved(
    plain: Visitor, database: object
) -> None:
    await begin(plain)
    await plain.press("保存并继续", COMPANY)
    await plain.open("/register/company")
    second = plain.now
    await plain.open("/register/contact")
    await plain.press("提交", CONTACT, files=PAPERS)
    plain.page = second
    page = await plain.press("保存并继续", {"name": "东莞市别名电子有限公司"}, expect=409)
    assert "这次填写的内容没有保存" in page.text


async def test_what_is_sent_after_the_session_ended_is_told_and_not_led_away(
    visitor: Visitor, client_visitor: Callable[..., Visitor], database: object
) -> None:
    await begin(visitor)
    form = visitor.now
    await db.execute("UPDATE member SET session_epoch = session_epoch + 1")
    if visitor.htmx:
        page = await visitor.press("保存并继续", COMPANY, expect=401)
        assert "登录已过期" in page.text
    else:
        page = await visitor.press("保存并继续", COMPANY, expect=401)
        assert "再回到本页按“刷新”" in page.text
        assert page.link("在新标签页登录") == "/login"
    visitor.page = form
    await visitor.press("退出登录")
    assert visitor.now.path == "/"
