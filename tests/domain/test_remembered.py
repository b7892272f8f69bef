"""What is kept for a while: from its first time on, and never more than there is room for."""

from datetime import timedelta

import pytest

from zczr.domain import clock
from zczr.domain.remembered import Remembered


def test_it_is_forgotten_a_minute_after_its_first_time(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Remembered(timedelta(minutes=1))
    kept.add("a")
    monkeypatch.setattr(clock, "_ahead", timedelta(seconds=40))
    kept.add("a")
    assert "a" in kept
    assert "b" not in kept
    monkeypatch.setattr(clock, "_ahead", timedelta(seconds=61))
    assert "a" not in kept
    kept.add("a")
    assert "a" in kept


def test_the_oldest_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zczr.domain.remembered._MOST", 3)
    kept = Remembered(timedelta(minutes=1))
    for each in "abcda":
        kept.add(each)
    assert [each for each in "abcd" if each in kept] == ["a", "c", "d"]
