"""Words of the word-of-mouth page."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "word_of_mouth.title": ("口碑风险", "Word of mouth"),
    "wom.unit": (
        "单位：每千名客户、所选时段内的传播人次（人次不是人数：一个人可能听到多次）。",
        "Unit: person-contacts per 1,000 customers over the chosen span (contacts are not people: one may hear it several times).",
    ),
    "wom.amplification": ("“向很多人诉说”的比例算在谁身上", "Whom the share who tell many is of"),
    "wom.amplification_help": (
        "文献没有说清 20% 是投诉者的还是全部不满者的，结果因此不同，必须选定。",
        "The literature leaves open whether the 20% are of complainers or of all the dissatisfied. The index differs: choose.",
    ),
    "amplification.complainers": ("投诉者", "Complainers"),
    "amplification.dissatisfied": ("全部不满者", "All dissatisfied"),
    "wom.leave": ("“永远离开”的比例算在谁身上", "Whom the share who leave is of"),
    "wom.leave_help": (
        "文献对 81% 的对象说法不一：沉默的不满者、投诉者，或两者。",
        "The literature differs on whom the 81% are of: the silent dissatisfied, complainers, or both.",
    ),
    "leave.silent": ("沉默者", "The silent"),
    "leave.complainers": ("投诉者", "Complainers"),
    "leave.both": ("两者", "Both"),
    "wom.by": ("拆分", "Split"),
    "wom.negative": ("负面口碑 NEG", "Negative NEG"),
    "wom.negative_help": (
        "不满意的客户会把不满告诉多少人次。先由问卷得出不满意占比，再乘以每个不满意客户的传播人次。",
        "How many contacts the dissatisfied make: their share by the survey times the contacts each of them makes.",
    ),
    "wom.positive": ("正面口碑 POS", "Positive POS"),
    "wom.positive_help": (
        "满意的客户（含投诉后被妥善解决的）会告诉多少人次。",
        "How many contacts the satisfied make, those whose complaint was solved well included.",
    ),
    "wom.balance": ("口碑平衡", "Balance"),
    "wom.balance_help": ("(POS − NEG) ÷ (POS + NEG)，-1 至 1，越高越好。", "(POS − NEG) ÷ (POS + NEG), -1 to 1; higher is better."),
    "wom.at_risk": ("可能流失的客户", "Customers at risk"),
    "wom.at_risk_help": (
        "按不满意占比、离开比例与口径设置推算；客户数取经营指标“customers”的最新一期。",
        "From the share of dissatisfied, the share who leave and the settings; customers from the newest period of the measure “customers”.",
    ),
    "wom.no_customers": ("没有给出客户数：请导入经营指标 customers", "no denominator given: take in the measure customers"),
    "wom.of_customers": ("共 {n} 名客户", "of {n} customers"),
    "wom.sampling": ("抽样区间 {low_high}", "Sampling {low_high}"),
    "wom.full": ("含系数不确定性 {low_high}", "With coefficients {low_high}"),
    "wom.base": ("基数 {n}（有效 {effective}）", "Base {n} (effective {effective})"),
    "wom.shares": ("满意 {s}　中立 {n}　不满意 {d}", "Satisfied {s}, neutral {n}, dissatisfied {d}"),
    "wom.per_dissatisfied": ("每个不满意客户传播 {m} 人次", "{m} contacts per dissatisfied customer"),
    "wom.few": (
        "有效基数不足 {n}，不计算。请放宽日期或品牌，或导入更多问卷。",
        "Effective base under {n}: not computed. Widen dates or brands, or take in more survey answers.",
    ),
    "wom.none": ("没有满意度问卷，算不出口碑风险。", "Without satisfaction answers there is no word-of-mouth index."),
    "wom.none_do": (
        "口碑风险只能由客户问卷推算（投诉和发帖是自选样本）。到“上传”页导入带满意度评分的问卷，或放宽筛选条件。",
        "It rests on surveys of customers only: complaints and posts select themselves. Take in a survey with ratings, or widen the filters.",
    ),
    "wom.resolved": ("投诉妥善解决率 r = {r}（{source}）", "Complaints resolved well, r = {r} ({source})"),
    "wom.resolved_source": ("由全部有评价的已办结工单测得：{said}", "measured on all rated, resolved cases: {said}"),
    "wom.not_resolved": (
        "投诉妥善解决率 r 未测得：没有办结且有评价的工单，按 0 计，不给予任何折减。",
        "r, complaints resolved well, is not measured: no resolved case was rated. It counts as 0: nothing is credited.",
    ),
    "wom.cells": ("按{by}", "By {by}"),
    "wom.cells_note": (
        "条：负面口碑 NEG，每千名客户的人次；须线：含系数不确定性的 95% 区间。标“合并”的自身答卷不足 {n}，向全部借数。",
        "Bars: NEG, contacts per 1,000 customers; whiskers: 95% with the coefficients' uncertainty. Marked "
        "pooled: under {n} answers of its own, borrowing from all.",
    ),
    "wom.cells_alt": ("各{by}的负面口碑条形图", "Bars of negative word of mouth by {by}"),
    "wom.table_alt": ("口碑风险明细表", "Table of word-of-mouth figures"),
    "by.brand": ("品牌", "Brand"),
    "by.product": ("产品", "Product"),
    "by.channel": ("渠道", "Channel"),
    "by.region": ("地区", "Region"),
    "wom.all": ("全部", "All"),
    "wom.col_base": ("基数", "Base"),
    "wom.col_satisfied": ("满意", "Satisfied"),
    "wom.col_dissatisfied": ("不满意", "Dissatisfied"),
    "wom.col_negative": ("NEG", "NEG"),
    "wom.col_sampling": ("NEG 抽样区间", "NEG, sampling"),
    "wom.col_full": ("NEG 含系数", "NEG, coeff."),
    "wom.col_positive": ("POS", "POS"),
    "wom.col_balance": ("平衡", "Balance"),
    "wom.col_at_risk": ("可能流失", "At risk"),
    "wom.col_positive_range": ("POS 含系数", "POS, coeff."),
    "wom.col_at_risk_range": ("流失含系数", "At risk, coeff."),
    "wom.col_status": ("状态", "Status"),
    "wom.ok": ("可用", "ok"),
    "wom.open_rated": ("看打过满意度评分的客户的负面原声", "Negative verbatims of the rated customers"),
    "wom.level_target": ("等级：对目标", "Level against the target"),
    "wom.level_year": ("等级：比去年同期", "Level against a year before"),
    "wom.level_help": (
        "黄：超过基准 1.10 倍的概率大于 90%；橙：超过 1.25 倍的概率大于 95%；红：超过 1.50 倍的概率大于 95%。系数固定，只计抽样误差。"
        "长期很差的品牌比自己的去年总是绿的，所以两个都看。",
        "Yellow: over 1.10 times the base with probability above 90%; orange: over 1.25 times, 95%; red: over 1.50 times, 95%. Coefficients held, sampling only. A "
        "chronically bad brand is green against itself: look at both.",
    ),
    "wom.level_target_none": ("没有设目标：请在“口碑系数”页填写。", "No target is set: give one on the coefficients page."),
    "wom.level_target_base": ("目标 {value} 人次（每千名客户）", "Target {value} contacts per 1,000 customers"),
    "wom.level_year_none": ("去年同期没有足够的答卷可比。", "A year before there are no answers to hold it against."),
    "wom.level_year_dates": ("先选定日期，才能与去年同期比。", "Choose dates to compare with a year before."),
    "wom.level_year_base": ("去年同期 {value} 人次，基数 {n}", "A year before {value} contacts, base {n}"),
    "wom.level_chance": (
        "超过基准 1.10 倍的概率 {p1}，1.25 倍 {p2}，1.50 倍 {p3}",
        "Chance of exceeding 1.10 times the base {p1}, 1.25 times {p2}, 1.50 times {p3}",
    ),
    "wom.level_unsure": (
        "多半已经超出，但把握不到 90%，所以不升级：多收答卷才能定论。",
        "More likely exceeded than not, but not with the 90% that raise a level: more answers would tell.",
    ),
    "level.green": ("绿", "green"),
    "level.yellow": ("黄", "yellow"),
    "level.orange": ("橙", "orange"),
    "level.red": ("红", "red"),
    "level.insufficient": ("基数不足", "insufficient base"),
    "level.none": ("不判", "not judged"),
    "wom.pooled": ("合并 {share}", "pooled {share}"),
    "wom.pooled_short": ("合并", "pooled"),
    "wom.pooled_note": (
        "自身答卷不足 {n} 的格子向全部格子的均值借数（部分合并）：“合并”后的百分比是借来的部分，基数仍是自己的，等级不判；一份答卷也没有的不给数字。"
        "等级后的百分比：超过基准 1.10 倍的概率。",
        "Cells with under {n} answers of their own borrow from the mean of all cells: the percentage is what is borrowed, the base stays their own, no "
        "level is given; a cell nobody answered for has no figures. After a level: the chance of exceeding 1.10 times the base.",
    ),
    "wom.whose": ("看谁的原声", "Whose verbatims"),
    "wom.col_repair": ("弥补覆盖率", "Repair"),
    "wom.col_target": ("对目标", "Against target"),
    "wom.col_year": ("比去年同期", "Against a year before"),
    "wom.coder_errors": (
        "归因的误差逐个根因计入：随软件给出的实测（{notes} 条人工标注，到一级，折半计）只放宽两个区间，本库随机核对的 {audit} 条（标注页）还会校正占比。",
        "The coder's errors are carried in cause by cause: the shipped measurement ({notes} labelled notes, by first level, at half weight) widens both "
        "intervals, {audit} verbatims of this store's random audit (labelling page) correct the shares as well.",
    ),
    "wom.coder_other": (
        "实测时的归因版本与现用的不同。",
        " It was measured on another version of the coder than the one in force.",
    ),
    "wom.coder_unknown": (
        "归因的误差没有计入：没有实测，也没有随机核对。",
        "The coder's errors are not carried in: there is no measurement and no random audit.",
    ),
    "wom.causes_table": ("逐个根因：条数、占比与两个区间", "Every cause: verbatims, shares and both intervals"),
    "wom.c_count": ("负面原声（归因给出）", "Negative verbatims, as coded"),
    "wom.c_coded": ("归因给出的占比", "Share as coded"),
    "wom.c_true": ("校正后占比", "Share corrected"),
    "wom.not_audited": (
        "文本模型的误差没有计入：没有填人工核对（口碑系数页）。",
        "The text model's error is not carried in: no audit is given (coefficients page).",
    ),
    "wom.audited": (
        "文本模型的误差已计入分摊区间；按人工核对校正后的负面占比 {share}（{low_high}）。",
        "The text model's error is in the intervals; the negative share corrected by the audit is {share} ({low_high}).",
    ),
    "wom.iceberg": ("冰山核对：投诉背后有多少沉默的不满", "Iceberg check: how many are silent behind the complaints"),
    "wom.iceberg_note": (
        "只作核对，不与 NEG 相加。推算不满客户 = 投诉客户 ÷ 投诉占比（因原因而异，取自系数表），不超过客户数 {n}；问卷不满客户 = 客户数 × 不满意占比 × "
        "该根因在 {asked} 条负面问卷原声中的占比；两者合看得出本地的投诉占比 = 投诉客户 ÷ 问卷不满客户，超过 100% 就是两边矛盾。区间为 95%。",
        "A check only, never added to NEG. Implied dissatisfied = complaining customers / the share c who "
        "complain (by cause, from the ledger), at most the {n} customers; by "
        "the survey = customers x dissatisfied x the cause's share of {asked} negative open answers; both "
        "imply a local c; over 100% they contradict. Intervals 95%.",
    ),
    "wom.iceberg_span": (
        "投诉客户数的是所选日期内的，问卷不满是这段时间受访时的状态：日期越长，本地投诉占比越高。",
        "Complaining customers are those of the chosen dates, the survey's dissatisfied a state at the interview: the longer the span, the higher the local share.",
    ),
    "wom.i_open": ("看投诉原声", "Its complaint notes"),
    "wom.recommend_whose": ("看谁的原声", "Whose verbatims"),
    "wom.recommend_open": ("看受访者的原声", "What these respondents wrote"),
    "wom.i_complaints": ("投诉客户", "Complaining customers"),
    "wom.i_share": ("所用投诉占比", "Share who complain, used"),
    "wom.i_c": ("{share}（一般）", "{share} (in general)"),
    "wom.i_c_money": ("{share}（资费损失）", "{share} (lost money)"),
    "wom.i_c_treatment": ("{share}（服务对待）", "{share} (treatment)"),
    "wom.i_implied": ("推算不满客户", "Implied dissatisfied"),
    "wom.i_range": ("95% 区间", "95% interval"),
    "wom.i_survey": ("问卷不满客户", "By the survey"),
    "wom.i_local": ("本地投诉占比", "Local c"),
    "wom.i_note": ("说明", "Note"),
    "wom.capped": ("已封顶为客户数", "capped at the customers"),
    "wom.resolve": ("假如解决一个根因的一部分", "What if part of a cause were resolved"),
    "wom.resolve_cause": ("根因", "Cause"),
    "wom.resolve_share": ("解决其中的比例", "Share resolved"),
    "wom.resolve_negative": ("少传播的负面人次（每千名客户）", "Negative contacts avoided (per 1,000)"),
    "wom.resolve_customers": ("留住的客户", "Customers who stay"),
    "wom.resolve_note": (
        "假设：因这个根因不满的客户按所选比例变为中立，不再向人抱怨、也不因此离开；解决的比例是决定，视为确定。根因占比来自 {n} "
        "条（共 {all} 条负面原声，两个根因的各计一半）。",
        "Assumption: of those dissatisfied for this cause, the chosen share become neutral, tell nothing bad "
        "and do not leave for it; the share is a decision and taken as "
        "certain. The cause's share rests on {n} of {all} negative verbatims (two causes count half each).",
    ),
    "wom.r_what": ("避免了什么", "What is avoided"),
    "wom.r_avoided": ("估计", "Estimate"),
    "wom.r_sampling": ("抽样 95% 区间", "Sampling, 95%"),
    "wom.r_full": ("含系数 95% 区间", "With coefficients, 95%"),
    "wom.beside": ("传到多少人、值多少钱", "How many people, how much money"),
    "wom.reach": (
        "全部客户（{n}）合计 {contacts} 人次；在 {community} 人的社区里随机落下，至少听到一次的约 {people} 人（{low_high}，含系数）。人次不是人数。",
        "All {n} customers make {contacts} contacts; falling at random on a community of {community} they reach "
        "about {people} people at least once ({low_high}, coefficients "
        "included). Contacts are not people.",
    ),
    "wom.reach_contacts": (
        "全部客户（{n}）合计 {contacts} 人次；没有填社区规模（口碑系数页），不换算成人数。",
        "All {n} customers make {contacts} contacts; no community is given (coefficients page), so they are not turned into people.",
    ),
    "wom.reach_none": ("没有客户数，不换算成人数。", "Without customers contacts are not turned into people."),
    "wom.repair_line": (
        "弥补覆盖率 {value}（抽样 95% {low_high}）：弥补一次坏服务要 {need} 次好服务（系数），满意客户数是所需的 {value} 倍；小于 1 就是补不过来。",
        "Coverage of repair {value} (sampling, 95% {low_high}): it takes {need} good services to make up for one bad (coefficient); "
        "there are {value} times as many satisfied as needed. Under 1 it "
        "cannot be made up.",
    ),
    "wom.no_appeals": (
        "百万用户申诉率：没有给出这个指标，无法并列。",
        "Appeals per million users: the measure is not given, so it cannot stand beside.",
    ),
    "wom.appeals_counted": (
        "百万用户申诉率：每月每百万户 {n} 件（泊松 95% {low_high}），由所选日期内的申诉量与客户数算出；申诉的人少而重，与 NEG 并列，不相加。",
        "Appeals per million customers and month: {n} (Poisson, 95% {low_high}), from the appeals and customers of the chosen dates. "
        "Those who appeal are few and grave: beside NEG, never added to it.",
    ),
    "wom.appeals": ("本企业公布的申诉率（{day}）：{given}。", "The operator's published appeals ({day}): {given}."),
    "wom.existing": ("现有价值（元）", "Existing value (yuan)"),
    "wom.existing_help": (
        "可能流失的客户若流失，少掉的现有价值；三列是不同风险的钱，不能相加。",
        "What those at risk bring now. Three columns of different risk, never one sum.",
    ),
    "wom.potential": ("潜在价值（元）", "Potential value (yuan)"),
    "wom.potential_help": ("他们本来还可能多买的。", "What they might have bought beside."),
    "wom.influence": ("影响价值（元）", "Influence value (yuan)"),
    "wom.influence_help": ("他们本来会带来的别人的购买。", "What others would have bought through them."),
    "wom.no_money": ("没有填假设或缺少经营指标，不计算。", "Not computed: an assumption or a measure is missing."),
    "wom.each": ("每人 {value} 元", "{value} yuan each"),
    "wom.no_arpu": (
        "没有月均收入或留存率（经营指标），算不出客户价值。",
        "Without ARPU and retention among the measures there is no customer value.",
    ),
    "wom.assumed": (
        "月均收入 {arpu} 元、月留存 {retention}（{day} 起的一期，按客户数加权）；假设：{stated}。三列不相加。",
        "ARPU {arpu} yuan, monthly retention {retention} (period from {day}, weighted by customers); assumptions: {stated}. The columns are never added up.",
    ),
    "wom.nothing_stated": ("都没有填（口碑系数页）", "none given (coefficients page)"),
    "wom.talk": ("社交帖子：会不会自己传开", "Posts: does talk feed itself"),
    "wom.talk_posts": (
        "{posts} 个帖子，近似重复的只计一次后 {once} 个，其中负面 {negative} 个。",
        "{posts} posts, {once} with near-duplicates counted once, {negative} of them negative.",
    ),
    "wom.talk_reach": (
        "负面帖触达合计 {reach} 次（{told} 个帖子给出触达，转贴的每份都计），点赞 {likes}。触达是次数不是人数，不并入 NEG。",
        "Negative posts reached {reach} views ({told} posts give their reach, every copy counts) and drew {likes} likes. Views are not people and are not in NEG.",
    ),
    "wom.talk_no_reach": ("负面帖没有给出触达。", "No negative post gives its reach."),
    "wom.spread": (
        "传播系数 {r}（95% 区间 {low}–{high}；{days} 天、{n} 个负面帖）：一个帖子第二天引出几个。已计入星期效应。",
        "R = {r} (95% {low}–{high}; {days} days, {n} negative posts): how many one post sets off the next day. Weekdays are allowed for.",
    ),
    "wom.spread_total": ("一个帖子前后合计引出 {n} 个（含自己）。", "One post brings {n} in all, itself included."),
    "wom.spread_horizon": (
        "30 天内合计引出 {n} 个（含自己），之后不外推。",
        "Over 30 days one brings {n}, itself included; no further.",
    ),
    "wom.spread_trend": (
        "后半段的水平比前半段高一倍以上：持续上升也会被看成传播，系数可能偏高。",
        "The second half is more than twice the first: a lasting rise looks like spread, and R may be too high.",
    ),
    "wom.spread_few": (
        "负面帖太少，不估计传播系数（{days} 天、{n} 个；需要 56 天、30 个）。",
        "Too few negative posts to estimate R ({days} days, {n}; 56 days and 30 posts are needed).",
    ),
    "wom.critical": (
        "临界：传播系数的上限达到 1，话题可能自己越传越多。",
        "Critical: the upper bound of R reaches 1; talk may feed itself without end.",
    ),
    "wom.t_copies": ("份数", "Copies"),
    "wom.t_first": ("最早", "First"),
    "wom.t_last": ("最晚", "Last"),
    "wom.t_reach": ("触达", "Reach"),
    "wom.t_likes": ("点赞", "Likes"),
    "wom.t_text": ("第一份的文字", "Words of the first"),
    "wom.pasted_note": (
        "近似重复（四字片段七成以上相同）的帖子只算一个话题；触达与点赞是各份之和，同一个人可能被数多次。",
        "Near-duplicates (over 70% of runs of four characters in common) are one topic; reach and likes are summed over copies, and may count a person twice.",
    ),
    "wom.pasted_open": ("看最多的那一篇（{n} 份）", "The most pasted one ({n} copies)"),
    "wom.praise": ("谁在推荐、夸的是什么", "Who recommends, and what is praised"),
    "wom.by_recommends": ("推荐意愿按", "Recommendation by"),
    "wom.by_praised": ("好评按", "Praise by"),
    "praise.product": ("产品", "Product"),
    "praise.brand": ("品牌", "Brand"),
    "praise.region": ("地区", "Region"),
    "praise.channel": ("渠道", "Channel"),
    "praise.age": ("年龄", "Age"),
    "praise.spend": ("消费", "Spend"),
    "praise.store": ("厅店", "Store"),
    "praise.team": ("班组", "Team"),
    "wom.p_nps": ("净推荐值", "NPS"),
    "wom.p_range": ("95% 区间", "95% interval"),
    "wom.p_promoters": ("推荐者", "Promoters"),
    "wom.p_detractors": ("贬损者", "Detractors"),
    "wom.p_positive": ("正面占比", "Positive"),
    "wom.recommend_none": ("没有推荐意愿题，或每组不足 30 人。", "No question on recommendation, or under 30 in every group."),
    "wom.praise_none": ("没有一组满 30 条有评分的原声。", "No group has 30 judged verbatims."),
    "wom.recommend_note": ("问卷客户，加权；每组至少 30 人。", "Customers of surveys, weighted; groups of 30 and more."),
    "wom.praise_note": (
        "有情感评分的原声中正面的占比，按区间下限排序（样本少的不会因运气排前）；每组至少 30 条。投诉单天然少好评，跨渠道比较时留意来源。",
        "Positive among judged verbatims, in order of the interval's lower end (luck of few does not lead); "
        "groups of 30 and more. Complaint notes praise little: mind the source.",
    ),
    "wom.praise_whose": ("看谁的好评", "Whose praise"),
    "wom.praise_open": ("看好评原声", "Its positive verbatims"),
    "wom.insufficient": ("基数不足", "insufficient base"),
    "wom.causes": ("负面口碑来自哪些根因", "Causes of the negative contacts"),
    "wom.causes_note": (
        "NEG 按负面原声的根因分摊（{n} 条负面原声；有两个根因的各计一半），各部分相加等于 NEG。须线：含系数不确定性的 95% 区间。",
        "NEG split by the causes of {n} negative verbatims (two causes count half each); the parts add up. Whiskers: 95%, coefficients included.",
    ),
    "wom.causes_rest": ("其余 {n} 个根因合计 {value}。", "The other {n} causes: {value} together."),
    "wom.causes_none": (
        "筛选范围内没有负面原声，无法分摊到根因。",
        "No negative verbatim under the filters: nothing to split over.",
    ),
    "wom.causes_alt": ("负面口碑按根因分摊的条形图", "Bars of negative word of mouth by cause"),
}
