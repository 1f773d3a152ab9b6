"""The frozen gold calls are well formed; what the rules make of them is measured elsewhere."""

import json
from collections import Counter
from pathlib import Path

from voc.causes import load_codeframe

CALLS = Path(__file__).parents[1] / "gold" / "calls.jsonl"
FIELDS = {
    "id",
    "turns",
    "agent_codes",
    "resolution",
    "unresolved_ending",
    "nth_contact",
    "waiting",
    "promise_received",
    "want",
    "intent",
    "cause",
    "satisfaction",
    "task_accomplished",
    "recovered",
}
CODES = {
    "greeting",
    "thanks",
    "empathy",
    "apology",
    "owning",
    "passing_on",
    "explanation",
    "solution",
    "promise_with_time",
    "self_service",
    "blame",
}
RESOLUTIONS = {"solved", "promised", "unresolved"}
INTENTS = {"complaint", "inquiry", "suggestion", "demand", "praise", "other"}
ROLES = {"agent", "customer", "other"}
FLAGS = ("unresolved_ending", "waiting", "promise_received", "recovered")


def _calls() -> list[dict]:
    return [json.loads(line) for line in CALLS.read_text(encoding="utf-8").splitlines()]


def test_every_call_has_the_fields_and_their_values():
    causes = {code.id for code in load_codeframe().codes}
    for call in _calls():
        assert set(call) == FIELDS, call["id"]
        assert call["resolution"] in RESOLUTIONS, call["id"]
        assert call["intent"] in INTENTS, call["id"]
        assert call["cause"] in causes, call["id"]
        assert call["want"].strip(), call["id"]
        assert all(isinstance(call[flag], bool) for flag in FLAGS), call["id"]
        assert call["nth_contact"] is None or call["nth_contact"] >= 1, call["id"]
        for score in ("satisfaction", "task_accomplished"):
            assert -2 <= call[score] <= 2, call["id"]
            assert round(call[score], 1) == call[score], call["id"]


def test_turns_have_text_roles_and_whole_time_spans():
    for call in _calls():
        assert 6 <= len(call["turns"]) <= 20, call["id"]
        for turn in call["turns"]:
            assert set(turn) <= {"speaker", "text", "start", "end", "given", "agent_no"}, call["id"]
            assert turn["text"].strip(), call["id"]
            assert turn["speaker"] in ROLES, call["id"]
            assert turn.get("given", "other") in ROLES, call["id"]
            assert ("start" in turn) == ("end" in turn), call["id"]
            assert turn.get("start", 0) <= turn.get("end", 0), call["id"]


def test_codes_stand_once_and_on_turns_of_the_agent():
    for call in _calls():
        rows = [(row["code"], row["turn"]) for row in call["agent_codes"]]
        assert len(rows) == len(set(rows)), call["id"]
        for code, turn in rows:
            assert code in CODES, call["id"]
            assert 0 <= turn < len(call["turns"]), call["id"]
            assert call["turns"][turn]["speaker"] == "agent", (call["id"], code, turn)


def test_ids_are_unique_and_labels_agree_with_each_other():
    calls = _calls()
    assert len(calls) >= 105
    assert len({call["id"] for call in calls}) == len(calls)
    for call in calls:
        codes = {row["code"] for row in call["agent_codes"]}
        assert call["promise_received"] or "promise_with_time" not in codes, call["id"]
        assert call["promise_received"] or call["resolution"] != "promised", call["id"]
        assert not (call["resolution"] == "solved" and call["unresolved_ending"]), call["id"]


def test_every_code_has_at_least_15_rows():
    counts = Counter(row["code"] for call in _calls() for row in call["agent_codes"])
    assert {code: counts[code] for code in CODES if counts[code] < 15} == {}
