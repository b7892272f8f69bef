"""合同确认, and the position a confirmed contract opens."""

from piccolo.columns import UUID, BigInt, BigSerial, Date, Integer, Numeric, Text, Timestamptz
from piccolo.table import Table

from zczr.db import DB


class ContractFiling(Table, db=DB, tablename="contract_filing"):
    """What one side filed and the other confirmed or returned."""

    id = BigSerial(primary_key=True)
    application_id = BigInt()
    submission_id = UUID()
    status = Text()
    contract_number = Text()
    signed_on = Date()
    starts_on = Date()
    ends_on = Date()
    amount = Numeric((18, 2))
    rate = Numeric((9, 6), null=True, default=None)
    other_charges = Numeric((18, 2), null=True, default=None)
    default_rate = Numeric((9, 6), null=True, default=None)
    repayment_method = Text(null=True, default=None)
    purpose = Text(null=True, default=None)
    main_terms = Text()
    lpr = Numeric((9, 6))
    lpr_on = Date()
    scan_id = BigInt()
    terms = Text()
    sha256 = Text()
    previous_sha256 = Text()
    filed_by = BigInt()
    filed_for = BigInt()
    filed_address = Text()
    filed_at = Timestamptz()
    answered_by = BigInt(null=True, default=None)
    answered_for = BigInt(null=True, default=None)
    answered_address = Text()
    answered_at = Timestamptz(null=True, default=None)
    answer_reason = Text()
    price = Numeric((18, 2), null=True, default=None)
    pays_on = Date(null=True, default=None)
    recourse = Text(null=True, default=None)
    notifier = Text(null=True, default=None)
    notify_by = Date(null=True, default=None)
    accessory_rights = Text(null=True, default=None)
    payee_account = Text(null=True, default=None)
    debtor_state = Text(null=True, default=None)


class ContractEvidence(Table, db=DB, tablename="contract_evidence"):
    """A link in the chain of what was done with an application's filings; never changed."""

    id = BigSerial(primary_key=True)
    application_id = BigInt()
    filing_id = BigInt()
    act = Text()
    statement = Text()
    sha256 = Text()
    previous_sha256 = Text()


class LoanPosition(Table, db=DB, tablename="loan_position"):
    """A loan that runs (履行中), ended (已结清) or is late (逾期)."""

    id = BigSerial(primary_key=True)
    application_id = BigInt()
    filing_id = BigInt()
    borrower_id = BigInt()
    lender_id = BigInt()
    principal = Numeric((18, 2))
    outstanding = Numeric((18, 2))
    rate = Numeric((9, 6))
    starts_on = Date()
    ends_on = Date()
    status = Text()
    worst_late_days = Integer(default=0)
    opened_at = Timestamptz()
    settled_at = Timestamptz(null=True, default=None)


class ClaimTransfer(Table, db=DB, tablename="claim_transfer"):
    """A claim that changed hands by a confirmed contract."""

    id = BigSerial(primary_key=True)
    application_id = BigInt()
    filing_id = BigInt()
    claim_id = BigInt()
    seller_id = BigInt()
    buyer_id = BigInt()
    face_amount = Numeric((18, 2))
    price = Numeric((18, 2))
    transferred_on = Date()
    resale_from = Date()
    opened_at = Timestamptz()
