"""Telephone numbers as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zczr.domain.reference import phones


@pytest.mark.parametrize(
    "text",
    [
        "13800138000",
        " 138 0013 8000 ",
        "138-0013-8000",
        "+86 13800138000",
        "0086-13800138000",
        "１３８００１３８０００",
    ],
)
def test_a_mobile_is_read_however_it_is_typed(text: str) -> None:
    assert phones.check_mobile(text) == phones.PhoneCheck("+8613800138000")


@pytest.mark.parametrize("text", ["19912345678", "16612345678", "17012345678"])
def test_newer_mobile_prefixes_are_mobiles(text: str) -> None:
    assert phones.check_mobile(text).number == f"+86{text}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", phones.MOBILE_MISSING),
        ("  ", phones.MOBILE_MISSING),
        ("1380013800", phones.MOBILE_WRONG),
        ("138001380001", phones.MOBILE_WRONG),
        ("12345678901", phones.MOBILE_WRONG),
        ("020-38888888", phones.MOBILE_WRONG),
        ("+852 91234567", phones.MOBILE_WRONG),
        ("我的手机13800138000", phones.MOBILE_WRONG),
    ],
)
def test_what_is_no_mobile_is_answered_with_a_sentence(text: str, message: str) -> None:
    assert phones.check_mobile(text) == phones.PhoneCheck(message=message)


@pytest.mark.parametrize(
    ("text", "number", "shown"),
    [
        ("0757-86288888", "+8675786288888", "0757-86288888"),
        ("075786288888", "+8675786288888", "0757-86288888"),
        ("（020）38888888", "+862038888888", "020-38888888"),
        ("020-3888-8888", "+862038888888", "020-38888888"),
        ("0757-86288888-801", "+8675786288888;ext=801", "0757-86288888 转 801"),
        ("0757－86288888转801", "+8675786288888;ext=801", "0757-86288888 转 801"),
        ("0757-86288888 分机：801", "+8675786288888;ext=801", "0757-86288888 转 801"),
        ("020 87654321 ext. 12", "+862087654321;ext=12", "020-87654321 转 12"),
        ("400-820-8820", "+864008208820", "400-820-8820"),
        ("400-820-8820-1", "+864008208820;ext=1", "400-820-8820 转 1"),
        ("800-820-8820", "+868008208820", "800-820-8820"),
        ("13800138000", "+8613800138000", "138 0013 8000"),
        ("+86-757-86288888", "+8675786288888", "0757-86288888"),
    ],
)
def test_a_company_phone_is_stored_whole_and_shown_grouped(text: str, number: str, shown: str) -> None:
    assert phones.check_company_phone(text) == phones.PhoneCheck(number)
    assert phones.shown(number) == shown


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", phones.COMPANY_MISSING),
        ("86288888", phones.COMPANY_NO_AREA),
        ("8628888", phones.COMPANY_NO_AREA),
        ("0757-1234567", phones.COMPANY_WRONG),
        ("95588", phones.COMPANY_WRONG),
        ("+852 2123 4567", phones.COMPANY_WRONG),
        ("请打前台", phones.COMPANY_WRONG),
    ],
)
def test_what_is_no_company_phone_is_answered_with_a_sentence(text: str, message: str) -> None:
    assert phones.check_company_phone(text) == phones.PhoneCheck(message=message)


@given(st.sampled_from(["20", "757", "769"]), st.integers(82_000_000, 88_999_999), st.sampled_from(["", "8", "801"]))
def test_what_is_shown_reads_back_as_what_was_stored(area: str, subscriber: int, extension: str) -> None:
    stored = f"+86{area}{subscriber}" + (f";ext={extension}" if extension else "")
    assert phones.check_company_phone(phones.shown(stored)).number == stored


@given(st.text(max_size=30))
def test_any_text_gets_a_number_or_a_sentence(text: str) -> None:
    for found in (phones.check_mobile(text), phones.check_company_phone(text)):
        assert bool(found.number) is not bool(found.message)


def test_a_stored_text_that_is_no_number_is_shown_as_it_is() -> None:
    assert phones.shown("见名片") == "见名片"
