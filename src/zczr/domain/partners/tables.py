"""合作伙伴: one row a pair, the smaller id first."""

from piccolo.columns import BigInt, Timestamptz
from piccolo.table import Table

from zczr.db import DB


class Partnership(Table, db=DB, tablename="partnership"):
    """Two organizations that know each other."""

    low_id = BigInt(primary_key=True)
    high_id = BigInt()
    created_at = Timestamptz()
