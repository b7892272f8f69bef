"""合作伙伴: who knows whom, who asks, who is kept away, and the directory that searches read."""

from piccolo.columns import Array, BigInt, BigSerial, Text, Timestamptz
from piccolo.table import Table

from zczr.db import DB


class Partnership(Table, db=DB, tablename="partnership"):
    """Two organizations that know each other; one row a pair, the smaller id first."""

    low_id = BigInt(primary_key=True)
    high_id = BigInt()
    created_at = Timestamptz()


class PartnerRequest(Table, db=DB, tablename="partner_request"):
    """That one organization asked another; once accepted it lives as long as the partnership."""

    id = BigSerial(primary_key=True)
    requester_id = BigInt()
    addressee_id = BigInt()
    low_id = BigInt()
    high_id = BigInt()
    requested_by = BigInt()
    message = Text()
    status = Text()
    created_at = Timestamptz()
    answered_at = Timestamptz(null=True, default=None)


class PartnerBlock(Table, db=DB, tablename="partner_block"):
    """That one organization keeps another away."""

    blocker_id = BigInt(primary_key=True)
    blocked_id = BigInt()
    blocked_by = BigInt()
    at = Timestamptz()


class DirectoryEntry(Table, db=DB, tablename="directory_entry"):
    """How a verified organization is found by its name."""

    organization_id = BigInt(primary_key=True)
    norm = Text()
    short = Text()
    initials = Text()
    spelled = Text()
    tokens = Array(Text())
