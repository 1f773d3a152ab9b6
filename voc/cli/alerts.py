"""`voc alerts`: what is open, for people and for schedulers; told by webhook and e-mail where asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from voc.cli.terminal import DONE, FOUND, Options, open_store, print_json, said, settings_of

if TYPE_CHECKING:
    from voc.jobs.alert_events import Alert
    from voc.jobs.alert_marks import Mark
    from voc.jobs.alerts import Watch
    from voc.store import Store

RECENT = timedelta(days=6)
COMPARED = timedelta(days=365)
"""Breaks of the data are listed as far back as today is compared with."""
_DIMENSIONS = {"source": "来源", "channel": "渠道", "brand": "品牌", "region": "地区", "product": "产品"}


def alerts(options: Options) -> int:
    """Lists alerts; exit status 1 where one is open, 0 where none is. What was sent once is not sent again until it grows."""
    from voc.jobs.alert_marks import mark_of, marks, note_told, untold
    from voc.jobs.alerts import watch
    from voc.store import Scope

    settings = settings_of(options)
    store = open_store(settings, create=False)
    found = watch(store.reader(Scope.everything()), per_year=options.per_year, zone=settings.timezone)
    known = marks(store)
    since = date.min if options.all else options.since or ((found.last or date.min) - RECENT if found.last else date.min)
    listed = [(alert, mark_of(alert, known)) for alert in found.alerts if alert.last >= since]
    open_ = [alert for alert, mark in listed if mark is None]
    fresh = untold(store, open_) if options.webhook or options.mail else []
    if fresh:
        _tell(store, options, fresh, _plain(found, [(alert, None) for alert in fresh], options.per_year))
        note_told(store, fresh, " ".join(filter(None, ["webhook" if options.webhook else "", "e-mail" if options.mail else ""])))
    if options.json:
        print_json(_plain(found, listed, options.per_year) | {"sent": len(fresh)})
    else:
        _print(found, listed, options, len(fresh))
    return FOUND if open_ else DONE


def _tell(store: Store, options: Options, fresh: Sequence[Alert], plain: dict[str, Any]) -> None:
    from voc.jobs.notify import MailServer, mail, post

    if options.webhook:
        post(options.webhook, plain)
    if options.mail:
        subject = said(options.lang, f"客户之声预警：{len(fresh)} 条", f"voc: {len(fresh)} alerts")
        mail(MailServer.from_environment(), options.mail, subject, "\n".join(_line(alert, None, options.lang) for alert in fresh))


def _plain(found: Watch, listed: Sequence[tuple[Alert, Mark | None]], per_year: float) -> dict[str, Any]:
    from voc.jobs.alerts import HOURLY_PER_YEAR, PLACES_PER_TOPIC

    return {
        "first": found.first,
        "last": found.last,
        "verbatims": found.verbatims,
        "false_alarms_per_year": {
            "daily": per_year,
            "hourly": HOURLY_PER_YEAR if found.hourly else 0,
            "weekly, places of one cause": PLACES_PER_TOPIC,
        },
        "alerts": [_row(alert, mark) for alert, mark in listed],
        "breaks": [{"dimension": one.dimension, "value": one.value, "kind": one.kind, "day": one.day} for one in found.breaks],
    }


def _row(alert: Alert, mark: Mark | None) -> dict[str, Any]:
    from voc.jobs.alert_marks import alert_id

    names = ("grain", "subject", "share", "first", "last", "raised", "seen")
    plain = {"id": alert_id(alert), "place": dict(alert.place), **{name: getattr(alert, name) for name in names}}
    plain |= {"expected": round(alert.expected, 2), "times": round(alert.ratio, 2), "events": list(alert.events)}
    measure = "cusum" if alert.grain == "week" else "p"
    return plain | {measure: alert.strength, "signals": len(alert.parts) or 1, "state": mark.state if mark else "open"}


def _print(found: Watch, listed: Sequence[tuple[Alert, Mark | None]], options: Options, sent: int) -> None:
    lang = options.lang
    if found.first is None:
        print(said(lang, "没有带日期的原声，无可预警。", "no dated verbatims: nothing to watch."))
        return
    print(
        said(
            lang,
            f"看了 {found.first} 至 {found.last} 的 {found.verbatims:,} 条原声；日序列合计一年约 {options.per_year:g} 次误报。",
            f"{found.verbatims:,} verbatims from {found.first} to {found.last}; about {options.per_year:g} false alarms a year by day.",
        )
    )
    for alert, mark in listed:
        print("  " + _line(alert, mark, lang))
    if not listed:
        print(said(lang, "  没有预警。更早的见 --all。", "  no alert. Older ones: --all."))
    recent = [one for one in found.breaks if options.all or found.last is None or one.day > found.last - COMPARED]
    for one in recent:
        zh = f"  {_DIMENSIONS[one.dimension]} {one.value} {'自' if one.kind == 'begins' else '止于'} {one.day}，不与此前相比"
        print(said(lang, zh, f"  {one.dimension} {one.value} {one.kind} on {one.day}: not compared across that day"))
    if older := len(found.breaks) - len(recent):
        print(
            said(
                lang,
                f"  另有 {older} 处更早的中断（来源、地区等中途开始或停止），见 --all。",
                f"  {older} earlier breaks of the data: --all.",
            )
        )
    if sent:
        print(said(lang, f"已通知 {sent} 条。", f"{sent} sent."))


def _line(alert: Alert, mark: Mark | None, lang: str) -> str:
    where = " · ".join(value for _, value in alert.place) or said(lang, "全部", "everywhere")
    days = f"{alert.first}" if alert.first == alert.last else f"{alert.first}–{alert.last:%m-%d}"
    events = f"（{'；'.join(alert.events)}）" if alert.events else ""
    state = {"acknowledged": ("已知", "acknowledged"), "silenced": ("静默", "silenced"), "handed over": ("已转改进", "handed over")}
    done = f" [{said(lang, *state[mark.state])}]" if mark else ""
    figures = said(lang, f"{alert.seen:,} 条，应有 {alert.expected:,.1f}", f"{alert.seen:,} seen, {alert.expected:,.1f} expected")
    return f"{days} {_subject(alert.subject, lang)} @ {where}: {figures}, ×{alert.ratio:.1f}{done}{events}"


def _subject(subject: str, lang: str) -> str:
    from voc.causes.codeframe import load_codeframe

    totals = {"volume": ("全部来声", "all verbatims"), "escalation": ("升级信号", "escalation")}
    if subject in totals:
        return said(lang, *totals[subject])
    codeframe = load_codeframe()
    code = codeframe.by_id.get(subject)
    return code.name(lang) if code else codeframe.levels.get(subject, subject) if lang == "zh" else subject
