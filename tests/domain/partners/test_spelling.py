"""How names are written down and looked up: a name is found by each part of itself, and nothing by what it has not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zczr.domain.partners.spelling import Entry, Search, entry_of, normalized, search_of

HUARUI = entry_of("广州市华锐精密科技有限公司")
ZENG = entry_of("重庆曾氏（ABC）餐饮股份有限公司")


def _finds(entry: Entry, typed: str) -> bool:
    """What the statement of domain/partners/search.py asks of an entry."""
    wanted = search_of(typed)
    assert wanted is not None, typed
    tokens = set(entry.tokens)
    if wanted.letters:
        by_initials = set(wanted.initial_tokens) <= tokens and wanted.letters in entry.initials
        by_reading = wanted.spelled_token in tokens and f"|{wanted.letters}" in entry.spelled
        return by_initials or by_reading
    return set(wanted.name_tokens) <= tokens and (wanted.norm in entry.norm or wanted.norm in entry.short)


@pytest.mark.parametrize(
    ("entry", "typed"),
    [
        (HUARUI, "华锐"), (HUARUI, " 华 锐 "), (HUARUI, "华锐精密科技有限公司"), (HUARUI, "hrjm"), (HUARUI, "HRJM"),
        (HUARUI, "ｈｒｊｍ"), (HUARUI, "gz"), (HUARUI, "huarui"), (HUARUI, "hua rui"), (HUARUI, "huaruijing"),
        (HUARUI, "guangzhoushihuaruijingmikejiyouxiangongsi"), (HUARUI, "jingmi"),
        (HUARUI, "广州华锐"), (HUARUI, "gzhr"), (HUARUI, "guangzhouhuarui"),
        (ZENG, "曾氏"), (ZENG, "zengshi"), (ZENG, "cengshi"), (ZENG, "chongqing"), (ZENG, "abc"), (ZENG, "cq"), (ZENG, "曾氏（ABC）"),
    ],
)  # fmt: skip
def test_a_name_is_found_by_parts_initials_and_pinyin(entry: Entry, typed: str) -> None:
    assert _finds(entry, typed)


@pytest.mark.parametrize("typed", ["锐华", "华精", "hrkj", "ruihua", "uarui", "餐饮"])
def test_a_name_is_not_found_by_what_it_has_not(typed: str) -> None:
    assert not _finds(HUARUI, typed)


@pytest.mark.parametrize("typed", ["", " ", "h", "9", "%", "__", "（）", "\u200b"])
def test_too_little_is_not_looked_for(typed: str) -> None:
    assert search_of(typed) is None


def test_what_is_in_nearly_every_name_is_no_token() -> None:
    assert search_of("有限公司") == Search(norm="有限公司")
    assert not {"有限", "限公", "公司", ".gs"} & set(HUARUI.tokens)


@pytest.mark.parametrize(
    ("typed", "code"), [("9144", "9144"), ("91440101ma5cbx0003", "91440101MA5CBX0003"), ("914", ""), ("华锐9144", "")]
)
def test_four_digits_or_more_are_looked_up_as_a_credit_code_too(typed: str, code: str) -> None:
    wanted = search_of(typed)
    assert wanted is not None
    assert wanted.code == code


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=20), st.data())
def test_every_part_of_any_name_finds_it(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 1))
    part = name[start : data.draw(st.integers(start + 1, len(name)))]
    assert _finds(entry_of(name), part)


@given(st.text(max_size=80))
def test_anything_can_be_written_down_and_looked_up(text: str) -> None:
    entry = entry_of(text)
    assert entry.norm == normalized(text)
    assert not entry.norm or len(entry.short) <= len(entry.norm)
    assert normalized(entry.norm) == entry.norm
    wanted = search_of(text)
    assert wanted is None or wanted.norm.isalnum()
