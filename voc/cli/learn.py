"""`voc train` and `voc models`: what this installation teaches itself, and which models are in force."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from voc.cli.terminal import DONE, Options, open_store, print_json, said, settings_of
from voc.errors import InputError
from voc.store.models import SHIPPED, Model

if TYPE_CHECKING:
    from voc.jobs.labelling import Asked
    from voc.store import Store


def models(options: Options) -> int:
    """`voc models`: lists; `voc models activate TASK VERSION` puts one in force."""
    from voc.jobs.trained import TASKS, activate

    store = open_store(settings_of(options), create=False)
    if options.task is not None and options.task not in TASKS:
        known = ", ".join(TASKS)
        raise InputError(f"没有任务 {options.task!r}，可选：{known}。", f"there is no task {options.task!r}; known: {known}.")
    if options.what == "activate":
        if options.task is None or options.version is None:
            raise InputError(
                f"要写明任务与版本，例如 voc models activate sentiment {SHIPPED}。",
                f"name a task and a version, such as: voc models activate sentiment {SHIPPED}",
            )
        was = activate(store, options.task, options.version)
        zh, en = f"{options.task}：{was} → {options.version}", f"{options.task}: {was} -> {options.version}"
        print(said(options.lang, f"{zh}。运行 voc rescore 后生效。", f"{en}. Shown after voc rescore."))
        return DONE
    found = store.ledger.models.all(options.task)
    if options.json:
        print_json([model.plain() for model in found])
        return DONE
    for task in [options.task] if options.task else TASKS:
        mine = [model for model in found if model.task == task]
        print(_line(task, SHIPPED, not any(model.active for model in mine), "", options.lang))
        for model in mine:
            print(_line(task, model.version, model.active, f"{model.made:%Y-%m-%d %H:%M}Z  {model.who}", options.lang))
            print(_figures(model))
    return DONE


def _line(task: str, version: str, active: bool, rest: str, lang: str) -> str:
    mark = said(lang, "使用中", "in force") if active else ""
    return f"{task:<10} {version:<28} {mark:<8} {rest}".rstrip()


def _figures(model: Model) -> str:
    """The figures before and after, of those metrics that have both."""
    before, after = model.metrics.get("before", {}), model.metrics.get("after", {})
    pairs = [f"{name} {before[name]:.3f} -> {after[name]:.3f}" for name in before if _number(before[name], after.get(name))]
    return " " * 11 + ("; ".join(pairs) or model.note)


def _number(*values: object) -> bool:
    return all(isinstance(value, int | float) for value in values)


def train(options: Options) -> int:
    """`voc train TASK`: learns from this installation's labels, and says on a held-back part whether that helped."""
    from voc.jobs.train import train as run

    settings = settings_of(options)
    report = run(open_store(settings, create=False), options.task, options.files, options.test, settings)
    if options.json:
        print_json(report.plain())
        return DONE
    rows = ", ".join(f"{name} {number:,}" for name, number in report.learned.items())
    print(said(options.lang, f"学习：{rows}", f"learned from: {rows}"))
    for reason, number in report.left_out.items():
        print(said(options.lang, f"未采用：{reason} {number:,}", f"left out: {reason} {number:,}"))
    for f in report.figures:
        change = f"{f.after - f.before:+.3f} [{f.low:+.3f}, {f.high:+.3f}]"
        print(f"  {f.name:<34} {f.before:.3f} -> {f.after:.3f}  {change}  n={f.base:,}")
    for zh, en in (*report.notes, report.why):
        print(said(options.lang, zh, en))
    return DONE


def label(options: Options) -> int:
    """`voc label TASK`: the queue, written to a file where --out names one; --take takes the labels of a file that was filled in."""
    from voc.jobs.labelling import choices, progress, queue, take_file
    from voc.store import Scope

    settings = settings_of(options)
    store = open_store(settings, create=False)
    reader = store.reader(Scope.everything())
    if options.take is not None:
        taken = take_file(store, reader, options.task, options.take)
        print(
            said(
                options.lang,
                f"收取标注 {taken['taken']:,} 条，空白 {taken['empty']:,} 行",
                f"{taken['taken']:,} labels taken, {taken['empty']:,} rows empty",
            )
        )
        return DONE
    asked = queue(store, reader, options.task, options.size)
    if options.json:
        print_json([one.plain() for one in asked])
        return DONE
    if options.out is not None:
        _write_queue(store, options, asked)
        return DONE
    for one in asked:
        sure = "-" if one.confidence is None else f"{one.confidence:.2f}"
        print(f"{one.verbatim_id}  {one.drawn:<6} {one.said or '-':<22} {sure}  {' '.join(one.text.split())[:80]}")
    so_far = progress(store, options.task)
    zh = f"已标注 {so_far['given']:,} 条；随机抽查 {so_far['audited']:,} 条，其中模型答对 {so_far['right']:,} 条。可选标签：{' '.join(choices(options.task))}"
    en = f"{so_far['given']:,} labels so far; {so_far['audited']:,} drawn at random, {so_far['right']:,} of them right. Labels: {' '.join(choices(options.task))}"
    print(said(options.lang, zh, en))
    return DONE


def _write_queue(store: Store, options: Options, asked: Sequence[Asked]) -> None:
    """Recorded before it is written: the file holds words of customers."""
    import pyarrow as pa

    from voc.export.tables import writer
    from voc.jobs.who import system_user

    ids = [one.verbatim_id for one in asked]
    store.ledger.audit.record(system_user(), "export_verbatims", {"place": "voc label", "task": options.task, "ids": ids})
    rows = [{**one.plain(), "label": ""} for one in asked]
    with writer(options.out) as write:
        write(pa.Table.from_pylist(rows))
    zh, en = (
        f"{options.out}：{len(rows):,} 条待标注，填好 label 列后用 --take 收回",
        f"{options.out}: {len(rows):,} to label; fill in the column label, then --take it",
    )
    print(said(options.lang, zh, en))
