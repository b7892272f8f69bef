"""Who is on the platform: organizations, members, partnerships and papers, as registration and verification leave them."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from zczr import db
from zczr.demo.calendar import days_ago
from zczr.demo.facts import Organization, Person, World
from zczr.demo.papers import Paper, lay_down, qualification_papers
from zczr.domain.accounts.actor import Actor, Role, Standing
from zczr.domain.accounts.queries import actor_of_session
from zczr.domain.credit.commands import Reason
from zczr.domain.partners import directory

_WAITING = (Standing.PENDING, Standing.PENDING, Standing.PENDING, Standing.RETURNED)
_RETURNED_STEP = 3
_RETURNED_REASON = "银行开户许可证的存款人名称与营业执照不一致，请上传最新的开户许可证或基本存款账户信息。"
_OLDEST = 700
_YOUNGEST = 460


@dataclass(frozen=True)
class Registry:
    """The organizations of the world by key, with those who act for them."""

    ids: Mapping[str, int]
    members: Mapping[str, tuple[Actor, ...]]

    def maker(self, key: str) -> Actor:
        """Who prepares and applies: 经办, else the owner."""
        return self._of(key, Role.OPERATOR)

    def checker(self, key: str) -> Actor:
        """Who decides: 复核, else the owner."""
        return self._of(key, Role.REVIEWER)

    def _of(self, key: str, role: Role) -> Actor:
        return next((actor for actor in self.members[key] if actor.role is role), self.members[key][0])


def newcomers(world: World, busy: Iterable[str]) -> dict[str, Standing]:
    """The enterprises whose papers still wait, by key: three for the admin's queue and one sent back."""
    taken = {*busy, *(one.borrower for one in world.requests), *(one.lender for one in world.offers)}
    idle = [firm.key for firm in world.enterprises if firm.key not in taken]
    return dict(zip(idle, _WAITING, strict=False))


async def register(world: World, standings: Mapping[str, Standing], password_hash: str) -> Registry:
    """Write everybody in; those without a standing of their own were verified more than a year ago."""
    # Papers are drawn in a thread while the rows are written.
    firms = (*world.enterprises, *world.institutions)
    drawing = asyncio.create_task(asyncio.to_thread(lambda: [qualification_papers(firm) for firm in firms]))
    ids: dict[str, int] = {}
    member_ids: dict[str, list[int]] = {}
    admin_id = 0
    for number, firm in enumerate((world.platform, *firms)):
        standing = standings.get(firm.key, Standing.VERIFIED)
        sent, decided = _dates(number, standing)
        # An admin may have been made on the command line before: there is one platform.
        found = await db.fetch_value("SELECT id FROM organization WHERE kind = 'platform'") if number == 0 else None
        ids[firm.key] = found or await _organization(firm, standing, sent, decided)
        member_ids[firm.key] = [await _member(ids[firm.key], each, password_hash, sent) for each in firm.people]
        if firm is world.platform:
            admin_id = member_ids[firm.key][0]
        else:
            await _history(
                ids, firm, standing, member_ids[firm.key][0], (ids[world.platform.key], admin_id), sent, decided
            )
    await _partnerships(world, ids, standings)
    await directory.fill()
    for firm, papers in zip(firms, await drawing, strict=True):
        subject = ("organization", ids[firm.key])
        await put_papers(papers, ids[firm.key], member_ids[firm.key][0], days_ago(_YOUNGEST), subject=subject)
    members: dict[str, tuple[Actor, ...]] = {}
    for key, each in member_ids.items():
        actors = [await actor_of_session(member_id, 0) for member_id in each]
        members[key] = tuple(actor for actor in actors if actor is not None)
    return Registry(ids, members)


def _dates(number: int, standing: Standing) -> tuple[datetime, datetime]:
    """When the papers were sent in, and when they were looked at."""
    if standing is Standing.VERIFIED:
        sent = max(_YOUNGEST, _OLDEST - number * 3)
        return days_ago(sent, 9 + number % 8, number * 7 % 60), days_ago(sent - 2, 10, number * 11 % 60)
    return days_ago(1 + number % 5, 9 + number % 8, number * 7 % 60), days_ago(0, 10, number % 60)


async def _organization(firm: Organization, standing: Standing, sent: datetime, decided: datetime) -> int:
    returned = standing is Standing.RETURNED
    values = {
        "kind": firm.kind,
        "status": str(standing),
        "name": firm.name,
        "uscc": firm.uscc,
        "province_code": firm.province_code,
        "city_code": firm.city_code,
        "district_code": firm.district_code,
        "address": firm.address,
        "industry_section": firm.industry_section,
        "industry_division": firm.industry_division,
        "registered_capital": firm.registered_capital,
        "paid_in_capital": firm.paid_in_capital,
        "established_on": firm.established_on,
        "legal_representative": firm.legal_representative,
        "scale": firm.scale,
        "profile": firm.profile,
        "main_business": firm.main_business,
        "institution_type": firm.institution_type,
        "licence_number": firm.licence_number,
        "contact_name": firm.contact.name,
        "contact_title": firm.contact.title,
        "contact_mobile": firm.contact.mobile,
        "contact_email": firm.contact.email,
        "contact_qq": firm.contact.qq,
        "contact_phone": firm.contact.phone,
        "registration_step": 3,
        "returned_step": _RETURNED_STEP if returned else None,
        "returned_reason": _RETURNED_REASON if returned else "",
        "created_at": sent - timedelta(hours=2),
        "submitted_at": sent,
        "verified_at": decided if standing is Standing.VERIFIED else None,
    }
    marks = ", ".join(f"${index}" for index in range(1, len(values) + 1))
    made: int = await db.fetch_value(
        f"INSERT INTO organization ({', '.join(values)}) VALUES ({marks}) RETURNING id",  # noqa: S608 -- our own names
        *values.values(),
    )
    return made


