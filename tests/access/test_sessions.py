"""Logins end by themselves, and in every tab at once."""

from __future__ import annotations

import pytest

from voc.access.sessions import Sessions

IDLE, LONGEST = 1800.0, 43200.0


def click(sessions: Sessions, now: float, login: str = "a", began: float = 0.0) -> str:
    return sessions.click(login, began, now, idle=IDLE, until=began + LONGEST)


def test_clicks_keep_a_login_open_until_its_end() -> None:
    sessions = Sessions()
    assert {click(sessions, float(now)) for now in range(0, 43200, 1200)} == {"open"}
    assert click(sessions, 43200.0) == "old"


def test_an_idle_login_ends_for_good() -> None:
    sessions = Sessions()
    assert click(sessions, 10.0) == "open"
    assert sessions.state("a", 0.0, 1810.0, idle=IDLE, until=LONGEST) == "open"
    assert sessions.state("a", 0.0, 1811.0, idle=IDLE, until=LONGEST) == "idle"
    assert click(sessions, 1811.0) == "idle"
    assert click(sessions, 1812.0) == "ended"
    assert click(sessions, 1812.0, login="b", began=1812.0) == "open"


def test_asking_is_no_click() -> None:
    sessions = Sessions()
    click(sessions, 0.0)
    for now in range(0, 3600, 30):
        state = sessions.state("a", 0.0, float(now), idle=IDLE, until=LONGEST)
    assert state == "idle"


def test_logging_out_ends_the_login_in_every_tab() -> None:
    sessions = Sessions()
    click(sessions, 0.0)
    sessions.end("a")
    assert click(sessions, 1.0) == "ended"
    assert sessions.state("a", 0.0, 1.0, idle=IDLE, until=LONGEST) == "ended"


@pytest.mark.parametrize(
    ("began", "now", "state"), [(0.0, 1801.0, "idle"), (0.0, 100.0, "open"), (1000.0, 800.0, "open"), (1000.0, 600.0, "old")]
)
def test_a_login_this_process_has_not_seen(began: float, now: float, state: str) -> None:
    """After a restart, or with a stolen cookie of long ago; a clock that runs ahead by minutes is forgiven."""
    assert click(Sessions(), now, began=began) == state


def test_a_shorter_end_counts() -> None:
    assert Sessions().click("a", 0.0, 301.0, idle=IDLE, until=300.0) == "old"
