"""申请: one side asks the other for a deal."""

from piccolo.columns import JSONB, UUID, BigInt, BigSerial, Numeric, Text, Timestamptz
from piccolo.table import Table

from zczr.db import DB


class Application(Table, db=DB, tablename="application"):
    """From 待处理 to 已确认, or out at a side."""

    id = BigSerial(primary_key=True)
    business = Text()
    submission_id = UUID()
    request_id = BigInt(null=True, default=None)
    offer_id = BigInt(null=True, default=None)
    applicant_id = BigInt()
    respondent_id = BigInt()
    borrower_id = BigInt(null=True, default=None)
    lender_id = BigInt(null=True, default=None)
    applied_by = BigInt()
    assessment_id = BigInt(null=True, default=None)
    title = Text()
    amount = Numeric((18, 2))
    message = Text()
    terms = JSONB(default=dict)
    status = Text()
    reason = Text()
    created_at = Timestamptz()
    answer_due_at = Timestamptz()
    approved_at = Timestamptz(null=True, default=None)
    confirm_due_at = Timestamptz(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)
    own_funds_by = BigInt(null=True, default=None)
    own_funds_at = Timestamptz(null=True, default=None)
    claim_id = BigInt(null=True, default=None)
    criteria_id = BigInt(null=True, default=None)
    seller_id = BigInt(null=True, default=None)
    buyer_id = BigInt(null=True, default=None)
