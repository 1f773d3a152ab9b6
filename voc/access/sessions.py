"""When a login ends: after a time without a click, after a time in any case, and on logging out, in every tab at once."""

from __future__ import annotations

import threading
from typing import Literal

State = Literal["open", "idle", "old", "ended"]
AHEAD = 300.0
"""How far (seconds) the clock of the identity provider may run ahead of ours."""
KEPT = 10_000


class Sessions:
    """Logins seen by this process: the last click of each, and those that were ended. Times are seconds since 1970."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._clicked: dict[str, float] = {}
        self._ended: dict[str, None] = {}

    def state(self, login: str, began: float, now: float, *, idle: float, until: float) -> State:
        """Whether `login` is still open; `until` is when it ends in any case. Counts as no click."""
        with self._turn:
            return self._state(login, began, now, idle, until)

    def click(self, login: str, began: float, now: float, *, idle: float, until: float) -> State:
        """The same, and counts as a click where it is open."""
        with self._turn:
            state = self._state(login, began, now, idle, until)
            if state == "open":
                self._clicked.pop(login, None)
                self._clicked[login] = now  # at the end: the oldest click is first
                while len(self._clicked) > KEPT:
                    del self._clicked[next(iter(self._clicked))]
            elif state == "idle":
                self._end(login)  # a login that lay idle does not come back by itself
            return state

    def end(self, login: str) -> None:
        """Ends a login in every tab."""
        with self._turn:
            self._clicked.pop(login, None)
            self._end(login)

    def _end(self, login: str) -> None:
        self._ended[login] = None
        while len(self._ended) > 10 * KEPT:
            del self._ended[next(iter(self._ended))]

    def _state(self, login: str, began: float, now: float, idle: float, until: float) -> State:
        if login in self._ended:
            return "ended"
        if began > now + AHEAD or now >= until:
            return "old"
        # One not seen by this process was last clicked when it began: a restart revives nothing.
        return "idle" if now - self._clicked.get(login, began) > idle else "open"
