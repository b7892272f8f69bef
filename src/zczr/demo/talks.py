"""What the cast says to each other, and who asks whom to be partners: a conversation half read, requests that wait."""

import uuid
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime

from zczr.demo.calendar import days_ago
from zczr.demo.cast import BORROWER, LENDER, PARTNER
from zczr.demo.facts import World
from zczr.demo.registry import Registry
from zczr.domain.conversations import commands as conversations
from zczr.domain.conversations.commands import Writing
from zczr.domain.conversations.subjects import Subject
from zczr.domain.partners import commands as partners

_SAID = (
    (PARTNER, BORROWER, 6, "下季度的冲压件订单预计增加三成，贵司的产能跟得上吗？"),
    (BORROWER, PARTNER, 6, "跟得上。我们正在筹款添置一台加工中心，预计下月到位。"),
    (PARTNER, BORROWER, 1, "好的。需要我们出具长期订单的证明，可以随时说。"),
    (LENDER, BORROWER, 2, "看到贵司在筹设备款，我们有一笔自有资金可以短期周转，方便时请联系。"),
)
_ASKED = "我们在顺德的展会上见过，正在为贵司的同行供货，希望成为合作伙伴。"
_ASKS = "经朋友介绍，想了解贵司的产品，先加为合作伙伴。"

Happening = tuple[datetime, Callable[[], Awaitable[object]]]


def talks_of(world: World, registry: Registry) -> Iterator[Happening]:
    """Messages and requests, each at its time."""
    for number, (writer, reader, days, words) in enumerate(_SAID):
        yield days_ago(days, 9 + number, 15), _saying(registry, writer, reader, words)
    known = {key for pair in world.partnerships if BORROWER in pair for key in pair}
    strangers = [offer.lender for offer in world.offers if offer.lender not in known and offer.lender in _firms(world)]
    yield days_ago(1, 11), _asking(registry, strangers[0], BORROWER, _ASKED)
    yield days_ago(0, 1), _asking(registry, BORROWER, strangers[1], _ASKS)


def _firms(world: World) -> set[str]:
    return {firm.key for firm in world.enterprises}


def _saying(registry: Registry, writer: str, reader: str, words: str) -> Callable[[], Awaitable[object]]:
    return lambda: conversations.start(
        registry.maker(writer), registry.ids[reader], Subject(), Writing(uuid.uuid4(), words)
    )


def _asking(registry: Registry, one: str, other: str, words: str) -> Callable[[], Awaitable[object]]:
    return lambda: partners.ask(registry.maker(one), registry.ids[other], message=words)
