"""The ways in which the domain says no: a sentence for people, data for the log, no HTTP status."""

from collections.abc import Sequence
from typing import Any


class Refusal(Exception):
    """What cannot be done, said to the person who asked; `data` goes to the log only."""

    sentence = "操作未能完成，请稍后再试。"

    def __init__(self, sentence: str = "", **data: Any) -> None:
        self.sentence = sentence or type(self).sentence
        self.data = data
        super().__init__(self.sentence)


class NotFound(Refusal):
    """It does not exist, or not for this actor."""

    sentence = "没有找到您要的内容，它可能已被移除，或者您无权查看。"


class NotAllowed(Refusal):
    """The actor sees it but may not do this."""

    sentence = "您的账户没有进行这项操作的权限，请联系贵单位的管理员。"


class WrongState(Refusal):
    """It is no longer, or not yet, in a state that permits this."""

    sentence = "状态已经变化，请刷新页面查看最新情况。"


class Conflict(Refusal):
    """Somebody else was faster, or changed it meanwhile."""

    sentence = "刚刚有人作了修改，请刷新页面后再试。"


class TooMany(Refusal):
    """Tried too often; `data["seconds"]` says how long to wait."""

    sentence = "尝试次数过多，请稍后再试。"


class RuleBroken(Refusal):
    """A rule of the business says no; `field` names what the person should change, if it is one field.

    `others` are further rules that the same attempt breaks.
    """

    others: tuple["RuleBroken", ...] = ()

    def __init__(self, sentence: str, field: str = "", **data: Any) -> None:
        super().__init__(sentence, **data)
        self.field = field


def refuse_all(broken: Sequence[RuleBroken]) -> None:
    """Raise everything that is broken as one refusal, so that a form tells it all in one round; nothing if nothing is."""
    if broken:
        first, *others = broken
        first.others = tuple(others)
        raise first
