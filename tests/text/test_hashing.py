from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from voc.text.hashing import BUCKETS, NOTHING, ORDERS, grams, sparse

TEXTS = st.lists(st.text(st.sampled_from("宽带慢 好\n12a😀"), max_size=8), max_size=5)


def _buckets(text: str) -> list[list[int]]:
    found = grams([text])
    return [[int(bucket) for bucket in row if bucket != NOTHING] for row in found.buckets]


def test_counts_by_order() -> None:
    one, two, three = _buckets("宽带慢了")
    assert (len(one), len(two), len(three)) == (4, 3, 2)


def test_nothing_crosses_a_blank() -> None:
    apart, joined = _buckets("宽带 慢"), _buckets("宽带慢")
    assert apart[0] == joined[0]
    assert apart[1] == joined[1][:1]
    assert apart[2] == []


def test_digits_are_one_digit() -> None:
    assert _buckets("扣了38元") == _buckets("扣了99元")
    assert _buckets("扣了38元") != _buckets("扣了八八元")


def test_orders_and_letters_fall_apart() -> None:
    everything = [
        bucket for row in _buckets("的一是不了人在有我他这个们中来上大为和国地到以说时要就出会可也你对生能") for bucket in row
    ]
    assert len(set(everything)) > 0.99 * len(everything)
    assert max(everything) < BUCKETS


def test_no_documents_and_empty_documents() -> None:
    assert grams([]).buckets.shape == (ORDERS, 0)
    assert list(grams(["", ""]).starts) == [0, 1, 2]
    assert list(sparse(grams(["", "慢"]))[0]) == [0, 0, 1]


@given(TEXTS)
def test_a_document_hashes_the_same_in_any_batch(texts: list[str]) -> None:
    found = grams(texts)
    for index, text in enumerate(texts):
        begin, end = found.starts[index], found.starts[index + 1]
        assert np.array_equal(found.buckets[:, begin:end], grams([text]).buckets)


@given(TEXTS)
def test_the_sparse_rows_hold_each_documents_own_grams(texts: list[str]) -> None:
    indptr, indices = sparse(grams(texts))
    assert len(indptr) == len(texts) + 1
    for index, text in enumerate(texts):
        wanted = sorted(bucket for row in _buckets(text) for bucket in row)
        assert sorted(indices[indptr[index] : indptr[index + 1]].tolist()) == wanted
