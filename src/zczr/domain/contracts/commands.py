"""合同确认: one side files the signed contract, the other confirms or returns it; the contract forms at the second yes."""

import uuid
from typing import Any

import asyncpg

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.accounts.commands import password_broken
from zczr.domain.applications.commands import lock_subject
from zczr.domain.applications.parties import parties_for
from zczr.domain.applications.stages import APPLICATION, Act, Side, Stage, permits
from zczr.domain.contracts import chain
from zczr.domain.contracts.practices import Filing, Found, Sketch, practice_of
from zczr.domain.contracts.stages import FILING, FilingStage
from zczr.domain.credit import commands as credit
from zczr.domain.files import commands as files
from zczr.domain.history import record
from zczr.domain.messages import commands as messages
from zczr.domain.permissions import Permission, require
from zczr.domain.refusals import NotAllowed, RuleBroken, WrongState, refuse_all
from zczr.domain.stages import move, overtaken

_LATE = "已超过合同确认的期限，不能再确认。"
_SENT_ELSEWHERE = "这份表单已用于另一份申请，请从申请页面重新打开后填写。"


async def file(
    actor: Actor,
    application_id: int,
    filing: Filing,
    *,
    scan_ids: list[int],
    password: str,
    submission_id: uuid.UUID,
    address: str,
    cost_known: str = "",
) -> None:
    """File the signed contract with its scan. The same submission again changes nothing.

    `cost_known` is the warning, as it was ticked, about a cost or a yield past 4×LPR that no cap binds.
    """
    require(actor, Permission.CONTRACT_FILE)
    # Asked before a transaction begins: hashing takes its time, and nobody should wait for it behind our locks.
    wrong_password = await password_broken(actor, password)
    try:
        async with db.transaction():
            # The lock lets the second press of a double click wait, and find what the first one filed.
            practice = practice_of(await parties_for(actor, application_id, lock=True))
            columns = practice.columns_of(filing)
            match await _filed_before(actor, application_id, submission_id, columns):
                case "same":
                    refuse_all(wrong_password)
                    return
                case "elsewhere":
                    refuse_all([RuleBroken(_SENT_ELSEWHERE), *wrong_password])
                case "over":
                    submission_id = uuid.uuid4()  # an old form, righted and sent again after it was returned
            found = await _open(actor, application_id, Act.FILE)
            scans = await _scans(actor, scan_ids)
            no_scan = [] if scans else [RuleBroken("请上传双方签字盖章的合同扫描件。", "scan")]
            broken = await practice.filing_broken(actor, found, filing.sketch, cost_known=cost_known)
            refuse_all([*broken, *no_scan, *wrong_password])
            previous = await db.fetch_value(
                "SELECT sha256 FROM contract_filing WHERE application_id = $1 ORDER BY id DESC LIMIT 1", application_id
            )
            scan_sha256 = "+".join(row["sha256"] for row in scans)
            drawn = await practice.drawn(found, filing, scan_sha256=scan_sha256, previous_sha256=previous or "")
            now = clock.now()
            filing_id = await _insert(
                {
                    "application_id": application_id, "submission_id": submission_id, "status": str(FilingStage.FILED), **columns,
                    **drawn.columns, "scan_id": scans[0]["id"], "terms": drawn.terms.text, "sha256": drawn.terms.sha256,
                    "previous_sha256": previous or "", "filed_by": actor.member_id, "filed_for": actor.organization_id,
                    "filed_address": address, "filed_at": now,
                }
            )  # fmt: skip
            await record(
                FILING.subject_kind, filing_id, before="", after=str(FilingStage.FILED), act="file", by=actor.mover
            )
            await chain.record(filing_id, FilingStage.FILED, by=actor.mover, at=now, address=address)
            await files.give(actor, scan_ids, subject_kind="contract_filing", subject_id=filing_id)
            await move(
                APPLICATION, application_id, to=Stage.APPROVED_UNCONFIRMED, only_from=(Stage.APPROVED,), act="file",
                by=actor.mover, reason=f"合同编号 {filing.number}",
            )  # fmt: skip
            await messages.tell(
                found.other(actor.organization_id), key=f"filing:{filing_id}:filed", title=f"请确认合同：{found.title}",
                body=f"{actor.organization_name}已提交合同 {filing.number} 的确认，请核对后确认或退回。", href=found.href,
            )  # fmt: skip
    except asyncpg.UniqueViolationError as error:
        # The lock on the application leaves one race: the same form sent for two applications at once.
        if error.constraint_name != "contract_filing_submission":
            raise
        raise RuleBroken(_SENT_ELSEWHERE) from None


