"""dialogue_scores: one row per call, with the course, both figures and their intervals, and what they rest on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from json.encoder import encode_basestring
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from voc.dialogue.agent import CODES, PROMISES, Code, load_agent
from voc.dialogue.course import Course, course_of
from voc.dialogue.customer import Told, told
from voc.dialogue.ending import OUTPUTS, RESOLUTIONS, ending_features, endings, parting_words
from voc.dialogue.features import Floats
from voc.dialogue.learned import LearnedModel, load_learned
from voc.dialogue.satisfaction import LIMIT, Part, figure, parts
from voc.dialogue.scripts import scripted, unscripted, without_scripts
from voc.dialogue.signs import Heard, Signs, load_signs
from voc.dialogue.talk import talk_of
from voc.dialogue.turns import Call, each_as_meant, of_customer, spoken_by
from voc.schema import MAKERS
from voc.text.documents import Documents, prepare
from voc.text.pauses import load_pauses
from voc.text.spoken import load_hearing

VERSION = "calls-5"
_WIDE = 1.96
_PLACES = 6
"""Of a polarity: as the table of sentiment has it."""
_OPEN = 0.5
"""Probability from which the ending counts as unresolved."""


class Feeling(Protocol):
    """The sentiment maker under the dialogue maker."""

    @property
    def version(self) -> str:
        """Changes whenever a score may change."""
        ...

    def polarity(self, docs: Documents) -> Floats:
        """The polarity of each document, NaN where there is nothing to score."""
        ...


@dataclass(frozen=True)
class DialogueMaker:
    """What a customer went through in a call, from the polarity of the customer's turns and from what both sides say."""

    feeling: Feeling
    learned: LearnedModel | None = None
    name: str = "dialogue"
    scripts: frozenset[str] = frozenset()
    """Fingerprints of what is said in the same words in many calls (voc.dialogue.scripts)."""

    @property
    def version(self) -> str:
        """Changes with the dialogue rules, the learned model and the sentiment maker under them."""
        made = f"{version(self.learned)}-{self.feeling.version}"
        if not self.scripts:
            return made
        return f"{made}-{hashlib.sha256(json.dumps(sorted(self.scripts)).encode()).hexdigest()[:8]}"

    def score(self, ids: Sequence[str], docs: Documents) -> pa.Table:
        """Calls of which only the customer's words are known, one turn per line."""
        return self.score_calls(ids, [of_customer(text) for text in docs.texts])

    def score_calls(self, ids: Sequence[str], calls: Sequence[Call]) -> pa.Table:
        """Contract "dialogue_scores", one row per call, in order."""
        return score_dialogues(ids, calls, self.polarities(calls), self.learned, self.version, self.scripts)

    def polarities(self, calls: Sequence[Call]) -> list[list[float | None]]:
        """Per turn of each call the polarity, None for turns of others than the customer."""
        said = [turn.text for call in calls for turn in call if turn.speaker == "customer"]
        polarity = np.round(self.feeling.polarity(prepare(said, spoken=True)), _PLACES)
        values = iter([None if value != value else value for value in polarity.tolist()])
        return [[next(values) if turn.speaker == "customer" else None for turn in call] for call in calls]


def load(feeling: Feeling, trained: Path | None = None) -> DialogueMaker:
    """The maker over `feeling`; `trained` is the folder of a model learned from rated calls."""
    return DialogueMaker(feeling, None if trained is None else load_learned(trained))


def version(learned: LearnedModel | None = None) -> str:
    """Changes with the rules, the lexicon and the learned model."""
    return "-".join(
        [
            VERSION,
            load_hearing().version,
            load_pauses().version,
            load_signs().version,
            load_agent().version,
            *([] if learned is None else [learned.version]),
        ]
    )


