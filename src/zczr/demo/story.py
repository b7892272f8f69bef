"""What happened on the platform: every posting and deal told through the real commands, each at its own time."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from random import Random

from zczr import db
from zczr.demo.abuse import reports_of
from zczr.demo.calendar import days_ago, go_to, travelling
from zczr.demo.claims import claims_of
from zczr.demo.deals import Deal, Step
from zczr.demo.facts import Financials, LoanOffer, LoanRequest, World
from zczr.demo.news import NEWS, News
from zczr.demo.papers import Paper, request_papers
from zczr.demo.registry import Registry, put_papers
from zczr.demo.talks import talks_of
from zczr.documents.contract import contract_pdf
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications import applying, expiry
from zczr.domain.applications import commands as applications
from zczr.domain.applications.parties import loan_parties_for
from zczr.domain.applications.stages import ANSWER_WITHIN, CONFIRM_WITHIN, REMIND_AT
from zczr.domain.contracts import commands as contracts
from zczr.domain.contracts.loan import case
from zczr.domain.contracts.loan.facts import RepaymentMethod
from zczr.domain.contracts.loan.filing import Filing
from zczr.domain.disclosure import commands as disclosure
from zczr.domain.disclosure.content import Content
from zczr.domain.files import commands as files
from zczr.domain.lending import financials, offers, requests
from zczr.domain.lending.sorts import OFFERS, REQUESTS
from zczr.domain.lending.terms import OfferTerms, RequestTerms
from zczr.domain.postings import commands as postings
from zczr.domain.postings.commands import Kept
from zczr.domain.rounds import expire_postings, match_all

_ADDRESS = "192.0.2.10"  # an address for documentation: RFC 5737
_MONTH = Decimal("30.4375")


@dataclass
class Told:
    """What the telling needs to remember of a deal."""

    request_id: int = 0
    offer_id: int = 0
    application_id: int = 0
    filings: int = 0


@dataclass(frozen=True, order=True)
class Event:
    """Something that happened at an instant; `number` keeps the order of what was written first."""

    at: datetime
    number: int
    act: Callable[[], Awaitable[object]] = field(compare=False)


@dataclass(frozen=True)
class Story:
    """Tells a world into the database, as far as deals and postings go."""

    world: World
    registry: Registry
    password: str
    papers: dict[str, Paper]

    async def tell(self, deals: tuple[Deal, ...]) -> None:
        """Everything in the order of time; the clock goes as it went when it is over."""
        events = sorted(Event(at, number, act) for number, (at, act) in enumerate(self._events(deals)))
        with travelling():
            for event in events:
                go_to(event.at)
                await event.act()

    def _events(self, deals: tuple[Deal, ...]) -> Iterator[tuple[datetime, Callable[[], Awaitable[object]]]]:
        for number, request in enumerate(self.world.requests):
            yield days_ago(request.posted_days_ago, 9 + number % 8, number * 13 % 60), _call(self._ask, request)
        for number, offer in enumerate(self.world.offers):
            yield days_ago(offer.posted_days_ago, 9 + number % 8, number * 17 % 60), _call(self._offer, offer)
        yield from reports_of(self.registry)
        yield from talks_of(self.world, self.registry)
        yield from claims_of(self.registry, self.papers, self.password)
        for number, news in enumerate(NEWS):
            yield days_ago(news.days_ago, 9 + number % 8, number * 19 % 60), _call(self._write, news)
        sweeps = set[int]()
        for number, deal in enumerate(deals):
            told = Told()
            for step, days in deal.days.items():
                yield days_ago(days, 9 + number % 8, number * 7 % 60), _call(self._step, deal, step, told)
            # The sweeps of the worker: what time brought to this deal.
            if Step.APPROVE in deal.days:
                due = deal.days[Step.APPROVE] - CONFIRM_WITHIN.days
                sweeps |= {due - 1, *(due + left - 1 for left in REMIND_AT)}
            sweeps.add(deal.days.get(Step.APPLY, 0) - ANSWER_WITHIN.days - 1)
            if deal.over is not None:
                yield days_ago(deal.over - 1, 17, number % 60), _call(self._clear, deal, told)
        for days in sorted({0, *(each for each in sweeps if each >= 0)}):
            yield days_ago(days, 8), _sweep
        yield days_ago(0, 2), match_all

    async def _ask(self, request: LoanRequest) -> int:
        actor = self.registry.maker(request.borrower)
        slots = _slots(request)
        papers = {slot: self.papers[slot] for slot in slots}
        file_ids = await put_papers(papers, actor.organization_id, actor.member_id, clock.now())
        told = next(firm.financials for firm in self.world.enterprises if firm.key == request.borrower)
        return await requests.submit(actor, Kept(uuid.uuid4()), request_terms(request, told), file_ids, slots)

    async def _offer(self, offer: LoanOffer) -> int:
        return await offers.submit(self.registry.maker(offer.lender), Kept(uuid.uuid4()), _offer_terms(offer), ())

    async def _write(self, news: News) -> int:
        source, href = news.source
        content = Content(news.title, news.category, news.summary, news.body.strip(), source, href, clock.today())
        return await disclosure.create(
            self.registry.maker(self.world.platform.key), uuid.uuid4(), content, publish=True
        )

    async def _clear(self, deal: Deal, told: Told) -> None:
        """What served its purpose, or served none, leaves the market."""
        await postings.close(self.registry.maker(deal.lender), OFFERS, told.offer_id)
        if Step.CONFIRM not in deal.days:
            await postings.withdraw(self.registry.maker(deal.borrower), REQUESTS, told.request_id)

    async def _step(self, deal: Deal, step: Step, told: Told) -> None:
        applicant, respondent = (deal.lender, deal.borrower) if deal.by_lender else (deal.borrower, deal.lender)
        match step:
            case Step.POST:
                told.offer_id = await self._offer(deal.offer())
                told.request_id = await self._ask(deal.request())
            case Step.APPLY:
                (told.application_id,) = await applying.apply(
                    self.registry.maker(applicant),
                    submission_id=uuid.uuid4(),
                    pairs_wanted=[(told.request_id, told.offer_id)],
                    amount=deal.request().amount_max,
                    message=deal.message,
                    own_funds=deal.by_lender,
                )
            case Step.APPROVE:
                await applications.approve(
                    self.registry.checker(respondent), told.application_id, own_funds=not deal.by_lender
                )
            case Step.REJECT:
                await applications.reject(self.registry.checker(respondent), told.application_id, reason=deal.reason)
            case Step.WITHDRAW:
                await applications.withdraw(self.registry.maker(applicant), told.application_id)
            case Step.FILE | Step.FILE_AGAIN:
                await self._file(deal, told)
            case Step.RETURN:
                await contracts.send_back(
                    self._answering(deal), await _filing_of(told), reason=deal.reason, address=_ADDRESS
                )
            case Step.CONFIRM:
                await contracts.confirm(
                    self._answering(deal), await _filing_of(told), password=self.password, address=_ADDRESS
                )
            case Step.SETTLE:
                await _settle(told.application_id)

    def _answering(self, deal: Deal) -> Actor:
        return self.registry.checker(deal.borrower if deal.filed_by_lender else deal.lender)

    async def _file(self, deal: Deal, told: Told) -> None:
        """File the contract of the case with its own text as the scan."""
        actor = self.registry.maker(deal.lender if deal.filed_by_lender else deal.borrower)
        filing = await _filing(actor, deal, told.application_id)
        told.filings += 1
        parties = await loan_parties_for(actor, told.application_id)
        facts = await case.facts_of_filing(parties, filing, final=True)
        pdf = await asyncio.to_thread(contract_pdf, facts)
        scan = await files.keep(
            actor, slot="scan", file_name=f"借款合同扫描件（第{told.filings}次）.pdf", file=BytesIO(pdf)
        )
        await contracts.file(
            actor, told.application_id, filing,
            scan_ids=[scan.id], password=self.password, submission_id=uuid.uuid4(), address=_ADDRESS,
        )  # fmt: skip


async def tell_story(world: World, registry: Registry, deals: tuple[Deal, ...], password: str) -> None:
    """All postings and deals of the world, told by members who log in with this password."""
    await Story(world, registry, password, await asyncio.to_thread(request_papers)).tell(deals)


def _call(act: Callable[..., Awaitable[object]], *args: object) -> Callable[[], Awaitable[object]]:
    return lambda: act(*args)


async def _sweep() -> None:
    await expiry.expire_due()
    await expiry.remind()
    await expire_postings(clock.today())


def _slots(request: LoanRequest) -> list[str]:
    """Which papers come with a request: always contracts and taxes from those who sell, proof of what is mortgaged."""
    rng = Random(f"{request.borrower}{request.project}")  # noqa: S311 - made-up papers, no secrets
    slots = ["sales_contracts"] if request.repayment_source == "sales" else []
    if request.collateral_kind and rng.random() < 0.8:
        slots.append("asset_proof")
    if rng.random() < 0.8:
        slots.append("tax_receipts")
    if rng.random() < 0.35:
        slots.append("audit_reports")
    return slots


def request_terms(request: LoanRequest, told: Financials | None) -> RequestTerms:
    """A 借款 of the world as the form would have it, with what the firm declares."""
    values = asdict(request)
    del values["borrower"], values["posted_days_ago"]
    declared = financials.Financials()
    if told is not None:
        declared = financials.Financials(**{name: Decimal(value) for name, value in asdict(told).items()})
    return RequestTerms(**values, financials=declared)


def _offer_terms(offer: LoanOffer) -> OfferTerms:
    values = asdict(offer)
    del values["lender"], values["posted_days_ago"]
    return OfferTerms(**values, own_funds=True)


async def _filing(actor: Actor, deal: Deal, application_id: int) -> Filing:
    """What the contract says: as the template of the case has it, with the terms agreed on."""
    template = await case.template_for(await loan_parties_for(actor, application_id))
    today = clock.today()
    return Filing(
        number=template.number or "",
        signed_on=today,
        starts_on=today,
        ends_on=_months_after(today, deal.months),
        amount=deal.request().amount_max,
        rate=Decimal(deal.rate),
        default_rate=Decimal(deal.rate) * Decimal("1.5"),
        other_charges=Decimal(0),
        repayment_method=RepaymentMethod.BULLET if deal.months <= 6 else RepaymentMethod.EQUAL_INSTALLMENT,
        purpose=template.purpose or deal.need.reason,
        main_terms="借款划入借款人对公账户；借款人可提前还款，按实际占用天数计息；出借人每月了解一次资金用途。",
    )


def _months_after(day: date, months: int) -> date:
    return day + timedelta(days=int(months * _MONTH))


async def _filing_of(told: Told) -> int:
    filing_id: int = await db.fetch_value(
        "SELECT id FROM contract_filing WHERE application_id = $1 AND status = 'filed'", told.application_id
    )
    return filing_id


async def _settle(application_id: int) -> None:
    """Repaid in full and on time; repayment has no command yet, so the position is written as it would leave it."""
    await db.execute(
        """UPDATE loan_position SET outstanding = 0, status = 'settled', settled_at = $2 WHERE application_id = $1""",
        application_id, clock.now(),
    )  # fmt: skip
