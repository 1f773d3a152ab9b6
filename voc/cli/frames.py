"""`voc codeframe`: check an edited file, see what it changes, put it in force, take that back."""

from __future__ import annotations

from collections.abc import Sequence

from voc import resources
from voc.cli.terminal import DONE, Options, open_store, print_json, said, settings_of, waiting
from voc.errors import InputError
from voc.jobs.codeframes import Difference
from voc.store import Store
from voc.store.models import SHIPPED


def codeframe(options: Options) -> int:
    """`voc codeframe WHAT [FILE]`."""
    if options.what == "list":
        return _list(options)
    if options.what == "undo":
        return _undo(options)
    if options.file is None:
        raise InputError(
            f"要写明码表文件，例如 voc codeframe {options.what} 码表.toml。",
            f"name a codeframe file, such as: voc codeframe {options.what} mine.toml",
        )
    return {"check": _check, "diff": _diff, "apply": _apply, "export": _export}[options.what](options)


def _list(options: Options) -> int:
    from voc.jobs.codeframes import in_force, versions

    store = open_store(settings_of(options), create=False)
    found, current = versions(store), in_force(store)
    if options.json:
        print_json({"in_force": current, "versions": [model.plain() for model in found]})
        return DONE
    mark = said(options.lang, "使用中", "in force")
    print(f"{SHIPPED:<24} {mark if current == SHIPPED else ''}".rstrip())
    for model in found:
        changed = f"{model.metrics.get('changed', 0):,} / {model.metrics.get('base', 0):,}"
        told = f"{model.made:%Y-%m-%d %H:%M}Z  {model.who}  {said(options.lang, '改变', 'changed')} {changed}  {model.note}"
        print(f"{model.version:<24} {mark if model.version == current else '':<8} {told}".rstrip())
    return DONE


def _check(options: Options) -> int:
    from voc.causes import load_codeframe

    frame = load_codeframe(options.file)
    zh, en = (
        f"{options.file.name}：{len(frame.codes)} 个编码，没有错误",
        f"{options.file.name}: {len(frame.codes)} codes, no mistake",
    )
    print(said(options.lang, zh, en))
    _tell_left_out(frame.left_out, options.lang)
    return DONE


def _tell_left_out(left_out: Sequence[str], lang: str) -> None:
    if left_out:
        listed = "; ".join(left_out)
        print(
            said(
                lang,
                f"  去掉的编码在别处的设置不再起作用：{listed}",
                f"  settings of codes that are gone no longer count: {listed}",
            )
        )


def _diff(options: Options) -> int:
    from voc.jobs.codeframes import compare

    found = compare(open_store(settings_of(options), create=False), options.file)
    if options.json:
        print_json(found.plain())
    else:
        _tell(found, options.lang)
    return DONE


def _tell(found: Difference, lang: str) -> None:
    print(f"{found.before} -> {found.after}")
    for zh, en, codes in (("新增", "added", found.added), ("去掉", "gone", found.gone)):
        if codes:
            print(f"  {said(lang, zh, en)}: {', '.join(codes)}")
    _tell_left_out(found.left_out, lang)
    zh, en = (
        f"{found.base:,} 条原声中 {found.changed:,} 条换了首要原因",
        f"{found.changed:,} of {found.base:,} verbatims change their cause",
    )
    print(said(lang, zh, en))
    none = said(lang, "未编码", "not coded")
    for move in found.moves:
        print(f"  {move.verbatims:>7,}  {move.before or none} -> {move.after or none}")
        for verbatim, text in move.samples:
            print(f"           {verbatim[:8]}  {' '.join(text.split())}")


def _apply(options: Options) -> int:
    from voc.jobs.codeframes import apply

    store = open_store(settings_of(options), create=False)
    model, found = apply(store, options.file, options.note or "")
    if not options.json:
        _tell(found, options.lang)
    return _restate(options, store, model.version)


def _undo(options: Options) -> int:
    from voc.jobs.codeframes import undo

    store = open_store(settings_of(options), create=False)
    was, now = undo(store)
    if not options.json:
        print(f"{was} -> {now}")
    return _restate(options, store, now)


def _restate(options: Options, store: Store, version: str) -> int:
    """History under the version now in force; --later leaves it to the next rescore."""
    from voc.jobs.rescore import rescore

    report = None
    if not options.later:
        report = rescore(store, settings=settings_of(options), on_wait=waiting(options.lang))
    scored = 0 if report is None else report.scored.get("causes", 0)
    if options.json:
        print_json({"in_force": version, "restated": scored})
        return DONE
    zh, en = f"使用中：{version}；重新编码 {scored:,} 条", f"in force: {version}; {scored:,} verbatims coded anew"
    later = said(options.lang, "运行 voc rescore 后生效", "shown after voc rescore")
    print(said(options.lang, zh, en) if report is not None else f"{version}: {later}")
    return DONE


def _export(options: Options) -> int:
    from voc.jobs.codeframes import file_in_force
    from voc.jobs.trained import models_at

    if options.file.exists():
        raise InputError(f"{options.file} 已存在，不覆盖。", f"{options.file} exists and is not written over.")
    text = file_in_force(models_at(settings_of(options))).read_text(encoding="utf-8")
    if options.more:
        text += "\n" + resources.path("lexicons", "codeframe_more.toml").read_text(encoding="utf-8")
    options.file.write_text(text, encoding="utf-8")
    print(said(options.lang, f"已写出 {options.file}", f"written: {options.file}"))
    return DONE
