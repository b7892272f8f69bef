"""举报: what a member holds to be untrue or unlawful, and what the admins decided."""

from piccolo.columns import BigInt, BigSerial, Text, Timestamptz
from piccolo.table import Table

from zczr.db import DB


class AbuseReport(Table, db=DB, tablename="abuse_report"):
    """One person's report of one entry of the feed."""

    id = BigSerial(primary_key=True)
    entry_id = BigInt()
    organization_id = BigInt()
    member_id = BigInt()
    category = Text()
    reason = Text()
    status = Text()
    decision = Text()
    created_at = Timestamptz()
    decided_at = Timestamptz(null=True, default=None)
