"""Rows of claims and 收购意向 as the facts that matching decides on."""

from collections.abc import Iterable
from decimal import Decimal

from zczr import db
from zczr.domain.claims.kinds import ClaimKind, DebtorState, Recourse
from zczr.domain.matching.claim import ClaimFacts, CriteriaFacts
from zczr.domain.postings.placing import HELD, OWNER, codes_of, party_of, posting_of

# $1 is the list of ids. An earlier claim of another seller by the same contract stands. A verified seller's licence was seen when it
# was verified.
_CLAIMS = f"""
    SELECT p.id, p.organization_id, p.status, 'match_only' AS visibility, p.expires_on,
           p.province_code, p.city_code, p.industry_section, p.title, p.kind AS claim_kind,
           p.debtor_name, p.debtor_uscc, p.face_amount, p.asking_price, p.due_on, p.debtor_state, p.recourse,
           p.pledged, p.origin, p.debtor_situation, o.credit_score, {OWNER},
           NOT EXISTS (SELECT FROM application a WHERE a.claim_id = p.id
               AND (a.status IN ('approved', 'approved_unconfirmed', 'confirmed')
                    OR (a.status = 'pending' AND a.applicant_id = a.buyer_id))) AS held,
           EXISTS (SELECT FROM claim d WHERE d.debtor_key = p.debtor_key AND d.contract_number = p.contract_number
               AND d.face_amount = p.face_amount AND d.generation = p.generation AND d.whole_id IS NULL
               AND p.whole_id IS NULL AND d.status IN ('active', 'reserved', 'matched', 'split')
               AND d.organization_id <> p.organization_id AND d.id < p.id) AS duplicated,
           (SELECT greatest(t.transferred_on, (t.opened_at AT TIME ZONE 'Asia/Shanghai')::date)
            FROM claim_transfer t WHERE t.id = p.resale_of) AS bought_on,
           EXISTS (SELECT FROM organization g JOIN loan_request r ON r.organization_id = g.id
               WHERE p.debtor_uscc <> '' AND g.uscc = p.debtor_uscc AND g.status = 'verified' AND r.score IS NOT NULL)
               AS debtor_rated,
           EXISTS (SELECT FROM claim_import i WHERE i.id = p.import_id AND i.publish AND i.matched_at IS NULL) AS told_of_together,
           EXISTS (SELECT FROM upload u WHERE u.slot = 'evidence' AND (u.subject_kind, u.subject_id)
               IN (('claim', p.id), ('claim', p.whole_id), ('claim_import', p.import_id))) AS proven,
           EXISTS (SELECT FROM upload u WHERE u.slot = 'business_licence' AND (u.subject_kind, u.subject_id)
               IN (('claim', p.id), ('claim', p.whole_id), ('claim_import', p.import_id), ('organization', p.organization_id)))
               AS licence_shown
    FROM claim p JOIN organization o ON o.id = p.organization_id WHERE p.id = ANY($1)"""  # noqa: S608 -- constants
_CRITERIA = f"""
    SELECT p.id, p.organization_id, p.status, p.visibility, p.expires_on, p.province_code, p.city_code, p.industry_section,
           p.project, p.debtor_requirement, p.kinds, p.amount_min, p.amount_max, p.min_discount, p.min_yield, p.max_days,
           p.preferred_days, p.preferred_industries, p.preferred_regions, p.debtor_states, p.min_score,
           o.name, o.uscc, {OWNER}
    FROM purchase_criteria p JOIN organization o ON o.id = p.organization_id WHERE p.id = ANY($1)"""  # noqa: S608 -- constants
_HALF = Decimal("0.5")


async def held_claim(claim_id: int) -> db.Record | None:
    """A claim to be matched, held so that two runs of it, and a run and an edit, follow each other."""
    return await db.fetch_row(HELD.format(rows=_CLAIMS), [claim_id])


async def held_criteria(criteria_id: int) -> db.Record | None:
    """A 收购意向 to be matched, held likewise."""
    return await db.fetch_row(HELD.format(rows=_CRITERIA), [criteria_id])


async def claim_rows(ids: Iterable[int]) -> list[db.Record]:
    """Claims with what matching reads of their sellers, their papers and their past."""
    return await db.fetch(_CLAIMS, list(ids))


async def criteria_rows(ids: Iterable[int]) -> list[db.Record]:
    """收购意向 with what matching reads of their buyers."""
    return await db.fetch(_CRITERIA, list(ids))


def claim_facts(row: db.Record) -> ClaimFacts:
    """A claim that is no draft."""
    return ClaimFacts(
        id=row["id"],
        party=party_of(row),
        kind=ClaimKind(row["claim_kind"]),
        debtor_name=row["debtor_name"],
        debtor_uscc=row["debtor_uscc"],
        face=row["face_amount"],
        price=row["asking_price"],
        due_on=row["due_on"],
        debtor_state=DebtorState(row["debtor_state"]),
        recourse=row["recourse"] == Recourse.WITH,
        seller_score=row["credit_score"],
        evidence=_HALF * (row["proven"] + row["licence_shown"]),
        debtor_rated=row["debtor_rated"],
        bought_on=row["bought_on"],
        held=row["held"],
        pledged=row["pledged"],
        duplicated=row["duplicated"],
        posting=posting_of(row),
    )


def criteria_facts(row: db.Record) -> CriteriaFacts:
    """A 收购意向 that is no draft."""
    return CriteriaFacts(
        id=row["id"],
        party=party_of(row),
        buyer_name=row["name"],
        buyer_uscc=row["uscc"],
        amount_min=row["amount_min"],
        amount_max=row["amount_max"],
        max_days=row["max_days"],
        preferred_days=row["preferred_days"],
        min_yield=row["min_yield"],
        min_discount=row["min_discount"],
        kinds=frozenset(ClaimKind(each) for each in row["kinds"]),
        debtor_states=frozenset(DebtorState(each) for each in row["debtor_states"]),
        preferred_industries=codes_of(row["preferred_industries"]),
        preferred_regions=codes_of(row["preferred_regions"]),
        min_score=row["min_score"],
        posting=posting_of(row),
    )
