"""The model under the topics: a mixture of word distributions (Nigam et al. 2000), started from NMF so that nothing is left to chance.

A short text has one subject, so one topic speaks in it: that keeps apart what NMF and LDA spread over several. Words that stand in
a text count once; in a long text each word counts for less, because its words are not as independent as the model takes them to be.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from voc.topics.words import Counts, Floats, Ints

_TEMPER = 1.0
"""The odds of a text of n words are raised to this over the root of n, at most to 1; tried from .5 to 2 on half of a set of reviews: the
same nine in ten documents give the same topics at 1 (ARI .95; .87 at 1.5), under .9 topics begin to melt into one another."""
_ROUNDS = 120
_SETTLED = 4e-4
_PRIOR = 0.1
"""Weight of the background in the words of a topic, in shares of a mean topic's words."""
_SEED = 20_260_101


def by_nmf(counts: Counts, topics: int) -> Floats:
    """Documents x topics: shares by NMF on TF-IDF, started from the singular vectors; even where a text has no weight."""
    from sklearn.decomposition import NMF
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        model = NMF(topics, init="nndsvda", max_iter=1_000, tol=1e-3, random_state=_SEED)
        # Texts that are few and alike are reproduced exactly; the remaining error is then a rounded 0, of which sklearn takes the root.
        with np.errstate(invalid="ignore"):
            given = model.fit_transform(tfidf(counts))
    total = given.sum(axis=1, keepdims=True)
    shares: Floats = np.where(total > 0, given / np.where(total > 0, total, 1.0), 1 / topics)
    return shares


def tfidf(counts: Counts) -> Any:
    """Documents x words as gensim's TfidfModel weighs them: log2 of how rare a word is, each text brought to length 1."""
    from scipy.sparse import csr_matrix

    often = np.bincount(counts.indices, minlength=len(counts.words))
    rarity = np.log(counts.documents / np.maximum(often, 1)) / np.log(2.0)
    weight = rarity[counts.indices]
    length = np.sqrt(np.bincount(counts.rows, weight**2, counts.documents))
    weight /= np.where(length > 0, length, 1.0)[counts.rows]
    table = csr_matrix((weight, counts.indices, counts.indptr), (counts.documents, len(counts.words)))
    table.eliminate_zeros()
    return table


def settle(counts: Counts, shares: Floats, ground: Floats | None = None, rounds: int = _ROUNDS) -> tuple[Floats, Floats]:
    """Expectation and maximisation from `shares` on: log of each word's odds against the background, and log of each topic's share.

    Topics x words and topics. The background, all documents' words where it is not given as `ground`, is the prior of every topic.
    """
    from threadpoolctl import threadpool_limits

    present, ground = counts.matrix, background(counts) if ground is None else ground
    topics, sizes = shares.shape[1], np.diff(counts.indptr)
    weight = _PRIOR * len(counts.indices) / max(topics, 1)
    with threadpool_limits(1):
        turned = present.T.tocsr()
        for _ in range(rounds):
            odds, prior = _learnt(turned, shares, ground, weight)
            before, shares = shares, responsible(np.asarray(present @ odds.T), prior, sizes)
            if np.abs(shares - before).sum(axis=1).mean() < _SETTLED:
                break
        return _learnt(turned, shares, ground, weight)


def _learnt(turned: Any, shares: Floats, ground: Floats, weight: float) -> tuple[Floats, Floats]:
    words = np.asarray(turned @ shares).T + weight * ground
    odds: Floats = np.log(words / words.sum(axis=1, keepdims=True)) - np.log(ground)
    prior: Floats = np.log((shares.sum(axis=0) + 1) / (len(shares) + shares.shape[1]))
    return odds, prior


def background(counts: Counts) -> Floats:
    """Share of each word among all words of all documents, half a document added."""
    ground = np.bincount(counts.indices, minlength=len(counts.words)) + 0.5
    shares: Floats = ground / ground.sum()
    return shares


def responsible(added: Floats, prior: Floats, sizes: Ints) -> Floats:
    """Documents x topics: how likely each topic speaks, from the log odds that a document's words (`sizes` of them) add up to."""
    temper = np.minimum(1.0, _TEMPER / np.sqrt(np.maximum(sizes, 1)))
    logit = added * temper[:, None] + prior
    logit -= logit.max(axis=1, keepdims=True)
    likely: Floats = np.exp(logit)
    likely /= likely.sum(axis=1, keepdims=True)
    return likely


def topic_of(counts: Counts, odds: Floats, prior: Floats) -> Ints:
    """Likeliest topic of each document, -1 where its words speak for none."""
    added = np.asarray(counts.matrix @ odds.T)
    best = responsible(added, prior, np.diff(counts.indptr)).argmax(axis=1)
    topic: Ints = np.where(added[np.arange(len(best)), best] > 0, best, -1)
    return topic
