"""The seeded demo: two processes at once make one consistent world, which shows what the product can do."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import asyncpg
import pytest
from litestar import Litestar

from conftest import WORKER, fresh_database
from zczr import db
from zczr.demo import cast
from zczr.demo.accounts import ACCOUNTS, PASSWORD, Account, shown_accounts
from zczr.demo.deals import DEALS, Deal, Step
from zczr.demo.news import NEWS
from zczr.demo.seed import seed
from zczr.demo.story import request_terms
from zczr.demo.world import make_world
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor, Kind
from zczr.domain.accounts.commands import sign_in
from zczr.domain.accounts.passwords import LONGEST, SHORTEST
from zczr.domain.accounts.queries import actor_of_session
from zczr.domain.applications.queries import waiting_for
from zczr.domain.applications.stages import Stage
from zczr.domain.disclosure.queries import headlines
from zczr.domain.disclosure.stages import Category
from zczr.domain.feed.queries import feed_of
from zczr.domain.files import store
from zczr.domain.files.sniff import sniff
from zczr.domain.invariants import broken
from zczr.domain.lending.assessments import assess_request
from zczr.domain.migrate import migrate
from zczr.domain.partners.queries import waiting_requests
from zczr.domain.reports.queries import report_queue
from zczr.domain.reports.stages import Report
from zczr.settings import Settings

pytestmark = pytest.mark.xdist_group("demo")
DOORS = {"/login": Kind.ENTERPRISE, "/login/institution": Kind.INSTITUTION, "/admin/login": Kind.PLATFORM}


@pytest.fixture(scope="module")
async def seeded(app: Litestar, servers: tuple[str, str], settings: Settings) -> AsyncIterator[asyncpg.Pool]:
    """A database of its own that two processes were started to seed at the same time."""
    url = await fresh_database(servers[0], f"zczr_test_{WORKER}_demo")
    usual = db.DB.pool
    async with asyncpg.create_pool(url, min_size=1, max_size=4) as pool:
        db.DB.pool = pool
        db.send_jobs_with(None)
        try:
            await migrate()
            await asyncio.gather(seed(settings), seed(settings))
            db.DB.pool = usual
            yield pool
        finally:
            db.DB.pool = usual


@pytest.fixture(autouse=True)
def demo_database(seeded: asyncpg.Pool) -> Iterator[None]:
    """The seeded database instead of the usual one."""
    usual, db.DB.pool = db.DB.pool, seeded
    yield
    db.DB.pool = usual


async def actor(key: str) -> Actor:
    firm = next(each for each in make_world().organizations if each.key == key)
    member_id = await db.fetch_value("SELECT id FROM member WHERE email = $1", firm.people[0].email)
    found = await actor_of_session(member_id, 0)
    assert found is not None
    return found


async def test_two_seeds_at_once_make_one_world() -> None:
    rows = await db.fetch("SELECT kind, count(*) FROM organization GROUP BY kind")
    assert {row[0]: row[1] for row in rows} == {"enterprise": 80, "institution": 6, "platform": 1}


async def test_every_invariant_holds() -> None:
    assert await broken() == []


async def test_there_are_applications_in_every_state() -> None:
    rows = await db.fetch("SELECT status, count(*) FROM application WHERE business = 'loan' GROUP BY status")
    assert {row[0] for row in rows} == {str(stage) for stage in Stage}
    assert sum(row[1] for row in rows) == len(DEALS)


async def test_the_clock_goes_as_it_went() -> None:
    newest = await db.fetch_value("SELECT max(at) FROM history")
    assert timedelta() < clock.now() - newest < timedelta(days=2)


async def test_the_form_filled_as_the_worked_example_is_assessed_as_the_manual_shows() -> None:
    terms = request_terms(cast.E1_REQUEST, cast.E1_FINANCIALS)
    slots = ("business_licence", "asset_proof", "sales_contracts", "tax_receipts", "audit_reports")
    found = (await assess_request(await actor(cast.BORROWER), terms, slots)).result.upper
    assert (found.limit.amount, found.amount_risk) == (Decimal(100_000), Decimal("1.20"))
    assert (found.total_risk.value, found.pricing.rate) == (Decimal("0.20"), Decimal("0.05"))


async def test_the_borrower_has_repaid_three_loans_and_owes_nothing() -> None:
    borrower = await actor(cast.BORROWER)
    rows = await db.fetch(
        "SELECT status, outstanding FROM loan_position WHERE borrower_id = $1", borrower.organization_id
    )
    assert [tuple(row) for row in rows] == [("settled", 0)] * 3
    score = await db.fetch_value("SELECT credit_score FROM organization WHERE id = $1", borrower.organization_id)
    assert score == 103


async def test_the_contract_that_expired_cost_both_sides_two_points() -> None:
    rows = await db.fetch(
        """SELECT o.name, e.points FROM credit_entry e JOIN organization o ON o.id = e.organization_id
           WHERE e.reason = 'unconfirmed_contract' ORDER BY o.id"""
    )
    assert [tuple(row) for row in rows] == [("佛山市南海恒信五金制品有限公司", -2), ("广州市远航供应链有限公司", -2)]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (cast.BORROWER, {("file", 35), ("confirm", 20), ("answer", 24)}),
        (cast.PARTNER, {("file", 5)}),
        (cast.LENDER, {("answer", 18), ("answer", 26), ("confirm", 13)}),
        (cast.MICROLENDER, {("answer", 27), ("answer", 22), ("file", 35)}),
    ],
)
async def test_what_waits_for_the_cast_is_due_in_as_many_days_as_the_manual_and_the_readme_say(
    key: str, expected: set[tuple[str, int]]
) -> None:
    waiting = await waiting_for(await actor(key))
    assert {(each.what, -(-(each.due_at - clock.now()) // timedelta(days=1))) for each in waiting} == expected


async def test_the_admin_finds_papers_to_look_at_and_some_sent_back() -> None:
    rows = await db.fetch("SELECT status, count(*) FROM organization WHERE status <> 'verified' GROUP BY status")
    assert {row[0]: row[1] for row in rows} == {"pending": 3, "returned": 1}
    unsent = await db.fetch_value("SELECT count(*) FROM organization WHERE submitted_at IS NULL AND kind <> 'platform'")
    assert unsent == 0


async def test_members_find_news_of_every_category_under_its_own_day() -> None:
    lines, total = await headlines(await actor(cast.BORROWER), category=None, words=(), page=1)
    assert {line.category for line in lines} == set(Category)
    assert total == len(NEWS)
    assert [line.dated_on for line in lines] == sorted((line.dated_on for line in lines), reverse=True)


async def test_every_file_lies_in_the_store_as_its_row_says() -> None:
    rows = await db.fetch("SELECT storage_key, sha256, size, media_type, file_name FROM upload")
    assert len(rows) > 300
    for row in rows:
        content = store.path_of(row["storage_key"]).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (row["size"], row["sha256"])
        assert sniff(BytesIO(content)) == (row["media_type"], Path(row["file_name"]).suffix)


async def test_no_file_waits_for_the_clean_up() -> None:
    assert await db.fetch_value("SELECT count(*) FROM upload WHERE subject_id IS NULL") == 0


async def test_most_open_postings_have_somebody_to_apply_to() -> None:
    share = await db.fetch_value(
        """SELECT avg((EXISTS (SELECT FROM loan_match m WHERE m.request_id = r.id AND m.side = 'request'
                               AND m.outcome = 'match'))::int) FROM loan_request r WHERE r.status = 'active'"""
    )
    assert share > Decimal("0.6")


async def test_the_feed_of_the_cast_shows_what_its_partners_look_for_and_offer() -> None:
    for key in (cast.BORROWER, cast.PARTNER, cast.LENDER):
        lines, _ = await feed_of(await actor(key), kind="", page=1)
        assert len({line.id for line in lines if not line.own}) >= 3, key
    lines, _ = await feed_of(await actor(cast.BORROWER), kind="", page=1)
    assert {line.posting_kind for line in lines} >= {"loan_request", "loan_offer"}


async def test_one_report_waits_for_the_admin_and_one_was_upheld() -> None:
    admin = await actor(cast.PLATFORM)
    for status in (Report.OPEN, Report.UPHELD):
        _, total = await report_queue(admin, status=status, page=1)
        assert total == 1, status


async def test_old_messages_have_been_read_and_no_letter_waits() -> None:
    assert await db.fetch_value("SELECT count(*) FROM mail WHERE sent_at IS NULL") == 0
    borrower = await actor(cast.BORROWER)
    total = await db.fetch_value("SELECT count(*) FROM notice WHERE organization_id = $1", borrower.organization_id)
    assert 0 < borrower.unread.total < total / 2


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda one: one.email)
async def test_each_account_of_the_readme_opens_its_door(account: Account) -> None:
    member_id, _ = await sign_in(email=account.email, password=PASSWORD, door=DOORS[account.door])
    found = await actor_of_session(member_id, 0)
    assert found is not None
    assert found.organization_name == account.organization


def test_the_password_of_the_demo_would_be_accepted_at_registration() -> None:
    assert SHORTEST <= len(PASSWORD) <= LONGEST
    assert not PASSWORD.isalpha()
    assert not PASSWORD.isdigit()


def test_the_table_for_the_terminal_names_every_account() -> None:
    table = shown_accounts("http://127.0.0.1:8000")
    assert PASSWORD in table
    assert all(account.email in table for account in ACCOUNTS)
    assert all(f"http://127.0.0.1:8000{account.door} " in table for account in ACCOUNTS)


def test_nobody_in_a_deal_lends_what_it_borrowed() -> None:
    world = make_world()
    borrowers = {deal.borrower for deal in DEALS} | {one.borrower for one in world.requests}
    lenders = {deal.lender for deal in DEALS} | {one.lender for one in world.offers}
    assert not borrowers & lenders


@pytest.mark.parametrize("deal", DEALS, ids=lambda one: f"{one.borrower}-{one.lender}-{one.days[Step.POST]}")
def test_each_step_of_a_deal_follows_the_one_before(deal: Deal) -> None:
    days = list(deal.days.values())
    assert days == sorted(days, reverse=True)
    assert len(set(days)) == len(days)
    assert [list(Step).index(step) for step in deal.days] == sorted(list(Step).index(step) for step in deal.days)


async def test_the_cast_has_a_conversation_half_read_and_a_request_to_answer() -> None:
    borrower = await actor(cast.BORROWER)
    assert 0 < borrower.unread.conversations < 4
    assert await waiting_requests(borrower) == 1


async def test_the_market_has_claims_in_every_standing_and_one_was_sold_and_its_debtor_notified() -> None:
    rows = await db.fetch("SELECT status, debtor_state, count(*) FROM claim GROUP BY 1, 2")
    standings = {(row[0], row[1]) for row in rows}
    assert {("active", each) for each in ("confirmed", "unnotified", "disputed")} <= standings
    assert {("reserved", "confirmed"), ("matched", "confirmed")} <= standings
    sold = await db.fetch_row(
        "SELECT n.status FROM claim_transfer t JOIN assignment_notice n USING (application_id) JOIN claim c ON c.id = t.claim_id"
    )
    assert tuple(sold) == ("acknowledged",)
