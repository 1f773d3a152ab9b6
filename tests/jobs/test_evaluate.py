from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from voc.errors import InputError
from voc.jobs.evaluate import evaluate
from voc.settings import Settings

Write = Callable[..., Path]
GOOD, BAD = "师傅服务很好，非常满意，谢谢", "信号太差了，投诉也没人管，垃圾"


def figures(task: str, path: Path, settings: Settings) -> dict[str, float | None]:
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


@pytest.mark.parametrize(("task", "header"), [("sentiment", "label"), ("intent", "intent"), ("causes", "cause")])
def test_labels_nobody_knows_are_named_beside_the_known(settings: Settings, write_csv: Write, task: str, header: str) -> None:
    with pytest.raises(InputError, match=r"banana.*Known") as error:
        evaluate(task, write_csv("a.csv", [{"text": BAD, header: "banana"}]), settings=settings)
    assert "banana" in error.value.zh


@pytest.mark.parametrize(
    ("task", "row"),
    [
        ("sentiment", {"text": "12345", "label": "1"}),
        ("intent", {"text": "12345", "intent": "complaint"}),
        ("dialogue", {"text": "12345", "satisfaction": "1"}),
        ("dialogue", {"turns": f"客户：{BAD}", "satisfaction": "abc"}),
    ],
)
def test_files_without_a_row_to_hold_against_its_label(
    settings: Settings, write_csv: Write, task: str, row: dict[str, str]
) -> None:
    with pytest.raises(InputError, match="none has both"):
        evaluate(task, write_csv("a.csv", [row] * 3), settings=settings)


def test_rows_that_cannot_be_scored_or_have_no_label_are_counted_and_left_out(settings: Settings, write_csv: Write) -> None:
    rows = [{"text": BAD, "intent": "complaint"}, {"text": "12345", "intent": "other"}, {"text": BAD, "intent": ""}]
    result = evaluate("intent", write_csv("a.csv", rows), settings=settings)
    assert (result.base, result.unscored, result.figures[0].value) == (1, 2, 1)
    assert result.confusion == {"complaint": {"complaint": 1}}


@pytest.mark.parametrize(("text", "label"), [("文本", "标签"), ("内容", "情感"), ("Text", "Sentiment")])
def test_other_headers_are_recognised(settings: Settings, write_csv: Write, text: str, label: str) -> None:
    rows = [{text: GOOD, label: "正面"}, {text: BAD, label: "负面"}]
    assert figures("sentiment", write_csv("a.csv", rows), settings)["accuracy"] == 1


def test_nought_is_neutral_where_minus_one_is_negative(settings: Settings, write_csv: Write) -> None:
    rows = [{"text": GOOD, "label": "1"}, {"text": BAD, "label": "-1.0"}, {"text": "下午三点去营业厅", "label": "0"}]
    result = evaluate("sentiment", write_csv("a.csv", rows), settings=settings)
    assert set(result.confusion) == {"pos", "neg", "neu"}


def test_calls_as_text_count_and_ratings_that_are_none_are_left_out(settings: Settings, write_csv: Write) -> None:
    rows = [
        {"turns": f"客服：您好\n客户：{text}", "satisfaction": value} for text, value in ((GOOD, "5"), (BAD, "1"), (BAD, "abc"))
    ]
    result = evaluate("dialogue", write_csv("a.csv", rows), settings=settings)
    assert (result.base, result.unscored) == (2, 1)
    assert result.figures[0].value == pytest.approx(1)


def test_a_constant_rating_has_no_correlation(settings: Settings, write_csv: Write) -> None:
    rows = [{"turns": f"客户：{text}", "satisfaction": "3"} for text in (GOOD, BAD, GOOD)]
    result = evaluate("dialogue", write_csv("a.csv", rows), settings=settings)
    assert [(f.value, f.low, f.high) for f in result.figures] == [(None, None, None)]
    assert "NaN" not in json.dumps(result.plain())


def test_turns_that_cannot_be_read_are_shown(settings: Settings, write_jsonl: Write) -> None:
    path = write_jsonl("a.jsonl", [{"turns": ["您好", "网断了"], "satisfaction": 1}])
    with pytest.raises(InputError, match="您好"):
        evaluate("dialogue", path, settings=settings)
