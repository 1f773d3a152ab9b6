"""Words of the alerts page."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "alerts.title": ("预警", "Alerts"),
    "alerts.watched": (
        "看了 {first} 至 {last} 之间有日期的 {n} 条原声（问卷除外：问卷条数由调查方决定）。按日：{series} 条序列与各自过去八周比，"
        "计入星期与节假日，全部序列一年合计约 {per_year} 次误报。",
        "{n} dated verbatims from {first} to {last} (surveys left out: whoever asks sets their number). By day: {series} series against their "
        "own last eight weeks, weekdays and holidays allowed for, about {per_year} false alarms a year over all.",
    ),
    "alerts.weekly": (
        "按周：{n} 条序列（根因 × 地区 × 品牌 × 产品的交叉及各级合计；平均每周不足 {least} 条的格子太稀，只在上级合计里看），占比的准二项季节基线加累积和；"
        "单个根因约每 12 年误报一次，一个根因的所有格子合计约每 {years} 年一次。一件事只报一次，记在能解释它的最细一级：该处占一半以上、"
        "涨幅是别处的两倍以上。",
        "By week: {n} series (cause x region x brand x product with all margins; cells under {least} verbatims a week are too sparse and are heard in their "
        "margins), quasi-binomial seasonal baseline and cumulative sum (K=1, h=3); one cause about one false alarm in 12 years, all cells of a cause together "
        "one in {years}. One event is one alert, at the most specific place that explains it: half of the rise and more, twice as strong as elsewhere.",
    ),
    "alerts.hours": (
        "按小时：{n} 条序列，全部一年合计约 {rate} 次误报。",
        "By hour: {n} series, about {rate} false alarms a year over all.",
    ),
    "alerts.no_hours": ("没有按小时看：大多数原声没有钟点。", "Not by hour: most verbatims have no time of day."),
    "alerts.no_holidays": (
        "节假日表缺少其中一年：那一年只按星期算，请补上该年的放假通知。",
        "The calendar lacks one of the years (lexicons/holidays.toml): weekdays only in it.",
    ),
    "alerts.rate": ("按日合计一年容许几次误报", "False alarms a year, all daily series"),
    "alerts.rate_help": (
        "容许得越多，越早、越小的激增也会报，误报也越多。“回测”随之改变。",
        "The more are allowed, the smaller the surge that alarms and the more false alarms there are. The back-test goes with it.",
    ),
    "alerts.list_note": (
        "一件事一条预警：同一时间、同一地方或同一批原声的多个信号合并；{open} 条未处理。实际与预期的单位：条原声。",
        "One event, one alert: signals of one time and place, or of the same verbatims, are put together; {open} open. Seen and expected in verbatims.",
    ),
    "alerts.state": ("状态", "State"),
    "alerts.raised": ("何时可知", "Known at"),
    "alerts.signals": ("信号数", "Signals"),
    "alerts.said_hour": (
        "实际与预期是报警那一小时的；图与下面的原声是当天的。",
        "Seen and expected are those of the hour that alarmed; the chart and the verbatims below are of the day.",
    ),
    "alerts.said_raised": ("最早在 {at} 就能报出。", "Known at {at} at the earliest."),
    "alerts.parts": ("这一件事里的 {n} 个信号", "{n} signals of this event"),
    "alerts.parts_note": (
        "每一行都曾单独超出自己的过去；它们时间相近，且同地、同因或同一批原声，故算一件事。",
        "Each line rose above its own past; near in time and of one place, cause or set of verbatims, they count as one event.",
    ),
    "alert.open": ("未处理", "open"),
    "alert.acknowledged": ("已知", "acknowledged"),
    "alert.silenced": ("静默", "silenced"),
    "alert.handed over": ("已转改进", "handed over"),
    "alert.until": ("至 {day}", "until {day}"),
    "alert.action": ("行动 {id}", "action {id}"),
    "alert.note": ("备注（可不写）", "Note (optional)"),
    "alert.silence_days": ("静默多少天", "Days of silence"),
    "alert.acknowledge": ("知道了", "Acknowledge"),
    "alert.silence": ("静默", "Silence"),
    "alert.hand_over": ("转为改进行动", "Hand over to an action"),
    "alert.reopen": ("重新打开", "Reopen"),
    "alert.done": ("已记下：{state}。", "Noted: {state}."),
    "alert.outside": (
        "这条预警的范围超出您的权限，不能建立改进行动。",
        "The alert's place lies outside your limits: no action can be opened.",
    ),
    "alert.action_title": ("预警 {day}：{named}", "Alert {day}: {named}"),
    "alerts.breaks": ("数据有断点（{n}）", "Breaks in the data ({n})"),
    "alerts.breaks_note": (
        "这些来源、渠道、品牌、地区或产品在数据中途才出现，或中途就没有了（合并、停用或没有导入）。跨过那一天的升降不算预警，也不与此前相比；"
        "新出现的满 28 天后才有自己的预警。",
        "These begin or end within the data: merged, given up, or not taken in. A rise or fall across that day is no alert and is not compared; what is "
        "new has alerts of its own after 28 days.",
    ),
    "alerts.b_dimension": ("哪一类", "Of what"),
    "alerts.b_value": ("名称", "Name"),
    "alerts.b_kind": ("断点", "Break"),
    "alerts.b_n": ("原声数", "Verbatims"),
    "break.begins": ("从这天才有", "begins"),
    "break.ends": ("到这天为止", "ends"),
    "break.source": ("来源", "Source"),
    "break.channel": ("渠道", "Channel"),
    "break.brand": ("品牌", "Brand"),
    "break.region": ("地区", "Region"),
    "break.product": ("产品", "Product"),
    "alerts.back_test": ("回测：当时会报什么、多久之后", "Back-test: what would have been raised, and how soon"),
    "alerts.back_test_note": (
        "每条预警只用它之前的数据，所以就是当时会报的。一年容许 {rate} 次误报时共 {n} 条，其中 {unexplained} 条旁边没有日历事件；"
        "日历上的 {events} 件事有 {seen} 件旁边有预警。并非每件事都会引来投诉：促销、改版本不该报警。",
        "Every alert uses the past before it only, so this is what would have been raised. At {rate} false alarms a year there are {n}, {unexplained} of "
        "them without an event beside; {seen} of the calendar's {events} events have an alert. Not every event brings complaints: a campaign should not.",
    ),
    "alerts.no_events": (
        "没有事件日历可对照。请导入事件文件（版本、故障、活动）。",
        "No calendar to hold it against: take in an events file (releases, faults, campaigns).",
    ),
    "event_kind.release": ("版本发布", "release"),
    "event_kind.outage": ("网络中断", "outage"),
    "event_kind.fault": ("系统差错", "fault"),
    "event_kind.campaign": ("营销活动", "campaign"),
    "event_kind.fix": ("修复", "fix"),
    "event_kind.price": ("资费调整", "price"),
    "event_kind.other": ("其他", "other"),
    "alerts.never": ("没有报", "none raised"),
    "alerts.hours_after": ("{n} 小时后", "after {n} h"),
    "alerts.days_after": ("{n} 天后", "after {n} days"),
    "alerts.t_start": ("开始", "Start"),
    "alerts.t_event": ("事件", "Event"),
    "alerts.t_kind": ("类别", "Kind"),
    "alerts.t_after": ("多久之后报出", "Raised"),
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
    "alerts.what_where": ("什么，在哪里", "What, and where"),
    "alerts.where": ("哪里", "Where"),
    "alerts.seen": ("实际", "Seen"),
    "alerts.expected": ("预期", "Expected"),
    "alerts.ratio": ("倍数", "Times"),
    "alerts.grain": ("粒度", "Grain"),
    "alerts.times": ("{ratio} 倍", "{ratio} times"),
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
        "{when}：实际 {seen} 条，按以往应有 {expected} 条，是 {ratio} 倍（95% 区间 {low_high}，泊松，只计实际条数的偶然）。",
        "{when}: {seen} seen, {expected} expected from the past, {ratio} times as many (95% {low_high}, Poisson, chance of the number seen only).",
    ),
    "alerts.said_share": ("其中 {share} 在{where}。", "{share} of them: {where}."),
    "alerts.how": ("按周与按小时看什么、多久误报一次", "What is watched by week and hour, and how often it alarms for nothing"),
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
