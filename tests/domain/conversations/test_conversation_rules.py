"""Who may start a conversation, when nobody writes, and what a message needs: every row of the tables."""

from itertools import product

import pytest

from zczr.domain.conversations.rules import MOST_FILES, MOST_SIGNS, About, Ties, lacking, may_start, silent_because

_OPEN = {"posting_open": True}


@pytest.mark.parametrize(
    ("about", "ties", "allowed"),
    [
        (About.NOTHING, {}, False),
        (About.NOTHING, {"partners": True}, True),
        (About.NOTHING, {"matched": True, "parties": True}, False),
        (About.APPLICATION, {"partners": True}, False),
        (About.APPLICATION, {"parties": True}, True),
        (About.REQUEST, _OPEN, False),
        (About.REQUEST, {**_OPEN, "partners": True}, False),
        (About.REQUEST, {**_OPEN, "in_feed": True, "partners": True}, True),
        (About.REQUEST, {"in_feed": True}, False),
        (About.OFFER, {**_OPEN, "matched": True}, True),
        (About.OFFER, {"matched": True, "partners": True}, False),
        (About.REQUEST, {**_OPEN, "matched": True}, True),
        (About.CLAIM, {**_OPEN, "on_market": True}, True),
        (About.CLAIM, {"on_market": True}, False),
        (About.CLAIM, _OPEN, False),
        (About.CRITERIA, {**_OPEN, "matched": True}, True),
        (About.CRITERIA, {**_OPEN, "partners": True}, False),
        # Whose posting it is writes to partners and matched ones, not to strangers.
        (About.REQUEST, {**_OPEN, "asker_owns": True}, False),
        (About.REQUEST, {**_OPEN, "asker_owns": True, "matched": True}, True),
        (About.REQUEST, {**_OPEN, "asker_owns": True, "partners": True}, True),
    ],
)
def test_a_conversation_is_started_by_those_who_have_to_do_with_each_other(
    about: About, ties: dict[str, bool], allowed: bool
) -> None:
    assert may_start(about, Ties(**ties)) is allowed


@pytest.mark.parametrize(("may_write", "apart", "case_open", "strangers"), product((True, False), repeat=4))
def test_nobody_writes_unverified_or_kept_apart_but_about_an_open_application(
    may_write: bool, apart: bool, case_open: bool, strangers: bool
) -> None:
    silent = silent_because(may_write=may_write, apart=apart, case_open=case_open, strangers=strangers)
    assert bool(silent) is (not may_write or (apart and not case_open) or strangers)
    assert ("合作伙伴" in silent) is (strangers and may_write and not (apart and not case_open))
    assert ("认证" in silent) is (not may_write)


@pytest.mark.parametrize(
    ("signs", "files", "fields"),
    [
        (0, 0, ["body"]),
        (0, 1, []),
        (1, 0, []),
        (MOST_SIGNS, MOST_FILES, []),
        (MOST_SIGNS + 1, 0, ["body"]),
        (1, MOST_FILES + 1, ["attachments"]),
        (MOST_SIGNS + 1, MOST_FILES + 1, ["body", "attachments"]),
    ],
)
def test_a_message_needs_text_or_a_file_and_not_too_much_of_either(signs: int, files: int, fields: list[str]) -> None:
    assert [each.field for each in lacking("字" * signs, files)] == fields
