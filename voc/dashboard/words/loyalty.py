"""Words of the page on loyalty and leaving."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "loyalty.title": ("忠诚与离网", "Loyalty and leaving"),
    "loyalty.note": (
        "谁还愿意推荐、愿意留下，客户被谁带走，谁可能要走，为什么。问卷数字加权；区间均为 95%。",
        "Who would still recommend and stay, to whom customers are lost, who may leave, and why. Survey figures are weighted; intervals are 95%.",
    ),
    "loyalty.by_cause": ("不满的原因与推荐、留下", "Recommending and staying, by cause of dissatisfaction"),
    "loyalty.recommend_asked": ("推荐：“{question}”的净推荐值。", 'Recommend: NPS of "{question}". '),
    "loyalty.recommend_not": ("问卷没有问推荐意愿。", "Recommending is not asked. "),
    "loyalty.stay_asked": (
        "留下：“{question}”答在量表上方三成以内的占比。",
        'Stay: share of "{question}" in the upper three tenths of its scale. ',
    ),
    "loyalty.stay_not": ("问卷没有问是否继续使用。", "Staying is not asked. "),
    "loyalty.by_cause_note": (
        "按受访者自己写的负面原因分组，每组至少 30 人，与“没有负面意见”的比。相差不等于由此引起：原因不同的人本来也可能不同。",
        "Respondents by the negative cause they wrote of, groups of 30 "
        "and more, against those without a negative answer. A difference is not its effect: the groups may differ otherwise.",
    ),
    "loyalty.by_cause_none": (
        "没有推荐意愿或继续使用的题目，或每组不足 30 人。",
        "No question on recommending or staying, or under 30 respondents in every group.",
    ),
    "loyalty.nothing": ("没有负面意见", "no negative answer"),
    "loyalty.cause": ("原因", "Cause"),
    "loyalty.change": ("相差（百分点）", "Difference (points)"),
    "loyalty.stay": ("愿意留下", "Likely to stay"),
    "loyalty.choose": ("看哪个原因的原声", "Verbatims of which cause"),
    "loyalty.ported": ("携号转网：流向谁", "Number portability: lost to whom"),
    "loyalty.ported_none": (
        "没有携出指标。导入经营指标“携出”（带竞争对手列）即可。",
        "No port-outs among the measures: take in port-outs with their competitor.",
    ),
    "loyalty.ported_note": (
        "单位：户，所选日期内合计；每万户为合计除以同期平均客户数，区间为泊松精确区间（只计抽样）。净额 = 携入 − 携出。",
        "Customers over the chosen dates; per 10,000 is the total over the mean number of customers, with the exact Poisson interval. Net = ins - outs.",
    ),
    "loyalty.ported_open": ("看说要走、要转网的原声", "Verbatims that speak of leaving"),
    "loyalty.competitor": ("竞争对手", "Competitor"),
    "loyalty.out": ("携出", "Ported out"),
    "loyalty.into": ("携入", "Ported in"),
    "loyalty.net": ("净额", "Net"),
    "loyalty.rate": ("每万户携出", "Out per 10,000"),
    "loyalty.leavers": ("可能要走的客户", "Likely leavers"),
    "loyalty.leavers_note": (
        "说过要走、要转网的客户。分数是规则，不是概率：说要走 3 分；工单未办结 2 分；90 天内三次以上、点名竞争对手、要向监管或媒体反映各 1 分。"
        "客户以加密摘要表示；工单编号可在本企业系统里查到本人。",
        "Customers who spoke of leaving. Points are a rule, not a chance: 3 for words of leaving; 2 for a case still open; 1 each for three contacts in 90 days, a named "
        "competitor, and going public. Customers stand by keyed hash; the operator's own system finds them by the work-order number.",
    ),
    "loyalty.leavers_none": ("筛选范围内没有说要走的客户。", "Nobody under the filters spoke of leaving."),
    "loyalty.leavers_shown": ("共 {n} 位，分数高的在前。", "{n} customers, most points first."),
    "loyalty.leavers_cut": ("只列分数最高的 {n} 位。", "Only the {n} customers with most points are listed."),
    "loyalty.whose": ("看谁的原声", "Whose verbatims"),
    "loyalty.download": ("下载名单", "Download the list"),
    "loyalty.l_customer_key": ("客户摘要", "Customer (keyed hash)"),
    "loyalty.l_work_order": ("工单编号", "Work order"),
    "loyalty.l_points": ("分数", "Points"),
    "loyalty.l_last": ("最近一次", "Last heard"),
    "loyalty.l_contacts": ("来声次数", "Contacts"),
    "loyalty.l_open_cases": ("未办结", "Open cases"),
    "loyalty.l_cause": ("最近的原因", "Newest cause"),
    "loyalty.l_competitor": ("点名的对手", "Competitor named"),
    "loyalty.l_brand": ("品牌", "Brand"),
    "loyalty.l_region": ("地区", "Region"),
    "loyalty.reasons": ("为什么要走", "Why they would switch"),
    "loyalty.reasons_none": ("没有说要走的原声。", "No verbatim speaks of leaving."),
    "loyalty.reasons_note": (
        "{n} 条说要走或要转网的原声，按主要原因（主要原因就是离网本身的，取次要原因；没有次要原因的仍列在离网）；客户数只数能认出的。"
        "这是说出来的原因，没说就走的不在内。",
        "{n} verbatims that speak of leaving or porting out, by main cause (where that is the leaving itself, the second one, if there is one); customers where "
        "known. These are the reasons said: who leaves in silence is not in it.",
    ),
    "loyalty.share": ("占比", "Share"),
    "loyalty.customers": ("客户", "Customers"),
    "loyalty.mentioned": ("自己与对手：谁被怎么说", "Own against competitors"),
    "loyalty.mentioned_none": (
        "没有点名竞争对手的原声（每家至少 10 条）。",
        "No competitor is named (10 verbatims and more each).",
    ),
    "loyalty.mentioned_note": (
        "点名对手的原声与没有点名的比：负面占比、说要走的占比。点名对手时的不满多半仍是对自己的。",
        "Verbatims that name a competitor against those that name none: shares negative and speaking of leaving. The dissatisfaction is mostly with us all the same.",
    ),
    "loyalty.own": ("没有点名对手", "no competitor named"),
    "loyalty.negative": ("负面占比", "Negative"),
    "loyalty.leaving": ("说要走", "Speak of leaving"),
}
