"""Topics on the shopping reviews without books, ten topics: quality, stability, continuity and speed beside other methods, in one run.

    VOC_EVAL_DIR=... python benchmarks/topics_quality.py [--half tuning|reporting] [--million]

NMI is over the documents that have a topic; those without are counted as `left`. Coherence is gensim's c_npmi, and the mean NPMI over
documents. Speed starts from the same words: fit, then a topic for every document, CPU seconds of all processes.
"""

from __future__ import annotations

import argparse
import itertools
import os
import resource
import sys
from collections.abc import Callable

import numpy as np
import pandas as pd
from sentiment_sets import Labelled, folder
from sklearn.cluster import KMeans
from sklearn.decomposition import NMF, TruncatedSVD
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score
from sklearn.preprocessing import normalize

from voc.text.documents import prepare
from voc.text.normalize import clean, fold
from voc.topics import TopicModel, fit
from voc.topics.coherence import npmi
from voc.topics.fitting import Corpus, gather
from voc.topics.mixture import by_nmf, settle, topic_of

TOPICS = 10
Best = list[list[int]]


def cpu() -> float:
    t = os.times()
    return t.user + t.system + t.children_user + t.children_system


def reviews(*, tune: bool) -> tuple[list[str], list[str]]:
    """Cleaned texts of one half and their categories."""
    table = pd.read_csv(folder() / "sentiment_shopping.csv").dropna()
    table = table[table["category"] != "书籍"]
    half = Labelled("shopping", table["text"].tolist(), np.arange(len(table), dtype=float)).half(tune=tune)
    return half.texts, table["category"].iloc[half.labels.astype(int)].tolist()


def topics_of(model: TopicModel, texts: list[str]) -> list[str]:
    return [topic or "" for topic in model.score(list(map(str, range(len(texts)))), prepare(texts))["topic"].to_pylist()]


def quality(name: str, truth: list[str], given: list[object], best: Best, corpus: Corpus, seconds: float | None = None) -> None:
    from gensim.corpora import Dictionary
    from gensim.models import CoherenceModel

    kept = [i for i, topic in enumerate(given) if topic not in ("", -1)]
    a, b = [truth[i] for i in kept], [given[i] for i in kept]
    words = [[corpus.counts.words[word] for word in row] for row in best]
    gensim = CoherenceModel(topics=words, texts=corpus.rows, dictionary=Dictionary(corpus.rows), coherence="c_npmi", processes=1)
    figures = (
        f"NMI {normalized_mutual_info_score(a, b):.3f}  ARI {adjusted_rand_score(a, b):.3f}  left {1 - len(kept) / len(given):.3f}"
    )
    figures += f"  c_npmi {gensim.get_coherence():.3f}  npmi {npmi(best, corpus.counts):.3f}"
    print(f"{name:<28} {figures}" + ("" if seconds is None else f"  {seconds:6.2f} CPU-s"), flush=True)


def heaviest(weights: np.ndarray) -> Best:
    return np.argsort(-weights, axis=1, kind="stable")[:, :10].tolist()


def others(corpus: Corpus, truth: list[str]) -> float:
    """The other methods over the same words; the CPU seconds of LdaMulticore."""
    from gensim.matutils import Sparse2Corpus
    from gensim.models import LdaModel, LdaMulticore

    matrix = corpus.counts.matrix
    scaled = TfidfTransformer(sublinear_tf=True).fit_transform(matrix)

    def by_factors() -> tuple[np.ndarray, np.ndarray]:
        model = NMF(TOPICS, init="nndsvda", max_iter=300, tol=1e-3, random_state=0)
        return model.fit_transform(scaled).argmax(1), model.components_

    def by_means() -> tuple[np.ndarray, np.ndarray]:
        space = normalize(TruncatedSVD(100, random_state=0).fit_transform(scaled))
        label = KMeans(TOPICS, random_state=0, n_init=5).fit(space).labels_
        weights = np.vstack([np.asarray(matrix[label == topic].sum(0)).ravel() for topic in range(TOPICS)])
        return label, weights / weights.sum(1, keepdims=True) * np.log(weights.sum() / np.maximum(weights.sum(0), 1) + 1)

    def by_lda(kind: type, **more: object) -> tuple[np.ndarray, np.ndarray]:
        rows = Sparse2Corpus(matrix, documents_columns=False)
        model = kind(rows, num_topics=TOPICS, id2word=dict(enumerate(corpus.counts.words)), random_state=0, **more)
        return model.inference(list(rows))[0].argmax(1), model.get_topics()

    methods: dict[str, Callable[[], tuple[np.ndarray, np.ndarray]]] = {
        "sklearn NMF": by_factors,
        "SVD + k-means": by_means,
        "gensim LdaModel": lambda: by_lda(LdaModel, passes=6, eta="auto", offset=8, chunksize=4000),
        "gensim LdaMulticore": lambda: by_lda(LdaMulticore, passes=6, workers=1),
    }
    seconds = 0.0
    for name, method in methods.items():
        start = cpu()
        label, weights = method()
        seconds = cpu() - start
        quality(name, truth, label.tolist(), heaviest(weights), corpus, seconds)
    return seconds


