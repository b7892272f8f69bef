"""The lifecycle of a quote (报价)."""

from collections.abc import Mapping
from enum import StrEnum

from zczr.domain.stages import Lifecycle


class QuoteStage(StrEnum):
    """Where a quote stands: it counts while it is given."""

    GIVEN = "given"
    WITHDRAWN = "withdrawn"
    CHOSEN = "chosen"
    PASSED_OVER = "passed_over"
    LAPSED = "lapsed"


LABELS: Mapping[QuoteStage, str] = {
    QuoteStage.GIVEN: "已报价",
    QuoteStage.WITHDRAWN: "已撤回",
    QuoteStage.CHOSEN: "已选中",
    QuoteStage.PASSED_OVER: "未选中",
    QuoteStage.LAPSED: "询价已结束",
}

QUOTE = Lifecycle(
    subject_kind="quote",
    transitions={
        QuoteStage.GIVEN: frozenset(
            {QuoteStage.WITHDRAWN, QuoteStage.CHOSEN, QuoteStage.PASSED_OVER, QuoteStage.LAPSED}
        ),
        QuoteStage.WITHDRAWN: frozenset(),
        QuoteStage.CHOSEN: frozenset(),
        QuoteStage.PASSED_OVER: frozenset(),
        QuoteStage.LAPSED: frozenset(),
    },
    acts={
        "give": "提交报价",
        "change": "修改报价",
        "withdraw": "撤回报价",
        "choose": "选择这份报价",
        "pass_over": "选择其他报价",
        "lapse": "结束询价",
    },
)
