"""Calls as text, SRT, WebVTT and the JSON of speech recognisers: what each form gives, and that written turns come back."""

# ruff: noqa: E501

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voc.intake import Mapping, guess_source, load_mapping, open_file, read_texts
from voc.intake.prefixes import prefix
from voc.intake.roles import named
from voc.intake.turns import Turn
from voc.settings import Settings

Take = Callable[..., Any]
S = Settings()
EVAL = Path(os.environ.get("VOC_EVAL_DIR", "/nowhere"))


def put(tmp_path: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def said(taken: Any) -> list[tuple[Any, ...]]:
    """(call, speaker, text, start, end) of all utterances in order."""
    names = {row["verbatim_id"]: row["external_id"] for row in taken.tables["verbatims"]}
    rows = taken.tables["utterances"]
    return [(names[r["verbatim_id"]], r["speaker"], r["text"], r["start"], r["end"]) for r in rows]


def brief(taken: Any) -> list[tuple[str, str]]:
    return [(speaker, text) for _, speaker, text, *_ in said(taken)]


@pytest.mark.parametrize(
    ("line", "label", "text", "start"),
    [
        ("客服：您好", "客服", "您好", None),
        ("客户: 网慢", "客户", "网慢", None),
        ("A: hello", "A", "hello", None),
        ("[00:01:02] 坐席: 好的", "坐席", "好的", "00:01:02"),
        ("00:01:02.5 坐席: 好的", "坐席", "好的", "00:01:02.5"),
        ("客户(00:12)：喂", "客户", "喂", "00:12"),
        ("客户（00:12 - 00:15）：喂", "客户", "喂", "00:12"),
        ("【客户】：喂", "客户", "喂", None),
        ("[SPEAKER 1]: 你好", "SPEAKER 1", "你好", None),
        ("**客服**：您好", "客服", "您好", None),
        ("**客服：** 您好", "客服", "您好", None),
        ("- 客服：您好", "客服", "您好", None),
        ("客服1 00:00:05：您好", "客服1", "您好", "00:00:05"),
        ("说话人 2：我说：好", "说话人 2", "我说：好", None),
    ],
)
def test_what_stands_before_a_line(line: str, label: str, text: str, start: str | None) -> None:
    found = prefix(line)
    assert found is not None
    assert (found.label, found.text, found.start) == (label, text, start)


@pytest.mark.parametrize("line", ["", "您好", "这一句话实在是太长了所以它前面不会是说话的人：对", "，：", "：没有人"])
def test_lines_without_a_speaker(line: str) -> None:
    assert prefix(line) is None


@pytest.mark.parametrize("name", ["热线7.txt", "热线7.md"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text(tmp_path: Path, take: Take, name: str, encoding: str) -> None:
    text = "客服：您好，请问有什么可以帮您\r\n客户：宽带断了\r\n  三天了\r\n\r\n[00:01:02] 客服: 稍等\r\n客户(01:12)：好"
    path = put(tmp_path, name, text, encoding)
    assert guess_source(path, settings=S) == "transcript"
    taken = take(path, "transcript")
    assert said(taken) == [
        ("热线7", "agent", "您好，请问有什么可以帮您", None, None),
        ("热线7", "customer", "宽带断了 三天了", None, None),
        ("热线7", "agent", "稍等", 62, None),
        ("热线7", "customer", "好", 72, None),
    ]
    assert taken.rows == 4
    assert [row["text"] for row in taken.tables["verbatims"]] == ["宽带断了 三天了\n好"]


SEVERAL = """通话编号：T001
客户号码：13800138000
坐席：8001
开始时间：2026-03-05 10:00:00
录音时长：65秒

客服：您好
客户：网慢

通话编号：T002  客户号码：13900139000  开始时间：2026-03-06 11:30
客服：喂
客户：太贵
=====
客服：谁
客户：我要退订
## 通话编号：T004
客户：断网
"""


def test_several_calls_in_a_text(tmp_path: Path, take: Take) -> None:
    path = put(tmp_path, "三月.txt", SEVERAL)
    opened = open_file(path, "transcript", settings=S)
    assert opened.mapping.fields() == {
        "通话编号": "id",
        "turns": "turns",
        "客户号码": "customer",
        "坐席": "staff",
        "开始时间": "occurred_at",
    }
    assert opened.unused == ("录音时长",)
    taken = take(path, "transcript")
    assert [(row["external_id"], row["text"], str(row["day"])) for row in taken.tables["verbatims"]] == [
        ("T001", "网慢", "2026-03-05"),
        ("T002", "太贵", "2026-03-06"),
        ("三月-3", "我要退订", "None"),
        ("T004", "断网", "None"),
    ]
    keys = [(row["customer_key"] is not None, row["staff_key"] is not None) for row in taken.tables["verbatims"]]
    assert keys == [(True, True), (True, False), (False, False), (False, False)]
    assert taken.rows == 7
    assert "13800138000" not in json.dumps(taken.tables, default=str, ensure_ascii=False)


def test_speakers_with_a_time_on_a_line_of_their_own(tmp_path: Path, take: Take) -> None:
    text = "说话人1 00:00\n您好，很高兴为您服务\n说话人2 00:03\n我想查一下话费\n说话人1 00:08\n请您稍等，帮您查询\n"
    taken = take(put(tmp_path, "a.txt", text), "transcript")
    assert [row[1:4] for row in said(taken)] == [
        ("agent", "您好，很高兴为您服务", 0),
        ("customer", "我想查一下话费", 3),
        ("agent", "请您稍等，帮您查询", 8),
    ]


def test_names_that_come_again_and_again_are_speakers(tmp_path: Path, take: Take) -> None:
    text = "小周：您好，很高兴为您服务\n王先生：我想办个套餐\n小周：请您稍等\n王先生：记下了：好的\n"
    assert [speaker for speaker, _ in brief(take(put(tmp_path, "a.md", text), "transcript"))] == ["agent", "customer"] * 2


SRT = """1
00:00:01,000 --> 00:00:03,500
客服：您好

2
00:00:03,500 --> 00:00:05,000 X1:40 X2:600
请问有什么可以帮您

3
00:00:05,200 --> 00:00:09,000
<i>客户：宽带</i>断了
三天了

4
00:00:08.500 --> 00:00:11,250
客户：还没好
"""


@pytest.mark.parametrize("change", ["plain", "bom", "crlf", "no numbers", "no blank line", "named txt"])
def test_srt(tmp_path: Path, take: Take, change: str) -> None:
    text = {
        "bom": "\ufeff" + SRT,
        "crlf": SRT.replace("\n", "\r\n"),
        "no numbers": "\n".join(line for line in SRT.split("\n") if not line.isdigit()),
        "no blank line": SRT.replace("\n\n", "\n"),
    }.get(change, SRT)
    path = put(tmp_path, "c1.txt" if change == "named txt" else "c1.srt", text)
    assert guess_source(path, settings=S) == "transcript"
    taken = take(path, "transcript")
    assert said(taken) == [
        ("c1", "agent", "您好 请问有什么可以帮您", 1, 5),
        ("c1", "customer", "宽带断了 三天了 还没好", 5.2, 11.25),
    ]
    assert taken.rows == 2


VTT = """WEBVTT - 热线
Kind: captions

STYLE
::cue { color: red }

NOTE 不是字幕
客户：不是话

intro
00:01.000 --> 00:02.000 align:start position:10%
<v 客服>您好 <v.loud 客户>喂

00:00:02.500 --> 00:00:04.000
<v 客户>网<00:00:03.000>慢 &amp; 贵</v>
"""


def test_webvtt(tmp_path: Path, take: Take) -> None:
    path = put(tmp_path, "v.vtt", VTT)
    assert said(take(path, "transcript")) == [("v", "agent", "您好", 1, 2), ("v", "customer", "喂 网慢 & 贵", 1, 4)]


def test_dashes_part_two_voices(tmp_path: Path, take: Take) -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\n- 客服：您好\n- 客户：喂\n\n2\n00:00:03,000 --> 00:00:04,000\n- 谁\n- 客户：我\n"
    assert brief(take(put(tmp_path, "d.srt", text), "transcript")) == [
        ("agent", "您好"),
        ("customer", "喂"),
        ("unknown", "谁"),
        ("customer", "我"),
    ]


A, C = "您好，很高兴为您服务", "我想问一下我的话费怎么扣了这么多"
SHAPES: dict[str, Any] = {
    "flat list": [{"text": A, "start": 0.5, "end": 3, "speaker": "0"}, {"text": C, "start": 3.2, "end": 9, "speaker": "1"}],
    "ms": {"sentences": [{"text": A, "begin_time": 500, "end_time": 3000, "channel_id": 0}, {"text": C, "begin_time": 3200, "end_time": 9000, "channel_id": 1}]},
    "result": {
        "code": 0,
        "Result": {
            "Sentences": [
                {"BeginTime": 3200, "EndTime": 9000, "Text": C, "ChannelId": 1, "SpeechRate": 177},
                {"BeginTime": 500, "EndTime": 3000, "Text": A, "ChannelId": 0},
            ]
        },
    },
    "strings": {"ok": 0, "data": json.dumps([{"bg": "500", "ed": "3000", "onebest": A, "speaker": "1"}, {"bg": "3200", "ed": "9000", "onebest": C, "speaker": "2"}])},
    "names say ms": {"ResultDetail": [{"FinalSentence": A, "StartMs": 500, "EndMs": 3000, "SpeakerId": 0, "Words": [{"Word": "您", "OffsetStartMs": 0}]}, {"FinalSentence": C, "StartMs": 3200, "EndMs": 9000, "SpeakerId": 1}]},
    "channels": {
        "transcripts": [
            {"channel_id": 0, "text": A, "sentences": [{"begin_time": 500, "end_time": 3000, "text": A, "words": [{"begin_time": 1, "end_time": 2, "text": "您"}]}]},
            {"channel_id": 1, "text": C, "sentences": [{"begin_time": 3200, "end_time": 9000, "text": C}]},
        ]
    },
    "keys are channels": {"channel_0": [{"text": A, "start": 0.5, "end": 3.0}], "channel_1": [{"text": C, "start": 3.2, "end": 9.0}]},
    "sentence_info": [{"key": "x", "text": A + C, "sentence_info": [{"text": A, "start": 500, "end": 3000, "spk": 0}, {"text": C, "start": 3200, "end": 9000, "spk": 1}]}],
    "additions": {"payload": {"resp": {"utterances": [{"text": A, "start_time": 500, "end_time": 3000, "additions": {"speaker": "1"}}, {"text": C, "start_time": 3200, "end_time": 9000, "additions": {"speaker": "2"}}]}}},
    "alternatives": {"results": [{"alternatives": [{"transcript": A}], "channelTag": 1, "startTime": "0.500s", "endTime": "3s"}, {"alternatives": [{"transcript": C}], "channelTag": 2, "startTime": "3.200s", "endTime": "9s"}]},
    "segments": {"text": A + C, "segments": [{"id": 0, "start": 0.5, "end": 3.0, "text": A, "speaker": "SPEAKER_00"}, {"id": 1, "start": 3.2, "end": 9.0, "text": C, "speaker": "SPEAKER_01"}]},
}  # fmt: skip


@pytest.mark.parametrize("shape", list(SHAPES))
@pytest.mark.parametrize("indent", [None, 2])
def test_recognisers(tmp_path: Path, take: Take, shape: str, indent: int | None) -> None:
    path = put(tmp_path, "r1.json", json.dumps(SHAPES[shape], ensure_ascii=False, indent=indent))
    assert guess_source(path, settings=S) == "transcript"
    taken = take(path, "transcript")
    name = "x" if shape == "sentence_info" else "r1"
    assert said(taken) == [(name, "agent", A, 0.5, 3.0), (name, "customer", C, 3.2, 9.0)]
    assert taken.rows == 2
    assert taken.reasons == []


def test_a_list_of_calls(tmp_path: Path, take: Take) -> None:
    calls = [
        {"call_id": "c1", "phone": "13800138000", "start_time": "2026-03-05 10:00:00", "result": SHAPES["ms"]},
        {"call_id": "c2", "duration": 9, "result": {"sentences": []}},
        {
            "call_id": "c3",
            "result": {"sentences": [*SHAPES["ms"]["sentences"], {"text": "", "begin_time": 9500, "channel_id": 1}, 5]},
        },
    ]
    for name, text in (
        ("l.json", json.dumps({"data": calls}, indent=1)),
        ("l.jsonl", "\n".join(json.dumps(call) for call in calls)),
    ):
        taken = take(put(tmp_path, name, text), "transcript")
        assert [(row["external_id"], row["text"], row["source_row"]) for row in taken.tables["verbatims"]] == [
            ("c1", C, 1),
            ("c3", C, 4),
        ]
        assert taken.reasons == [(3, "bad_turns"), (6, "no_text"), (7, "bad_turns")]
        assert str(taken.tables["verbatims"][0]["day"]) == "2026-03-05"


def test_speakers_as_keys(tmp_path: Path, take: Take) -> None:
    first = {"[SPEAKER 1]": A, "[SPEAKER 2]": C, "客服意图": "问候", "info": {"ents": []}}
    call = {"id": "e1", "content": [first, {"[SPEAKER 2]": "还有", "[SPEAKER 1]": "请您稍等"}]}
    taken = take(put(tmp_path, "e.json", json.dumps([call], ensure_ascii=False, indent=1)), "transcript")
    assert brief(taken) == [("agent", A), ("customer", C), ("customer", "还有"), ("agent", "请您稍等")]
    assert {name for name, *_ in said(taken)} == {"e1"}


def test_calls_of_one_row_and_turns_in_rows_stay_what_they_were(tmp_path: Path, take: Take) -> None:
    call = {"id": "k1", "turns": [{"speaker": "客户", "text": "网慢"}, {"speaker": "客服", "text": "好"}]}
    taken = take(put(tmp_path, "k.jsonl", json.dumps(call, ensure_ascii=False) * 1), "transcript")
    assert (taken.rows, brief(taken)) == (1, [("customer", "网慢"), ("agent", "好")])
    rows = [
        {"通话编号": "k2", "speaker": "客户", "text": "太贵", "start": 5},
        {"通话编号": "k2", "speaker": "客服", "text": "您好", "start": 1},
    ]
    taken = take(put(tmp_path, "k2.json", json.dumps(rows, ensure_ascii=False, indent=1)), "transcript")
    assert [row[:3] for row in said(taken)] == [("k2", "agent", "您好"), ("k2", "customer", "太贵")]


@pytest.mark.parametrize(
    ("turns", "roles"),
    [
        ([("0", A), ("1", C)], ["agent", "customer"]),
        ([("左声道", "网断了"), ("右声道", "请问有什么可以帮您，请您稍等")], ["customer", "agent"]),
        ([("A", "在吗"), ("B", "在")], ["unknown", "unknown"]),
        ([("客服", "好"), ("1", "网断了")], ["agent", "customer"]),
        ([("客户", "网断了"), ("1", A)], ["customer", "agent"]),
        ([("客户", "网断了"), ("1", "嗯")], ["customer", "unknown"]),
        ([("", A), ("", C)], ["unknown", "unknown"]),
        ([("0", A), ("0", C)], ["unknown", "unknown"]),
        ([("A", A), ("B", C), ("C", "嗯")], ["agent", "customer", "unknown"]),
        ([("A", A), ("B", A), ("C", "嗯")], ["unknown"] * 3),
        ([("未知", A), ("A", C)], ["unknown", "unknown"]),
    ],
)
def test_who_speaks_by_what_is_said(turns: list[tuple[str, str]], roles: list[str]) -> None:
    found, _ = named([Turn("unknown", text, label=label) for label, text in turns], {})
    assert [turn.speaker for turn in found] == roles


def test_the_mapping_says_who_speaks(tmp_path: Path, take: Take) -> None:
    path = put(tmp_path, "m.json", json.dumps({"sentences": [{"text": "在吗", "spk": 0}, {"text": "嗯", "spk": 1}]}))
    assert [reason for _, reason in take(path, "transcript").reasons] == ["no_customer_turns"] * 2
    (tmp_path / "m.toml").write_text('source = "transcript"\n[speakers]\n0 = "customer"\n"1" = "agent"\n', encoding="utf-8")
    mapping = load_mapping(tmp_path / "m.toml")
    assert brief(take(path, "transcript", mapping)) == [("customer", "在吗"), ("agent", "嗯")]
    (tmp_path / "n.toml").write_text(mapping.to_toml(), encoding="utf-8")
    assert load_mapping(tmp_path / "n.toml") == mapping
    assert mapping == Mapping(source="transcript", speakers={"0": "customer", "1": "agent"})


def test_texts_to_score(tmp_path: Path) -> None:
    for name, text in (("s.srt", SRT), ("s.txt", "客服：喂\n客户：宽带断了 三天了 还没好\n"), ("s.vtt", "WEBVTT\n\n" + SRT)):
        table = pa.concat_tables(read_texts(put(tmp_path, name, text), "transcript", settings=S))
        assert [(row["id"], row["text"]) for row in table.to_pylist()] == [("s", "宽带断了 三天了 还没好")]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("wrap", [False, True])
def test_json_for_other_sources(tmp_path: Path, take: Take, indent: int | None, wrap: bool) -> None:
    posts: list[Any] = [{"id": n, "text": f"信号差{n}", "comments": [{"text": "同感", "start": 1}]} for n in range(3)]
    posts.append("no object")
    document = {"code": 0, "data": {"total": 3, "list": posts}} if wrap else posts
    path = put(tmp_path, "p.json", json.dumps(document, ensure_ascii=False, indent=indent))
    assert guess_source(path, settings=S) == "social"
    taken = take(path, "social")
    assert [row["text"] for row in taken.tables["verbatims"]] == ["信号差0", "信号差1", "信号差2"]
    assert taken.reasons == [(4, "bad_json")]


_WORD = (
    st.text(alphabet="宽带断了三天太慢贵 abc，。？!1", min_size=1, max_size=12)
    .map(str.strip)
    .filter(lambda w: w.strip("，。？! 1") != "")
)
_TURNS = st.lists(st.tuples(st.integers(0, 90_000), st.integers(1, 9_000), _WORD), min_size=2, max_size=12)


def _alternating(spans: list[tuple[int, int, str]]) -> list[tuple[str, str, int, int]]:
    """Turns of two speakers in turn, with starts and ends in milliseconds that go forward."""
    now, turns = 0, []
    for place, (gap, length, text) in enumerate(spans):
        now += gap // 10
        turns.append(("客户" if place % 2 else "客服", " ".join(text.split()), now, now + length))
        now += length
    return turns


def _stamp(ms: int, mark: str) -> str:
    return f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d}{mark}{ms % 1000:03d}"


def _as_srt(turns: list[tuple[str, str, int, int]]) -> str:
    return "\n\n".join(f"{n}\n{_stamp(s, ',')} --> {_stamp(e, ',')}\n{who}：{text}" for n, (who, text, s, e) in enumerate(turns, 1))


def _as_vtt(turns: list[tuple[str, str, int, int]]) -> str:
    return "WEBVTT\n\n" + "\n\n".join(f"{_stamp(s, '.')} --> {_stamp(e, '.')}\n<v {who}>{text}</v>" for who, text, s, e in turns)


def _as_text(turns: list[tuple[str, str, int, int]]) -> str:
    return "\n".join(f"[{_stamp(s, '.')} - {_stamp(e, '.')}] {who}：{text}" for who, text, s, e in turns)


def _as_json(turns: list[tuple[str, str, int, int]]) -> str:
    return json.dumps(
        {"segments": [{"role": who, "text": text, "start_ms": s, "end_ms": e} for who, text, s, e in turns]}, indent=1
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spans=_TURNS, form=st.sampled_from([("srt", _as_srt), ("vtt", _as_vtt), ("txt", _as_text), ("json", _as_json)]))
def test_written_turns_come_back(tmp_path: Path, take: Take, spans: list[tuple[int, int, str]], form: Any) -> None:
    turns = _alternating(spans)
    suffix, write = form
    taken = take(put(tmp_path, f"h.{suffix}", write(turns)), "transcript")
    roles = {"客户": "customer", "客服": "agent"}
    assert [(s, t) for _, s, t, *_ in said(taken)] == [(roles[who], text) for who, text, *_ in turns]
    times = [(round(1000 * start), round(1000 * end)) for *_, start, end in said(taken)]
    assert times == [(start, end) for *_, start, end in turns]
    assert (taken.rows, taken.quarantine) == (len(turns), [])


@pytest.mark.skipif(not EVAL.is_dir(), reason="VOC_EVAL_DIR does not name the folder with transcripts_mobile_examples.json")
def test_the_ten_real_calls(take: Take) -> None:
    path = EVAL / "transcripts_mobile_examples.json"
    calls = {call["id"]: call["content"] for call in json.loads(path.read_text(encoding="utf-8"))}
    assert guess_source(path, settings=S) == "transcript"
    taken = take(path, "transcript")
    assert (taken.rows, taken.quarantine) == (196, [])
    # Read by a person: in all ten [SPEAKER 1] is the agent.
    wanted: dict[str, list[str]] = {}
    for name, parts in calls.items():
        labels = [key for part in parts for key in part if key.startswith("[")]
        wanted[name] = ["agent" if label == "[SPEAKER 1]" else "customer" for label in labels]
    found: dict[str, list[str]] = {}
    for name, speaker, *_ in said(taken):
        found.setdefault(name, []).append(speaker)
    assert found == wanted
    assert Counter(speaker for roles in found.values() for speaker in roles) == {"agent": 98, "customer": 98}
