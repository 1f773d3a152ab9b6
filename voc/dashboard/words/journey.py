"""Words of the parts of the page channels on touchpoints, functions of the hall, migration and value by segment."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "channels.part_journey": ("触点与旅程", "Touchpoints and journey"),
    "channels.part_halls": ("厅台功能", "Functions of the hall"),
    "journey.touch": ("触点端到端：从第一次接触到办结", "Touchpoints end to end: from first contact to resolution"),
    "journey.alt": ("各触点表", "Table of touchpoints"),
    "journey.none": ("筛选条件下没有带渠道的原声或工单。", "No verbatim or case with a channel passes the filters."),
    "journey.channel": ("渠道", "Channel"),
    "journey.touchpoint": ("触点", "Touchpoint"),
    "journey.columns": ("看哪些指标", "Which figures"),
    "journey.columns_felt": ("客户感受", "How customers fare"),
    "journey.columns_handled": ("工单办理", "How cases are handled"),
    "journey.satisfaction": ("满意度指数", "Satisfaction"),
    "journey.negative": ("负面占比", "Share negative"),
    "journey.cause": ("最多的根因", "Commonest cause"),
    "journey.cases": ("工单", "Cases"),
    "journey.kept": ("首问办结", "First dept."),
    "journey.resolution": ("办结（时）", "Hours (median)"),
    "journey.promise": ("承诺内办结", "Within promise"),
    "journey.after": ("办结后评分", "Rating after"),
    "journey.recovered": ("真实修复（分）", "Recovered"),
    "journey.repeated": ("30 天内再来", "Back in 30 days"),
    "journey.note": (
        "满意度按受访者最近用的渠道与触点（0–100，加权）；负面占比与根因来自全部原声；其后各列跟着同一触点受理的工单走到办结。基数不足 30 不显示数值，30–99 标 *。",
        "Satisfaction by the channel and touchpoint respondents used last (0-100, weighted); share negative and cause from all verbatims; the columns after "
        "follow the cases taken there to their end. Bases under 30 are not shown, 30-99 are marked *.",
    ),
    "journey.open": ("看某个触点的原声", "Verbatims of a touchpoint"),
    "journey.legs": ("转手的代价：经过几个部门", "What hand-offs cost: through how many departments"),
    "journey.departments": ("经过部门", "Departments"),
    "journey.departments_n": ("{n} 个", "{n}"),
    "journey.departments_more": ("{n} 个及以上", "{n} and more"),
    "journey.share": ("占 {n} 件工单", "Of {n} cases"),
    "journey.legs_note": (
        "真实修复已扣除“低分自己会回升”的部分，不是前后分相减。转手多的工单本来可能就难：这是关联，不证明转手是原因。",
        "Recovered is net of what low ratings regain by themselves, no plain difference of before and after. Cases passed on may be harder anyway: an association.",
    ),
    "journey.legs_none": ("没有工单流转数据（数据源“工单流转”）。", "No steps of cases are given (source “steps”)."),
    "journey.next": ("下一次出现在哪里：30 天内同一客户", "Where the same customer is heard next within 30 days"),
    "journey.next_none": ("认不出在几个地方都出现过的客户。", "No customer is known to be heard twice."),
    "journey.next_row": ("{name}（{never} 没再出现）", "{name} ({never} not heard again)"),
    "journey.next_alt": ("下一次接触渠道的热力图", "Heat map of the channel heard next"),
    "journey.next_hover": ("{share} [{low_high}] · 基数 {n}", "{share} [{low_high}] · base {n}"),
    "journey.next_note": (
        "行：此前 30 天没出现过的客户第一次在哪里说话；列：之后 30 天内下一次在哪里。没有满 30 天跟踪的、没有客户号的不计；基数不足 30 的行不显示。",
        "Rows: where customers not heard in the 30 days before spoke first; columns: where next within 30 days. Contacts without a customer or with less than 30 "
        "days of follow-up are left out; rows under 30 are not shown.",
    ),
    "halls.title": ("客户来厅台办什么，哪些本可以不来", "What halls are visited for, and what could be done without one"),
    "halls.whole": ("可全程电子办理", "Wholly online"),
    "halls.part": ("可线上起办", "Begun online"),
    "halls.no": ("必须到厅", "Needs a hall"),
    "halls.unknown": ("未分类", "Not classified"),
    "halls.headline": (
        "厅台业务 {n} 笔中，{whole} 可全程电子办理（上期 {before}），{part} 可线上起办，{no} 必须到厅。",
        "Of {n} hall transactions {whole} could be done wholly electronically (period before: {before}), {part} begun there, {no} need a hall.",
    ),
    "halls.no_volume": (
        "没有“厅台办理量”（按事项的经营指标），或所选品牌没有：占比只有问卷与原声。",
        "No hall transactions by function (a measure by item), or none of the brands chosen: shares are from surveys and verbatims only.",
    ),
    "halls.none": (
        "筛选条件下没有厅台的业务量、受访者或原声。",
        "No transactions, respondents or verbatims of halls pass the filters.",
    ),
    "halls.function": ("事项", "Function"),
    "halls.electronic": ("电子办理", "Online"),
    "halls.volume": ("业务量", "Transactions"),
    "halls.share": ("占厅台业务", "Share"),
    "halls.moved": ("较上期", "Change"),
    "halls.visits": ("到厅目的", "Came for"),
    "halls.satisfaction": ("满意度指数", "Satisfaction"),
    "halls.negative": ("原声负面占比", "Share negative"),
    "halls.cause": ("最多的根因", "Commonest cause"),
    "halls.alt": ("厅台事项表", "Table of functions of the hall"),
    "halls.note": (
        "业务量与占比是全部计数，无区间；到厅目的与满意度来自最近一次在厅台办事的受访者（加权）；原声按触点归类，没有触点的按文字。"
        "哪些能电子办理见 lexicons/hall_functions.toml，可改。",
        "Transactions are full counts without interval; purposes and satisfaction are those of respondents who were in a hall last (weighted); verbatims by their "
        "touchpoint, by their words where there is none. What can be done electronically is said in lexicons/hall_functions.toml, to be edited.",
    ),
    "halls.trend": ("能电子办理的占比走势", "What could be done electronically, over time"),
    "halls.trend_alt": ("厅台业务中可电子办理占比的折线图", "Lines of the shares that could be done electronically"),
    "halls.trend_note": (
        "全部时期，不受日期筛选影响；全部计数，不带区间。",
        "All periods whatever the dates; full counts, no interval.",
    ),
    "halls.open": ("看某个事项的原声", "Verbatims about a function"),
    "migration.title": ("谁转到了哪里：品牌之间与对手之间", "Who moved where: between brands, to competitors and from them"),
    "migration.from": ("从 \\ 到", "From \\ to"),
    "migration.alt": ("迁移矩阵", "Migration matrix"),
    "migration.none": (
        "没有品牌转入、携出、携入数据（经营指标“品牌转入”按事项、“携出”“携入”按对手）。",
        "No moves between brands, port-outs or port-ins given as measures.",
    ),
    "migration.net": ("净增（户）", "Net gain (customers)"),
    "migration.note": (
        "格内：每万户每月 [95% 区间] · 户数。品牌之间与携出除以转出品牌的客户·月，携入除以转入品牌的客户·月（对手的客户数不知道）。没给的格留空。",
        "Cell: per 10,000 customers and month [95 %] · customers. Moves between brands and out are over the customer-months of the brand left, moves in over those of "
        "the brand joined (competitors' customers are not known). Cells not given are empty.",
    ),
    "segments.title": ("三种价值，按客群", "Three kinds of value by segment"),
    "segments.by": ("按什么分", "By"),
    "segments.segment": ("客群", "Segment"),
    "segments.region": ("地区", "Region"),
    "segments.age": ("年龄", "Age"),
    "segments.occupation": ("职业", "Occupation"),
    "segments.education": ("学历", "Education"),
    "segments.spend": ("月消费", "Spend"),
    "segments.customer_type": ("客户类型", "Customer type"),
    "segments.brand": ("品牌", "Brand"),
    "segments.tier": ("档次", "Tier"),
    "segments.base": ("基数", "Base"),
    "segments.none": (
        "没有月均收入与留存率（经营指标，按品牌与地区），或没有受访者。",
        "No ARPU and retention by brand and region are given as measures, or no respondents pass the filters.",
    ),
    "segments.note": (
        "每户价值（元），各列不相加。每位受访者的月消费取其档位中值，再按品牌与地区调平到实测月均收入；留存取品牌与地区实测。潜在 = 现有×提升×概率；"
        "影响 = 现有×口碑人数×转化，只计愿推荐（9–10 分）的人。"
        "区间只含抽样误差，不含假定系数（在“口碑系数”页可改：毛利 {margin}、贴现 {discount}、提升 {lift}、概率 {p}、人数 {reach}、转化 {conversion}）。",
        "Value per customer (yuan), columns are not added. Each respondent's spend is the middle of its band, levelled to the ARPU measured for brand and region; "
        "retention as measured there. Potential = existing × lift × p; influence = existing × reach × conversion, of those who recommend (9-10) only. Intervals hold "
        "sampling error, not the assumed coefficients (edited on the coefficients page: margin {margin}, "
        "discount {discount}, lift {lift}, p {p}, reach {reach}, conversion {conversion}).",
    ),
    "plans.title": ("积分、会员与活动", "Points, member plans, promotions"),
    "plans.plan": ("计划", "Plan"),
    "plans.brand": ("品牌", "Brand"),
    "plans.all": ("全部", "All"),
    "plans.aware": ("知晓", "Aware"),
    "plans.taking_part": ("参与（知晓者中）", "Taking part, of aware"),
    "plans.satisfaction": ("满意", "Satisfied"),
    "plans.points": ("{n} 分", "{n} points"),
    "plans.none": (
        "问卷里没有积分或会员的题（“是否知道…”“是否参加…”或评分）。",
        "No question on points or member plans in the surveys (whether known, joined, or a rating).",
    ),
    "plans.note": (
        "知晓：被问到者中知道的；参与：被问到是否参加者中参加的；满意：评分题为 0–100 指数，文字题为说满意的占比；加权，区间 95%。没问的留空。",
        "Aware: of those asked; taking part: of those asked whether they do; satisfied: an index of 0-100 for ratings, the share that says satisfied for words; "
        "weighted, 95 % intervals. Empty where nobody was asked.",
    ),
    "plans.promotions": ("活动办理、使用与退订", "Promotions taken up, used and cancelled"),
    "plans.promotion": ("活动", "Promotion"),
    "plans.taken": ("办理（户）", "Taken up"),
    "plans.used": ("使用", "Used"),
    "plans.cancelled": ("退订", "Cancelled"),
    "plans.before": ("上期退订", "Cancelled before"),
    "plans.jump": (
        "{name}：退订由 {before} 升到 {now}，区间不重叠。",
        "{name}: cancelled rose from {before} to {now}; the intervals do not overlap.",
    ),
    "plans.promotion_none": (
        "没有给出活动办理、使用、退订量（经营指标“活动办理量”“活动使用量”“活动退订量”，按事项）。",
        "No promotions taken up, used and cancelled are given as measures (by item).",
    ),
}