async def _member(organization_id: int, person: Person, password_hash: str, sent: datetime) -> int:
    registered = sent - timedelta(hours=2)
    made: int = await db.fetch_value(
        """INSERT INTO member (organization_id, email, password_hash, name, role, email_confirmed_at, created_at)
           VALUES ($1, $2, $3, $4, $5, $6, $6) RETURNING id""",
        organization_id, person.email, password_hash, person.name, person.role, registered,
    )  # fmt: skip
    return made


async def _history(
    ids: Mapping[str, int],
    firm: Organization,
    standing: Standing,
    owner_id: int,
    admin: tuple[int, int],
    sent: datetime,
    decided: datetime,
) -> None:
    organization_id = ids[firm.key]
    lines = [("registering", "pending", "send_in", "", organization_id, owner_id, sent)]
    if standing is Standing.VERIFIED:
        lines.append(("pending", "verified", "verify", "", *admin, decided))
        entry = Reason.VERIFIED.value
        await db.execute(
            """INSERT INTO credit_entry (organization_id, reason, points, subject_kind, subject_id, at)
               VALUES ($1, $2, $3, 'organization', $1, $4)""",
            organization_id, entry.code, entry.points, decided,
        )  # fmt: skip
        await _notice(
            organization_id,
            "认证已通过",
            "贵单位的注册资料已通过审核，现在可以发布借贷信息、发起申请。",
            "/work",
            decided,
        )
    if standing is Standing.RETURNED:
        lines.append(("pending", "returned", "send_back", _RETURNED_REASON, *admin, decided))
        await _notice(organization_id, "资料被退回，请补充", f"退回原因：{_RETURNED_REASON}", "/register", decided)
    for before, after, act, reason, by_organization, by_member, at in lines:
        await db.execute(
            """INSERT INTO history (subject_kind, subject_id, from_state, to_state, act, reason, organization_id, member_id, at)
               VALUES ('organization', $1, $2, $3, $4, $5, $6, $7, $8)""",
            organization_id, before, after, act, reason, by_organization, by_member, at,
        )  # fmt: skip


async def _notice(organization_id: int, title: str, body: str, href: str, at: datetime) -> None:
    await db.execute(
        """WITH told AS (
               INSERT INTO notice (organization_id, category, title, body, href, once_key, at)
               VALUES ($1, 'system', $2, $3, $4, 'registration', $5) RETURNING id
           )
           INSERT INTO notice_unread (member_id, category, notice_id)
           SELECT m.id, 'system', told.id FROM told, member m WHERE m.organization_id = $1""",
        organization_id, title, body, href, at,
    )  # fmt: skip


async def _partnerships(world: World, ids: Mapping[str, int], standings: Mapping[str, Standing]) -> None:
    """The network; who is not verified yet knows nobody."""
    pairs = [
        tuple(sorted((ids[one], ids[other])))
        for one, other in world.partnerships
        if one not in standings and other not in standings
    ]
    await db.execute(
        """INSERT INTO partnership (low_id, high_id, created_at)
           SELECT low, high, $3 FROM unnest($1::bigint[], $2::bigint[]) AS pair (low, high)""",
        [low for low, _ in pairs], [high for _, high in pairs], days_ago(_YOUNGEST - 10),
    )  # fmt: skip


async def put_papers(
    papers: Mapping[str, Paper],
    organization_id: int,
    member_id: int,
    at: datetime,
    *,
    subject: tuple[str, int] | None = None,
) -> list[int]:
    """Keep copies of papers for an organization, by slot; their ids. Without a subject a command has to take them."""
    keys = await asyncio.to_thread(lambda: [lay_down(paper) for paper in papers.values()])
    rows = await db.fetch(
        """INSERT INTO upload (organization_id, member_id, slot, file_name, media_type, size, sha256, storage_key,
               subject_kind, subject_id, created_at)
           SELECT $1, $2, slot, name, media_type, size, sha256, key, $3, $4, $5
           FROM unnest($6::text[], $7::text[], $8::text[], $9::bigint[], $10::text[], $11::text[])
               AS paper (slot, name, media_type, size, sha256, key)
           RETURNING id""",
        organization_id, member_id, *(subject or ("", None)), at, list(papers),
        [paper.file_name for paper in papers.values()], [paper.media_type for paper in papers.values()],
        [len(paper.content) for paper in papers.values()],
        [paper.sha256 for paper in papers.values()], keys,
    )  # fmt: skip
    return [row["id"] for row in rows]
