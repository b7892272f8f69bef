"""Who may start a conversation, when nobody writes in one, and what a message needs: facts in, decisions out."""

from dataclasses import dataclass
from enum import StrEnum

from zczr.domain.refusals import RuleBroken

MOST_SIGNS = 2000
MOST_FILES = 10


class About(StrEnum):
    """What a conversation is about."""

    NOTHING = ""
    REQUEST = "loan_request"
    OFFER = "loan_offer"
    APPLICATION = "application"
    CLAIM = "claim"
    CRITERIA = "purchase_criteria"


@dataclass(frozen=True)
class Ties:
    """What two organizations have to do with each other, and with what one of them wants to write about."""

    partners: bool = False
    parties: bool = False
    """They are the two sides of the application."""
    posting_open: bool = False
    """The posting is one side's, and open."""
    asker_owns: bool = False
    in_feed: bool = False
    """The asker sees the posting in its 伙伴动态."""
    on_market: bool = False
    """The posting is a claim on sale that the asker sees in the market."""
    matched: bool = False
    """Matching brought the posting together with an open one of the other side."""


def may_start(about: About, ties: Ties) -> bool:
    """Whether the asking organization may start a conversation with the other one about this."""
    if about is About.NOTHING:
        return ties.partners
    if about is About.APPLICATION:
        return ties.parties
    # Whose posting it is decides itself to whom it shows it; everybody else needs to have been shown it.
    return ties.posting_open and (ties.matched or ties.in_feed or ties.on_market or (ties.asker_owns and ties.partners))


def silent_because(*, may_write: bool, apart: bool, case_open: bool, strangers: bool) -> str:
    """Why a side writes nothing now, as a sentence; empty where it may write. `strangers` are no partners and have no subject.

    An application that is still open has to be talked about, whoever has blocked whom; nobody is told who did.
    """
    if not may_write:
        return "贵单位的认证状态暂不能发送消息，认证通过后即可发送。以往的消息仍可查看。"
    if apart and not case_open:
        return "贵单位与对方暂时不能互发消息，以往的消息仍可查看。"
    if strangers:
        return "双方不再是合作伙伴，没有申请或匹配时不能互发消息，以往的消息仍可查看。"
    return ""


def lacking(body: str, files: int) -> list[RuleBroken]:
    """What is wrong with a message; nothing where it can be sent."""
    broken = []
    if not body and not files:
        broken.append(RuleBroken("请填写消息，或添加附件", "body"))
    if len(body) > MOST_SIGNS:
        broken.append(RuleBroken(f"不能超过 {MOST_SIGNS} 个字，请分几条发送", "body"))
    if files > MOST_FILES:
        broken.append(RuleBroken(f"每条消息最多 {MOST_FILES} 个附件，请分几条发送", "attachments"))
    return broken
