from __future__ import annotations

import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from voc.text.documents import prepare
from voc.text.spans import chosen, evidence_lists, fixed, heaviest, rounded


@given(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=5))
def test_it_writes_what_json_writes(texts: list[str]) -> None:
    ends = [len(text) for text in texts]
    size = np.arange(len(texts))
    found = evidence_lists(
        prepare(texts), size, size * 0, np.array(ends), rounded(size + 0.5), chosen(['"cause":"a.b"'], size * 0)
    ).to_pylist()
    spans = [
        {"start": 0, "end": end, "text": text, "weight": at + 0.5, "cause": "a.b"}
        for at, (text, end) in enumerate(zip(texts, ends, strict=True))
    ]
    assert found == [json.dumps([span], ensure_ascii=False, separators=(",", ":")) for span in spans]
    assert [json.loads(one)[0]["text"] for one in found] == texts


def test_texts_without_rows_are_empty_lists() -> None:
    none = np.zeros(0, np.int64)
    assert evidence_lists(prepare(["a", "b"]), none, none, none, fixed(none, 2), chosen([], none)).to_pylist() == ["[]", "[]"]
    assert len(heaviest(none, none, none.astype(float), 3)) == 0


def test_the_heaviest_of_each_text_are_kept() -> None:
    doc, start = np.array([1, 0, 1, 1, 0]), np.array([5, 0, 1, 0, 3])
    weight = np.array([1.0, 2.0, 3.0, 3.0, 4.0])
    assert heaviest(doc, start, weight, 2).tolist() == [4, 1, 3, 2]
    assert heaviest(doc, start, weight, 1, np.array([0, 0, 1, 1, 0])).tolist() == [4, 0, 3]


@given(st.lists(st.floats(-1e6, 1e6), max_size=8))
def test_places_are_those_of_python_but_for_a_zero_below_zero(weights: list[float]) -> None:
    shown = fixed(np.array(weights, np.float64), 4).to_pylist()
    assert shown == [f"{weight:.4f}" if f"{weight:.4f}" != "-0.0000" else "0.0000" for weight in weights]


@given(st.lists(st.floats(-6_000, 6_000), max_size=8))
def test_weights_are_written_as_python_writes_them(weights: list[float]) -> None:
    given = np.array(weights, np.float64)
    assert rounded(given).to_pylist() == [repr(float(np.round(weight, 3))) for weight in weights]
    digits = np.rint(given * 10_000) / 10_000 + 0.0
    assert fixed(given, 4).to_pylist() == [f"{weight:.4f}" for weight in digits]


@given(st.lists(st.integers(0, 9_000), min_size=1, max_size=5))
def test_spans_far_into_a_text_are_found(places: list[int]) -> None:
    start = np.sort(np.array(places))
    docs, none = prepare(['一"二\n' * 3_000]), np.zeros(len(start), np.int64)
    found = json.loads(evidence_lists(docs, none, start, start + 3, rounded(none + 0.5), chosen(['"of":"a"'], none))[0].as_py())
    assert [(one["start"], one["end"], one["text"]) for one in found] == [
        (at, at + 3, docs.texts[0][at : at + 3]) for at in start.tolist()
    ]
