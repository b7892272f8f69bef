"""参考价格 with its reasons (domain.md section 5, Claim)."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zczr.domain.claims import reference_price as rule
from zczr.domain.claims.kinds import DebtorState
from zczr.domain.claims.policy import CURRENT, POLICIES
from zczr.domain.claims.reference_price import ChangeKind, FactorKind, PricedClaim, debtor_pd, reference_price
from zczr.domain.money import half_up
from zczr.domain.risk.kinds import Grade

TODAY = date(2017, 8, 4)
ROW = PricedClaim(Decimal(590_000), date(2018, 4, 1), DebtorState.CONFIRMED, None, Decimal("0.03"))


def price_of(claim: PricedClaim, today: date = TODAY) -> Decimal:
    price = reference_price(claim, today).price
    assert price is not None
    return price


@pytest.mark.parametrize(
    ("state", "price"),
    [(DebtorState.CONFIRMED, 559_242), (DebtorState.NOTIFIED, 531_280), (DebtorState.UNNOTIFIED, 475_356)],
)
def test_the_manuals_first_row(state: DebtorState, price: int) -> None:
    assert price_of(replace(ROW, state=state)) == price


def test_each_reason_has_its_effect_and_together_they_are_the_price() -> None:
    found = reference_price(replace(ROW, state=DebtorState.UNNOTIFIED), TODAY)
    assert [(factor.label, factor.value, factor.effect) for factor in found.factors] == [
        ("债权金额", "590,000 元", 590_000),
        ("确权情况", "未通知，扣减 15%", -88_500),
        ("债务方信用", "默认违约率 2.56% × 违约损失率 60%", -7_703),
        ("剩余期限", "剩余 240 天，资金成本 5.90%/年（LPR 3.00% + 2.90%）", -18_441),
    ]
    assert found.sentence == "参考价格为 475,356 元。"


def test_what_would_change_it_is_named_with_the_price_it_would_bring() -> None:
    found = reference_price(replace(ROW, state=DebtorState.UNNOTIFIED), TODAY)
    assert [change.sentence for change in found.changes] == [
        "若债务方确权，参考价格升至 559,242 元。",
        "其他条件不变，30 天后参考价格为 477,585 元。",
        "债务方尚未在平台评估，按默认的违约率测算；评估后按其信用等级测算。",
    ]


def test_what_is_confirmed_assessed_and_soon_due_has_nothing_left_to_change() -> None:
    best = replace(ROW, debtor_grade=Grade.AAA, due_on=TODAY + timedelta(days=30))
    assert reference_price(best, TODAY).changes == ()
    later = replace(best, due_on=TODAY + timedelta(days=31))
    assert [change.kind for change in reference_price(later, TODAY).changes] == [ChangeKind.WAIT]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"state": DebtorState.DISPUTED}, rule.DISPUTED),
        ({"face": None}, rule.INCOMPLETE),
        ({"due_on": None}, rule.INCOMPLETE),
        ({"due_on": TODAY}, rule.DUE),
        ({"lpr": None}, rule.NO_LPR),
    ],
)
def test_where_there_is_no_price_it_is_said_why(changed: dict[str, object], why: str) -> None:
    found = reference_price(replace(ROW, **changed), TODAY)  # type: ignore[arg-type]
    assert (found.price, found.sentence, found.factors, found.changes) == (None, why, (), ())


def test_a_day_before_it_falls_due_there_is_a_price() -> None:
    assert reference_price(replace(ROW, due_on=TODAY + timedelta(days=1)), TODAY).price is not None


def test_the_debtors_own_grade_counts_where_it_was_assessed() -> None:
    assert debtor_pd(Grade.AAA) == Decimal("0.0092")
    assert debtor_pd(Grade.B) == Decimal("0.2294")
    assert debtor_pd(None) == Decimal("0.0256")
    assert price_of(replace(ROW, debtor_grade=Grade.AA)) > price_of(ROW) > price_of(replace(ROW, debtor_grade=Grade.A))
    found = reference_price(replace(ROW, debtor_grade=Grade.AAA), TODAY)
    (credit,) = (factor for factor in found.factors if factor.kind is FactorKind.CREDIT)
    assert credit.value.startswith("平台评估违约率 0.92%")


def test_the_policy_in_force_is_named_and_found_by_its_version() -> None:
    assert reference_price(ROW, TODAY).policy_version == CURRENT.version
    assert POLICIES[CURRENT.version] is CURRENT


faces = st.decimals(min_value=1, max_value=100_000_000, places=2)
grades = st.none() | st.sampled_from(Grade)
lprs = st.decimals(min_value=0, max_value="0.08", places=4)
terms = st.integers(1, 3660)


@given(faces, terms, grades, lprs)
def test_confirmed_is_worth_no_less_than_notified_and_notified_no_less_than_neither(
    face: Decimal, days: int, grade: Grade | None, lpr: Decimal
) -> None:
    claim = PricedClaim(face, TODAY + timedelta(days=days), DebtorState.CONFIRMED, grade, lpr)
    confirmed, notified, neither = (
        price_of(replace(claim, state=state))
        for state in (DebtorState.CONFIRMED, DebtorState.NOTIFIED, DebtorState.UNNOTIFIED)
    )
    assert confirmed >= notified >= neither


@given(faces, terms, terms, grades, lprs, st.sampled_from([DebtorState.CONFIRMED, DebtorState.UNNOTIFIED]))
def test_more_days_never_raise_it(
    face: Decimal, one: int, other: int, grade: Grade | None, lpr: Decimal, state: DebtorState
) -> None:
    near, far = (TODAY + timedelta(days=days) for days in sorted((one, other)))
    claim = PricedClaim(face, near, state, grade, lpr)
    assert price_of(replace(claim, due_on=far)) <= price_of(claim)


@given(faces, terms, st.sampled_from(list(pairwise(Grade))), lprs)
def test_a_better_debtor_never_lowers_it(face: Decimal, days: int, grades: tuple[Grade, Grade], lpr: Decimal) -> None:
    better, worse = (
        PricedClaim(face, TODAY + timedelta(days=days), DebtorState.CONFIRMED, grade, lpr) for grade in grades
    )
    assert price_of(better) >= price_of(worse)


@given(faces, terms, grades, lprs)
def test_it_is_whole_yuan_never_above_the_face_and_the_effects_add_up(
    face: Decimal, days: int, grade: Grade | None, lpr: Decimal
) -> None:
    found = reference_price(PricedClaim(face, TODAY + timedelta(days=days), DebtorState.NOTIFIED, grade, lpr), TODAY)
    assert found.price is not None
    assert found.price == found.price.to_integral_value()
    assert 0 <= found.price <= half_up(face, Decimal(1))
    assert sum(factor.effect for factor in found.factors) == found.price
    assert all(factor.effect <= 0 for factor in found.factors[1:])
