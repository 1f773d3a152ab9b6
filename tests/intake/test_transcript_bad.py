"""Calls as they should not be: each bad turn costs its own row, times that cannot be are left out, the rest is taken."""

# ruff: noqa: E501

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voc.errors import InputError, MappingError, VocError
from voc.intake import guess_source, load_mapping, open_file, read, read_texts
from voc.intake.timing import rising, timed_turns
from voc.intake.turns import Turn, in_milliseconds, seconds
from voc.settings import Settings

Take = Callable[..., Any]
S = Settings()
CUE = "{n}\n00:00:{n:02d},000 --> 00:00:{n:02d},500\n{who}：{text}\n\n"


def put(tmp_path: Path, name: str, text: str | bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def srt(*spoken: tuple[str, str]) -> str:
    return "".join(CUE.format(n=n, who=who, text=text) for n, (who, text) in enumerate(spoken, 1))


def spoken_by(taken: Any) -> list[tuple[str, str]]:
    return [(row["speaker"], row["text"]) for row in taken.tables["utterances"]]


def times(taken: Any) -> list[tuple[float | None, float | None]]:
    return [(row["start"], row["end"]) for row in taken.tables["utterances"]]


@pytest.mark.parametrize(
    "broken",
    [
        "2\n00:00:02,000 -> 00:00:03,000\n客户：坏的",
        "2\n坏的",
        "二\n00:00:xx --> 00:00:03,000\n客户：坏的",
        "客户：坏的",
        "2\n--> 00:00:03,000\n坏的",
        "2",
    ],
)
def test_one_broken_block(tmp_path: Path, take: Take, broken: str) -> None:
    first, last = srt(("客服", "您好"), ("客户", "网慢")), "3\n00:00:05,000 --> 00:00:06,000\n客户：真慢\n"
    taken = take(put(tmp_path, "b.srt", f"{first}{broken}\n\n{last}"), "transcript")
    assert taken.reasons == [(3, "bad_cue")]
    assert "坏的" in taken.quarantine[0]["given"] or broken == "2"
    assert spoken_by(taken) == [("agent", "您好"), ("customer", "网慢"), ("customer", "真慢")]
    assert taken.rows == 4


def test_empty_cues_and_turns(tmp_path: Path, take: Take) -> None:
    taken = take(put(tmp_path, "e.srt", srt(("客服", "您好"), ("客户", ""), ("客服", "喂"), ("客户", "在"))), "transcript")
    assert taken.reasons == [(2, "no_text")]
    taken = take(put(tmp_path, "e.txt", "客服：\n客户：网慢\n客服：\u200b\n\n"), "transcript")
    assert taken.reasons == [(1, "no_text"), (3, "no_text")]
    assert [(row["turn"], row["source_row"]) for row in taken.tables["utterances"]] == [(1, 2)]


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ([(1, 2), (3, 4), (5, 6)], [(1, 2), (3, 4), (5, 6)]),
        ([(1, 9), (3, 4), (3, 8)], [(1, 9), (3, 4), (3, 8)]),
        ([(1, 2), (100, 101), (3, 4), (5, 6)], [(1, 2), (None, None), (3, 4), (5, 6)]),
        ([(10, 12), (3, 4), (5, 6)], [(None, None), (3, 4), (5, 6)]),
        ([(1, 2), (3, 2), (5, None)], [(1, 2), (3, None), (5, None)]),
        ([(1, 2), (3, 90_000), (90_001, 90_002)], [(1, 2), (3, None), (None, None)]),
        ([(None, 2), (3, 4)], [(None, 2), (3, 4)]),
        ([], []),
    ],
)
def test_times_that_cannot_be(given_: list[tuple[Any, Any]], kept: list[tuple[Any, Any]]) -> None:
    turns, lost = timed_turns([Turn("customer", "x", start, end) for start, end in given_], milliseconds=False)
    assert [(turn.start, turn.end) for turn in turns] == kept
    assert lost == sum(before != after for before, after in zip(given_, kept, strict=True))


@given(st.lists(st.integers(0, 30), max_size=9))
def test_the_longest_rising_run(numbers: list[int]) -> None:
    places = rising(numbers)
    run = [numbers[place] for place in places]
    assert places == sorted(set(places))
    assert run == sorted(run)
    best = 0
    for chosen in range(2 ** len(numbers)):
        some = [number for place, number in enumerate(numbers) if chosen >> place & 1]
        best = max(best, len(some) if some == sorted(some) else 0)
    assert len(run) == best


