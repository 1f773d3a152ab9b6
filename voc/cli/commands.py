"""One function per command: options in, exit status out. The work is in voc.jobs; here is only asking and telling."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from voc.cli.alerts import alerts
from voc.cli.frames import codeframe
from voc.cli.ingest import ingest
from voc.cli.learn import label, models, train
from voc.cli.recover import recover
from voc.cli.report import report
from voc.cli.safety import audit, erase
from voc.cli.terminal import DONE, USERS, Options, mapping_of, open_store, print_json, progress_bar, said, settings_of, waiting
from voc.cli.topics import topics
from voc.errors import InputError

_MAKERS = {"sentiment": "情感", "intent": "意图", "causes": "根因", "topics": "主题", "dialogue": "通话满意度"}


def score(options: Options) -> int:
    """`voc score`: a file in, a file of scores out."""
    from voc.jobs.score import score_file

    settings = settings_of(options)
    with progress_bar(options.file.name, None, quiet=options.json) as progress:
        report = score_file(options.file, options.source, options.out, mapping_of(options), settings=settings, progress=progress)
    if options.json:
        print_json(report.figures())
    else:
        zh = f"{report.out}：{report.rows:,} 行，其中 {report.with_text:,} 行有文字"
        print(said(options.lang, zh, f"{report.out}: {report.rows:,} rows, {report.with_text:,} of them with text"))
    return DONE


def rescore(options: Options) -> int:
    """`voc rescore`: what has no score yet, or one of an older version."""
    from voc.jobs.rescore import rescore as run

    settings = settings_of(options)
    store = open_store(settings, create=False)
    with progress_bar("rescore", None, quiet=options.json) as progress:
        report = run(
            store, settings=settings, since=options.since, limit=options.limit, progress=progress, on_wait=waiting(options.lang)
        )
    if options.json:
        print_json(report.figures())
        return DONE
    for name, rows in report.scored.items():
        left = report.left[name]
        zh, en = (
            f"{name}：评分 {rows:,} 条，剩余 {left:,}（版本 {report.versions.get(name, '-')}）",
            f"{name}: {rows:,} scored, {left:,} left",
        )
        print(said(options.lang, zh, f"{en} (version {report.versions.get(name, '-')})"))
    if report.note:
        print(report.note)
    return DONE


def evaluate(options: Options) -> int:
    """`voc evaluate`: accuracy on labelled texts, with intervals; the texts furthest off only with --worst."""
    from voc.jobs.evaluate import evaluate as run

    result = run(options.task, options.file, settings=settings_of(options), dictionary=options.dictionary)
    if not options.worst:
        result = replace(result, worst=[])  # texts of customers, maybe of a frozen set: only where they are asked for
    if options.json:
        print_json(result.plain())
        return DONE
    zh, en = (
        f"{result.file}：{result.base:,} 条有评分，{result.unscored:,} 条没有",
        f"{result.file}: base {result.base:,}, {result.unscored:,} unscored",
    )
    print(said(options.lang, zh, en))
    for f in result.figures:
        value = "-" if f.value is None else f"{f.value:.3f}"
        interval = "" if f.low is None else f"  [{f.low:.3f}, {f.high:.3f}]"
        print(f"  {f.name:<40} {value}{interval}  n={f.base:,}")
    if 0 < len(result.confusion) <= 8:
        print(said(options.lang, "混淆（行：标签，列：评出）：", "confusion (rows: label, columns: given):"))
        names = sorted({name for row in result.confusion.values() for name in row} | set(result.confusion))
        print("  " + " " * 12 + "".join(f"{name:>12}" for name in names))
        for name in sorted(result.confusion):
            print(f"  {name:<12}" + "".join(f"{result.confusion[name].get(column, 0):>12,}" for column in names))
    if result.worst:
        print(said(options.lang, "错得最多的：", "worst cases:"))
        for row in result.worst:
            print("  " + "  ".join(f"{key}={value}" for key, value in row.items()).replace("\n", " "))
    return DONE


def survey(options: Options) -> int:
    """`voc survey`: a questionnaire in, its report out."""
    from voc.jobs.remembered import SAID, survey_as_before
    from voc.jobs.survey_report import survey_report

    settings, given = settings_of(options), mapping_of(options)
    known = survey_as_before(options.file, settings=settings) if given is None else None
    found = survey_report(
        options.file,
        options.out,
        given or known,
        settings=settings,
        targets=options.targets,
        trim=options.trim,
        lang=options.lang,
    )
    if options.json:
        print_json(found)
        return DONE
    if known is not None:
        print(said(options.lang, *SAID))
    rows = len(found["rows"])
    print(said(options.lang, f"{options.out}：{rows:,} 行数字", f"{options.out}: {rows:,} rows of figures"))
    return DONE


def risk(options: Options) -> int:
    """`voc risk`: word-of-mouth exposure with its base and both intervals."""
    from voc.cli.tell_risk import tell
    from voc.jobs.risk import exposures, exposures_by_cause
    from voc.jobs.risk_settings import coder_errors, ledger_in_force, risk_settings
    from voc.store import Scope

    store = open_store(settings_of(options), create=False)
    target = options.target or risk_settings(store).target
    bases = {"amplification_base": options.amplification_base, "leave_base": options.leave_base}
    reader, ledger = store.reader(Scope.everything()), ledger_in_force(store)
    by_cause = options.by == "cause"
    rows = exposures_by_cause(reader, ledger=ledger, misread=coder_errors(store), **bases) if by_cause else []
    rows = rows or exposures(reader, by=options.by, ledger=ledger, target=target, **bases)
    if options.json:
        print_json(rows)
    else:
        tell(rows, options.lang)
    return DONE


def serve(options: Options) -> int:
    """`voc serve`: the dashboard, on this machine's loopback address unless --host names another and a login is configured."""
    from voc.cli.serve import serve as run

    return run(settings_of(options), port=options.port, browser=not options.no_open, host=options.host)


def demo(options: Options) -> int:
    """`voc demo`: the sample, stored and scored once, then the dashboard."""
    from voc.cli.demo import prepare_demo, tell_demo

    settings = settings_of(options)
    prepare_demo(settings, seed=options.seed, quiet=options.json)
    if options.no_serve:
        tell_demo(settings, as_json=options.json)
        return DONE
    return serve(options)


def schema(options: Options) -> int:
    """`voc schema`: the data dictionary as a page, or as JSON."""
    from voc.export.contracts_page import contracts, contracts_page

    page = contracts_page()
    if options.out is not None:
        try:
            options.out.write_text(page, encoding="utf-8")
        except OSError as error:
            raise InputError(
                f"无法写入 {options.out}（{error.strerror}）。请检查文件夹是否存在、是否可写。",
                f"{options.out} cannot be written ({error.strerror}). See that its folder exists and may be written to.",
            ) from error
    if options.json:
        print_json(contracts())
    elif options.out is None:
        print(page, end="")
    return DONE


def doctor(options: Options) -> int:
    """`voc doctor`: each check with what to do about it; 2 where something must be mended."""
    from voc.cli.doctor import examine

    findings = examine(settings_of(options))
    if options.json:
        print_json([finding.plain() for finding in findings])
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
    "survey": survey,
    "topics": topics,
    "risk": risk,
    "alerts": alerts,
    "serve": serve,
    "label": label,
    "train": train,
    "models": models,
    "codeframe": codeframe,
    "schema": schema,
    "recover": recover,
    "report": report,
    "audit": audit,
    "erase": erase,
    "doctor": doctor,
}
