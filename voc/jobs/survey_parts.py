"""Parts of a survey report: each makes tables and charts of one result, in the reader's language. Nothing is computed anew on a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from voc.export.report import Block, Cell, Chart, Column, Grid, Paths, Series
from voc.survey.headline import MEASURES, Headline
from voc.survey.index_model import latents
from voc.survey.intervals import Estimate, quality
from voc.survey.pls import Model
from voc.survey.targets import Weighted
from voc.survey.waves import Step

Say = Callable[[str, str], str]
"""Chinese, English -> the words of the reader's language."""
_SPLITS = {
    "wave": ("期次", "Wave"),
    "population": ("调查对象", "Population"),
    "region": ("地区", "Region"),
    "age": ("年龄", "Age"),
    "occupation": ("职业", "Occupation"),
    "education": ("学历", "Education"),
    "spend": ("消费", "Spend"),
    "brand": ("品牌", "Brand"),
    "tier": ("档次", "Tier"),
    "product": ("产品", "Product"),
    "channel": ("渠道", "Channel"),
    "mode": ("采集方式", "Mode"),
    "customer_type": ("客户类型", "Customer type"),
}
_SHARES = ("top", "secure")
_MEASURES = {
    "satisfaction": ("满意度指数", "Satisfaction index"),
    "top": ("满意度前两格占比", "Top-2-box"),
    "nps": ("净推荐值 NPS", "NPS"),
    "ces": ("省力指数 CES", "Effort index"),
    "loyalty": ("忠诚度指数", "Loyalty index"),
    "secure": ("稳固客户占比", "Share secure"),
}


def shown(one: Estimate) -> tuple[float | None, float | None, float | None]:
    """A figure with its interval, nothing where the base is too small to show."""
    return (None, None, None) if quality(one) == "suppressed" else (one.value, one.low, one.high)


def small(say: Say, *estimates: Estimate) -> tuple[str, ...]:
    """What to say of small bases."""
    said = {quality(one) for one in estimates if one.base}
    notes = (
        [say("“–”：有效基数不足 30，不显示。", "“–”: fewer than 30 effective answers, not shown.")] if "suppressed" in said else []
    )
    return (
        *notes,
        *([say("“*”：有效基数 30–99，仅供参考。", "“*”: 30 to 99 effective answers, indicative.")] if "low" in said else []),
    )


def _stars(rows: Sequence[Sequence[Estimate]], first: int) -> dict[tuple[int, int], str]:
    return {(i, first + j): "*" for i, row in enumerate(rows) for j, one in enumerate(row) if quality(one) == "low"}


def headline_grid(say: Say, one: Headline) -> Grid:
    """All headline figures that are asked, each with interval, base and effective base."""
    asked = [measure for measure in MEASURES if one.figures[measure].base]
    rows = tuple(
        (
            say(*_MEASURES[measure]),
            *_written(measure, shown(one.figures[measure])),
            one.figures[measure].base,
            one.figures[measure].effective_base,
        )
        for measure in asked
    )
    heads = (say("指标", "Measure"), say("数值", "Value"), say("95% 下限", "95% low"), say("95% 上限", "95% high"))
    columns = (
        *(Column(name) for name in heads),
        Column(say("基数", "Base"), "count"),
        Column(say("有效基数", "Effective base"), "count"),
    )
    margin = "" if one.margin is None else f"±{one.margin:.1%}"
    said = say(
        f"受访者 {one.base:,}，有效基数 {one.effective_base:,.0f}（设计效应 {one.deff:.2f}），占比 50% 时误差 {margin}（95%）。",
        f"{one.base:,} respondents, effective base {one.effective_base:,.0f} (design effect {one.deff:.2f}), margin {margin} for a share of 50% (95%).",
    )
    figures = [one.figures[measure] for measure in asked]
    marks = {(at, 1): "*" for at, figure in enumerate(figures) if quality(figure) == "low"}
    return Grid(say("核心指标", "Headline figures"), columns, rows, marks, (said, *small(say, *figures)))


def _written(measure: str, figures: Sequence[float | None]) -> list[Cell]:
    """Figures of measures of different units as words, for a table that holds them one under another."""
    form = "{:.1%}" if measure in _SHARES else "{:.1f}"
    return [None if one is None else signed(form.format(one)) for one in figures]


def signed(words: str) -> str:
    """A figure in words with a minus sign, which no spreadsheet takes for the beginning of a formula, in the place of a hyphen."""
    return words.replace("-", "−")