def test_times_that_go_backwards_keep_the_order_of_the_file(tmp_path: Path, take: Take) -> None:
    lines = ["[00:01] 客服：一", "[00:09] 客户：二", "[00:03] 客服：三", "[00:04] 客户：四"]
    path = put(tmp_path, "t.txt", "\n".join(lines))
    opened = open_file(path, "transcript", settings=S)
    taken = take(path, "transcript")
    assert [text for _, text in spoken_by(taken)] == ["一", "二", "三", "四"]
    assert times(taken) == [(1, None), (None, None), (3, None), (4, None)]
    list(read(path, "transcript", key=b"k" * 32, settings=S, opened=opened))
    assert next(note for note in opened.notes if "go backwards" in note[1])[0].startswith("1 句话")


@pytest.mark.parametrize(
    ("given_", "value"),
    [
        ("00:01:02.5", 62.5), ("01:02", 62), ("1:02:03", 3723), ("00:00:01,250", 1.25), ("12.5s", 12.5), ("3 秒", 3), (7, 7), ("7.5", 7.5),
        (0, 0), ("", None), (-1, None), ("-00:01", None), ("nan", None), ("inf", None), ("1_0", None), (True, None), ("abc", None),
        (None, None), ("1e400", None), ("9" * 5_000, None), ("００:０1", None),
    ],
)  # fmt: skip
def test_seconds(given_: Any, value: float | None) -> None:
    assert seconds(given_) == value


@pytest.mark.parametrize(
    ("spans", "ms"),
    [
        ([(0, 2, "网络断了三天"), (3, 5, "真的很慢")], False),
        ([(0, 2_000, "网络断了三天"), (3_000, 5_500, "真的很慢")], True),
        ([(0, 600, "喂")], False),
        ([(0, 1_600, "喂")], True),
        ([(0, None, "网络断了三天"), (61_000, None, "慢")], True),
        ([(1_000, 1_004, "网络断了三天真的很慢"), (3_000, 3_006, "一直在打电话可是没有人接")], False),
        ([(None, None, "喂")], None),
    ],
)
def test_one_unit_for_a_file(spans: list[tuple[Any, Any, str]], ms: bool | None) -> None:
    turns = [Turn("customer", text, start, end, counted=start is not None) for start, end, text in spans]
    assert in_milliseconds([turns]) == ms


def test_the_unit_is_that_of_the_file_not_of_the_turn(tmp_path: Path, take: Take) -> None:
    turns = [
        {"speaker": "客户", "text": "网络断了三天了", "start": 0, "end": 900},
        {"speaker": "客服", "text": "好", "start": 950, "end": 4_000},
    ]
    path = put(tmp_path, "u.jsonl", json.dumps({"id": "u", "turns": turns}))
    assert times(take(path, "transcript")) == [(0, 0.9), (0.95, 4)]


def test_absurd_times_in_subtitles(tmp_path: Path, take: Take) -> None:
    stamps = [
        "-00:00:01,000 --> 00:00:02,000",
        "00:99:00,000 --> 00:00:03,000",
        "999:00:00,000 --> 999:00:01,000",
        "00:00:05,000 --> 00:00:04,000",
    ]
    text = "\n\n".join(f"{n}\n{stamp}\n{'客户' if n % 2 else '客服'}：第{n}句" for n, stamp in enumerate(stamps, 1))
    taken = take(put(tmp_path, "a.srt", text), "transcript")
    assert times(taken) == [(None, 2), (None, 3), (None, None), (5, None)]
    assert taken.quarantine == []


def test_turns_without_speakers(tmp_path: Path, take: Take) -> None:
    path = put(tmp_path, "n.srt", "1\n00:00:01,000 --> 00:00:02,000\n您好\n\n2\n00:00:02,000 --> 00:00:03,000\n网慢\n")
    taken = take(path, "transcript")
    assert taken.reasons == [(1, "no_customer_turns"), (2, "no_customer_turns")]
    assert [row["given"] for row in taken.quarantine] == ["您好", "网慢"]
    assert next(read_texts(path, "transcript", settings=S))["text"].to_pylist() == [None]
    taken = take(put(tmp_path, "n.txt", "大家好\n客服：喂\n客户：网慢\n"), "transcript")
    assert spoken_by(taken) == [("unknown", "大家好"), ("agent", "喂"), ("customer", "网慢")]
    assert take(put(tmp_path, "o.txt", "客服：喂\n客服：有人吗\n"), "transcript").reasons == [
        (n, "no_customer_turns") for n in (1, 2)
    ]


def test_two_calls_with_one_id(tmp_path: Path, take: Take) -> None:
    call = "通话编号：A1\n客服：喂\n客户：网慢\n\n"
    taken = take(put(tmp_path, "r.txt", call + call + call.replace("网慢", "太贵")), "transcript")
    assert taken.reasons == [(3, "repeated_call"), (4, "repeated_call"), (5, "repeated_id"), (6, "repeated_id")]
    assert spoken_by(taken) == [("agent", "喂"), ("customer", "网慢")]


