"""风险及额度评估 in the right panel."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.lending import queries
from zczr.domain.lending.assessments import Assessed, assessed_before
from zczr.domain.lending.queries import OwnRequest
from zczr.domain.permissions import Permission
from zczr.domain.postings.stages import Posting
from zczr.domain.rates import NO_LPR, percent_text
from zczr.domain.risk.explain import ChainStep, Explanation
from zczr.domain.risk.kinds import AmountGrade, RiskBand
from zczr.domain.risk.what_if import WhatIf
from zczr.partials.lending.request_form import NEW
from zczr.web.respond import fragment

_READ = {"permission": Permission.REQUEST_READ}
_WRITE = {"permission": Permission.REQUEST_WRITE}
_GRADE_BADGES = {
    AmountGrade.LOW: "success",
    AmountGrade.MEDIUM_LOW: "success",
    AmountGrade.MEDIUM: "info",
    AmountGrade.MEDIUM_HIGH: "warning",
    AmountGrade.HIGH: "danger",
}
_FILL_IN = "填写左侧信息后按“风险及额度评估”。"
_RIGHT_FIRST = "左侧有需要更正的内容，更正后再按“风险及额度评估”。"
_BAND_BADGES = {
    RiskBand.LOW: "success",
    RiskBand.ACCEPTABLE: "info",
    RiskBand.ELEVATED: "warning",
    RiskBand.HIGH: "danger",
}


@dataclass(frozen=True)
class Figure:
    """One of the four figures."""

    label: str
    value: str
    note: str = ""
    kind: str = ""
    main: bool = False


@dataclass(frozen=True)
class Line:
    """A line of a list; `kind` gain, loss or note."""

    kind: str
    text: str


@dataclass(frozen=True)
class Named:
    """A term and what it is; also a step of a chain."""

    term: str
    text: str

    @property
    def label(self) -> str:
        """The term, as chains name it."""
        return self.term

    @property
    def value(self) -> str:
        """The text, as chains name it."""
        return self.text


@dataclass(frozen=True)
class Change:
    """A change tried, and what it leads to."""

    text: str
    result: str


@dataclass(frozen=True)
class AssessmentPanel:
    """What the panel shows; `explanation` is None where there is no assessment, and `lead` says how to get one."""

    lead: str
    explanation: Explanation | None
    figures: tuple[Figure, ...]
    warnings: tuple[str, ...]
    lines: tuple[Line, ...]
    caps: tuple[Named, ...]
    risk: tuple[Named, ...]
    risk_result: str
    rate: tuple[Named, ...]
    rate_result: str
    changes: tuple[Change, ...]
    remarks: tuple[Line, ...]
    missing: tuple[Line, ...]
    is_open: bool
    has_ended: bool


def load_assessment_panel(
    assessed: Assessed | None, own: OwnRequest | None, *, refused: bool = False
) -> AssessmentPanel:
    """The panel for an assessment, or what it will show once there is one; `refused` where the form has to be righted first."""
    is_open = own is not None and own.status is Posting.ACTIVE
    has_ended = own is not None and own.has_ended
    if assessed is None:
        lead = _RIGHT_FIRST if refused else _FILL_IN
        return AssessmentPanel(lead, None, (), (), (), (), (), "", (), "", (), (), (), is_open, has_ended)
    said, upper = assessed.explanation, assessed.result.upper
    vetoes = tuple(f"建议额度为 0：{veto.label}。" for veto in assessed.result.vetoes)
    return AssessmentPanel(
        lead="",
        explanation=said,
        figures=_figures(assessed),
        warnings=(*vetoes, *_cap_warnings(assessed)),
        lines=(
            *(Line("loss", line.sentence) for line in said.losses),
            # What loses much and still gives much is said once.
            *(Line("gain", line.sentence) for line in said.gains if line not in said.losses),
        ),
        caps=tuple(
            Named(f"{cap.label}{'（决定额度）' if cap.binding else '（其次）' if cap.following else ''}", cap.text)
            for cap in said.caps
        ),
        risk=_steps(said.risk_chain),
        risk_result=f"{upper.total_risk.value:.2f}",
        rate=_steps(said.rate_chain),
        rate_result=said.headline.rate,
        changes=tuple(_change(each) for each in said.what_ifs if each.total_risk is not None),
        remarks=tuple(Line("note", each.sentence) for each in said.what_ifs if each.total_risk is None),
        missing=tuple(Line("note", each.sentence) for each in said.missing),
        is_open=is_open,
        has_ended=has_ended,
    )


def _cap_warnings(assessed: Assessed) -> tuple[str, ...]:
    """What stands against the rate that was typed, before it is submitted."""
    cap = assessed.result.upper.pricing.cap
    if assessed.facts.lpr is None:
        return (NO_LPR,)
    if cap is not None and assessed.facts.max_rate > cap:
        return (f"可承担最高利息高于法定上限 {percent_text(cap, 2)}，调低后才能提交。",)
    return ()


def _figures(assessed: Assessed) -> tuple[Figure, ...]:
    """The four figures of the manual, in its words."""
    head, upper = assessed.explanation.headline, assessed.result.upper
    grade, band = upper.amount_grade, upper.total_risk.band
    return (
        Figure("企业建议最高贷款额度", head.limit, main=True),
        Figure("单笔贷款金额风险系数", head.amount_risk, grade.label, _GRADE_BADGES[grade]),
        Figure("企业单笔贷款总风险系数", head.total_risk, band.label, _BAND_BADGES[band]),
        Figure("建议利率", head.rate),
    )


def _steps(chain: tuple[ChainStep, ...]) -> tuple[Named, ...]:
    return tuple(Named(step.label, step.text) for step in chain)


def _change(what_if: WhatIf) -> Change:
    change, _, result = what_if.sentence.partition("：")
    return Change(change, result)


@get("/partials/lending/requests/new/assessment-panel", opt=_WRITE)
async def blank_panel(request: Request[Any, Any, Any]) -> Response[str]:
    """The panel before an assessment."""
    panel = load_assessment_panel(None, None)
    return fragment(request, "lending/_assessment_panel.html", owner=NEW, assessment_panel=panel)


@get("/partials/lending/requests/{request_id:int}/assessment-panel", opt=_READ)
async def stored_panel(request: Request[Any, Any, Any], actor: Actor, request_id: FromPath[int]) -> Response[str]:
    """The newest assessment of an own request."""
    own = await queries.own_request(actor, request_id)
    panel = load_assessment_panel(await assessed_before(actor, request_id), own)
    owner = f"/lending/requests/{request_id}"
    return fragment(request, "lending/_assessment_panel.html", owner=owner, assessment_panel=panel)


HANDLERS = [blank_panel, stored_panel]
