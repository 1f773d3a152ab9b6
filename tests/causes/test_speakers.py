"""Rules that listen to one side of a call: met there only, silent elsewhere; refused where the side is unknown or no codeframe reads them."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest

from voc import resources
from voc.causes import load_codeframe
from voc.causes.audit import rule_hits
from voc.causes.speakers import Sides
from voc.dialogue import Turn
from voc.pipeline import load_makers, replies_of, score
from voc.settings import Settings
from voc.text.documents import prepare
from voc.text.lanes import LexiconError, read_rule
from voc.text.rules import Rulebook

CODE = """
[[codes]]
id = "service.sent_away"
zh = "被打发"
en = "Sent away"
split = "service"
department = "客服部"
description = "The agent says that somebody else has to do it."
rules = [{ all = ["不归我们"], weight = 9, speaker = "SIDE" }]
"""
CALL = [
    Turn("agent", "您好"),
    Turn("customer", "我的月租多扣了"),
    Turn("agent", "这个不归我们管"),
    Turn("customer", "你们不归我们乡里管吗"),
]


def frame(folder: Path, side: str) -> Path:
    whole = resources.path("lexicons", "codeframe.toml").read_text(encoding="utf-8")
    (folder / "codeframe.toml").write_text(whole + CODE.replace("SIDE", side), encoding="utf-8")
    return folder


def causes_of(folder: Path, text: str, call: list[Turn] | None) -> pa.Table:
    maker = load_makers(Settings(), trained={"codeframe": folder})["causes"]
    return score(["a"], [text], [call], {"causes": maker})["causes"]


def said(call: list[Turn], side: str) -> str:
    return "\n".join(turn.text for turn in call if turn.speaker == side)


def test_what_the_agent_says_codes_the_call_and_points_at_no_words_of_the_customer(tmp_path: Path) -> None:
    folder = frame(tmp_path, "agent")
    found = causes_of(folder, said(CALL[:3], "customer"), CALL[:3])
    assert found["cause"].to_pylist() == ["service.sent_away"]
    spans = json.loads(found["evidence"][0].as_py())
    assert [(span["start"], span["end"], span["text"]) for span in spans if span["cause"] == "service.sent_away"] == [(0, 0, "")]
    # The same words of the customer, of a note or of nobody are nothing to the rule.
    assert causes_of(folder, "我的月租多扣了", CALL[:2])["cause"].to_pylist() == ["billing.charges"]
    assert causes_of(folder, "我的月租多扣了，他说不归我们", None)["cause"].to_pylist() == ["billing.charges"]


@pytest.mark.parametrize(("side", "hits"), [("customer", (0, 1)), ("agent", (1, 2))])
def test_an_audit_hears_a_rule_on_its_own_side_only(tmp_path: Path, side: str, hits: tuple[int, int]) -> None:
    whole = load_codeframe(frame(tmp_path, side) / "codeframe.toml")
    code = whole.by_id["service.sent_away"]
    texts = [said(CALL, "customer"), said(CALL[:3], "customer"), "这个不归我们管"]
    docs = prepare(texts, spoken=[True, True, False], replies=replies_of([CALL, CALL[:3], None]))
    mine = [place for place, rule in enumerate(code.rules) if rule.speaker]
    found = rule_hits(whole, code, docs, ["billing.charges", "service.sent_away", "service.sent_away"])
    assert [found[place] for place in mine] == [hits]


@pytest.mark.parametrize(("side", "rows"), [("customer", [0]), ("agent", [0, 1])])
def test_each_side_is_met_in_its_own_turns_of_calls_only(tmp_path: Path, side: str, rows: list[int]) -> None:
    rules = [rule for rule in load_codeframe(frame(tmp_path, side) / "codeframe.toml").rules if rule.speaker]
    calls = [CALL, CALL[:3], None]
    texts = [said(CALL, "customer"), said(CALL[:3], "customer"), "这个不归我们管"]
    docs = prepare(texts, spoken=[True, True, False], replies=replies_of(calls))
    sides = Sides(Rulebook(rules))
    assert sorted(sides.match(docs).doc.tolist()) == rows
    halves = [sorted(sides.match(docs.part(at, at + 1)).doc.tolist()) for at in range(3)]
    assert halves == [[0] if at in rows else [] for at in range(3)]
    nobody = prepare(texts)
    assert sides.match(nobody).doc.tolist() == []


def test_an_unknown_side_is_refused_and_no_other_lexicon_knows_sides(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match=r"speaker 'robot' is neither of customer, agent"):
        load_codeframe(frame(tmp_path, "robot") / "codeframe.toml")
    rule, reasons = read_rule("x", {"all": ["信号"], "speaker": "agent"}, {})
    assert (rule, reasons) == (None, ["unknown key 'speaker'"])


def test_the_shipped_codeframe_asks_no_agents() -> None:
    assert not load_makers(Settings())["causes"].asks_agents
