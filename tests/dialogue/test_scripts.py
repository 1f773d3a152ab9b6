"""Scripts told by how often they recur: out of the codes, greetings and thanks left, marked in the record."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from voc.dialogue import Turn, score_dialogues
from voc.dialogue.agent import Code
from voc.dialogue.scripts import FEWEST, SCRIPT, fingerprint, recurring, scripted, without_scripts
from voc.jobs.scripts import scripts
from voc.settings import Settings


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("您好，工号1165为您服务，请讲。", "您好工号三零二为您服务请讲", True),
        ("号码是[手机号]，对吗？请您核对", "号码是[固话]对吗请您核对", True),
        ("给您退了二十块钱到余额", "给您退了三十五块钱到余额", True),
        ("给您退了二十块钱到余额", "给您退了二十块钱到银行卡", False),
    ],
)
def test_fingerprints(one: str, other: str, same: bool) -> None:
    assert (fingerprint(one) == fingerprint(other)) is same
    assert fingerprint(one)


def test_too_short_to_tell() -> None:
    assert fingerprint("好的，12345") == ""


def test_what_recurs_counts_over_its_readings() -> None:
    said = [
        ("您好，1号为您服务请讲", FEWEST - 10),
        ("您好，2号为您服务请讲", 10),
        ("给您换一根新的网线", FEWEST - 1),
        ("好的", 900),
    ]
    assert recurring(said, 900) == {fingerprint("您好，1号为您服务请讲")}
    assert recurring(said, 2_000) == frozenset()


def test_codes_of_scripted_turns_are_left_out_and_the_turn_is_marked() -> None:
    call = [Turn("agent", "很抱歉给您带来不便敬请谅解"), Turn("customer", "很抱歉给您带来不便敬请谅解"), Turn("agent", "抱歉啊")]
    codes = [Code("apology", 1, 0.9, 0, 3), Code("thanks", 1, 0.9, 0, 3), Code("apology", 3, 0.9, 0, 2)]
    found = without_scripts(call, codes, scripted(call, frozenset({fingerprint(call[0].text)})))
    assert [(one.code, one.turn) for one in found] == [(SCRIPT, 1), ("thanks", 1), ("apology", 3)]


def test_a_scripted_apology_does_not_count_in_the_scores() -> None:
    call = [Turn("agent", "很抱歉给您带来不便敬请谅解"), Turn("customer", "网断了")]
    plain, left_out = (
        score_dialogues(["a"], [call], [[None, -0.5]], scripts=known).to_pylist()[0]
        for known in (frozenset(), frozenset({fingerprint(call[0].text)}))
    )
    assert (plain["agent_apology"], left_out["agent_apology"]) == (1, 0)
    assert [one["code"] for one in json.loads(left_out["codes"]) if one["turn"] == 1] == [SCRIPT]


def test_a_script_at_the_end_hides_no_sign_and_is_none() -> None:
    ended = [Turn("customer", "网断了三天了"), Turn("agent", "我们会尽快联系您")]
    script = Turn("agent", "稍后请您对我的服务作出评价")
    known = frozenset({fingerprint(script.text)})

    def figure(call: list[Turn], scripts: frozenset[str]) -> float:
        polarity = [-0.5 if turn.speaker == "customer" else None for turn in call]
        return score_dialogues(["a"], [call], [polarity], scripts=scripts).to_pylist()[0]["satisfaction"]

    assert figure([*ended, script], known) == figure(ended, known) < figure([*ended, script], frozenset())
    assert figure(ended, frozenset({fingerprint(ended[1].text)})) > figure(ended, frozenset())


class Written:
    """Stands for the store's writer: what it would count."""

    def __init__(self, number: int) -> None:
        self.number = number

    def repeated_turns(self):
        return self.number, [("稍后请对我的服务做评价", self.number)]


def test_scripts_stay_until_a_refit(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert scripts(Written(10), settings) == frozenset()
    first = scripts(Written(200), settings)
    assert first == {fingerprint("稍后请对我的服务做评价")}
    assert scripts(Written(0), settings) == first
    assert scripts(Written(0), settings, refit=True) == frozenset()
