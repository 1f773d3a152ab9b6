from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from voc import resources
from voc.errors import VocError
from voc.sentiment.linear import load_linear
from voc.sentiment.train import corpora, examples, learn, main, own_reviews, rebuild
from voc.text.documents import prepare

if TYPE_CHECKING:
    from pathlib import Path

PRAISE = ["房间干净，服务热情", "送货快，质量好", "很喜欢，会再来", "味道好，分量足"]
BLAME = ["房间脏，服务冷淡", "送货慢，质量差", "很失望，不会再来", "味道差，分量少"]


def test_the_corpora_are_folded_and_free_of_repeats() -> None:
    praise, blame = corpora()
    assert len(set(praise)) == len(praise) > 8_000
    assert len(set(blame)) == len(blame) > 8_000
    assert not set(praise) & set(blame)


def test_sentences_join_their_reviews_at_a_lower_weight() -> None:
    given = examples(["大堂很漂亮也很干净。早餐的种类非常丰富！好"], [])
    assert given.texts[1:] == ["大堂很漂亮也很干净", "早餐的种类非常丰富"]
    assert given.praise.tolist() == [1.0, 1.0, 1.0]
    assert given.weight[0] > given.weight[1] == given.weight[2]


def test_own_reviews_weigh_more_than_packaged_ones() -> None:
    given = examples(["很好"], ["很差"], (["汤还热"], ["汤凉了", "太咸"]))
    assert given.texts[2:] == ["汤还热", "汤凉了", "太咸"]
    assert given.praise.tolist() == [1.0, 0.0, 1.0, 0.0, 0.0]
    assert given.weight[:2].max() < given.weight[2:].min()
    praise, blame = own_reviews()
    assert len(praise) > 150
    assert len(blame) > 150
    assert not set(praise) & set(blame)


@pytest.mark.filterwarnings("ignore:.*Number of classes.*")
def test_a_model_learned_from_a_few_lines_tells_them_apart() -> None:
    weights, _ = learn(examples(PRAISE * 5, BLAME * 5))
    assert np.isfinite(weights).all()
    again, _ = learn(examples(PRAISE * 5, BLAME * 5))
    assert np.array_equal(weights, again)


def test_the_parts_of_the_clauses_add_up_to_the_document() -> None:
    documents = prepare(["宽带很慢，客服不理人。但是师傅好", "", "好"])
    parts = load_linear().parts(documents)
    assert parts.logits[1] == 0.0
    counts = [len(clauses) for clauses in documents.clauses]
    assert np.isclose(parts.clauses[: counts[0]].sum(), parts.logits[0])
    assert parts.logits[2] == pytest.approx(parts.clauses[-1])


def test_a_model_of_another_shape_is_refused(tmp_path: Path) -> None:
    for name in ("sentiment.npz", "sentiment.json"):
        (tmp_path / name).write_bytes(resources.path("lexicons", "models", name).read_bytes())
    card = tmp_path / "sentiment.json"
    card.write_text(card.read_text().replace('"bits": 18', '"bits": 20'))
    with pytest.raises(VocError, match="train it again"):
        load_linear(tmp_path)


@pytest.mark.slow
def test_the_shipped_models_are_rebuilt_byte_for_byte(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--out", str(tmp_path)]) == 0
    assert "acts.npz" in capsys.readouterr().out
    for name in ("sentiment.npz", "sentiment.json", "acts.npz", "acts.json"):
        assert (tmp_path / name).read_bytes() == resources.path("lexicons", "models", name).read_bytes()


def test_the_shipped_linear_model_is_rebuilt_byte_for_byte(tmp_path: Path) -> None:
    rebuild(tmp_path)
    for name in ("sentiment.npz", "sentiment.json"):
        assert (tmp_path / name).read_bytes() == resources.path("lexicons", "models", name).read_bytes()
    assert (tmp_path / "sentiment.npz").stat().st_size < 1_000_000
