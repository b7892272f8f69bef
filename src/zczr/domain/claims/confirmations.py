"""确权: the seller asks the debtor, who confirms or disputes once, by a link or signed in (domain.md section 3, rows 30 and 32)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import asyncpg

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.claims.debtor_links import (
    ON_PLATFORM,
    check_code,
    debtor_on_platform,
    digest,
    new_token,
    refuse_own_mailbox,
)
from zczr.domain.claims.kinds import ClaimKind, DebtorState
from zczr.domain.claims.stages import ANSWER_WITHIN, CONFIRMATION, Confirmation
from zczr.domain.history import SYSTEM, Mover, record
from zczr.domain.messages import commands as messages
from zczr.domain.messages import outbox
from zczr.domain.money import plain_text, yuan_text
from zczr.domain.permissions import Permission, require
from zczr.domain.postings.stages import Posting
from zczr.domain.refusals import NotFound, RuleBroken, WrongState
from zczr.domain.stages import move

LINK = "/confirmations"
ASKABLE = frozenset({Posting.ACTIVE, Posting.RESERVED})
"""The states of a claim in which its debtor can be asked, and answer; a request ends with them."""
_ASKED = "确权请求已发出，正在等待债务方答复。需要改发到别的邮箱时，请先撤回。"
_CHANGED = "这笔债权的信息在请求发出后有修改，这份确权请求已失效，请等待债权方重新发送。"
_LATE = "这份确权请求已超过 30 天的答复期限。需要确认的，请联系债权方重新发送。"
_ENDED = {
    Confirmation.CONFIRMED: "这笔债权已经确认，链接不能再次使用。",
    Confirmation.DISPUTED: "这笔债权已经提出争议，链接不能再次使用。如需更正，请联系债权方重新发送确权请求。",
    Confirmation.CALLED_OFF: "债权方已撤回这份确权请求，链接不能再使用。",
    Confirmation.LAPSED: _LATE,
}


@dataclass(frozen=True)
class Answer:
    """What the debtor says: who speaks for it in which position, and why, where it disputes."""

    agrees: bool
    name: str
    title: str
    reason: str
    address: str


@dataclass(frozen=True)
class Asked:
    """What a debtor is asked to confirm; amounts in yuan."""

    id: int
    claim_id: int
    creditor: str
    debtor: str
    kind: ClaimKind
    contract_number: str
    invoice_numbers: tuple[str, ...]
    face_amount: Decimal
    due_on: date
    asked_at: datetime
    due_at: datetime


async def ask(actor: Actor, claim_id: int, *, email: str) -> int:
    """Ask the debtor of an own claim to confirm it, by e-mail, or where it is a member on the platform alone; the request's id."""
    require(actor, Permission.CLAIM_PUBLISH)
    token, token_hash = new_token()
    try:
        async with db.transaction():
            claim = await _own_claim(actor, claim_id)
            debtor_id = await debtor_on_platform(claim["debtor_uscc"])
            if debtor_id is not None:
                # It answers signed in: who holds a link to a mailbox that the seller has typed could answer for it.
                email = ""
            elif not email:
                raise RuleBroken("债务方不是平台会员，请填写债务方的联系邮箱。", "email")
            await refuse_own_mailbox(actor, email)
            now = clock.now()
            confirmation_id: int = await db.fetch_value(
                """INSERT INTO debtor_confirmation (claim_id, status, asked_by, debtor_id, email, token_hash, statement, asked_at,
                       due_at) VALUES ($1, 'asked', $2, $3, $4, $5, $6, $7, $8) RETURNING id""",
                claim_id, actor.member_id, debtor_id, email, token_hash, _statement(claim, actor.organization_name), now,
                now + ANSWER_WITHIN,
            )  # fmt: skip
            await record(
                CONFIRMATION.subject_kind,
                confirmation_id,
                before="",
                after=str(Confirmation.ASKED),
                act="ask",
                by=actor.mover,
                reason=email or ON_PLATFORM,
            )
            await _send(actor, claim, confirmation_id, email=email, token=token, debtor_id=debtor_id)
    except asyncpg.UniqueViolationError as error:
        # The race of a double click: one request is open at a time.
        if error.constraint_name != "debtor_confirmation_open_once":
            raise
        raise RuleBroken(_ASKED) from None
    return confirmation_id


