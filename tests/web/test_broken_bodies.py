"""A body that breaks off or makes no sense is answered in plain words, and keeps nothing."""

import pytest

from cast import Cast
from pages.applications.test_answers import enter
from visitor import Visitor
from zczr import db

_HEAD = (
    '--cut\r\nContent-Disposition: form-data; name="_csrf_token"\r\n\r\n{token}\r\n'
    '--cut\r\nContent-Disposition: form-data; name="business_licence"; filename="a.pdf"\r\n\r\n%PDF-1.4 half'
)


@pytest.mark.parametrize("body", [_HEAD, "--cut\r\nnonsense", "no boundary at all"])
async def test_an_upload_that_breaks_off_is_told_so_and_leaves_no_file(plain: Visitor, cast: Cast, body: str) -> None:
    await enter(plain, cast.borrower)
    token = plain.now.one("//form[@action='/logout']//input[@name='_csrf_token']").get("value")
    answer = await plain.raw(
        "POST",
        "/lending/requests",
        content=body.format(token=token).encode(),
        headers={"Content-Type": "multipart/form-data; boundary=cut"},
    )
    assert answer.status_code in {400, 403}, answer.text[:200]
    assert "提交" in answer.text
    assert "Traceback" not in answer.text
    assert await db.fetch_value("SELECT count(*) FROM upload") == 0
    assert await db.fetch_value("SELECT count(*) FROM loan_request") == 0