@pytest.mark.parametrize("form", ["srt", "txt", "json"])
def test_five_thousand_turns_and_a_giant_one(tmp_path: Path, take: Take, form: str) -> None:
    turns = [("客户" if n % 2 else "客服", f"第{n}句话") for n in range(5_000)]
    turns[1] = ("客户", "慢" * 900_000)
    turns[3] = ("客户", "长" * 1_000_001)
    text = {
        "srt": lambda: "".join(
            f"{n}\n{n // 3600:02d}:{n // 60 % 60:02d}:{n % 60:02d},0 --> 9:00:00,0\n{w}：{t}\n\n" for n, (w, t) in enumerate(turns)
        ),
        "txt": lambda: "\n".join(f"{who}：{text}" for who, text in turns),
        "json": lambda: json.dumps({"segments": [{"role": who, "text": text, "start": n} for n, (who, text) in enumerate(turns)]}),
    }[form]()
    taken = take(put(tmp_path, f"big.{form}", text), "transcript")
    assert taken.rows == 5_000
    assert taken.reasons == [(4, "too_long")]
    assert len(taken.tables["utterances"]) == 4_999
    assert len(taken.tables["verbatims"]) == 1


def test_bytes_that_cannot_be_read_cost_their_turn(tmp_path: Path, take: Take) -> None:
    good = "客服：您好，请问有什么可以帮您\n客户：宽带断了三天没有人来修\n".encode() * 20
    taken = take(put(tmp_path, "b.txt", good + b"\xe5\xae\xa2\xe6\x88\xb7\xef\xbc\x9a\xe4\xbf here\n"), "transcript")
    assert taken.reasons == [(41, "bad_encoding")]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.srt", "hello\n", "holds no turn"),
        ("a.srt", "\n\n", "holds no turn"),
        ("a.vtt", "WEBVTT\n\nNOTE nothing\n", "holds no turn"),
        ("a.md", "===\n# 标题\n", "holds no turn"),
        ("a.ass", "[Script Info]\n", "ASS subtitle"),
        ("a.json", '[\n{"id": 1,\n"text": "没写完"', "not valid JSON: it breaks at line 3"),
        ("a.json", '{\n"a": [1, 2\n', "not valid JSON"),
        ("a.json", "[\n1, 2\n]", "no objects"),
        ("a.json", "[]", "no objects"),
        ("a.json", "[\n" * 100_000, "nested more than 100"),
        ("a.json", '[\n{"a": ' + "[" * 150 + "]" * 150 + "}]", "nested more than 100"),
        ("a.json", '[\n{"a": ' + "9" * 5_000 + "}]", "number that is too long"),
    ],
)
def test_what_cannot_be_taken_at_all(tmp_path: Path, name: str, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as error:
        open_file(put(tmp_path, name, text), "transcript", settings=S)
    assert name in error.value.zh


def test_too_large_to_be_read_as_a_whole(tmp_path: Path, lower: Callable[..., None]) -> None:
    lower(text_file=100)
    for name, text in (("a.json", "[\n" + '{"text": "信号差"},\n' * 20 + "{}]"), ("a.srt", srt(("客户", "网慢")) * 9)):
        with pytest.raises(InputError, match="JSON Lines"):
            open_file(put(tmp_path, name, text), "transcript", settings=S)


@pytest.mark.parametrize("name", ["a.srt", "a.vtt", "a.txt", "a.json"])
def test_changed_between_opening_and_reading(tmp_path: Path, name: str) -> None:
    text = json.dumps([{"text": "网慢", "role": "客户", "start": 1}], indent=1) if name == "a.json" else srt(("客户", "网慢"))
    path = put(tmp_path, name, text)
    opened = open_file(path, "transcript", settings=S)
    path.write_text("客户：别的")
    with pytest.raises(InputError, match="deleted or changed"):
        list(read(path, "transcript", key=b"k" * 32, settings=S, opened=opened))


@pytest.mark.parametrize("source", ["social", "complaint", "survey", "measures"])
def test_calls_are_not_read_as_something_else(tmp_path: Path, source: str) -> None:
    for name, text in (("a.srt", srt(("客户", "网慢"))), ("a.txt", "客服：喂\n客户：网慢\n")):
        with pytest.raises(InputError, match="--source transcript"):
            open_file(put(tmp_path, name, text), source, settings=S)


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("编号,内容\n1,客户：慢\n", "1"),
        ("内容\n客户：慢\n客户：贵\n", None),
        ("通话编号\t对话\nc1\t客户：慢\n", "c1"),
        ('通话编号|对话\nc1|"客户：慢\n客服：好"\n', "c1"),
    ],
)
def test_tables_in_text_files_stay_tables(tmp_path: Path, text: str, reads: str | None) -> None:
    path = put(tmp_path, "t.txt", text)
    opened = open_file(path, "transcript", settings=S)
    assert opened.kind == "csv"
    assert next(row["id"] for row in next(read_texts(path, "transcript", settings=S)).to_pylist()) == (reads or "1")


