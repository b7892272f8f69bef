"""Files an actor may see: its own, those of deals and conversations it is a side of, and for admins all but what was written."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from zczr import db
from zczr.domain.accounts.actor import Actor
from zczr.domain.files.sniff import VIEWABLE
from zczr.domain.partners.relations import STILL_MEET
from zczr.domain.refusals import NotFound


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
        """Where it is downloaded."""
        return f"/files/{self.id}"

    @property
    def view_href(self) -> str:
        """Where a browser shows it in place; empty for kinds it cannot show."""
        return f"/files/{self.id}/view" if self.media_type in VIEWABLE else ""


_COLUMNS = "id, slot, file_name, media_type, size, sha256, storage_key"

# When a party of application `a` sees the other side's papers: it was asked, or both have agreed. What ended without a deal
# shows nothing any more.
PAPERS_OPEN = """({viewer} IN (a.applicant_id, a.respondent_id)
    AND (a.status IN ('approved', 'approved_unconfirmed', 'confirmed') OR (a.status = 'pending' AND a.respondent_id = {viewer})))"""
_OPEN = PAPERS_OPEN.format(viewer="$2")

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
    OR (u.subject_kind = 'claim' AND EXISTS (
        SELECT FROM application a WHERE a.claim_id = u.subject_id AND {_OPEN}))
    OR (u.subject_kind = 'claim_import' AND u.slot <> 'workbook' AND EXISTS (
        SELECT FROM claim c JOIN application a ON a.claim_id = c.id WHERE c.import_id = u.subject_id AND {_OPEN}))
    OR (u.subject_kind = 'contract_filing' AND EXISTS (
        SELECT FROM contract_filing c JOIN application a ON a.id = c.application_id
        WHERE c.id = u.subject_id AND $2 IN (a.applicant_id, a.respondent_id)))
    OR (u.subject_kind = 'conversation_message' AND EXISTS (
        SELECT FROM conversation_message x JOIN conversation c ON c.id = x.conversation_id
        WHERE x.id = u.subject_id AND $2 IN (c.low_id, c.high_id)))
"""  # noqa: S608 -- constants


async def file_for(actor: Actor, upload_id: int) -> StoredFile:
    """A file the actor has a right to; NotFound else."""
    row = await db.fetch_row(
        f"SELECT {_COLUMNS} FROM upload u WHERE u.id = $1 AND ({_SEEN})",  # noqa: S608 -- constants
        upload_id,
        actor.organization_id,
        str(actor.kind),
        str(actor.standing),
    )
    if row is None:
        raise NotFound(upload=upload_id)
    return StoredFile(*row)


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
