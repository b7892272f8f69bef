"""Organizations, their members, and the links that e-mail carries."""

from piccolo.columns import JSONB, BigInt, BigSerial, Boolean, Date, Integer, Numeric, SmallInt, Text, Timestamptz
from piccolo.table import Table

from zczr.db import DB


class Organization(Table, db=DB, tablename="organization"):
    """An enterprise, an institution or the platform itself."""

    id = BigSerial(primary_key=True)
    kind = Text()
    status = Text()
    name = Text()
    uscc = Text()
    uscc_needs_review = Boolean()
    province_code = Text()
    city_code = Text()
    district_code = Text()
    address = Text()
    industry_section = Text()
    industry_division = Text()
    registered_capital = Numeric((18, 2), null=True, default=None)
    paid_in_capital = Numeric((18, 2), null=True, default=None)
    established_on = Date(null=True, default=None)
    legal_representative = Text()
    controller = Text()
    scale = Text()
    profile = Text()
    main_business = Text()
    institution_type = Text()
    licence_number = Text()
    contact_name = Text()
    contact_title = Text()
    contact_mobile = Text()
    contact_email = Text()
    contact_qq = Text()
    contact_phone = Text()
    registration_step = SmallInt(default=1)
    registration_draft = JSONB(default=dict)
    returned_step = SmallInt(null=True, default=None)
    returned_reason = Text()
    dishonest_on = Date(null=True, default=None)
    credit_score = Integer(default=100)
    version = Integer(default=1)
    partner_suggestions = Boolean(default=True)
    created_at = Timestamptz()
    submitted_at = Timestamptz(null=True, default=None)
    verified_at = Timestamptz(null=True, default=None)


class Member(Table, db=DB, tablename="member"):
    """An account that logs in, for one organization."""

    id = BigSerial(primary_key=True)
    organization_id = BigInt()
    email = Text()
    password_hash = Text()
    name = Text()
    role = Text()
    active = Boolean(default=True)
    email_confirmed_at = Timestamptz(null=True, default=None)
    session_epoch = Integer(default=0)
    created_at = Timestamptz()
    last_login_at = Timestamptz(null=True, default=None)
    mail_choice = Text(default="instant")
    digested_to = Timestamptz()


class EmailToken(Table, db=DB, tablename="email_token"):
    """A link and a code sent by e-mail, as hashes."""

    id = BigSerial(primary_key=True)
    member_id = BigInt()
    purpose = Text()
    token_hash = Text()
    code_hash = Text()
    attempts = Integer(default=0)
    created_at = Timestamptz()
    expires_at = Timestamptz()
    used_at = Timestamptz(null=True, default=None)
