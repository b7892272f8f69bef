"""A populated scene: something of everything, so that every page of the site has something to show."""

import io
from dataclasses import dataclass, field
from decimal import Decimal

from articles import make_article
from cases import make_filing
from cast import Cast
from claim_cases import make_claim_deal, make_claim_filing, make_transfer
from claim_makers import make_claim, make_criteria
from conversation_cases import converse
from feed_cases import make_entry, make_report
from import_cases import checked, lines, workbook
from makers import make_application, make_member, make_offer, make_organization, make_request
from market_cases import put_on_sale, save_filter
from paper_cases import make_access, pdf_of, put_paper
from quote_cases import end_quoting, make_quoted_claim, quote_for
from zczr import db
from zczr.domain.accounts import tokens
from zczr.domain.accounts.actor import Actor
from zczr.domain.claims import confirmations, notices
from zczr.domain.claims.papers.commands import note_view
from zczr.domain.claims.slices import split
from zczr.domain.claims.slicing import Slice
from zczr.domain.files import commands as files
from zczr.domain.messages.commands import tell


@dataclass
class Scene:
    """What stands in the addresses: ids by the names of the parameters, for one who may see them."""

    cast: Cast
    registrant: Actor
    """In the middle of 注册."""
    unconfirmed: Actor
    """Has not confirmed the address yet."""
    ids: dict[str, str] = field(default_factory=dict)
    applications: dict[str, int] = field(default_factory=dict)
    claim_applications: dict[str, int] = field(default_factory=dict)


async def set_scene(cast: Cast) -> Scene:
    """Postings, applications in every state, a filing, messages, an upload, a letter."""
    begun = await make_organization(kind="institution", status="registering", name="", registration_step=3)
    fresh = await make_organization(status="registering", name="", registration_step=1)
    scene = Scene(cast, await make_member(begun), await make_member(fresh, email_confirmed_at=None))
    for status in ("pending", "approved", "approved_unconfirmed", "rejected", "withdrawn", "expired"):
        reason = {"reason": "资金已安排给其他项目"} if status == "rejected" else {}
        scene.applications[status] = await make_application(cast.borrower, cast.lender, status=status, **reason)
    received = await make_application(cast.borrower, cast.lender, applicant=cast.lender)
    scene.applications["received"] = received
    filing = await file_contract(cast.lender, scene.applications["approved_unconfirmed"])
    for status in ("approved", "approved_unconfirmed"):
        scene.claim_applications[status] = await make_claim_deal(cast.borrower, cast.lender, status=status)
    await make_claim_filing(scene.claim_applications["approved_unconfirmed"], cast.lender)
    async with db.transaction():
        await tell(cast.borrower.organization_id, key="scene", title="申请已通过", body="请下载合同模板", href="/work")
    upload = await store_paper(cast.borrower)
    await db.execute("UPDATE organization SET submitted_at = now() WHERE id = $1", cast.newcomer.organization_id)
    await tokens.send_reset(cast.stranger.email)
    body = await db.fetch_value("SELECT body FROM mail WHERE recipient = $1", cast.stranger.email)
    offer = await make_offer(cast.lender)
    # Reported by a colleague, so that the borrower still sees it.
    entry = await make_entry(cast.lender, "loan_offer", offer)
    conversation = await converse(cast.lender, cast.borrower, about_application=received)
    await converse(cast.borrower, cast.partner)
    offered = await put_on_sale(cast.lender)
    await put_paper(cast.lender, offered)
    own = await make_claim(cast.borrower)
    paper = await put_paper(cast.borrower, own)
    waiting = await make_access(cast.borrower, cast.partner, own, message="希望核对送货单")
    await make_access(cast.borrower, cast.lender, own, status="granted")
    await note_view(cast.lender, paper, marked=True)
    debts = {
        "debtor_uscc": await db.fetch_value(
            "SELECT uscc FROM organization WHERE id = $1", cast.borrower.organization_id
        )
    }
    quoted = await make_quoted_claim(cast.lender, contract_number="HT-2", invoice_numbers=())
    opened = await make_quoted_claim(cast.borrower, contract_number="HT-3", invoice_numbers=())
    for buyer in (cast.lender, cast.institution):
        await quote_for(buyer, opened)
    await end_quoting(opened)
    whole = await make_claim(cast.borrower, contract_number="HT-4", invoice_numbers=())
    await split(
        cast.borrower,
        whole,
        [Slice(n, f"第{n}份", Decimal(n * 95_000), Decimal(n * 90_000)) for n in (1, 2, 3)],
        version=1,
    )
    owed = await make_claim(cast.lender, contract_number="HT-1", invoice_numbers=(), **debts)
    sold = await make_transfer(cast.lender, cast.partner, claim=debts)
    async with db.transaction():
        await notices.prepare(sold)
    scene.ids = {
        "claim_id": str(own),
        "offered_id": str(offered),
        "access_id": str(waiting),
        "quoted_id": str(quoted),
        "opened_id": str(opened),
        "whole_id": str(whole),
        "quote_id": str(await quote_for(cast.borrower, quoted)),
        "criteria_id": str(await make_criteria(cast.borrower)),
        "confirmation_id": str(await confirmations.ask(cast.lender, owed, email="")),
        "assignment_notice_id": str(await db.fetch_value("SELECT max(id) FROM assignment_notice")),
        "door": "institution",
        "token": body.rpartition("/")[2],
        "upload_id": str(upload),
        "organization_id": str(cast.newcomer.organization_id),
        "application_id": str(scene.applications["approved_unconfirmed"]),
        "filing_id": str(filing),
        "request_id": str(await make_request(cast.borrower)),
        "offer_id": str(offer),
        "notice_id": "1",
        "conversation_id": str(conversation),
        "lender_id": str(cast.lender.organization_id),
        "category": "progress",
        "partner_id": str(cast.partner.organization_id),
        "ask_id": "1",
        "entry_id": str(entry),
        "report_id": str(await make_report(cast.clerk, entry)),
        "filter_id": str(await save_filter(cast.borrower)),
        "import_id": str(await checked(cast.borrower, workbook(lines(60, {5: {"due_on": "昨天"}})))),
        "article_id": str(await make_article(cast.admin)),
    }
    return scene


async def store_paper(owner: Actor, *, slot: str = "business_licence") -> int:
    """A small PDF of the owner's."""
    return (await files.keep(owner, slot=slot, file_name="营业执照.pdf", file=io.BytesIO(pdf_of()))).id


async def file_contract(filer: Actor, application_id: int) -> int:
    """A filed contract with a scan that can be opened; it waits for the other side."""
    scan = await store_paper(filer, slot="scan")
    filing_id = await make_filing(application_id, filer, scan_id=scan)
    await files.give(filer, [scan], subject_kind="contract_filing", subject_id=filing_id)
    return filing_id
