from __future__ import annotations

import dataclasses
import json
import random
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from gensim.models import TfidfModel

from voc.errors import VocError
from voc.text.documents import prepare
from voc.topics import TopicModel, fit, load_model, save_model
from voc.topics.coherence import npmi
from voc.topics.labels import label_topics
from voc.topics.mixture import tfidf
from voc.topics.words import count

SUBJECTS = {
    "signal": ["手机信号", "地下室", "没有信号", "基站", "覆盖", "电梯", "盲区"],
    "bill": ["扣费", "账单", "退费", "余额", "话费", "月租", "发票"],
    "broadband": ["宽带", "光猫", "断网", "师傅", "上门", "路由器", "安装"],
    "store": ["营业厅", "排队", "窗口", "柜台", "下班", "叫号", "等待"],
}


def sample(size: int = 400, seed: int = 7) -> tuple[list[str], list[str]]:
    rng = random.Random(seed)
    kinds = [rng.choice(list(SUBJECTS)) for _ in range(size)]
    texts = ["，".join(rng.sample(SUBJECTS[kind], 4)) + f"{number}号" for number, kind in enumerate(kinds)]
    return texts, kinds


@pytest.fixture(scope="module")
def model() -> TopicModel:
    return fit(sample()[0], topics=4)


def assigned(model: TopicModel, texts: list[str]) -> list[str | None]:
    topics: list[str | None] = model.score([str(number) for number in range(len(texts))], prepare(texts))["topic"].to_pylist()
    return topics


@pytest.mark.parametrize("method", ["nmf", "gensim"])
def test_planted_topics_are_found(method: str) -> None:
    texts, kinds = sample()
    found = assigned(fit(texts, method, topics=4), texts)
    pure = sum(
        max([kind for kind, topic in zip(kinds, found, strict=True) if topic == name].count(k) for k in SUBJECTS)
        for name in set(found)
    )
    assert pure / len(texts) > (0.95 if method == "nmf" else 0.6)


def test_an_answer_that_says_nothing_has_no_topic_and_teaches_none() -> None:
    texts = sample()[0]
    nothing = ["不清楚", "没有意见。", "无", "没有什么建议", "说不清楚！"]
    fitted = fit([*texts, *(f"{answer}{mark}" for answer in nothing for mark in ("", "。", "！", "~"))], topics=4)
    assert fitted.version == fit(texts, topics=4).version
    # Even where such words are the model's own.
    named = {"发票": "清楚", "余额": "意见"}
    knows = dataclasses.replace(fitted, words=tuple(named.get(word, word) for word in fitted.words))
    assert assigned(knows, ["清楚意见"]) != [None]
    assert assigned(knows, [*nothing, texts[0]])[: len(nothing)] == [None] * len(nothing)
    assert assigned(knows, [*nothing, texts[0]])[-1] is not None


@pytest.mark.parametrize("method", ["nmf", "gensim"])
def test_order_of_the_documents_changes_nothing(method: str, tmp_path: Path) -> None:
    texts, _ = sample()
    shuffled = random.Random(1).sample(texts, len(texts))
    save_model(fit(texts, method, topics=4), tmp_path / "一")
    save_model(fit(shuffled, method, topics=4), tmp_path / "二")
    assert (tmp_path / "一").read_bytes() == (tmp_path / "二").read_bytes()


