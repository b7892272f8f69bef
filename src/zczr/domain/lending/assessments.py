"""风险及额度评估 on a request: computed, stored with its inputs, never changed."""

from collections.abc import Iterable
from dataclasses import dataclass

from zczr import db
from zczr.domain import clock
from zczr.domain.accounts.actor import Actor
from zczr.domain.lending.facts import risk_facts
from zczr.domain.lending.terms import RequestTerms
from zczr.domain.permissions import Permission, require
from zczr.domain.risk import record
from zczr.domain.risk.explain import Explanation, explain
from zczr.domain.risk.facts import RiskFacts
from zczr.domain.risk.far_fields import FarField, far_fields
from zczr.domain.risk.model import Assessment, assess


@dataclass(frozen=True)
class Assessed:
    """An assessment just made: what it was told, what it says, why, and which fields are far from it."""

    id: int
    facts: RiskFacts
    result: Assessment
    explanation: Explanation
    far: tuple[FarField, ...]


async def assess_request(
    actor: Actor, terms: RequestTerms, slots: Iterable[str], *, request_id: int | None = None
) -> Assessed:
    """Assess what a complete form says and keep it; the form need not have been saved."""
    require(actor, Permission.REQUEST_WRITE)
    facts = await risk_facts(actor.organization_id, terms, slots)
    result = assess(facts)
    explanation = explain(facts, result)
    async with db.transaction():
        assessment_id = await db.fetch_value(
            """INSERT INTO assessment (organization_id, member_id, request_id, policy_version, lpr_on, inputs, outputs,
                                       explanation, created_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id""",
            actor.organization_id,
            actor.member_id,
            request_id,
            result.policy_version,
            facts.lpr_on,
            record.inputs_json(facts).decode(),
            record.outputs_json(result).decode(),
            record.explanation_json(explanation).decode(),
            clock.now(),
        )
    return Assessed(assessment_id, facts, result, explanation, far_fields(facts, result))


async def assessed_before(actor: Actor, request_id: int) -> Assessed | None:
    """The newest assessment of an own request, published with it or only tried; None where there is none yet."""
    row = await db.fetch_row(
        """SELECT id, inputs, outputs, explanation FROM assessment WHERE request_id = $1 AND organization_id = $2
           ORDER BY id DESC LIMIT 1""",
        request_id,
        actor.organization_id,
    )
    if row is None:
        return None
    facts, result = record.read_inputs(row["inputs"]), record.read_outputs(row["outputs"])
    return Assessed(row["id"], facts, result, _said(row), far_fields(facts, result))


async def explained(assessment_id: int) -> Explanation:
    """Why a stored assessment is what it is, as it was said then; the caller has made sure that the actor may see it."""
    row = await db.fetch_row("SELECT inputs, outputs, explanation FROM assessment WHERE id = $1", assessment_id)
    assert row is not None, "assessments are never removed"
    return _said(row)


def _said(row: db.Record) -> Explanation:
    if row["explanation"] is not None:
        return record.read_explanation(row["explanation"])
    # Made before explanations were kept.
    return explain(record.read_inputs(row["inputs"]), record.read_outputs(row["outputs"]))
