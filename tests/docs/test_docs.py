"""What the documentation says is so: commands, options, links, pictures, examples."""

from __future__ import annotations

import argparse
import importlib.util
import io
import re
import shlex
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote

import pytest
from PIL import Image

from voc.cli.parser import parser
from voc.dashboard.frame import SECTIONS
from voc.dashboard.words import WORDS, say
from voc.export.contracts_page import contracts_page
from voc.intake.mapping import FIELDS, REQUIRED, read_mapping
from voc.intake.reading import read
from voc.schema import ROLES, SOURCES
from voc.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), ROOT / "deploy" / "README.md", ROOT / "data" / "README.md"])
BOTH = [ROOT / "README.md", DOCS / "tour.md", DOCS / "formats.md", *sorted((DOCS / "users").glob("*.md"))]
ENGLISH = '<a id="english"></a>'
IMAGES = DOCS / "images"

PATHS = [path for section in SECTIONS.values() for path, _, _ in section]
BLOCK = re.compile(r"^[ ]*```(\w*)\n(.*?)^[ ]*```", re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")
MACHINE = re.compile(r"(?<![\w.:/*)}\]$~-])/(?!srv/|etc/|usr/|var/|opt/)[a-z]+/\w|/tmp/|/root/|/home/\w|/Users/|file://|[A-Z]:\\")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def blocks(path: Path, kind: str) -> list[str]:
    return [text for language, text in BLOCK.findall(path.read_text("utf-8")) if language == kind]


def prose(path: Path) -> str:
    return BLOCK.sub("", path.read_text("utf-8"))


def whole_commands() -> list[tuple[str, str]]:
    """Lines of shell examples that call voc; in CONTRIBUTING and deploy too."""
    found = []
    for path in PAGES:
        for block in blocks(path, "sh"):
            found += [(name(path), line.strip()) for line in block.splitlines() if line.strip().startswith("voc ")]
    return found


def named_commands() -> list[tuple[str, str]]:
    """What stands in running text: `voc ingest FILE... --watch`."""
    return [(name(path), text) for path in PAGES for text in INLINE.findall(prose(path)) if re.match(r"voc [a-z]", text)]


def subparsers() -> dict[str, argparse.ArgumentParser]:
    found = next(action for action in parser("en")._actions if isinstance(action, argparse._SubParsersAction))
    return dict(found.choices)


def options_of(command: argparse.ArgumentParser) -> set[str]:
    return {option for action in command._actions for option in action.option_strings}


def test_there_is_something_to_check() -> None:
    assert len(whole_commands()) > 20
    assert len(named_commands()) > 30
    assert len(PAGES) > 10


@pytest.mark.parametrize(("page", "line"), whole_commands())
def test_an_example_is_a_call_that_the_program_takes(page: str, line: str) -> None:
    taken = parser("en").parse_args(shlex.split(line, comments=True)[1:])
    assert vars(taken)


@pytest.mark.parametrize(("page", "text"), named_commands())
def test_a_command_in_the_text_exists_with_its_options(page: str, text: str) -> None:
    words = text.split()
    known = subparsers()
    assert words[1] in known
    assert {word.split("=")[0] for word in words if word.startswith("--")} <= options_of(known[words[1]])


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_options_in_the_text_exist(path: Path) -> None:
    known = {"--version"}.union(*(options_of(command) for command in subparsers().values()))
    named = {found for text in INLINE.findall(prose(path)) for found in re.findall(r"(?:^|\s)(--[a-z-]+)", text)}
    if path.name != "CONTRIBUTING.md":
        assert named - {"--strict"} <= known


@pytest.mark.parametrize("page", ["README.md"])
def test_the_readme_lists_every_command_in_both_languages(page: str) -> None:
    for half in (ROOT / page).read_text("utf-8").split(ENGLISH):
        rows = "\n".join(line for line in half.splitlines() if line.startswith("| `voc "))
        assert set(re.findall(r"`voc (\w+)", rows)) == set(subparsers())


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_targets_of_make_exist(path: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = [text for text in INLINE.findall(prose(path)) if text.startswith("make ")]
    named += [line for block in blocks(path, "sh") for line in block.splitlines() if line.startswith("make ")]
    assert {line.split()[1] for line in named} <= targets


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_links_and_pictures_lead_somewhere(path: Path) -> None:
    for found in LINK.findall(prose(path)):
        target, _, anchor = unquote(found[0] or found[1]).partition("#")
        if target.startswith(("http://", "https://")):
            continue
        there = (path.parent / target).resolve() if target else path
        assert there.exists(), f"{name(path)} -> {target}"
        assert there.is_relative_to(ROOT)
        if anchor:
            text = there.read_text("utf-8")
            headings = {line.lstrip("# ").strip().lower().replace(" ", "-") for line in text.splitlines() if line.startswith("#")}
            assert f'id="{anchor}"' in text or anchor in headings, f"{name(path)} -> {target}#{anchor}"


@pytest.mark.parametrize("path", [*PAGES, DOCS / "screenshots.py", *sorted((ROOT / "deploy").rglob("*.*"))], ids=name)
def test_no_path_of_somebodys_machine(path: Path) -> None:
    assert MACHINE.findall(path.read_text("utf-8")) == []


def test_the_data_dictionary_is_the_one_the_contracts_make() -> None:
    assert (DOCS / "data_dictionary.md").read_text("utf-8") == contracts_page(), "run: voc schema --out docs/data_dictionary.md"


def test_the_readme_has_the_same_sections_in_both_languages() -> None:
    zh, en = (ROOT / "README.md").read_text("utf-8").split(ENGLISH)
    sections = {
        "两条命令": "Two commands",
        "看到什么": "What you see",
        "谁来用": "Who uses it",
        "用自己的数据": "Your own files",
        "命令": "Commands",
        "它怎么对待数据": "How it treats data",
        "更多": "More",
    }
    assert re.findall(r"^## (.*)", zh, re.MULTILINE) == list(sections)
    assert re.findall(r"^## (.*)", en, re.MULTILINE) == list(sections.values())


@pytest.mark.parametrize("path", BOTH, ids=name)
def test_both_languages_are_there(path: Path) -> None:
    zh, en = path.read_text("utf-8").split(ENGLISH)
    assert len(re.findall(r"[\u4e00-\u9fff]", zh)) > 500
    assert len(re.findall(r"\b[a-z]{2,}\b", en)) > 150
    assert "](#english)" in zh


def test_the_readme_shows_every_page_by_its_name() -> None:
    for lang, half in zip(("zh", "en"), (ROOT / "README.md").read_text("utf-8").split(ENGLISH), strict=True):
        shown = re.findall(r'<img src="docs/images/([\w-]+)\.png" alt="([^"]+)"', half)
        titles = {path: say(lang, f"{path.replace('-', '_')}.title") for path in PATHS}
        assert shown[: len(PATHS)] == list(titles.items())
        # Then the tabs of some, each by the title of its page.
        for picture, named in shown[len(PATHS) :]:
            (page,) = [path for path in PATHS if picture.startswith(f"{path}-")]
            assert named.startswith(titles[page])


@pytest.mark.parametrize(
    ("page", "quoted"),
    [
        ("tour.md", ("还没有编码的原因", "大量重复的文本", "Causes nobody has a word for", "Texts that come again and again")),
        ("users/manager.md", ("超时未结工单", "扣除整体变化后", "已验证", "Open past their promise")),
        ("users/product-team.md", ("还没有编码的原因", "试一试", "已验证", "Causes nobody has a word for")),
        ("users/scheduler.md", ("运行与数据健康", "上传")),
    ],
)
def test_what_is_quoted_from_a_page_stands_there(page: str, quoted: tuple[str, ...]) -> None:
    text = (DOCS / page).read_text("utf-8")
    shown = {words for pair in WORDS.values() for words in pair}
    for words in quoted:
        assert words in text
        assert words in shown


@pytest.mark.parametrize("path", sorted((DOCS / "users").glob("*.md")), ids=name)
def test_a_users_page_says_what_figures_mean_and_what_not_to_conclude(path: Path) -> None:
    zh, en = path.read_text("utf-8").split(ENGLISH)
    assert re.search(r"^\| 数字 \| 意思 \| 不要得出的结论 \|$", zh, re.MULTILINE)
    assert re.search(r"^\| figure \| means \| do not conclude \|$", en, re.MULTILINE)
    assert "先说清楚" in zh
    assert "First version" in en


def test_formats_name_the_fields_of_every_source() -> None:
    text = (DOCS / "formats.md").read_text("utf-8")
    for half in text.split(ENGLISH):
        rows = {found[1]: found[2] for found in re.finditer(r"^\| `(\w+)`[^|]*\|[^|]*\|(.*)\|$", half, re.MULTILINE)}
        assert set(rows) == set(SOURCES)
        for source, said in rows.items():
            assert set(re.findall(r"\*\*`(\w+)`\*\*", said)) == set(REQUIRED[source])
            assert set(re.findall(r"`(\w+)`", said)) <= set(FIELDS[source])
        assert all(f"`{role}`" in half for role in ROLES)


@pytest.mark.parametrize("page", [ROOT / "README.md", DOCS / "formats.md"], ids=name)
def test_mapping_files_in_the_text_are_mapping_files(page: Path) -> None:
    found = [read_mapping(tomllib.loads(text), page.name) for text in blocks(page, "toml")]
    assert found
    for mapping in found:
        assert mapping.source is not None
        assert {target.field for target in mapping.columns.values()} <= {*FIELDS[mapping.source], "ignore"}


def test_the_calls_in_the_text_are_two_calls(tmp_path: Path) -> None:
    path = tmp_path / "通话.txt"
    path.write_text(blocks(DOCS / "formats.md", "text")[0], encoding="utf-8")
    settings = Settings(home=tmp_path / "store", key_file=tmp_path / "key")
    batches = [batch.tables for batch in read(path, "transcript", None, key=b"k" * 32, settings=settings)]
    calls = [row for tables in batches for row in tables["verbatims"].to_pylist()]
    turns = [row["speaker"] for tables in batches for row in tables["utterances"].to_pylist()]
    assert [call["text"] for call in calls] == ["APP 升级以后登不上去，试了一上午。", "这个月多扣了三十块钱。"]
    assert turns == ["agent", "customer", "agent", "customer"]


@pytest.fixture(scope="module")
def screenshots() -> ModuleType:
    spec = importlib.util.spec_from_file_location("voc_screenshots", DOCS / "screenshots.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_pictures_are_those_the_script_makes_and_small(screenshots: ModuleType) -> None:
    made = {shot.name for shot in screenshots.shots()}
    assert {path.stem for path in IMAGES.glob("*")} == made
    assert made >= set(PATHS)
    for path in IMAGES.glob("*.png"):
        assert path.stat().st_size <= screenshots.LARGEST, path.name
        with Image.open(path) as picture:
            assert picture.width in ((390,) if "-phone" in path.stem else (1440, 1224, 1008))


def test_a_picture_too_rich_becomes_small_and_a_plain_one_keeps_its_size(screenshots: ModuleType) -> None:
    rich = Image.effect_noise((900, 500), 90).convert("RGB")
    plain = Image.new("RGB", (900, 500), "#0b62a8")
    for whole in (rich, plain):
        held = io.BytesIO()
        whole.save(held, "PNG")
        small = screenshots.small(held.getvalue())
        assert len(small) < max(len(held.getvalue()), screenshots.LARGEST)
    with Image.open(io.BytesIO(small)) as kept:
        assert kept.size == (900, 500)
        assert kept.convert("RGB").getpixel((5, 5)) == (0x0B, 0x62, 0xA8)
