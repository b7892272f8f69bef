"""Discount and yield of a page's claims as a picture: one dot a claim, drawn here, with the list behind it as the table."""

from collections.abc import Sequence
from decimal import Decimal

from zczr.domain.claims.kinds import DebtorState
from zczr.domain.claims.market import Line
from zczr.web.templating import ENVIRONMENT, percent

_WIDTH, _HEIGHT = 640, 320
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 16, 16, 44
_TICKS = 4
_COLOURS = {
    DebtorState.CONFIRMED: "#2b7d4d",
    DebtorState.NOTIFIED: "#2b6ca3",
    DebtorState.UNNOTIFIED: "#7b8f93",
    DebtorState.DISPUTED: "#b3261e",
}


def market_chart(points: Sequence[tuple[Line, Decimal, Decimal]]) -> str:
    """The picture of claims with their discounts and yields; its own title and description say what it is."""
    across = _Axis([discount for _, discount, _ in points], _LEFT, _WIDTH - _RIGHT)
    upward = _Axis([earned for _, _, earned in points], _HEIGHT - _BOTTOM, _TOP)
    dots = [(across.at(discount), upward.at(earned), _COLOURS[line.debtor_state]) for line, discount, earned in points]
    legend = [
        (str(_LEFT + 150 * place), state.label, _COLOURS[state])
        for place, state in enumerate(_COLOURS)
        if any(line.debtor_state is state for line, _, _ in points)
    ]
    return ENVIRONMENT.get_template("claims/scatter.svg").render(
        width=_WIDTH, height=_HEIGHT, left=_LEFT, right=_WIDTH - _RIGHT, top=_TOP, bottom=_HEIGHT - _BOTTOM,
        across=across.ticks(), upward=upward.ticks(), dots=dots, legend=legend, legend_line=_HEIGHT - 6,
        tick_line=_HEIGHT - _BOTTOM + 16,
    )  # fmt: skip


class _Axis:
    """Values laid out between two places of the picture."""

    def __init__(self, values: Sequence[Decimal], first: int, last: int) -> None:
        low, high = (min(values), max(values)) if values else (Decimal(0), Decimal(1))
        # One value alone stands in the middle.
        margin = (high - low) / 20 or Decimal("0.01")
        self._low, self._high = low - margin, high + margin
        self._first, self._last = first, last

    def at(self, value: Decimal) -> str:
        """Where a value stands."""
        share = (value - self._low) / (self._high - self._low)
        return f"{self._first + (self._last - self._first) * share:.1f}"

    def ticks(self) -> list[tuple[str, str]]:
        """A few values with their places."""
        step = (self._high - self._low) / (_TICKS + 1)
        values = [self._low + step * place for place in range(1, _TICKS + 1)]
        return [(self.at(value), percent(value)) for value in values]
