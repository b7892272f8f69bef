"""借款业务: the form, its assessment, drafts, submitting and editing."""

from typing import Any

import pytest

from cast import Cast
from lending_cases import E1, PAPERS, sign_in
from makers import make_application, make_offer, make_request
from positions import make_position
from visitor import Page, Visitor, text_of, upload
from zczr import db

NEW = "/lending/requests/new"


def figures(page: Page) -> list[str]:
    """The four figures of the panel as read."""
    return [text_of(dd) for dd in page.one("//*[@id='assessment-panel']").xpath(".//dl[@class='figures']//dd")]


async def test_e1_typed_into_the_form_shows_the_figures_of_the_manual(visitor: Visitor, cast: Cast) -> None:
    for _ in range(3):
        await make_position(cast.borrower, cast.partner)
    await sign_in(visitor, cast.clerk)
    await visitor.open(NEW)
    page = await visitor.press("风险及额度评估", E1, files=PAPERS)
    assert figures(page) == ["100,000元", "1.2 中高风险", "0.2 低", "5%"]
    assert "额度由营运资金缺口决定（100,000 元），抵押物足够（120,000 元）但需求不支持更多" in page.text
    assert "广州市华锐精密项目借款120,000元" in page.text
    assert page.one("//input[@name='amount_max']").get("value") == "１２万"
    assert "设备发票.pdf" in page.text, "what was uploaded stays attached"
    assert "高于建议额度 100,000 元，建议改为 10 万元以内。" in page.text
    assert "仅供参考，不构成授信或担保承诺" in page.text
    await visitor.press("直接提交", form="loan-request")
    assert visitor.now.title == "匹配结果"
    row = await db.fetch_row("SELECT id, status, score, coverage, assessment_id FROM loan_request ORDER BY id DESC")
    assert (row["status"], row["score"], row["coverage"]) == ("active", 97, 1)
    kept = await db.fetch_row("SELECT request_id, policy_version FROM assessment WHERE id = $1", row["assessment_id"])
    assert tuple(kept) == (row["id"], "risk-2026.1")
    acts = await db.fetch("SELECT act FROM history WHERE subject_kind = 'loan_request' AND subject_id = $1", row["id"])
    assert [each["act"] for each in acts] == ["create", "publish"]
    assert await db.fetch_value("SELECT count(*) FROM upload WHERE subject_kind = 'loan_request'") == 6


async def test_a_form_without_financials_says_what_is_missing(plain: Visitor, cast: Cast) -> None:
    await sign_in(plain, cast.borrower)
    await plain.open(NEW)
    bare = {name: typed for name, typed in E1.items() if name in _BASIC}
    page = await plain.press("风险及额度评估", bare)
    assert "未提供经营活动现金流" in page.text
    assert "未提供资产和负债总额" in page.text


async def test_without_an_lpr_the_panel_says_so_and_guesses_nothing(plain: Visitor, cast: Cast) -> None:
    await db.execute("DELETE FROM lpr")
    await sign_in(plain, cast.borrower)
    await plain.open(NEW)
    page = await plain.press("风险及额度评估", E1)
    assert figures(page)[3] == "无"
    assert "无法显示利率上限" in page.text
    assert await db.fetch_value("SELECT lpr_on FROM assessment") is None


