"""The lifecycle of an entry of 伙伴动态: shown while its posting is open and matched, removed for good by an admin."""

from collections.abc import Mapping
from enum import StrEnum

from zczr.domain.stages import Lifecycle


class Entry(StrEnum):
    """Where an entry stands."""

    LIVE = "live"
    ENDED = "ended"
    REMOVED = "removed"


LABELS: Mapping[Entry, str] = {
    Entry.LIVE: "展示中",
    Entry.ENDED: "已结束",
    Entry.REMOVED: "已移除",
}

ENTRY = Lifecycle(
    subject_kind="feed_entry",
    transitions={
        Entry.LIVE: frozenset({Entry.ENDED, Entry.REMOVED}),
        # Matching may find counterparties again; what was reported before it ended can still be found unlawful.
        Entry.ENDED: frozenset({Entry.LIVE, Entry.REMOVED}),
        Entry.REMOVED: frozenset(),
    },
    acts={
        "publish": "匹配成功，发布动态",
        "unmatch": "没有可展示的匹配，结束动态",
        "end": "发布已结束，动态随之结束",
        "remove": "移除动态",
    },
)
