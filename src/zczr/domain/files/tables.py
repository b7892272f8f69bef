"""Uploaded files."""

from piccolo.columns import BigInt, BigSerial, Text, Timestamptz
from piccolo.table import Table

from zczr.db import DB


class Upload(Table, db=DB, tablename="upload"):
    """A file in the store; without a subject until the form it was sent with has been accepted."""

    id = BigSerial(primary_key=True)
    organization_id = BigInt()
    member_id = BigInt()
    slot = Text()
    file_name = Text()
    media_type = Text()
    size = BigInt()
    sha256 = Text()
    storage_key = Text()
    subject_kind = Text()
    subject_id = BigInt(null=True, default=None)
    created_at = Timestamptz()
    let_go_at = Timestamptz(null=True, default=None)
