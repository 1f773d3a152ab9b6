from __future__ import annotations

from pathlib import Path

import pytest

from voc.causes import load_codeframe
from voc.text.lanes import LexiconError, found_in, wrong_regex

CODING = """
[coding]
threshold = 1.0
second_threshold = 1.0
second_share = 0.3
named = 2.0
handling = []
handling_factor = []
fallback = []
fallback_margin = []
opening = 1.0
repeat = 0.3
certainty = [0.0, 1.0, 0.0]
rules_floor = 0.1
model_floor = 0.02
unsure = 0.2
"""
HEAD = 'version = "9"\ndepartments = ["网络部"]\n[levels]\nnetwork = "网络"\n' + CODING
CODE = """
[[codes]]
id = "network.coverage"
zh = "覆盖"
en = "Coverage"
split = "network"
department = "网络部"
description = "No signal."
anchors = ["没信号"]
"""


def write(folder: Path, text: str) -> Path:
    file = folder / "码表.toml"
    file.write_text(text, encoding="utf-8")
    return file


def failures(folder: Path, text: str) -> list[tuple[str, str]]:
    with pytest.raises(LexiconError) as caught:
        load_codeframe(write(folder, text))
    return caught.value.failures


def test_the_packaged_codeframe_has_every_code_with_an_owner() -> None:
    frame = load_codeframe()
    assert len(frame.codes) == len(frame.by_id) == 30
    assert {code.level1 for code in frame.codes} == set(frame.levels)
    assert all(code.department in frame.departments and code.rules for code in frame.codes)
    assert frame.by_id["billing.data_usage"].split == "charging"
    assert frame.by_id["network.coverage"].name("en") == "Mobile coverage"


def test_a_small_codeframe_is_taken(tmp_path: Path) -> None:
    frame = load_codeframe(write(tmp_path, HEAD + CODE))
    assert [code.id for code in frame.codes] == ["network.coverage"]
    assert frame.digest != load_codeframe(write(tmp_path, HEAD + CODE + "words = ['信号']\n")).digest


@pytest.mark.parametrize(
    ("given", "entry", "reason"),
    [
        (CODE + CODE, "network.coverage", "duplicate id"),
        (CODE.replace('id = "network.coverage"', 'id = "nowhere.coverage"'), "nowhere.coverage", "unknown level"),
        (CODE.replace('id = "network.coverage"', 'id = "Coverage"'), "Coverage", "level1.code"),
        (CODE.replace('split = "network"', 'split = "nets"'), "network.coverage", "unknown split"),
        (CODE.replace('department = "网络部"', 'department = "没有部"'), "network.coverage", "unknown department"),
        (CODE.replace('zh = "覆盖"\n', ""), "network.coverage", "zh is missing"),
        (CODE.replace('anchors = ["没信号"]', ""), "network.coverage", "can never be given"),
        (CODE.replace('"没信号"', '"没信号", " "'), "network.coverage", "matches everything"),
        (CODE + "rules = [{ all = [] }]", "network.coverage", "empty rule"),
        (CODE + 'rules = [{ all = ["信号", "@none"] }]', "network.coverage", "unknown list @none"),
        (CODE + 'rules = [{ all = ["差"] }]', "network.coverage", "too short"),
        (CODE + 'rules = [{ all = ["信号"], weight = "many" }]', "network.coverage", "weight"),
        (CODE + 'rules = [{ all = ["信号"], near = -3 }]', "network.coverage", "near"),
        (CODE + 'rules = [{ all = ["信号"], regex = "(信号|号)*" }]', "network.coverage", "empty string"),
        (CODE + 'rules = [{ all = ["信号"], regex = "(信+)+号" }]', "network.coverage", "forever"),
        (CODE + 'rules = [{ all = ["信号"], regex = "信[" }]', "network.coverage", "does not compile"),
        (CODE + 'rules = [{ all = ["信号"], regex = ".+" }]', "network.coverage", "matches everything"),
        (CODE + 'rules = [{ all = ["信号"], near_by = 3 }]', "network.coverage", "unknown key"),
        ("", "codes", "no code at all"),
    ],
)
def test_every_mistake_is_refused_with_its_place_and_reason(tmp_path: Path, given: str, entry: str, reason: str) -> None:
    found = failures(tmp_path, HEAD + given)
    assert any(where == entry and reason in why for where, why in found), found


def test_nets_gather_every_code_once() -> None:
    frame = load_codeframe()
    assert set(frame.nets) == {"survey_area", "brand_driver", "touchpoint"}
    assert all(set(net) == set(frame.by_id) for net in frame.nets.values())
    assert frame.nets["survey_area"]["ordering.promotion"] == "care", "a code named itself outranks its level"


def test_a_net_with_an_unknown_member_is_refused(tmp_path: Path) -> None:
    net = '[nets.mine]\na = ["nowhere"]\nb = ["network"]\n'
    assert failures(tmp_path, HEAD + net + CODE) == [("nets.mine", "a names the unknown code or level 'nowhere'")]


def test_a_code_that_no_group_names_stands_apart(tmp_path: Path) -> None:
    assert load_codeframe(write(tmp_path, HEAD + "[nets.mine]\na = []\n" + CODE)).nets["mine"] == {"network.coverage": "-"}


def test_a_mistake_names_its_line(tmp_path: Path) -> None:
    text = HEAD + CODE + CODE
    last = len(text[: text.rindex('id = "network.coverage"')].splitlines()) + 1
    assert failures(tmp_path, text) == [("network.coverage", f"line {last}: duplicate id")]


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    text = HEAD + CODE.replace('split = "network"', 'split = "x"').replace('"网络部"', '"y"') + "rules = [{ all = [] }]"
    found = failures(tmp_path, text)
    assert len(found) == 3
    with pytest.raises(LexiconError) as caught:
        load_codeframe(write(tmp_path, text))
    assert all(reason in caught.value.said("zh") and reason in caught.value.said("en") for _, reason in found)


def test_a_broken_file_is_one_clear_message(tmp_path: Path) -> None:
    assert "not valid TOML" in failures(tmp_path, "[[codes")[0][1]


@pytest.mark.parametrize("pattern", ["(a+)+b", "(a|ab)*c", "(?:信.*)*号", "(?P<x>[a-z]+)*1"])
def test_patterns_that_may_explode_are_refused(pattern: str) -> None:
    assert wrong_regex(pattern) is not None


@pytest.mark.parametrize("pattern", [r"第\d+次", "(移机|装机).{0,5}没来", r"\d{1,3}兆"])
def test_harmless_patterns_are_taken(pattern: str) -> None:
    assert wrong_regex(pattern) is None


@pytest.mark.parametrize(
    "pattern",
    [r"(信号)\1", "(?=信号)差", "(?<!没)信号", "信号{1,2000}", "信" * 300, r"((a{30}){30}){30}b", 5, "\ud800信"],
    ids=ascii,
)
def test_what_cannot_be_searched_in_linear_time_is_refused(pattern: object) -> None:
    assert wrong_regex(pattern) is not None


@pytest.mark.parametrize("pattern", [r"信.*号.*差.*慢.*断.*x", r"[信a-z]{0,900}号", "(信|信号|信号差|a|b|c){20}y"])
def test_the_worst_pattern_that_is_taken_is_searched_at_once(pattern: str) -> None:
    assert wrong_regex(pattern) is None
    assert found_in(pattern, ["信号" * 100_000, "信" * 200_000]) == [pattern.startswith("[信"), False]
