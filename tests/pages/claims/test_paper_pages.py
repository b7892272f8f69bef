"""资料 at its pages: asked for on the market, answered beside the claim, looked at, taken back, and who looked."""

import csv
import io

import pytest

from cast import Cast
from claim_cases import make_claim_deal
from claim_makers import make_claim
from pages.applications.test_answers import enter
from paper_cases import make_access, pages_text, put_paper
from partials.test_lending import _same
from visitor import Visitor, text_of
from zczr import db
from zczr.domain.accounts.actor import Actor
from zczr.domain.claims.papers.commands import note_view

ANSWERS = ("approval", "rejection", "revocation")


async def _on_sale(cast: Cast) -> int:
    claim_id = await make_claim(cast.borrower)
    await put_paper(cast.borrower, claim_id)
    await put_paper(cast.borrower, claim_id, name="送货单.pdf")
    await put_paper(cast.borrower, claim_id, name="营业执照.pdf", slot="business_licence")
    return claim_id


def _section(visitor: Visitor, element_id: str) -> str:
    return text_of(visitor.now.one(f"//*[@id='{element_id}']"))


async def test_from_the_request_to_the_copy_and_its_line_in_the_log(visitor: Visitor, cast: Cast) -> None:
    claim_id = await _on_sale(cast)
    await enter(visitor, cast.lender)
    await visitor.open(f"/claims/market/{claim_id}")
    assert "债权相关合同以及证据证明：2 份" in _section(visitor, "claim-papers")
    page = await visitor.press("申请查看资料", {"word": "核对合同与送货单"})
    assert (page.path, "查看申请已发出" in page.text) == (f"/claims/market/{claim_id}", True)
    assert "等待出售方答复" in _section(visitor, "claim-papers")

    await enter(visitor, cast.checker)
    page = await visitor.open("/work")
    await visitor.open(page.tree.xpath("//*[@id='todo-list']//a[contains(., '答复资料查看申请')]/@href")[0])
    box = _section(visitor, "access-box")
    assert f"{cast.lender.organization_name}“核对合同与送货单”" in box
    assert "1 家等待答复" in box
    await visitor.press("同意")
    assert "尚未查看" in _section(visitor, "access-box")
    assert "答复资料查看申请" not in (await visitor.open("/work")).text

    await enter(visitor, cast.lender_checker)
    await visitor.open(f"/claims/market/{claim_id}")
    section = _section(visitor, "claim-papers")
    assert "每次查看都会留下记录，出售方可以看到" in section
    for name in ("购销合同.pdf", "送货单.pdf", "营业执照.pdf"):
        assert name in section
    assert "下载" not in section
    copy = await visitor.raw("GET", visitor.now.link("查看购销合同.pdf"))
    assert f"仅供{cast.lender.organization_name}查阅" in pages_text(copy.content)[0]

    await enter(visitor, cast.clerk)
    await visitor.open(f"/claims/sales/{claim_id}")
    assert "查看 1 次" in _section(visitor, "access-box")
    assert f"{cast.lender.organization_name} · 罗静（复核）" in _section(visitor, "access-box")
    page = await visitor.follow("全部查看记录（1 条）")
    row = [text_of(cell) for cell in page.tree.xpath("//tbody/tr/*")]
    assert row[1:] == [
        cast.lender.organization_name, "罗静", "复核", "债权相关合同以及证据证明", "购销合同.pdf", "查看副本",
    ]  # fmt: skip


async def test_a_request_is_withdrawn_and_made_anew(visitor: Visitor, cast: Cast) -> None:
    claim_id = await _on_sale(cast)
    await enter(visitor, cast.lender)
    await visitor.open(f"/claims/market/{claim_id}")
    await visitor.press("申请查看资料", {"word": ""})
    await visitor.press("撤回申请", agree=True)
    assert "查看申请已撤回" in visitor.now.text
    await visitor.press("申请查看资料", {"word": ""})
    states = [row["status"] for row in await db.fetch("SELECT status FROM paper_access ORDER BY id")]
    assert states == ["withdrawn", "asked"]


