"""Fitting: NMF by scikit-learn or LDA by gensim, the same model whatever order the documents came in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from voc.errors import VocError
from voc.settings import TOPIC_METHODS
from voc.topics.coherence import npmi, top_words
from voc.topics.labels import label_topics
from voc.topics.model import TopicModel
from voc.topics.words import Counts, Floats, canonical, count, cut

FEWEST = 50
SAMPLE = 20_000
_TRIAL_SAMPLE = 6_000
_CANDIDATES = (8, 12, 16, 20, 25)
_TOP = 10
_SEED = 20_260_101


def fit(texts: Sequence[str], method: str = "nmf", segmenter: str = "rjieba", topics: int | None = None) -> TopicModel:
    """A model of at most 20,000 distinct texts; the number of topics by coherence (NPMI) where none is given."""
    if method not in TOPIC_METHODS:
        known = ", ".join(TOPIC_METHODS)
        raise VocError(f"主题方法 {method!r} 不认识，可选：{known}。", f"topic method {method!r} is unknown; known: {known}.")
    if topics is not None and not 2 <= topics <= 99:
        raise VocError(f"主题数给的是 {topics}，应在 2 到 99 之间。", f"the number of topics is {topics}; give 2 to 99.")
    rows = [row for row in cut(canonical(texts, SAMPLE), segmenter) if row]
    counts = count(rows)
    usable = int(np.count_nonzero(np.diff(counts.indptr)))
    if usable < FEWEST or len(counts.words) < 10:
        raise VocError(
            f"可用于建模的不同文本只有 {usable} 条，至少需要 {FEWEST} 条；请导入更多数据后再试。",
            f"too few to model: {usable} distinct usable texts, at least {FEWEST} are needed; ingest more first.",
        )
    number = topics or _choose(counts, usable)
    weights = _factor(counts, method, min(number, len(counts.words) - 1))
    return _finish(counts, rows, weights, method, segmenter)


def _choose(counts: Counts, usable: int) -> int:
    """The number of topics of best coherence, tried with NMF on a part: coherence hardly depends on the method, time does."""
    part = _head(counts, _TRIAL_SAMPLE)
    candidates = [number for number in _CANDIDATES if number * 10 <= usable] or [4]
    rated = [(round(npmi(_nmf(part, number), part), 4), number) for number in candidates if number < len(counts.words)]
    # On a tie the smaller number: fewer topics are easier to read.
    return max(rated, key=lambda pair: (pair[0], -pair[1]))[1]


def _head(counts: Counts, size: int) -> Counts:
    end = int(counts.indptr[min(size, counts.documents)])
    return Counts(counts.words, counts.indptr[: size + 1], counts.indices[:end], counts.counts[:end])


def _factor(counts: Counts, method: str, topics: int) -> Floats:
    return _nmf(counts, topics) if method == "nmf" else _lda(counts, topics)


def _nmf(counts: Counts, topics: int) -> Floats:
    """Topics x words by NMF on TF-IDF, started from the singular vectors so that nothing is left to chance."""
    from scipy.sparse import csr_matrix
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfTransformer
    from threadpoolctl import threadpool_limits

    matrix = csr_matrix((counts.counts, counts.indices, counts.indptr), (counts.documents, len(counts.words)))
    with threadpool_limits(1):
        scaled = TfidfTransformer(sublinear_tf=True).fit_transform(matrix)
        model = NMF(topics, init="nndsvda", max_iter=300, tol=1e-3, random_state=_SEED)
        # Texts that are few and alike are reproduced exactly; the remaining error is then a rounded 0, of which sklearn takes the root.
        with np.errstate(invalid="ignore"):
            model.fit(scaled)
    weights: Floats = model.components_ / np.maximum(model.components_.sum(axis=1, keepdims=True), 1e-12)
    return weights


def _lda(counts: Counts, topics: int) -> Floats:
    """Topics x words by gensim's seeded LdaModel: the probability of each word within each topic."""
    from gensim.models import LdaModel

    bounds = zip(counts.indptr[:-1], counts.indptr[1:], strict=True)
    corpus = [list(zip(counts.indices[a:b].tolist(), counts.counts[a:b].tolist(), strict=True)) for a, b in bounds]
    model = LdaModel(
        corpus,
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
    weights: Floats = np.asarray(model.get_topics(), np.float64)
    return weights


def _finish(counts: Counts, rows: list[list[str]], weights: Floats, method: str, cutter: str) -> TopicModel:
    """The model made ready for assigning: words weighed by how much they set a topic apart, topics in order of size."""
    apart = _apart(weights, counts) if method == "nmf" else _share(weights)
    weights, apart = _largest_first(weights, apart, counts)
    top = [tuple(counts.words[word] for word in words) for words in top_words(weights * apart, _TOP)]
    draft = TopicModel(
        method=method,
        cutter=cutter,
        words=counts.words,
        weights=apart.astype(np.float32),
        labels=tuple(label_topics(top)),
        top=tuple(top),
        documents=(0,) * len(weights),
        coherence=round(npmi(weights, counts), 4),
        floor=round(1.2 / len(weights), 6),
    )
    sizes = _sizes(draft, counts)
    return TopicModel(**{**{key: getattr(draft, key) for key in draft.__dataclass_fields__}, "documents": sizes})


def _share(weights: Floats) -> npt.NDArray[np.float64]:
    """What one word adds under LDA, whose words already are probabilities: its share among the topics."""
    share: npt.NDArray[np.float64] = np.round(weights / np.maximum(weights.sum(axis=0), 1e-12), 5)
    return share


def _apart(weights: Floats, counts: Counts) -> npt.NDArray[np.float64]:
    """What one word adds: its share among the topics, squared so that a word of all topics adds little, times how rare it is."""
    seen = np.bincount(counts.indices, minlength=len(counts.words))
    rare = np.log((1 + counts.documents) / (1 + seen)) + 1
    total = weights.sum(axis=0)
    share = weights / np.where(total > 0, total, 1.0)
    apart: npt.NDArray[np.float64] = np.round(np.where(total > 1e-9, share**2, 0.0) * rare, 5)
    return apart


def _largest_first(weights: Floats, apart: Floats, counts: Counts) -> tuple[Floats, Floats]:
    rows = np.repeat(np.arange(counts.documents), np.diff(counts.indptr))
    scores = np.stack([np.bincount(rows, topic[counts.indices], counts.documents) for topic in apart], axis=1)
    sizes = np.bincount(scores.argmax(axis=1)[scores.max(axis=1) > 0], minlength=len(weights))
    order = np.argsort(-sizes, kind="stable")
    return weights[order], apart[order]


def _sizes(model: TopicModel, counts: Counts) -> tuple[int, ...]:
    rows = np.repeat(np.arange(counts.documents), np.diff(counts.indptr))
    best, _, known = model._assign(rows, counts.indices, counts.documents)
    return tuple(np.bincount(best[known], minlength=len(model.labels)).tolist())
