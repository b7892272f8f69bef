"""Step 3 sent twice: by a double press, by two windows, at once."""

import asyncio

import pytest

from pages.accounts.test_register import COMPANY, CONTACT, PAPERS, begin
from visitor import Visitor
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


@pytest.mark.committed
async def test_two_windows_at_once_are_both_told_of_the_success(plain: Visitor, database: object) -> None:
    await come_to_step_3(plain)
    await plain.press("保存，稍后继续", files=PAPERS)
    await plain.open("/register/contact")
    answers = await asyncio.gather(*(plain.raw_press("提交", CONTACT) for _ in range(3)))
    assert [(answer.status_code, answer.headers.get("location")) for answer in answers] == [(303, "/")] * 3
    assert all("notice=registered" in answer.headers["set-cookie"] for answer in answers)
    assert await db.fetch_value("SELECT count(*) FROM history WHERE act = 'send_in'") == 1
