"""Loan requests and offers, LPR, assessments and matches."""

from piccolo.columns import JSONB, UUID, Array, BigInt, BigSerial, Boolean, Date, Integer, Numeric, Text, Timestamptz
from piccolo.table import Table

from zczr.db import DB


class Lpr(Table, db=DB, tablename="lpr"):
    """1-year LPR by day of publication."""

    published_on = Date(primary_key=True)
    rate = Numeric((9, 6))


class LoanRequest(Table, db=DB, tablename="loan_request"):
    """借款: what an enterprise asks for."""

    id = BigSerial(primary_key=True)
    organization_id = BigInt()
    member_id = BigInt()
    submission_id = UUID()
    status = Text()
    version = Integer(default=1)
    visibility = Text(default="match_only")
    project = Text()
    purpose = Text()
    reason = Text()
    amount_min = Numeric((18, 2), null=True, default=None)
    amount_max = Numeric((18, 2), null=True, default=None)
    max_rate = Numeric((9, 6), null=True, default=None)
    term_months = Integer(null=True, default=None)
    repayment_source = Text()
    repayment_source_note = Text()
    security_modes = Array(base_column=Text())
    collateral_kind = Text()
    collateral_value = Numeric((18, 2), null=True, default=None)
    summary = Text()
    financials = JSONB(null=True, default=None)
    province_code = Text()
    city_code = Text()
    industry_section = Text()
    assessment_id = BigInt(null=True, default=None)
    score = Integer(null=True, default=None)
    coverage = Numeric((6, 4), null=True, default=None)
    created_at = Timestamptz()
    submitted_at = Timestamptz(null=True, default=None)
    expires_on = Date(null=True, default=None)
    matched_at = Timestamptz(null=True, default=None)


class LoanOffer(Table, db=DB, tablename="loan_offer"):
    """贷款: what an enterprise or an institution offers to lend."""

    id = BigSerial(primary_key=True)
    organization_id = BigInt()
    member_id = BigInt()
    submission_id = UUID()
    status = Text()
    version = Integer(default=1)
    visibility = Text(default="match_only")
    project = Text()
    amount_min = Numeric((18, 2), null=True, default=None)
    amount_max = Numeric((18, 2), null=True, default=None)
    min_rate = Numeric((9, 6), null=True, default=None)
    max_term_months = Integer(null=True, default=None)
    preferred_term_months = Integer(null=True, default=None)
    security_modes = Array(base_column=Text())
    max_advance_rate = Numeric((9, 6), null=True, default=None)
    preferred_industries = Array(base_column=Text())
    preferred_regions = Array(base_column=Text())
    excluded_industries = Array(base_column=Text())
    excluded_regions = Array(base_column=Text())
    min_score = Integer(default=0)
    own_funds = Boolean()
    summary = Text()
    province_code = Text()
    city_code = Text()
    industry_section = Text()
    created_at = Timestamptz()
    submitted_at = Timestamptz(null=True, default=None)
    expires_on = Date(null=True, default=None)
    matched_at = Timestamptz(null=True, default=None)


class Assessment(Table, db=DB, tablename="assessment"):
    """风险及额度评估 as it was computed; never changed."""

    id = BigSerial(primary_key=True)
    organization_id = BigInt()
    member_id = BigInt()
    request_id = BigInt(null=True, default=None)
    policy_version = Text()
    lpr_on = Date(null=True, default=None)
    inputs = Text()
    outputs = Text()
    explanation = Text(null=True, default=None)
    created_at = Timestamptz()


class LoanMatch(Table, db=DB, tablename="loan_match"):
    """What the last run found for a pair, from one side."""

    request_id = BigInt(primary_key=True)
    offer_id = BigInt()
    side = Text()
    outcome = Text()
    score = Numeric((5, 2))
    terms = JSONB()
    computed_at = Timestamptz()
