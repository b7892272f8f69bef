"""The words of the loan contract: what the law asks for is there, what it forbids is not."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from domain.contracts.loan.contract_cases import BORROWER, EMPTY, FULL, LENDER
from zczr.domain.contracts.loan.facts import LoanContractFacts, RepaymentMethod
from zczr.domain.contracts.loan.wording import clauses, preamble
from zczr.domain.contracts.party import Party
from zczr.domain.contracts.prose import BLANK, RunKind, paragraph
from zczr.domain.matching.loan.facts import SecurityMode


def words(facts: LoanContractFacts) -> str:
    return "\n".join([preamble(facts).text, *(clause.text for clause in clauses(facts))])


LICENSED = replace(FULL, lender_licence="粤440100XD0016")
UNSECURED = replace(FULL, security_modes=(SecurityMode.UNSECURED,), security=None)
INTEREST_FREE = replace(FULL, rate=Decimal(0), interest_free=True)
CASES = {"full": FULL, "empty": EMPTY, "licensed": LICENSED, "unsecured": UNSECURED, "interest free": INTEREST_FREE}


@pytest.mark.parametrize(
    ("row", "phrase"),
    [
        ("1", "借款用于生产经营"),
        ("1", "（一）转贷他人；（二）证券、期货交易或者配资；（三）其他违法用途"),
        ("2", "出借资金为甲方自有资金"),
        ("2", "不是套取金融机构贷款转贷"),
        ("2", "以向其他营利法人借贷"),
        ("3", "不以向社会不特定对象提供借款为业"),
        ("4", "一年期贷款市场报价利率（LPR）为3.00%，由全国银行间同业拆借中心于2025年5月20日公布；其四倍为12.00%"),
        ("4", "不得超过合同成立时一年期贷款市场报价利率的四倍"),
        ("5", "逾期利息、违约金和其他费用合计不得超过合同成立时一年期贷款市场报价利率的四倍（12.00%）"),
        ("5", "综合年化成本为5.00%"),
        ("6", "利息不得预先在本金中扣除"),
        ("6", "以甲方实际支付的金额为准"),
        ("7", "年利率为5.00%"),
        ("7", "还款方式为等额本息"),
        ("8", "不得超过最初借款本金与以最初借款本金为基数"),
        ("9", "利息按照实际借款期间计算"),
        ("11", "仅为双方提供信息发布、匹配和合同留存等信息中介服务，不是本合同当事人，也不是保证人"),
        ("16", "董事会或者股东会决议"),
        ("19", "一般保证或者连带责任保证"),
        ("23", "没有在签署栏标明保证人身份的，不因签字或者盖章承担保证责任"),
        ("24", "不动产抵押权自登记时设立；动产抵押未经登记，不得对抗善意第三人"),
        ("24", "不得在债务履行期限届满前约定担保财产直接归甲方所有"),
        ("24", "按登记的先后顺序清偿"),
        ("25", "应当先就该物的担保实现债权，再请求保证人承担责任"),
        ("34", "哈希值（SHA-256）"),
        ("34", "不当然构成法律规定的可靠的电子签名"),
        ("35", "另一方核对并确认时，本合同成立"),
        ("35", "逐项核对勾选"),
        ("40", "联系人个人信息负有保密义务"),
        ("43", "至少保存十年"),
    ],
)
def test_each_row_of_the_law_has_its_phrase(row: str, phrase: str) -> None:
    assert phrase in words(FULL), f"row {row}"


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
@pytest.mark.parametrize("barred", ["保本", "平台担保", "兜底", "保收益", "零风险"])
def test_no_contract_promises_what_a_platform_must_not(case: LoanContractFacts, barred: str) -> None:
    assert barred not in words(case)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_clauses_are_numbered_through_and_none_is_empty(case: LoanContractFacts) -> None:
    made = clauses(case)
    assert [clause.number for clause in made] == list(range(1, 20))
    assert all(clause.heading and clause.paragraphs for clause in made)
    assert "None" not in words(case)
    assert "{" not in words(case)


def test_the_clauses_that_need_prominent_notice_are_the_key_clauses() -> None:
    assert [clause.heading for clause in clauses(FULL) if clause.key] == [
        "借款用途",
        "资金来源",
        "借款金额与支付",
        "利率与利息",
        "其他费用与综合成本",
        "逾期责任",
        "担保",
        "平台的性质",
        "合同成立与电子证据",
    ]


@pytest.mark.parametrize(
    "value",
    [
        "广州市远航供应链有限公司",
        "广州市华锐精密科技有限公司",
        "采购原材料或货物",
        "100,000",
        "人民币壹拾万元整",
        "2026年12月1日",
        "2027年3月1日",
        "7.50%",
        "数控车床两台，市值 20 万元",
        "动产融资统一登记公示系统",
        "抵押、保证",
        "被告住所地有管辖权的人民法院",
        "2026年11月24日",
        "linqiwen@yuanhang.example.com",
    ],
)
def test_the_case_is_filled_in(value: str) -> None:
    runs = [run for clause in clauses(FULL) for part in clause.paragraphs for run in part.runs]
    runs += preamble(FULL).runs
    assert value in [run.text for run in runs if run.kind is RunKind.VALUE]


def test_a_complete_contract_has_no_blank() -> None:
    assert BLANK not in words(FULL)


def test_what_is_open_prints_as_a_blank_of_its_own_kind() -> None:
    runs = [run for clause in clauses(EMPTY) for part in clause.paragraphs for run in part.runs]
    blanks = [run for run in runs if run.kind is RunKind.BLANK]
    assert len(blanks) > 15
    assert {run.text for run in blanks} == {BLANK}
    assert "借款本金为人民币________元（大写：________）。" in words(EMPTY)


def test_a_value_is_never_read_as_wording() -> None:
    made = paragraph("甲方{name}。", name="{rate}{{ 7 }}{")
    assert made.text == "甲方{rate}{{ 7 }}{。"
    assert made.runs[1].kind is RunKind.VALUE


def test_a_licensed_lender_shows_its_licence_and_the_lpr_for_comparison() -> None:
    text = words(LICENSED)
    assert "粤440100XD0016" in text
    assert "其四倍为12.00%" in text
    assert "自有资金" not in text
    assert "审理民间借贷案件" not in text
    assert "超过的部分无效，乙方有权拒绝支付" not in text


def test_no_interest_is_written_out_and_never_the_result_of_silence() -> None:
    assert "双方明确约定：本合同项下借款不计利息（年利率为0%）" in words(INTEREST_FREE)
    assert "不计利息" not in words(EMPTY)


@pytest.mark.parametrize(
    "wrong",
    [
        {"rate": Decimal(0)},
        {"interest_free": True},
        {"rate": None, "interest_free": True},
        {"rate": Decimal("-0.01")},
        {"default_rate": Decimal("-0.01")},
        {"principal": Decimal(0)},
        {"principal": Decimal("0.001")},
        {"other_charges": Decimal(-1)},
        {"ends_on": date(2026, 12, 1)},
        {"lpr": None},
        {"lpr_on": None},
    ],
)
def test_facts_that_cannot_be_a_contract_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        replace(FULL, **wrong)  # type: ignore[arg-type]


def test_the_order_of_realisation_can_be_chosen() -> None:
    free = words(replace(FULL, own_collateral_first=False))
    assert "也可以直接请求保证人承担责任" in free
    assert "再请求保证人承担责任" not in free


def test_an_unsecured_loan_says_so_and_speaks_of_no_collateral() -> None:
    assert "本合同项下借款为信用借款" in words(UNSECURED)
    assert "实现顺序" not in words(UNSECURED)


@pytest.mark.parametrize("method", RepaymentMethod, ids=lambda method: method.value)
def test_each_method_of_repayment_is_named_and_explained(method: RepaymentMethod) -> None:
    assert f"还款方式为{method.label}。即乙方" in words(replace(FULL, repayment_method=method))


@pytest.mark.parametrize(("rate", "text"), [("0.05", "5.00%"), ("0.0475", "4.75%"), ("0.048750", "4.875%")])
def test_rates_have_two_places_or_as_many_as_agreed(rate: str, text: str) -> None:
    assert f"借款的年利率为{text}，" in words(replace(FULL, rate=Decimal(rate)))


def test_a_draft_leaves_the_account_open_and_a_final_contract_does_not() -> None:
    assert f"开户银行：{BLANK}" in words(replace(FULL, final=False))
    assert "开户银行" not in words(FULL)


def test_charges_and_supplement_print_what_the_parties_wrote() -> None:
    text = words(replace(FULL, other_charges=Decimal("300.50"), other_charges_note="登记费", supplement="按月对账。"))
    assert "其他费用合计人民币300.50元" in text
    assert "费用说明：登记费。" in text
    assert "补充约定：按月对账。" in text


def test_the_parties_of_the_case_are_those_of_the_preamble() -> None:
    assert LENDER.name in preamble(FULL).text
    assert BORROWER.name in preamble(FULL).text
    assert preamble(replace(FULL, lender=Party())).text.startswith(f"甲方（出借人）{BLANK}与")


@pytest.mark.parametrize(
    ("rate", "says"),
    [
        ("0.05", "双方没有约定逾期利率。乙方逾期还款的，自逾期之日起就逾期本金向甲方支付按本合同约定的借期内年利率5.00%计算的利息。"),
        ("0", "自逾期之日起就逾期本金向甲方支付参照当时一年期贷款市场报价利率计算的利息。"),
    ],
)  # fmt: skip
def test_without_default_interest_agreed_the_contract_says_what_the_law_says(rate: str, says: str) -> None:
    facts = replace(FULL, rate=Decimal(rate), interest_free=rate == "0", default_rate=Decimal(0))
    (clause,) = (each for each in clauses(facts) if each.heading == "逾期责任")
    assert says in clause.text