_BASIC = {
    "project", "purpose", "reason", "amount_min", "amount_max", "max_rate", "term_months", "repayment_source",
    "security_modes", "collateral_kind", "collateral_value", "summary", "visibility",
}  # fmt: skip


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("project", "", "请填写项目名称"),
        ("project", "长" * 41, "不能超过 40 个字"),
        ("purpose", "", "请选择借款用途"),
        ("purpose", "securities", "法律不允许这种用途"),
        ("purpose", "on_lending", "法律不允许这种用途"),
        ("purpose", "nonsense", "请从列出的选项中选择"),
        ("reason", "长" * 51, "不能超过 50 个字"),
        ("amount_min", "13", "上限应不低于下限"),
        ("amount_max", "0", "0.1 万元至 10 亿元"),
        ("amount_max", "０", "0.1 万元至 10 亿元"),
        ("amount_max", "-5", "金额不能是负数"),
        ("amount_max", "9999999", "0.1 万元至 10 亿元"),
        ("amount_max", "999999999999", "金额过大"),
        ("amount_max", "99999999999999999999", "数字过大"),
        ("amount_max", "二十万", "请用数字填写"),
        ("amount_max", "12.0000001", "最多精确到分"),
        ("max_rate", "12.01", "不能超过 12.00%"),
        ("max_rate", "-1", "利率不能是负数"),
        ("max_rate", "", "此项必填"),
        ("term_months", "0", "1 至 120"),
        ("term_months", "121", "1 至 120"),
        ("term_months", "3.5", "请填写整数"),
        ("repayment_source", [], "请选择还款来源"),
        ("repayment_source", "other", "请说明其他还款来源"),
        ("security_modes", [], "请至少选择一种风控方式"),
        ("security_modes", ["magic"], "请从列出的选项中选择"),
        ("collateral_kind", [], "请选择抵押物类型"),
        ("collateral_value", "", "请填写抵押物市值"),
        ("summary", "长" * 81, "不能超过 80 个字"),
        ("margin", "100", "-100 至 99"),
        ("stock_days", "4000", "0 至 3650"),
        ("sales", "-1", "金额不能是负数"),
    ],
)
async def test_a_wrong_field_is_refused_with_a_sentence_and_kept(
    plain: Visitor, cast: Cast, field: str, typed: Any, says: str
) -> None:
    await sign_in(plain, cast.borrower)
    await plain.open(NEW)
    page = await plain.press("直接提交", {**E1, field: typed}, expect=422)
    assert any(says in error for error in page.errors()), page.errors()
    assert page.one("//textarea[@name='reason']").text.strip() in {E1["reason"], "长" * 51}
    kept = page.tree.xpath(f"//input[@name='{field}' and @type='text']")
    assert not kept or kept[0].get("value") == typed
    assert await db.fetch_value("SELECT count(*) FROM loan_request") == 0


async def test_all_that_is_wrong_is_told_in_one_round(visitor: Visitor, cast: Cast) -> None:
    await sign_in(visitor, cast.stranger)
    await db.execute("UPDATE organization SET status = 'pending' WHERE id = $1", cast.stranger.organization_id)
    await visitor.open(NEW)
    page = await visitor.press("直接提交", {**E1, "project": "", "term_months": "0", "max_rate": "12.01"}, expect=422)
    assert [error.partition("：")[0] for error in page.errors()] == [
        "贵单位尚未通过认证，暂不能发布。您可以先保存草稿，认证通过后再提交。",
        "项目",
        "可承担最高利息",
        "预计还款时间",
    ]


async def test_no_use_that_the_law_forbids_is_offered(plain: Visitor, cast: Cast) -> None:
    await sign_in(plain, cast.borrower)
    page = await plain.open(NEW)
    offered = [option.get("value") for option in page.tree.xpath("//select[@name='purpose']/option")]
    assert offered == ["", "operations", "purchasing", "equipment", "premises", "wages_and_taxes", "project"]
    assert "法律禁止用于转贷" in page.text


@pytest.mark.parametrize(("rate", "warned"), [("12", False), ("12.01", True)])
async def test_an_assessment_says_that_the_rate_is_over_the_cap(
    visitor: Visitor, cast: Cast, rate: str, warned: bool
) -> None:
    await sign_in(visitor, cast.borrower)
    await visitor.open(NEW)
    page = await visitor.press("风险及额度评估", {**E1, "max_rate": rate})
    assert ("可承担最高利息高于法定上限 12.00%，调低后才能提交。" in page.text) is warned


