"""Words and phrases found while assigning are those counted while fitting."""

from __future__ import annotations

from gensim.models.phrases import Phrases
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.text.segment import content, segmenter
from voc.topics.finding import Finder
from voc.topics.words import cut_with_gaps, find_phrases, join_phrases

PIECES = ["宽带", "断网", "手机", "信号", "营业厅", "排队", "，", "的", "了", "abc", "\n", "一二", "客服"]
PHRASES = (("宽带", "断网"), ("断网", "手机"), ("手机", "信号"))


@settings(max_examples=60)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_the_same_words_as_one_by_one(text: str) -> None:
    joined = join_phrases(cut_with_gaps([text], "rjieba")[0], frozenset(PHRASES))
    words = tuple(sorted({"宽带", "手机", "信号", "营业厅", "排队", "客服", "宽带断网", "手机信号"}))
    found = Finder(words, PHRASES, "rjieba").find([text])
    assert [words[at] for at in found.words.tolist()] == [word for word in joined if word in words]
    assert all(text[start:end] == words[at] for at, start, end in zip(found.words, found.starts, found.ends, strict=True))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=8).map("".join), max_size=5))
def test_texts_are_cut_together_as_each_by_itself(texts: list[str]) -> None:
    assert cut_with_gaps(texts, "rjieba") == [_gaps(segmenter().cut(text)) for text in texts]


def _gaps(words: list[str]) -> list[str]:
    row: list[str] = []
    for word in words:
        kept = word if content(word) and len(word) > 1 and word != "一二" else ""
        if kept or (row and row[-1]):
            row.append(kept)
    return row


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.sampled_from(["网", "信号", "好", "客服", ""]), max_size=6), min_size=1, max_size=60))
def test_phrases_are_those_of_gensim(rows: list[list[str]]) -> None:
    theirs = Phrases(rows * 3, min_count=8, threshold=0.5, scoring="npmi", delimiter="\x1f").export_phrases()
    pairs = [tuple(pair.split("\x1f")) for pair in theirs]
    assert find_phrases(rows * 3) == tuple(sorted((a, b) for a, b in pairs if a and b and a != b))


def test_texts_do_not_run_into_each_other() -> None:
    finder = Finder(("宽带断网", "断网"), (("宽带", "断网"),), "rjieba")
    found = finder.find(["宽带", "断网", "宽带断网"])
    assert list(zip(found.rows.tolist(), found.words.tolist(), found.starts.tolist(), found.ends.tolist(), strict=True)) == [
        (1, 1, 0, 2),
        (2, 0, 0, 4),
    ]


def test_phrases_are_pairs_that_belong_together() -> None:
    rows = [["护眼", "模式", ""], ["屏幕", "", "模式"], ["护眼", "模式"], ["屏幕", "清晰"]] * 20
    assert find_phrases(rows) == (("屏幕", "清晰"), ("护眼", "模式"))
    assert join_phrases(["护眼", "模式", "", "护眼", "", "模式"], frozenset({("护眼", "模式")})) == ["护眼模式", "护眼", "模式"]