async def test_a_refusal_needs_a_reason_and_keeps_each_request_s_own_words(visitor: Visitor, cast: Cast) -> None:
    claim_id = await _on_sale(cast)
    first = await make_access(cast.borrower, cast.lender, claim_id)
    second = await make_access(cast.borrower, cast.partner, claim_id)
    await enter(visitor, cast.borrower)
    await visitor.open(f"/claims/sales/{claim_id}")
    action = f"paper-access/{second}/rejection"
    page = await visitor.press("拒绝并通知对方", {f"access-{second}-reason": "长" * 201}, form=action, expect=422)
    assert any("不能超过 200 个字" in error for error in page.errors())
    assert page.one(f"//textarea[@name='access-{second}-reason']").text.strip() == "长" * 201
    assert not (page.one(f"//textarea[@name='access-{first}-reason']").text or "").strip()
    # The form of the sale on the same page is there, as it is kept.
    assert page.one("//input[@name='debtor_name']").get("value") == "广州市宏达机械有限公司"
    page = await visitor.press("拒绝并通知对方", {f"access-{second}-reason": ""}, form=action, expect=422)
    assert page.errors() == ["拒绝原因：请写明拒绝的原因，对方会看到这段话"]
    await visitor.press("拒绝并通知对方", {f"access-{second}-reason": "请先成为伙伴"}, form=action)
    assert "已拒绝，并已把原因通知对方" in visitor.now.text
    await enter(visitor, cast.partner)
    section = text_of((await visitor.open(f"/claims/market/{claim_id}")).one("//*[@id='claim-papers']"))
    assert "原因：请先成为伙伴" in section
    assert "以后可以再次申请" in section
    assert not visitor.now.tree.xpath("//form[@id='paper-request']")


async def test_what_is_taken_back_is_not_seen_any_more(visitor: Visitor, cast: Cast) -> None:
    claim_id = await _on_sale(cast)
    await make_access(cast.borrower, cast.lender, claim_id, status="granted")
    await enter(visitor, cast.checker)
    await visitor.open(f"/claims/sales/{claim_id}")
    await visitor.press("收回", agree=True)
    assert "对方不能再查看资料" in visitor.now.text
    await enter(visitor, cast.lender)
    page = await visitor.open(f"/claims/market/{claim_id}")
    assert "收回查看" in page.text
    assert "购销合同.pdf" not in page.text


async def test_words_that_are_too_long_come_back(visitor: Visitor, cast: Cast) -> None:
    claim_id = await _on_sale(cast)
    await enter(visitor, cast.lender)
    await visitor.open(f"/claims/market/{claim_id}")
    page = await visitor.press("申请查看资料", {"word": "长" * 201}, expect=422)
    assert any("不能超过 200 个字" in error for error in page.errors())
    assert page.one("//textarea[@name='word']").text.strip() == "长" * 201
    assert await db.fetch_value("SELECT count(*) FROM paper_access") == 0


async def test_a_double_click_asks_once(visitor: Visitor, cast: Cast) -> None:
    claim_id = await _on_sale(cast)
    await enter(visitor, cast.lender)
    await visitor.open(f"/claims/market/{claim_id}")
    await visitor.press("申请查看资料", {"word": "核对"}, twice=True)
    assert await db.fetch_value("SELECT count(*) FROM paper_access") == 1


@pytest.mark.parametrize(
    ("who", "more", "says", "asks"),
    [
        ("stranger", {}, "经出售方同意后", True),
        ("institution", {}, "经出售方同意后", True),
        ("reviewer", {}, "由贵单位的经办人员或管理员发起", False),
        ("borrower", {}, "其他单位经贵单位同意后才能查看", False),
        ("stranger", {"debtor_uscc": "91441900MA51QJ0001"}, "债务方，不能申请查看资料", False),
    ],
)
async def test_each_is_told_what_it_may_do(
    plain: Visitor, cast: Cast, who: str, more: dict[str, str], says: str, asks: bool
) -> None:
    claim_id = await make_claim(cast.borrower, **more)
    await put_paper(cast.borrower, claim_id)
    await enter(plain, getattr(cast, who))
    page = await plain.open(f"/claims/market/{claim_id}")
    assert says in page.text
    assert bool(page.tree.xpath("//form[@id='paper-request']")) is asks


