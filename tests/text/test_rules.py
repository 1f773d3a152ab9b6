from __future__ import annotations

import pytest

from voc.text.documents import prepare
from voc.text.lanes import VERBATIM, Rule
from voc.text.rules import Rulebook


def rule(*lanes: str, **given: object) -> Rule:
    kept = {
        key: frozenset(value.split("|")) if isinstance(value, str) and key != "regex" else value for key, value in given.items()
    }
    return Rule("x", 1.0, tuple(frozenset(lane.split("|")) for lane in lanes), **kept)  # type: ignore[arg-type]


def found(one: Rule, *texts: str, shadows: tuple[str, ...] = ()) -> list[tuple[int, str]]:
    docs = prepare(texts)
    matches = Rulebook([one], shadows).match(docs)
    rows = zip(matches.doc.tolist(), matches.start.tolist(), matches.end.tolist(), strict=True)
    return [(doc, docs.folded[doc][start:end]) for doc, start, end in rows]


@pytest.mark.parametrize(
    ("given", "text", "spans"),
    [
        (rule("信号", "差|弱"), "信号很差", ["信号很差"]),
        (rule("信号", "差|弱"), "差信号", ["差信号"]),
        (rule("信号", "差|弱"), "信号好，天气差", []),
        (rule("信号", "差", near=4), "信号好，就是差", ["信号好，就是差"]),
        (rule("信号", "差", near=2), "信号好，就是差", []),
        (rule("信号", "差", near=VERBATIM), "信号。" + "好" * 50 + "。差", ["信号"]),
        (rule("信号", "差", ordered=True), "差信号", []),
        (rule("信号", "差", none="不"), "信号不差", []),
        (rule("信号", unless="宽带"), "信号好。宽带也好", []),
        (rule("没有信号|信号"), "没有信号", ["没有信号"]),
        (rule("信号", regex="信号.差"), "信号很差", ["信号"]),
        (rule("信号", regex="信号.差"), "信号一直差", []),
        (rule("信号", "好", near=0), "信号好。信号很好", ["信号好", "信号很好"]),
    ],
)
def test_lanes(given: Rule, text: str, spans: list[str]) -> None:
    assert [span for _, span in found(given, text)] == spans


def test_a_rule_never_reaches_into_the_next_text() -> None:
    assert found(rule("信号", "差", near=9), "信号", "差") == []


def test_shadows_hide_what_lies_in_them() -> None:
    assert found(rule("不好"), "不好意思", "不好", shadows=("不好意思",)) == [(1, "不好")]


def test_operators_are_one() -> None:
    assert found(rule("通话"), "联通话费", "移动话费") == []
    assert found(rule("换移动"), "换联通", "换电信") == [(0, "换联通"), (1, "换电信")]


def test_no_texts_and_no_rules() -> None:
    assert found(rule("信号")) == []
    assert len(Rulebook([]).match(prepare(["信号"])).rule) == 0
