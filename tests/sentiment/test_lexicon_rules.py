from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentiment.reading_by_hand import Reading, by_hand

from voc.sentiment.entries import entries
from voc.sentiment.lexicon import ASKS, CUES, POLITE, TURNED, WISHES, read
from voc.text.blank import empty_answers
from voc.text.documents import prepare
from voc.text.signs import classes


def _readings(*texts: str) -> list[Reading]:
    documents = prepare(texts)
    found, starts = read(documents), documents.layout.starts
    hits: list[list[tuple[int, int, float, str]]] = [[] for _ in texts]
    for doc, start, end, weight, cue in zip(*(column.tolist() for column in found[:5]), strict=True):
        hits[doc].append((start - int(starts[doc]), end - int(starts[doc]), weight, CUES[cue]))
    manners = iter(found.manner.tolist())
    return [Reading(held, [next(manners) for _ in spans]) for held, spans in zip(hits, documents.clauses, strict=True)]


def _read(text: str) -> Reading:
    return _readings(text)[0]


def _sum(text: str) -> float:
    return sum(hit[2] for hit in _read(text).hits)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("信号好", 1),
        ("网速慢", -1),
        ("服务不好", -1),
        ("客服不热情", -1),
        ("不是不满意", 1),
        ("流量不贵", 1),
        ("態度很差", -1),
        ("收费凭什么这么高", -1),
        ("[怒]", -1),
        ("😡", -1),
        ("[鼓掌]", 1),
        ("打了三次电话", -1),
        ("等了五天", -1),
        ("您好", 0),
        ("谢谢", 0),
        ("请问怎么查询流量？", 0),
        ("我去了营业厅", 0),
        ("atm机旁边", 0),
        ("小区门口", 0),
        ("", 0),
    ],
)
def test_sign(text: str, sign: int) -> None:
    total = _sum(text)
    assert (total > 0) - (total < 0) == sign


@pytest.mark.parametrize(
    ("stronger", "weaker"),
    [
        ("非常满意", "满意"),
        ("网速慢得要死", "网速慢"),
        ("网速特别慢", "网速有点慢"),
        ("网速慢，但是服务好", "服务好，但是网速慢"),
        ("信号好", "信号好吗？"),
        ("客服热情", "希望客服热情"),
        ("垃圾公司", "一般"),
    ],
)
def test_strength(stronger: str, weaker: str) -> None:
    louder, softer = _sum(stronger), _sum(weaker)
    if stronger.startswith(("非常", "信号", "客服", "网速慢，")):
        assert louder > softer
    else:
        assert louder < softer


@pytest.mark.parametrize(
    ("text", "manner"),
    [
        ("能不能换套餐", ASKS | WISHES),
        ("换套餐要钱吗？", ASKS),
        ("换套餐要钱吗。", ASKS),
        ("网速这么好", 0),
        ("您好，", POLITE),
        ("一点也不热情", TURNED),
        ("宽带坏了", 0),
        ("希望换套餐", WISHES),
        ("怎么这么慢？", 0),
    ],
)
def test_manner(text: str, manner: int) -> None:
    assert _read(text).manners == [manner]


def test_a_hit_spans_its_negator_and_degree() -> None:
    text = "师傅一点也不是非常专业"
    (start, end, weight, _cue), *_ = _read(text).hits
    assert text[start:end].endswith("专业")
    assert text[start:end].startswith(("一点", "不是"))
    assert weight < 0


@pytest.mark.parametrize(
    ("pattern", "times"),
    [("第3次报修", 1), ("催了两遍", 1), ("拖了一个星期", 1), ("第一", 0), ("等你三天", 0), ("第一次来", 0), ("跑了五趟营业厅", 1)],
)
def test_patience(pattern: str, times: int) -> None:
    assert sum(hit[3] == "patience" for hit in _read(pattern).hits) == times


ANY = st.text(st.characters(exclude_categories=()), max_size=40)
WORDY = st.lists(st.sampled_from([*entries(), *classes(), *"，。？！\n 吗呢的了a第三次等天\0"]), max_size=12).map("".join)
FEW = st.text("好差不很没太极了但死慢，。？吗请谢tm希望 ", max_size=25)


@given(st.lists(ANY | WORDY | FEW, max_size=4))
def test_a_batch_is_read_as_each_text_by_hand(texts: list[str]) -> None:
    assert _readings(*texts) == [by_hand(text) for text in texts]


@given(ANY | WORDY)
def test_every_text_reads_with_spans_inside_it(text: str) -> None:
    reading = _read(text)
    assert len(reading.manners) == len(prepare([text]).clauses[0])
    assert all(0 <= start < end <= len(text) for start, end, _, _ in reading.hits)


def test_the_lists_are_large_folded_and_without_repeats() -> None:
    words = entries()
    feeling = [word for word, entry in words.items() if entry.weight]
    assert len(feeling) > 1_000
    folded = prepare(list(words)).folded
    assert [word for word, seen in zip(words, folded, strict=True) if word != seen] == []
    assert {"无", "没有意见"} <= empty_answers()