def ours_from_words(corpus: Corpus) -> float:
    start = cpu()
    odds, prior = settle(corpus.counts, by_nmf(corpus.counts, TOPICS))
    topic_of(corpus.counts, odds, prior)
    return cpu() - start


def stability(texts: list[str], truth: list[str]) -> None:
    rng = np.random.default_rng(0)
    runs = []
    for _ in range(5):
        rows = np.sort(rng.permutation(len(texts))[: int(0.9 * len(texts))])
        found = topics_of(fit([texts[i] for i in rows], topics=TOPICS), [texts[i] for i in rows])
        runs.append(dict(zip(rows.tolist(), found, strict=True)))
    agreed, kept = [], []
    for one, other in itertools.combinations(runs, 2):
        both = [i for i in one if i in other and one[i] and other[i]]
        agreed.append(adjusted_rand_score([one[i] for i in both], [other[i] for i in both]))
    for run in runs:
        known = [i for i, topic in run.items() if topic]
        kept.append(normalized_mutual_info_score([truth[i] for i in known], [run[i] for i in known]))
    print(f"90 % subsamples: ARI {np.mean(agreed):.3f} (lowest of 10 pairs {min(agreed):.3f}) at NMI {np.mean(kept):.3f}")
    shuffled = rng.permutation(len(texts))
    same = fit(texts, topics=TOPICS).version == fit([texts[i] for i in shuffled], topics=TOPICS).version
    print(f"order of the documents shuffled: {'the same model, byte for byte' if same else 'ANOTHER MODEL'}")


def continuity(texts: list[str]) -> None:
    """A week is a fiftieth: ids of the documents already there, before and after it is added, ten weeks on end."""
    size = len(texts)
    weeks = 10
    edges = [int(size * (0.8 + 0.2 * week / weeks)) for week in range(weeks + 1)]
    model, kept = fit(texts[: edges[0]], topics=TOPICS), []
    for until, after in itertools.pairwise(edges):
        before = topics_of(model, texts[:until])
        model = fit(texts[:after], previous=model)
        now = topics_of(model, texts[:until])
        kept.append(np.mean([a == b for a, b in zip(before, now, strict=True)]))
    print(f"keep their topic id when a week is added: mean {np.mean(kept):.3f}, lowest of {weeks} weeks {min(kept):.3f}")


def million(model: TopicModel, texts: list[str]) -> None:
    short = [text[:40] for text in texts]
    start, rows = cpu(), 0
    while rows < 1_000_000:
        part = list(itertools.islice(itertools.cycle(short), 20_000))
        model.score([str(rows + i) for i in range(len(part))], prepare(part))
        rows += len(part)
    print(
        f"{rows:,} short verbatims assigned with evidence: {cpu() - start:.1f} CPU-s, peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB"
    )


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--half", choices=("tuning", "reporting"), default="reporting")
    options.add_argument("--million", action="store_true")
    given = options.parse_args()
    texts, labels = reviews(tune=given.half == "tuning")
    known = dict(zip(map(fold, map(clean, texts)), labels, strict=True))
    print(f"{given.half} half: {len(texts):,} reviews, {len(set(labels))} categories, {TOPICS} topics")
    corpus = gather(texts)
    start = cpu()
    model = fit(texts, topics=TOPICS)
    seconds = cpu() - start
    truth = [known[text] for text in corpus.texts]
    place = {word: at for at, word in enumerate(corpus.counts.words)}
    best = [[place[word] for word in topic.top] for topic in model.about]
    quality("voc, fit with segmentation", truth, list(topics_of(model, corpus.texts)), best, corpus, seconds)
    theirs = others(corpus, truth)
    mine = min(ours_from_words(corpus) for _ in range(3))
    print(
        f"fit and assign {corpus.counts.documents:,} documents: voc {mine:.2f} CPU-s, LdaMulticore {theirs:.2f}: {theirs / mine:.0f} times faster"
    )
    stability(texts, labels)
    continuity(texts)
    if given.million:
        million(model, texts)
    return 0


if __name__ == "__main__":
    sys.exit(main())
