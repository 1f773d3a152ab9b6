from __future__ import annotations

import tomllib

import pytest

from voc import resources
from voc.errors import VocError
from voc.sentiment.entries import FILES, Entry, _with


@pytest.mark.parametrize("name", FILES)
def test_a_word_stands_once_in_a_kind(name: str) -> None:
    groups = tomllib.loads(resources.path("lexicons", name).read_text(encoding="utf-8"))["group"]
    # In polarity.toml a word that feels cannot at once be taken out of play.
    kinds = {"polarity.toml": lambda kind: "any", "emoticons.toml": lambda kind: "any"}
    of = kinds.get(name, lambda kind: kind)
    seen: dict[tuple[str, str], str] = {}
    for group in groups:
        for word in group["words"].split():
            key = (of(group["kind"]), word)
            assert key not in seen, f"{word} stands twice"
            seen[key] = word


def test_an_unknown_kind_is_refused_with_what_is_known() -> None:
    with pytest.raises(VocError, match=r"known: polarity"):
        _with(Entry(), {"kind": "mood", "words": "好"}, "own.toml")


def test_a_word_may_do_several_things() -> None:
    once = _with(Entry(), {"kind": "degree", "weight": 1.6}, "own.toml")
    both = _with(once, {"kind": "polarity", "weight": 0.7, "cue": "words"}, "own.toml")
    assert (both.degree, both.weight) == (1.6, 0.7)
