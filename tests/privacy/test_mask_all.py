"""Many texts at once are masked as each alone is: what the one pass passes over holds nothing."""

from __future__ import annotations

import random
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from voc import resources
from voc.jobs.masking_sentences import read_part, sentences
from voc.privacy.gate import mask_all
from voc.privacy.mask import mask
from voc.privacy.names import margins

_SIGNS = "艾艺张王李阿不都·.．，。：:！；@＠#[]() \n-－_号楼栋单元室路镇村组区幺八一二零０９①⓪٣𝟘Aaz小老师傅先生姓我是叫联系人来电说收の😀\u3000\ue000\ue002"


def made(rows: int) -> list[str]:
    """Sentences of every development part, and pieces of them run together."""
    folder = resources.path("data", "masking", "development.toml").parent
    texts = [turn for part in sorted(folder.glob("*.toml")) for one in sentences(read_part(part), rows) for turn in one.turns]
    rng = random.Random(3)
    cuts = [
        one[rng.randrange(len(one) + 1) :] + other[: rng.randrange(len(other) + 1)]
        for one, other in zip(texts, texts[7:], strict=False)
    ]
    return [*texts, *cuts]


def test_many_at_once_are_masked_as_each_alone() -> None:
    texts = made(500)
    assert mask_all(texts) == [mask(text) for text in texts]
    assert mask_all([unicodedata.normalize("NFKD", text) for text in texts[:300]]) == [
        mask(unicodedata.normalize("NFKD", text)) for text in texts[:300]
    ]


@given(st.lists(st.text(alphabet=_SIGNS, max_size=24), min_size=16, max_size=40))
def test_any_signs_are_masked_as_each_alone(texts: list[str]) -> None:
    assert mask_all(texts) == [mask(text) for text in texts]


@given(st.lists(st.text(max_size=12), min_size=16, max_size=24))
def test_any_text_is_masked_as_each_alone(texts: list[str]) -> None:
    assert mask_all(texts) == [mask(text) for text in texts]


@given(st.text(alphabet=" ，、。(（电话机号码是张伟阿·.Tela:：我的联系", max_size=36), st.sampled_from("是我的张伟阿系"))
def test_a_name_right_before_something_masked_is_read_the_quick_way_as_the_long_one(before: str, last: str) -> None:
    quick, long = margins._RIGHT_BEFORE.search(before + last), margins._BEFORE_MASKED.search(before + last)
    assert (quick and quick.span("name")) == (long and long.span("name"))


def test_few_and_empty_texts() -> None:
    assert mask_all([]) == []
    assert mask_all(["", "张伟，13800138000"]) == ["", "[姓名]，[手机号]"]
    assert mask_all([""] * 20 + ["打13800138000"] + [""]) == [""] * 20 + ["打[手机号]", ""]
