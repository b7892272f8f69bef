"""合同确认: one side files the signed contract, the other confirms or returns it; the contract forms at the second yes."""

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import asyncpg

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.accounts.passwords import is_right
from zczr.domain.applications.commands import Parties, decline_others, lock_request, parties_for
from zczr.domain.applications.stages import APPLICATION, Act, Side, Stage, permits
from zczr.domain.contracts import case
from zczr.domain.contracts.charges import all_in_rate
from zczr.domain.contracts.evidence import canonical_terms
from zczr.domain.contracts.facts import LoanContractFacts, RepaymentMethod
from zczr.domain.credit import commands as credit
from zczr.domain.files import commands as files
from zczr.domain.lending import lpr, pairs
from zczr.domain.lending.stages import REQUEST, Posting
from zczr.domain.messages import commands as messages
from zczr.domain.permissions import Permission, require
from zczr.domain.refusals import NotAllowed, RuleBroken, WrongState
from zczr.domain.stages import move

_LATE = "已超过 60 天的确认期限，不能再确认。"
_LONGEST_DAYS = 10 * 366


@dataclass(frozen=True, kw_only=True)
class Filing:
    """The main facts of the signed contract, as one side fills them in."""

    number: str
    signed_on: date
    starts_on: date
    ends_on: date
    amount: Decimal
    rate: Decimal
    default_rate: Decimal
    other_charges: Decimal
    repayment_method: RepaymentMethod
    purpose: str
    main_terms: str


async def file(
    actor: Actor,
    application_id: int,
    filing: Filing,
    *,
    scan_ids: list[int],
    password: str,
    submission_id: uuid.UUID,
    address: str,
) -> None:
    """File the signed contract with its scan. The same submission again changes nothing."""
    require(actor, Permission.CONTRACT_FILE)
    await _check_password(actor, password)
    try:
        async with db.transaction():
            # The lock lets the second press of a double click wait, and find what the first one filed.
            await parties_for(actor, application_id, lock=True)
            match await _filed_before(actor, application_id, submission_id, filing):
                case "same":
                    return
                case "over":
                    submission_id = uuid.uuid4()  # an old form, righted and sent again after it was returned
            found = await _open(actor, application_id, Act.FILE)
            facts = await _checked(found, filing)
            scan_id, scan_sha256 = await _scan(actor, scan_ids)
            previous = await db.fetch_value(
                "SELECT sha256 FROM contract_filing WHERE application_id = $1 ORDER BY id DESC LIMIT 1", application_id
            )
            terms = canonical_terms(facts, scan_sha256=scan_sha256, previous_sha256=previous or "")
            filing_id: int = await db.fetch_value(
                """INSERT INTO contract_filing (application_id, submission_id, status, contract_number, signed_on, starts_on,
                       ends_on, amount, rate, other_charges, default_rate, repayment_method, purpose, main_terms, lpr, lpr_on,
                       scan_id, terms, sha256, previous_sha256, filed_by, filed_for, filed_address, filed_at)
                   VALUES ($1, $2, 'filed', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
                       $21, $22, $23) RETURNING id""",
                application_id, submission_id, filing.number, filing.signed_on, filing.starts_on, filing.ends_on,
                filing.amount, filing.rate, filing.other_charges, filing.default_rate, str(filing.repayment_method),
                filing.purpose, filing.main_terms, facts.lpr, facts.lpr_on, scan_id, terms.text, terms.sha256,
                previous or "", actor.member_id, actor.organization_id, address, clock.now(),
            )  # fmt: skip
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
        if error.constraint_name != "contract_filing_submission":
            raise WrongState("对方刚刚已提交合同确认，请刷新页面核对。") from None


