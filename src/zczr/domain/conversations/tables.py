"""会话: two organizations about one subject, what they wrote, and what each member has not read."""

from piccolo.columns import UUID, BigInt, BigSerial, Text, Timestamptz
from piccolo.table import Table

from zczr.db import DB


class Conversation(Table, db=DB, tablename="conversation"):
    """Two organizations about one subject, the smaller id first; subject '' and 0 for none."""

    id = BigSerial(primary_key=True)
    low_id = BigInt()
    high_id = BigInt()
    subject_kind = Text()
    subject_id = BigInt()
    title = Text()
    started_by = BigInt()
    created_at = Timestamptz()
    last_at = Timestamptz()


class ConversationMessage(Table, db=DB, tablename="conversation_message"):
    """What a member wrote, never changed."""

    id = BigSerial(primary_key=True)
    conversation_id = BigInt()
    organization_id = BigInt()
    member_id = BigInt()
    submission_id = UUID()
    body = Text()
    at = Timestamptz()


class ConversationUnread(Table, db=DB, tablename="conversation_unread"):
    """That a member has not read a message of a conversation yet."""

    member_id = BigInt(primary_key=True)
    conversation_id = BigInt()
    message_id = BigInt()