async def _insert(values: dict[str, Any]) -> int:
    marks = ", ".join(f"${index}" for index in range(1, len(values) + 1))
    filing_id: int = await db.fetch_value(
        f"INSERT INTO contract_filing ({', '.join(values)}) VALUES ({marks}) RETURNING id",  # noqa: S608 -- our own names
        *values.values(),
    )
    return filing_id


async def check_filing(actor: Actor, application_id: int, sketch: Sketch, *, cost_known: str) -> None:
    """Refuse what is wrong with a form that cannot be filed yet, as far as it is filled in; first of all that it comes too late."""
    require(actor, Permission.CONTRACT_FILE)
    found = await _open(actor, application_id, Act.FILE, lock=False)
    refuse_all(await practice_of(found).filing_broken(actor, found, sketch, cost_known=cost_known))


async def confirm(actor: Actor, filing_id: int, *, password: str, address: str) -> None:
    """The other side confirms: the contract forms, the position opens, both sides gain credit."""
    require(actor, Permission.CONTRACT_ANSWER)
    wrong_password = await password_broken(actor, password)
    async with db.transaction():
        await lock_subject(actor, await _application_of(filing_id))
        found, filing = await _filed(actor, filing_id, Act.CONFIRM)
        practice = practice_of(found)
        # Two confirmations of one borrower at once would each find room for itself.
        await db.fetch(
            "SELECT id FROM organization WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE", list(found.sides)
        )
        refuse_all([*await practice.confirming_broken(found, filing), *wrong_password])
        now = clock.now()
        await move(
            APPLICATION, found.id, to=Stage.CONFIRMED, act="confirm", by=actor.mover, also={"closed_at": now},
        )  # fmt: skip
        await _answer(actor, filing_id, FilingStage.CONFIRMED, "confirm", address)
        await practice.take_effect(found, filing, by=actor.mover, at=now)
        for organization_id in sorted(found.sides):
            await credit.enter(
                organization_id, credit.Reason.CONFIRMED_CONTRACT, subject_kind="application", subject_id=found.id,
                note=found.title,
            )  # fmt: skip
            await messages.tell(
                organization_id, key=f"application:{found.id}:confirmed", title=f"合同已确认：{found.title}",
                body=f"合同 {filing['contract_number']} 已由双方确认，{practice.FORMED}。", href=found.href,
            )  # fmt: skip


async def send_back(actor: Actor, filing_id: int, *, reason: str, address: str) -> None:
    """The other side finds something wrong; the application is open for filing again."""
    require(actor, Permission.CONTRACT_ANSWER)
    async with db.transaction():
        found, filing = await _filed(actor, filing_id, Act.RETURN)
        await move(
            APPLICATION, found.id, to=Stage.APPROVED, only_from=(Stage.APPROVED_UNCONFIRMED,), act="return", by=actor.mover,
            reason=reason,
        )  # fmt: skip
        await _answer(actor, filing_id, FilingStage.RETURNED, "return", address, reason)
        await messages.tell(
            filing["filed_for"], key=f"filing:{filing_id}:returned", title=f"合同确认被退回：{found.title}",
            body=f"{actor.organization_name}退回了合同确认，原因：{reason}", href=found.href,
        )  # fmt: skip


async def _filed_before(actor: Actor, application_id: int, submission_id: uuid.UUID, columns: dict[str, Any]) -> str:
    """What became of this submission: `same` stands as it was filed, `over` was returned, `elsewhere` was filed for another
    application, '' was never filed or says other things.

    Other things under a filing that still stands are refused by the application's state.
    """
    before = await db.fetch_row(
        "SELECT application_id, status FROM contract_filing WHERE filed_for = $1 AND submission_id = $2",
        actor.organization_id, submission_id,
    )  # fmt: skip
    if before is None:
        return ""
    if before["application_id"] != application_id:
        return "elsewhere"
    # Where it was returned and righted, the second press of a double click finds what the first one filed under an id of its own.
    standing = await db.fetch_row(
        "SELECT * FROM contract_filing WHERE application_id = $1 AND filed_for = $2 AND status IN ('filed', 'confirmed')",
        application_id, actor.organization_id,
    )  # fmt: skip
    if standing is not None and {name: standing[name] for name in columns} == columns:
        return "same"
    return "over" if before["status"] == FilingStage.RETURNED else ""


