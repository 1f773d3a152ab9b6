"""Words of the alerts page."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "alerts.title": ("预警", "Alerts"),
    "alerts.watched": (
        "看了 {first} 至 {last} 之间有日期的 {n} 条原声（问卷除外：问卷条数由调查方决定），{series} 条日序列、{weeks} 个整周。"
        "日预警与过去八周的同一序列比，门槛定在全部序列一年合计约 {per_year} 次误报；周预警用累积和，超过 3 才报。",
        "{n} dated verbatims from {first} to {last} (surveys left out: whoever asks sets their number), {series} daily series, {weeks} "
        "whole weeks. A day is held against the same series' last eight weeks, at about {per_year} false alarms a year over all series; "
        "weeks by a cumulative sum (K=1, h=3).",
    ),
    "alerts.season": (
        "不足 104 周，看不出年度季节性：节日前后的上升可能只是季节。",
        "Under 104 weeks there is no annual season to be fitted: a rise around a holiday may be the season.",
    ),
    "alerts.none": ("所选日期内没有预警。", "No alert in these dates."),
    "alerts.none_do": (
        "放宽日期再看；原声连续 31 天以上才有日预警，14 周以上才有周预警。",
        "Widen the dates; daily alerts need 31 days of verbatims, weekly ones 14 weeks.",
    ),
    "alerts.list": ("预警（{n}）", "Alerts ({n})"),
    "alerts.alt": ("预警列表", "List of alerts"),
    "alerts.when": ("日期", "When"),
    "alerts.what": ("什么", "What"),
    "alerts.where": ("哪里", "Where"),
    "alerts.seen": ("实际", "Seen"),
    "alerts.expected": ("预期", "Expected"),
    "alerts.ratio": ("倍数", "Times"),
    "alerts.grain": ("粒度", "Grain"),
    "alerts.strength": ("把握", "How sure"),
    "alerts.events": ("同期事件", "Events then"),
    "alerts.day": ("日", "day"),
    "alerts.week": ("周", "week"),
    "alerts.hour": ("小时", "hour"),
    "alerts.p": ("偶然概率 {p}", "p = {p}"),
    "alerts.c": ("累积和 {c}", "cusum {c}"),
    "alerts.volume": ("全部来声", "All verbatims"),
    "alerts.escalation": ("升级信号", "Escalation"),
    "alerts.everywhere": ("全部", "everywhere"),
    "alerts.located": ("{where}（{share}）", "{where} ({share})"),
    "alerts.choose": ("查看哪一条", "Which one"),
    "alerts.chart": ("每日条数", "Verbatims a day"),
    "alerts.usual": (
        "虚线：按以往每天应有 {n} 条；橙色：报警的日子。",
        "Dashed: {n} a day expected from the past; orange: the days of the alert.",
    ),
    "alerts.chart_alt": ("{name}前后的每日条数", "Verbatims a day around {name}"),
    "alerts.said": (
        "{first} 至 {last}：实际 {seen} 条，按以往应有 {expected} 条，是 {ratio} 倍。",
        "{first} to {last}: {seen} seen, {expected} expected from the past, {ratio} times as many.",
    ),
    "alerts.said_share": ("其中 {share} 在{where}。", "{share} of them: {where}."),
    "alerts.smallest": ("最小能发现多大的激增", "The smallest surge that can be seen"),
    "alerts.smallest_note": (
        "按最近八周没有预警的日子：平常一天多少条；一天要到平常的多少倍，或连续四周每周到平常的多少倍，才会报警；翻倍时三天内报警的概率。"
        "平常越少，一天越难看出，要靠周预警。周列为“—”：不足 14 个整周。",
        "By the last eight weeks' days without alert: the usual day; how many times that a day, or each of four weeks, must come to alarm; the "
        "chance that a doubling alarms within three days. What is rare needs weeks. No weekly figure: under 14 whole weeks.",
    ),
    "alerts.usual_day": ("平常一天", "Usual a day"),
    "alerts.times_day": ("一天到几倍", "Times, one day"),
    "alerts.times_week": ("四周每周到几倍", "Times, four weeks"),
    "alerts.doubled": ("翻倍三天内发现", "Doubling seen in 3 days"),
    "alerts.smallest_alt": ("各根因最小可发现激增", "Smallest surge per cause"),
}
