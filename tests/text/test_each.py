"""What is told of many texts at once is what is told of each by itself."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from voc.text.documents import Documents, clauses, prepare
from voc.text.normalize import clean, clean_each, fold, fold_each

PIECES = [
    *"好差，。！?;,.…~\n “”’)》不a1B繁體\0\x1f\u3000\u2028（",
    "但是",
    "可惜",
    "不过",
    "除了",
    "（pin）",
    "@中国移动 ",
    "http://x.y ",
    "www.z",
    "&amp;",
]
TEXTS = st.lists(st.lists(st.sampled_from(PIECES), max_size=10).map("".join) | st.text(max_size=8), max_size=6)


@settings(max_examples=200)
@given(TEXTS)
def test_many_are_cleaned_and_folded_as_each(texts: list[str]) -> None:
    assert clean_each(texts) == [clean(text) for text in texts]
    assert fold_each(texts) == [fold(text) for text in texts]


@settings(max_examples=200)
@given(TEXTS)
def test_many_are_parted_as_each(texts: list[str]) -> None:
    documents = prepare(texts)
    assert documents.clauses == [clauses(text) for text in documents.folded]
    again = Documents(documents.texts, documents.folded, documents.clauses).layout
    assert [column.tolist() for column in documents.layout] == [column.tolist() for column in again]