async def _answer(actor: Actor, filing_id: int, to: FilingStage, act: str, address: str, reason: str = "") -> None:
    now = clock.now()
    answered = {
        "answered_by": actor.member_id,
        "answered_for": actor.organization_id,
        "answered_address": address,
        "answered_at": now,
        "answer_reason": reason,
    }
    await move(FILING, filing_id, to=to, act=act, by=actor.mover, reason=reason, also=answered)
    await chain.record(filing_id, to, by=actor.mover, at=now, address=address, reason=reason)


async def _open(
    actor: Actor, application_id: int, act: Act, *, filed_for: int | None = None, lock: bool = True
) -> Found:
    """The application, where the actor may do this now and the sixty days are not over.

    The lock closes the race with the expiry and with the other side's filing; without it the answer may be old by now.
    """
    found = await parties_for(actor, application_id, lock=lock)
    sides = {Side.APPLICANT if actor.organization_id == found.applicant_id else Side.RESPONDENT}
    if filed_for is not None:
        sides.add(Side.FILER if actor.organization_id == filed_for else Side.OTHER)
    if filed_for == actor.organization_id:
        raise NotAllowed("合同由贵单位提交，请等待对方确认。", application=application_id)
    if not permits(found.stage, act, frozenset(sides)):
        await _refuse_overtaken(actor, application_id, act)
        raise await overtaken(APPLICATION, application_id)
    due = await db.fetch_value("SELECT confirm_due_at FROM application WHERE id = $1", application_id)
    if due <= clock.now():
        raise WrongState(_LATE, application=application_id)
    return found


async def _refuse_overtaken(actor: Actor, application_id: int, act: Act) -> None:
    """Say whose filing stands, and what it says, to whoever would file another."""
    standing = await db.fetch_row(
        """SELECT c.id, c.status, filed_for, filed_at, contract_number, o.name
           FROM contract_filing c JOIN organization o ON o.id = c.filed_for
           WHERE application_id = $1 AND c.status IN ('filed', 'confirmed')""",
        application_id,
    )
    if act is not Act.FILE or standing is None:
        return
    own = standing["filed_for"] == actor.organization_id
    who, when = "贵单位" if own else standing["name"], clock.shown(standing["filed_at"])
    then = "等待对方确认" if own else "请在申请页面核对后确认，或者退回"
    if standing["status"] == FilingStage.CONFIRMED:
        then = "合同已由双方确认"
    raise WrongState(
        f"{who}已于 {when} 提交了合同 {standing['contract_number']} 的确认，{then}。", filing=standing["id"]
    )


async def check_may_file(actor: Actor, application_id: int) -> None:
    """Refuse, before somebody fills in the form, where no contract can be filed now."""
    await _open(actor, application_id, Act.FILE, lock=False)


async def _application_of(filing_id: int) -> int:
    """The application of a filing; 0, which nobody finds, where there is none."""
    return await db.fetch_value("SELECT application_id FROM contract_filing WHERE id = $1", filing_id) or 0


async def _filed(actor: Actor, filing_id: int, act: Act) -> tuple[Found, asyncpg.Record]:
    """A filing that waits for this actor's answer, with its application locked."""
    filing = await db.fetch_row("SELECT * FROM contract_filing WHERE id = $1", filing_id)
    application_id = await _application_of(filing_id)
    await parties_for(actor, application_id)
    assert filing is not None, "an application without the filing would not have been found"
    found = await _open(actor, application_id, act, filed_for=filing["filed_for"])
    still = await db.fetch_row("SELECT * FROM contract_filing WHERE id = $1 AND status = 'filed'", filing_id)
    if still is None:
        raise await overtaken(APPLICATION, application_id)
    return found, still


async def _scans(actor: Actor, scan_ids: list[int]) -> list[db.Record]:
    """The actor's scans that belong to nothing yet, held: a scan files one contract."""
    return await db.fetch(
        """SELECT id, sha256 FROM upload WHERE id = ANY($1) AND organization_id = $2 AND subject_id IS NULL
           ORDER BY id FOR UPDATE""",
        scan_ids, actor.organization_id,
    )  # fmt: skip
