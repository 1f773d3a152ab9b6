"""`voc audit` and `voc erase`: what a security officer asks for."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from voc.cli.terminal import DONE, QUARANTINED, Options, open_store, print_json, said, settings_of, waiting
from voc.errors import VocError

if TYPE_CHECKING:
    from voc.jobs.erase import EraseReport
    from voc.store.chain import Verdict

KINDS = ("customer", "verbatim", "respondent", "case")


def audit(options: Options) -> int:
    """`voc audit verify`: 0 where the log holds, 1 where a row was changed, moved or taken away. `voc audit list`: its newest rows."""
    store = open_store(settings_of(options), create=False)
    log = store.ledger.audit
    if options.what == "list":
        rows = log.rows(limit=options.limit, act=options.act, who=options.who)
        if options.json:
            print_json([row.plain() for row in rows])
            return DONE
        for row in reversed(rows):
            print(f"{row.number:>7}  {row.at[:19]}Z  {row.who}  {row.act}  {row.subject}")
        return DONE
    verdict = log.verify(options.expect)
    if options.json:
        faults = [{"number": one.number, "kind": one.kind, "said": said(options.lang, one.zh, one.en)} for one in verdict.faults]
        print_json({**vars(verdict), "faults": faults, "holds": not faults})
    else:
        _tell_verdict(verdict, options.lang)
    return QUARANTINED if verdict.faults else DONE


def _tell_verdict(verdict: Verdict, lang: str) -> None:
    if verdict.head is None and not verdict.faults:
        print(said(lang, "审计日志是空的。", "The audit log is empty."))
        return
    first, last = (verdict.first or "-")[:19], (verdict.last or "-")[:19]
    zh = f"审计日志 {verdict.count:,} 条（{verdict.sealed:,} 条有密钥签名），{first}Z 至 {last}Z"
    print(said(lang, zh, f"audit log: {verdict.count:,} rows ({verdict.sealed:,} sealed with the key), {first}Z to {last}Z"))
    zh, en = (
        f"头摘要 {verdict.head}（请另处保存，以后用 --expect 核对）",
        f"head {verdict.head} (keep it elsewhere, to compare with --expect)",
    )
    print(said(lang, zh, en))
    for fault in verdict.faults:
        print(said(lang, f"  第 {fault.number} 条：{fault.zh}", f"  row {fault.number}: {fault.en}"))
    if verdict.faults:
        print(said(lang, "审计日志被动过。", "The audit log was tampered with."))
    else:
        print(said(lang, "完好：没有改动、缺失或调换。", "It holds: nothing changed, missing or moved."))


def erase(options: Options) -> int:
    """`voc erase`: 0 where nothing is left, 1 where a place still holds something or the user said no."""
    from voc.jobs.erase import erase as run

    settings = settings_of(options)
    kind, given = next((one, value) for one in KINDS if (value := getattr(options, one)) is not None)
    given = sys.stdin.readline().strip() if given == "-" else given
    store = open_store(settings, create=False)
    wait = waiting(options.lang)
    if options.dry_run or not options.yes:
        report = run(store, kind, given, settings=settings, dry_run=True, on_wait=wait)
        if options.dry_run:
            return _tell_erasure(report, options)
        _tell_erasure(report, options)
        _confirm(options.lang)
    return _tell_erasure(run(store, kind, given, settings=settings, grace=options.grace, on_wait=wait), options)


def _confirm(lang: str) -> None:
    if not sys.stdin.isatty():
        raise VocError("删除不可撤销：确认后请加 --yes 再运行。", "Erasure cannot be undone: run it again with --yes.")
    print(said(lang, "删除不可撤销。继续请输入 yes：", "This cannot be undone. Type yes to go on: "), end="", flush=True)
    if sys.stdin.readline().strip().lower() != "yes":
        raise VocError("已取消，什么都没有改动。", "Cancelled; nothing was changed.")


def _tell_erasure(report: EraseReport, options: Options) -> int:
    lang = options.lang
    if options.json:
        print_json(report.figures())
        return QUARANTINED if report.left else DONE
    total = sum(report.counts.values())
    zh, en = ("将删除", "would remove") if report.dry_run else ("已删除", "removed")
    print(said(lang, f"{zh} {total:,} 行（{report.kind} {report.name}）", f"{en} {total:,} rows ({report.kind} {report.name})"))
    for table, rows in (*report.counts.items(), *report.ledger.items()):
        if rows:
            print(f"  {table:<18} {rows:>8,}")
    if report.dry_run:
        return DONE
    zh = f"旧版本文件 {report.files:,} 个已删除；发布 {report.publication} 之前的不能再打开。"
    print(
        said(
            lang,
            zh,
            f"{report.files:,} files of older versions deleted; publications before {report.publication} can no longer be opened.",
        )
    )
    if report.models:
        zh, en = (
            "主题模型含有只有此人说过的词，已删除：请运行 voc rescore。",
            "The topic model knew a word only this person said and is gone: run voc rescore.",
        )
        print(said(lang, zh, en))
    print(
        said(
            lang,
            "存储之外的不在此列：原始文件、导出、备份，以及 PostgreSQL 自己的日志与备份。",
            "What lies outside the store is not reached: source files, exports, backups, and PostgreSQL's own log and backups.",
        )
    )
    for place in report.left:
        print(said(lang, f"仍有残留：{place}", f"still left: {place}"))
    if not report.left:
        print(said(lang, "已核对：存储文件夹里再没有这些内容。", "Proved: nothing of it is left under the store's folder."))
    return QUARANTINED if report.left else DONE