async def _own_claim(actor: Actor, claim_id: int) -> db.Record:
    claim = await db.fetch_row(
        "SELECT * FROM claim WHERE id = $1 AND organization_id = $2 FOR UPDATE", claim_id, actor.organization_id
    )
    if claim is None:
        raise NotFound(claim=claim_id)
    if claim["status"] not in ASKABLE:
        raise WrongState("债权在售或已被预订时才能请债务方确权。", claim=claim_id)
    if claim["debtor_state"] == DebtorState.CONFIRMED:
        raise WrongState("债务方已经确认这笔债权，不必再次请求。", claim=claim_id)
    return claim


async def _send(
    actor: Actor, claim: db.Record, confirmation_id: int, *, email: str, token: str, debtor_id: int | None
) -> None:
    amount = yuan_text(claim["face_amount"])
    body = (
        f"{actor.organization_name}请{claim['debtor_name']}确认一笔债权：金额 {amount} 元，到期日 {claim['due_on']}。"
        "请在 30 天内答复，确认或者提出争议。"
    )
    if debtor_id is None:
        await outbox.queue_mail(
            email, key=f"confirmation:{confirmation_id}", subject=f"请确认债权：{actor.organization_name}",
            body=f"{body}链接只能使用一次，打开时需要填写贵单位的统一社会信用代码。", href=f"{LINK}/{token}",
        )  # fmt: skip
    else:
        await messages.tell(
            debtor_id, key=_key(confirmation_id), title=f"请确认债权：{actor.organization_name}，{amount} 元",
            body=body, href=f"/claims/confirmations/{confirmation_id}",
        )  # fmt: skip


def _key(confirmation_id: int) -> str:
    """The key of the message by which a debtor that is a member is asked."""
    return f"confirmation:{confirmation_id}"


def _said(claim: Mapping[str, Any], creditor: str) -> dict[str, Any]:
    """What is asked of a claim."""
    return {
        "creditor": creditor,
        "debtor": claim["debtor_name"],
        "debtor_uscc": claim["debtor_uscc"],
        "kind": claim["kind"],
        "contract_number": claim["contract_number"],
        "invoice_numbers": list(claim["invoice_numbers"]),
        "face_amount": plain_text(claim["face_amount"]),
        "due_on": claim["due_on"].isoformat(),
        "no_set_off": True,
        "no_earlier_transfer": True,
    }


