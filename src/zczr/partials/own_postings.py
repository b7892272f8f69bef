"""What the lists of own postings have in common (我的发布): tabs by state, and the open applications of a line."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from zczr.domain.applications.businesses import Business
from zczr.domain.postings.stages import LABELS, Posting
from zczr.web.paging import Doors, Tab


def status_asked(query: Any) -> tuple[Posting | None, tuple[Posting, ...]]:
    """The state that a query asks for, and all that it means: every state where it names none."""
    status = next((each for each in Posting if str(each) == query.get("status")), None)
    return status, (status,) if status else tuple(Posting)


def status_tabs(doors: Doors, status: Posting | None, counts: Mapping[Posting, int]) -> tuple[Tab, ...]:
    """全部, and each state that has postings or is asked for."""
    views = doors.without("page", "status")
    return (
        views.tab("全部", current=status is None, count=sum(counts.values())),
        *(
            views.tab(LABELS[each], f"status={each}", current=each is status, count=counts.get(each, 0))
            for each in Posting
            if counts.get(each) or each is status
        ),
    )


class Applied(NamedTuple):
    """Open applications of one side, and where they are listed."""

    text: str
    href: str


def applied(business: Business, *, sent: int, received: int) -> Iterator[Applied]:
    """The open applications for a posting, by side."""
    if sent:
        yield Applied(f"发起 {sent} 件申请", f"{business.path}?side=sent")
    if received:
        yield Applied(f"收到 {received} 件申请", f"{business.path}?side=received")
