"""Words of the page channels."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "channels.title": ("渠道", "Channels"),
    "channels.note": (
        "经营指标按日期、品牌与地区筛选；它们不分产品与来源，这两项筛选对它们不起作用。",
        "Measures follow dates, brand and region; they know no product or source, so those two filters do not touch them.",
    ),
    "channels.self_service": ("自助办理占比", "Self-service share"),
    "channels.self_service_help": (
        "电子渠道业务量 ÷（电子渠道＋厅台业务量）。",
        "Electronic volume over electronic and hall volume.",
    ),
    "channels.volume_base": ("业务量 {n} 笔", "{n} transactions"),
    "channels.connected": ("热线接通率", "Hotline connection"),
    "channels.connected_help": ("接通量 ÷ 呼入量。", "Calls answered over calls offered."),
    "channels.calls_base": ("呼入 {n} 次", "{n} calls offered"),
    "channels.registered": ("电子渠道注册用户", "Registered users"),
    "channels.registered_help": (
        "期末在册人数，与上期末相比。",
        "Users on the books at the end, against the end of the span before.",
    ),
    "channels.active": ("电子渠道活跃用户", "Active users"),
    "channels.active_help": (
        "最近一期的活跃人数，与上期末相比。",
        "Users active in the newest period, against the end of the span before.",
    ),
    "channels.users_base": ("{day} 起的一期", "period from {day}"),
    "channels.active_share": ("占注册用户 {share}", "{share} of those registered"),
    "channels.no_measure": ("没有给出这项经营指标", "this measure is not given"),
    "channels.no_measure_do": ("到“上传”页导入经营指标（{names}）。", "take in measures on the page “Upload” ({names})"),
    "channels.satisfying": ("哪些渠道让人满意", "Which channels satisfy"),
    "channels.satisfaction": ("满意度指数（0–100）", "Satisfaction index (0-100)"),
    "channels.negative": ("原声负面占比", "Share of negative verbatims"),
    "channels.satisfaction_none": ("各渠道的受访者都不足 30 人。", "Under 30 respondents in every channel."),
    "channels.negative_none": ("各渠道的已判定原声都不足 30 条。", "Under 30 judged verbatims in every channel."),
    "channels.satisfying_note": (
        "左：总体满意度均值换算为 0–100，按受访者所用渠道，加权；右：已判定原声中的负面占比。"
        "线为 95% 区间，基数不足 30 的渠道不显示（{n} 个），30–99 标 *。",
        "Left: mean overall satisfaction as 0-100, by the respondents' channel, weighted; right: share negative of judged verbatims. "
        "Whiskers are 95% intervals; channels under 30 are not shown ({n}), 30-99 are marked *.",
    ),
    "channels.channel": ("渠道", "Channel"),
    "channels.satisfying_alt": ("各渠道{what}的区间图", "Intervals of {what} by channel"),
    "channels.over_time": ("自助与接通的走势", "Self-service and connection over time"),
    "channels.by": ("拆分", "Split"),
    "channels.by_brand": ("品牌", "Brand"),
    "channels.by_region": ("地区", "Region"),
    "channels.over_time_note": (
        "全部计数，无抽样误差，故不带区间；含上一个等长时段。最多画 6 条，按业务量从大到小。",
        "Full counts without sampling error, hence no interval; the period before is included. At most 6 lines, the largest.",
    ),
    "channels.over_time_none": ("没有可画的经营指标。", "No measure to draw."),
    "channels.over_time_alt": ("{what}的折线图", "Line chart of {what}"),
    "channels.mix": ("各渠道在反映什么", "What each channel is contacted about"),
    "channels.mix_note": (
        "格内：该类根因占该渠道已编码原声的比例；每列合计 100%；基数不足 30 的渠道不显示。",
        "Cell: share of the cause in the channel's coded verbatims; each column adds up to 100%; channels under 30 are not shown.",
    ),
    "channels.mix_none": ("各渠道的已编码原声都不足 30 条。", "Under 30 coded verbatims in every channel."),
    "channels.mix_alt": ("渠道与根因大类交叉的热力图", "Heat map of channel against cause"),
    "channels.mix_hover": ("{k} 条 / 基数 {n}", "{k} / base {n}"),
    "channels.relief": ("电子渠道有没有给营业厅减负", "Does the e-channel relieve the halls?"),
    "channels.relief_note": (
        "用全部 {n} 周的经营指标，不受日期筛选影响。模型：厅台业务量的对数，对趋势、两阶年度谐波、电子业务量的对数（当周与前两周）、"
        "其他地区的业务量与故障周回归，误差为一阶自回归；区间 95%。",
        "All {n} weeks of measures are used, whatever the dates. Model: log hall volume on trend, two harmonics of the year, log electronic "
        "volume (this week and two before), the other regions' volumes and weeks of faults, with first-order autocorrelated errors; 95% "
        "intervals.",
    ),
    "channels.relief_levels": (
        "不用两条业务量曲线直接求相关：两者各有趋势，即使没有分流也几乎总会显出“此消彼长”。",
        "The two volumes are not simply correlated: each trends, so one seems to fall as the other rises even where nothing is shifted.",
    ),
    "channels.relief_total": (
        "总业务量弹性大于 0 表示电子业务里有新增需求；新增的需求不等于分流走的需求。",
        "A total elasticity above 0 means that some electronic volume is new demand, and new demand is not shifted demand.",
    ),
    "channels.relief_none": ("没有按周的厅台与电子渠道业务量。", "There are no weekly hall and electronic volumes."),
    "channels.relief_none_do": (
        "到“上传”页导入经营指标“厅台业务量”和“电子渠道业务量”，按周，至少 60 周。",
        "Take in measures of hall and electronic volume on the page “Upload”, weekly, at least 60 weeks.",
    ),
    "channels.relieves": (
        "{region}：减负。电子业务量每多 10%，厅台业务量变化 {hall}（{low} 至 {high}）。",
        "{region}: relieves. For 10% more electronic volume the halls change by {hall} ({low} to {high}).",
    ),
    "channels.no_relief": (
        "{region}：看不到减负。电子业务量每多 10%，厅台业务量变化 {hall}（{low} 至 {high}），即使有减负也小于 1%。",
        "{region}: no relief. For 10% more electronic volume the halls change by {hall} ({low} to {high}): any relief is under 1%.",
    ),
    "channels.grows": (
        "{region}：没有减负，反而同升。电子业务量每多 10%，厅台业务量变化 {hall}（{low} 至 {high}）。",
        "{region}: no relief, the halls rise too. For 10% more electronic volume they change by {hall} ({low} to {high}).",
    ),
    "channels.unclear": (
        "{region}：{weeks} 周的数据分不清。电子业务量每多 10%，厅台业务量变化 {hall}（{low} 至 {high}）。",
        "{region}: cannot be told from {weeks} weeks. For 10% more electronic volume the halls change by {hall} ({low} to {high}).",
    ),
    "channels.refused": ("{region}：不作判断。{why}", "{region}: not judged. {why}"),
    "channels.campaign_relieves": (
        "活动「{name}」（{first} 至 {last}）：减负了。期间电子业务量 {electronic}，厅台业务量 {hall}（{low} 至 {high}），总业务量 {total}。",
        "Campaign “{name}” ({first} to {last}): relieves. Meanwhile electronic volume {electronic}, halls {hall} ({low} to {high}), total {total}.",
    ),
    "channels.campaign_none": (
        "活动「{name}」（{first} 至 {last}）：没有减负。期间电子业务量 {electronic}，厅台业务量 {hall}（{low} 至 {high}），总业务量 {total}：来的是新需求。",
        "Campaign “{name}” ({first} to {last}): no relief. Meanwhile electronic volume {electronic}, halls {hall} ({low} to {high}), total {total}: the demand is new.",
    ),
    "channels.campaign_unclear": (
        "活动「{name}」（{first} 至 {last}）：分不清。期间电子业务量 {electronic}，厅台业务量 {hall}（{low} 至 {high}），总业务量 {total}。",
        "Campaign “{name}” ({first} to {last}): cannot be told. Meanwhile electronic volume {electronic}, halls {hall} ({low} to {high}), total {total}.",
    ),
    "channels.campaign_refused": ("活动「{name}」：不作判断。{why}", "Campaign “{name}”: not judged. {why}"),
    "channels.forest_hall": ("厅台业务量弹性", "Hall elasticity"),
    "channels.forest_alt": ("各地区厅台业务量弹性的区间图", "Intervals of hall elasticity by region"),
    "channels.forest_note": (
        "点为弹性，线为 95% 区间；整段在 0 左侧才算减负。跨过 0 的地区，周数不足以分清。",
        "Dots are elasticities, whiskers 95% intervals; only a whole interval left of 0 is relief. Where it crosses 0 the weeks do not suffice.",
    ),
    "channels.region": ("地区", "Region"),
    "channels.c_verdict": ("结论", "Verdict"),
    "channels.c_hall": ("厅台弹性 [95% 区间]", "Hall elasticity [95%]"),
    "channels.c_total": ("总量弹性 [95% 区间]", "Total elasticity [95%]"),
    "channels.c_weeks": ("周数", "Weeks"),
    "channels.v_relieves": ("减负", "Relieves"),
    "channels.v_none": ("看不到减负", "No relief"),
    "channels.v_grows": ("同升，没有减负", "Rises too, no relief"),
    "channels.v_unclear": ("分不清", "Cannot be told"),
    "channels.v_refused": ("不作判断", "Not judged"),
    "channels.forest_table_alt": ("各地区分流结论表", "Table of verdicts by region"),
    "channels.volumes": ("厅台与电子业务量（首年均值为 100）", "Hall and electronic volume (mean of the first year is 100)"),
    "channels.hall": ("厅台", "Halls"),
    "channels.electronic": ("电子渠道", "Electronic"),
    "channels.volumes_alt": (
        "{region}厅台与电子业务量指数，标出活动时段",
        "Index of hall and electronic volume in {region} with campaigns marked",
    ),
    "channels.signs": ("阴影：{what}", "Shaded: {what}"),
    "channels.sign": ("{sign} {name}（{first} 至 {last}）", "{sign} {name} ({first} to {last})"),
    "channels.open_region": ("看该地区的原声", "Verbatims of the region"),
}
