"""The address of a claim's paper, asked by everybody in every state: as it is, as a marked copy that is written down, or not at all."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
from litestar import Litestar

from cast import Cast
from claim_cases import make_claim_deal
from claim_makers import make_claim
from domain.files.papers import DOCX, OFD, XLSX
from pages.applications.test_answers import enter
from paper_cases import JPG, make_access, pages_text, pdf_of, png_of, put_paper
from quote_cases import make_quoted_claim
from visitor import Visitor
from zczr import db
from zczr.domain import clock, invariants
from zczr.domain.accounts.actor import Actor
from zczr.domain.claims.papers import commands
from zczr.domain.claims.slices import split
from zczr.domain.claims.slicing import Slice
from zczr.domain.files.commands import give
from zczr.domain.partners import commands as partners

PLAIN, MARKED, NOTHING = "as it is", "marked", "nothing"


async def _open_market(cast: Cast, **more: Any) -> tuple[int, int]:
    """A claim of the borrower's on sale, and a paper of it."""
    claim_id = await make_claim(cast.borrower, **more)
    return claim_id, await put_paper(cast.borrower, claim_id)


async def _looks() -> int:
    return int(await db.fetch_value("SELECT count(*) FROM paper_view"))


async def _shown(visitor: Visitor, actor: Actor, paper: int) -> str:
    """What somebody is shown at both addresses of a paper: the same at either, and each marked look is written down."""
    await enter(visitor, actor)
    before = await _looks()
    answers = [await visitor.raw("GET", f"/files/{paper}{end}") for end in ("", "/view")]
    kinds = {_kind(actor, answer) for answer in answers}
    assert len(kinds) == 1, kinds
    (kind,) = kinds
    assert await _looks() - before == (2 if kind == MARKED else 0)
    return kind


def _kind(actor: Actor, answer: httpx.Response) -> str:
    if answer.status_code == 404:
        return NOTHING
    assert answer.status_code == 200, answer.text[:300]
    assert answer.headers["content-type"] == "application/pdf"
    text = pages_text(answer.content)[0]
    assert "HT-2026-018" in text
    if "仅供" not in text:
        return PLAIN
    assert f"仅供{actor.organization_name}查阅" in text
    assert actor.name in text
    return MARKED


@pytest.mark.parametrize(
    ("who", "shown"),
    [
        ("borrower", PLAIN), ("clerk", PLAIN), ("checker", PLAIN), ("admin", PLAIN),
        ("lender", NOTHING), ("partner", NOTHING), ("stranger", NOTHING), ("institution", NOTHING), ("newcomer", NOTHING),
    ],
)  # fmt: skip
async def test_before_anybody_is_let_in_a_paper_is_its_owner_s_and_the_platform_s(
    plain: Visitor, cast: Cast, who: str, shown: str
) -> None:
    _, paper = await _open_market(cast)
    assert await _shown(plain, getattr(cast, who), paper) == shown


@pytest.mark.parametrize(
    ("status", "shown"),
    [("asked", NOTHING), ("granted", MARKED), ("refused", NOTHING), ("withdrawn", NOTHING), ("revoked", NOTHING)],
)
async def test_only_who_is_let_in_sees_a_marked_copy(plain: Visitor, cast: Cast, status: str, shown: str) -> None:
    claim_id, paper = await _open_market(cast)
    await make_access(cast.borrower, cast.lender, claim_id, status=status)
    assert await _shown(plain, cast.lender, paper) == shown
    # Every member of the organization, and nobody of another one.
    assert await _shown(plain, cast.lender_checker, paper) == shown
    assert await _shown(plain, cast.stranger, paper) == NOTHING
    assert await invariants.broken() == []


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        ("active", MARKED), ("reserved", NOTHING), ("matched", NOTHING), ("split", NOTHING), ("closed", NOTHING),
        ("withdrawn", NOTHING), ("expired", NOTHING),
    ],
)  # fmt: skip
async def test_an_access_lives_as_long_as_the_claim_is_on_sale(
    plain: Visitor, cast: Cast, status: str, shown: str
) -> None:
    claim_id, paper = await _open_market(cast)
    await make_access(cast.borrower, cast.institution, claim_id, status="granted")
    await db.execute("UPDATE claim SET status = $2 WHERE id = $1", claim_id, status)
    assert await _shown(plain, cast.institution, paper) == shown
    # Returned to the market, it is open again.
    await db.execute("UPDATE claim SET status = 'active' WHERE id = $1", claim_id)
    assert await _shown(plain, cast.reviewer, paper) == MARKED


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE claim SET expires_on = expires_on - 91",
        "UPDATE organization SET status = 'suspended' WHERE name = '广州市华锐精密科技有限公司'",
        "UPDATE organization SET status = 'returned' WHERE name = '广州市远航供应链有限公司'",
    ],
    ids=["past its last day", "a seller that is suspended", "a viewer that is sent back"],
)
async def test_what_ends_a_sale_or_a_standing_ends_the_look(plain: Visitor, cast: Cast, change: str) -> None:
    claim_id, paper = await _open_market(cast)
    await make_access(cast.borrower, cast.lender, claim_id, status="granted")
    assert await _shown(plain, cast.lender, paper) == MARKED
    await db.execute(change)
    assert (await plain.raw("GET", f"/files/{paper}/view")).status_code == 404


