"""The market's columns in a file: figures as figures, rates in percent, days as days."""

from datetime import date
from decimal import Decimal

from zczr.domain.claims.market import Line
from zczr.domain.claims.pricing import annual_yield, days_left, discount_of
from zczr.domain.rates import to_percent
from zczr.partials.claims.market_list import portfolio_of
from zczr.web.exports import Cell

COLUMNS = (
    "债权名称", "融资企业", "债权类型", "到期日", "剩余天数", "债权金额（元）", "出售价格（元）", "折扣（%）", "年化收益率（%）",
    "确权", "出售方式", "信用等级", "地区", "所属行业", "追索权",
)  # fmt: skip


def cells(line: Line, today: date) -> tuple[Cell, ...]:
    """A claim as a row of the file."""
    left = days_left(line.due_on, today)
    return (
        line.title,
        line.seller_name,
        line.kind.label,
        line.due_on,
        left,
        line.face_amount,
        line.asking_price,
        _percent(discount_of(line.face_amount, line.asking_price)),
        _percent(annual_yield(line.face_amount, line.asking_price, left)),
        line.debtor_state.label,
        line.sale_mode.label,
        *portfolio_of(line),
    )


def _percent(fraction: Decimal | None) -> Decimal | None:
    return None if fraction is None else to_percent(fraction).quantize(Decimal("0.01"))
