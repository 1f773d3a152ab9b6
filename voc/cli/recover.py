"""`voc recover`: tasks to win back one customer each, opened from the data, listed for the ticket system, and read back from it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from voc.cli.terminal import DONE, QUARANTINED, Options, open_store, print_json, said, settings_of
from voc.errors import VocError
from voc.jobs.who import system_user
from voc.store import Scope, Store
from voc.store.recoveries import Recovery

COLUMNS = (
    "number",
    "source",
    "reason",
    "brand",
    "tier",
    "region",
    "department",
    "team",
    "opened",
    "due",
    "stage",
    "rating_before",
    "rating_after",
)


def recover(options: Options) -> int:
    """Opens, lists or reads back; 1 where rows of a status file were refused."""
    store = open_store(settings_of(options), create=False)
    return {"open": _open, "list": _list, "status": _status}[options.what](store, options)


def _open(store: Store, options: Options) -> int:
    from voc.loop.policy import load_policy
    from voc.loop.recovery import open_tasks

    found = open_tasks(store, load_policy(options.policy), who=system_user())
    store.ledger.audit.record(system_user(), "recovery_opened", {"tasks": len(found.made)})
    if options.json:
        print_json({"opened": len(found.made), "spared": found.spared, "unnumbered": found.unnumbered})
        return DONE
    zh = f"新开修复任务 {len(found.made):,} 个；{found.spared:,} 位客户近期已有任务，不再打扰；{found.unnumbered:,} 条没有工单或问卷编号，开不了"
    en = f"{len(found.made):,} tasks opened; {found.spared:,} customers have one or are left in peace; {found.unnumbered:,} without a number"
    print(said(options.lang, zh, en))
    return DONE


def _list(store: Store, options: Options) -> int:
    tasks = store.ledger.recoveries.all(Scope.everything())
    rows = [_plain(task) for task in tasks]
    if options.out is not None:
        _write(options.out, rows)
        store.ledger.audit.record(system_user(), "export_table", {"table": "recovery", "rows": len(rows)})
    if options.json:
        print_json(rows)
    elif options.out is None:
        now = datetime.now(UTC)
        for task, row in zip(tasks, rows, strict=True):
            late = said(options.lang, " 逾期", " overdue") if task.reached is None and task.due < now else ""
            print(f"{row['number']:<20} {row['reason']:<11} {row['due'][:16]}  {row['stage']}{late}  {row['team'] or '-'}")
    else:
        print(said(options.lang, f"{options.out}：{len(rows):,} 个任务", f"{options.out}: {len(rows):,} tasks"))
    return DONE


def _plain(task: Recovery) -> dict[str, Any]:
    found = {name: getattr(task, name) for name in COLUMNS}
    return found | {name: found[name].isoformat(timespec="seconds") for name in ("opened", "due")}


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    import pyarrow as pa

    from voc.export.tables import writer

    kinds = {name: pa.float64() if name.startswith("rating") else pa.string() for name in COLUMNS}
    with writer(path) as write:
        write(pa.Table.from_pylist(rows, schema=pa.schema(list(kinds.items()))))


def _status(store: Store, options: Options) -> int:
    from voc.loop.recovery import read_back

    if options.file is None:
        raise VocError("请给出票务系统导出的状态文件。", "name the status file that the ticket system exported.")
    found = read_back(store, options.file, who=system_user())
    store.ledger.audit.record(system_user(), "recovery_status", {"changed": found.changed, "refused": len(found.refused)})
    if options.json:
        refused = [{"row": row, "number": number, "said": said(options.lang, zh, en)} for row, number, zh, en in found.refused]
        print_json({"changed": found.changed, "same": found.same, "refused": refused})
    else:
        zh = f"更新 {found.changed:,} 个任务，{found.same:,} 行没有新内容，{len(found.refused):,} 行不能用"
        print(
            said(
                options.lang,
                zh,
                f"{found.changed:,} tasks changed, {found.same:,} rows say nothing new, {len(found.refused):,} refused",
            )
        )
        for row, number, words_zh, words_en in found.refused:
            print(said(options.lang, f"  第 {row} 行 {number}：{words_zh}", f"  row {row} {number}: {words_en}"))
    return QUARANTINED if found.refused else DONE
