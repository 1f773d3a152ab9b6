from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from voc import resources
from voc.causes.concepts import Concepts, load_concepts
from voc.causes.features import features, width
from voc.causes.learn import LEAST, LONG, Example, _counted, composed, learn, ready, sentences, variants, write, written
from voc.causes.linear import LATER, LinearModel, load_linear
from voc.errors import VocError
from voc.text.documents import prepare
from voc.text.hashing import BUCKETS
from voc.text.rules import Rulebook


@cache
def cached() -> LinearModel:
    return load_linear()


SMALL = [
    Example(text, code)
    for code, texts in {
        "network.coverage": ["手机没信号", "地下室信号太差", "家里一格信号没有", "基站坏了没信号"],
        "billing.charges": ["乱扣我话费", "多扣了二十块", "话费莫名少了", "又扣钱了退我"],
    }.items()
    for text in texts
]


def test_the_shipped_model_knows_every_code_that_has_sentences() -> None:
    known = {code for code, _ in sentences(resources.path("data", "causes"))}
    assert len(known) == 30
    assert set(load_linear().classes) == known


def test_probabilities_add_up_and_go_by_text_alone() -> None:
    model, texts = load_linear(), ["手机没信号", "乱扣话费要求退钱", "", "宽带又断了师傅没来"]
    docs = prepare(texts)
    for view, found in enumerate(model.views(docs, model.concepts_in(docs))):
        assert np.allclose(found.sum(axis=1), 1)
        for row, text in zip(found, texts, strict=True):
            alone = prepare([text])
            assert np.array_equal(model.views(alone, model.concepts_in(alone))[view][0], row)
        assert model.classes[int(found[1].argmax())] == "billing.charges"


def test_long_texts_are_not_put_into_composed_ones() -> None:
    long, short = "信号" * (LONG // 2 + 1), "没信号"
    texts = [example.text for example in composed([Example(long, "network.coverage"), Example(short, "network.coverage")], 40)]
    assert all(short in text for text in texts)
    assert not any(long in text for text in texts)


def test_counts_are_counted_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voc.causes.learn.LEAST", 2)
    assert LEAST > 1
    table = csr_matrix(np.array([[1.0, 0, 0, 1], [1, 0, 1, 0], [1, 1, 0, 0], [1, 1, 0, 1]]))
    examples = [Example("", "a"), Example("", "a", 0.5), Example("", "b"), Example("", "b")]
    found = _counted(table, examples, ["a", "b"], 0.0, 1.0)
    assert not found[2].any()
    held = np.array([[1.5, 0, 1], [2, 2, 1]]) + 0.1
    shares = np.log(held / held.sum(axis=1, keepdims=True))
    by_hand = (shares - shares.mean(axis=0)).T
    assert np.allclose(found[[0, 1, 3]], by_hand)


def test_pairs_are_counted_by_hand() -> None:
    names = ("signal", "lack", "fee")
    rules = tuple(rule for rule in load_concepts().rules if rule.label in ("signal", "lack", "money"))
    docs = prepare(["没信号，话费"])
    rows, columns, values = features(docs, Rulebook(rules).match(docs), len(names))
    said = {int(column) - BUCKETS for column in columns if column >= BUCKETS}
    signal, lack, money = ([rule.label for rule in rules].index(name) for name in ("signal", "lack", "money"))
    low, high = sorted((signal, lack))
    assert said == {signal, lack, money, 3 + low * 3 + high}
    assert np.isclose((values[columns >= BUCKETS] ** 2).sum(), 1)
    assert width(3) == BUCKETS + 12
    assert set(rows.tolist()) == {0}


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text("信号差扣费移动联通，。 ab", max_size=30), min_size=1, max_size=5))
def test_the_operators_name_changes_nothing(texts: list[str]) -> None:
    model = cached()
    docs, other = prepare(texts), prepare([text.replace("移动", "联通") for text in texts])
    for one, two in zip(model.views(docs, model.concepts_in(docs)), model.views(other, model.concepts_in(other)), strict=True):
        assert np.array_equal(one, two)


def test_a_model_written_and_read_says_nearly_the_same_and_twice_the_same_bytes(tmp_path: Path) -> None:
    concepts = load_concepts()
    learned = learn(SMALL, concepts)
    for name in ("one", "two"):
        write(tmp_path / name, learn(SMALL, concepts), concepts, {"learned_from": "test"})
    one, two = ([(tmp_path / name / f"causes.{end}").read_bytes() for end in ("npz", "json")] for name in ("one", "two"))
    assert one == two
    docs = prepare(["手机在地下室没信号", "又多扣了我话费"])
    before, after = ready(learned, concepts), load_linear(tmp_path / "one")
    for found in zip(*(model.views(docs, model.concepts_in(docs)) for model in (before, after)), strict=True):
        assert np.abs(found[0] - found[1]).max() < 0.03
        assert [after.classes[i] for i in found[1].argmax(axis=1)] == ["network.coverage", "billing.charges"]


def test_a_model_made_with_other_concepts_is_refused(tmp_path: Path) -> None:
    concepts = load_concepts()
    write(tmp_path, learn(SMALL, concepts), Concepts(concepts.names, concepts.rules, "other"), {})
    with pytest.raises(VocError) as caught:
        load_linear(tmp_path)
    assert "voc train causes" in caught.value.said("en")


def test_variants_are_readings_of_the_choices_and_the_same_each_time() -> None:
    found = variants("[信号|讯号]没了", 6)
    assert set(found) <= {"信号没了", "讯号没了"}
    assert found == variants("[信号|讯号]没了", 6)
    assert variants("没有选择", 6) == ["没有选择"]


def test_no_sentence_is_in_both_parts() -> None:
    learned, held = written(held_out=3)
    assert len(held) > 300
    assert not {example.text for example in held} & {example.text for example in learned}


@pytest.mark.slow
def test_the_shipped_model_is_what_the_sentences_give(tmp_path: Path) -> None:
    from voc.causes.learn import rebuild

    for path in rebuild(tmp_path):
        shipped = resources.path("lexicons", "models", path.name)
        assert path.read_bytes() == shipped.read_bytes()
    assert json.loads((tmp_path / "causes.json").read_text(encoding="utf-8"))["sentences"] > 5000


def test_clauses_are_heard_one_by_one_and_the_later_count_less() -> None:
    model, text = cached(), "手机没信号，话费又多扣了二十，客服没人接。"
    docs = prepare([text, "", "手机没信号"])
    found = model.views(docs, model.concepts_in(docs)).clauses
    pieces = [text[start:end] for start, end in docs.clauses[0]]
    alone = prepare(pieces)
    each = model.views(alone, model.concepts_in(alone)).counts
    worth = np.array([len(piece) * LATER**place for place, piece in enumerate(pieces)])
    assert len(pieces) == 3
    assert np.allclose(found[0], worth @ each / worth.sum())
    assert np.allclose(found[1], 1 / len(model.classes))
    assert np.allclose(found[2], model.views(docs, model.concepts_in(docs)).counts[2])


def test_blocks_of_clauses_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    model = cached()
    docs = prepare(["手机没信号，话费多扣了，退钱", "宽带断了", "", "打热线，没人接，投诉也没用，我要转网"] * 3)
    said = model.concepts_in(docs)
    whole = model.views(docs, said).clauses
    for block in (1, 3, 4, 7):
        monkeypatch.setattr("voc.causes.linear.BLOCK", block)
        assert np.array_equal(model.views(docs, said).clauses, whole)
