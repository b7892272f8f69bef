"""财务数据 as an enterprise declares it: optional, kept with the request, read by the assessment."""

import json
from dataclasses import asdict, dataclass, fields
from decimal import Decimal

from zczr.domain.money import ZERO, plain_text
from zczr.domain.risk.facts import NeedInputs, Statements


@dataclass(frozen=True)
class Financials:
    """Last year's figures, all of them optional: yuan, shares as fractions, days."""

    operating_cash_flow: Decimal | None = None
    total_assets: Decimal | None = None
    total_liabilities: Decimal | None = None
    declared_debt: Decimal | None = None
    guarantees_outstanding: Decimal | None = None
    sales: Decimal | None = None
    margin: Decimal | None = None
    growth: Decimal | None = None
    stock_days: Decimal | None = None
    receivable_days: Decimal | None = None
    payable_days: Decimal | None = None
    prepaid_days: Decimal | None = None
    advance_days: Decimal | None = None
    own_funds: Decimal | None = None
    working_loans: Decimal | None = None
    other_channels: Decimal | None = None

    @property
    def given(self) -> bool:
        """Whether anything was declared."""
        return any(value is not None for value in asdict(self).values())

    def statements(self) -> Statements:
        """What the statements say."""
        return Statements(self.total_assets, self.total_liabilities, self.operating_cash_flow)

    def need(self) -> NeedInputs | None:
        """Inputs of the working-capital need; None without sales and margin, its two bases."""
        if self.sales is None or self.margin is None:
            return None
        return NeedInputs(
            sales=self.sales,
            margin=self.margin,
            growth=self.growth or ZERO,
            stock_days=self.stock_days or ZERO,
            receivable_days=self.receivable_days or ZERO,
            payable_days=self.payable_days or ZERO,
            prepaid_days=self.prepaid_days or ZERO,
            advance_days=self.advance_days or ZERO,
            own_funds=self.own_funds or ZERO,
            working_loans=self.working_loans or ZERO,
            other_channels=self.other_channels or ZERO,
        )

    def to_json(self) -> str | None:
        """As it is kept: exact decimals as text; None where nothing was declared."""
        kept = {name: plain_text(value) for name, value in asdict(self).items() if value is not None}
        return json.dumps(kept, sort_keys=True) if kept else None

    @classmethod
    def from_json(cls, stored: str | None) -> "Financials":
        """What was kept."""
        kept = json.loads(stored) if stored else {}
        return cls(**{name: Decimal(value) for name, value in kept.items() if name in NAMES})


NAMES = tuple(field.name for field in fields(Financials))
