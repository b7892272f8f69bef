"""An assessment says later what it said when it was made."""

from dataclasses import replace
from decimal import Decimal

import asyncpg
import pytest

from cast import Cast
from makers import make_request
from zczr import db
from zczr.domain.lending import queries
from zczr.domain.lending.assessments import Assessed, assess_request, assessed_before, explained
from zczr.domain.risk.record import explanation_json


async def assess_own(cast: Cast) -> tuple[int, Assessed]:
    """A draft of the borrower's, assessed."""
    request_id = await make_request(cast.borrower, status="draft")
    own = await queries.own_request(cast.borrower, request_id)
    return request_id, await assess_request(cast.borrower, own.terms, ["asset_proof"], request_id=request_id)


async def test_the_explanation_is_kept_with_the_assessment_and_never_changed(cast: Cast) -> None:
    request_id, made = await assess_own(cast)
    stored = await db.fetch_value("SELECT explanation FROM assessment WHERE id = $1", made.id)
    assert stored == explanation_json(made.explanation).decode()
    assert await explained(made.id) == made.explanation
    before = await assessed_before(cast.borrower, request_id)
    assert before is not None
    assert (before.id, before.explanation, before.far) == (made.id, made.explanation, made.far)
    with pytest.raises(asyncpg.RaiseError, match="never changed"):
        async with db.transaction():
            await db.execute("UPDATE assessment SET explanation = '' WHERE id = $1", made.id)


async def test_what_was_said_then_stands_though_the_words_have_changed_since(cast: Cast) -> None:
    _, made = await assess_own(cast)
    said = explanation_json(replace(made.explanation, disclaimer="当时的说明。")).decode()
    copy = await db.fetch_value(
        """INSERT INTO assessment (organization_id, member_id, policy_version, lpr_on, inputs, outputs, explanation)
           SELECT organization_id, member_id, policy_version, lpr_on, inputs, outputs, $2 FROM assessment WHERE id = $1
           RETURNING id""",
        made.id, said,
    )  # fmt: skip
    assert (await explained(copy)).disclaimer == "当时的说明。"


async def test_an_assessment_from_before_explanations_were_kept_is_explained_anew(cast: Cast) -> None:
    _, made = await assess_own(cast)
    old = await db.fetch_value(
        """INSERT INTO assessment (organization_id, member_id, policy_version, lpr_on, inputs, outputs)
           SELECT organization_id, member_id, policy_version, lpr_on, inputs, outputs FROM assessment WHERE id = $1
           RETURNING id""",
        made.id,
    )  # fmt: skip
    assert await explained(old) == made.explanation
    assert made.result.upper.amount == Decimal(120_000)
