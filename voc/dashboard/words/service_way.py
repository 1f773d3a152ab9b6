"""Words of the parts of service quality on units, the way of cases and the accuracy of work orders."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "way.funnel": ("哪些单位超出偶然波动", "Which units lie beyond chance"),
    "way.funnel_note": (
        "不排名次：每个点是一个单位，横轴是能判定的工单数，纵轴是占比；虚线是总体占比，漏斗是 99.8% 界限（精确二项"
        "；单位之间本来就有差异的，按离散程度 {phi} 放宽，1.0 即不放宽）。界限以内的差别看不出不是偶然。",
        "No league table: a point is a unit, across the cases for which it can be told, upwards the share; the dashed line is the common "
        "share, the funnel its 99.8% limits (exact binomial, widened by the units' own spread, {phi}; 1.0 is none). Within it differences may be chance.",
    ),
    "way.none_outside": ("没有单位超出界限。", "No unit lies outside."),
    "way.too_few_units": ("能判定的工单不足，画不出漏斗图。", "Too few cases for a funnel."),
    "way.above": ("高于界限", "above"),
    "way.below": ("低于界限", "below"),
    "way.inside": ("界限以内", "inside"),
    "way.few": ("工单太少", "too few cases"),
    "way.unit": ("单位", "Unit"),
    "way.side": ("位置", "Where"),
    "way.share": ("占比 [区间] · 基数", "Share [interval] · base"),
    "way.by": ("按什么分", "Split by"),
    "way.by_store": ("营业厅", "Store"),
    "way.by_team": ("班组", "Team"),
    "way.by_region": ("地区", "Region"),
    "way.by_staff": ("自有/外包", "Own or outsourced"),
    "way.by_department": ("部门", "Department"),
    "way.what": ("指标", "Indicator"),
    "way.w_attitude": ("投诉态度与厅内服务的占比", "share about manner and halls"),
    "way.w_late": ("未兑现承诺的占比", "share past the promise"),
    "way.w_reopened": ("重开的占比", "share reopened"),
    "way.w_repeated": ("30 天重复来诉的占比", "share of repeats in 30 days"),
    "way.w_misnoted": ("工单归类不符的占比", "share noted otherwise than coded"),
    "way.funnel_alt": ("漏斗图：各单位的占比与界限", "Funnel plot: shares of units and limits"),
    "way.cases": ("能判定的工单", "cases for which it can be told"),
    "way.centre": ("总体 {share}", "all together {share}"),
    "way.open": ("看某个单位的原声", "Verbatims of a unit"),
    "way.stops": ("工单卡在哪一步", "Where cases wait"),
    "way.stops_none": ("没有流转记录。导入“工单流转”后可见。", "No steps given. Take in case steps to see this."),
    "way.bottleneck": (
        "瓶颈：{name}，占全部流转时长的 {share}（{low_high}）。",
        "Bottleneck: {name}, {share} of all hours ({low_high}).",
    ),
    "way.no_bottleneck": (
        "说不准哪个部门是瓶颈：占时最多的几个部门区间重叠。",
        "No bottleneck can be named: the intervals of those with most hours overlap.",
    ),
    "way.stop": ("部门", "Department"),
    "way.steps": ("经手次数", "Steps"),
    "way.median": ("每次停留中位时长（时）", "Median hours of a step"),
    "way.of_all": ("占全部时长", "Share of all hours"),
    "way.stops_note": (
        "停留时长从接收到转出；还没有转出的按截尾计入。时长矛盾（转出早于接收）的 {impossible} 步不计；{overlapping} 步与上一步时间重叠，两边都计。",
        "From receipt to passing on; steps still there are censored. {impossible} steps that end before they begin are left out; "
        "{overlapping} overlap with the step before and both count.",
    ),
    "way.doubtful": (
        "另有 {resolution} 件办结早于受理、{response} 件首次回复早于受理：不计入时长，请核对系统时间。",
        "{resolution} cases were closed and {response} answered before they were opened: in no duration; check the clocks.",
    ),
    "way.noted": ("工单归类准不准", "Do work orders note the right cause"),
    "way.noted_share": ("一线归类与客户原话一致", "Noted as coded"),
    "way.noted_help": (
        "工单上勾选的一级类别，与系统从客户原话读出的一级根因相比。系统自己也会读错，所以这是上下限之间的参照，不是一线的差错率。",
        "The first-level cause on the work order against the one coded from the customer's words. The coder errs too: "
        "a guide, not the staff's error rate.",
    ),
    "way.kappa": ("扣除碰巧一致（κ）", "Chance taken out (kappa)"),
    "way.kappa_help": ("0 = 与乱勾一样，1 = 完全一致。", "0: as good as ticking at random; 1: always the same."),
    "way.pair": ("工单写的 → 原话说的", "Noted → said"),
    "way.n": ("工单", "Cases"),
    "way.noted_none": ("没有可以对照的工单：缺少一线归类，或根因没有编码。", "Nothing to compare: no noted cause, or none coded."),
    "way.base": ("基数 {n} 件 · {low_high}", "base {n} · {low_high}"),
}