def test_a_saved_model_is_the_same_model(model: TopicModel, tmp_path: Path) -> None:
    file = tmp_path / "带 空格" / "topics.npz"
    save_model(model, file)
    again = load_model(file)
    assert again.version == model.version
    assert again.topics.equals(model.topics)
    assert assigned(again, sample()[0]) == assigned(model, sample()[0])


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x05\x06" + b"\0" * 18], ids=["empty", "text", "empty zip"])
def test_a_broken_model_is_one_clear_message(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "topics.npz"
    file.write_bytes(content)
    with pytest.raises(VocError, match="cannot be read"):
        load_model(file)


def test_a_missing_model_is_one_clear_message(tmp_path: Path) -> None:
    with pytest.raises(VocError, match="cannot be read"):
        load_model(tmp_path / "none")


@pytest.mark.parametrize("texts", [[], [""] * 500, ["宽带断网没人修"] * 500, sample(20)[0], ["。"] * 60])
def test_too_few_to_model(texts: list[str]) -> None:
    with pytest.raises(VocError, match="too few to model"):
        fit(texts)


@pytest.mark.parametrize("given", [{"method": "bert"}, {"topics": 1}, {"topics": 500}])
def test_wrong_requests_are_refused(given: dict[str, object]) -> None:
    with pytest.raises(VocError):
        fit(sample()[0], **given)  # type: ignore[arg-type]


def test_the_number_of_topics_is_chosen(model: TopicModel) -> None:
    chosen = fit(sample()[0])
    assert 4 <= len(chosen.labels) <= 25


def test_topics_meet_the_contract(model: TopicModel) -> None:
    rows = model.topics.to_pylist()
    assert [row["topic"] for row in rows] == ["t01", "t02", "t03", "t04"]
    assert len({row["label"] for row in rows}) == 4
    assert all(row["version"] == model.version and 2 <= len(row["label"]) <= 6 for row in rows)
    assert [row["documents"] for row in rows] == sorted((row["documents"] for row in rows), reverse=True)


def test_what_has_no_known_word_has_no_topic(model: TopicModel) -> None:
    rows = model.score(["a", "b", "c"], prepare([None, "今天天气", "   "])).to_pylist()
    assert all((row["topic"], row["topic_weight"], row["evidence"]) == (None, None, "[]") for row in rows)


def test_evidence_indexes_the_text(model: TopicModel) -> None:
    text = "營業廳排隊，只有一个窗口"
    row = model.score(["a"], prepare([text])).to_pylist()[0]
    spans = json.loads(row["evidence"])
    assert spans
    assert 0 < row["topic_weight"] <= 1
    assert all(text[span["start"] : span["end"]] == span["text"] and span["topic"] == row["topic"] for span in spans)


def test_assigning_imports_no_heavy_package(model: TopicModel, tmp_path: Path) -> None:
    file = tmp_path / "m"
    save_model(model, file)
    code = (
        "import sys; from pathlib import Path; from voc.topics import load_model; from voc.text.documents import prepare\n"
        f"load_model(Path({str(file)!r})).score(['a'], prepare(['宽带断网']))\n"
        "print([name for name in ('sklearn', 'gensim', 'scipy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_npmi_of_words_always_and_never_together() -> None:
    counts = count([["甲乙", "丙丁"], ["甲乙", "丙丁"], ["戊己", "庚辛"], ["戊己", "庚辛"]], ["丙丁", "庚辛", "戊己", "甲乙"])
    assert npmi([[0, 3]], counts) == pytest.approx(1.0)
    assert npmi([[0, 1]], counts) == -1.0


def test_labels_are_short_and_distinct() -> None:
    labels = label_topics([["宽带", "断网"], ["宽带", "断网"], ["宽带", "断网"], []])
    assert len(set(labels)) == 4
    assert labels[0] == "宽带断网"


def test_texts_weigh_as_gensim_has_it() -> None:
    rows = [["宽带", "断网"], ["宽带"], [], ["信号", "断网", "宽带"], ["客服"]]
    counts = count(rows, ["信号", "宽带", "客服", "断网"])
    bags = [[(word, 1) for word in counts.indices[low:high].tolist()] for low, high in pairwise(counts.indptr.tolist())]
    theirs = [dict(TfidfModel(bags)[bag]) for bag in bags]
    ours = tfidf(counts).toarray()
    assert [{word: value for word, value in enumerate(row) if value} for row in ours.tolist()] == theirs