def test_a_list_of_posts_with_comments_is_no_call(tmp_path: Path) -> None:
    posts = [{"id": n, "text": "信号差得要命", "comments": [{"text": "同感", "start": 3}]} for n in range(3)]
    assert guess_source(put(tmp_path, "p.json", json.dumps(posts, indent=1)), settings=S) == "social"


@pytest.mark.parametrize(
    ("toml", "said"),
    [('[speakers]\n"0" = "boss"', "customer"), ('speakers = "agent"', "table"), ("[speakers]\n0 = 1", "table")],
)
def test_mappings_of_speakers_that_say_nothing(tmp_path: Path, toml: str, said: str) -> None:
    (tmp_path / "m.toml").write_text(toml, encoding="utf-8")
    with pytest.raises(MappingError, match=said):
        load_mapping(tmp_path / "m.toml")


_BITS = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "客服：",
                "客户:",
                "您好",
                "\n",
                "\n\n",
                "\r\n",
                "00:00:01,000 --> 00:00:02,000",
                "-->",
                "WEBVTT",
                "NOTE",
                "1\n",
                "[00:01]",
                "<v 客户>",
                "===",
                "# ",
                "通话编号：1",
                "客户号码：13800138000",
                "开始时间：明天",
                "{",
                "[",
                '{"text": "慢", "spk": 0, "start": 5}',
                ",",
                "]",
                "}",
                '"',
                "- ",
                "<",
                "(00:12)：",
                "**",
                "\ufeff",
                "\x00",
                "\u2028",
                "A：",
                "说话人1 00:12",
                "：",
                "::::",
                "9" * 30,
                "\t",
                "　",
            ]
        ),
        st.text(max_size=8),
    ),
    max_size=40,
)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bits=_BITS, name=st.sampled_from(["h.txt", "h.md", "h.srt", "h.vtt", "h.json", "h.jsonl"]))
def test_hostile_strings(tmp_path: Path, take: Take, bits: list[str], name: str) -> None:
    path = put(tmp_path, name, "".join(bits).encode("utf-8", "surrogatepass"))
    with suppress(VocError):
        guess_source(path, settings=S)
    try:
        taken = take(path, "transcript")
    except VocError:
        return
    again = take(path, "transcript")
    assert (again.tables, again.quarantine) == (taken.tables, taken.quarantine)
    numbers = [row for table in read_texts(path, "transcript", settings=S) for row in table["row_id"].to_pylist()]
    assert set(numbers) <= set(range(1, taken.rows + 1))


_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-10, 10**13), st.floats(), st.sampled_from(["客户", "网慢", "0", "agent", "[{", '{"a": 1}', "2026-03-05"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(["text", "speaker", "start", "end", "id", "sentences", "result", "words", "channel", "additions", "turns", "start_time", "[SPEAKER 1]", "手机号", ""]),
            inner,
            max_size=5,
        ),
    ),
    max_leaves=25,
)  # fmt: skip


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    document=st.one_of(st.lists(_JSON, max_size=4), _JSON),
    indent=st.sampled_from([None, 1]),
    source=st.sampled_from(["transcript", "social"]),
)
def test_json_of_any_shape(tmp_path: Path, take: Take, document: Any, indent: int | None, source: str) -> None:
    path = put(tmp_path, "j.json", json.dumps(document, indent=indent))
    with suppress(VocError):
        guess_source(path, settings=S)
    with suppress(VocError):
        take(path, source)


def test_long_lines_of_marks_take_no_time(tmp_path: Path) -> None:
    began = time.process_time()
    for piece in ("[", "- ", "**", "：", "00:", "a:", "<v ", "=", " ", "{\\", "<i ", "客服 "):
        for name in ("s.txt", "s.srt", "s.md"):
            with suppress(VocError):
                list(read(put(tmp_path, name, "客户：慢\n" + piece * 50_000), "transcript", key=b"k" * 32, settings=S))
    # No clock assertion but a guard: a pattern that backtracks would take minutes.
    assert time.process_time() - began < 60


def test_bytes_of_any_kind(tmp_path: Path) -> None:
    rng = random.Random(3)
    for size in (1, 100, 5_000):
        for name in ("g.txt", "g.srt", "g.vtt", "g.json", "g.md"):
            with suppress(VocError):
                list(read(put(tmp_path, name, rng.randbytes(size)), "transcript", key=b"k" * 32, settings=S))
