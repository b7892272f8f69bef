"""Claims on sale, the market that triggers make of them, who sees their papers, 收购意向, and what matching found between them."""

from piccolo.columns import (
    JSONB,
    UUID,
    Array,
    BigInt,
    BigSerial,
    Boolean,
    Bytea,
    Date,
    Integer,
    Numeric,
    SmallInt,
    Text,
    Timestamptz,
)  # fmt: skip
from piccolo.table import Table

from zczr.db import DB


class Claim(Table, db=DB, tablename="claim"):
    """债权出售: a claim as its holder puts it on sale, or a slice of one."""

    id = BigSerial(primary_key=True)
    organization_id = BigInt()
    member_id = BigInt()
    submission_id = UUID()
    status = Text()
    version = Integer(default=1)
    whole_id = BigInt(null=True, default=None)
    slice_name = Text()
    generation = Integer(default=0)
    resale_of = BigInt(null=True, default=None)
    kind = Text()
    debtor_name = Text()
    debtor_uscc = Text()
    debtor_key = Text()
    debtor_kind = Text()
    debtor_email = Text()
    contract_number = Text()
    invoice_numbers = Array(base_column=Text())
    face_amount = Numeric((18, 2), null=True, default=None)
    starts_on = Date(null=True, default=None)
    due_on = Date(null=True, default=None)
    asking_price = Numeric((18, 2), null=True, default=None)
    sale_mode = Text(default="fixed")
    quotes_until = Date(null=True, default=None)
    quote_scope = Text()
    invited = Array(base_column=Text())
    reserve_price = Numeric((18, 2), null=True, default=None)
    origin = Text()
    debtor_situation = Text()
    pledged = Boolean()
    assignment_barred = Boolean()
    recourse = Text()
    debtor_state = Text(default="unnotified")
    title = Text()
    province_code = Text()
    city_code = Text()
    industry_section = Text()
    created_at = Timestamptz()
    submitted_at = Timestamptz(null=True, default=None)
    expires_on = Date(null=True, default=None)
    matched_at = Timestamptz(null=True, default=None)
    import_id = BigInt(null=True, default=None)


class QuoteInvitation(Table, db=DB, tablename="quote_invitation"):
    """Whom a seller has invited to give a quote."""

    claim_id = BigInt(primary_key=True)
    organization_id = BigInt()


class Quote(Table, db=DB, tablename="quote"):
    """报价: what a buyer would pay for a claim that is sold by 询价."""

    id = BigSerial(primary_key=True)
    claim_id = BigInt()
    buyer_id = BigInt()
    member_id = BigInt()
    submission_id = UUID()
    status = Text()
    price = Numeric((18, 2))
    message = Text()
    given_at = Timestamptz()
    until = Date()
    closed_at = Timestamptz(null=True, default=None)
    application_id = BigInt(null=True, default=None)


class PurchaseCriteria(Table, db=DB, tablename="purchase_criteria"):
    """收购意向: what a buyer takes as long as it stands."""

    id = BigSerial(primary_key=True)
    organization_id = BigInt()
    member_id = BigInt()
    submission_id = UUID()
    status = Text()
    version = Integer(default=1)
    visibility = Text(default="match_only")
    project = Text()
    kinds = Array(base_column=Text())
    amount_min = Numeric((18, 2), null=True, default=None)
    amount_max = Numeric((18, 2), null=True, default=None)
    min_discount = Numeric((9, 6), null=True, default=None)
    min_yield = Numeric((9, 6), null=True, default=None)
    max_days = Integer(null=True, default=None)
    preferred_days = Integer(null=True, default=None)
    preferred_industries = Array(base_column=Text())
    preferred_regions = Array(base_column=Text())
    debtor_states = Array(base_column=Text())
    debtor_requirement = Text()
    min_score = Integer(default=0)
    province_code = Text()
    city_code = Text()
    industry_section = Text()
    created_at = Timestamptz()
    submitted_at = Timestamptz(null=True, default=None)
    expires_on = Date(null=True, default=None)
    matched_at = Timestamptz(null=True, default=None)


class ClaimMatch(Table, db=DB, tablename="claim_match"):
    """What the last run found for a pair, from one side."""

    claim_id = BigInt(primary_key=True)
    criteria_id = BigInt()
    side = Text()
    outcome = Text()
    score = Numeric((5, 2))
    terms = JSONB()
    computed_at = Timestamptz()


