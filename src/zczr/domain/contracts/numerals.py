"""Chinese numerals as contracts write them: capital amounts (壹拾万元整) and ordinals of clauses (第十二条)."""

from decimal import Decimal

from zczr.domain.money import CENT

_CAPITALS = "零壹贰叁肆伍陆柒捌玖"
_SMALL = "零一二三四五六七八九"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")
_GROUP = 10_000
_TOO_LARGE = Decimal(_GROUP) ** len(_GROUPS)


def capital_amount(yuan: Decimal) -> str:
    """An amount in capital numerals, such as 人民币壹拾万元整 or 人民币壹仟零伍元叁角整; at most two decimals."""
    if yuan < 0 or yuan >= _TOO_LARGE or yuan != yuan.quantize(CENT):
        raise ValueError("a capital amount is not negative, below 10^16 and in whole cents")
    cents = int(yuan * 100)
    whole, jiao, fen = cents // 100, cents // 10 % 10, cents % 10
    text = f"{_capital_integer(whole)}元" if whole or not cents else ""
    if not jiao and not fen:
        return f"人民币{text}整"
    # A zero stands for a missing 角 between 元 and 分, and before 角 when the 元 end in zero.
    if whole and (not jiao or whole % 10 == 0):
        text += "零"
    if jiao:
        text += f"{_CAPITALS[jiao]}角"
    return f"人民币{text}{_CAPITALS[fen]}分" if fen else f"人民币{text}整"


def ordinal(number: int) -> str:
    """A number from 1 to 99 in small numerals, such as 十 or 二十一."""
    if not 1 <= number <= 99:
        raise ValueError("ordinals run from 1 to 99")
    tens, units = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{_SMALL[tens]}十") + (_SMALL[units] if units else "")


def _capital_integer(number: int) -> str:
    if number == 0:
        return _CAPITALS[0]
    text, gap = "", False
    for power in reversed(range(len(_GROUPS))):
        group = number // _GROUP**power % _GROUP
        if group == 0:
            gap = bool(text)
            continue
        if text and (gap or group < _GROUP // 10):
            text += _CAPITALS[0]
        text += _capital_group(group) + _GROUPS[power]
        gap = False
    return text


def _capital_group(group: int) -> str:
    text, gap = "", False
    for place in reversed(range(len(_PLACES))):
        digit = group // 10**place % 10
        if digit == 0:
            gap = bool(text)
            continue
        text += (_CAPITALS[0] if gap else "") + _CAPITALS[digit] + _PLACES[place]
        gap = False
    return text
