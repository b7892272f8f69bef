"""Step 3 sent twice: by a double press, by two windows, at once."""

import asyncio

import pytest

from pages.accounts.test_register import COMPANY, CONTACT, PAPERS, begin
from visitor import Visitor, upload
from zczr import db

SENT = "资料已提交，平台将尽快审核"


async def come_to_step_3(visitor: Visitor) -> None:
    """Steps 1 and 2."""
    await begin(visitor)
    await visitor.press("保存并继续", COMPANY)


async def test_a_double_press_is_one_success(visitor: Visitor, database: object) -> None:
    await come_to_step_3(visitor)
    await visitor.press("提交", CONTACT, files=PAPERS, twice=True)
    assert (visitor.now.path, SENT in visitor.now.text) == ("/", True)
    assert await db.fetch_value("SELECT count(*) FROM upload WHERE subject_kind = 'organization'") == 2
    assert await db.fetch_value("SELECT count(*) FROM history WHERE act = 'send_in'") == 1


async def test_another_window_with_the_same_has_sent_it_and_with_something_else_is_told(
    visitor: Visitor, database: object
) -> None:
    await come_to_step_3(visitor)
    other = visitor.page
    await visitor.press("提交", CONTACT, files=PAPERS)
    visitor.page = other
    await visitor.press("提交", CONTACT, files=PAPERS)
    assert (visitor.now.path, SENT in visitor.now.text) == ("/", True)
    for button, typed in (("提交", {"contact_title": "经理"}), ("提交", {"contact_qq": "1"}), ("保存，稍后继续", {})):
        visitor.page = other
        page = await visitor.press(button, {**CONTACT, **typed}, files=PAPERS, expect=409)
        assert "资料已经提交，审核期间不能修改，这次填写的内容没有保存" in page.text
    assert await db.fetch_value("SELECT contact_title FROM organization") == CONTACT["contact_title"]
    assert await db.fetch_value("SELECT count(*) FROM upload WHERE subject_kind = 'organization'") == 2


async def test_a_double_press_of_a_refused_step_keeps_each_file_once_and_what_is_removed_goes(
    visitor: Visitor, database: object
) -> None:
    await come_to_step_3(visitor)
    for button, status in (("提交", 422), ("保存，稍后继续", 200)):
        await visitor.press(button, {**CONTACT, "contact_mobile": "1"}, files=PAPERS, expect=status, twice=True)
        await visitor.open("/register/contact")
        assert visitor.now.text.count("移除") == 2
    page = await visitor.press("提交", CONTACT, files={"certification": [upload("坏.pdf", b"MZ")]}, expect=422)
    wrong = page.one("//input[@name='business_licence_kept']").get("value")
    right = {"business_licence": [upload("新照.pdf")]}
    await visitor.press("提交", {"business_licence_removed": wrong}, files=right)
    names = await db.fetch("SELECT file_name FROM upload WHERE subject_kind = 'organization' ORDER BY id")
    assert [row["file_name"] for row in names] == ["开户许可.pdf", "新照.pdf"]


async def test_a_refused_step_shows_what_another_window_sent_meanwhile(visitor: Visitor, database: object) -> None:
    await come_to_step_3(visitor)
    other = visitor.page
    await visitor.press("保存，稍后继续", files={"certification": [upload("认证.pdf")]})
    visitor.page = other
    page = await visitor.press("提交", {**CONTACT, "contact_mobile": "1"}, files=PAPERS, expect=422)
    assert "认证.pdf" in page.text
    await visitor.press("提交", {"contact_mobile": CONTACT["contact_mobile"]})
    assert await db.fetch_value("SELECT count(*) FROM upload WHERE subject_kind = 'organization'") == 3


@pytest.mark.committed
async def test_two_windows_at_once_are_both_told_of_the_success(plain: Visitor, database: object) -> None:
    await come_to_step_3(plain)
    await plain.press("保存，稍后继续", files=PAPERS)
    await plain.open("/register/contact")
    answers = await asyncio.gather(*(plain.raw_press("提交", CONTACT) for _ in range(3)))
    assert [(answer.status_code, answer.headers.get("location")) for answer in answers] == [(303, "/")] * 3
    assert all("notice=registered" in answer.headers["set-cookie"] for answer in answers)
    assert await db.fetch_value("SELECT count(*) FROM history WHERE act = 'send_in'") == 1
