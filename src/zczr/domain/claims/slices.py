"""拆分转让: a claim on sale is split into slices, each a claim on sale of its own; and put together again while none is taken."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.claims import confirmations
from zczr.domain.claims.kinds import DebtorState, SaleMode
from zczr.domain.claims.slicing import Slice, slices_broken
from zczr.domain.claims.sorts import CLAIM, CLAIMS
from zczr.domain.claims.terms import claim_title
from zczr.domain.feed import commands as feed
from zczr.domain.permissions import Permission, require
from zczr.domain.postings.commands import OPEN_DAYS, lock, refuse_if_applied_for
from zczr.domain.postings.stages import Posting
from zczr.domain.refusals import RuleBroken, WrongState, refuse_all
from zczr.domain.stages import move, overtaken

_TAKEN = "已有买方预订或购买了其中一份，不能取消拆分；其余各份可以分别撤回。"

# A slice is what its whole is, but for name, amount, price and title. What its debtor has said of the whole it has said of each part, and
# who disputes a part disputes what it is a part of; an open request ends with the split. It is on sale as long as what is published today.
_INSERT = """
    WITH made AS (
        INSERT INTO claim (organization_id, member_id, submission_id, status, whole_id, slice_name, face_amount, asking_price, title,
            generation, kind, debtor_name, debtor_uscc, debtor_kind, debtor_email, contract_number, invoice_numbers, starts_on, due_on,
            origin, debtor_situation, assignment_barred, recourse, debtor_state, province_code, city_code, industry_section, created_at,
            submitted_at, expires_on, import_id)
        SELECT w.organization_id, $2, gen_random_uuid(), 'active', w.id, s.name, s.amount, s.price, s.title,
            w.generation, w.kind, w.debtor_name, w.debtor_uscc, w.debtor_kind, w.debtor_email, w.contract_number, w.invoice_numbers,
            w.starts_on, w.due_on, w.origin, w.debtor_situation, w.assignment_barred, w.recourse,
            CASE WHEN EXISTS (SELECT FROM claim d WHERE d.whole_id = w.id AND d.debtor_state = 'disputed') THEN 'disputed'
                WHEN w.debtor_state = 'notified' THEN 'unnotified' ELSE w.debtor_state END,
            w.province_code, w.city_code, w.industry_section, $3, $3, least($9::date, w.due_on - 1), w.import_id
        FROM claim w, unnest($4::text[], $5::numeric[], $6::numeric[], $7::text[]) AS s (name, amount, price, title)
        WHERE w.id = $1 RETURNING id
    )
    INSERT INTO history (subject_kind, subject_id, from_state, to_state, act, organization_id, member_id, at)
    SELECT 'claim', id, '', 'active', 'publish', $8::bigint, $2, $3 FROM made RETURNING subject_id