@pytest.mark.parametrize("saved", [False, True])
async def test_an_assessment_that_could_not_be_made_leaves_no_older_one(
    visitor: Visitor, cast: Cast, saved: bool
) -> None:
    await sign_in(visitor, cast.borrower)
    await visitor.open(NEW)
    if saved:
        await visitor.press("保存草稿", E1)
    page = await visitor.press("风险及额度评估", {**E1, "max_rate": "12.01"}, form="loan-request")
    assert "调低后才能提交" in page.text
    page = await visitor.press("风险及额度评估", {"max_rate": "5", "term_months": "0"}, form="loan-request", expect=422)
    assert figures(page) == []
    assert "调低后才能提交" not in page.text
    assert "左侧有需要更正的内容" in page.text
    page = await visitor.press("风险及额度评估", {"term_months": "3"}, form="loan-request")
    assert len(figures(page)) == 4
    assert "左侧有需要更正的内容" not in page.text


async def test_a_rate_at_the_cap_is_accepted(plain: Visitor, cast: Cast) -> None:
    await sign_in(plain, cast.borrower)
    await plain.open(NEW)
    await plain.press("直接提交", {**E1, "max_rate": "12"})
    assert await db.fetch_value("SELECT max_rate FROM loan_request") * 100 == 12


async def test_a_file_that_is_no_document_keeps_the_form_and_the_other_files(visitor: Visitor, cast: Cast) -> None:
    await sign_in(visitor, cast.borrower)
    await visitor.open(NEW)
    wrong = {"asset_proof": [upload("病毒.pdf", b"MZ\x90\x00")], "tax_receipts": [upload("完税证明.pdf")]}
    page = await visitor.press("直接提交", E1, files=wrong, expect=422)
    assert any("病毒.pdf" in error for error in page.errors())
    assert "完税证明.pdf" in page.text
    await visitor.press("直接提交", form="loan-request")
    assert visitor.now.title == "匹配结果"


async def test_a_double_click_makes_one_request_and_leads_to_its_matches(visitor: Visitor, cast: Cast) -> None:
    await sign_in(visitor, cast.borrower)
    await visitor.open(NEW)
    page = await visitor.press("直接提交", E1, twice=True)
    ids = await db.fetch("SELECT id FROM loan_request")
    assert len(ids) == 1
    assert page.path == f"/lending/requests/{ids[0]['id']}/matches"
    assert await db.fetch_value("SELECT count(*) FROM assessment") == 1


async def test_a_draft_may_be_unfinished_and_is_finished_later(visitor: Visitor, cast: Cast) -> None:
    await sign_in(visitor, cast.clerk)
    await visitor.open(NEW)
    page = await visitor.press("保存草稿", {"amount_max": "12", "project": "华锐精密"})
    assert page.title == "修改借款"
    assert page.one("//input[@name='amount_max']").get("value") == "12"
    assert await db.fetch_value("SELECT status FROM loan_request") == "draft"
    await visitor.press("直接提交", E1, files=PAPERS, form="loan-request")
    assert visitor.now.title == "匹配结果"
    row = await db.fetch_row("SELECT status, version, expires_on - submitted_at::date FROM loan_request")
    assert row[0] == "active"
    assert 89 <= row[2] <= 91


async def test_a_draft_with_a_wrong_figure_is_refused(plain: Visitor, cast: Cast) -> None:
    await sign_in(plain, cast.borrower)
    await plain.open(NEW)
    page = await plain.press("保存草稿", {"amount_max": "很多"}, expect=422)
    assert page.errors() == ["融资金额上限：请用数字填写，例如 20 或 20.5"]


async def test_back_to_the_form_of_a_saved_draft_goes_on_with_it(plain: Visitor, cast: Cast) -> None:
    await sign_in(plain, cast.borrower)
    first = await plain.open(NEW)
    await plain.press("保存草稿", {"project": "华锐精密"})
    plain.page = first
    await plain.press("直接提交", E1)
    rows = await db.fetch("SELECT status, project, version FROM loan_request")
    assert [tuple(row) for row in rows] == [("active", "华锐精密", 2)]


