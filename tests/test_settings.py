from __future__ import annotations

from pathlib import Path

import pytest

from voc import resources
from voc.errors import VocError
from voc.settings import Settings


@pytest.mark.parametrize(
    ("name", "value"), [("scorer", "bert"), ("segmenter", "x"), ("topics", "lda2vec"), ("lang", "fr"), ("timezone", "Mars/Base")]
)
def test_an_unknown_choice_says_what_is_known(name: str, value: str) -> None:
    with pytest.raises(VocError) as caught:
        Settings(**{name: value})  # type: ignore[arg-type]
    assert value in caught.value.zh
    assert value in caught.value.en


def test_given_wins_over_the_environment_and_none_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOC_HOME", "/somewhere")
    monkeypatch.setenv("VOC_LANG", "en")
    settings = Settings.from_environment(home=None, lang="zh")
    assert (settings.home, settings.lang) == (Path("/somewhere"), "zh")


def test_packaged_files_are_found_and_missing_ones_are_named() -> None:
    assert resources.path("lexicons", "codeframe.toml").is_file()
    with pytest.raises(FileNotFoundError, match=r"nothing\.toml"):
        resources.path("lexicons", "nothing.toml")
