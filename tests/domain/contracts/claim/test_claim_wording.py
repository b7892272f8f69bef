"""The words of a claim's sale and of the notice to its debtor: what the law asks for is there, what it forbids is not."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from domain.contracts.claim.claim_contract_cases import BUYER, EMPTY, FULL, LICENSED, SELLER, SLICE, WITH_RECOURSE
from zczr.domain.claims.kinds import ClaimKind, DebtorState
from zczr.domain.contracts.claim import assignment_notice
from zczr.domain.contracts.claim.facts import ClaimContractFacts
from zczr.domain.contracts.claim.wording import clauses, preamble
from zczr.domain.contracts.prose import BLANK, RunKind


def words(facts: ClaimContractFacts) -> str:
    return "\n".join([preamble(facts).text, *(clause.text for clause in clauses(facts))])


def notice(facts: ClaimContractFacts) -> str:
    said = (assignment_notice.addressee(facts), *assignment_notice.body(facts), *assignment_notice.receipt(facts))
    return "\n".join(paragraph.text for paragraph in said)


CASES = {
    "full": FULL, "slice": SLICE, "recourse": WITH_RECOURSE, "licensed": LICENSED, "empty": EMPTY,
    "open": replace(FULL, final=False, recourse=None, price=None, accessory_rights=None, payee_account=None),
}  # fmt: skip


@pytest.mark.parametrize(
    ("row", "phrase"),
    [
        ("11", "仅为双方提供信息发布、匹配和合同留存等信息中介服务，不是本合同当事人，也不是保证人"),
        ("11", "不收取、不划转、不保管转让价款和清偿款"),
        ("11", "不收取、不划转、不保管转让价款，也不代收债务人的清偿款"),
        ("22", "将本次转让书面通知担保人"),
        ("26", "金钱债权不得转让的约定不得对抗第三人"),
        ("26", "标的债权依其性质和法律规定可以转让"),
        ("27", "未通知债务人的，本次转让对债务人不发生效力"),
        ("27", "通知到达之前，债务人仍可以向甲方清偿，并因此免除相应的债务"),
        ("27", "未经乙方同意不得撤销"),
        ("27", "与标的债权有关的从权利随债权一并由乙方取得"),
        ("27", "广东启航重工股份有限公司母公司的连带责任保证"),
        ("27", "其对甲方的抗辩可以向乙方主张"),
        ("27", "先于标的债权到期或者与其同时到期"),
        ("27", "因债权转让增加的履行费用由甲方负担"),
        ("28", "债务人向最先通知的受让人清偿，即免除其债务"),
        ("28", "以系统记录的到达时间为准；邮寄的，以邮戳或者签收记录载明的时间为准"),
        ("28", "没有转让或者许诺转让给他人"),
        ("29", "债务人不得以债权不存在为由对抗乙方，乙方明知虚构的除外"),
        ("29", "已经登记的先于没有登记的取得"),
        ("30", "标的债权没有质押"),
        ("30", "确认之后，债务人不得以债权不存在或者已经消灭为由对抗乙方"),
        ("31", "动产融资统一登记公示系统"),
        ("33", "五个交易日内不得再次转让"),
        ("33", "不得拆分为均等份额公开发行，不得采取集中竞价、做市商等集中交易方式"),
        ("34", "哈希值（SHA-256）"),
        ("35", "另一方核对并确认时，本合同成立"),
        ("40", "联系人个人信息负有保密义务"),
        ("43", "至少保存十年"),
    ],
)
def test_each_row_of_the_law_has_its_phrase(row: str, phrase: str) -> None:
    assert phrase in words(FULL), f"row {row}"


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
@pytest.mark.parametrize("barred", ["保本", "平台担保", "兜底", "保收益", "零风险", "借款人", "出借", "还款计划"])
def test_no_contract_and_no_notice_says_what_it_must_not(case: ClaimContractFacts, barred: str) -> None:
    assert barred not in words(case)
    assert barred not in notice(case)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_clauses_are_numbered_through_and_none_is_empty(case: ClaimContractFacts) -> None:
    made = clauses(case)
    assert [clause.number for clause in made] == list(range(1, 21))
    assert all(clause.heading and clause.paragraphs for clause in made)
    for text in (words(case), notice(case)):
        assert "None" not in text
        assert "{" not in text


def test_the_clauses_that_need_prominent_notice_are_the_key_clauses() -> None:
    assert [clause.heading for clause in clauses(FULL) if clause.key] == [
        "标的债权", "转让价款与支付", "通知债务人", "债务人的抗辩与抵销", "转让方的保证", "追索权", "再次转让", "平台的性质",
        "合同成立与电子证据",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "value",
    [
        SELLER.name, BUYER.name, "广东启航重工股份有限公司", "CG-2026-0815", "04400226130-1182、04400226130-1183", "应收账款",
        "590,000", "人民币伍拾玖万元整", "500,000.50", "人民币伍拾万元零伍角整", "15.25%", "27.37%", "2026年8月15日",
        "2027年7月29日", "2026年12月1日", "2026年12月5日", "2026年12月8日", "转让方", "无追索权", "被告住所地有管辖权的人民法院",
        "2026年11月24日",
    ],
)  # fmt: skip
def test_the_case_is_filled_in(value: str) -> None:
    runs = [run for clause in clauses(FULL) for part in clause.paragraphs for run in part.runs]
    runs += preamble(FULL).runs
    assert value in [run.text for run in runs if run.kind is RunKind.VALUE]


@pytest.mark.parametrize("case", [FULL, SLICE, WITH_RECOURSE, LICENSED], ids=["full", "slice", "recourse", "licensed"])
def test_a_complete_contract_and_its_notice_have_no_blank_but_the_receipts(case: ClaimContractFacts) -> None:
    assert BLANK not in words(case)
    assert notice(case).count(BLANK) == 4  # what the debtor objects to


def test_what_is_open_prints_as_a_blank_of_its_own_kind() -> None:
    runs = [run for clause in clauses(EMPTY) for part in clause.paragraphs for run in part.runs]
    assert {run.text for run in runs if run.kind is RunKind.BLANK} == {BLANK}
    assert f"债权金额为人民币{BLANK}元（大写：{BLANK}）" in words(EMPTY)
    assert f"本次转让为{BLANK}的转让" in words(EMPTY)


def test_a_slice_says_the_whole_the_slice_and_the_rest() -> None:
    for text in (words(SLICE), notice(SLICE)):
        for amount in ("590,000", "200,000", "390,000", "人民币贰拾万元整", "人民币叁拾玖万元整"):
            assert amount in text, amount
    assert "全部转让给乙方" in words(FULL)
    assert "全部转让给乙方" not in words(SLICE)
    assert "390,000" not in notice(FULL)


def test_without_recourse_the_buyer_bears_the_debtor_and_no_cap_is_spoken_of() -> None:
    text = words(FULL)
    assert "债务人没有清偿能力的风险由乙方承担" in text
    assert "视为有追索权" in text
    assert "按借款处理" not in text
    assert "四倍" not in text


def test_with_recourse_a_buyer_without_a_licence_lends_and_the_cap_is_printed() -> None:
    text = words(WITH_RECOURSE)
    assert "乙方不是持牌机构，本次转让按借款处理" in text
    assert "（LPR）为3.00%，由全国银行间同业拆借中心于2025年5月20日公布；其四倍为12.00%" in text
    assert "年化收益率为8.15%，不得超过合同成立时一年期贷款市场报价利率的四倍" in text
    assert "剩余部分应当返还甲方" in text


def test_no_yield_is_printed_that_is_counted_from_before_the_approval() -> None:
    backdated = replace(WITH_RECOURSE, transferred_on=date(2026, 9, 1))
    # 251 days from the approval, not 331 from the day that was written: 7.79%, not 5.91%.
    assert "年化收益率为7.79%，不得超过" in words(backdated)


def test_with_recourse_a_licensed_buyer_shows_its_licence_and_no_cap() -> None:
    text = words(LICENSED)
    assert "粤金保理字第 0012 号" in text
    assert "按借款处理" not in text


def test_a_ban_on_assignment_is_told_with_its_effect() -> None:
    barred = words(replace(FULL, assignment_barred=True))
    assert "甲方已经告知乙方，基础合同约定标的债权不得转让。" in barred
    assert "没有约定标的债权不得转让" not in barred
    assert "没有约定标的债权不得转让" in words(FULL)


@pytest.mark.parametrize("state", DebtorState, ids=str)
def test_each_state_of_the_debtor_says_something_of_its_own(state: DebtorState) -> None:
    others = {each for each in DebtorState if each is not state}
    line = clauses(replace(FULL, debtor_state=state))[0].paragraphs[-1].text
    assert line.startswith("截至本合同订立，")
    assert line not in [clauses(replace(FULL, debtor_state=other))[0].text for other in others]


def test_a_confirmation_says_how_it_was_given_and_nothing_else_does() -> None:
    through = "确认的方式：经链接（邮箱 caiwu@qihang.example.com）确认，该邮箱的归属未经平台核实。"
    assert through in words(FULL)
    assert "确认的方式" not in words(replace(FULL, debtor_state=DebtorState.NOTIFIED))
    assert "债务人已接到确认债权的请求，尚未答复" in words(replace(FULL, debtor_state=DebtorState.NOTIFIED))


@pytest.mark.parametrize(
    ("kind", "named"),
    [
        (ClaimKind.RECEIVABLE, "应收账款债权"), (ClaimKind.BILL, "票据债权"), (ClaimKind.LOAN, "借款债权"),
        (ClaimKind.RENT, "租金债权"), (ClaimKind.OTHER, "其他债权"),
    ],
)  # fmt: skip
def test_each_kind_of_claim_is_named(kind: ClaimKind, named: str) -> None:
    assert f"享有{named}（下称" in words(replace(FULL, kind=kind))
    assert f"享有的{named}人民币" in notice(replace(FULL, kind=kind))


def test_a_claim_without_invoices_says_so_once_it_is_final() -> None:
    assert "对应的发票或者凭证号码：无。" in words(replace(FULL, invoices=()))
    assert f"对应的发票或者凭证号码：{BLANK}。" in words(replace(FULL, invoices=(), final=False))


def test_a_draft_leaves_the_sellers_account_open_and_a_final_contract_does_not() -> None:
    assert f"开户银行：{BLANK}" in words(replace(FULL, final=False))
    assert "开户银行" not in words(FULL)


def test_the_notice_says_whom_to_pay_and_that_it_stands() -> None:
    text = notice(FULL)
    assert text.startswith("广东启航重工股份有限公司：")
    assert "请贵单位向受让方履行上述债务，不再向转让方履行" in text
    assert f"户名{BUYER.name}" in text
    assert "未经受让方同意不得撤销" in text
    assert "可以主张的抵销，可以向受让方主张" in text
    assert "□ 有异议" in text


@pytest.mark.parametrize(
    "wrong",
    [
        {"face_amount": Decimal(0)},
        {"price": Decimal("0.001")},
        {"price": Decimal(-1)},
        {"whole_amount": Decimal(590_000)},
        {"due_on": date(2026, 8, 15)},
        {"transferred_on": date(2027, 7, 29)},
        {"lpr": None},
        {"lpr_on": None},
    ],
)
def test_facts_that_cannot_be_a_contract_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        replace(FULL, **wrong)  # type: ignore[arg-type]
