"""What every contract has to keep to, whatever it is about."""

from decimal import Decimal

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.applications.parties import Parties
from zczr.domain.contracts.filings import FilingFacts
from zczr.domain.contracts.stages import FilingStage
from zczr.domain.lending import lpr
from zczr.domain.refusals import RuleBroken

LPR_UNKNOWN = "签订日期早于已公布的 LPR 数据，无法核对利率上限，请核对签订日期。"


async def number_broken(actor: Actor, found: Parties, number: str | None) -> list[RuleBroken]:
    """One number names one contract of an organization's."""
    taken = number and await db.fetch_value(
        """SELECT EXISTS (SELECT FROM contract_filing c JOIN application a ON a.id = c.application_id
               WHERE c.contract_number = $1 AND c.status IN ('filed', 'confirmed') AND a.id <> $2
                 AND $3 IN (a.applicant_id, a.respondent_id))""",
        number, found.id, actor.organization_id,
    )  # fmt: skip
    return [RuleBroken("贵单位已有另一份合同使用这个编号，请核对。", "number")] if taken else []


async def lpr_for(filing: FilingFacts) -> Decimal:
    """The LPR by which a filing is judged: while it waits that of today, on which the contract may form, else that of its signing."""
    day = await lpr.on(clock.today()) if filing.stage is FilingStage.FILED else None
    return day.rate if day else filing.lpr
