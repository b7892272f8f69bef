"""伙伴动态: what matching published into the circle of a posting's enterprise."""

from piccolo.columns import BigInt, BigSerial, Integer, Text, Timestamptz
from piccolo.table import Table

from zczr.db import DB


class FeedEntry(Table, db=DB, tablename="feed_entry"):
    """That counterparties were found for a posting; one row a posting. `matches` says how many organizations they are."""

    id = BigSerial(primary_key=True)
    organization_id = BigInt()
    posting_kind = Text()
    posting_id = BigInt()
    matches = Integer()
    status = Text()
    published_at = Timestamptz()
