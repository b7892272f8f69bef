"""Claims on sale for tests of the market."""

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

from cast import PASSWORD, Cast
from claim_makers import make_claim
from visitor import Page, Visitor, text_of
from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.claims import saved_filters
from zczr.domain.claims.kinds import ClaimKind
from zczr.domain.claims.market_filters import Filters
from zczr.domain.partners import directory


async def put_on_sale(seller: Actor, *, debtor: str = "中国南方重工集团", status: str = "active", **more: Any) -> int:
    """A claim of 600,000 due in 200 days for 500,000, unless said otherwise."""
    face = Decimal(more.pop("face_amount", 600_000))
    values: dict[str, Any] = {
        "debtor_name": debtor,
        "debtor_uscc": "",
        "debtor_kind": "large",
        "contract_number": uuid.uuid4().hex[:12],
        "invoice_numbers": (),
        "face_amount": face,
        "due_on": clock.today() + timedelta(days=200),
        "title": f"关于{debtor}对于{seller.organization_name}应收账款{face:,.0f}元的债权出售",
        **more,
    }
    return await make_claim(seller, status=status, **values)


async def save_filter(actor: Actor, name: str = "票据", *, notify: bool = True, **wanted: Any) -> int:
    """A saved filter of the actor's organization that has looked at the market an hour ago."""
    filters = Filters(**(wanted or {"kinds": (ClaimKind.BILL,)}))
    await saved_filters.save(actor, name=name, query="kind=bill", filters=filters, notify=notify)
    filter_id: int = await db.fetch_value(
        "SELECT id FROM saved_filter WHERE organization_id = $1 AND name = $2", actor.organization_id, name
    )
    await db.execute("UPDATE saved_filter SET seen_at = $2 WHERE id = $1", filter_id, clock.now() - timedelta(hours=1))
    return filter_id


async def sign_in(visitor: Visitor, actor: Actor) -> None:
    """At the door of the actor's kind."""
    doors = {"enterprise": "/login/enterprise", "institution": "/login/institution", "platform": "/admin/login"}
    await visitor.open(doors[str(actor.kind)])
    await visitor.press("登录", {"email": actor.email, "password": PASSWORD})


def debtors(page: Page) -> list[str]:
    """The debtors of the claims listed, in order."""
    titles = [text_of(each) for each in page.tree.xpath("//*[@id='market-list']//tbody//th/a")]
    return [title.removeprefix("关于").partition("对于")[0] for title in titles]


async def open_market(cast: Cast) -> None:
    """Four claims that differ in all that can be asked for; the youngest last."""
    today = clock.today()
    await db.execute("UPDATE organization SET credit_score = 80 WHERE id = $1", cast.stranger.organization_id)
    many = (
        (cast.borrower, "甲方重工", {"kind": "receivable", "face_amount": 590_000, "asking_price": 500_000, "due": 240,
                                   "debtor_state": "confirmed", "city_code": "440100", "industry_section": "C"}),
        (cast.borrower, "乙方能源", {"kind": "bill", "face_amount": 600_000, "asking_price": 580_000, "due": 30,
                                   "debtor_state": "notified", "city_code": "440600", "industry_section": "D"}),
        (cast.partner, "丙方物业", {"kind": "rent", "face_amount": 90_000, "asking_price": 45_000, "due": 700,
                                  "debtor_state": "unnotified", "city_code": "110100", "province_code": "110000",
                                  "industry_section": "K", "recourse": "with"}),
        (cast.stranger, "丁方电子", {"kind": "loan", "face_amount": 2_000_000, "asking_price": 1_900_000, "due": 100,
                                   "debtor_state": "disputed", "city_code": "440300", "industry_section": "J"}),
    )  # fmt: skip
    for place, (seller, debtor, facts) in enumerate(many):
        due = facts.pop("due")
        amounts = {name: Decimal(facts.pop(name)) for name in ("face_amount", "asking_price")}
        await put_on_sale(
            seller, debtor=debtor, due_on=today + timedelta(days=due), **facts, **amounts,
            submitted_at=clock.now() + timedelta(minutes=place + 1),
        )  # fmt: skip
    await directory.fill()