async def test_a_form_that_was_submitted_is_refused_with_other_words_and_keeps_them(
    visitor: Visitor, cast: Cast
) -> None:
    await sign_in(visitor, cast.borrower)
    first = await visitor.open(NEW)
    await visitor.press("直接提交", E1)
    visitor.page = first
    page = await visitor.press("直接提交", {**E1, "reason": "改为采购轴承"}, expect=422)
    assert page.errors() == ["这份表单已提交过，请从“我的发布”打开后修改。"]
    assert page.one("//textarea[@name='reason']").text.strip() == "改为采购轴承"
    assert await db.fetch_value("SELECT reason FROM loan_request") == E1["reason"]


async def test_a_published_request_is_not_saved_as_a_draft(plain: Visitor, cast: Cast) -> None:
    request_id = await make_request(cast.borrower)
    await sign_in(plain, cast.borrower)
    token = (await plain.open(NEW)).one("//form[@id='loan-request']/input[@name='_csrf_token']").get("value")
    sent = {"_csrf_token": token, "intent": "draft", "version": "1", "project": "空"}
    assert (await plain.raw("POST", f"/lending/requests/{request_id}", data=sent)).status_code == 409
    assert tuple(await db.fetch_row("SELECT project, version FROM loan_request")) == ("精密零件扩产", 1)


async def test_the_match_page_comes_even_when_matching_fails(plain: Visitor, cast: Cast) -> None:
    await make_offer(cast.partner, security_modes=["nonsense"])
    await sign_in(plain, cast.borrower)
    await plain.open(NEW)
    page = await plain.press("直接提交", E1)
    assert page.title == "匹配结果"
    assert "暂时没有匹配的出借方" in page.text


async def test_an_open_request_is_edited_assessed_and_matched_anew(plain: Visitor, cast: Cast) -> None:
    await make_offer(cast.lender, min_score=0)
    await sign_in(plain, cast.borrower)
    await plain.open(NEW)
    await plain.press("直接提交", E1)
    assert "广州市远航供应链有限公司" in plain.now.text
    request_id = await db.fetch_value("SELECT id FROM loan_request")
    await plain.open(f"/lending/requests/{request_id}")
    await plain.press("保存修改并重新匹配", {"amount_min": "20", "amount_max": "30"})
    assert "暂时没有匹配" in plain.now.text
    assert "若借款金额下限降低 10 万元，多 1 家" in plain.now.text
    assert await db.fetch_value("SELECT count(*) FROM assessment WHERE request_id = $1", request_id) == 2


async def test_an_unverified_enterprise_assesses_and_drafts_but_does_not_publish(visitor: Visitor, cast: Cast) -> None:
    await sign_in(visitor, cast.newcomer)
    await visitor.open(NEW)
    page = await visitor.press("风险及额度评估", E1)
    assert figures(page)[0] == "0元"
    assert "企业认证尚未通过" in page.text
    page = await visitor.press("直接提交", E1, expect=422, form="loan-request")
    assert page.errors() == ["贵单位尚未通过认证，暂不能发布。您可以先保存草稿，认证通过后再提交。"]
    assert page.one("//input[@name='project']").get("value") == "华锐精密"
    await visitor.press("保存草稿", form="loan-request")
    assert await db.fetch_value("SELECT status FROM loan_request") == "draft"


async def test_another_enterprise_finds_neither_page_nor_form_nor_end(plain: Visitor, cast: Cast) -> None:
    request_id = await make_request(cast.borrower)
    await sign_in(plain, cast.stranger)
    token = (await plain.open(NEW)).one("//form[@id='loan-request']/input[@name='_csrf_token']").get("value")
    path = f"/lending/requests/{request_id}"
    for address in (path, f"{path}/matches"):
        await plain.open(address, expect=404)
    for address in (path, f"{path}/withdrawal", f"{path}/closure"):
        response = await plain.raw("POST", address, data={"_csrf_token": token, "confirmed": "yes", **E1})
        assert response.status_code == 404, address
    for fragment in ("request-form", "assessment-panel", "match-list"):
        assert (await plain.fragment(f"/partials{path}/{fragment}")).status_code == 404
    assert await db.fetch_value("SELECT status FROM loan_request") == "active"


