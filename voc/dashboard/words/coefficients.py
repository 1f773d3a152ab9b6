"""Words of the page coefficients."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "coefficients.title": ("口碑系数", "Coefficients"),
    "coefficients.said": (
        "口碑风险的每个数都由问卷中的满意、不满意占比与下列系数算出。这里看系数从哪来、谁在用、改动它会怎样。",
        "Every word-of-mouth figure comes from the survey's shares and these coefficients: where they come from, what uses them, what a change does.",
    ),
    "coefficients.what_if": ("假如系数不同", "What if"),
    "coefficients.what_if_note": (
        "改动只在本页有效，不保存。系数的先验按原来的相对宽度随之移动；手填的妥善解决率视为确定。",
        "Changes live on this page only and are not saved. A prior keeps its relative width; a resolution rate typed in counts as certain.",
    ),
    "coefficients.box_help": ("代号 {name}，系数表取值 {value}", "{name}, {value} in the ledger"),
    "coefficients.changed": (
        "已改动：{names}。卡片下的增减是与系数表取值相比。",
        "Changed: {names}. Deltas are against the ledger's values.",
    ),
    "coefficients.unchanged": ("尚未改动：两边相同。", "Nothing changed yet: both sides are the same."),
    "coefficients.reset": ("恢复系数表取值", "Back to the ledger"),
    "coefficients.at_risk": ("每千名客户可能流失", "At risk per 1,000"),
    "coefficients.told": ("每个不满意客户传播人次", "Contacts per dissatisfied"),
    "coefficients.repair": ("弥补覆盖率", "Coverage of repair"),
    "coefficients.w_figure": ("指标", "Figure"),
    "coefficients.w_given": ("系数表取值", "As given"),
    "coefficients.w_given_range": ("区间（含系数）", "Interval, coefficients included"),
    "coefficients.w_then": ("改动后", "As changed"),
    "coefficients.w_then_range": ("改动后区间（含系数）", "Interval as changed"),
    "coefficients.w_change": ("变化", "Change"),
    "coefficients.interval": ("95% 区间（含系数）", "95% interval, coefficients included"),
    "coefficients.tornado": ("哪个系数最左右 NEG", "What moves NEG most"),
    "coefficients.tornado_alt": ("NEG 对各系数的敏感度", "Sensitivity of NEG to each coefficient"),
    "coefficients.span": ("移动幅度", "Moved"),
    "span.prior": ("先验 95% 区间两端", "Over its 95% interval"),
    "span.tenth": ("上下 10%", "By 10%"),
    "coefficients.prior_note": (
        "每次只动一个系数，从它 95% 区间的一端到另一端，其余不变；竖线是系数表取值下的 NEG。最长的条最值得先用自己的数据核实。",
        "One coefficient at a time from one end of its 95% interval to the other; the line is NEG as given. The longest bar is the first to verify.",
    ),
    "coefficients.tenth_note": (
        "每次只动一个系数，上下各 10%（占比不超过 1），其余不变；竖线是系数表取值下的 NEG。",
        "One coefficient at a time, 10% down and up (a share at most 1), all others held; the line is NEG as given.",
    ),
    "coefficients.low_end": ("系数取低端", "Coefficient low"),
    "coefficients.high_end": ("系数取高端", "Coefficient high"),
    "coefficients.dissatisfied": ("不满意占比（抽样区间）", "share of dissatisfied (sampling interval)"),
    "coefficients.t_ends": ("系数从–到", "Coefficient from–to"),
    "coefficients.t_low": ("低端时 NEG", "NEG at the low end"),
    "coefficients.t_high": ("高端时 NEG", "NEG at the high end"),
    "coefficients.t_width": ("相差占 NEG", "Difference of NEG"),
    "coefficients.settings": ("两个必选口径", "The two required settings"),
    "coefficients.amplification_read": (
        "选“投诉者”，只有投诉未解决的人里有这一比例向很多人诉说；选“全部不满者”，沉默的不满者也算，结果更高。",
        ' With "Complainers" it is of those whose complaint was not solved; with "All dissatisfied" the silent count too and the index is higher.',
    ),
    "coefficients.leave_read": (
        "选“沉默者”不含投诉者，选“投诉者”只含未妥善解决的投诉者，选“两者”相加。",
        ' "The silent" leaves complainers out, "Complainers" are those not solved well, "Both" adds them.',
    ),
    "coefficients.from": ("这些数从哪来", "Where the numbers come from"),
    "coefficients.literature": (
        "除实测的以外，系数都来自客户服务文献，没有找到原始研究，也没有用本企业数据核实：NEG 和 POS 宜看相对高低与变化，不宜当作实际人次。",
        "All but the measured are from customer-service literature; no primary study was found and nothing is verified on own figures. Read NEG and POS "
        "for order and change, not as a head count.",
    ),
    "coefficients.r_measured": (
        "投诉妥善解决率实测 {r}（{low_high}），基数：有评价的已办结工单，满意 {source}（不随筛选变化）。",
        "Complaints resolved well, measured: {r} ({low_high}); base: rated, resolved cases, satisfied {source} (whatever the filters).",
    ),
    "coefficients.cases": ("看有评价的工单原声（{n} 张工单）", "Verbatims of the rated cases ({n})"),
    "coefficients.rated": ("看打过满意度的客户的负面原声", "Negative verbatims of rated customers"),
    "coefficients.download": ("下载系数表文件", "Download the ledger"),
    "coefficients.link": ("系数明细、假设推演与敏感度", "Coefficients, what-if and sensitivity"),
    "used.negative": ("负面口碑", "NEG"),
    "used.positive": ("正面口碑", "POS"),
    "used.balance": ("口碑平衡", "balance"),
    "used.at_risk": ("可能流失", "at risk"),
    "used.repair": ("弥补覆盖率", "coverage of repair"),
    "used.shown": ("仅展示", "shown only"),
    "status.assumed": ("假设", "assumed"),
    "wom.l_used": ("用于", "Used for"),
}
