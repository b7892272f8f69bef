"""The match pages of 债权出售 and 收购意向: buyers for a claim, claims for a buyer."""

from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.businesses import Business
from zczr.domain.applications.claims import answer_by
from zczr.domain.claims import criteria, matches, queries
from zczr.domain.claims.kinds import ClaimKind, DebtorState, SaleMode
from zczr.domain.claims.matches import BuyerLine, ClaimLine
from zczr.domain.claims.pricing import figures_of
from zczr.domain.claims.queries import OwnClaim
from zczr.domain.claims.sorts import CLAIMS, PURCHASES
from zczr.domain.credit.grades import grade_of
from zczr.domain.lending.labels import range_text
from zczr.domain.matching.claim import Change
from zczr.domain.matching.near_miss import near_miss_summary
from zczr.domain.money import two_places
from zczr.domain.permissions import Permission, may
from zczr.domain.postings.matches import Matched, matched_at
from zczr.domain.postings.own import Own
from zczr.domain.postings.stages import LABELS, Posting
from zczr.domain.reference import industries, regions
from zczr.partials.claims.offer import MARKET
from zczr.partials.conversations.writing import contact_href
from zczr.partials.matches import Card, MatchList, OfferingForm, lead_of, miss_of, weakest_of
from zczr.web import forms
from zczr.web.pieces import Term
from zczr.web.respond import fragment
from zczr.web.templating import day, instant, money, percent

_TEMPLATE = "postings/_match_list.html"


class SaleOfferForm(OfferingForm):
    """发起出售申请 to one or several buyers that matching found."""

    claim_id = forms.hidden()

    @property
    def claim(self) -> int:
        """The own claim that is offered; 0 for nonsense, which nobody owns."""
        return int(self.claim_id.data) if forms.is_id(self.claim_id.data) else 0


async def load_buyers(actor: Actor, claim_id: int, form: SaleOfferForm | None = None) -> MatchList:
    """The buyers for an own claim; NotFound for everybody else's."""
    own = await queries.own_claim(actor, claim_id)
    lines = await matches.buyers_for(actor, own)
    near = await matches.buyers_for(actor, own, near=True)
    form = form or SaleOfferForm(data={"claim_id": str(own.id)})
    ticked = {str(each) for each in form.counterparties.data or ()}
    return MatchList(
        form=form,
        hidden=(form.submission_id, form.claim_id),
        title=own.title,
        ended=_ended(own),
        heading="匹配到的买方",
        lead=lead_of(lines, PURCHASES.noun, instant(await matched_at(own))),
        apply_title=f"按定价 {money(own.terms.asking_price)} 元向选中的买方发起出售申请",
        apply_label="发起出售申请",
        apply_note=_apply_note(own),
        message_hint="可说明债权的情况，对方会看到",
        empty_title="暂时没有匹配的买方",
        cards=tuple(_buyer(line, ticked) for line in lines),
        near=tuple(_buyer(line, ticked, near=True) for line in near),
        near_lines=_near_lines(near),
        may_apply=_may_offer(actor, own, lines),
        edit_label=_edit_label(actor, own),
        edit_href=f"{CLAIMS.path}/{own.id}",
        applications_href=Business.CLAIM.path,
    )


async def load_claims(actor: Actor, criteria_id: int) -> MatchList:
    """The claims on sale for an own 收购意向; NotFound for everybody else's."""
    own = await criteria.own_criteria(actor, criteria_id)
    lines = await matches.claims_for(actor, own)
    near = await matches.claims_for(actor, own, near=True)
    return MatchList(
        form=None,
        hidden=(),
        title=own.title,
        ended=_ended(own),
        heading="匹配到的债权",
        lead=lead_of(lines, CLAIMS.noun, instant(await matched_at(own))),
        look_label="查看债权",
        empty_title="暂时没有匹配的债权",
        cards=tuple(_claim(line) for line in lines),
        near=tuple(_claim(line, near=True) for line in near),
        near_lines=_near_lines(near),
        may_apply=False,
        edit_label=_edit_label(actor, own),
        edit_href=f"{PURCHASES.path}/{own.id}",
        applications_href=Business.CLAIM.path,
    )


def _apply_note(own: OwnClaim) -> str:
    left = f"{clock.days_until(answer_by(own.terms.due_on), clock.now())} 天" if own.terms.due_on else "期限"
    return f"对方 {left}内答复，先同意的买方取得；在此之前债权仍在“债权交易”中出售。"


