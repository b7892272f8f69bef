"""拆分 on the page of an own claim: the way to it, the slices, or the whole that this one is a slice of."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from litestar import Request, Response, get
from litestar.params import FromPath

from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.businesses import Business
from zczr.domain.claims import queries
from zczr.domain.claims.queries import OwnClaim
from zczr.domain.claims.slices import SliceLine, slices_of
from zczr.domain.claims.slicing import LEAST_AMOUNT, MOST_SLICES
from zczr.domain.claims.sorts import CLAIMS
from zczr.domain.money import ZERO
from zczr.domain.permissions import Permission, may
from zczr.domain.postings.stages import LABELS, Posting
from zczr.partials.postings import BADGES
from zczr.web.respond import fragment
from zczr.web.templating import money

REJOIN_ASKS = "取消后各份全部撤回，债权重新整笔在售。"
COLUMNS = ({"label": "名称"}, {"label": "金额（元）", "numeric": True}, {"label": "定价（元）", "numeric": True},
           {"label": "买方"}, {"label": "状态"}, {"label": "操作"})  # fmt: skip
_TAKEN = {Posting.ACTIVE, Posting.RESERVED, Posting.MATCHED}


class Row(NamedTuple):
    """One slice; ready strings."""

    name: str
    href: str
    face: str
    price: str
    buyer: str
    application_href: str
    badge: str
    state: str


@dataclass(frozen=True)
class SlicesBox:
    """What an own claim has to do with slices."""

    lead: str
    columns: Any
    rows: tuple[Row, ...]
    split_href: str
    split_label: str
    whole_href: str
    rejoin_href: str
    rejoin_asks: str


async def load_slices_box(actor: Actor, own: OwnClaim) -> SlicesBox | None:
    """The box of an own claim; None where it neither is nor was split, nor can be."""
    lines = await slices_of(own.id)
    publishes, href = may(actor, Permission.CLAIM_PUBLISH), f"{CLAIMS.path}/{own.id}"
    standing = [line for line in lines if line.status in _TAKEN]
    rest = (own.terms.face_amount or ZERO) - sum((line.face_amount for line in standing), ZERO)
    splits = publishes and own.may_be_split and rest >= LEAST_AMOUNT and len(standing) < MOST_SLICES
    if not (lines or splits or own.whole_id):
        return None
    free = all(line.status not in {Posting.RESERVED, Posting.MATCHED} for line in lines)
    return SlicesBox(
        lead=_lead(own, rest),
        columns=COLUMNS,
        rows=tuple(_row(line) for line in lines),
        split_href=f"{href}/slices" if splits else "",
        split_label="把余下的再拆出几份" if standing else "拆分出售",
        whole_href=f"{CLAIMS.path}/{own.whole_id}" if own.whole_id else "",
        rejoin_href=f"{href}/slices/withdrawal" if publishes and own.status is Posting.SPLIT and free else "",
        rejoin_asks=REJOIN_ASKS,
    )


def _lead(own: OwnClaim, rest: Decimal) -> str:
    if own.whole_id:
        return "这是整笔债权中的一份，不能修改或再拆分；要改，请撤回这一份，再从整笔债权重新拆出。"
    if own.status is not Posting.SPLIT:
        return "可以把这笔债权拆成金额不等的几份，分别卖给不同的买方，最多 10 份。"
    return f"拆分的各份分别出售。没有分出或已经撤回的 {money(rest)} 元仍归贵单位。"


def _row(line: SliceLine) -> Row:
    return Row(
        name=line.name,
        href=f"{CLAIMS.path}/{line.id}",
        face=money(line.face_amount),
        price=money(line.asking_price),
        buyer=line.buyer_name or "—",
        application_href=f"{Business.CLAIM.path}/{line.application_id}" if line.application_id else "",
        badge=BADGES[line.status],
        state=LABELS[line.status],
    )


@get("/partials/claims/sales/{claim_id:int}/slices-box", opt={"permission": Permission.CLAIM_READ})
async def slices_box(request: Request[Any, Any, Any], actor: Actor, claim_id: FromPath[int]) -> Response[str]:
    """The box alone."""
    box = await load_slices_box(actor, await queries.own_claim(actor, claim_id))
    return fragment(request, "claims/_slices_box.html", owner=f"{CLAIMS.path}/{claim_id}", slices_box=box)


HANDLERS = [slices_box]