async def test_a_claim_without_papers_says_so(plain: Visitor, cast: Cast) -> None:
    claim_id = await make_claim(cast.borrower)
    await enter(plain, cast.lender)
    page = await plain.open(f"/claims/market/{claim_id}")
    assert "出售方没有上传资料" in page.text
    assert not page.tree.xpath("//form[@id='paper-request']")


@pytest.mark.parametrize("status", ["none", "asked", "refused", "revoked", "withdrawn"])
async def test_nothing_of_a_paper_stands_in_the_page_of_who_is_not_let_in(
    plain: Visitor, cast: Cast, status: str
) -> None:
    claim_id = await _on_sale(cast)
    if status != "none":
        await make_access(cast.borrower, cast.stranger, claim_id, status=status)
    files = await db.fetch("SELECT id, file_name, sha256, storage_key, size FROM upload")
    await enter(plain, cast.stranger)
    for path in (f"/claims/market/{claim_id}", f"/claims/market/{claim_id}/purchase", "/claims/market", "/work"):
        source = (await plain.raw("GET", path)).text
        for file in files:
            for secret in (file["file_name"], file["sha256"], file["storage_key"], f"/files/{file['id']}", "KB</span>"):
                assert secret not in source, (path, secret)
    alone = (await plain.fragment(f"/partials/claims/market/{claim_id}/claim-papers")).text
    assert "购销合同" not in alone


async def _token(visitor: Visitor) -> str:
    return str(visitor.now.one("//form[@action='/logout']//input[@name='_csrf_token']").get("value"))


async def test_who_may_not_answer_is_refused_and_changes_nothing(plain: Visitor, cast: Cast) -> None:
    claim_id = await _on_sale(cast)
    access_id = await make_access(cast.borrower, cast.lender, claim_id)
    people: tuple[tuple[Actor, int], ...] = (
        (cast.stranger, 404), (cast.lender, 404), (cast.institution, 404), (cast.newcomer, 403), (cast.clerk, 403),
    )  # fmt: skip
    for actor, status in people:
        await enter(plain, actor)
        sent = {"_csrf_token": await _token(plain), "confirmed": "yes", f"access-{access_id}-reason": "不行"}
        for answer in ANSWERS:
            path = f"/claims/sales/{claim_id}/paper-access/{access_id}/{answer}"
            assert (await plain.raw("POST", path, data=sent)).status_code == status, (actor.name, answer)
    assert await db.fetch_value("SELECT status FROM paper_access") == "asked"
    await enter(plain, cast.clerk)
    page = await plain.open(f"/claims/sales/{claim_id}")
    assert "查看申请由贵单位的复核人员或管理员答复" in page.text
    assert not page.tree.xpath("//*[@id='access-box']//form")


async def test_an_answer_that_comes_too_late_says_who_was_faster(plain: Visitor, cast: Cast) -> None:
    claim_id = await _on_sale(cast)
    access_id = await make_access(cast.borrower, cast.lender, claim_id)
    await enter(plain, cast.borrower)
    await plain.open(f"/claims/sales/{claim_id}")
    token = await _token(plain)
    path = f"/claims/sales/{claim_id}/paper-access/{access_id}"
    assert (await plain.raw("POST", f"{path}/approval", data={"_csrf_token": token})).status_code == 303
    sent = {"_csrf_token": token, f"access-{access_id}-reason": "不行"}
    late = await plain.raw("POST", f"{path}/rejection", data=sent)
    assert late.status_code == 409
    assert "陈志强 已于" in late.text
    assert "同意查看资料" in late.text


async def test_the_log_has_pages_a_file_and_no_stranger(plain: Visitor, cast: Cast) -> None:
    claim_id = await _on_sale(cast)
    await make_access(cast.borrower, cast.lender, claim_id, status="granted")
    paper = await db.fetch_value("SELECT min(id) FROM upload")
    for _ in range(23):
        await note_view(cast.lender, paper, marked=True)
    views = f"/claims/sales/{claim_id}/views"
    await enter(plain, cast.clerk)
    page = await plain.open(views)
    assert "共 23 条，当前第 1–20 条" in page.text
    page = await plain.open(f"{views}?page=2")
    assert len(page.tree.xpath("//tbody/tr")) == 3
    assert "当前第 21–23 条" in (await plain.open(f"{views}?page=99")).text
    lines = list(csv.reader(io.StringIO((await plain.raw("GET", page.link("导出 CSV"))).content.decode("utf-8-sig"))))
    assert lines[0] == ["时间", "单位", "查看人", "身份", "资料", "文件", "方式"]
    assert len(lines) == 24
    assert lines[1][1:3] == [cast.lender.organization_name, "梁远航"]
    assert (await plain.raw("GET", page.link("导出 Excel"))).status_code == 200
    listed = f"/partials/claims/sales/{claim_id}/view-list"
    for actor in (cast.lender, cast.stranger):
        await enter(plain, actor)
        for path in (views, f"{views}/export.csv", f"{views}/export.xlsx", listed):
            assert (await plain.raw("GET", path, headers={"HX-Request": "true"})).status_code == 404, path


