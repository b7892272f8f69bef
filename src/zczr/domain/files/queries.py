"""Files an actor may see: its own, those of deals and conversations it is a side of, the papers of claims whose sellers let it in,
and for admins all but what was written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.files.sniff import VIEWABLE
from zczr.domain.partners.relations import NOT_APART, STILL_MEET
from zczr.domain.refusals import NotFound


@dataclass(frozen=True)
class Disclosed:
    """By which right a paper of somebody else's claim is seen: let in by the seller, or as a party of an application.

    What is seen so is marked and written down (docs/decisions/0020).
    """

    claim_id: int
    access_id: int | None
    application_id: int | None


@dataclass(frozen=True)
class StoredFile:
    """A file with what pages show of it."""

    id: int
    slot: str
    name: str
    media_type: str
    bytes: int
    sha256: str
    storage_key: str
    disclosed: Disclosed | None = None
    """None where it is the actor's own, or shown as it is."""

    @property
    def takes_mark(self) -> bool:
        """Whether a copy with a mark can be made of it."""
        return self.media_type in VIEWABLE

    @property
    def is_only_looked_at(self) -> bool:
        """Whether it is not handed out: who is let in looks at it in its browser."""
        return self.disclosed is not None and self.disclosed.application_id is None

    @property
    def size(self) -> str:
        """The size for people."""
        if self.bytes < 1 << 20:
            return f"{max(1, self.bytes >> 10)} KB"
        return f"{self.bytes / (1 << 20):.1f} MB"

    @property
    def href(self) -> str:
        """Where its owner and other parties look at it."""
        return f"/files/{self.id}"

    @property
    def download_href(self) -> str:
        """Where it is downloaded; empty for who only looks at it."""
        return "" if self.is_only_looked_at else f"/files/{self.id}"

    @property
    def view_href(self) -> str:
        """Where a browser shows it in place; empty for kinds it cannot show."""
        return f"/files/{self.id}/view" if self.media_type in VIEWABLE else ""

    @property
    def note(self) -> str:
        """What becomes of a kind that takes no mark, where it is somebody else's."""
        if self.disclosed is None or self.takes_mark:
            return ""
        if self.is_only_looked_at:
            return "这种格式不能加水印，不能查看。需要时请联系出售方另传 PDF。"
        return "这种格式不能加水印，只能下载原件。"


_COLUMNS = "id, slot, file_name, media_type, size, sha256, storage_key"

# When a party of application `a` sees the other side's papers: it was asked, or both have agreed. What ended without a deal
# shows nothing any more.
PAPERS_OPEN = """({viewer} IN (a.applicant_id, a.respondent_id)
    AND (a.status IN ('approved', 'approved_unconfirmed', 'confirmed') OR (a.status = 'pending' AND a.respondent_id = {viewer})))"""
_OPEN = PAPERS_OPEN.format(viewer="$2")

# When access `x` opens the papers of claim `c`: as long as it is on sale, or reserved for the very buyer who was let in; while the
# seller is there and neither has blocked the other. Nothing has to be written when a sale ends.
OPENS = """((c.status = 'active' AND least(c.expires_on, c.quotes_until) >= {today}) OR (c.status = 'reserved' AND EXISTS (
        SELECT FROM application a WHERE a.claim_id = c.id AND a.buyer_id = {viewer} AND a.status = 'pending')))"""
_LET_IN = f"""(x.status = 'granted' AND x.organization_id = $2 AND $4 = 'verified' AND {OPENS.format(viewer="$2", today="$5")}
    AND EXISTS (SELECT FROM organization o WHERE o.id = c.organization_id AND o.status = 'verified')
    AND {NOT_APART.format(one="c.organization_id", other="$2")})"""
# Upload `u` is a paper of claim `c`; a slice is proved by the papers of its whole, and what came with an import by those of the import,
# whose workbook names other claims and is none of them. And the other way round: by what claim $1 is proved.
_ITS = """(u.subject_kind = 'claim' AND u.subject_id IN (c.id, c.whole_id)
    OR u.subject_kind = 'claim_import' AND u.subject_id = c.import_id AND u.slot <> 'workbook')"""
_PAPERS_OF = """((u.subject_kind, u.subject_id) IN (
    SELECT 'claim', subject_id FROM claim c, unnest(ARRAY[c.id, c.whole_id]) subject_id WHERE c.id = $1
    UNION ALL SELECT 'claim_import', import_id FROM claim WHERE id = $1) AND (u.subject_kind, u.slot) <> ('claim_import', 'workbook'))"""
# By which right somebody else sees it, a party's before that of who was let in.
_DISCLOSED = f"""
    LEFT JOIN LATERAL (
        SELECT c.id, NULL::bigint AS access_id, a.id AS application_id
        FROM claim c JOIN application a ON a.claim_id = c.id WHERE {_ITS} AND {_OPEN}
        UNION ALL
        SELECT c.id, x.id, NULL FROM claim c JOIN paper_access x ON x.claim_id = c.id WHERE {_ITS} AND {_LET_IN}
        ORDER BY application_id DESC NULLS LAST LIMIT 1
    ) disclosed (claim_id, access_id, application_id) ON u.organization_id <> $2 AND $3 <> 'platform'"""  # noqa: S608 -- constants

