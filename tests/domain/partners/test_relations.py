"""How two organizations stand to each other, and when somebody who was refused may ask again."""

from datetime import UTC, datetime, timedelta

import pytest

from zczr.domain.partners.stages import ASK_AGAIN_AFTER, Ask, LastRequest, Relation, Tie, ask_again_at

NOW = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)


def _last(status: Ask, *, sent: bool, ago: timedelta = timedelta()) -> LastRequest:
    answered = None if status is Ask.PENDING else NOW - ago
    return LastRequest(1, status, sent_by_viewer=sent, message="", created_at=NOW - ago, answered_at=answered)


def _relation(
    last: LastRequest | None = None, *, partners: bool = False, blocked: bool = False, itself: bool = False
) -> Relation:
    return Relation(itself, partners, blocked, last)


_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("relation", "tie"),
    [
        (_relation(itself=True), Tie.SELF),
        (_relation(partners=True), Tie.PARTNER),
        (_relation(partners=True, last=_last(Ask.ACCEPTED, sent=True)), Tie.PARTNER),
        (_relation(blocked=True), Tie.BLOCKED),
        (_relation(_last(Ask.PENDING, sent=True)), Tie.SENT),
        (_relation(_last(Ask.PENDING, sent=False)), Tie.RECEIVED),
        (_relation(_last(Ask.PENDING, sent=True), blocked=True), Tie.BLOCKED),
        (_relation(_last(Ask.REFUSED, sent=True)), Tie.REFUSED),
        (_relation(_last(Ask.REFUSED, sent=False)), Tie.NONE),
        (_relation(_last(Ask.REFUSED, sent=True, ago=ASK_AGAIN_AFTER - timedelta(seconds=1))), Tie.REFUSED),
        (_relation(_last(Ask.REFUSED, sent=True, ago=ASK_AGAIN_AFTER)), Tie.NONE),
        (_relation(_last(Ask.WITHDRAWN, sent=True)), Tie.NONE),
        (_relation(_last(Ask.WITHDRAWN, sent=False)), Tie.NONE),
        (_relation(_last(Ask.ENDED, sent=True)), Tie.NONE),
        (_relation(), Tie.NONE),
    ],
)  # fmt: skip
def test_a_relation_comes_to_one_tie(relation: Relation, tie: Tie) -> None:
    assert relation.tie(NOW) is tie


def test_only_the_refused_side_waits() -> None:
    assert ask_again_at(_last(Ask.REFUSED, sent=True, ago=_DAY)) == NOW - _DAY + ASK_AGAIN_AFTER
    assert ask_again_at(_last(Ask.REFUSED, sent=False, ago=_DAY)) is None
    assert ask_again_at(_last(Ask.PENDING, sent=True)) is None
    assert ask_again_at(None) is None
