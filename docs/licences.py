"""Writes docs/licences.md: every package that is installed with the program, with its licence, as its own metadata say it.

Run it where requirements/base.txt is installed, after `make lock`: `python docs/licences.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements" / "base.txt"
PAGE = ROOT / "docs" / "licences.md"

_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s\\;]+)", re.MULTILINE)
_COPYLEFT = re.compile(r"\b(?:A?GPL|LGPL|MPL|EPL|CDDL|EUPL|CC-BY-SA)\b|General Public|Mozilla Public", re.IGNORECASE)
_LONGEST = 80
"""Characters beyond which a licence field holds the licence itself, not its name."""
_HOMES = ("homepage", "home page", "home", "source", "source code", "repository", "code", "github", "documentation")


@dataclass(frozen=True)
class Package:
    """A pinned package as its metadata describe it; `licence` is empty where they say nothing."""

    name: str
    version: str
    licence: str
    home: str

    @property
    def copyleft(self) -> bool:
        """Whether its licence asks something of those who pass it on changed."""
        return _COPYLEFT.search(self.licence) is not None


def pinned(lock: Path = LOCK) -> list[tuple[str, str]]:
    """Name and version of every package of a lock."""
    return _PIN.findall(lock.read_text(encoding="utf-8"))


def described(name: str, version: str) -> Package:
    """The package by its metadata; SystemExit where it is not installed."""
    try:
        fields = metadata(name)
    except PackageNotFoundError as error:
        raise SystemExit(f"{name} is not installed: run this where {LOCK.name} is installed") from error
    said = {
        key: [str(value) for value in fields.get_all(key) or []]
        for key in ("License-Expression", "License", "Classifier", "Home-page", "Project-URL")
    }
    return Package(name, version, _licence(said), _home(said))


def _licence(said: dict[str, list[str]]) -> str:
    """The expression, else the short field, else the classifiers, which do not always tell a version."""
    short = [text.strip() for text in said["License"] if 0 < len(text.strip()) <= _LONGEST and "\n" not in text.strip()]
    trove = [text.rpartition(" :: ")[2] for text in said["Classifier"] if text.startswith("License :: OSI Approved :: ")]
    named = [text for text in (*said["License-Expression"], *short) if text.upper() != "UNKNOWN"]
    return (named or [", ".join(trove)])[0]


def _home(said: dict[str, list[str]]) -> str:
    urls = {label.strip().lower(): url.strip() for label, _, url in (text.partition(",") for text in said["Project-URL"])}
    found = [*said["Home-page"], *(urls[label] for label in _HOMES if label in urls), *urls.values()]
    return next((url for url in found if url.startswith("http")), "")


def page(packages: list[Package]) -> str:
    """The page in Markdown."""
    bound = ", ".join(f"{one.name} ({one.licence})" for one in packages if one.copyleft)
    rows = "\n".join(
        f"| {one.name} | {one.version} | {one.licence} | {'yes' if one.copyleft else ''} | {one.home} |" for one in packages
    )
    return f"""# Licences · 许可证

Made by `docs/licences.py` from the metadata of the packages pinned in [requirements/base.txt](../requirements/base.txt); do not edit. 由脚本生成，请勿手改。

The program itself is under [Apache-2.0](../LICENSE); where its word lists and models come from stands in [lexicons/SOURCES.md](../lexicons/SOURCES.md).
本程序按 Apache-2.0 许可；词表与模型的来源见 lexicons/SOURCES.md。

- **Copyleft** (marked "yes"): {bound}.
  They are used unchanged, as packages of their own that the user can replace; nothing of them is copied into this repository or its wheel.
  Who passes on an installation with them passes on their licences and sources as these ask.
  标为 yes 的是著佐权许可：原样作为独立的包使用，没有复制其代码；连同它们一起分发安装包的，须按其要求附上许可证与源码。
- A licence named by a classifier only ("BSD License") tells no version. 只由分类标签给出的许可证不含版本。
- Not listed: what the packages carry compiled into their wheels (their own notices say it), and what is installed for an extra only. Of these,
  psycopg (extra `postgres`) is LGPL-3.0. 未列出：各包二进制里自带的部分（见其自己的声明）与可选组件所装的包，其中 psycopg（`postgres`）为 LGPL-3.0。

| package | version | licence | copyleft | home page |
|---|---|---|---|---|
{rows}
"""


def main() -> None:
    """Writes the page."""
    packages = [described(name, version) for name, version in pinned()]
    PAGE.write_text(page(packages), encoding="utf-8")


if __name__ == "__main__":
    main()
