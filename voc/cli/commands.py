"""One function per command: options in, exit status out. The work is in voc.jobs; here is only asking and telling."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voc.errors import InputError, VocError
from voc.settings import Settings

if TYPE_CHECKING:
    from voc.intake import Mapping
    from voc.jobs.ingest import IngestReport
    from voc.store import Store

DONE, QUARANTINED, USERS = 0, 1, 2
_MAKERS = {"sentiment": "情感", "intent": "意图", "causes": "根因", "topics": "主题", "dialogue": "通话满意度"}
Options = argparse.Namespace


def settings_of(options: Options) -> Settings:
    """Environment, then the command's options."""
    given = {name: getattr(options, name, None) for name in ("home", "lang", "scorer", "segmenter", "topics")}
    return Settings.from_environment(**given, lock_wait=getattr(options, "wait", None))


def _said(lang: str, zh: str, en: str) -> str:
    return zh if lang == "zh" else en


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str, allow_nan=False))


@contextmanager
def _progress(what: str, total: int | None, *, quiet: bool) -> Iterator[Callable[[int], None]]:
    """A progress bar on the terminal; silent where a program reads or nobody looks."""
    from tqdm import tqdm

    with tqdm(total=total, desc=what, unit="", disable=quiet or not sys.stderr.isatty(), leave=False) as bar:
        yield lambda rows: bar.update(rows) and None


def _waiting(lang: str) -> Callable[[str], None]:
    def tell(holder: str) -> None:
        print(
            _said(lang, f"另一个任务正在写入（{holder}），等待中……", f"another run is writing ({holder}); waiting ..."),
            file=sys.stderr,
        )

    return tell


def _open(settings: Settings, *, create: bool) -> Store:
    from voc.store import Store

    return Store.open(settings, create=create)


