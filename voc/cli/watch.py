"""`voc ingest FOLDER --watch`: files are taken as they arrive, one line each, until SIGTERM or Ctrl-C."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from voc.cli.inbox import files_in, told
from voc.cli.terminal import DONE, Options, mapping_of, open_store, print_line, said, source_of, waiting
from voc.errors import ContractError, InputError, MappingError, VocError

if TYPE_CHECKING:
    from voc.intake import Mapping
    from voc.settings import Settings
    from voc.store import Store

_REMEMBERED = 100_000
State = tuple[int, int]


@dataclass
class Watch:
    """What is known of the files in the folders: size and time of change when last seen, and when they were dealt with."""

    store: Store
    options: Options
    settings: Settings
    mapping: Mapping | None
    seen: dict[Path, State] = field(default_factory=dict)
    settled: dict[Path, State] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    said: dict[Path, str] = field(default_factory=dict)

    def look(self, stop: threading.Event) -> None:
        """Takes every file that is new or changed and whose size and time stood still since the last look."""
        now = {path: state for path in files_in(self.options.files) if (state := _state(path)) is not None}
        ready = [path for path, state in now.items() if self.seen.get(path) == state and self.settled.get(path) != state]
        for path in sorted(ready, key=lambda one: (now[one][1], one)):
            if stop.is_set():
                return
            if self._deal_with(path):
                self.settled[path] = now[path]
        self.settled = {path: state for path, state in self.settled.items() if path in now}
        self.seen = now

    def _deal_with(self, path: Path) -> bool:
        """Takes one file and says so; False where it is not the file's fault and the next look should try again."""
        from voc.jobs.ingest import file_stamp, ingest

        lang = self.options.lang
        try:
            if file_stamp(path) in self.known:
                return True
            source = source_of(self.options, self.mapping, path, self.settings)
            dry, wait = self.options.dry_run, waiting(lang)
            report = ingest(self.store, path, source, self.mapping, settings=self.settings, dry_run=dry, on_wait=wait)
        except (InputError, MappingError, ContractError) as error:
            self._refuse(path, error.said(lang))
        except VocError as error:
            # The store, its lock or the key: nothing that another version of the file would mend.
            self._refuse(path, error.said(lang))
            return False
        except OSError as error:
            self._refuse(path, said(lang, f"无法读取（{error.strerror}）", f"cannot be read ({error.strerror})"))
            return path.exists()
        except Exception:
            logging.getLogger(__name__).exception("watch: %s", path.name)
            self._refuse(path, said(lang, "程序错误，跳过该文件，直到它改变", "our error; skipped until the file changes"))
        else:
            print_line(report.figures() if self.options.json else told(report, lang), as_json=self.options.json)
        return True

    def _refuse(self, path: Path, message: str) -> None:
        message = " ".join(message.split())
        if self.said.get(path) == message and self.seen.get(path) == _state(path):
            return
        self.said[path] = message
        if self.options.json:
            print_line({"file": path.name, "refused": message}, as_json=True)
        else:
            print(f"voc: {message}" if path.name in message else f"voc: {path.name}: {message}", file=sys.stderr, flush=True)


def watch(options: Options, settings: Settings) -> int:
    """Looks every `options.watch` seconds until told to stop; the file in hand is finished first.

    Files that an earlier run took, by this command or without --watch, are known from the store's runs. A file that cannot be taken is
    said once, then left alone until it changes; after a restart it is tried again.
    """
    missing = [path for path in options.files if not path.exists()]
    if missing:
        raise InputError(
            f"找不到 {missing[0]}。请先建好要查看的文件夹。", f"there is no {missing[0]}. Make the folder to be watched first."
        )
    with open_store(settings, create=True) as store, _stopping() as stop:
        runs = store.ledger.runs(limit=_REMEMBERED)
        known = {str(run["figures"]["stamp"]) for run in runs if run["kind"] == "ingest" and (run["figures"] or {}).get("stamp")}
        state = Watch(store, options, settings, mapping_of(options), known=known)
        while not stop.is_set():
            state.look(stop)
            stop.wait(options.watch)
    return DONE


@contextmanager
def _stopping() -> Iterator[threading.Event]:
    """An event that SIGTERM and SIGINT set instead of ending the program; a second one ends it at once."""
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def ask(number: int, _frame: object) -> None:
        stop.set()
        signal.signal(number, before[signal.Signals(number)])

    for number in before:
        signal.signal(number, ask)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _state(path: Path) -> State | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_size, stat.st_mtime_ns
