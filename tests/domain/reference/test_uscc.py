"""统一社会信用代码: what is accepted, what is corrected, what goes to a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc as standard

from zczr.domain.reference import uscc
from zczr.domain.reference.uscc import UsccProblem

VALID = "91110000600037341L"

first_17 = st.text(uscc.ALPHABET, min_size=17, max_size=17)
serials = st.text(uscc.ALPHABET, min_size=8, max_size=8)


@pytest.mark.parametrize(
    "text",
    [
        VALID,
        "91110000600037341l",
        " 9111 0000 6000 3734 1L ",
        "９１１１００００６０００３７３４１Ｌ",
        "911100-00600037341-L",
    ],
)
def test_a_code_is_read_however_it_is_typed(text: str) -> None:
    assert uscc.check(text) == uscc.UsccCheck(VALID)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", UsccProblem.MISSING),
        ("   ", UsccProblem.MISSING),
        ("9111000060003734", UsccProblem.WRONG_LENGTH),
        ("91110000600037341L0", UsccProblem.WRONG_LENGTH),
        ("9111000060003734OL", UsccProblem.WRONG_CHARACTER),
        ("9111000060003734IL", UsccProblem.WRONG_CHARACTER),
        ("9111000060003734中L", UsccProblem.WRONG_CHARACTER),
        ("9111A000600037341L", UsccProblem.WRONG_CHARACTER),
        ("91110000600037341M", UsccProblem.WRONG_CHECK),
        ("91110000600037314L", UsccProblem.WRONG_CHECK),
    ],
)
def test_what_is_wrong_is_named(text: str, problem: UsccProblem) -> None:
    found = uscc.check(text)
    assert found.problem is problem
    assert found.message.endswith("。")


def test_only_a_wrong_check_character_goes_to_a_person_instead_of_back() -> None:
    assert uscc.check("91110000600037341M").needs_review
    assert not uscc.check("91110000600037341M").is_error
    assert uscc.check("9111").is_error
    assert not uscc.check("9111").needs_review
    assert not uscc.check(VALID).is_error
    assert not uscc.check(VALID).needs_review


def test_the_wrong_character_is_shown_with_its_place() -> None:
    assert "第 17 位“O”" in uscc.check("9111000060003734OL").message


def test_a_length_error_says_how_many_were_typed() -> None:
    assert "现在是 4 位" in uscc.check("9111").message


@given(first_17)
def test_our_check_character_is_that_of_stdnum(text: str) -> None:
    assert uscc.check_character(text) == standard.calc_check_digit(text)


@given(first_17, st.integers(0, 16), st.sampled_from(uscc.ALPHABET))
def test_one_changed_character_never_keeps_the_check_character(text: str, place: int, other: str) -> None:
    changed = text[:place] + other + text[place + 1 :]
    assert (uscc.check_character(changed) == uscc.check_character(text)) is (changed == text)


@given(serials, st.sampled_from(["440605", "441900", "110108"]))
def test_made_codes_are_valid_to_us_and_to_stdnum(serial: str, region: str) -> None:
    code = uscc.make("91", region, serial)
    assert uscc.check(code) == uscc.UsccCheck(code)
    assert standard.is_valid(code)
    assert code.startswith(f"91{region}")


@given(st.text(max_size=30))
def test_any_text_gets_an_answer(text: str) -> None:
    found = uscc.check(text)
    assert (found.problem is None) is (found.message == "")


def test_the_organization_code_inside_carries_its_own_check_character() -> None:
    # 60003734-1 is the organization code inside the example of stdnum.
    assert uscc.make("91", "110000", "60003734") == VALID
