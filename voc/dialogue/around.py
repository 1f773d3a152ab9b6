"""What stands around a turn of an agent: what it says by itself, what the agent says before, after and in the rest of the call, and the customer's
answers. "Then the third one" is a way out only where the turn before was one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from voc.dialogue.concepts import Floats, load_concepts
from voc.dialogue.turns import AgentTurn, Call

_READ = 500
_SCALE, _MOST = 3.0, 3.0
"""Log odds are divided by it; so many turns of a kind in the rest of a call are as good as more."""


def around(calls: Sequence[Call], turns: Sequence[AgentTurn], logits: Floats) -> Floats:
    """(turns x n): `turns` in the order of their calls, `logits` (turns x outputs) of each by itself."""
    call = np.fromiter((one.call for one in turns), np.int64, len(turns))
    sure = 1 / (1 + np.exp(-logits))
    same = (call[1:] == call[:-1])[:, None]
    before, after = np.zeros_like(sure), np.zeros_like(sure)
    before[1:], after[:-1] = sure[:-1] * same, sure[1:] * same
    opens = np.flatnonzero(np.diff(call, prepend=-1))
    whole = np.repeat(np.add.reduceat(sure, opens), np.diff(opens, append=len(call)), axis=0)
    rest = np.minimum(whole - sure, _MOST) / _MOST
    place = np.array([one.place for one in turns]).reshape(len(turns), -1)
    answers = [_answers(calls, turns, step) for step in (-1, 1)]
    return np.hstack([logits / _SCALE, before, after, rest, *answers, place])


def _answers(calls: Sequence[Call], turns: Sequence[AgentTurn], step: int) -> Floats:
    """(turns x concepts of the customer, and whether he speaks at all): the turn before (-1) or after (1)."""
    concepts = load_concepts().customer
    rows: list[int] = []
    said: list[str] = []
    for row, one in enumerate(turns):
        at, call = one.turn - 1 + step, calls[one.call]
        if 0 <= at < len(call) and call[at].speaker == "customer":
            rows.append(row)
            said.append(call[at].text[-_READ:])
    found = np.zeros((len(turns), len(concepts.names) + 1))
    found[rows, :-1], found[rows, -1] = concepts.met(said), 1.0
    return found