# An institution whose offer an open request has matched may review its documents too.
_SEEN = f"""
    u.organization_id = $2 OR ($3 = 'platform' AND u.subject_kind <> 'conversation_message')
    OR (u.subject_kind = 'loan_request' AND EXISTS (
        SELECT FROM application a WHERE a.request_id = u.subject_id AND {_OPEN}))
    OR (u.subject_kind = 'loan_request' AND $3 = 'institution' AND $4 = 'verified' AND EXISTS (
        SELECT FROM loan_match m JOIN loan_offer f ON f.id = m.offer_id AND f.status = 'active'
        JOIN loan_request r ON r.id = m.request_id AND r.status = 'active'
        WHERE m.request_id = u.subject_id AND m.outcome = 'match' AND f.organization_id = $2
          AND {STILL_MEET.format(one="r", other="f")}))
    OR (u.subject_kind = 'loan_offer' AND EXISTS (
        SELECT FROM application a WHERE a.offer_id = u.subject_id AND {_OPEN}))
    OR disclosed.claim_id IS NOT NULL
    OR (u.subject_kind = 'contract_filing' AND EXISTS (
        SELECT FROM contract_filing c JOIN application a ON a.id = c.application_id
        WHERE c.id = u.subject_id AND $2 IN (a.applicant_id, a.respondent_id)))
    OR (u.subject_kind = 'conversation_message' AND EXISTS (
        SELECT FROM conversation_message x JOIN conversation c ON c.id = x.conversation_id
        WHERE x.id = u.subject_id AND $2 IN (c.low_id, c.high_id)))
"""  # noqa: S608 -- constants


async def file_for(actor: Actor, upload_id: int) -> StoredFile:
    """A file the actor has a right to, and how it may be seen; NotFound else."""
    found = await _seen(actor, "u.id = $1", upload_id)
    if not found:
        raise NotFound(upload=upload_id)
    return found[0]


async def papers_for(actor: Actor, claim_id: int) -> tuple[StoredFile, ...]:
    """The papers of a claim as far as the actor may see them, and how: all of its own, none of who has not let it in."""
    return await _seen(actor, _PAPERS_OF, claim_id)


async def paper_counts(claim_id: int) -> tuple[tuple[str, int], ...]:
    """The slots of a claim that hold papers, and how many each: what everybody who sees the claim may know of them."""
    rows = await db.fetch(
        f"SELECT slot, count(*) FROM upload u WHERE {_PAPERS_OF} GROUP BY slot ORDER BY min(id)",  # noqa: S608 -- constants
        claim_id,
    )
    return tuple((row[0], row[1]) for row in rows)


async def _seen(actor: Actor, which: str, value: int) -> tuple[StoredFile, ...]:
    rows = await db.fetch(
        f"""SELECT {_COLUMNS}, disclosed.* FROM upload u {_DISCLOSED}
            WHERE {which} AND ({_SEEN}) ORDER BY u.id""",  # noqa: S608 -- constants
        value, actor.organization_id, str(actor.kind), str(actor.standing), clock.today(),
    )  # fmt: skip
    return tuple(_shown(row) for row in rows)


def _shown(row: db.Record) -> StoredFile:
    file, right = StoredFile(*row[:7]), Disclosed(*row[7:])
    return file if right.claim_id is None else replace(file, disclosed=right)


async def files_of(subject_kind: str, subject_id: int) -> tuple[StoredFile, ...]:
    """The files of a subject; whoever calls has made sure that the actor sees the subject."""
    rows = await db.fetch(
        f"SELECT {_COLUMNS} FROM upload WHERE subject_kind = $1 AND subject_id = $2 ORDER BY id",  # noqa: S608
        subject_kind,
        subject_id,
    )
    return tuple(StoredFile(*row) for row in rows)


async def files_of_many(subject_kind: str, subject_ids: Sequence[int]) -> dict[int, tuple[StoredFile, ...]]:
    """The files of several subjects by the subject's id, as `files_of` gives those of one."""
    rows = await db.fetch(
        f"""SELECT subject_id, {_COLUMNS} FROM upload
            WHERE subject_kind = $1 AND subject_id = ANY($2) ORDER BY subject_id, id""",  # noqa: S608
        subject_kind,
        list(subject_ids),
    )
    return {
        subject_id: tuple(StoredFile(*tuple(row)[1:]) for row in group)
        for subject_id, group in groupby(rows, key=lambda row: row[0])
    }


async def own_files(
    actor: Actor, ids: Sequence[int], *, slot: str, subject_kind: str, subject_id: int | None
) -> tuple[StoredFile, ...]:
    """Of these ids the ones the actor's organization sent in that slot and may use for that subject."""
    if not ids:
        return ()
    rows = await db.fetch(
        f"""SELECT {_COLUMNS} FROM upload
            WHERE id = ANY($1) AND organization_id = $2 AND slot = $3
              AND (subject_id IS NULL OR (subject_kind = $4 AND subject_id = $5)) ORDER BY id""",  # noqa: S608
        list(ids),
        actor.organization_id,
        slot,
        subject_kind,
        subject_id,
    )
    return tuple(StoredFile(*row) for row in rows)


async def holds(
    actor: Actor,
    ids: Sequence[int],
    *,
    subject_kind: str,
    subject_id: int,
    without: Sequence[int] = (),
    only: bool = False,
) -> bool:
    """Whether a subject has these files by their content, and none of `without`: each press of a double click uploads its own.

    With `only` it has no others.
    """
    return bool(
        await db.fetch_value(
            """WITH held AS (SELECT id, slot, sha256 FROM upload WHERE subject_kind = $1 AND subject_id = $2),
                    sent AS (SELECT slot, sha256 FROM upload WHERE id = ANY($3) AND organization_id = $4)
               SELECT NOT EXISTS (TABLE sent EXCEPT SELECT slot, sha256 FROM held)
                   AND NOT EXISTS (SELECT FROM held WHERE id = ANY($5))
                   AND NOT ($6 AND EXISTS (SELECT slot, sha256 FROM held EXCEPT TABLE sent))""",
            subject_kind, subject_id, list(ids), actor.organization_id, list(without), only,
        )
    )  # fmt: skip
