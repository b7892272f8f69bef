"""How the market is searched by title: the pairs of signs that the index holds, and the order in which the title says them."""

import re
import unicodedata
from dataclasses import dataclass

# What every title says is in no index; migration 0021 (claim_pairs) leaves out the same.
COMMON_PAIRS = frozenset(
    ["关于", "对于", "元的", "的债", "债权", "权出", "出售", "有限", "限公", "公司", "股份", "份有"]
)
_LONGEST_TYPED = 60


@dataclass(frozen=True)
class TitleSearch:
    """What was typed, as a statement looks it up: pairs for the index, a pattern for what more than one pair found."""

    pairs: tuple[str, ...]
    pattern: str
    """Empty where one pair says all."""


def narrow(text: str) -> str:
    """In the one form of signs that have several, and lower-case; as the database reads a title."""
    return unicodedata.normalize("NFKC", text).lower()


def plain(text: str) -> str:
    """Signs and digits alone, narrow and lower-case; as claim_pairs does."""
    return "".join(sign for sign in narrow(text) if sign.isalnum())


def pairs_of(title: str) -> frozenset[str]:
    """The pairs that the index holds of a title."""
    signs = plain(title)
    return frozenset(signs[index : index + 2] for index in range(len(signs) - 1)) - COMMON_PAIRS


def title_search(typed: str) -> TitleSearch | None:
    """What to look for; None where it is too little to tell one title from another."""
    typed = typed[:_LONGEST_TYPED]
    signs, pairs = plain(typed), pairs_of(typed)
    if not pairs:
        return None
    words = re.findall(r"\w+", narrow(typed).replace("_", " "))
    return TitleSearch(tuple(sorted(pairs)), "" if len(signs) == 2 else f"%{'%'.join(words)}%")