def without_ratings(calls: Sequence[Call], polarity: Sequence[Sequence[float | None]]) -> Floats:
    """(calls x 2): satisfaction and accomplishment from polarities and signs only; NaN where the customer says nothing to score."""
    signs = load_signs()
    heard = signs.heard(each_as_meant(calls))
    rows = [_figures(call, values, marks, signs) for call, values, marks in zip(calls, polarity, heard, strict=True)]
    return np.array([[np.nan if value is None else value for value in row] for row, _ in rows], dtype=np.float64).reshape(-1, 2)


def score_dialogues(
    ids: Sequence[str],
    calls: Sequence[Call],
    polarity: Sequence[Sequence[float | None]],
    learned: LearnedModel | None = None,
    made_by: str = "",
    scripts: frozenset[str] = frozenset(),
) -> pa.Table:
    """One row per id, in order; `polarity` has one entry per turn of each call, None for a turn with nothing to score."""
    if not len(ids) == len(calls) == len(polarity):
        raise ValueError(f"{len(ids)} ids, {len(calls)} calls, polarities of {len(polarity)}")
    signs, meant = load_signs(), each_as_meant(calls)
    scripts_at = [scripted(call, scripts) for call in calls]
    heard = signs.heard([unscripted(call, at) for call, at in zip(meant, scripts_at, strict=True)])
    read = [_figures(call, values, marks, signs) for call, values, marks in zip(calls, polarity, heard, strict=True)]
    both = np.array([[np.nan if value is None else value for value in row] for row, _ in read], dtype=np.float64).reshape(-1, 2)
    error = [signs.satisfaction.error, signs.accomplishment.error]
    if learned is not None and len(calls):
        both, error = learned.predict(calls, both), list(learned.error)
    courses = [course_of(call, values) for call, values in zip(calls, polarity, strict=True)]
    satisfaction, accomplishment = both[:, 0], both[:, 1]
    columns: dict[str, Any] = {
        "verbatim_id": pa.array(list(ids), pa.string()),
        "version": pa.array([made_by or version(learned)] * len(ids), pa.string()),
        "evidence": [_evidence(call, addends, marks) for call, (_, addends), marks in zip(calls, read, heard, strict=True)],
        "satisfaction": _floats(satisfaction),
        "satisfaction_low": _floats(np.maximum(satisfaction - _WIDE * error[0], -LIMIT)),
        "satisfaction_high": _floats(np.minimum(satisfaction + _WIDE * error[0], LIMIT)),
        "accomplishment": _floats(accomplishment),
        **_course_columns(courses),
        **_code_columns(meant, polarity, courses, scripts_at),
    }
    return MAKERS["dialogue"].conform(pa.table(columns))


def _figures(
    call: Call, values: Sequence[float | None], heard: Sequence[Heard], signs: Signs
) -> tuple[tuple[float | None, float | None], list[Part]]:
    addends = parts(call, values, heard, signs.satisfaction)
    return (figure(addends), figure(parts(call, values, heard, signs.accomplishment))), addends


def _evidence(call: Call, addends: Sequence[Part], heard: Sequence[Heard]) -> str:
    """What each turn and sign adds, with the words of a sign; the weights add up to the sum behind the figure without ratings."""
    where = {(one.sign, one.turn): one for one in heard}
    spans = []
    for part in addends:
        span = f'{{"turn":{part.turn},"what":{encode_basestring(part.what)},"weight":{round(part.weight, 4)!r}'
        if (sign := where.get((part.what, part.turn))) is not None:
            text = encode_basestring(call[part.turn - 1].text[sign.start : sign.end])
            span += f',"start":{sign.start},"end":{sign.end},"text":{text}'
        spans.append(span + "}")
    return f"[{','.join(spans)}]"


def _course_columns(courses: Sequence[Course]) -> dict[str, Any]:
    return {
        "start_polarity": pa.array([course.start for course in courses], pa.float64()),
        "low_polarity": pa.array([course.low for course in courses], pa.float64()),
        "end_polarity": pa.array([course.end for course in courses], pa.float64()),
        "curve": pa.array([_curve(course) for course in courses], pa.string()),
    }


