"""How good the topics of labelled texts are: agreement with the labels, coherence, stability, and whether ids stay."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from voc.jobs.evaluation import Evaluation, Figure
from voc.jobs.labelled import labels_of, none_scored, texts_of
from voc.pipeline import fit_topics
from voc.settings import Settings
from voc.survey.intervals import wilson
from voc.text.documents import prepare
from voc.topics import TopicModel

_SEED = 20260101
_DRAWS = 200
_SUBSAMPLES = 3
_KEPT = 0.9
_WEEK = 0.02
"""A week of a year, as a share of the texts."""


def evaluate_topics(file: str, rows: Sequence[dict[str, Any]], settings: Settings, number: int | None = None) -> Evaluation:
    """Fits topics to the texts and holds them against the labels; `number` of topics, or chosen by coherence and stability."""
    from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

    truth, texts = labels_of(rows, ("topic", "category", "cause", "label"), file), texts_of(file, rows)
    model = fit_topics(texts, settings, number)
    given = _topics(model, texts)
    kept = [at for at, topic in enumerate(given) if topic and truth[at]]
    if not kept:
        raise none_scored(file, len(rows))
    true, found = np.array([truth[at] for at in kept]), np.array([given[at] for at in kept])
    left = wilson(sum(not topic for topic in given), len(given))
    figures = [
        _bootstrap("nmi", normalized_mutual_info_score, true, found),
        _bootstrap("ari", adjusted_rand_score, true, found),
        Figure("coherence_npmi", model.coherence, len(texts)),
        Figure("coherence_gensim_c_npmi", _gensim(model, texts), len(texts)),
        Figure("topics", float(len(model.about)), len(texts)),
        Figure("left_over", left.value, len(given), left.low, left.high),
        *_stability(model, texts, settings),
    ]
    confusion: dict[str, dict[str, int]] = {}
    for a, b in zip(true.tolist(), found.tolist(), strict=True):
        row = confusion.setdefault(a, {})
        row[b] = row.get(b, 0) + 1
    return Evaluation("topics", file, len(kept), len(rows) - len(kept), figures, confusion, versions={"topics": model.version})


def _topics(model: TopicModel, texts: Sequence[str]) -> list[str]:
    scores = model.score([str(number) for number in range(len(texts))], prepare(texts))
    return [topic or "" for topic in scores["topic"].to_pylist()]


def _bootstrap(name: str, measure: Any, true: Any, found: Any) -> Figure:
    """`measure` with a percentile interval over texts; the topics themselves are not fitted again."""
    rng = np.random.default_rng(_SEED)
    draws = [rng.integers(0, len(true), len(true)) for _ in range(_DRAWS)]
    low, high = map(float, np.quantile([measure(true[rows], found[rows]) for rows in draws], [0.025, 0.975]))
    return Figure(name, float(measure(true, found)), len(true), low, high)


def _gensim(model: TopicModel, texts: Sequence[str]) -> float | None:
    """Gensim's c_npmi of the top words; None where it is not defined."""
    from gensim.corpora import Dictionary
    from gensim.models import CoherenceModel

    found = model.finder.find([text.lower() for text in prepare(texts).folded])
    said: list[list[str]] = [[] for _ in texts]
    for row, word in zip(found.rows.tolist(), found.words.tolist(), strict=True):
        said[row].append(model.words[word])
    said = [words for words in said if words]
    tops = [list(topic.top) for topic in model.about if len(topic.top) > 1]
    if not tops:
        return None
    coherence = CoherenceModel(
        topics=tops, texts=said, dictionary=Dictionary(said), coherence="c_npmi", processes=1
    ).get_coherence()
    return None if math.isnan(coherence) else round(float(coherence), 4)


def _stability(model: TopicModel, texts: Sequence[str], settings: Settings) -> list[Figure]:
    """Equal over another order; agreement over subsamples of nine tenths; ids kept when a week is added."""
    from sklearn.metrics import adjusted_rand_score

    rng, number, size = np.random.default_rng(_SEED), len(model.about), len(texts)
    again = fit_topics([texts[at] for at in rng.permutation(size)], settings, number)
    same = fit_topics(texts, settings, number).version == again.version
    whole = _topics(model, texts)
    agreed = []
    for _ in range(_SUBSAMPLES):
        rows = np.sort(rng.permutation(size)[: int(_KEPT * size)])
        part = fit_topics([texts[at] for at in rows], settings, number)
        pairs = [(whole[at], topic) for at, topic in zip(rows.tolist(), _topics(part, [texts[at] for at in rows]), strict=True)]
        both = [pair for pair in pairs if all(pair)]
        agreed.append(float(adjusted_rand_score([a for a, _ in both], [b for _, b in both])))
    old = [texts[at] for at in np.sort(rng.permutation(size)[: max(1, round((1 - _WEEK) * size))])]
    before = fit_topics(old, settings, number)
    after = fit_topics(texts, settings, previous=before)
    stayed = wilson(sum(a == b for a, b in zip(_topics(before, old), _topics(after, old), strict=True)), len(old))
    return [
        Figure("same_in_another_order", float(same), size),
        Figure("stability_90_percent_ari", float(np.mean(agreed)), size, min(agreed), max(agreed)),
        Figure("ids_kept_when_a_week_is_added", stayed.value, len(old), stayed.low, stayed.high),
    ]
