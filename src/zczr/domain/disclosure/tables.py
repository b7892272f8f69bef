"""Articles that admins write."""

from piccolo.columns import UUID, BigSerial, Date, Integer, Text, Timestamptz
from piccolo.table import Table

from zczr.db import DB


class Article(Table, db=DB, tablename="article"):
    """One article in Markdown: industry news so far."""

    id = BigSerial(primary_key=True)
    submission_id = UUID()
    kind = Text()
    category = Text()
    status = Text()
    version = Integer()
    title = Text()
    summary = Text()
    body = Text()
    source = Text()
    source_href = Text()
    dated_on = Date()
    created_at = Timestamptz()
    changed_at = Timestamptz()