def _code_columns(
    calls: Sequence[Call], polarity: Sequence[Sequence[float | None]], courses: Sequence[Course], scripts_at: Sequence[set[int]]
) -> dict[str, Any]:
    """What the agent did, how the call ended and who talked how much; NULL without an agent, the ending also without a customer."""
    model = load_agent()
    given, sure = model.heard(calls)
    codes = [without_scripts(call, found, at) if at else found for call, found, at in zip(calls, given, scripts_at, strict=True)]
    if any(scripts_at):
        sure[[turn in at for call, at in zip(calls, scripts_at, strict=True) for turn, _ in spoken_by(call, "agent")]] = 0.0
    heard = [any(turn.speaker == "agent" for turn in call) for call in calls]
    both = [agent and any(turn.speaker == "customer" for turn in call) for agent, call in zip(heard, calls, strict=True)]
    odds = endings(ending_features(calls, codes, sure, polarity), parting_words(calls), model)
    ways = told(calls)
    talk = [talk_of(call) for call in calls]
    flags = [{one.code for one in found} for found in codes]
    open_ = 1 / (1 + np.exp(-odds[:, OUTPUTS.index("unresolved_ending")]))
    ways_out = odds[:, : len(RESOLUTIONS)].copy()
    ways_out[open_ > _OPEN, RESOLUTIONS.index("solved")] = -np.inf  # what is open is not solved
    best = ways_out.argmax(axis=1)
    risen = odds[:, OUTPUTS.index("recovered")] > 0
    columns: dict[str, Any] = {
        "codes": pa.array([_codes_json(found, way) for found, way in zip(codes, ways, strict=True)], pa.string()),
        **{
            f"agent_{code}": _ints([int(code in some) if agent else None for some, agent in zip(flags, heard, strict=True)])
            for code in CODES
        },
        "resolution": pa.array([RESOLUTIONS[one] if known else None for one, known in zip(best, both, strict=True)], pa.string()),
        "unresolved": _ints([int(one > _OPEN) if known else None for one, known in zip(open_, both, strict=True)]),
        "unresolved_sure": pa.array(
            [round(float(one), 3) if known else None for one, known in zip(open_, both, strict=True)], pa.float64()
        ),
        "recovered": _ints(
            [_recovered(course, bool(one) if known else None) for course, one, known in zip(courses, risen, both, strict=True)]
        ),
        "nth_contact": _ints([way.nth for way in ways]),
        "waiting": _ints([int(way.waiting) for way in ways]),
        "promise_received": _ints(
            [int(not some.isdisjoint(PROMISES)) if agent else None for some, agent in zip(flags, heard, strict=True)]
        ),
    }
    for name in talk[0]._fields if talk else ("agent_share", "silence", "overlap", "agent_pace", "customer_pace"):
        columns[name] = pa.array([getattr(one, name) for one in talk], pa.float64())
    return columns


def _recovered(course: Course, learned: bool | None) -> int | None:
    """As learned from both sides; by the polarities alone where the agent's words are not known; NULL where the customer speaks once."""
    if course.recovered is None:
        return None
    return int(course.recovered if learned is None else learned)


def _codes_json(codes: Sequence[Code], way: Told) -> str:
    said = sorted([*codes, *way.said], key=lambda one: (one.turn, one.start))
    told = [f'{{"code":"{one.code}","turn":{one.turn},"sure":{one.sure!r},"start":{one.start},"end":{one.end}}}' for one in said]
    return f"[{','.join(told)}]"


def _ints(values: Sequence[int | None]) -> pa.Array:
    return pa.array(values, pa.int64())


def _curve(course: Course) -> str:
    return f"[{','.join([f'[{turn},{round(value, 3)!r}]' for turn, value in course.curve])}]"


def _floats(values: Floats) -> pa.Array:
    return pa.array(values, pa.float64(), mask=np.isnan(values))
