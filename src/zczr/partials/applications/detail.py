"""One application as one of its parties sees it: the two sides, the terms, the papers, the history."""

from dataclasses import dataclass

from zczr.domain import clock, history
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.businesses import Business
from zczr.domain.applications.detail import ClaimDetail, Detail, LoanDetail, PartyCard
from zczr.domain.applications.stages import APPLICATION, ENDED_BY_OTHER, Stage
from zczr.domain.claims.kinds import Recourse
from zczr.domain.claims.resales import bought_with
from zczr.domain.claims.sorts import CLAIMS
from zczr.domain.contracts.claim import checks as claim_checks
from zczr.domain.contracts.filings import ClaimFilingFacts, FilingFacts, LoanFilingFacts
from zczr.domain.contracts.loan import checks as loan_checks
from zczr.domain.files.queries import files_of, papers_for
from zczr.domain.lending.assessments import explained
from zczr.domain.permissions import Permission, may
from zczr.domain.reference import industries, phones, regions
from zczr.domain.risk.explain import Explanation
from zczr.partials.applications.address import DEALS
from zczr.partials.applications.detail_terms import terms_of
from zczr.partials.applications.filings import Copies, FilingView, copies_of, filing_view
from zczr.partials.applications.stage_view import StageView, stage_view
from zczr.partials.conversations.writing import contact_href
from zczr.partials.papers import by_slot
from zczr.web.pieces import Event, Paper, Term
from zczr.web.templating import day


@dataclass(frozen=True)
class PartyView:
    """A side of the application."""

    role: str
    name: str
    own: bool
    badge: str
    facts: tuple[Term, ...]


@dataclass(frozen=True)
class Papers:
    """The papers of one side."""

    title: str
    lead: str
    slots: tuple[Paper, ...]


@dataclass(frozen=True)
class Outcome:
    """How an application ended without a contract; `kind` info or warning."""

    kind: str
    text: str


@dataclass(frozen=True)
class Resale:
    """Where a buyer sells again what it has bought; without an address the text says why not, or that it does."""

    text: str
    label: str
    href: str


@dataclass(frozen=True)
class ApplicationDetail:
    """Everything of an application but the forms to answer it."""

    id: int
    title: str
    href: str
    list_href: str
    deal: str
    stage: StageView
    parties: tuple[PartyView, ...]
    terms: tuple[Term, ...]
    outcome: Outcome | None
    summary: str
    message: str
    papers: tuple[Papers, ...]
    assessment: Explanation | None
    assessment_is_own: bool
    filings: tuple[FilingView, ...]
    events: tuple[Event, ...]
    copies: Copies | None
    resale: Resale | None
    contact_href: str


_ROLES = {Business.LOAN: ("借款方", "出借方"), Business.CLAIM: ("转让方", "受让方")}


async def load_application_detail(actor: Actor, found: LoanDetail | ClaimDetail) -> ApplicationDetail:
    """The application for one of its parties; both see the same, and the other side's papers once they are open."""
    events = await history.events_of("application", found.id)
    assessed = found.assessment_id if isinstance(found, LoanDetail) and found.sees_assessment else None
    return ApplicationDetail(
        id=found.id,
        title=found.title,
        href=found.href,
        list_href=found.business.path,
        deal=DEALS[found.business],
        stage=stage_view(found.stage, found.answer_due_at, found.confirm_due_at),
        parties=tuple(
            _party(role, card, own=card.id == actor.organization_id, agreed=found.stage in _AGREED)
            for role, card in zip(_ROLES[found.business], found.sides, strict=True)
        ),
        terms=terms_of(found),
        outcome=_outcome(actor, found, declined=bool(events) and events[-1].act == "decline"),
        summary=found.terms.get("summary", ""),
        message=found.message,
        papers=await _papers(actor, found),
        assessment=await explained(assessed) if assessed else None,
        assessment_is_own=found.sides[0].id == actor.organization_id,
        filings=tuple(
            [
                filing_view(
                    filing,
                    await files_of("contract_filing", filing.id),
                    own=filing.filed_for == actor.organization_id,
                    warnings=await _warnings(found, filing),
                )
                for filing in found.filings
            ]
        ),
        events=tuple(
            Event.of(
                event, APPLICATION.acts.get(event.act, "状态变化"), danger=event.after in _LOST or event.act == "return"
            )
            for event in events
        ),
        copies=copies_of(found.stage, found.business, found.href),
        resale=await _resale(actor, found),
        contact_href=contact_href(found.other(actor.organization_id), "application", found.id),
    )


