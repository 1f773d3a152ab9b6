from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
import streamlit

from voc.dashboard.assets.draw_icon import png
from voc.dashboard.words import WORDS, name, say
from voc.dashboard.words.streamlit_words import EXACT, OPTIONS, PATTERNS
from voc.schema import ESCALATIONS, LABELS, ROLES, SOURCES

DASHBOARD = Path(__file__).parents[2] / "voc" / "dashboard"
# Names that are the same in both languages: file formats, commands, figures, coefficients.
SHARED = {"SPSS", "JSON",
    "CSV", "XLSX", "JSONL", "MB", "NPS", "NEG", "POS", "voc", "rescore", "ingest", "demo", "r", "lexicons", "coefficients", "toml",
    "Excel", "PPT", "Krippendorff", "Cohen", "AAPOR", "UTF", "TOML", "train", "causes", "survey", "p", "codeframe", "export", "diff", "apply", "undo",
    "Goodman", "c_money", "c_treatment", "customers", "value", "hall_functions",
}  # fmt: skip


def _fields(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field}


@pytest.mark.parametrize("key", sorted(WORDS))
def test_both_languages_say_the_same(key: str) -> None:
    zh, en = WORDS[key]
    assert zh.strip()
    assert en.strip()
    assert _fields(zh) == _fields(en)
    assert not re.search(r"[\u4e00-\u9fff]", en), "Chinese in the English words"
    bare = re.sub(r"\{[^}]*\}", "", zh)
    assert set(re.findall(r"[A-Za-z_]+", bare)) <= SHARED, "English in the Chinese words"


def _asked() -> set[str]:
    said = set()
    for path in DASHBOARD.rglob("*.py"):
        if "words" not in path.parts:
            said |= set(re.findall(r'"([a-z_0-9]+\.[a-z_0-9.]+)"', path.read_text("utf-8")))
    return said


def test_every_key_asked_for_is_there() -> None:
    pages = {key.split(".")[0] for key in WORDS}
    keys = {key for key in _asked() if key.split(".")[0] in pages and not re.search(r"\.(py|js|css|csv|png)$", key)}
    assert keys - set(WORDS) <= {"causes.codeframe"}


@pytest.mark.parametrize(("kind", "values"), [("source", SOURCES), ("label", LABELS), ("escalation", ESCALATIONS), ("role", ROLES)])
def test_every_coded_value_has_words(kind: str, values: tuple[str, ...]) -> None:
    assert {f"{kind}.{value}" for value in values} <= set(WORDS)
    assert all(name("zh", kind, value) != value for value in values)


def test_a_value_without_words_is_shown_as_it_is() -> None:
    assert name("zh", "source", "青禾") == "青禾"


def test_an_unknown_key_fails() -> None:
    with pytest.raises(KeyError):
        say("zh", "no.such.key")


def test_streamlits_own_words_are_known() -> None:
    static = Path(streamlit.__file__).parent / "static" / "static" / "js"
    chunks = (
        "DataFrame.*.js",
        "Multiselect.*.js",
        "Selectbox.*.js",
        "DateInput.*.js",
        "FileUploader.*.js",
        "Toolbar.*.js",
        "index.*.js",
    )
    bundle = "".join(path.read_text("utf-8") for chunk in chunks for path in static.glob(chunk))
    shown = (
        "Upload", "Drag and drop a file here", "No results", "Select all", "Clear all", "Choose date range", "Fullscreen",
        "Close fullscreen", "Show/hide columns", "Sort ascending", "Sort descending", "Autosize", "Pin column", "Hide column",
        "Search", "Skip to main content", "Connection error", "Page not found", "Main menu", "Collapse sidebar", "Expand sidebar",
    )  # fmt: skip
    for word in shown:
        assert word in bundle, f"Streamlit no longer says {word!r}: look at its new words"
        assert word in EXACT
    assert set(OPTIONS) <= set(EXACT)
    assert all(re.search(r"[\u4e00-\u9fff]", word) for word in EXACT.values())
    assert all(re.compile(find) for find, _ in PATTERNS)


def test_the_icon_is_the_one_drawn() -> None:
    assert (DASHBOARD / "assets" / "icon.png").read_bytes() == png()


def test_nothing_on_the_page_comes_from_elsewhere() -> None:
    for path in (*DASHBOARD.rglob("*.py"), *DASHBOARD.rglob("*.js"), *DASHBOARD.rglob("*.css")):
        assert not re.search(r"https?://(?!127\.0\.0\.1|localhost)", path.read_text("utf-8")), path
