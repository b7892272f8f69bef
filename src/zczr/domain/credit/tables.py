"""The ledger of 信用分."""

from piccolo.columns import BigInt, BigSerial, Integer, Text, Timestamptz
from piccolo.table import Table

from zczr.db import DB


class CreditEntry(Table, db=DB, tablename="credit_entry"):
    """Points for one reason about one subject, written once."""

    id = BigSerial(primary_key=True)
    organization_id = BigInt()
    reason = Text()
    points = Integer()
    subject_kind = Text()
    subject_id = BigInt()
    note = Text()
    at = Timestamptz()
