"""What stands behind the loan: collateral and guarantors as one waterfall (domain.md section 4.2, Security)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from zczr.domain.money import ZERO
from zczr.domain.risk.facts import CollateralAsset, GuarantorOffer
from zczr.domain.risk.kinds import SecuritySource
from zczr.domain.risk.policy import Policy


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of the amount and what covers it."""

    source: SecuritySource
    label: str
    amount: Decimal
    coefficient: Decimal
    lgd: Decimal


@dataclass(frozen=True, slots=True)
class Pool:
    """All that is offered, best first, whatever the amount; `lendable` and `effective` in yuan."""

    slices: tuple[Slice, ...]
    lendable: Decimal
    effective: Decimal


@dataclass(frozen=True, slots=True)
class Security:
    """How one amount is covered: shares covC and covG, coefficient S, loss given default, the slices used."""

    collateral_cover: Decimal
    guarantor_cover: Decimal
    coefficient: Decimal
    lgd: Decimal
    slices: tuple[Slice, ...]


def lendable_value(asset: CollateralAsset, policy: Policy) -> Decimal:
    """Yuan that may be lent on an asset: market value x advance rate x document factor."""
    value = asset.market_value * policy.asset_terms(asset.kind, asset.confirmed).advance
    return value if asset.proven else value * policy.unproven_factor


def effective_cover(guarantor: GuarantorOffer, policy: Policy) -> Decimal:
    """Yuan of the loan that a guarantor truly covers."""
    return (
        min(guarantor.offered, guarantor.remaining_capacity)
        * policy.guarantors[guarantor.grade].weight
        * policy.mode_factor[guarantor.mode]
        * policy.tie_factor[guarantor.tie]
    )


def pool_of(collateral: Sequence[CollateralAsset], guarantors: Sequence[GuarantorOffer], policy: Policy) -> Pool:
    """Weigh and order what is offered: collateral before guarantors, lowest coefficient and LGD first."""
    assets = []
    for asset in collateral:
        terms = policy.asset_terms(asset.kind, asset.confirmed)
        value = lendable_value(asset, policy)
        if value > 0:
            assets.append(Slice(SecuritySource.COLLATERAL, asset.kind.label, value, terms.coefficient, terms.lgd))
    offers = []
    for guarantor in guarantors:
        cover = effective_cover(guarantor, policy)
        if cover > 0:
            coefficient = policy.guarantors[guarantor.grade].coefficient
            label = f"{guarantor.grade.label}级担保人"
            offers.append(Slice(SecuritySource.GUARANTOR, label, cover, coefficient, policy.guarantor_lgd))
    assets.sort(key=_cheapest_first)
    offers.sort(key=_cheapest_first)
    return Pool(
        slices=(*assets, *offers),
        lendable=sum((each.amount for each in assets), ZERO),
        effective=sum((each.amount for each in offers), ZERO),
    )


def cover(pool: Pool, amount: Decimal, policy: Policy) -> Security:
    """Use the pool up to the amount; what is left is uncovered.

    A plain average over the pool would let extra weak collateral raise the coefficient; a waterfall cannot.
    """
    left = amount
    by_source = {SecuritySource.COLLATERAL: ZERO, SecuritySource.GUARANTOR: ZERO}
    weighted, loss = ZERO, ZERO
    used: list[Slice] = []
    for offered in pool.slices:
        if left <= 0:
            break
        part = min(left, offered.amount)
        left -= part
        by_source[offered.source] += part
        weighted += part * offered.coefficient
        loss += part * offered.lgd
        used.append(Slice(offered.source, offered.label, part, offered.coefficient, offered.lgd))
    if left > 0:
        weighted += left * policy.uncovered_coefficient
        loss += left * policy.uncovered_lgd
        source = SecuritySource.UNSECURED
        used.append(Slice(source, source.label, left, policy.uncovered_coefficient, policy.uncovered_lgd))
    return Security(
        collateral_cover=by_source[SecuritySource.COLLATERAL] / amount,
        guarantor_cover=by_source[SecuritySource.GUARANTOR] / amount,
        coefficient=weighted / amount,
        lgd=loss / amount,
        slices=tuple(used),
    )


def _cheapest_first(part: Slice) -> tuple[Decimal, Decimal]:
    return part.coefficient, part.lgd
