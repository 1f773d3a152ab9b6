"""The smaller frames: wants, service level, staff facet."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from voc import intent
from voc.intent.frames import Frames
from voc.schema import FRAMES
from voc.text.documents import prepare
from voc.text.lanes import LexiconError

MAKER = intent.load()


def coded(text: str) -> dict[str, str | None]:
    row = MAKER.score(["a"], prepare([text])).to_pylist()[0]
    return {**{frame: row[frame] for frame in FRAMES}, "evidence": row["evidence"], "intent": row["intent"]}


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("建议推出适合老人的低价套餐", ("plan", "personalised", "latent")),
        ("请把多扣的钱退给我", ("price", "basic", "basic")),
        ("希望村里能建个基站", ("place", "basic", "basic")),
        ("建议在小程序里加个发票入口", ("channel", "basic", "latent")),
        ("希望营业厅延长营业时间，周末也开门", ("hour", "basic", "basic")),
        ("建议叫号的时候念慢一点", ("service", "basic", "latent")),
        ("请派一位细心的师傅来", ("person", "basic", "basic")),
        ("请问怎么查流量", (None, None, None)),
        ("信号太差了，天天断网", (None, None, None)),
    ],
)
def test_every_suggestion_and_demand_gets_a_want_and_nothing_else_does(text: str, want: tuple[str | None, ...]) -> None:
    found = coded(text)
    assert (found["want"], found["want_class"], found["want_need"]) == want


@pytest.mark.parametrize(
    ("text", "level", "facet"),
    [
        ("师傅冒雨上门，手脚麻利，太感动了", "memorable", "skill"),
        ("没想到还主动打电话来问用得怎么样", "exceeding", None),
        ("客服一问三不知，问题没解决", "failing", "knowledge"),
        ("客服说没权限，做不了主，投诉也没人管", "failing", "authority"),
        ("营业员态度恶劣，翻白眼", "failing", "attitude"),
        ("一般般吧，能用", "basic", None),
        ("请问几点开门", None, None),
        ("请问没信号的时候应该打哪个电话", None, None),
        ("值得表扬，继续保持", "satisfying", None),
        ("我不知道怎么查流量，请问在哪看", None, None),
        ("宽带技术指标是多少", None, None),
    ],
)
def test_the_words_say_the_level_and_the_facet_or_nothing(text: str, level: str | None, facet: str | None) -> None:
    found = coded(text)
    assert (found["service_level"], found["staff_facet"]) == (level, facet)


def test_the_evidence_of_a_frame_stands_in_the_text() -> None:
    text = "建议推出适合老人的低价套餐"
    spans = [span for span in json.loads(str(coded(text)["evidence"])) if "want" in span]
    assert [(span["want"], text[span["start"] : span["end"]]) for span in spans] == [("plan", "套餐")]


def test_a_file_with_mistakes_is_refused_with_all_of_them(tmp_path: Path) -> None:
    path = tmp_path / "wants.toml"
    path.write_text('[[want]]\nid = "moon"\nrules = []\n[[want]]\nid = "plan"\nrules = [{ any = ["套"] }]\n', "utf-8")
    with pytest.raises(LexiconError, match="2 mistakes"):
        Frames(path)