@pytest.mark.parametrize("blocker", ["borrower", "lender"])
async def test_who_keeps_away_or_is_kept_away_sees_nothing_then_and_later(
    plain: Visitor, cast: Cast, blocker: str
) -> None:
    claim_id, paper = await _open_market(cast)
    access_id = await commands.ask(cast.lender, claim_id, message="")
    await commands.grant(cast.borrower, claim_id, access_id)
    assert await _shown(plain, cast.lender, paper) == MARKED
    one, other = (cast.borrower, cast.lender) if blocker == "borrower" else (cast.lender, cast.borrower)
    await partners.block(one, other.organization_id)
    assert await _shown(plain, cast.lender, paper) == NOTHING
    await partners.unblock(one, other.organization_id)
    assert await _shown(plain, cast.lender, paper) == NOTHING
    assert await invariants.broken() == []


@pytest.mark.parametrize(
    ("status", "asked_by", "shown"),
    [
        ("pending", "lender", NOTHING),
        ("pending", "borrower", MARKED),
        ("approved", "lender", MARKED),
        ("approved_unconfirmed", "lender", MARKED),
        ("confirmed", "lender", MARKED),
        ("rejected", "borrower", NOTHING),
        ("withdrawn", "lender", NOTHING),
        ("expired", "lender", NOTHING),
    ],
)
async def test_a_party_sees_a_marked_copy_while_there_is_something_to_decide(
    plain: Visitor, cast: Cast, status: str, asked_by: str, shown: str
) -> None:
    application = await make_claim_deal(cast.borrower, cast.lender, status=status, applicant=getattr(cast, asked_by))
    claim_id = await db.fetch_value("SELECT claim_id FROM application WHERE id = $1", application)
    paper = await put_paper(cast.borrower, claim_id)
    assert await _shown(plain, cast.lender, paper) == shown
    assert await _shown(plain, cast.borrower, paper) == PLAIN
    assert await _shown(plain, cast.stranger, paper) == NOTHING
    rows = await db.fetch("SELECT application_id, access_id FROM paper_view")
    assert {tuple(row) for row in rows} <= {(application, None)}


async def test_a_slice_is_looked_at_by_the_papers_of_its_whole(plain: Visitor, cast: Cast) -> None:
    whole, paper = await _open_market(cast)
    await make_access(cast.borrower, cast.partner, whole, status="granted")
    one, other = await split(
        cast.borrower, whole, [Slice(n, f"第{n}份", Decimal(n * 100_000), Decimal(90_000)) for n in (1, 2)], version=1
    )
    await enter(plain, cast.lender)
    assert "债权相关合同以及证据证明：1 份" in (await plain.open(f"/claims/market/{one}")).text
    access_id = await commands.ask(cast.lender, one, message="")
    await commands.grant(cast.borrower, one, access_id)
    assert await _shown(plain, cast.lender, paper) == MARKED
    # Who was let in to the whole is not let in to its slices, and a party of one sees them as it sees those of any claim.
    assert await _shown(plain, cast.partner, paper) == NOTHING
    application = await make_claim_deal(cast.borrower, cast.institution, status="approved", claim_id=other)
    assert await _shown(plain, cast.institution, paper) == MARKED
    looked = await db.fetch("SELECT DISTINCT claim_id, access_id, application_id FROM paper_view ORDER BY claim_id")
    assert [tuple(row) for row in looked] == [(one, access_id, None), (other, None, application)]


async def test_when_quotes_have_ended_the_look_has(plain: Visitor, cast: Cast) -> None:
    claim_id = await make_quoted_claim(cast.borrower)
    paper = await put_paper(cast.borrower, claim_id)
    await make_access(cast.borrower, cast.lender, claim_id, status="granted")
    assert await _shown(plain, cast.lender, paper) == MARKED
    await db.execute("UPDATE claim SET quotes_until = $2 WHERE id = $1", claim_id, clock.today() - timedelta(days=1))
    assert await _shown(plain, cast.lender, paper) == NOTHING


async def test_somebody_who_is_not_signed_in_is_led_to_the_login(plain: Visitor, cast: Cast) -> None:
    _, paper = await _open_market(cast)
    for end in ("", "/view"):
        answer = await plain.raw("GET", f"/files/{paper}{end}")
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/login?next=")