def _ended(own: Own) -> str:
    return "" if own.status is Posting.ACTIVE else f"这项发布{LABELS[own.status]}，不在匹配中。"


def _may_offer(actor: Actor, own: OwnClaim, lines: tuple[BuyerLine, ...]) -> bool:
    # Who sells by 询价 waits for quotes, and tells buyers of it by 联系.
    priced = own.status is Posting.ACTIVE and own.terms.sale_mode == SaleMode.FIXED
    return priced and any(line.application_id is None for line in lines) and may(actor, Permission.APPLICATION_APPLY)


def _edit_label(actor: Actor, own: Own) -> str:
    return "修改条件" if own.is_editable_by(actor) else "查看发布"


def _near_lines(near: tuple[Matched, ...]) -> tuple[str, ...]:
    return tuple(line.sentence for line in near_miss_summary(miss_of(line, Change) for line in near))


def _buyer(line: BuyerLine, ticked: set[str], *, near: bool = False) -> Card:
    return Card(
        id=line.posting_id,
        name=line.name,
        score="" if near else two_places(line.total),
        institution=line.institution,
        facts=(
            Term("意向名称", line.project),
            *_place(line),
            Term("收购金额", range_text(line.amount_min, line.amount_max)),
            Term("最低年化收益率", f"{percent(line.min_yield)}/年" if line.min_yield is not None else "不限"),
            Term("最低折扣", percent(line.min_discount) or "不限"),
            Term("最长剩余期限", f"{line.max_days} 天"),
            Term("信用等级", grade_of(line.credit_score).label),
        ),
        reasons=() if near else line.reasons,
        misses=_misses(line, near),
        notes=() if near else weakest_of(line),
        application_href=_application(line),
        contact_href="" if near else contact_href(line.organization_id, PURCHASES.table, line.posting_id),
        ticked=str(line.posting_id) in ticked,
    )


def _claim(line: ClaimLine, *, near: bool = False) -> Card:
    figures = figures_of(line.face_amount, line.asking_price, line.due_on, clock.today())
    return Card(
        id=line.posting_id,
        name=line.title,
        href=f"{MARKET}/{line.posting_id}",
        score="" if near else two_places(line.total),
        institution=line.institution,
        facts=(
            Term("融资企业", line.name),
            Term("债权类型", ClaimKind(line.kind).label),
            Term("债权金额", f"{money(line.face_amount)} 元"),
            Term("出售价格", f"{money(line.asking_price)} 元"),
            Term("折扣", percent(figures.discount)),
            Term("年化收益率", f"{percent(figures.annual_yield)}/年"),
            Term("到期日", day(line.due_on)),
            Term("确权状态", DebtorState(line.debtor_state).label),
            *_place(line),
            Term("信用等级", grade_of(line.credit_score).label),
        ),
        reasons=() if near else line.reasons,
        misses=_misses(line, near),
        notes=() if near else weakest_of(line),
        application_href=_application(line),
        contact_href="" if near else contact_href(line.organization_id, CLAIMS.table, line.posting_id),
        ticked=False,
    )


def _place(line: Matched) -> tuple[Term, ...]:
    return (
        Term("地区", regions.city_name(line.city_code) or "未填写"),
        Term("行业", industries.name_of(line.industry_section) or "未填写"),
    )


def _misses(line: Matched, near: bool) -> tuple[str, ...]:
    return (f"{miss_of(line, Change).condition}，即可匹配",) if near else line.cautions


def _application(line: Matched) -> str:
    return f"{Business.CLAIM.path}/{line.application_id}" if line.application_id else ""


@get("/partials/claims/sales/{claim_id:int}/match-list", opt={"permission": Permission.CLAIM_READ})
async def buyers(request: Request[Any, Any, Any], actor: Actor, claim_id: FromPath[int]) -> Response[str]:
    """Matches of an own claim."""
    loaded = await load_buyers(actor, claim_id)
    return fragment(request, _TEMPLATE, owner=f"{CLAIMS.path}/{claim_id}/matches", match_list=loaded)


@get("/partials/claims/criteria/{criteria_id:int}/match-list", opt={"permission": Permission.CRITERIA_READ})
async def claims(request: Request[Any, Any, Any], actor: Actor, criteria_id: FromPath[int]) -> Response[str]:
    """Matches of an own 收购意向."""
    loaded = await load_claims(actor, criteria_id)
    return fragment(request, _TEMPLATE, owner=f"{PURCHASES.path}/{criteria_id}/matches", match_list=loaded)


HANDLERS = [buyers, claims]
