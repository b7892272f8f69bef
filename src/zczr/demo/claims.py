"""债权交易 in the demo: claims in every standing with their debtors, one being bought, one sold and its debtor notified."""

import asyncio
import re
import uuid
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from io import BytesIO

from zczr import db
from zczr.demo.calendar import days_ago
from zczr.demo.cast import BORROWER, LENDER, MICROLENDER, PARTNER, STRANGER
from zczr.demo.papers import Paper
from zczr.demo.registry import Registry, put_papers
from zczr.documents.contract import contract_pdf
from zczr.domain import clock
from zczr.domain.applications import commands as applications
from zczr.domain.applications.buying import Seen, purchase
from zczr.domain.claims import confirmations, notices, registrations, selling
from zczr.domain.claims import slices as slicing
from zczr.domain.claims.confirmations import Answer
from zczr.domain.claims.kinds import Recourse
from zczr.domain.claims.notices import Receipt
from zczr.domain.claims.papers import commands as access
from zczr.domain.claims.quotes import commands as quotes
from zczr.domain.claims.quotes.commands import Said
from zczr.domain.claims.registration import Registration
from zczr.domain.claims.slicing import Slice
from zczr.domain.claims.terms import SaleTerms
from zczr.domain.contracts import case
from zczr.domain.contracts import commands as contracts
from zczr.domain.contracts.claim.facts import Notifier
from zczr.domain.contracts.claim.filing import Filing
from zczr.domain.files import commands as files
from zczr.domain.files.queries import papers_for
from zczr.domain.postings.commands import Kept
from zczr.domain.reference import uscc

Happening = tuple[datetime, Callable[[], Awaitable[object]]]
_ADDRESS = "192.0.2.20"  # an address for documentation: RFC 5737
_FACTOR = "factor-shenzhen"
_MAIL = re.compile(r"/(?:confirmations|assignment-notices)/(\S+)")


@dataclass(frozen=True)
class Sale:
    """A claim on sale: who sells it, its debtor, face amount and price in yuan, days until it falls due, and its debtor's word."""

    seller: str
    debtor: str
    code: str
    kind: str
    face: int
    price: int
    days: int
    debtor_kind: str = "sme"
    word: str = ""
    """confirm, dispute, ask or nothing"""
    recourse: str = "without"
    posted: int = 12
    quoting: int = 0
    """Days for which quotes are taken; 0 where it is sold at its price."""


# The manual's market: 590,000 for 500,000, 600,000 for 500,000, 700,000 for 500,000, with days as on its day.
SALES = (
    Sale(BORROWER, "广州市宏达机械设备有限公司", "MA5D0001", "receivable", 590_000, 500_000, 240, word="ask", posted=9),
    Sale(
        PARTNER, "佛山市顺德区美居家具集团有限公司", "MA4X0002", "receivable", 600_000, 500_000, 972, "large", "confirm"
    ),
    Sale(STRANGER, "深圳市智联仪表股份有限公司", "MA5F0003", "receivable", 700_000, 500_000, 696, "large", "confirm"),
    Sale(LENDER, "广州港南物流有限公司", "MA5E0004", "receivable", 880_000, 842_000, 150, "large", "confirm"),
    Sale(PARTNER, "中山市华艺门窗有限公司", "MA4Y0005", "bill", 320_000, 312_000, 85, word="confirm"),
    Sale(STRANGER, "东莞市厚街镇第一小学", "12440005", "receivable", 156_000, 149_000, 60, "public", "confirm"),
    Sale(LENDER, "江门市新会区康源食品有限公司", "MA4T0006", "loan", 500_000, 470_000, 200, word="dispute"),
    Sale(PARTNER, "佛山市禅城区环球商业管理有限公司", "MA4W0007", "rent", 96_000, 88_000, 180, recourse="with"),
)
_SOLD = Sale(
    PARTNER,
    "广州市番禺区南粤电梯配件有限公司",
    "MA5C0008",
    "receivable",
    260_000,
    250_000,
    120,
    word="confirm",
    posted=30,
)
_BOUGHT = Sale(
    STRANGER, "佛山市高明区永固建材有限公司", "MA4U0009", "receivable", 430_000, 410_000, 130, word="confirm", posted=6
)
# One 询价 that takes quotes, and one whose quotes can be read.
_QUOTED = Sale(
    LENDER,
    "深圳市光明区瑞达光电有限公司",
    "MA5G0010",
    "receivable",
    1_200_000,
    1_130_000,
    160,
    "large",
    "confirm",
    posted=3,
    quoting=14,
)
_OPENED = Sale(
    BORROWER,
    "江门市蓬江区恒达摩托车配件有限公司",
    "MA4R0011",
    "receivable",
    380_000,
    360_000,
    140,
    word="confirm",
    posted=8,
    quoting=5,
)
_QUOTES = (
    (_QUOTED, PARTNER, 1_125_000),
    (_OPENED, STRANGER, 357_000),
    (_OPENED, LENDER, 361_500),
    (_OPENED, _FACTOR, 349_000),
)
_SPLIT = Sale(STRANGER, "惠州市惠阳区金丰包装有限公司", "MA4Q0012", "receivable", 900_000, 850_000, 210, posted=5)
_PLACES = {"深圳": "440305", "佛山": "440605", "中山": "442000", "东莞": "441900", "江门": "440705"}


