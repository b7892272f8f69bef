"""Days as people write them: 2026-11-23, 2026/11/23, 2026年11月23日 and 20261123; pure."""

import re
from datetime import date

from zczr.domain.written.texts import narrowed


class NotADay(ValueError):
    """What was written is no day; the message says how to write it."""


def day(text: str) -> date:
    """The day that a text means."""
    plain = re.sub(r"[年月/.。－—–]", "-", narrowed(text).strip()).replace("日", "")
    plain = re.sub(r"^([0-9]{4})([0-9]{2})([0-9]{2})$", r"\1-\2-\3", plain)
    try:
        year, month, day_ = (int(part) for part in plain.split("-"))
        return date(year, month, day_)
    except (ValueError, OverflowError):
        raise NotADay("请按 2026-11-23 的格式填写日期") from None
