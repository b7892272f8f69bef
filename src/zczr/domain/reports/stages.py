"""The lifecycle of a 举报, and what its categories are called."""

from collections.abc import Mapping
from enum import StrEnum

from zczr.domain.stages import Lifecycle


class Report(StrEnum):
    """Where a report stands."""

    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


LABELS: Mapping[Report, str] = {
    Report.OPEN: "待处理",
    Report.UPHELD: "成立",
    Report.DISMISSED: "不成立",
}

CATEGORIES: Mapping[str, str] = {
    "false_information": "信息不实",
    "fraud": "涉嫌欺诈",
    "illegal_fund_raising": "涉嫌非法集资",
    "advertising": "广告或与借贷无关",
    "other": "其他",
}

REPORT = Lifecycle(
    subject_kind="abuse_report",
    transitions={
        Report.OPEN: frozenset({Report.UPHELD, Report.DISMISSED}),
        Report.UPHELD: frozenset(),
        Report.DISMISSED: frozenset(),
    },
    acts={"file": "提交举报", "uphold": "认定举报成立", "dismiss": "认定举报不成立"},
)
