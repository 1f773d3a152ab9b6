"""Figures of the codeframe page: what each code holds, what speaks for it, what it is named beside, what no code explains."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import streamlit as st

from voc import resources
from voc.causes.audit import rule_hits
from voc.causes.codeframe import Code, Codeframe, load_codeframe
from voc.dashboard.filters import Filters
from voc.dashboard.reads.base import At, cached, open_store, query, shielded
from voc.dashboard.reads.causes import codeframe
from voc.dashboard.reads.verbatims import SCORED
from voc.jobs.codeframes import REPLIES, file_in_force
from voc.jobs.codeframes import versions as applied
from voc.jobs.trained import active_models, models_at
from voc.pipeline import Maker, load_makers, score
from voc.privacy.mask import mask
from voc.risk.emerging import log_odds
from voc.settings import Settings
from voc.survey.intervals import Estimate, wilson
from voc.text.documents import prepare
from voc.text.normalize import clean, fold

CODED = "c.version IS NOT NULL"
SAMPLE = 3_000
"""Verbatims cut into words on each side of the comparison: enough for a word in one of a hundred, and read in half a second."""
LISTED = 40
LEAST = 3
PICKED = 5_000


def frame_in_force(settings: Settings) -> Codeframe:
    """The codeframe in force of this store."""
    return _frame(file_in_force(active_models(open_store(settings))))


@st.cache_resource(show_spinner=False)
def _frame(path: Path) -> Codeframe:
    return load_codeframe(path)


def versions(settings: Settings) -> list[dict[str, object]]:
    """Versions of the codeframe applied here, newest first: when, by whom, why, and how many of `base` verbatims they changed."""
    return [
        {
            "version": one.version,
            "made": one.made,
            "who": one.who,
            "changed": one.metrics.get("changed"),
            "base": one.metrics.get("base"),
            "note": one.note,
            "active": one.active,
        }
        for one in applied(open_store(settings))
    ]


@cached
def counted(at: At) -> pa.Table:
    """Per primary cause (NULL: not coded): verbatims n, judged j, negative k, median confidence; m verbatims with it as the second."""
    where, values = at.filters.where()
    found = query(
        at,
        f"WITH f AS (SELECT c.cause, c.cause2, c.cause_confidence, s.label FROM {SCORED} WHERE {where} AND {CODED}),"
        " one AS (SELECT cause, count(*) AS n, count(label) AS j, count(*) FILTER (label = 'neg') AS k,"
        " median(cause_confidence) AS confidence FROM f GROUP BY 1),"
        " two AS (SELECT cause2 AS cause, count(*) AS m FROM f WHERE cause2 IS NOT NULL GROUP BY 1)"
        " SELECT coalesce(one.cause, two.cause) AS cause, coalesce(n, 0) AS n, coalesce(j, 0) AS j, coalesce(k, 0) AS k,"
        " confidence, coalesce(m, 0) AS m FROM one FULL JOIN two ON one.cause = two.cause ORDER BY 2 DESC, 1",
        values,
    )
    return shielded(at, found, ("n", "j", "k"))


@cached
def evidence_words(at: At, cause: str) -> list[tuple[str, int, float]]:
    """What spoke for `cause` under the filters: text, verbatims that hold it, its mean weight; most frequent first."""
    where, values = at.filters.where()
    rows = query(at, f"SELECT c.evidence FROM {SCORED} WHERE {where} AND c.cause = ?", (*values, cause))["evidence"].to_pylist()
    seen: Counter[str] = Counter()
    weight: Counter[str] = Counter()
    for evidence in rows:
        own: dict[str, float] = {}
        for span in json.loads(evidence or "[]"):
            text = " ".join(fold(str(span.get("text", ""))).split())
            if text and span.get("cause", cause) == cause:
                own[text] = max(own.get(text, 0.0), float(span.get("weight") or 0.0))
        seen.update(own.keys())
        weight.update(own)
    order = sorted(seen, key=lambda text: (-seen[text], text))
    return [(text, seen[text], weight[text] / seen[text]) for text in order[:LISTED]]


@cached
def beside(at: At, cause: str) -> pa.Table:
    """Codes named in one verbatim with `cause`: `first` times it was the primary one, `second` times the other was; most first."""
    where, values = at.filters.where()
    found = query(
        at,
        "SELECT other, count(*) FILTER (leads) AS first, count(*) FILTER (NOT leads) AS second, count(*) AS n FROM"
        f" (SELECT CASE WHEN c.cause = ? THEN c.cause2 ELSE c.cause END AS other, c.cause = ? AS leads FROM {SCORED}"
        f" WHERE {where} AND c.cause2 IS NOT NULL AND ? IN (c.cause, c.cause2)) GROUP BY 1 ORDER BY 4 DESC, 1",
        (cause, cause, *values, cause),
    )
    return shielded(at, found, ("n",))


@cached
def together(at: At, one: str, other: str) -> tuple[str, ...]:
    """Ids of the verbatims that name both causes, the latest first, 5,000 at most."""
    where, values = at.filters.where()
    rows = query(
        at,
        f"SELECT v.verbatim_id FROM {SCORED} WHERE {where} AND least(c.cause, c.cause2) = ? AND greatest(c.cause, c.cause2) = ?"
        f" ORDER BY v.day DESC NULLS LAST, v.verbatim_id LIMIT {PICKED}",
        (*values, min(one, other), max(one, other)),
    )
    return tuple(rows["verbatim_id"].to_pylist())


@dataclass(frozen=True)
class Telling:
    """A word that stands out in some negative verbatims: verbatims that hold it, here and among those compared with, and its z."""

    word: str
    here: int
    there: int
    z: float | None


@dataclass(frozen=True)
class Unexplained:
    """Telling words, strongest first, and how many verbatims of either side were read."""

    words: tuple[Telling, ...]
    here: int
    there: int


@cached
def unexplained(at: At) -> Unexplained:
    """Words that stand out in negative verbatims without a code, against coded ones."""
    here, there = (_words(at, at.filters, f"c.cause {side}") for side in ("IS NULL", "IS NOT NULL"))
    return Unexplained(tuple(telling(here, there)[:LISTED]), len(here), len(there))


@cached
def unknown(at: At) -> Unexplained:
    """Words no rule of the codeframe holds, in negative verbatims coded or not, that stand out against the period before."""
    before = at.filters.previous()
    here = _words(at, at.filters.dated(), "TRUE")
    there = _words(at, before, "TRUE") if before else []
    if not there:
        return Unexplained((), len(here), 0)
    found = telling(here, there)
    known = {word for rule in codeframe().rules for lane in rule.lanes for word in lane}
    new = [one for one in found if not any(one.word in word or (len(word) > 1 and word in one.word) for word in known)]
    return Unexplained(tuple(new[:LISTED]), len(here), len(there))


def _words(at: At, filters: Filters, side: str) -> list[set[str]]:
    """Content words of a sample of negative verbatims; verbatims of the same words count once, so that a copied one is one."""
    from voc.topics.words import cut

    where, values = filters.where()
    rows = query(
        at,
        f"SELECT v.text, min(v.verbatim_id) AS id FROM {SCORED} WHERE {where} AND {CODED} AND s.label = 'neg' AND v.text IS NOT NULL AND {side}"
        f" GROUP BY 1 ORDER BY 2 LIMIT {SAMPLE}",
        values,
    )
    return [set(words) for words in cut([fold(text) for text in rows["text"].to_pylist()], at.settings.segmenter)]


def telling(here: list[set[str]], there: list[set[str]]) -> list[Telling]:
    """Words of `here` by their log-odds of standing in a verbatim, with an informative prior (after Monroe, Colaresi and Quinn 2008).

    Both hold the words of verbatims, one set each; kept are words with z above 1.96. Without `there` the commonest words, with no z.
    """
    ours, theirs = (Counter(word for words in side for word in words) for side in (here, there))
    kept = [word for word, n in ours.items() if n >= LEAST]
    if not there:
        return [Telling(word, ours[word], 0, None) for word in sorted(kept, key=lambda word: (-ours[word], word))]
    # The prior weighs as many verbatims as the smaller side, with the word as common in them as in both together.
    weight = min(len(here), len(there))
    now, before = (np.array([side[word] for word in kept], float) for side in (ours, theirs))
    z = log_odds(now, before, weight * (now + before) / (len(here) + len(there)), (len(here), len(there), weight))
    found = [Telling(word, ours[word], theirs[word], float(one)) for word, one in zip(kept, z, strict=True) if one > 1.96]
    return sorted(found, key=lambda one: (-(one.z or 0), one.word))


def rule_precision(at: At, code: Code) -> list[Estimate] | None:
    """For each rule of `code` how often it is right in what was audited at random, in scope; None without an audit. Read anew: labels come at any moment."""
    given = {
        label.verbatim_id: label.value.split("|")[0]
        for label in open_store(at.settings).ledger.labels.newest("causes")
        if label.drawn == "audit"
    }
    if not given:
        return None
    rows = query(
        at,
        f"SELECT verbatim_id, text, source = 'transcript' AS spoken, {REPLIES} AS replies FROM verbatims v"
        " WHERE text IS NOT NULL AND verbatim_id IN (SELECT unnest(?)) ORDER BY verbatim_id",
        (list(given),),
    )
    docs = prepare(rows["text"].to_pylist(), spoken=rows["spoken"].to_pylist(), replies=rows["replies"].to_pylist())
    hits = rule_hits(frame_in_force(at.settings), code, docs, [given[one] for one in rows["verbatim_id"].to_pylist()])
    return [wilson(right, spoken) for right, spoken in hits]


@st.cache_resource(show_spinner=False)
def _makers(settings: Settings, trained: tuple[tuple[str, Path], ...]) -> dict[str, Maker]:
    """The makers that judge one sentence, loaded once per process and choice of models."""
    loaded = load_makers(settings, trained=dict(trained))
    return {name: loaded[name] for name in ("sentiment", "intent", "causes")}


@dataclass(frozen=True)
class Tried:
    """A sentence as it would be stored, and as it would be scored; nothing of it is kept."""

    text: str
    scores: dict[str, dict[str, object]]


def tried(settings: Settings, sentence: str) -> Tried | None:
    """`sentence` cleaned, masked and scored by the makers; None where nothing is left to score."""
    text = mask(clean(sentence))
    if not text:
        return None
    tables = score(["0"], [text], [None], _makers(settings, tuple(sorted(models_at(settings).items()))))
    return Tried(text, {name: table.to_pylist()[0] for name, table in tables.items()})


@st.cache_data(show_spinner=False)
def lexicon(name: str) -> bytes:
    """A lexicon file as it is, for a download."""
    return resources.path("lexicons", f"{name}.toml").read_bytes()