async def test_an_ended_sale_keeps_its_log_and_asks_nobody(plain: Visitor, cast: Cast) -> None:
    claim_id = await _on_sale(cast)
    await make_access(cast.borrower, cast.lender, claim_id, status="granted")
    await note_view(cast.lender, await db.fetch_value("SELECT min(id) FROM upload"), marked=True)
    await make_access(cast.borrower, cast.partner, claim_id)
    await db.execute("UPDATE claim SET status = 'closed' WHERE id = $1", claim_id)
    await enter(plain, cast.borrower)
    page = await plain.open(f"/claims/sales/{claim_id}")
    assert "已不在售" in page.text
    assert not page.tree.xpath("//*[@id='access-box']//form")
    assert "全部查看记录（1 条）" in page.text
    assert "答复资料查看申请" not in (await plain.open("/work")).text


async def test_the_fragments_alone_are_those_of_the_pages(plain: Visitor, cast: Cast) -> None:
    claim_id = await _on_sale(cast)
    await make_access(cast.borrower, cast.lender, claim_id, status="granted")
    await make_access(cast.borrower, cast.partner, claim_id, message="核对")
    await note_view(cast.lender, await db.fetch_value("SELECT min(id) FROM upload"), marked=True)
    market, sale = f"/claims/market/{claim_id}", f"/claims/sales/{claim_id}"
    await enter(plain, cast.borrower)
    await _same(plain, sale, f"/partials{sale}/access-box", "access-box")
    await _same(plain, f"{sale}/views", f"/partials{sale}/view-list", "view-list")
    for actor in (cast.borrower, cast.lender, cast.partner, cast.stranger):
        await enter(plain, actor)
        await _same(plain, market, f"/partials{market}/claim-papers", "claim-papers")


async def test_a_party_reads_on_its_application_that_looks_are_written_down(plain: Visitor, cast: Cast) -> None:
    application = await make_claim_deal(cast.borrower, cast.lender, status="approved")
    claim_id = await db.fetch_value("SELECT claim_id FROM application WHERE id = $1", application)
    await put_paper(cast.borrower, claim_id)
    await enter(plain, cast.lender)
    page = await plain.open(f"/claims/applications/{application}")
    assert "每次查看和下载都会留下记录，转让方可以看到" in page.text
    await enter(plain, cast.borrower)
    page = await plain.open(f"/claims/applications/{application}")
    assert "购销合同.pdf" in page.text
    assert "每次查看和下载都会留下记录" not in page.text


async def test_who_was_let_in_and_buys_keeps_seeing_them_while_it_waits(plain: Visitor, cast: Cast) -> None:
    application = await make_claim_deal(cast.borrower, cast.lender)
    claim_id = await db.fetch_value("SELECT claim_id FROM application WHERE id = $1", application)
    paper = await put_paper(cast.borrower, claim_id)
    await enter(plain, cast.lender)
    assert "购销合同.pdf" not in (await plain.open(f"/claims/applications/{application}")).text
    await make_access(cast.borrower, cast.lender, claim_id, status="granted")
    await make_access(cast.borrower, cast.partner, claim_id, status="granted")
    assert "购销合同.pdf" in (await plain.open(f"/claims/applications/{application}")).text
    assert (await plain.raw("GET", f"/files/{paper}/view")).status_code == 200
    # It is reserved for the other one: to this one it is not on sale.
    await enter(plain, cast.partner)
    assert (await plain.raw("GET", f"/files/{paper}/view")).status_code == 404