async def _resale(actor: Actor, found: Detail) -> Resale | None:
    """For the buyer of a claim that is its own by now and not due."""
    bought = await bought_with(actor, found.id) if found.stage is Stage.CONFIRMED else None
    if bought is None or not may(actor, Permission.CLAIM_WRITE):
        return None
    if bought.resold_id:
        return Resale("贵单位已把这笔债权再次出售，或正在出售。", "查看出售", f"{CLAIMS.path}/{bought.resold_id}")
    due_on = bought.terms.due_on
    if due_on is None or due_on <= clock.today():
        return None
    if bought.is_locked:
        return Resale(f"受让后 5 个交易日内不能再转让，{day(bought.resale_from)} 起可以再次出售。", "", "")
    return Resale("可以把这笔债权再次出售给其他单位。", "再次出售", f"{CLAIMS.path}/new?resale={bought.transfer_id}")


async def _warnings(found: Detail, filing: FilingFacts) -> tuple[str, ...]:
    """What both sides have to know of a filing before it is confirmed."""
    if isinstance(found, LoanDetail) and isinstance(filing, LoanFilingFacts):
        published = found.terms.get("max_rate")
        return await loan_checks.filing_warnings(filing, lender_id=found.lender.id, published=published)
    assert isinstance(found, ClaimDetail)
    assert isinstance(filing, ClaimFilingFacts)
    offered = found.terms.get("recourse")
    return await claim_checks.filing_warnings(
        filing, buyer_id=found.buyer.id, agreed=found.amount, offered=Recourse(offered) if offered else None,
        now=found.debtor_state,
    )  # fmt: skip


def _outcome(actor: Actor, found: Detail, *, declined: bool) -> Outcome | None:
    match found.stage:
        case Stage.REJECTED if declined:
            return Outcome("info", f"{found.reason}，{ENDED_BY_OTHER}")
        case Stage.REJECTED:
            who = "贵单位" if actor.organization_id == found.respondent_id else "对方"
            return Outcome("warning", f"{who}拒绝了申请，原因：{found.reason}")
        case Stage.WITHDRAWN:
            who = "贵单位" if actor.organization_id == found.applicant_id else "对方"
            return Outcome("info", f"{who}撤回了申请，需要时可以重新发起。")
        case Stage.EXPIRED if found.confirm_due_at is not None:
            return Outcome("warning", f"{found.reason}，双方各扣 2 分信用分。")
        case Stage.EXPIRED:
            return Outcome("info", f"{found.reason}，不影响双方信用分。")
    return None


def _phone(card: PartyCard) -> str:
    number = card.contact_phone or card.contact_mobile
    return phones.shown(number) if number else ""


_LOST = {str(Stage.REJECTED), str(Stage.EXPIRED)}
_AGREED = {Stage.APPROVED, Stage.APPROVED_UNCONFIRMED, Stage.CONFIRMED}


def _party(role: str, card: PartyCard, *, own: bool, agreed: bool) -> PartyView:
    # Who has agreed to a deal has to be able to talk about it; before that contact is for partners.
    contact = (
        Term("联系人", card.contact_name),
        Term("电话", _phone(card)),
        Term("邮箱", card.contact_email),
    )
    return PartyView(
        role=role,
        name=card.name,
        own=own,
        badge="已认证" if card.verified else "",
        facts=(
            Term("所在地区", regions.city_name(card.city_code)),
            Term("所属行业", industries.name_of(card.industry_section)),
            Term("信用分", str(card.credit_score), figure=True),
            *(line for line in contact if agreed and not own and line.text),
        ),
    )


_SIDES = {"loan_request": "借款方资料", "loan_offer": "出借方资料", "claim": "转让方资料"}


_LOOKS = "文件带有贵单位名称的水印，每次查看和下载都会留下记录，转让方可以看到。"


async def _papers(actor: Actor, found: Detail) -> tuple[Papers, ...]:
    """What the actor may see of both sides' papers; of somebody else's claim as copies that say who looks."""
    groups = []
    for kind, subject_id in found.papers_of:
        files = await (papers_for(actor, subject_id) if kind == "claim" else files_of(kind, subject_id))
        lead = _LOOKS if any(file.disclosed for file in files) else ""
        if files:
            groups.append(Papers(_SIDES[kind], lead, by_slot(files)))
    return tuple(groups)