def claims_of(registry: Registry, papers: dict[str, Paper], password: str) -> Iterator[Happening]:
    """Claims and what becomes of them, each at its time."""
    told = _Told(registry, papers, password)
    for number, sale in enumerate((*SALES, _SOLD, _BOUGHT, _QUOTED, _OPENED, _SPLIT)):
        yield days_ago(sale.posted, 9 + number % 7, number * 7 % 60), partial(told.sell, sale, number)
        if sale.word:
            yield days_ago(sale.posted - 1, 10 + number % 6, number * 5 % 60), partial(told.ask, sale)
        if sale.word in {"confirm", "dispute"}:
            yield days_ago(sale.posted - 2, 10 + number % 6, number * 3 % 60), partial(told.hear, sale)
    yield days_ago(25, 10), partial(told.buy, _SOLD, _FACTOR)
    yield days_ago(24, 10), partial(told.approve, _SOLD)
    yield days_ago(20, 15), partial(told.file, _SOLD)
    yield days_ago(19, 11), partial(told.confirm, _SOLD, _FACTOR)
    yield days_ago(18, 9), partial(told.acknowledge, _SOLD)
    yield days_ago(18, 16), partial(told.register, _SOLD, _FACTOR)
    yield days_ago(1, 14), partial(told.buy, _BOUGHT, MICROLENDER)
    # The first claim's papers: one buyer is let in and has looked, another one waits for the answer.
    yield days_ago(6, 10), partial(told.ask_for_papers, SALES[0], LENDER, "希望核对合同、送货单与对账单。")
    yield days_ago(6, 15), partial(told.let_in, SALES[0], LENDER)
    yield days_ago(5, 9, 40), partial(told.look, SALES[0], LENDER)
    yield days_ago(2, 16), partial(told.ask_for_papers, SALES[0], MICROLENDER, "授信审查需要核对债权凭证。")
    for number, (sale, buyer, price) in enumerate(_QUOTES):
        yield days_ago(sale.posted - 2, 15, number * 11), partial(told.quote, sale, buyer, price)
    yield days_ago(2, 16), partial(told.split, _SPLIT)


