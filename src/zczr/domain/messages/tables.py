"""Messages to organizations, who has read them, and e-mail to be sent."""

from piccolo.columns import BigInt, BigSerial, Integer, Text, Timestamptz
from piccolo.table import Table

from zczr.db import DB


class Notice(Table, db=DB, tablename="notice"):
    """A message of the message centre, for all members of an organization."""

    id = BigSerial(primary_key=True)
    organization_id = BigInt()
    category = Text()
    title = Text()
    body = Text()
    href = Text()
    once_key = Text()
    at = Timestamptz()


class NoticeUnread(Table, db=DB, tablename="notice_unread"):
    """That a member has not read a message yet."""

    member_id = BigInt(primary_key=True)
    category = Text()
    notice_id = BigInt()


class Mail(Table, db=DB, tablename="mail"):
    """An e-mail: due, sent or given up."""

    id = BigSerial(primary_key=True)
    once_key = Text()
    recipient = Text()
    subject = Text()
    body = Text()
    attempts = Integer(default=0)
    due_at = Timestamptz()
    sent_at = Timestamptz(null=True, default=None)
    failed_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz()