async def test_a_reviewer_looks_but_does_not_write(plain: Visitor, cast: Cast) -> None:
    request_id = await make_request(cast.borrower)
    await sign_in(plain, cast.checker)
    page = await plain.open(f"/lending/requests/{request_id}")
    assert page.title == "借款详情"
    assert not page.tree.xpath("//form[@id='loan-request']")
    token = page.tree.xpath("//input[@name='_csrf_token']")[0].get("value")
    for address in ("", f"/{request_id}", f"/{request_id}/withdrawal"):
        response = await plain.raw("POST", f"/lending/requests{address}", data={"_csrf_token": token, **E1})
        assert response.status_code == 403
    assert await db.fetch_value("SELECT version FROM loan_request") == 1


async def test_an_institution_does_not_borrow(plain: Visitor, cast: Cast) -> None:
    await sign_in(plain, cast.institution, "institution")
    await plain.open(NEW, expect=403)


@pytest.mark.parametrize("status", ["matched", "closed", "withdrawn", "expired"])
async def test_an_ended_request_is_shown_in_full_and_not_changed(plain: Visitor, cast: Cast, status: str) -> None:
    request_id = await make_request(cast.borrower, status=status)
    await sign_in(plain, cast.borrower)
    token = (await plain.open(NEW)).one("//form[@id='loan-request']/input[@name='_csrf_token']").get("value")
    page = await plain.open(f"/lending/requests/{request_id}")
    assert page.title == "借款详情"
    sent = {"_csrf_token": token, "intent": "draft", "version": "1", **E1}
    assert (await plain.raw("POST", f"/lending/requests/{request_id}", data=sent)).status_code == 409
    assert await db.fetch_value("SELECT project FROM loan_request") == "精密零件扩产"


async def test_a_request_that_is_applied_for_is_held(plain: Visitor, cast: Cast) -> None:
    request_id = await make_request(cast.borrower)
    await make_application(cast.borrower, cast.lender, request_id=request_id)
    await sign_in(plain, cast.borrower)
    token = (await plain.open(NEW)).one("//form[@id='loan-request']/input[@name='_csrf_token']").get("value")
    page = await plain.open(f"/lending/requests/{request_id}")
    assert "已有进行中的申请" in page.text
    for address, more in (("", {"intent": "submit", "version": "1", **E1}), ("/withdrawal", {}), ("/closure", {})):
        sent = {"_csrf_token": token, "confirmed": "yes", **more}
        assert (await plain.raw("POST", f"/lending/requests/{request_id}{address}", data=sent)).status_code == 409
    assert tuple(await db.fetch_row("SELECT status, version FROM loan_request")) == ("active", 1)


async def test_a_draft_that_was_sent_without_a_field_is_kept(plain: Visitor, cast: Cast) -> None:
    await sign_in(plain, cast.borrower)
    page = await plain.open(NEW)
    token = page.one("//form[@id='loan-request']/input[@name='_csrf_token']").get("value")
    sent = {"_csrf_token": token, "intent": "draft", "project": "华锐精密"}
    response = await plain.raw("POST", "/lending/requests", data=sent)
    assert response.status_code == 303
    assert await db.fetch_value("SELECT purpose FROM loan_request") == ""


@pytest.mark.parametrize("kind", ["requests", "offers"])
async def test_who_waits_for_verification_is_told_before_the_form_is_filled_in(
    plain: Visitor, cast: Cast, kind: str
) -> None:
    told = "贵单位尚未通过认证，暂不能发布。"
    await sign_in(plain, cast.newcomer)
    page = await plain.open(f"/lending/{kind}/new")
    assert told in page.text
    assert "立即为您匹配" not in page.text
    await sign_in_again(plain, cast)
    page = await plain.open(f"/lending/{kind}/new")
    assert told not in page.text
    assert "立即为您匹配" in page.text


async def sign_in_again(visitor: Visitor, cast: Cast) -> None:
    """As a verified enterprise."""
    await visitor.press("退出登录")
    await sign_in(visitor, cast.borrower)