async def confirm(actor: Actor, filing_id: int, *, password: str, address: str) -> None:
    """The other side confirms: the contract forms, the position opens, both sides gain credit."""
    require(actor, Permission.CONTRACT_ANSWER)
    await _check_password(actor, password)
    async with db.transaction():
        await lock_request(actor, await _application_of(filing_id))
        found, filing = await _filed(actor, filing_id, Act.CONFIRM)
        # The cap of the day on which the contract forms counts (民间借贷规定 Art. 25), so it is checked again now.
        facts = await case.template_for(actor, found.id)
        await _check_cap(found, filing["rate"], filing["default_rate"], facts, on=clock.today())
        # Two confirmations of one borrower at once would each find room for itself.
        await db.fetch(
            "SELECT id FROM organization WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE",
            [found.borrower_id, found.lender_id],
        )
        await pairs.check_headroom(found.borrower_id, found.lender_id, filing["amount"])
        now = clock.now()
        await move(
            APPLICATION, found.id, to=Stage.CONFIRMED, act="confirm", by=actor.mover, also={"closed_at": now},
        )  # fmt: skip
        await _answer(actor, filing_id, "confirmed", address)
        await db.execute(
            """INSERT INTO loan_position (application_id, filing_id, borrower_id, lender_id, principal, outstanding, rate,
                   starts_on, ends_on, status, opened_at)
               VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8, 'performing', $9)""",
            found.id, filing_id, found.borrower_id, found.lender_id, filing["amount"], filing["rate"], filing["starts_on"],
            filing["ends_on"], now,
        )  # fmt: skip
        await move(
            REQUEST, found.request_id, to=Posting.MATCHED, act="match", by=actor.mover,
            refusal="这笔借款已按另一份合同成交，或已被撤回，不能再确认这份合同。",
        )  # fmt: skip
        await decline_others(found.id, found.request_id)
        for organization_id in sorted((found.borrower_id, found.lender_id)):
            await credit.enter(
                organization_id, credit.Reason.CONFIRMED_CONTRACT, subject_kind="application", subject_id=found.id,
                note=found.title,
            )  # fmt: skip
            await messages.tell(
                organization_id, key=f"application:{found.id}:confirmed", title=f"合同已确认：{found.title}",
                body=f"合同 {filing['contract_number']} 已由双方确认，借款关系成立。", href=found.href,
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
        await _answer(actor, filing_id, "returned", address, reason)
        await messages.tell(
            filing["filed_for"], key=f"filing:{filing_id}:returned", title=f"合同确认被退回：{found.title}",
            body=f"{actor.organization_name}退回了合同确认，原因：{reason}", href=found.href,
        )  # fmt: skip


async def _filed_before(actor: Actor, application_id: int, submission_id: uuid.UUID, filing: Filing) -> str:
    """What became of this submission: `same` stands as it was filed, `over` was returned, '' was never filed or says other things.

    Other things under a filing that still stands are refused by the application's state.
    """
    found = await db.fetch_row(
        """SELECT status, contract_number, signed_on, starts_on, ends_on, amount, rate, default_rate, other_charges,
                  repayment_method, purpose, main_terms FROM contract_filing
           WHERE application_id = $1 AND filed_for = $2 AND submission_id = $3""",
        application_id, actor.organization_id, submission_id,
    )  # fmt: skip
    if found is None:
        return ""
    if found["status"] == "returned":
        return "over"
    said = (
        filing.number, filing.signed_on, filing.starts_on, filing.ends_on, filing.amount, filing.rate, filing.default_rate,
        filing.other_charges, str(filing.repayment_method), filing.purpose, filing.main_terms,
    )  # fmt: skip
    return "same" if tuple(found)[1:] == said else ""


async def _answer(actor: Actor, filing_id: int, status: str, address: str, reason: str = "") -> None:
    await db.execute(
        """UPDATE contract_filing SET status = $2, answered_by = $3, answered_for = $4, answered_address = $5,
               answered_at = $6, answer_reason = $7 WHERE id = $1 AND status = 'filed'""",
        filing_id, status, actor.member_id, actor.organization_id, address, clock.now(), reason,
    )  # fmt: skip


async def _check_password(actor: Actor, password: str) -> None:
    kept = await db.fetch_value("SELECT password_hash FROM member WHERE id = $1", actor.member_id)
    if not await is_right(password, kept):
        raise RuleBroken("登录密码不正确，请重新输入。", "password")


async def _open(actor: Actor, application_id: int, act: Act, *, filed_for: int | None = None) -> Parties:
    """The application, locked, where the actor may do this now and the sixty days are not over.

    The lock closes the race with the expiry and with the other side's filing.
    """
    found = await parties_for(actor, application_id, lock=True)
    sides = {Side.APPLICANT if actor.organization_id == found.applicant_id else Side.RESPONDENT}
    if filed_for is not None:
        sides.add(Side.FILER if actor.organization_id == filed_for else Side.OTHER)
    if filed_for == actor.organization_id:
        raise NotAllowed("合同由贵单位提交，请等待对方确认。", application=application_id)
    if not permits(found.stage, act, frozenset(sides)):
        raise WrongState(application=application_id, act=str(act), stage=str(found.stage))
    due = await db.fetch_value("SELECT confirm_due_at FROM application WHERE id = $1", application_id)
    if due <= clock.now():
        raise WrongState(_LATE, application=application_id)
    return found


async def check_may_file(actor: Actor, application_id: int) -> None:
    """Refuse, before somebody fills in the form, where no contract can be filed now."""
    async with db.transaction():
        await _open(actor, application_id, Act.FILE)


async def _application_of(filing_id: int) -> int:
    """The application of a filing; 0, which nobody finds, where there is none."""
    return await db.fetch_value("SELECT application_id FROM contract_filing WHERE id = $1", filing_id) or 0


async def _filed(actor: Actor, filing_id: int, act: Act) -> tuple[Parties, asyncpg.Record]:
    """A filing that waits for this actor's answer, with its application locked."""
    filing = await db.fetch_row("SELECT * FROM contract_filing WHERE id = $1", filing_id)
    application_id = await _application_of(filing_id)
    await parties_for(actor, application_id)
    assert filing is not None, "an application without the filing would not have been found"
    found = await _open(actor, application_id, act, filed_for=filing["filed_for"])
    still = await db.fetch_row("SELECT * FROM contract_filing WHERE id = $1 AND status = 'filed'", filing_id)
    if still is None:
        raise WrongState("这份合同确认已处理过，请刷新页面查看最新情况。", filing=filing_id)
    return found, still


async def _scan(actor: Actor, scan_ids: list[int]) -> tuple[int, str]:
    """The first scan of the contract and the hash of all."""
    rows = await db.fetch(
        "SELECT id, sha256 FROM upload WHERE id = ANY($1) AND organization_id = $2 AND subject_id IS NULL ORDER BY id",
        scan_ids, actor.organization_id,
    )  # fmt: skip
    if not rows:
        raise RuleBroken("请上传双方签字盖章的合同扫描件。", "scan")
    return rows[0]["id"], "+".join(row["sha256"] for row in rows)


async def _checked(found: Parties, filing: Filing) -> LoanContractFacts:
    """The contract of the case with what was filled in, after every rule that holds for it."""
    today = clock.today()
    if filing.signed_on > today:
        raise RuleBroken("签订日期不能晚于今天。", "signed_on")
    if filing.starts_on < filing.signed_on:
        raise RuleBroken("合同期间不能早于签订日期。", "starts_on")
    if filing.ends_on <= filing.starts_on:
        raise RuleBroken("合同期间的结束日期应晚于开始日期。", "ends_on")
    if (filing.ends_on - filing.starts_on).days > _LONGEST_DAYS:
        raise RuleBroken("合同期间最长 10 年，请核对日期。", "ends_on")
    if filing.amount <= 0:
        raise RuleBroken("请填写大于 0 的金额。", "amount")
    largest = await pairs.largest_deal(found.request_id, found.offer_id)
    if filing.amount > largest:
        raise RuleBroken(f"金额不能超过双方发布的上限 {largest:,.2f} 元。", "amount")
    await pairs.check_headroom(found.borrower_id, found.lender_id, filing.amount)
    facts = await case.facts_of_filing(found, filing, final=True)
    await _check_cap(found, filing.rate, filing.default_rate, facts, on=filing.signed_on)
    return facts


async def _check_cap(
    found: Parties, rate: Decimal, default_rate: Decimal, facts: LoanContractFacts, *, on: date
) -> None:
    """Interest, default interest and charges stay within 4×LPR; licensed institutions are outside the rule (rows 4, 5, 10)."""
    day = await lpr.on(on)
    if day is None:
        raise RuleBroken("签订日期早于已公布的 LPR 数据，无法核对利率上限，请核对签订日期。", "signed_on")
    if await pairs.is_licensed(found.lender_id):
        return
    cap = f"{day.cap * 100:.2f}%（4 倍 LPR {day.rate * 100:.2f}%）"
    if rate > day.cap:
        raise RuleBroken(f"年利率超过合同成立时的法定上限 {cap}，请修改合同。", "rate")
    if default_rate > day.cap:
        raise RuleBroken(f"逾期利率超过法定上限 {cap}，请修改合同。", "default_rate")
    total = all_in_rate(facts)
    if total is not None and total > day.cap:
        raise RuleBroken(f"利息与各项费用合计折合年化 {total * 100:.2f}%，超过法定上限 {cap}。", "other_charges")
