from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from voc.errors import InputError
from voc.jobs.evaluate import evaluate
from voc.settings import Settings

Write = Callable[..., Path]
GOOD, BAD = "师傅服务很好，非常满意，谢谢", "信号太差了，投诉也没人管，垃圾"


def figures(task: str, path: Path, settings: Settings) -> dict[str, float]:
    return {figure.name: figure.value for figure in evaluate(task, path, settings=settings).figures}


@pytest.mark.parametrize(("good", "bad"), [("1", "0"), ("pos", "neg"), ("正面", "负面")])
def test_sentiment_labels_in_three_spellings(settings: Settings, write_csv: Write, good: str, bad: str) -> None:
    rows = [{"label": good, "text": f"{GOOD}{i}"} for i in range(12)] + [{"label": bad, "text": f"{BAD}{i}"} for i in range(12)]
    found = figures("sentiment", write_csv("a.csv", rows), settings)
    assert (found["accuracy"], found["macro_f1"], found["auc_positive_against_negative"]) == (1, 1, 1)


def test_wrong_labels_show_as_errors_with_their_text(settings: Settings, write_csv: Write) -> None:
    rows = [
        {"label": "1", "text": GOOD},
        {"label": "1", "text": BAD},
        {"label": "0", "text": BAD},
        {"label": "0", "text": "差评，太慢"},
    ]
    result = evaluate("sentiment", write_csv("a.csv", rows), settings=settings)
    accuracy = result.figures[0]
    assert (accuracy.value, accuracy.base) == (0.75, 4)
    assert accuracy.low is not None
    assert accuracy.high is not None
    assert accuracy.low < 0.75 < accuracy.high
    assert [row["text"] for row in result.worst] == [BAD]
    assert result.confusion["pos"] == {"pos": 1, "neg": 1}


def test_causes_count_level_exact_and_secondary(settings: Settings, write_jsonl: Write) -> None:
    rows = [
        {"text": "家里宽带老是断线，路由器重启也没用", "cause": "network.broadband", "cause2": ""},
        {"text": "家里宽带老是断线，路由器重启也没用", "cause": "network.voice", "cause2": ""},
    ]
    found = figures("causes", write_jsonl("a.jsonl", rows), settings)
    assert (found["exact"], found["level_1"], found["not_coded"]) == (0.5, 1.0, 0.0)


def test_intent_and_escalation(settings: Settings, write_jsonl: Write) -> None:
    rows = [
        {"text": "请问怎么查询套餐余量？", "kind": "inquiry", "escalation": "none"},
        {"text": "再不解决我就去工信部投诉你们", "kind": "complaint", "escalation": "public"},
        {"text": "谢谢客服，处理得很快，点赞", "kind": "praise", "escalation": "none"},
    ]
    found = figures("intent", write_jsonl("a.jsonl", rows * 4), settings)
    assert found["accuracy"] == 1
    assert found["f1_escalation_public"] == 1


def test_missing_labels_or_texts_are_named(settings: Settings, write_csv: Write) -> None:
    with pytest.raises(InputError, match="cause"):
        evaluate("causes", write_csv("a.csv", [{"text": "信号差"}]), settings=settings)
    with pytest.raises(InputError, match="text"):
        evaluate("sentiment", write_csv("b.csv", [{"words": "信号差", "label": "0"}]), settings=settings)
    with pytest.raises(InputError, match="sentiment"):
        evaluate("mood", write_csv("c.csv", [{"text": "信号差", "label": "0"}]), settings=settings)
