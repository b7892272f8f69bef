"""Figures as people type them: ２０万, 1,250.50, 5％, 12 个月. Text in, Decimal or int out, or a sentence that helps."""

import re
import unicodedata
from decimal import Decimal

_NUMBER = re.compile(r"(?P<sign>[-+]?)(?P<digits>\d+(?:\.\d*)?|\.\d+)(?P<unit>\D*)")
_MOST_WHOLE, _MOST_PLACES = 15, 8
_YUAN_UNITS = {"": None, "元": 1, "万": 10_000, "万元": 10_000, "万人民币": 10_000, "亿": 10**8, "亿元": 10**8}


class NotAFigure(ValueError):
    """What was typed is no figure of this kind; the message says how to write it."""


def _read(text: str) -> tuple[Decimal, str]:
    plain = unicodedata.normalize("NFKC", text)
    plain = re.sub(r"[\s,，]|人民币(?=\d)|^[¥￥]", "", plain)
    found = _NUMBER.fullmatch(plain)
    if found is None:
        raise NotAFigure("请用数字填写，例如 20 或 20.5")
    whole, _, places = found["digits"].lstrip("0").partition(".")
    if len(whole) > _MOST_WHOLE:
        raise NotAFigure("数字过大，请核对单位和位数")
    if len(places.rstrip("0")) > _MOST_PLACES:
        raise NotAFigure("小数位数过多，请减少位数")
    return Decimal(found["sign"] + found["digits"]), found["unit"]


def yuan(text: str, *, unit: int) -> Decimal:
    """An amount in yuan; `unit` is what a bare figure means: 1 for 元, 10,000 for 万."""
    number, written = _read(text)
    if written not in _YUAN_UNITS:
        raise NotAFigure("请用数字填写金额，例如 20 或 20.5")
    amount = number * (_YUAN_UNITS[written] or unit)
    if amount < 0:
        raise NotAFigure("金额不能是负数")
    if amount >= Decimal(10) ** 15:
        raise NotAFigure("金额过大，请核对单位")
    if amount != amount.quantize(Decimal("0.01")):
        raise NotAFigure("金额最多精确到分")
    return amount.quantize(Decimal("0.01"))


def rate(text: str) -> Decimal:
    """A yearly rate typed in percent, as a fraction: 5 or 5% is 0.05; no finer than it is shown."""
    number, written = _read(text)
    if written not in {"", "%", "%/年", "%每年"}:
        raise NotAFigure("请用百分数填写，例如 5 或 5.5")
    if number < 0:
        raise NotAFigure("利率不能是负数，无息请填 0")
    if number >= 100:
        raise NotAFigure("利率应小于 100%，例如 5 表示每年 5%")
    fraction = number / 100
    if fraction != fraction.quantize(Decimal("0.0001")):
        raise NotAFigure("利率最多保留两位小数")
    return fraction.quantize(Decimal("0.0001"))


def share(text: str) -> Decimal:
    """A share typed in percent, as a fraction: 10 or 10% is 0.1, a loss is negative."""
    number, written = _read(text)
    if written not in {"", "%"}:
        raise NotAFigure("请用百分数填写，例如 10 或 10.5")
    return number / 100


def whole(text: str, *, units: tuple[str, ...] = ()) -> int:
    """A whole number, perhaps followed by its unit: 12 or 12个月."""
    number, written = _read(text)
    if written not in {"", *units} or number != number.to_integral_value():
        raise NotAFigure("请填写整数，例如 6")
    return int(number)
