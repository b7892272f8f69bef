"""What conversations are about: what it is called, who may write to whom about it, and where each side finds it."""

from dataclasses import dataclass

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.businesses import Business
from zczr.domain.claims.queries import claim_on_sale
from zczr.domain.claims.sorts import CLAIMS, PURCHASES
from zczr.domain.conversations.rules import About, Ties, may_start, silent_because
from zczr.domain.feed.queries import entry_about
from zczr.domain.lending.sorts import OFFERS, REQUESTS
from zczr.domain.partners.relations import STILL_MEET, are_partners, keep_apart
from zczr.domain.permissions import Permission, may
from zczr.domain.postings.commands import Sort
from zczr.domain.refusals import NotFound

_SORTS = {About.REQUEST: REQUESTS, About.OFFER: OFFERS, About.CLAIM: CLAIMS, About.CRITERIA: PURCHASES}
_ACROSS = {REQUESTS.table: OFFERS, OFFERS.table: REQUESTS, CLAIMS.table: PURCHASES, PURCHASES.table: CLAIMS}


@dataclass(frozen=True)
class Subject:
    """What a conversation is about; id 0 for nothing."""

    about: About = About.NOTHING
    id: int = 0


async def title_for_starting(actor: Actor, other_id: int, subject: Subject) -> str:
    """What the subject is called; NotFound unless the actor may start a conversation with the other one about it."""
    title, ties = await _ties(actor, other_id, subject)
    if not may_start(subject.about, ties):
        raise NotFound(to=other_id, about=str(subject.about), id=subject.id)
    return title


async def _ties(actor: Actor, other_id: int, subject: Subject) -> tuple[str, Ties]:
    if subject.about is About.NOTHING:
        return "", Ties(partners=await are_partners(actor.organization_id, other_id))
    if subject.about is About.APPLICATION:
        title = await db.fetch_value(
            """SELECT title FROM application WHERE id = $1
               AND (applicant_id, respondent_id) IN (($2::bigint, $3::bigint), ($3, $2))""",
            subject.id, actor.organization_id, other_id,
        )  # fmt: skip
        return title or "", Ties(parties=title is not None)
    return await _posting_ties(actor, other_id, _SORTS[subject.about], subject.id)


async def _posting_ties(actor: Actor, other_id: int, sort: Sort, posting_id: int) -> tuple[str, Ties]:
    row = await db.fetch_row(
        f"""SELECT p.* FROM {sort.table} p
            WHERE p.id = $1 AND p.organization_id IN ($2, $3) AND p.status = 'active' AND p.expires_on >= $4""",  # noqa: S608 -- our own names
        posting_id, actor.organization_id, other_id, clock.today(),
    )  # fmt: skip
    if row is None:
        return "", Ties()
    owns = row["organization_id"] == actor.organization_id
    ties = Ties(
        partners=await are_partners(actor.organization_id, other_id),
        posting_open=True,
        asker_owns=owns,
        in_feed=not owns and await entry_about(actor, str(sort.table), posting_id) is not None,
        on_market=not owns and sort is CLAIMS and await _sees_on_sale(actor, posting_id),
        matched=await _matched(sort, posting_id, other_id if owns else actor.organization_id),
    )
    return sort.titled(row), ties


async def _sees_on_sale(actor: Actor, claim_id: int) -> bool:
    """Whether the actor finds another one's claim in the market now."""
    if not may(actor, Permission.MARKET_READ):
        return False
    try:
        await claim_on_sale(actor, claim_id)
    except NotFound:
        return False
    return True


async def _matched(sort: Sort, posting_id: int, organization_id: int) -> bool:
    """Whether matching brought a posting together with an open one of an organization."""
    across = _ACROSS[sort.table]
    return bool(
        await db.fetch_value(
            f"""SELECT EXISTS (SELECT FROM {sort.match_table} m JOIN {sort.seen} own ON own.id = m.{sort.application_column}
                    JOIN {across.seen} p ON p.id = m.{across.application_column}
                    WHERE m.{sort.application_column} = $1 AND m.outcome = 'match' AND p.organization_id = $2
                      AND p.status = 'active' AND p.expires_on >= $3 AND {STILL_MEET.format(one="own", other="p")})""",  # noqa: S608 -- our own names
            posting_id, organization_id, clock.today(),
        )
    )  # fmt: skip


async def silence(actor: Actor, other_id: int, subject: Subject) -> str:
    """Why the actor writes nothing to the other one about this now; empty where it may."""
    apart = await keep_apart(actor.organization_id, other_id)
    return silent_because(
        may_write=may(actor, Permission.CONVERSATION_WRITE),
        apart=apart,
        case_open=apart and subject.about is About.APPLICATION and await _is_open(subject.id),
        strangers=subject.about is About.NOTHING and not await are_partners(actor.organization_id, other_id),
    )


async def _is_open(application_id: int) -> bool:
    return bool(
        await db.fetch_value(
            """SELECT EXISTS (SELECT FROM application WHERE id = $1
                   AND status IN ('pending', 'approved', 'approved_unconfirmed'))""",
            application_id,
        )
    )


async def href_for(actor: Actor, other_id: int, subject: Subject) -> str:
    """Where the actor finds what a conversation of its own is about; empty where that is nothing it can open."""
    if subject.about is About.NOTHING:
        return ""
    if subject.about is About.APPLICATION:
        business = await db.fetch_value("SELECT business FROM application WHERE id = $1", subject.id)
        return f"{Business(business).path}/{subject.id}"
    sort = _SORTS[subject.about]
    owner_id = await db.fetch_value(
        f"SELECT organization_id FROM {sort.table} WHERE id = $1",  # noqa: S608 -- our own names
        subject.id,
    )
    if owner_id == actor.organization_id:
        return f"{sort.path}/{subject.id}"
    if sort is CLAIMS and await _sees_on_sale(actor, subject.id):
        return f"/claims/market/{subject.id}"
    # Another one's posting is read in 伙伴动态, by those who see it there.
    entry_id = await entry_about(actor, sort.table, subject.id)
    return "" if entry_id is None else f"/partners/feed/{entry_id}"