"""


async def split(actor: Actor, claim_id: int, slices: Sequence[Slice], *, version: int) -> tuple[int, ...]:
    """Sell an own claim in these slices instead of as a whole; their ids. RuleBroken names the row and field that is wrong.

    The same again finds what the first one made. `version` is the one that was read: a claim edited meanwhile is not split under its
    seller's hands.
    """
    require(actor, Permission.CLAIM_PUBLISH)
    async with db.transaction():
        # Held against a buyer, an edit and a second split until the commit.
        whole = await lock(actor, CLAIMS, claim_id)
        if whole["status"] not in {Posting.ACTIVE, Posting.SPLIT}:
            raise await overtaken(CLAIM, claim_id)
        # What is left of a claim that is split already is split further, once some of it is withdrawn or was never in a slice.
        before = await _standing(claim_id)
        if made := _same(before, slices):
            return made
        await refuse_if_applied_for(CLAIMS, claim_id)
        standing = [each for _, each in before]
        refuse_all([*_whole_broken(whole, version), *slices_broken(whole["face_amount"], slices, standing)])
        if whole["status"] == Posting.ACTIVE:
            await move(CLAIM, claim_id, to=Posting.SPLIT, act="split", by=actor.mover)
            await confirmations.end([claim_id], reason="债权已拆分出售")
            await feed.end(CLAIMS.table, claim_id, by=actor.mover)
            await db.execute("DELETE FROM claim_match WHERE claim_id = $1", claim_id)
        seller = actor.organization_name
        titles = [claim_title(whole["kind"], whole["debtor_name"], seller, each.amount, each.name) for each in slices]
        rows = await db.fetch(
            _INSERT, claim_id, actor.member_id, clock.now(), [each.name for each in slices], [each.amount for each in slices],
            [each.price for each in slices], titles, actor.organization_id, clock.today() + timedelta(days=OPEN_DAYS),
        )  # fmt: skip
        for row in rows:
            db.after_commit(CLAIMS.match_job, row["subject_id"])
    return tuple(row["subject_id"] for row in rows)


async def _standing(claim_id: int) -> list[tuple[int, Slice]]:
    """The slices of a claim that are on sale or sold, with their ids."""
    rows = await db.fetch(
        """SELECT id, slice_name, face_amount, asking_price FROM claim
           WHERE whole_id = $1 AND status IN ('active', 'reserved', 'matched') ORDER BY id""",
        claim_id,
    )
    return [(row["id"], Slice(0, row["slice_name"], row["face_amount"], row["asking_price"])) for row in rows]


def _same(before: Sequence[tuple[int, Slice]], slices: Sequence[Slice]) -> tuple[int, ...]:
    """The ids of these slices where all of them stand already: a double click, whose first press has done all of it."""
    known = {(each.name, each.amount, each.price): number for number, each in before}
    asked = [known.get((each.name, each.amount, each.price)) for each in slices]
    return tuple(each for each in asked if each is not None) if all(asked) else ()


def _whole_broken(whole: db.Record, version: int) -> list[RuleBroken]:
    broken = []
    if whole["version"] != version:
        broken.append(RuleBroken("这笔债权刚刚被修改，请核对后重新填写。"))
    if whole["due_on"] <= clock.today():
        broken.append(RuleBroken("这笔债权已到期，不能再拆分出售。"))
    if whole["whole_id"] is not None:
        broken.append(RuleBroken("拆分出的债权不能再拆分。"))
    if whole["resale_of"] is not None:
        # A claim has at most ten holders, however often it is sold again.
        broken.append(RuleBroken("受让的债权再次出售时不能拆分。"))
    if whole["sale_mode"] != SaleMode.FIXED:
        broken.append(RuleBroken("通过询价出售的债权不能拆分，请先结束询价并改为按定价出售。"))
    return broken


async def rejoin(actor: Actor, claim_id: int) -> None:
    """取消拆分: the slices are withdrawn and the claim is on sale as a whole; only while no slice is taken."""
    require(actor, Permission.CLAIM_PUBLISH)
    async with db.transaction():
        whole = await lock(actor, CLAIMS, claim_id)
        # Held too: a buyer who takes one of them now comes before or after.
        slices = await db.fetch(
            "SELECT id, status, debtor_state FROM claim WHERE whole_id = $1 ORDER BY id FOR UPDATE", claim_id
        )
        if any(each["status"] in {Posting.RESERVED, Posting.MATCHED} for each in slices):
            raise WrongState(_TAKEN, claim=claim_id)
        for each in slices:
            if each["status"] == Posting.ACTIVE:
                await refuse_if_applied_for(CLAIMS, each["id"])
                await move(CLAIM, each["id"], to=Posting.WITHDRAWN, act="withdraw", by=actor.mover)
                await feed.end(CLAIMS.table, each["id"], by=actor.mover)
                await db.execute("DELETE FROM claim_match WHERE claim_id = $1", each["id"])
        await confirmations.end([each["id"] for each in slices], reason="债权已取消拆分")
        disputed = any(each["debtor_state"] == DebtorState.DISPUTED for each in slices)
        await move(
            CLAIM, claim_id, to=Posting.ACTIVE, only_from=(Posting.SPLIT,), act="rejoin", by=actor.mover,
            also={
                "expires_on": min(clock.today() + timedelta(days=OPEN_DAYS), whole["due_on"] - timedelta(days=1)),
                **({"debtor_state": str(DebtorState.DISPUTED)} if disputed else {}),
            },
        )  # fmt: skip
        db.after_commit(CLAIMS.match_job, claim_id)


async def refuse_slice(claim_id: int) -> None:
    """A slice is what its whole is: it is not edited by itself."""
    if await db.fetch_value("SELECT whole_id FROM claim WHERE id = $1", claim_id) is not None:
        raise WrongState("拆分出的债权不能修改，请先撤回，再重新拆分。", claim=claim_id)


class SliceLine(NamedTuple):
    """A slice of an own claim."""

    id: int
    name: str
    status: Posting
    face_amount: Decimal
    asking_price: Decimal
    buyer_name: str
    application_id: int | None
    """The application that holds it; None where it is free."""


async def slices_of(claim_id: int) -> tuple[SliceLine, ...]:
    """The slices of a claim that the caller has made sure is the actor's, those of earlier splits last."""
    rows = await db.fetch(
        """SELECT c.id, c.slice_name, c.status, c.face_amount, c.asking_price, coalesce(o.name, ''), a.id
           FROM claim c
           LEFT JOIN application a ON a.claim_id = c.id AND (a.status IN ('approved', 'approved_unconfirmed', 'confirmed')
               OR (a.status = 'pending' AND a.applicant_id = a.buyer_id))
           LEFT JOIN organization o ON o.id = a.buyer_id
           WHERE c.whole_id = $1 ORDER BY c.status = 'withdrawn', c.id""",
        claim_id,
    )
    return tuple(SliceLine(row[0], row[1], Posting(row[2]), *tuple(row)[3:]) for row in rows)