class _Told:
    """Tells claims by the real commands, and remembers which row is whose."""

    def __init__(self, registry: Registry, papers: dict[str, Paper], password: str) -> None:
        self._registry, self._papers, self._password = registry, papers, password
        self._claims: dict[Sale, int] = {}
        self._applications: dict[Sale, int] = {}
        self._accesses: dict[tuple[Sale, str], int] = {}

    async def sell(self, sale: Sale, number: int) -> None:
        """Put it on sale."""
        actor = self._registry.maker(sale.seller)
        slots = {"evidence": self._papers["sales_contracts"]}
        file_ids = await put_papers(slots, actor.organization_id, actor.member_id, clock.now())
        self._claims[sale] = await selling.submit(actor, Kept(uuid.uuid4()), _terms(sale, number), file_ids)

    async def ask(self, sale: Sale) -> None:
        """The seller asks the debtor."""
        await confirmations.ask(self._registry.maker(sale.seller), self._claims[sale], email=_mailbox(sale))

    async def hear(self, sale: Sale) -> None:
        """The debtor answers by the link of its letter."""
        agrees = sale.word == "confirm"
        reason = "" if agrees else "其中一批货物有质量问题，双方正在核对扣款金额。"
        answer = Answer(agrees, "郑会计", "财务经理", reason, _ADDRESS)
        await confirmations.answer_by_link(await _token(sale), _code(sale), answer)

    async def buy(self, sale: Sale, buyer: str) -> None:
        """A buyer takes it at its price."""
        self._applications[sale] = await purchase(
            self._registry.maker(buyer), self._claims[sale], seen=Seen(1, Decimal(sale.price)),
            message="资金已备好，希望尽快办理转让。", submission_id=uuid.uuid4(),
        )  # fmt: skip

    async def ask_for_papers(self, sale: Sale, buyer: str, message: str) -> None:
        """A buyer asks to see the papers."""
        self._accesses[sale, buyer] = await access.ask(self._registry.maker(buyer), self._claims[sale], message=message)

    async def let_in(self, sale: Sale, buyer: str) -> None:
        """The seller lets it in."""
        seller = self._registry.checker(sale.seller)
        await access.grant(seller, self._claims[sale], self._accesses[sale, buyer])

    async def look(self, sale: Sale, buyer: str) -> None:
        """A buyer looks at each paper."""
        actor = self._registry.maker(buyer)
        for paper in await papers_for(actor, self._claims[sale]):
            await access.note_view(actor, paper.id, marked=True)

    async def quote(self, sale: Sale, buyer: str, price: int) -> None:
        """A buyer quotes for it."""
        said = Said(Decimal(price), "付款及时，可以配合对账。", 1)
        await quotes.give(self._registry.maker(buyer), self._claims[sale], said, submission_id=uuid.uuid4())

    async def split(self, sale: Sale) -> None:
        """Its seller sells it in three slices and keeps the rest."""
        slices = [
            Slice(row, name, Decimal(amount), Decimal(amount * 94 // 100))
            for row, (name, amount) in enumerate(
                (("三月货款", 280_000), ("四月货款", 310_000), ("五月货款", 190_000)), 1
            )
        ]
        await slicing.split(self._registry.maker(sale.seller), self._claims[sale], slices, version=1)

    async def approve(self, sale: Sale) -> None:
        """The seller agrees."""
        await applications.approve(self._registry.checker(sale.seller), self._applications[sale])

    async def file(self, sale: Sale) -> None:
        """The seller files the contract with its own text as the scan."""
        actor, application_id = self._registry.maker(sale.seller), self._applications[sale]
        today = clock.today()
        filing = Filing(
            number=f"ZR-{today:%Y%m%d}-{application_id:04d}", signed_on=today, starts_on=today,
            ends_on=await db.fetch_value("SELECT due_on FROM claim WHERE id = $1", self._claims[sale]),
            amount=Decimal(sale.face), price=Decimal(sale.price), pays_on=today + timedelta(days=5),
            recourse=Recourse(sale.recourse), notifier=Notifier.SELLER, notify_by=today + timedelta(days=5),
            accessory_rights="", payee_account="", main_terms="",
        )  # fmt: skip
        _, facts = await case.document_for(actor, application_id)
        pdf = await asyncio.to_thread(contract_pdf, facts)
        scan = await files.keep(actor, slot="scan", file_name="债权转让合同扫描件.pdf", file=BytesIO(pdf))
        await contracts.file(
            actor, application_id, filing,
            scan_ids=[scan.id], password=self._password, submission_id=uuid.uuid4(), address=_ADDRESS,
        )  # fmt: skip

    async def confirm(self, sale: Sale, buyer: str) -> None:
        """The buyer confirms: the claim is sold, and its debtor is notified."""
        filing_id = await db.fetch_value(
            "SELECT id FROM contract_filing WHERE application_id = $1 AND status = 'filed'", self._applications[sale]
        )
        await contracts.confirm(self._registry.checker(buyer), filing_id, password=self._password, address=_ADDRESS)

    async def acknowledge(self, sale: Sale) -> None:
        """The debtor signs for the notice."""
        await db.execute(
            "UPDATE mail SET sent_at = created_at WHERE once_key LIKE 'assignment-notice:%' AND sent_at IS NULL"
        )
        await notices.note_sent()
        await notices.acknowledge_by_link(await _token(sale), _code(sale), Receipt("郑会计", "财务经理", _ADDRESS))

    async def register(self, sale: Sale, buyer: str) -> None:
        """The buyer writes down what it found in the register and registered there, until after the claim is due."""
        today = clock.today()
        until = today + timedelta(days=sale.days + sale.posted)
        entered = Registration(today - timedelta(days=8), "06478234000732854731", today, until)
        await registrations.enter(self._registry.maker(buyer), self._applications[sale], entered)


def _terms(sale: Sale, number: int) -> SaleTerms:
    today = clock.today()
    left = sale.days + sale.posted
    return SaleTerms(
        kind=sale.kind,
        debtor_name=sale.debtor,
        debtor_uscc=_code(sale),
        debtor_kind=sale.debtor_kind,
        debtor_email=_mailbox(sale),
        contract_number=f"HT-{today.year}-{number + 18:03d}",
        invoice_numbers=tuple(f"4400{number:02d}{each:04d}" for each in range(1, 3))
        if sale.kind == "receivable"
        else (),
        face_amount=Decimal(sale.face),
        starts_on=today - timedelta(days=45),
        due_on=today + timedelta(days=left),
        asking_price=Decimal(sale.price),
        sale_mode="quotes" if sale.quoting else "fixed",
        quotes_until=today + timedelta(days=sale.quoting) if sale.quoting else None,
        quote_scope="open" if sale.quoting else "",
        reserve_price=Decimal(sale.price * 97 // 100) if sale.quoting else None,
        origin="按合同供货或提供服务，已交付并经对方验收，尚未到付款日。",
        debtor_situation="经营正常，以往均按期付款，双方合作三年以上。",
        pledged=False,
        assignment_barred=False,
        recourse=sale.recourse,
    )


def _code(sale: Sale) -> str:
    place = next((code for city, code in _PLACES.items() if city in sale.debtor), "440101")
    return uscc.make("12" if sale.debtor_kind == "public" else "91", place, sale.code)


def _mailbox(sale: Sale) -> str:
    return f"caiwu-{sale.code.lower()}@debtor.example.com"


async def _token(sale: Sale) -> str:
    """The token of the last letter that the debtor got."""
    body = await db.fetch_value("SELECT body FROM mail WHERE recipient = $1 ORDER BY id DESC LIMIT 1", _mailbox(sale))
    found = _MAIL.search(body)
    assert found is not None, "the letter has a link"
    return found[1]
