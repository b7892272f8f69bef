"""The lifecycle of an import: checked as a whole, confirmed by a person, written as a whole."""

from collections.abc import Mapping
from enum import StrEnum

from zczr.domain.stages import Lifecycle


class Import(StrEnum):
    """Where an import stands."""

    CHECKING = "checking"
    REFUSED = "refused"
    READY = "ready"
    IMPORTING = "importing"
    DONE = "done"
    WITHDRAWN = "withdrawn"


LABELS: Mapping[Import, str] = {
    Import.CHECKING: "核对中",
    Import.REFUSED: "有误，待修改",
    Import.READY: "核对无误，待确认",
    Import.IMPORTING: "写入中",
    Import.DONE: "已导入",
    Import.WITHDRAWN: "已放弃",
}

IMPORT = Lifecycle(
    subject_kind="claim_import",
    transitions={
        Import.CHECKING: frozenset({Import.REFUSED, Import.READY, Import.WITHDRAWN}),
        # A mended workbook takes the place of the wrong one.
        Import.REFUSED: frozenset({Import.CHECKING, Import.WITHDRAWN}),
        Import.READY: frozenset({Import.CHECKING, Import.IMPORTING, Import.WITHDRAWN}),
        # Nothing was written: rows are wrong by now, or the seller may not sell at the moment.
        Import.IMPORTING: frozenset({Import.DONE, Import.REFUSED, Import.READY}),
        Import.DONE: frozenset(),
        Import.WITHDRAWN: frozenset(),
    },
    acts={
        "upload": "上传工作簿",
        "replace": "换上修改后的工作簿",
        "refuse": "核对出有误之处",
        "pass": "核对无误",
        "confirm": "确认导入",
        "write": "写入全部债权",
        "send_back": "退回，没有写入任何债权",
        "withdraw": "放弃这次导入",
    },
)
ACCEPTS_WORKBOOK = frozenset({Import.REFUSED, Import.READY})
"""Where another workbook may take the place of the one that was checked."""
RUNS = frozenset({Import.CHECKING, Import.IMPORTING})
"""Where a job is at work, or about to be."""