def _statement(claim: Mapping[str, Any], creditor: str) -> str:
    """What is asked, in canonical JSON: keys sorted, amounts as text."""
    return json.dumps(_said(claim, creditor), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _has_changed(statement: str, claim: Mapping[str, Any]) -> bool:
    """Whether a claim is not what was asked about any more; what was asked before codes were part of it is judged without."""
    asked = json.loads(statement)
    now = _said(claim, asked["creditor"])
    return any(now[name] != value for name, value in asked.items())


async def call_off(actor: Actor, claim_id: int) -> None:
    """Take back the open request about an own claim; its link is dead."""
    require(actor, Permission.CLAIM_PUBLISH)
    async with db.transaction():
        claim = await db.fetch_row(
            "SELECT id FROM claim WHERE id = $1 AND organization_id = $2 FOR UPDATE", claim_id, actor.organization_id
        )
        if claim is None:
            raise NotFound(claim=claim_id)
        if not await _call_off([claim_id], by=actor.mover):
            raise WrongState("没有等待答复的确权请求。", claim=claim_id)


async def void_changed(actor: Actor, claim_id: int) -> None:
    """Take back the open request about a claim that is not what was asked about any more; call in the transaction of the edit."""
    row = await db.fetch_row(
        """SELECT d.statement, c.* FROM debtor_confirmation d JOIN claim c ON c.id = d.claim_id
           WHERE d.claim_id = $1 AND d.status = 'asked'""",
        claim_id,
    )
    if row is not None and _has_changed(row["statement"], row):
        await _call_off([claim_id], by=actor.mover, reason="债权信息已修改")


async def end(claim_ids: Sequence[int], *, reason: str) -> None:
    """End the open requests about claims that are sold or not on sale any more; in the transaction that ends them."""
    await _call_off(claim_ids, by=SYSTEM, reason=reason)


async def _call_off(claim_ids: Sequence[int], *, by: Mover, reason: str = "") -> int:
    """Call off the open requests about claims, held by the caller: nobody answers one meanwhile; how many."""
    rows = await db.fetch(
        "SELECT id, debtor_id FROM debtor_confirmation WHERE claim_id = ANY($1) AND status = 'asked' ORDER BY id",
        list(claim_ids),
    )
    for row in rows:
        await move(
            CONFIRMATION, row["id"], to=Confirmation.CALLED_OFF, act="call_off", by=by, reason=reason, also={"reason": reason}
        )  # fmt: skip
        await _settle(row)
    return len(rows)


async def _settle(row: db.Record) -> None:
    """A debtor that is a member has nothing to answer any more."""
    if row["debtor_id"] is not None:
        await messages.settle(row["debtor_id"], key=_key(row["id"]))


async def open_by_link(token: str, code: str) -> Asked:
    """What a link asks, for who names the debtor's credit code; that it was opened is kept. NotFound for a link nobody sent."""
    async with db.transaction():
        return await _open(*await _by_link(token, code))


async def open_signed_in(actor: Actor, confirmation_id: int) -> Asked:
    """What the actor's organization is asked as a debtor; NotFound for everybody else."""
    async with db.transaction():
        return await _open(*await _for_debtor(actor, confirmation_id))


async def _by_link(token: str, code: str) -> tuple[db.Record, db.Record]:
    """What a link asks, for who names the debtor's credit code; no link answers for a member."""
    row, claim = await _locked("d.token_hash = $1 AND d.debtor_id IS NULL", digest(token))
    check_code(claim, code)
    return row, claim


async def _for_debtor(actor: Actor, confirmation_id: int) -> tuple[db.Record, db.Record]:
    return await _locked("d.id = $1 AND d.debtor_id = $2", confirmation_id, actor.organization_id)


async def _locked(condition: str, *values: object) -> tuple[db.Record, db.Record]:
    """The request `d` of a condition and its claim, held: the claim first, as everywhere. NotFound where there is none."""
    claim = await db.fetch_row(
        f"SELECT c.* FROM claim c JOIN debtor_confirmation d ON d.claim_id = c.id WHERE {condition} FOR UPDATE OF c",  # noqa: S608
        *values,
    )
    row = await db.fetch_row(f"SELECT d.* FROM debtor_confirmation d WHERE {condition} FOR UPDATE", *values)  # noqa: S608
    if claim is None or row is None:
        raise NotFound
    return row, claim


async def _open(row: db.Record, claim: db.Record) -> Asked:
    _refuse_unanswerable(row, claim)
    said = json.loads(row["statement"])
    if row["opened_at"] is None:
        await db.execute("UPDATE debtor_confirmation SET opened_at = $2 WHERE id = $1", row["id"], clock.now())
        # The debtor knows of it from now on.
        await _set_state(claim, DebtorState.NOTIFIED, only_from=(DebtorState.UNNOTIFIED,))
    return Asked(
        id=row["id"],
        claim_id=claim["id"],
        creditor=said["creditor"],
        debtor=said["debtor"],
        kind=ClaimKind(said["kind"]),
        contract_number=said["contract_number"],
        invoice_numbers=tuple(said["invoice_numbers"]),
        face_amount=Decimal(said["face_amount"]),
        due_on=date.fromisoformat(said["due_on"]),
        asked_at=row["asked_at"],
        due_at=row["due_at"],
    )


def _refuse_unanswerable(row: db.Record, claim: db.Record) -> None:
    """Say what became of a request that cannot be answered any more."""
    stage = Confirmation(row["status"])
    if stage is Confirmation.CALLED_OFF and row["reason"]:
        raise WrongState(f"{row['reason']}，这份确权请求已结束，不必再答复。", confirmation=row["id"])
    if stage is not Confirmation.ASKED:
        raise WrongState(_ENDED[stage], confirmation=row["id"])
    if row["due_at"] <= clock.now():
        raise WrongState(_LATE, confirmation=row["id"])
    if _has_changed(row["statement"], claim):
        raise WrongState(_CHANGED, confirmation=row["id"])


async def answer_by_link(token: str, code: str, answer: Answer) -> None:
    """The debtor's answer by the link, once."""
    async with db.transaction():
        await _answer(*await _by_link(token, code), answer, by=SYSTEM)


async def answer_signed_in(actor: Actor, confirmation_id: int, answer: Answer) -> None:
    """The answer of a debtor that is a member; it binds, so that it takes who may decide."""
    async with db.transaction():
        row, claim = await _for_debtor(actor, confirmation_id)
        require(actor, Permission.CONTRACT_ANSWER)
        await _answer(row, claim, answer, by=actor.mover)


async def _answer(row: db.Record, claim: db.Record, answer: Answer, *, by: Mover) -> None:
    _refuse_unanswerable(row, claim)
    to = Confirmation.CONFIRMED if answer.agrees else Confirmation.DISPUTED
    now = clock.now()
    await move(
        CONFIRMATION, row["id"], to=to, act="confirm" if answer.agrees else "dispute", by=by, reason=answer.reason,
        also={
            "opened_at": row["opened_at"] or now, "answered_at": now, "answered_by": by.member_id,
            "answered_name": answer.name, "answered_title": answer.title, "answered_address": answer.address,
            "reason": answer.reason,
        },
    )  # fmt: skip
    await _set_state(claim, DebtorState.CONFIRMED if answer.agrees else DebtorState.DISPUTED)
    await _settle(row)
    said = "已确认这笔债权" if answer.agrees else f"对这笔债权提出了争议：{answer.reason}"
    await messages.tell(
        claim["organization_id"], key=f"confirmation:{row['id']}:answered",
        title=f"{'债务方已确权' if answer.agrees else '债务方提出争议'}：{claim['title']}",
        body=f"{claim['debtor_name']}（{answer.name}，{answer.title}）{said}。", href=f"/claims/sales/{claim['id']}",
    )  # fmt: skip
    # Matching and buyers go by what the debtor says.
    db.after_commit("matching.run_claim", claim["id"])


async def _set_state(claim: db.Record, state: DebtorState, *, only_from: tuple[DebtorState, ...] = ()) -> None:
    if only_from and claim["debtor_state"] not in only_from:
        return
    await db.execute("UPDATE claim SET debtor_state = $2 WHERE id = $1", claim["id"], str(state))


async def lapse_due() -> int:
    """Requests that nobody answered within the thirty days lapse, and their sellers are told; how many."""
    count = 0
    due = await db.fetch(
        "SELECT id FROM debtor_confirmation WHERE status = 'asked' AND due_at <= $1 ORDER BY id", clock.now()
    )
    for each in due:
        async with db.transaction():
            row, claim = await _locked("d.id = $1", each["id"])
            if row["status"] != Confirmation.ASKED:
                continue
            await move(CONFIRMATION, row["id"], to=Confirmation.LAPSED, act="lapse", by=SYSTEM)
            await _settle(row)
            await messages.tell(
                claim["organization_id"], key=f"confirmation:{row['id']}:lapsed",
                title=f"债务方未在 30 天内确权：{claim['title']}",
                body="确权请求已到期，链接不能再使用。可以重新发送，或与债务方直接联系。", href=f"/claims/sales/{claim['id']}",
            )  # fmt: skip
            count += 1
    return count
