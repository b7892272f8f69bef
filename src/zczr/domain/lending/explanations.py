"""A stored assessment, explained again from its inputs under the policy it was made by."""

from zczr import db
from zczr.domain.risk.explain import Explanation, explain
from zczr.domain.risk.model import assess
from zczr.domain.risk.policy import policy_of
from zczr.domain.risk.record import read_inputs


async def explained(assessment_id: int) -> Explanation:
    """Why an assessment is what it is; whoever calls has made sure that the actor may see it."""
    row = await db.fetch_row("SELECT inputs, policy_version FROM assessment WHERE id = $1", assessment_id)
    assert row is not None, "assessments are never removed"
    facts = read_inputs(row["inputs"])
    return explain(facts, assess(facts, policy_of(row["policy_version"])))