@pytest.mark.parametrize(
    ("content", "name"), [(DOCX, "合同.docx"), (XLSX, "对账单.xlsx"), (OFD, "发票.ofd")], ids=["Word", "Excel", "OFD"]
)
async def test_what_takes_no_mark_is_handed_to_parties_only(
    plain: Visitor, cast: Cast, content: bytes, name: str
) -> None:
    claim_id = await make_claim(cast.borrower)
    paper = await put_paper(cast.borrower, claim_id, name=name, content=content)
    await make_access(cast.borrower, cast.lender, claim_id, status="granted")
    await enter(plain, cast.lender)
    page = await plain.open(f"/claims/market/{claim_id}")
    assert "这种格式不能加水印，不能查看。需要时请联系出售方另传 PDF。" in page.text
    assert f"/files/{paper}" not in (await plain.raw("GET", f"/claims/market/{claim_id}")).text
    refused = await plain.raw("GET", f"/files/{paper}")
    assert (refused.status_code, "请联系出售方另传 PDF" in refused.text) == (403, True)
    assert (await plain.raw("GET", f"/files/{paper}/view")).status_code == 404
    assert await _looks() == 0
    application = await make_claim_deal(cast.borrower, cast.partner, status="approved", claim_id=claim_id)
    await enter(plain, cast.partner)
    page = await plain.open(f"/claims/applications/{application}")
    assert "只能下载原件" in page.text
    answer = await plain.raw("GET", f"/files/{paper}")
    assert (answer.status_code, answer.content) == (200, content)
    row = await db.fetch_row("SELECT marked, application_id, file_name FROM paper_view")
    assert tuple(row) == (False, application, name)


@pytest.mark.parametrize(
    ("content", "name"), [(JPG, "照片.jpg"), (png_of(40, 30), "扫描.png")], ids=["a photograph", "a scan"]
)
async def test_a_picture_is_answered_as_a_marked_pdf(plain: Visitor, cast: Cast, content: bytes, name: str) -> None:
    claim_id = await make_claim(cast.borrower)
    paper = await put_paper(cast.borrower, claim_id, name=name, content=content)
    await make_access(cast.borrower, cast.lender, claim_id, status="granted")
    await enter(plain, cast.lender)
    answer = await plain.raw("GET", f"/files/{paper}/view")
    assert answer.headers["content-type"] == "application/pdf"
    assert unquote(answer.headers["content-disposition"]) == f"inline; filename*=UTF-8''{name.partition('.')[0]}.pdf"
    assert answer.headers["cache-control"] == "private, no-store"
    assert f"债权编号{claim_id}" in pages_text(answer.content)[0]
    await enter(plain, cast.borrower)
    assert (await plain.raw("GET", f"/files/{paper}/view")).content == content


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n", "这份文件已损坏"),
        (pdf_of(password="secret"), "设有密码或权限限制"),
        (png_of(30_000, 30_000), "这份文件过大或过于复杂"),
    ],
    ids=["broken", "locked", "a bomb"],
)
async def test_what_cannot_be_marked_is_a_designed_page_and_no_look(
    plain: Visitor, cast: Cast, content: bytes, says: str
) -> None:
    claim_id = await make_claim(cast.borrower)
    paper = await put_paper(cast.borrower, claim_id, content=content, name="合同.pdf")
    await make_access(cast.borrower, cast.lender, claim_id, status="granted")
    await enter(plain, cast.lender)
    page = await plain.open(f"/files/{paper}/view", expect=422)
    assert (page.title, says in page.text) == ("暂时不能这样做", True)
    assert await _looks() == 0


async def test_a_paper_whose_file_is_gone_is_not_found_and_no_look(plain: Visitor, cast: Cast) -> None:
    claim_id, paper = await _open_market(cast)
    await db.execute("UPDATE upload SET storage_key = 'gone' WHERE id = $1", paper)
    await make_access(cast.borrower, cast.lender, claim_id, status="granted")
    await enter(plain, cast.lender)
    await plain.open(f"/files/{paper}/view", expect=404)
    assert await _looks() == 0


async def test_a_paper_that_is_taken_out_is_nobody_else_s(plain: Visitor, cast: Cast) -> None:
    claim_id, paper = await _open_market(cast)
    await make_access(cast.borrower, cast.lender, claim_id, status="granted")
    await give(cast.borrower, [], subject_kind="claim", subject_id=claim_id)
    assert await _shown(plain, cast.lender, paper) == NOTHING


async def test_copies_are_not_asked_for_without_end(app: Litestar, plain: Visitor, cast: Cast) -> None:
    claim_id, _ = await _open_market(cast)
    paper = await put_paper(cast.borrower, claim_id, content=pdf_of(password="secret"))
    await make_access(cast.borrower, cast.lender, claim_id, status="granted")
    await enter(plain, cast.lender)
    await app.state.valkey.set(f"throttle:marked-copy:{cast.lender.member_id}", 60, px=60_000)
    assert (await plain.raw("GET", f"/files/{paper}/view")).status_code == 429
