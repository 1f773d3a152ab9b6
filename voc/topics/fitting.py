"""Fitting: the same model whatever order the documents came in, and from the version before where there is one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from voc.errors import VocError
from voc.settings import TOPIC_METHODS
from voc.text.blank import empty_answer
from voc.topics.choosing import choose, try_numbers
from voc.topics.coherence import npmi, npmi_each, top_words
from voc.topics.labels import Order, label_topics
from voc.topics.lineage import Flow, first_names, trace
from voc.topics.mixture import background, by_nmf, settle, topic_of
from voc.topics.model import Topic, TopicModel
from voc.topics.words import Counts, Floats, Ints, canonical, count, cut_with_gaps, find_phrases, join_phrases

FEWEST = 50
SAMPLE = 20_000
CONTINUED = 8
"""Rounds of a fit that goes on from the version before: what is new finds its place, what is old is not moved for a better fit."""
_TOP = 10
_APART = 5
_SMALLEST = 0.01
"""A topic of fewer documents than this share of the mean topic's is none."""
_MOST_BORN = 8
_SEED = 20_260_101


@dataclass(frozen=True)
class Corpus:
    """Distinct documents in the order of their digests: folded texts, their words in order, phrases, and which words stand in each."""

    texts: list[str]
    rows: list[list[str]]
    phrases: tuple[tuple[str, str], ...]
    counts: Counts


def gather(texts: Sequence[str], segmenter: str = "rjieba") -> Corpus:
    """At most 20,000 distinct texts made ready; VocError where they are too few to model."""
    kept = [text for text in canonical(texts, SAMPLE) if not empty_answer(text)]
    rows = cut_with_gaps(kept, segmenter)
    phrases = find_phrases(rows)
    known = frozenset(phrases)
    joined = [join_phrases(row, known) for row in rows]
    counts = count(joined)
    if counts.filled < FEWEST or len(counts.words) < 10:
        raise VocError(
            f"可用于建模的不同文本只有 {counts.filled} 条，至少需要 {FEWEST} 条；请导入更多数据后再试。",
            f"too few to model: {counts.filled} distinct usable texts, at least {FEWEST} are needed; ingest more first.",
        )
    used = set(counts.words)
    return Corpus(kept, joined, tuple(pair for pair in phrases if "".join(pair) in used), counts)


def fit(
    texts: Sequence[str],
    method: str = "nmf",
    segmenter: str = "rjieba",
    topics: int | None = None,
    previous: TopicModel | None = None,
    *,
    anew: bool = False,
) -> TopicModel:
    """A model of at most 20,000 distinct texts, from `previous` on where it is given: ids, labels and lineage are kept.

    Without `topics` their number is `previous`'s plus what is new, or is chosen by coherence and stability. `anew` fits from nothing
    and only takes over the ids and labels of `previous`.
    """
    if method not in TOPIC_METHODS:
        known = ", ".join(TOPIC_METHODS)
        raise VocError(f"主题方法 {method!r} 不认识，可选：{known}。", f"topic method {method!r} is unknown; known: {known}.")
    if topics is not None and not 2 <= topics <= 99:
        raise VocError(f"主题数给的是 {topics}，应在 2 到 99 之间。", f"the number of topics is {topics}; give 2 to 99.")
    corpus = gather(texts, segmenter)
    counts = corpus.counts
    if previous is not None and topics is None and not anew and method == "nmf":
        odds, prior = settle(counts, _continued(previous, corpus), rounds=CONTINUED)
        steady = math.nan
    else:
        number, steady = (topics, math.nan) if topics else _number(counts)
        number = min(number, len(counts.words) - 1)
        odds, prior = settle(counts, by_nmf(counts, number)) if method == "nmf" else _lda(counts, number)
    return _finish(corpus, odds, prior, _Naming(method, segmenter, steady, previous))


def _number(counts: Counts) -> tuple[int, float]:
    chosen = choose(try_numbers(counts))
    return chosen.number, round(chosen.stability, 4)


def _continued(previous: TopicModel, corpus: Corpus) -> Floats:
    """Documents x topics to start from: what `previous` says, and topics of their own for what it has no topic for."""
    found = previous.finder.find(corpus.texts)
    best, _, likely = previous.assign(*found.once(len(previous.words)), len(corpus.texts))
    shares = np.where((best >= 0)[:, None], likely, 1 / likely.shape[1])
    left = np.flatnonzero((best < 0) & (np.diff(corpus.counts.indptr) > 0))
    born = _born(corpus.counts.part(left), corpus.counts, previous)
    fresh = np.zeros((len(shares), len(born)))
    for column, members in enumerate(born):
        fresh[left[members], column] = 1.0
    started: Floats = np.hstack([shares * (1 - fresh.sum(axis=1, keepdims=True)), fresh])
    return started


