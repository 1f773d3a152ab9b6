"""`voc report`: what the page gives to departments, as a file: one section for each that owns causes, actions or standards."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from voc.cli.terminal import DONE, Options, open_store, print_json, said, settings_of
from voc.errors import VocError
from voc.jobs.who import system_user

if TYPE_CHECKING:
    from voc.dashboard.reads.base import At


def report(options: Options) -> int:
    """Writes the report of the newest publication over --since to --until (the newest 13 weeks), audits it, and says its sections."""
    from streamlit.logger import set_log_level

    # Caches of the pages work without a page, and would say so at length.
    set_log_level("ERROR")
    from voc.dashboard import audited
    from voc.dashboard.department_report import department_report
    from voc.dashboard.filters import Filters
    from voc.dashboard.reads.base import At
    from voc.dashboard.view import View
    from voc.export.report import check_format, write_report
    from voc.store import Scope

    out: Path = options.out
    check_format(out)
    settings = settings_of(options)
    store = open_store(settings, create=False)
    everyone = replace(Scope.everything(), who=system_user())
    view = View(options.lang, dark=False, at=_asked(At(settings, store.publication().id, everyone, Filters()), options))
    made = department_report(view, tuple(options.department or ()))
    names = [section.owner for section in made.sections]
    audited.table_taken(view.at, f"departments{out.suffix}", len(names))
    write_report(made, out)
    if options.json:
        print_json({"file": str(out), "first": view.filters.first, "last": view.filters.last, "departments": names})
        return DONE
    span = f"{view.filters.first} – {view.filters.last}"
    listed = "、".join(filter(None, names)) if options.lang == "zh" else ", ".join(filter(None, names))
    print(said(options.lang, f"{out}：{span}，{len(names)} 个部门：{listed}", f"{out}: {span}, {len(names)} departments: {listed}"))
    return DONE


def _asked(at: At, options: Options) -> At:
    """The publication under the dates, brands and regions of the command line; VocError where a name is not in the store."""
    from voc.dashboard.filters import Filters, default_span
    from voc.dashboard.reads.frame import choices

    known = choices(at)
    if known.first is None or known.last is None:
        raise VocError(
            "数据仓里还没有带日期的原声，没有可报告的。", "the store holds no dated verbatim: there is nothing to report."
        )
    first, last = default_span(known.first, known.last)
    first, last = options.since or first, options.until or last
    if first > last:
        raise VocError(f"起始日 {first} 晚于截止日 {last}。", f"the first day, {first}, is after the last, {last}.")
    for name in ("brand", "region"):
        unknown = [value for value in getattr(options, name) or () if value not in known.values[name]]
        if unknown:
            listed = ", ".join(one for one in known.values[name] if one)
            raise VocError(f"没有 {unknown[0]!r}，可选：{listed}。", f"there is no {unknown[0]!r}; known: {listed}.")
    return replace(at, filters=Filters(first, last, brand=tuple(options.brand or ()), region=tuple(options.region or ())))
