"""A cell of the workbook says what a field of the form says, with the same bounds and the same sentences; rows against each other."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from claim_makers import sale_terms
from import_cases import HEADINGS, PLACES, line
from zczr.domain.claims.imports.columns import COLUMNS, key_of
from zczr.domain.claims.imports.rows import Layout, Mistake, Row, doubtful, judge, mistakes_of
from zczr.domain.claims.imports.sheet import Cell, _cell
from zczr.domain.claims.terms import SaleTerms
from zczr.domain.reference import uscc
from zczr.partials.claims.sale_fields import SaleForm

TODAY = date(2026, 11, 30)


def _layout(headings: Any = HEADINGS) -> Layout:
    return Layout([Cell(heading) for heading in headings])


def read(values: Mapping[str, Any], number: int = 2) -> Row:
    """A row of these values in the order of the template."""
    return _layout().read(number, [_cell(values[column.name]) for column in COLUMNS])


def judged(*rows: Mapping[str, Any]) -> list[Row]:
    """These rows held to the rules and to each other; the first one is row 2."""
    read_rows = [read(values, number) for number, values in enumerate(rows, start=2)]
    judge(read_rows, seller_name="广州市华锐精密科技有限公司", seller_uscc="91440101MA5CBX0003", today=TODAY)
    return read_rows


def fine(number: int = 1, **more: Any) -> dict[str, Any]:
    """A row without mistakes on the day of these tests."""
    return line(number, **{"starts_on": date(2026, 10, 1), "due_on": date(2027, 7, 28), **more})


def test_a_row_says_what_the_form_says() -> None:
    row = read(
        fine(face_amount=590_000, invoice_numbers="44002，44001", contract_number="ＨＴ-1", assignment_barred="是")
    )
    assert row.wrong == {}
    assert row.terms == sale_terms(
        contract_number="HT-1",
        face_amount=Decimal("590000.00"),
        starts_on=date(2026, 10, 1),
        due_on=date(2027, 7, 28),
        invoice_numbers=("44001", "44002"),
        assignment_barred=True,
        origin="供应精密零件，货已验收。",
        debtor_situation="经营正常，按期付款。",
    )


_OF_HOW_IT_IS_SOLD = {"sale_mode", "quotes_until", "quote_scope", "invited", "reserve_price", "resale_of"}


def test_every_term_of_a_sale_has_its_column_but_how_it_is_sold() -> None:
    assert {each.name for each in fields(SaleTerms)} - _OF_HOW_IT_IS_SOLD == {column.name for column in COLUMNS}


@pytest.mark.parametrize(
    ("name", "value", "means"),
    [
        ("face_amount", 1000, Decimal(1000)),
        ("face_amount", 1_000_000_000, Decimal(10) ** 9),
        ("face_amount", 590000.1, Decimal("590000.10")),
        ("face_amount", 0.1 + 0.2 + 1000, Decimal("1000.30")),
        ("face_amount", "59万元", Decimal(590_000)),
        ("face_amount", "５９０，０００", Decimal(590_000)),
        ("due_on", datetime.combine(date(2026, 11, 23), time()), date(2026, 11, 23)),
        ("due_on", datetime.combine(date(2026, 11, 23), time(13, 5)), date(2026, 11, 23)),
        ("due_on", "2026-11-23", date(2026, 11, 23)),
        ("due_on", "2026/11/23", date(2026, 11, 23)),
        ("due_on", "2026年11月23日", date(2026, 11, 23)),
        ("due_on", "２０２６１１２３", date(2026, 11, 23)),
        ("kind", " 票据 ", "bill"),
        ("recourse", "有追索权", "with"),
        ("pledged", None, False),
        ("pledged", "是", True),
        ("pledged", True, True),
        ("contract_number", 2026018, "2026018"),
        ("contract_number", 2026018.0, "2026018"),
        ("invoice_numbers", None, ()),
        ("invoice_numbers", 44001, ("44001",)),
        ("invoice_numbers", "b2;B1、b2\n44", ("44", "B1", "B2")),
        ("debtor_email", None, ""),
        ("debtor_email", "Caiwu@Hongda.CN", "caiwu@hongda.cn"),
        ("debtor_uscc", "91440101 ma5d000016", "91440101MA5D000016"),
        ("debtor_name", "长" * 100, "长" * 100),
        ("origin", "长" * 300, "长" * 300),
        ("contract_number", "9" * 60, "9" * 60),
        ("invoice_numbers", " ".join(map(str, range(1000, 1050))), tuple(map(str, range(1000, 1050)))),
    ],
)
def test_a_cell_is_read_as_it_was_meant(name: str, value: Any, means: Any) -> None:
    row = read(fine(**{name: value}))
    assert row.wrong == {}
    assert getattr(row.terms, name) == means


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("kind", None, "请选择债权类型"),
        ("kind", "应收", "请从列出的选项中选择：应收账款、票据、借款债权、租金、其他"),
        ("debtor_name", "\u200b \u3000", "请填写债务方的全称，与合同一致"),
        ("debtor_name", "长" * 101, "不能超过 100 个字，请精简"),
        ("debtor_uscc", None, "请填写债务方的统一社会信用代码，共 18 位，见合同或发票"),
        ("debtor_uscc", "9144010", "统一社会信用代码共 18 位，现在是 7 位，请对照营业执照修改。"),
        ("contract_number", "9" * 61, "不能超过 60 个字，请精简"),
        ("contract_number", None, "请填写产生这笔债权的合同编号"),
        ("invoice_numbers", " ".join(map(str, range(51))), "一笔债权最多填写 50 张发票，请分成几笔出售。"),
        ("invoice_numbers", 24442000000012345678, "超过 15 位的数字，Excel 已丢失末尾的位数。请把单元格设为“文本”格式后重新填写"),
        ("contract_number", 10**15, "超过 15 位的数字，Excel 已丢失末尾的位数。请把单元格设为“文本”格式后重新填写"),
        ("face_amount", None, "此项必填，请填写"),
        ("face_amount", 999.99, "请填写 1,000 元至 10 亿元之间的金额，并核对单位是“元”"),
        ("face_amount", 1_000_000_000.01, "请填写 1,000 元至 10 亿元之间的金额，并核对单位是“元”"),
        ("face_amount", 1000.001, "金额最多精确到分"),
        ("face_amount", "五十九万", "请用数字填写，例如 20 或 20.5"),
        ("face_amount", -1, "金额不能是负数"),
        ("face_amount", "#REF!", "单元格里是公式错误 #REF!，请改为数值或文字"),
        ("starts_on", "2026年13月1日", "请按 2026-11-23 的格式填写日期"),
        ("starts_on", 46349, "请按 2026-11-23 的格式填写日期"),
        ("starts_on", time(3, 4), "请按 2026-11-23 的格式填写日期"),
        ("due_on", None, "请填写债务方应付款的日期"),
        ("origin", "长" * 301, "不能超过 300 个字，请精简"),
        ("debtor_situation", " ", "请说明债务方的经营和付款情况"),
        ("recourse", None, "请选择有无追索权"),
        ("pledged", "不是", "请从列出的选项中选择：是、否"),
        ("debtor_email", "caiwu", "请填写完整的邮箱地址，例如 name@company.cn"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_cell_is_said_at_it(name: str, value: Any, says: str) -> None:
    row = read(fine(**{name: value}))
    assert row.wrong == {name: says}


_TYPED = {
    "kind": [""], "debtor_name": ["", "长" * 101], "debtor_uscc": ["", "9144010"], "contract_number": ["", "9" * 61],
    "face_amount": ["", "999.99", "1000000000.01", "五十九万", "-1", "1000.001"], "starts_on": ["", "2026年13月1日"],
    "due_on": [""], "origin": ["", "长" * 301], "debtor_situation": [""], "asking_price": ["", "1"], "recourse": [""],
    "debtor_email": ["caiwu"], "debtor_kind": [""],
}  # fmt: skip


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in _TYPED.items() for text in texts])
def test_a_sheet_and_a_form_say_the_same(name: str, text: str) -> None:
    form = SaleForm(_Posted({name: text}), intent="submit")
    form.check()
    assert form[name].errors[:1] == [read(fine(**{name: text})).wrong[name]]


class _Posted:
    def __init__(self, sent: dict[str, str]) -> None:
        self._sent = sent

    def __contains__(self, name: str) -> bool:
        return name in self._sent

    def getlist(self, name: str) -> list[str]:
        return [self._sent[name]]


@pytest.mark.parametrize(
    ("changed", "name", "says"),
    [
        ({"pledged": "是"}, "pledged", "请先解除质押登记"),
        ({"debtor_uscc": "91440101MA5CBX0003"}, "debtor_name", "债务方不能是贵单位自己"),
        ({"asking_price": 590_001.01}, "asking_price", "不能高于债权金额"),
        ({"due_on": TODAY}, "due_on", "已到期"),
        ({"due_on": TODAY + timedelta(days=3661)}, "due_on", "最长 10 年"),
        ({"starts_on": TODAY + timedelta(days=1)}, "starts_on", "起始日不能晚于今天"),
        ({"due_on": date(2026, 10, 1)}, "due_on", "到期日应晚于起始日"),
    ],
)
def test_the_rules_of_a_sale_hold_for_a_row(changed: dict[str, Any], name: str, says: str) -> None:
    (row,) = judged(fine(**changed))
    assert list(row.wrong) == [name]
    assert says in row.wrong[name]


@pytest.mark.parametrize(
    "changed",
    [{"asking_price": 590_001}, {"due_on": TODAY + timedelta(days=1)}, {"due_on": TODAY + timedelta(days=3660)}, {"starts_on": TODAY}],
)  # fmt: skip
def test_at_its_bounds_a_row_may_be_sold(changed: dict[str, Any]) -> None:
    (row,) = judged(fine(**changed))
    assert row.wrong == {}


def test_a_cell_that_cannot_be_read_is_told_once_and_breaks_no_rule() -> None:
    (row,) = judged(fine(face_amount="很多", due_on="以后"))
    assert set(row.wrong) == {"face_amount", "due_on"}


def test_the_second_row_about_the_same_claim_is_the_wrong_one_and_names_the_first() -> None:
    rows = judged(fine(1), fine(2), fine(1))
    assert [bool(row.wrong) for row in rows] == [False, False, True]
    assert "与第 2 行是同一笔债权" in rows[2].wrong["contract_number"]


@pytest.mark.parametrize(
    "changed",
    [{"contract_number": "另一份"}, {"face_amount": 700_000}, {"debtor_uscc": "91440101MA5D000024"}, {"debtor_name": "另一家有限公司"}],
)  # fmt: skip
def test_an_invoice_of_a_debtor_stands_in_one_row_however_the_rest_is_written(changed: dict[str, Any]) -> None:
    _, row = judged(fine(1), fine(1, **{"contract_number": "B", "invoice_numbers": "99 44001", **changed}))
    assert "发票 44001 已用在第 2 行" in row.wrong["invoice_numbers"]


def test_the_same_invoice_number_of_another_debtor_is_another_invoice() -> None:
    other = {"debtor_uscc": "91440101MA5D000024", "debtor_name": "另一家有限公司"}
    assert not judged(fine(1), fine(1, contract_number="B", **other))[1].wrong


@pytest.mark.parametrize("changed", [{"contract_number": "B"}, {"face_amount": 700_000}])
def test_without_invoices_another_contract_or_amount_is_another_claim(changed: dict[str, Any]) -> None:
    assert not judged(fine(1, invoice_numbers=None), fine(1, invoice_numbers=None, **changed))[1].wrong


def test_columns_are_known_by_their_headings_in_any_order() -> None:
    headings = [f"{heading}*" if place % 2 else f" {heading} " for place, heading in enumerate(reversed(HEADINGS))]
    layout = _layout(headings)
    assert layout.mistakes == []
    assert layout.places == {name: len(HEADINGS) + 1 - place for name, place in PLACES.items()}
    assert key_of("债权金额(元)") == key_of("债权金额（元）") == "债权金额"


def test_headings_that_are_missing_unknown_or_there_twice_are_told() -> None:
    kept = [
        heading for heading in HEADINGS if heading not in {"合同编号", "债权定价（元）", "发票号码", "债务方联系邮箱"}
    ]
    layout = _layout([*kept, "备注", "追索权", "", "问题：第一行缺少列名"])
    assert layout.mistakes == [
        Mistake(1, 13, "备注", "模板里没有这一列，请删除，或改为模板中的列名"),
        Mistake(1, 14, "追索权", "列名“追索权”出现了两次，请删除其中一列"),
        Mistake(1, 0, "", "第一行缺少列名：“合同编号”、“债权定价（元）”，请按模板补上"),
    ]
    assert list(layout.stray(2, [Cell("")] * 14 + [Cell("x")])) == [
        Mistake(2, 15, "", "这一列没有列名，请补上列名，或清空这个单元格")
    ]
    assert list(layout.stray(2, [Cell("x")] * 14 + [Cell("")])) == []


def test_a_mistake_says_where_it_is_as_excel_does() -> None:
    (found,) = mistakes_of(judged(fine(due_on="以后")), {"due_on": 28})
    assert found.address == "第 2 行，AB 列 债权期限到期日"
    assert Mistake(7, 0, "", "x").address == "第 7 行"


def test_codes_whose_check_character_does_not_fit_are_doubtful_not_wrong() -> None:
    rows = judged(fine(1, debtor_uscc=uscc.make("91", "440101", "MA5D0000")), fine(2))
    assert [row.wrong for row in rows] == [{}, {}]
    assert doubtful(rows, 5) == [3]
