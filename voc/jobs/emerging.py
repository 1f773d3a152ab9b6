"""What is new in the store: words that came up, topics that rise, texts that were pasted, each at a stated rate of false alarms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from voc.jobs.copies import Campaign, campaigns
from voc.risk.emerging import WINDOW, Flag, flags
from voc.risk.weekly import thresholds, weekly_alarms
from voc.store import Reader
from voc.text.normalize import fold
from voc.topics.words import cut

FALSE_WORDS = 0.4
"""False flags a quarter over documents shuffled in time, measured on the sample."""
FALSE_TOPICS = 4.0
"""False alarms a year that the topics together may raise (see voc/risk/weekly.py)."""
_LEADING = 6
"""Words of a flag whose verbatims stand for it."""
_HEARD = (
    "verbatims v LEFT JOIN sentiment_scores s USING (verbatim_id) LEFT JOIN cause_scores c USING (verbatim_id)"
    " LEFT JOIN topic_scores t USING (verbatim_id) LEFT JOIN respondents r USING (respondent_id)"
)
# Staff and partners are asked in waves of their own: their words would come up with each of them. A pasted text counts once.
_COUNTED = (
    "v.day IS NOT NULL AND s.label IS DISTINCT FROM 'pos' AND coalesce(r.population, 'customer') = 'customer'"
    " QUALIFY v.cluster IS NULL OR row_number() OVER (PARTITION BY v.cluster ORDER BY v.day, v.verbatim_id) = 1"
)


@dataclass(frozen=True)
class NewWords:
    """Words that came up together, as a manager reads it; `first` and `last` are the days of the windows that show them.

    `cause` is what the coder calls most of the verbatims (None: nothing), `cause_share` its share; `events` what happened then. `anew`:
    the leading word is an old one said beside other words than before.
    """

    words: tuple[str, ...]
    seen: int
    expected: float
    z: float
    q: float
    first: date
    last: date
    verbatims: tuple[str, ...]
    cause: str | None
    cause_share: float
    events: tuple[str, ...]
    anew: bool = False


@dataclass(frozen=True)
class RisingTopic:
    """A topic whose weekly count rose above its own past: week, seen, expected."""

    topic: str
    week: date
    seen: int
    expected: float


@dataclass(frozen=True)
class Emerging:
    """All of it, the newest first, with the base: verbatims read and the days they cover."""

    words: tuple[NewWords, ...]
    topics: tuple[RisingTopic, ...]
    campaigns: tuple[Campaign, ...]
    base: int
    first: date | None
    last: date | None


def emerging(reader: Reader, segmenter: str, where: str = "TRUE", params: Sequence[object] = ()) -> Emerging:
    """What is new among the verbatims that meet `where`, a condition over verbatims as v; praise is left out."""
    rows = reader.query(
        f"SELECT v.verbatim_id, v.day, v.text, c.cause, t.topic FROM {_HEARD} WHERE {where} AND {_COUNTED} ORDER BY v.day, v.verbatim_id",
        tuple(params),
    ).to_pylist()
    pasted = tuple(campaigns(reader, where, params))
    if not rows:
        return Emerging((), (), pasted, 0, None, None)
    monday = rows[0]["day"] - timedelta(days=rows[0]["day"].weekday())
    weeks = np.array([(row["day"] - monday).days // 7 for row in rows], np.int64)
    said = [frozenset(words) for words in cut([fold(row["text"] or "") for row in rows], segmenter)]
    happened = reader.query('SELECT name, day, "end" FROM events ORDER BY day').to_pylist()
    words = tuple(_told(flag, rows, said, monday, happened) for flag in flags(weeks, said))
    return Emerging(words, tuple(_rising(rows, weeks, monday)), pasted, len(rows), rows[0]["day"], rows[-1]["day"])


def _told(
    flag: Flag, rows: list[dict[str, Any]], said: Sequence[frozenset[str]], monday: date, happened: list[dict[str, Any]]
) -> NewWords:
    first = monday + timedelta(weeks=flag.week - WINDOW + 1)
    last = monday + timedelta(weeks=flag.until, days=6)
    words = [word.word for word in flag.words]
    rank = {word: at for at, word in enumerate(words[:_LEADING])}
    # Who says most of the leading words shows best what it is about; weaker words stand in many other verbatims as well.
    worth = {at: sum(1 / (1 + rank[word]) for word in said[at] if word in rank) for at in flag.documents}
    held = sorted((at for at in worth if worth[at]), key=lambda at: (-worth[at], at))
    cause, times = Counter(rows[at]["cause"] for at in held).most_common(1)[0]
    events = tuple(one["name"] for one in happened if first - timedelta(days=14) <= one["day"] <= last)
    lead = flag.lead
    verbatims = tuple(rows[at]["verbatim_id"] for at in held)
    return NewWords(
        *(tuple(words), lead.seen, lead.expected, lead.z, lead.q, first, last, verbatims, cause, times / len(held), events),
        anew=lead.used is not None,
    )


def _rising(rows: list[dict[str, Any]], weeks: Any, monday: date) -> list[RisingTopic]:
    """Weekly alarms over the counts of each topic; the first and last week may be covered in part and are left out."""
    topics = sorted({row["topic"] for row in rows if row["topic"] is not None})
    whole = int(weeks.max()) - 1
    if whole < 1 or not topics:
        return []
    counts = np.zeros((len(topics), whole + 2), np.int64)
    place = {topic: at for at, topic in enumerate(topics)}
    for row, week in zip(rows, weeks.tolist(), strict=True):
        if row["topic"] is not None:
            counts[place[row["topic"]], week] += 1
    bases = np.bincount(weeks, minlength=whole + 2)
    alarms = weekly_alarms(counts[:, 1:-1], bases[1:-1], *thresholds(len(topics), FALSE_TOPICS))
    found = [RisingTopic(topics[a.series], monday + timedelta(weeks=a.at + 1), int(a.seen), float(a.expected)) for a in alarms]
    return sorted(found, key=lambda one: (one.week, one.seen), reverse=True)
