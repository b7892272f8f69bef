"""Forms: text in, domain values out, what was typed kept, a sentence at the field."""

import uuid
from datetime import date
from decimal import Decimal

import pytest
from posted import fill

from zczr.domain.refusals import RuleBroken
from zczr.web import forms


class Everything(forms.Form):
    """One field of each kind."""

    name = forms.line("名称", forms.needed("请填写名称"), forms.at_most(5))
    note = forms.text("说明", forms.at_most(10))
    amount = forms.money(
        "金额", forms.between(Decimal(10_000), Decimal(1_000_000), "请填写 1 万至 100 万"), required=True
    )
    rate = forms.rate("利率", required=True)
    months = forms.whole("期限", forms.between(1, 120, "请填写 1 至 120 个月"), units=("个月",), required=True)
    begins = forms.day("开始", forms.needed("请填写日期"))
    kind = forms.choice("类型", {"a": "甲", "b": "乙"}, forms.needed("请选择类型"))
    source = forms.radio("来源", {"sales": "销售回款", "other": "其他来源"}, forms.needed("请选择来源"))
    modes = forms.several("方式", {"x": "抵押", "y": "担保", "z": "信用"})
    agreed = forms.yes("同意", "请勾选")


RIGHT = {
    "name": " 华锐 ", "note": "", "amount": "２０万", "rate": "5%", "months": "6个月", "begins": "2026/11/23", "kind": "b",
    "source": "sales", "modes": ["x", "z"], "agreed": "y",
}  # fmt: skip


def test_a_form_filled_in_right_holds_domain_values() -> None:
    form = fill(Everything, **RIGHT)
    assert form.check(), form.errors
    assert (form.name.data, form.amount.data, form.rate.data) == ("华锐", Decimal(200_000), Decimal("0.05"))
    assert (form.months.data, form.begins.data) == (6, date(2026, 11, 23))
    assert (form.kind.data, form.source.data, form.modes.data, form.agreed.data) == ("b", "sales", ["x", "z"], True)
    assert form.status == 200


@pytest.mark.parametrize("typed", ["20261123", "2026－11－23", "２０２６年１１月２３日", "2026.11.23"])
def test_a_day_is_read_however_it_is_written(typed: str) -> None:
    assert fill(Everything, **{**RIGHT, "begins": typed}).begins.data == date(2026, 11, 23)


@pytest.mark.parametrize("typed", ["99999999999-1-1", "2026-13-01", "2026-2-30", "0-0-0", "2026-11", "一二三"])
def test_a_day_that_is_none_is_told(typed: str) -> None:
    form = fill(Everything, **{**RIGHT, "begins": typed})
    assert not form.check()
    assert form.begins.errors == ["请按 2026-11-23 的格式填写日期"]


def test_what_cannot_be_seen_is_not_kept() -> None:
    form = fill(Everything, **{**RIGHT, "name": "华\u200b锐\u202e\x07", "note": "一\r\n\t二\ufeff"})
    assert form.check(), form.errors
    assert (form.name.data, form.note.data) == ("华锐", "一\n\t二")


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("name", "", "请填写名称"),
        ("name", "   ", "请填写名称"),
        ("name", "\u200b\u2060\ufeff", "请填写名称"),
        ("name", "\u3164\u2800 \u00ad", "请填写名称"),
        ("name", "六个字的名称", "不能超过 5 个字"),
        ("note", "长" * 11, "不能超过 10 个字"),
        ("amount", "", forms.NEEDED),
        ("amount", "二十", "请用数字填写"),
        ("amount", "0.9", "1 万至 100 万"),
        ("amount", "101", "1 万至 100 万"),
        ("rate", "", forms.NEEDED),
        ("rate", "-1", "负数"),
        ("months", "0", "1 至 120"),
        ("months", "121", "1 至 120"),
        ("months", "6.5", "整数"),
        ("begins", "", "请填写日期"),
        ("begins", "2026-02-30", "格式填写日期"),
        ("begins", "明天", "格式填写日期"),
        ("kind", "", "请选择类型"),
        ("kind", "c", "请从列出的选项中选择"),
        ("source", "c", "请从列出的选项中选择"),
        ("modes", ["x", "q"], "请从列出的选项中选择"),
        ("agreed", [], "请勾选"),
    ],
)
def test_a_wrong_field_has_its_sentence_and_no_other_field_has(field: str, typed: object, says: str) -> None:
    form = fill(Everything, **{**RIGHT, field: typed})
    assert not form.check()
    assert form.status == 422
    assert list(form.errors) == [field]
    assert len(form.errors[field]) == 1
    assert says in form.errors[field][0]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", "六个字的名称"),
        ("amount", "二十"),
        ("rate", "5‰"),
        ("months", "6.5"),
        ("begins", "2026-02-30"),
        ("note", "a\nb"),
    ],
)
def test_what_was_typed_is_kept_to_the_letter(field: str, typed: str) -> None:
    form = fill(Everything, **{**RIGHT, field: typed})
    form.check()
    assert form[field]._value() == typed


@pytest.mark.parametrize(
    ("typed", "day"),
    [("2026-11-23", 23), ("2026/11/3", 3), ("2026年11月23日", 23), ("2026.11.23", 23)],
)
def test_a_day_is_understood_in_the_ways_people_write_it(typed: str, day: int) -> None:
    assert fill(Everything, begins=typed).begins.data == date(2026, 11, day)


def test_both_ends_of_a_range_belong_to_it() -> None:
    for typed in ("1", "100"):
        assert fill(Everything, **{**RIGHT, "amount": typed}).check()


def test_nothing_sent_at_all_names_every_field_that_is_needed() -> None:
    form = fill(Everything)
    assert not form.check()
    assert set(form.errors) == {"name", "amount", "rate", "months", "begins", "kind", "source", "agreed"}


def test_values_of_the_domain_are_shown_as_people_write_them() -> None:
    form = Everything(data={"amount": Decimal("1234500"), "rate": Decimal("0.0725"), "months": 6})
    assert (form.amount._value(), form.rate._value(), form.months._value()) == ("123.45", "7.25", "6")


def test_a_nul_byte_never_reaches_the_database() -> None:
    assert fill(Everything, name="华\x00锐").name.data == "华锐"


def test_a_refusal_stands_at_its_field_or_on_top() -> None:
    form = fill(Everything, **RIGHT)
    form.check()
    form.refuse(RuleBroken("金额超过上限", "amount"))
    form.refuse(RuleBroken("暂时不能发布"))
    form.refuse(RuleBroken("没有这一栏", "nowhere"))
    assert list(form.amount.errors) == ["金额超过上限"]
    assert form.form_errors == ["暂时不能发布", "没有这一栏"]
    assert form.status == 422


def test_a_submission_id_travels_with_the_form_and_is_made_anew_for_nonsense() -> None:
    sent = uuid.uuid4()
    assert fill(Everything, submission_id=str(sent)).submission == sent
    first, second = (fill(Everything, submission_id="'; DROP TABLE").submission for _ in range(2))
    assert first != second


def test_a_blank_form_shares_its_fields_but_not_its_submission_id() -> None:
    first, second = Everything.blank(), Everything.blank()
    assert first.submission != second.submission
    assert str(first.submission) in str(first.submission_id())
    assert first.name._value() == second.name._value() == ""
    filled = fill(Everything, **RIGHT)
    assert filled.check()
    assert Everything.blank().name._value() == ""