def _born(part: Counts, counts: Counts, previous: TopicModel) -> list[Ints]:
    """Rows of `part`, documents that no topic explains, that make coherent topics of at least half the usual size."""
    size = counts.documents / (2 * len(previous.about))
    if part.filled < max(size, FEWEST):
        return []
    number = int(np.clip(part.filled // (2 * size), 1, _MOST_BORN))
    odds, prior = settle(part, by_nmf(part, number), ground=background(counts))
    best = topic_of(part, odds, prior)
    coherent = [float(np.mean(values)) if values else -1.0 for values in npmi_each(top_words(odds, part, _TOP), counts)]
    groups = [np.flatnonzero(best == topic) for topic in range(number)]
    return [rows for rows, good in zip(groups, coherent, strict=True) if len(rows) >= size and good >= previous.coherence / 2]


def _lda(counts: Counts, topics: int) -> tuple[Floats, Floats]:
    """Log odds of the words and log shares of the topics by gensim's seeded LdaModel."""
    from gensim.matutils import Sparse2Corpus
    from gensim.models import LdaModel

    model = LdaModel(
        Sparse2Corpus(counts.matrix, documents_columns=False),
        num_topics=topics,
        id2word=dict(enumerate(counts.words)),
        passes=6,
        chunksize=4_000,
        offset=8,  # slow first steps: short texts mislead an early guess
        random_state=_SEED % 2**31,
        alpha="symmetric",
        eta="auto",
        dtype=np.float64,
    )
    odds: Floats = np.log(np.maximum(model.get_topics(), 1e-9)) - np.log(background(counts))
    return odds, np.full(topics, -math.log(topics))


@dataclass(frozen=True)
class _Naming:
    method: str
    cutter: str
    stability: float
    previous: TopicModel | None


def _finish(corpus: Corpus, odds: Floats, prior: Floats, naming: _Naming) -> TopicModel:
    """The model made ready for assigning and reading: small topics left out, the largest first, names and lineage."""
    counts, previous = corpus.counts, naming.previous
    kept = _large(topic_of(counts, odds, prior), len(odds))
    odds, prior = np.round(odds[kept], 4), np.round(prior[kept], 6)
    best = topic_of(counts, odds, prior)
    top = top_words(odds, counts, _TOP)
    words = [[counts.words[word] for word in topic] for topic in top]
    orders = [Order().add((corpus.rows[row] for row in np.flatnonzero(best == topic)), tops) for topic, tops in enumerate(words)]
    sizes = np.bincount(best[best >= 0], minlength=len(odds))
    labels = label_topics(words, orders, [topic.label for topic in previous.about] if previous else ())
    told = [
        Topic("", label, tuple(tops), _apart(odds[at], counts, top[at]), int(sizes[at]))
        for at, (label, tops) in enumerate(zip(labels, words, strict=True))
    ]
    gone: list[Topic] = []
    if previous is None:
        named, last = first_names(told)
    else:
        found = previous.finder.find(corpus.texts)
        before = previous.assign(*found.once(len(previous.words)), len(corpus.texts))[0]
        flow = Flow.of(before, best, len(previous.about), len(told))
        named, gone, last = trace(previous.about, told, flow, previous.last)
    steady = naming.stability if not math.isnan(naming.stability) or previous is None else previous.stability
    return TopicModel(
        method=naming.method,
        cutter=naming.cutter,
        words=counts.words,
        phrases=corpus.phrases,
        weights=odds.astype(np.float32),
        prior=tuple(prior.tolist()),
        about=tuple(named),
        coherence=round(npmi(top, counts), 4),
        stability=steady,
        left=round(float(np.mean(best < 0)), 4),
        last=last,
        gone=tuple(gone),
    )


def _large(best: Ints, topics: int) -> Ints:
    """Topics with enough documents to be one, the largest first."""
    sizes = np.bincount(best[best >= 0], minlength=topics)
    order = np.argsort(-sizes, kind="stable")
    least = max(3.0, _SMALLEST * sizes.sum() / topics)
    kept = order[sizes[order] >= least]
    large: Ints = kept if len(kept) else order[:1]
    return large


def _apart(odds: Floats, counts: Counts, tops: Sequence[int]) -> tuple[str, ...]:
    """Of the top words those with the highest odds against all documents, with how many times as often they are said: word×12."""
    ranked = sorted(tops, key=lambda word: (-odds[word], counts.words[word]))[:_APART]
    return tuple(f"{counts.words[word]}×{math.exp(odds[word]):.0f}" for word in ranked)
