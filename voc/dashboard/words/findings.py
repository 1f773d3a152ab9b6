"""Words of the first page's findings."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "findings.title": ("先看这一件", "Look at this first"),
    "findings.what": ("哪里不好", "What is bad"),
    "findings.why": ("客户怎么说", "What customers say"),
    "findings.who": ("谁最受影响", "Whom it hits most"),
    "findings.do": ("谁负责、做了什么", "Who owns it, what is done"),
    "findings.share": (
        "负面原声 {n} 条，占已判定原声的 {share}（{low_high}，基数 {base}）。",
        "{n} negative verbatims, {share} of those judged ({low_high}, base {base}).",
    ),
    "findings.risen": (
        "上期 {before}，{delta}，上升超出误差，在各根因中最多。",
        " Before: {before}; {delta}, beyond chance, the largest rise.",
    ),
    "findings.level": (
        "这是最多的根因；没有哪个根因的占比升得超出误差。",
        " The most frequent cause; no cause rose beyond chance.",
    ),
    "findings.alone": ("这是最多的根因；没有上期可比。", " The most frequent cause; there is no earlier period to compare with."),
    "findings.word": ("{word} {n} 条", "{word} {n}"),
    "findings.words": ("最常说：{words}。", "Most often: {words}."),
    "findings.why_note": ("常见说法太少或无权查看原文。", "Too few words in common, or verbatims are not open to your role."),
    "findings.hit": (
        "这里 {share} 的原声因此不满，其他地方 {elsewhere}（{k} 条，基数 {n}）。",
        "{share} of the verbatims there complain of it, {elsewhere} elsewhere ({k}, base {n}).",
    ),
    "findings.all": ("没有特别集中", "No segment stands out"),
    "findings.all_note": (
        "各地区、营业厅、品牌、产品和渠道之间的差别都在误差内。",
        "Regions, stores, brands, products and channels differ by chance only.",
    ),
    "findings.no_owner": ("没有责任部门", "No department named"),
    "findings.no_action": ("还没有针对它的改进行动：可在闭环页新建。", "No action on it yet: open one on the closed-loop page."),
    "findings.action": ("改进行动 {n} 项，最近：{title}（{stage}）。", "Actions: {n}. Newest: {title} ({stage})."),
    "findings.to_causes": ("看根因", "Root causes"),
    "findings.to_closed_loop": ("看闭环", "Closed loop"),
    "findings.to_alerts": ("看预警", "Alerts"),
}
