"""Text as people write it, read as it is seen, and what it is told where it is not what was asked for; pure."""

import re
import unicodedata

NEEDED = "此项必填，请填写"
CHOOSE = "请从列出的选项中选择"
NO_EMAIL = "请填写完整的邮箱地址，例如 name@company.cn"
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
# Marks and spaces that leave no ink; the fillers of Hangul and the empty Braille cell count as letters and symbols to Unicode.
_INKLESS = frozenset({"Cc", "Cf", "Cn", "Cs", "Mn", "Zl", "Zp", "Zs"})
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def as_seen(text: str | None) -> str:
    """Text as people see it: without what cannot be seen, and nothing where nothing can be."""
    plain = (text or "").strip()
    # Nearly everything that is written: no sign is hidden, and the first one leaves ink. A workbook has a million cells.
    if plain.isprintable() and plain[:1].isalnum() and plain[0] not in _FILLERS:
        return plain
    lines = (text or "").replace("\r\n", "\n")
    shown = "".join(sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cf", "Cs"})
    inked = any(unicodedata.category(sign) not in _INKLESS and sign not in _FILLERS for sign in shown)
    return shown.strip() if inked else ""


def narrowed(text: str) -> str:
    """Full-width signs as what they stand for."""
    return unicodedata.normalize("NFKC", text)


def is_email_address(text: str) -> bool:
    """Whether a text can be an e-mail address."""
    return _EMAIL.fullmatch(text) is not None


def too_long(limit: int) -> str:
    """What is said of a text of more characters than that."""
    return f"不能超过 {limit} 个字，请精简"
