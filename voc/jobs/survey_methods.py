"""The methods page of a survey report: what a reviewer asks, and the source of each formula."""

from __future__ import annotations

METHODS = (
    (
        "有效基数 = (Σw)² / Σw²（Kish 1965）；设计效应 = n / 有效基数。不足 30 不显示，30–99 标 *。",
        "Effective base (Σw)²/Σw² (Kish 1965); design effect n / effective base. Under 30 not shown, 30-99 marked *.",
    ),
    (
        "占比：Wilson 区间，按有效基数（Newcombe 1998）。",
        "Shares: Wilson intervals at the effective base (Newcombe 1998).",
    ),
    (
        "指数：量表折算为 0–100 的加权均值，线性化标准误，t 区间，自由度 = 有效基数 − 1。",
        "Indices: weighted mean rescaled to 0-100, linearised error, t with effective base - 1 degrees of freedom.",
    ),
    (
        "NPS：推荐者（9–10）减贬损者（0–6），调整 Wald 区间（Rocks 2016）。",
        "NPS: promoters (9-10) minus detractors (0-6), adjusted Wald (Rocks 2016).",
    ),
    (
        "加权：迭代比例拟合（Deming 和 Stephan 1940），超过均值 5 倍的权重截尾；空类别的目标按比例分给其他类别；残差列出。",
        "Weights: raking (Deming and Stephan 1940), cut at five times their mean; targets of empty categories are "
        "spread; residuals are listed.",
    ),
    (
        "列字母：有效基数上的合并 z 检验，全表一起做 Benjamini–Hochberg 校正（1995），假发现率 5%；重叠的列不比较。",
        "Letters: pooled z on effective bases, Benjamini and Hochberg (1995) over the table at 5%; overlapping columns "
        "are not compared.",
    ),
    (
        "满意度指数：偏最小二乘路径模型，模式 A、路径加权（Lohmöller 1989）；指数用还原到原始单位的外部权重（Fo"
        "rnell 等 1996）；区间以权重为已知。",
        "Satisfaction index: PLS path model, mode A, path weighting (Lohmöller 1989); outer weights in raw units "
        "(Fornell et al. 1996); its interval takes them as known.",
    ),
    (
        "驱动因素：Johnson 相对权重（2000），自助法百分位区间；LMG / Shapley（Grömping 2006"
        "）并列；VIF > 5 的因素合并；区间重叠即次序未知。",
        "Drivers: Johnson's relative weights (2000), bootstrap percentiles; LMG / Shapley beside them (Grömping 2006); "
        "VIF above 5 is pooled; overlapping intervals: order unknown.",
    ),
    (
        "相关系数按两题都作答的人计算；未作答单列一类（改进模拟、奖惩分析）。",
        "Correlations are taken over those who answered both; in gain and penalty-reward, not rated is a group of its own.",
    ),
    (
        "改进模拟：一个回归、HC1 稳健误差；是相关，不保证因果。",
        "Gain: one regression, robust errors (HC1); an association, not a promise.",
    ),
    (
        "潜在类别：EM，12 个随机起点，类别数按 BIC，权重折算到有效基数。",
        "Latent classes: EM from 12 starts, number by BIC, weights scaled to the effective base.",
    ),
    (
        "预测：五折交叉验证，Platt 校准；重要性为打乱该列后在未见样本上损失的 AUC。",
        "Prediction: five folds, Platt calibration; importance is the AUC lost on unseen respondents when a column is shuffled.",
    ),
    (
        "经营指标：Spearman 秩相关，Fisher z 区间（Bonett 和 Wright 2000），BH 校正。",
        "Operational figures: Spearman, Fisher z intervals (Bonett and Wright 2000), BH.",
    ),
    (
        "根因：开放题按编码框自动编码，一条最多两个；准确率见程序文档；请以抽样复核为准。",
        "Causes: open answers coded by the codeframe, at most two each; accuracy is in the program's documentation; "
        "audit a sample.",
    ),
)
