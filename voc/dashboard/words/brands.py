"""Words of the parts of the page channels on brands, competitors, value, contact, plans and promotions."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "channels.part": ("看哪一块", "Which part"),
    "channels.part_channels": ("渠道与分流", "Channels and relief"),
    "channels.part_brands": ("品牌、对手与价值", "Brands, competitors, value"),
    "brands.side": ("品牌并列", "Brands side by side"),
    "brands.brand": ("品牌", "Brand"),
    "brands.satisfaction": ("满意度指数", "Satisfaction index"),
    "brands.negative": ("负面占比", "Share negative"),
    "brands.complaints": ("每万户每月投诉", "Complaints / 10,000 / month"),
    "brands.existing": ("现有价值（元）", "Existing value (yuan)"),
    "brands.potential": ("潜在价值（元）", "Potential value (yuan)"),
    "brands.influence": ("影响价值（元）", "Influence value (yuan)"),
    "brands.note": (
        "三种价值是三笔不同的钱，风险不同，从不相加。现有 = 月均收入×12×毛利×留存÷(1+贴现−留存)，月均收入与留存取经营指标；"
        "毛利、贴现、提升、口碑人数等是假定值，请换成自己的。没有经营指标的留空。",
        "Three values are three kinds of money at different risk and never added up. Existing: ARPU × 12 × margin × r / (1 + d - r) from the measures; "
        "margin, discount, lift and reach are assumed: put in your own. Empty where no measure is given.",
    ),
    "brands.alt": ("品牌并列表", "Brands side by side"),
    "brands.none": ("筛选条件下没有带品牌的原声。", "No verbatim with a brand passes the filters."),
    "brands.rivals": ("各个对手：转出、转入与口碑", "Competitors: out, in, and how they are spoken of"),
    "brands.rival": ("对手", "Competitor"),
    "brands.left": ("转出到它（每万户每月）", "Left to it (per 10,000 and month)"),
    "brands.came": ("从它转入（每万户每月）", "Came from it (per 10,000 and month)"),
    "brands.net": ("净转出（户）", "Net loss (customers)"),
    "brands.heard": ("提到它的原声里负面占比", "Share negative where it is named"),
    "brands.rivals_none": (
        "没有携转数据（经营指标“携出”“携入”，按对手）。",
        "No port-outs or port-ins by competitor given as measures.",
    ),
    "brands.rivals_note": (
        "分母是客户·月；没有客户数时只给户数。提到对手的原声说的多半是自己这边的不满。",
        "Over customer-months; without them only numbers.",
    ),
    "brands.contact": ("接触多少与满意度", "Contact and satisfaction"),
    "brands.contacts": ("问卷前 90 天内的投诉与来电次数", "Cases and calls in the 90 days before the survey"),
    "brands.length": (
        "通话时长（分钟，按三等分）与预测满意度（−2 到 2）",
        "Length of a call (minutes, thirds) and predicted satisfaction (-2 to 2)",
    ),
    "brands.group": ("分组", "Group"),
    "brands.estimate": ("满意度", "Satisfaction"),
    "brands.contact_note": (
        "接触多的人本来就是遇到问题的人：这是关联，不是接触造成的。最弱环节：罚多于奖（不对称区间整段小于 0）的驱动因素里罚得最重的；全部见“问卷与驱动因素”。",
        "Who is in touch often has a problem to begin with: an association. The weakest link is, of the drivers that surely punish more than they "
        "reward, the one that punishes most; all of them stand under surveys and drivers.",
    ),
    "brands.weakest": (
        "最弱环节：{name}。打低分的（{low} 人）拉低总体 {penalty} 分，打高分的（{top} 人）只抬高 {reward} 分（0–100）；不对称 {value}（{low_high}）。",
        "Weakest link: {name}. Low ratings ({low}) take {penalty} points of 100, top ratings ({top}) add {reward} only; asymmetry {value} ({low_high}).",
    ),
    "brands.weakest_none": (
        "没有哪个驱动因素的罚确定多于奖，或答卷不够判断：看不出最弱环节。",
        "No driver surely punishes more than it rewards, or too few answers: no weakest link can be named.",
    ),
    "brands.contact_none": ("问卷里认不出打过电话或投诉过的客户。", "No respondent is known to have called or complained."),
}