class DebtorConfirmation(Table, db=DB, tablename="debtor_confirmation"):
    """确权: what a debtor was asked to confirm, and what it said."""

    id = BigSerial(primary_key=True)
    claim_id = BigInt()
    status = Text()
    asked_by = BigInt()
    debtor_id = BigInt(null=True, default=None)
    email = Text()
    token_hash = Text()
    statement = Text()
    asked_at = Timestamptz()
    due_at = Timestamptz()
    opened_at = Timestamptz(null=True, default=None)
    answered_at = Timestamptz(null=True, default=None)
    answered_by = BigInt(null=True, default=None)
    answered_name = Text()
    answered_title = Text()
    answered_address = Text()
    reason = Text()


class AssignmentNotice(Table, db=DB, tablename="assignment_notice"):
    """债权转让通知: when it was first sent, first arrived and was acknowledged."""

    id = BigSerial(primary_key=True)
    application_id = BigInt()
    claim_id = BigInt()
    status = Text()
    debtor_id = BigInt(null=True, default=None)
    prepared_at = Timestamptz()
    sent_at = Timestamptz(null=True, default=None)
    arrived_at = Timestamptz(null=True, default=None)
    acknowledged_at = Timestamptz(null=True, default=None)
    acknowledged_by = BigInt(null=True, default=None)
    acknowledged_name = Text()
    acknowledged_title = Text()
    acknowledged_address = Text()


class PaperAccess(Table, db=DB, tablename="paper_access"):
    """A request to see the papers of a claim, and what its seller said."""

    id = BigSerial(primary_key=True)
    claim_id = BigInt()
    seller_id = BigInt()
    organization_id = BigInt()
    asked_by = BigInt()
    status = Text()
    message = Text()
    reason = Text()
    asked_at = Timestamptz()
    answered_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)


class PaperView(Table, db=DB, tablename="paper_view"):
    """One look at a paper of somebody else's claim."""

    id = BigSerial(primary_key=True)
    claim_id = BigInt()
    access_id = BigInt(null=True, default=None)
    application_id = BigInt(null=True, default=None)
    organization_id = BigInt()
    member_id = BigInt()
    member_role = Text()
    upload_id = BigInt()
    slot = Text()
    file_name = Text()
    sha256 = Text()
    marked = Boolean()
    at = Timestamptz()


class ClaimRegistration(Table, db=DB, tablename="claim_registration"):
    """What a buyer found in the unified register and registered there; the last line of an application counts."""

    id = BigSerial(primary_key=True)
    application_id = BigInt()
    searched_on = Date(null=True, default=None)
    number = Text()
    registered_on = Date(null=True, default=None)
    expires_on = Date(null=True, default=None)
    entered_by = BigInt()
    entered_at = Timestamptz()


class NoticeSending(Table, db=DB, tablename="notice_sending"):
    """One sending of a 债权转让通知: to which address, when it left and when it was opened."""

    id = BigSerial(primary_key=True)
    notice_id = BigInt()
    email = Text()
    token_hash = Text(null=True, default=None)
    begun_at = Timestamptz()
    sent_at = Timestamptz(null=True, default=None)
    arrived_at = Timestamptz(null=True, default=None)


class SavedFilter(Table, db=DB, tablename="saved_filter"):
    """A filter of the market under a name."""

    id = BigSerial(primary_key=True)
    organization_id = BigInt()
    member_id = BigInt()
    name = Text()
    query = Text()
    filters = JSONB()
    notify = Boolean()
    seen_at = Timestamptz()
    created_at = Timestamptz()


class ClaimOnSale(Table, db=DB, tablename="claim_on_sale"):
    """A claim as the market reads it; triggers write it."""

    claim_id = BigInt(primary_key=True)
    seller_id = BigInt()
    seller_score = Integer()
    title = Text()
    seller_name = Text()
    kind = Text()
    debtor_state = Text()
    recourse = Text()
    sale_mode = Text()
    city_code = Text()
    industry_section = Text()
    due_on = Date()
    shown_until = Date()
    face_amount = Numeric((18, 2))
    asking_price = Numeric((18, 2))
    discount = Numeric((24, 4))
    annual_yield = Numeric((28, 4))
    yield_on = Date()
    listed_at = Timestamptz()
    title_order = Bytea()
    seller_order = Bytea()
    pairs = Array(base_column=Text())
    face_cents = BigInt()
    price_cents = BigInt()
    discount_points = Integer()
    yield_points = Integer()
    region_number = Integer()
    industry_rank = SmallInt()
    kind_rank = SmallInt()
    debtor_rank = SmallInt()
    recourse_rank = SmallInt()
