"""The screen of 伙伴动态: words of raising money from the public with a promise of return (domain.md section 3 row 13)."""

import re
import unicodedata
from collections.abc import Iterable

_BETWEEN = re.compile(r"[^\w]|_")
# Ordinary words that hold a barred one are let through: 确保本月交货, 环保本地厂, 筹集资金, 收集资料.
_BARRED = re.compile(
    r"(?<![确环担质])保本(?![月年季周日地厂企司单位次批项])"
    r"|保息|稳赚|包赚(?!取)|躺赚"
    r"|保(?:证)?(?:收益|回报|分红)|承诺(?:收益|回报|分红)"
    r"|固定(?:收益|回报)|高额(?:收益|回报|返利)|(?<!提)高回报|高息揽"
    r"|[无零]风险.{0,6}(?:收益|回报|利息)|(?:收益|回报|利息).{0,6}[无零]风险"
    r"|[向对]全?(?:社会|公众|不特定).{0,6}(?:募集|募资|筹集|筹资|借款|融资|吸收)"
    r"|公开(?:募集|募资|集资|筹资)|社会集资|非法集资|众筹"
    r"|(?<![筹募归汇聚收采搜征密])集资(?![料源产金])"
)


def is_barred(texts: Iterable[str]) -> bool:
    """Whether any of what a posting says sounds like raising money from the public with a promise of return."""
    return any(_BARRED.search(_bare(text)) for text in texts)


def _bare(text: str) -> str:
    """A text without what may be put between two signs to hide a word."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