def wave_blocks(say: Say, waves: Sequence[tuple[str, Headline]], changes: Sequence[Step]) -> list[Block]:
    """The indices over the waves, and the tested changes."""
    drawn = [m for m in ("satisfaction", "loyalty", "nps") if any(quality(one.figures[m]) != "suppressed" for _, one in waves)]
    names = tuple(name for name, _ in waves)
    series = []
    for measure in drawn:
        found = [shown(one.figures[measure]) for _, one in waves]
        series.append(Series(say(*_MEASURES[measure]), *(tuple(column) for column in zip(*found, strict=True))))
    base = say("各期基数：", "Bases: ") + ", ".join(f"{name} {one.base:,}" for name, one in waves)
    columns = (
        Column(say("指标", "Measure")),
        Column(say("前期", "Before")),
        Column(say("本期", "Now")),
        *(
            Column(name)
            for name in (say("前期值", "Was"), say("本期值", "Is"), say("变化", "Change"), say("95% 区间", "95% interval"))
        ),
        Column("p (BH)", "p"),
        Column(say("结论", "Verdict")),
    )
    told = [one for one in changes if one.p < 0.05 or one.now == names[-1]]
    rows = []
    for one in told:
        was, now, change, low, high = _written(one.measure, (one.was.value, one.is_.value, one.change, one.low, one.high))
        verdict = say("持平", "level") if one.p >= 0.05 else say("上升", "up") if one.change > 0 else say("下降", "down")
        rows.append((say(*_MEASURES[one.measure]), one.before, one.now, was, now, change, f"{low} ~ {high}", one.p, verdict))
    note = say(
        "全部变化一起做 BH 校正；p < 0.05 才说升降。", "p values adjusted over all changes (BH); a change is called one at p < .05."
    )
    chart = Chart(say("各期走势", "By wave"), "lines", names, tuple(series), notes=(base,))
    return [chart, Grid(say("期间变化检验", "Changes tested"), columns, tuple(rows), notes=(note,))]


def split_name(say: Say, column: str) -> str:
    """The reader's name of a column of respondents."""
    return say(*_SPLITS[column]) if column in _SPLITS else column


def weight_blocks(say: Say, found: Weighted) -> list[Block]:
    """Targets and what was reached, with design effect and effective base."""
    columns = (
        Column(say("维度", "Margin")),
        Column(say("类别", "Category")),
        *(Column(name, "share") for name in (say("目标", "Target"), say("加权后", "Reached"), say("残差", "Left"))),
    )
    rows = tuple(
        (split_name(say, one.margin), one.category, one.target, one.reached, one.reached - one.target)
        for one in found.raked.residuals
    )
    notes = [
        say(
            f"设计效应 {found.raked.deff:.3f}，有效基数 {found.raked.effective_base:,.0f}，误差 ±{found.raked.margin_of_error:.1%}；最大残差 {found.raked.worst:.2%}。",
            f"Design effect {found.raked.deff:.3f}, effective base {found.raked.effective_base:,.0f}, margin ±{found.raked.margin_of_error:.1%};"
            f" largest residual {found.raked.worst:.2%}.",
        )
    ]
    if found.raked.collapsed:
        names = ", ".join(f"{split_name(say, margin)} {category}" for margin, category in found.raked.collapsed)
        notes.append(
            say(
                f"没有受访者的类别，目标按比例分给其他类别：{names}。",
                f"Nobody is in {names}: their targets are spread over the others.",
            )
        )
    return [Grid(say("加权目标与残差", "Targets and residuals"), columns, rows, notes=tuple(notes))]


def index_blocks(say: Say, model: Model, lang: str) -> list[Block]:
    """The path picture and the latents."""
    known = latents()
    levels = [("image", "expectation"), ("quality", "value"), ("satisfaction",), ("complaint", "loyalty")]
    by = {one.name: one for one in model.latents}

    def figure(name: str) -> str:
        index = by[name].index
        return "–" if index is None or index.value is None else f"{index.value:.1f}"

    boxes = [tuple((known[name].name(lang), figure(name)) for name in level if name in by) for level in levels]
    arrows = tuple(
        (known[one.source].name(lang), known[one.target].name(lang), f"{one.value:.2f}{'' if one.low * one.high > 0 else ' ns'}")
        for one in model.paths
    )
    columns = (
        Column(say("潜变量", "Latent")),
        *(Column(name, "index") for name in (say("指数", "Index"), say("下限", "Low"), say("上限", "High"))),
        Column("R²", "share"),
        Column(say("题数", "Items"), "count"),
        Column("Cronbach α", "number"),
        Column("AVE", "number"),
        Column(say("题目（外部权重）", "Items (outer weights)")),
    )
    rows = []
    for one in model.latents:
        index = shown(one.index) if one.index is not None else (None, None, None)
        items = "; ".join(f"{item} ({weight:.2f})" for item, weight in zip(one.items, one.weights, strict=True))
        alpha = None if len(one.items) < 2 else one.alpha
        rows.append((known[one.name].name(lang), *index, one.r2, len(one.items), alpha, one.ave, items))
    notes = (
        say(
            f"偏最小二乘（模式 A，路径加权），基数 {model.base:,}；箭头为标准化路径系数，ns = 95% 区间含 0。",
            f"Partial least squares (mode A, path weighting), base {model.base:,}; arrows are standardised coefficients, ns: the 95% interval holds 0.",
        ),
        say(
            "指数按外部权重合成，与各题简单平均的指数可以略有不同；外部权重为负的潜变量不给指数。",
            "An index is weighted by outer weights and may differ a little from the plain mean of its items; a latent with a negative one has none.",
        ),
    )
    settled = (
        ()
        if model.rounds is not None
        else (say("权重未收敛，数字不可靠。", "The weights did not settle: do not rely on the figures."),)
    )
    return [
        Paths(say("满意度指数路径图", "Satisfaction index: paths"), tuple(box for box in boxes if box), arrows, (*notes, *settled)),
        Grid(say("潜变量", "Latents"), columns, tuple(rows)),
    ]
