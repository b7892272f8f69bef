"""Imports of claims, their rows until they are written, and what is wrong with them."""

from piccolo.columns import JSONB, UUID, Array, BigInt, BigSerial, Boolean, Integer, Numeric, Text, Timestamptz
from piccolo.table import Table

from zczr.db import DB


class ClaimImport(Table, db=DB, tablename="claim_import"):
    """批量导入: a workbook of claims."""

    id = BigSerial(primary_key=True)
    organization_id = BigInt()
    member_id = BigInt()
    submission_id = UUID()
    status = Text()
    attempt = Integer(default=1)
    file_name = Text()
    sha256 = Text()
    total_rows = Integer(default=0)
    done_rows = Integer(default=0)
    mistakes = Integer(default=0)
    refusal = Text()
    face_total = Numeric((18, 2), null=True, default=None)
    price_total = Numeric((18, 2), null=True, default=None)
    doubtful_rows = Array(base_column=Integer())
    places = JSONB()
    publish = Boolean(null=True, default=None)
    confirmed_by = BigInt(null=True, default=None)
    tries = Integer(default=0)
    worked_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz()
    checked_at = Timestamptz(null=True, default=None)
    done_at = Timestamptz(null=True, default=None)
    matched_at = Timestamptz(null=True, default=None)


class ClaimImportRow(Table, db=DB, tablename="claim_import_row"):
    """A row without mistakes, until it is written."""

    import_id = BigInt(primary_key=True)
    number = Integer()
    terms = JSONB()


class ClaimImportMistake(Table, db=DB, tablename="claim_import_mistake"):
    """What is wrong with a cell."""

    import_id = BigInt(primary_key=True)
    number = Integer()
    place = Integer()
    heading = Text()
    sentence = Text()
