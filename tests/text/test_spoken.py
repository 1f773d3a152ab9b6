"""Misheard words, stuttering and pauses of speech: readings keep their length, real words stay."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.dialogue.turns import Turn
from voc.pipeline import load_makers, score
from voc.sentiment.own import last_lines
from voc.settings import Settings
from voc.text.documents import UNMARKED, clauses, prepare, spoken_clauses
from voc.text.pauses import SHORTEST, WINDOWS, Pauses, boundary_f1, buckets, load_pauses
from voc.text.spoken import load_hearing
from voc.text.teach_pauses import unmarked

SAID = st.text(alphabet="我那个款待宽带断了刘亮用超网，。 g5五寄套参呃", max_size=60)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("我家款待又断了", "我家宽带又断了"),
        ("光毛上面红灯", "光猫上面红灯"),
        ("这个月刘亮超了", "这个月流量超了"),
        ("想办个富卡给孩子", "想办个副卡给孩子"),
        ("鸡分兑不了话费", "积分兑不了话费"),
        ("换成五寄套餐", "换成五g套餐"),
        # words of their own
        ("你们热情款待了我爸", "你们热情款待了我爸"),
        ("师傅叫刘亮", "师傅叫刘亮"),
        ("刘亮师傅说网断了", "刘亮师傅说网断了"),
        ("花费时间", "花费时间"),
        ("坐机站大巴", "坐机站大巴"),
        ("第五季手机剧", "第五季手机剧"),
        ("自费旅游", "自费旅游"),
    ],
)
def test_misheard_words_and_words_of_their_own(said: str, meant: str) -> None:
    assert load_hearing().read(said) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("我我我想退", "  我想退"),
        ("那个那个网不通", "  那个网不通"),
        ("呃，我的号停了", " ，我的号停了"),
        ("看看试试", "看看试试"),
        ("号码是三八三八三八", "号码是三八三八三八"),
    ],
)
def test_stuttering_is_blanked_and_numbers_stay(said: str, meant: str) -> None:
    assert load_hearing().read(said) == meant


@settings(max_examples=200)
@given(st.lists(st.text("我这个那嗯呃，。 流亮量套餐一二3", max_size=14), max_size=6))
def test_many_turns_are_read_as_one_by_one(said: list[str]) -> None:
    hearing = load_hearing()
    assert hearing.read_each(said) == [hearing.read(turn) for turn in said]


@settings(max_examples=60)
@given(SAID)
def test_readings_keep_their_length_and_clauses_cover_what_is_said(said: str) -> None:
    docs = prepare([said], spoken=True)
    assert len(docs.folded[0]) == len(said)
    covered = {place for start, end in docs.clauses[0] for place in range(start, end)}
    assert covered >= {place for place, letter in enumerate(docs.folded[0]) if letter.strip()}
    assert docs.clauses[0] == sorted(set(docs.clauses[0]))
    assert prepare([said]).folded[0] == prepare([said]).texts[0].lower()


def test_pauses_part_what_was_said_without_marks() -> None:
    said = "你好我家的宽带从昨天晚上就上不去了我打了三次电话也没有人来修你们到底管不管"
    parts = [said[start:end] for start, end in spoken_clauses(said)]
    assert len(parts) >= 3
    assert "".join(parts) == said
    assert clauses(said) == [(0, len(said))]
    short = "宽带断了没人来修"
    assert len(short) <= UNMARKED
    assert spoken_clauses(short) == [(0, len(short))]


@settings(max_examples=40)
@given(SAID)
def test_cuts_leave_clauses_of_some_length(said: str) -> None:
    cuts = [0, *load_pauses().cuts(said), len(said)]
    assert all(other - one >= SHORTEST for one, other in itertools.pairwise(cuts) if len(said) >= SHORTEST and len(cuts) > 2)


def test_buckets_look_at_both_sides() -> None:
    one, other = buckets("网断了怎么办"), buckets("网断了，么办")
    assert one.shape == (5, len(WINDOWS))
    assert not (one[0] == other[0]).all()
    assert (buckets("7块")[0] == buckets("2块")[0]).all()
    assert buckets("").shape == buckets("一").shape == (0, len(WINDOWS))


def test_the_strongest_of_two_neighbours_is_kept() -> None:
    class Told(Pauses):
        def leaning(self, text):
            import numpy as np

            return np.array([-1, 1.0, 2.0, -1, -1])

    assert Told([], 0).cuts("一二三四五六") == [3]


def test_f1_and_marks_by_hand() -> None:
    assert unmarked("网断了，怎么办？谢谢") == ("网断了怎么办谢谢", {3, 6})
    assert boundary_f1([{3, 5}], [{3, 6}]) == pytest.approx(0.5)
    assert boundary_f1([set()], [set()]) == 0.0


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("我家款待断网三天了你们师傅也不来", "我家宽带断网三天了你们师傅也不来"),
        ("刘亮用超了扣我两百块这不是坑人吗", "流量用超了扣我两百块这不是坑人吗"),
        ("消户你们就是不给办\n我要协号赚网", "销户你们就是不给办\n我要携号转网"),
    ],
)
def test_makers_hear_a_call_as_it_was_meant_and_point_into_what_is_stored(said: str, meant: str) -> None:
    makers = {name: maker for name, maker in load_makers(Settings()).items() if name != "dialogue"}
    call = [Turn("customer", line) for line in said.split("\n")]
    heard, right, written = (score(["a"], [text], [turns], makers) for text, turns in ((said, call), (meant, call), (said, None)))
    kept = {"sentiment": "polarity", "intent": "escalation", "causes": "cause"}
    assert [heard[name][column].to_pylist() for name, column in kept.items()] == [
        right[name][column].to_pylist() for name, column in kept.items()
    ]
    # A written note is taken by its letters.
    assert heard["sentiment"]["polarity"].to_pylist() != written["sentiment"]["polarity"].to_pylist()
    spans = [span for name in kept for span in json.loads(heard[name]["evidence"][0].as_py())]
    assert spans
    assert all(said[span["start"] : span["end"]] == span["text"] for span in spans)


def test_a_learned_model_of_ratings_reads_the_last_line_in_the_clauses_it_was_given() -> None:
    docs = prepare(["头一行说完了\n我就想问这个钱你们到底什么时候能退给我呀都等了一个月了"], spoken=True)
    last = last_lines(docs, [0])
    begin = docs.texts[0].index("\n") + 1
    assert last.texts == [docs.texts[0][begin:]]
    assert [(start + begin, end + begin) for start, end in last.clauses[0]] == docs.clauses[0][-len(last.clauses[0]) :]