def _files(paths: list[Path]) -> list[Path]:
    """The files named, and those directly inside the folders named, in order of name."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(
                p for p in path.iterdir() if p.suffix.lower() in (".csv", ".xlsx", ".jsonl") and not p.name.startswith(".")
            )
            found += inside
        else:
            found.append(path)
    return found


def _mapping(options: Options) -> Mapping | None:
    from voc.intake import load_mapping

    return load_mapping(options.mapping) if options.mapping else None


def ingest(options: Options) -> int:
    """`voc ingest`: each file on its own; one that cannot be taken does not stop the others."""
    if options.watch:
        return _watch(options)
    files = _files(options.files)
    if not files:
        raise InputError(
            "给的文件夹里没有 .csv、.xlsx 或 .jsonl 文件。",
            "the folders given hold no .csv, .xlsx or .jsonl file; name a file or put one in.",
        )
    return _ingest_all(options, files)


def _ingest_all(options: Options, files: list[Path]) -> int:
    mapping = _mapping(options)
    with _place(options) as settings:
        return _take_all(options, files, settings, mapping)


@contextmanager
def _place(options: Options) -> Iterator[Settings]:
    """Where to take files in; a dry run where there is no store yet gets a store and a key that are thrown away."""
    settings = settings_of(options)
    if not options.dry_run or settings.home.exists():
        yield settings
        return
    with tempfile.TemporaryDirectory(prefix="voc-dry-run-") as folder:
        yield replace(settings, home=Path(folder) / "store", key_file=Path(folder) / "identity.key")


def _take_all(options: Options, files: list[Path], settings: Settings, mapping: Mapping | None) -> int:
    from voc.intake import guess_source
    from voc.jobs.ingest import ingest as take

    store = _open(settings, create=True)
    reports: list[IngestReport] = []
    refused: list[tuple[Path, VocError]] = []
    for path in files:
        try:
            source = options.source or guess_source(path, settings=settings)
            with _progress(path.name, None, quiet=options.json) as progress:
                reports.append(
                    take(
                        store,
                        path,
                        source,
                        mapping,
                        settings=settings,
                        dry_run=options.dry_run,
                        progress=progress,
                        on_wait=_waiting(options.lang),
                    )
                )
        except VocError as error:
            refused.append((path, error))
    _tell_ingest(options, reports, refused)
    if refused:
        return USERS
    return QUARANTINED if any(report.quarantined for report in reports) else DONE


def _tell_ingest(options: Options, reports: list[IngestReport], refused: list[tuple[Path, VocError]]) -> None:
    from voc.intake.reasons import REASONS

    lang = options.lang
    if options.json:
        _print_json(
            {
                "files": [report.figures() for report in reports],
                "refused": [{"file": str(path), "reason": error.said(lang)} for path, error in refused],
            }
        )
        return
    for r in reports:
        head = f"{r.file} ({r.source})" + (_said(lang, "（试运行，未入库）", " (dry run, nothing stored)") if r.dry_run else "")
        zh = f"{head}：{r.rows:,} 行 = 收入 {r.taken:,} + 更新 {r.updated:,} + 重复 {r.duplicate:,} + 隔离 {r.quarantined:,}"
        en = f"{head}: {r.rows:,} rows = {r.taken:,} taken + {r.updated:,} updated + {r.duplicate:,} duplicate + {r.quarantined:,} quarantined"
        print(_said(lang, zh, en))
        for reason, number in sorted(r.reasons.items(), key=lambda item: -item[1]):
            print(f"  {_said(lang, *REASONS.get(reason, (reason, reason)))}: {number:,}")
        for note in r.notes:
            print(f"  {_said(lang, *note)}")
        if r.unused:
            names = "、".join(r.unused) if lang == "zh" else ", ".join(r.unused)
            print(
                _said(
                    lang,
                    f"  未使用的列：{names}（可用 --map 指定含义）",
                    f"  columns not used: {names} (--map can say what they mean)",
                )
            )
    for path, error in refused:
        said = error.said(lang)
        print(f"voc: {said}" if path.name in said else f"voc: {path}: {said}", file=sys.stderr)


def _watch(options: Options) -> int:
    """Looks into the folders again and again; a file is taken once its size has stopped changing, and again when it changes."""
    seen: dict[Path, tuple[int, float]] = {}
    taken: dict[Path, tuple[int, float]] = {}
    while True:
        now = {path: (path.stat().st_size, path.stat().st_mtime) for path in _files(options.files) if path.exists()}
        ready = [path for path, state in now.items() if seen.get(path) == state and taken.get(path) != state]
        if ready:
            _ingest_all(options, ready)
            taken.update({path: now[path] for path in ready})
        seen = now
        time.sleep(options.watch)


def score(options: Options) -> int:
    """`voc score`: a file in, a file of scores out."""
    from voc.jobs.score import score_file

    settings = settings_of(options)
    with _progress(options.file.name, None, quiet=options.json) as progress:
        report = score_file(options.file, options.source, options.out, _mapping(options), settings=settings, progress=progress)
    if options.json:
        _print_json(report.figures())
    else:
        zh = f"{report.out}：{report.rows:,} 行，其中 {report.with_text:,} 行有文字"
        print(_said(options.lang, zh, f"{report.out}: {report.rows:,} rows, {report.with_text:,} of them with text"))
    return DONE


def rescore(options: Options) -> int:
    """`voc rescore`: what has no score yet, or one of an older version."""
    from voc.jobs.rescore import rescore as run

    settings = settings_of(options)
    store = _open(settings, create=False)
    with _progress("rescore", None, quiet=options.json) as progress:
        report = run(
            store, settings=settings, since=options.since, limit=options.limit, progress=progress, on_wait=_waiting(options.lang)
        )
    if options.json:
        _print_json(report.figures())
        return DONE
    for name, rows in report.scored.items():
        left = report.left[name]
        zh, en = (
            f"{name}：评分 {rows:,} 条，剩余 {left:,}（版本 {report.versions.get(name, '-')}）",
            f"{name}: {rows:,} scored, {left:,} left",
        )
        print(_said(options.lang, zh, f"{en} (version {report.versions.get(name, '-')})"))
    if report.note:
        print(report.note)
    return DONE


def evaluate(options: Options) -> int:
    """`voc evaluate`: accuracy on labelled texts, with intervals."""
    from voc.jobs.evaluate import evaluate as run

    result = run(options.task, options.file, settings=settings_of(options))
    if options.json:
        _print_json(result.plain())
        return DONE
    zh, en = (
        f"{result.file}：{result.base:,} 条有评分，{result.unscored:,} 条没有",
        f"{result.file}: base {result.base:,}, {result.unscored:,} unscored",
    )
    print(_said(options.lang, zh, en))
    for f in result.figures:
        value = "-" if f.value is None else f"{f.value:.3f}"
        interval = "" if f.low is None else f"  [{f.low:.3f}, {f.high:.3f}]"
        print(f"  {f.name:<40} {value}{interval}  n={f.base:,}")
    if result.worst:
        print(_said(options.lang, "错得最多的：", "worst cases:"))
        for row in result.worst:
            print("  " + "  ".join(f"{key}={value}" for key, value in row.items()).replace("\n", " "))
    return DONE


def topics(options: Options) -> int:
    """`voc topics`: the topics in force; --refit makes them anew."""
    from voc.jobs.rescore import rescore as run
    from voc.store import Scope

    settings = settings_of(options)
    store = _open(settings, create=False)
    if options.refit:
        report = run(store, settings=settings, refit_topics=True, on_wait=_waiting(options.lang))
        if report.note:
            print(report.note, file=sys.stderr)
    found = store.reader(Scope.everything()).query(
        "select t.topic, t.label, t.words, count(s.verbatim_id) as verbatims from topics t left join topic_scores s using (topic)"
        " group by all order by verbatims desc, t.topic"
    )
    if options.json:
        _print_json(found.to_pylist())
        return DONE
    if not found.num_rows:
        print(
            _said(
                options.lang,
                "还没有主题：先运行 voc rescore（至少 50 条有文字的原声）。",
                "no topics yet: run voc rescore (50 verbatims or more).",
            )
        )
    for row in found.to_pylist():
        print(f"{row['topic']}  {row['verbatims']:>7,}  {row['label']}  {row['words']}")
    return DONE


def risk(options: Options) -> int:
    """`voc risk`: word-of-mouth exposure with its base and both intervals."""
    from voc.cli.tell_risk import tell
    from voc.jobs.risk import exposures
    from voc.store import Scope

    settings = settings_of(options)
    reader = _open(settings, create=False).reader(Scope.everything())
    rows = exposures(reader, by=options.by, amplification_base=options.amplification_base, leave_base=options.leave_base)
    if options.json:
        _print_json(rows)
    else:
        tell(rows, options.lang)
    return DONE


def serve(options: Options) -> int:
    """`voc serve`: the dashboard on this machine's loopback address."""
    from voc.cli.serve import serve as run

    return run(settings_of(options), port=options.port, browser=not options.no_open)


def demo(options: Options) -> int:
    """`voc demo`: the sample, stored and scored once, then the dashboard."""
    from voc.cli.demo import prepare_demo, tell_demo

    settings = settings_of(options)
    prepare_demo(settings, seed=options.seed, quiet=options.json)
    if options.no_serve:
        tell_demo(settings, as_json=options.json)
        return DONE
    return serve(options)


def doctor(options: Options) -> int:
    """`voc doctor`: each check with what to do about it; 2 where something must be mended."""
    from voc.cli.doctor import examine

    findings = examine(settings_of(options))
    if options.json:
        _print_json([finding.plain() for finding in findings])
    else:
        for finding in findings:
            print(finding.line(options.lang))
    return USERS if any(finding.broken for finding in findings) else DONE


COMMANDS: dict[str, Callable[[Any], int]] = {
    "demo": demo,
    "ingest": ingest,
    "score": score,
    "rescore": rescore,
    "evaluate": evaluate,
    "topics": topics,
    "risk": risk,
    "serve": serve,
    "doctor": doctor,
}
