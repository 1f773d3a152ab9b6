"""What every command shares: settings, the store, the progress bar, and how things are said."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from voc.settings import Settings

if TYPE_CHECKING:
    from voc.intake import Mapping
    from voc.store import Store

DONE, QUARANTINED, USERS = 0, 1, 2
FOUND = 1
"""Exit status of a command that looks for something and found it."""
Options = argparse.Namespace


def settings_of(options: Options) -> Settings:
    """Environment, then the command's options."""
    given = {name: getattr(options, name, None) for name in ("home", "lang", "scorer", "segmenter", "topics")}
    return Settings.from_environment(**given, lock_wait=getattr(options, "wait", None))


def said(lang: str, zh: str, en: str) -> str:
    """The words in the language chosen."""
    return zh if lang == "zh" else en


def print_json(value: object) -> None:
    """For a program to read; a figure that is no number is NULL before it comes here."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str, allow_nan=False))


def print_line(value: object, *, as_json: bool) -> None:
    """One line that is there at once for whoever follows a log: a text, or a value as JSON."""
    print(json.dumps(value, ensure_ascii=False, default=str, allow_nan=False) if as_json else value, flush=True)


@contextmanager
def progress_bar(what: str, total: int | None, *, quiet: bool) -> Iterator[Callable[[int], None]]:
    """A progress bar on the terminal; silent where a program reads or nobody looks."""
    from tqdm import tqdm

    with tqdm(total=total, desc=what, unit="", disable=quiet or not sys.stderr.isatty(), leave=False) as bar:
        yield lambda rows: bar.update(rows) and None


def waiting(lang: str) -> Callable[[str], None]:
    """Tells who holds the writer lock, once."""

    def tell(holder: str) -> None:
        print(
            said(lang, f"另一个任务正在写入（{holder}），等待中……", f"another run is writing ({holder}); waiting ..."),
            file=sys.stderr,
        )

    return tell


def open_store(settings: Settings, *, create: bool) -> Store:
    """The store at settings.home."""
    from voc.store import Store

    return Store.open(settings, create=create)


def mapping_of(options: Options) -> Mapping | None:
    """The mapping file named on the command line."""
    from voc.intake import load_mapping

    return load_mapping(options.mapping) if options.mapping else None


def source_of(options: Options, mapping: Mapping | None, path: Path, settings: Settings) -> str:
    """What a file is: as --source says, else as its mapping says, else as its content does."""
    from voc.intake import guess_source

    given: str | None = options.source or (mapping.source if mapping else None)
    return given or guess_source(path, settings=settings)
