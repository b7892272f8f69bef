"""Collateral and guarantors: how each counts, and the waterfall (domain.md section 4.2, Security)."""

from dataclasses import replace
from decimal import Decimal

import pytest

from zczr.domain.risk.facts import (
    CollateralAsset,
    GuarantorOffer,
)
from zczr.domain.risk.kinds import (
    CollateralKind,
    Grade,
    GuaranteeMode,
    Tie,
)
from zczr.domain.risk.policy import CURRENT
from zczr.domain.risk.security import cover, effective_cover, lendable_value, pool_of


@pytest.mark.parametrize(
    ("kind", "confirmed", "lendable"),
    [
        (CollateralKind.PROPERTY, False, 70), (CollateralKind.FIXED_ASSET, False, 60),
        (CollateralKind.PLANT_OR_LAND, False, 60), (CollateralKind.GENERAL_EQUIPMENT, False, 50),
        (CollateralKind.SPECIAL_EQUIPMENT, False, 30), (CollateralKind.STOCK, False, 50),
        (CollateralKind.RECEIVABLE, True, 80), (CollateralKind.RECEIVABLE, False, 60),
        (CollateralKind.DEPOSIT, False, 95), (CollateralKind.OTHER, False, 40),
    ],
)  # fmt: skip
def test_assets_are_advanced_as_published_and_half_without_proof(
    kind: CollateralKind, confirmed: bool, lendable: int
) -> None:
    proven = CollateralAsset(kind, Decimal(100), proven=True, confirmed=confirmed)
    assert lendable_value(proven, CURRENT) == lendable
    assert lendable_value(replace(proven, proven=False), CURRENT) == Decimal(lendable) / 2


@pytest.mark.parametrize(("grade", "effective"), list(zip(Grade, (90, 85, 75, 60, 40, 20, 0), strict=True)))
def test_guarantors_weigh_by_grade(grade: Grade, effective: int) -> None:
    offer = GuarantorOffer(grade, Decimal(100), Decimal(200), GuaranteeMode.JOINT)
    assert effective_cover(offer, CURRENT) == effective


@pytest.mark.parametrize(("tie", "share"), list(zip(Tie, ("1", "0.7", "0.5", "0.3"), strict=True)))
def test_ties_and_mode_lower_a_guarantor(tie: Tie, share: str) -> None:
    offer = GuarantorOffer(Grade.A, Decimal(100), Decimal(80), GuaranteeMode.GENERAL, tie)
    assert effective_cover(offer, CURRENT) == Decimal(80) * Decimal("0.75") * Decimal("0.8") * Decimal(share)


def test_the_waterfall_uses_the_safest_first_and_stops_when_covered() -> None:
    other = CollateralAsset(CollateralKind.OTHER, Decimal(1000), proven=True)
    deposit = CollateralAsset(CollateralKind.DEPOSIT, Decimal(100), proven=True)
    security = cover(pool_of((other, deposit), (), CURRENT), Decimal(190), CURRENT)
    assert [(part.label, part.amount) for part in security.slices] == [
        ("存单", Decimal(95)),
        ("其他资产", Decimal(95)),
    ]
    assert security.coefficient == Decimal("0.35")
    assert security.lgd == Decimal("0.20")


def test_a_grade_c_guarantor_covers_nothing() -> None:
    offer = GuarantorOffer(Grade.C, Decimal(100), Decimal(100), GuaranteeMode.JOINT)
    assert cover(pool_of((), (offer,), CURRENT), Decimal(100), CURRENT).guarantor_cover == 0
