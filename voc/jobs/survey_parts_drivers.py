"""Parts of a survey report on drivers: importance, matrix, simulated gain, and where satisfaction comes from."""

from __future__ import annotations

from collections.abc import Sequence

from voc.export.report import Block, Chart, Column, Grid, Kind, Series
from voc.jobs.survey_parts import Say
from voc.survey.drivers import Drivers
from voc.survey.gain import Gain
from voc.survey.importance import Asymmetry, quadrants

_QUADRANTS = {
    "improve": ("优先改进", "Improve first"),
    "keep": ("保持优势", "Keep up"),
    "low": ("次要改进", "Low priority"),
    "ample": ("已经足够", "Ample"),
}


def driver_blocks(say: Say, found: Drivers, asymmetry: dict[str, Asymmetry]) -> list[Block]:
    """Importance, matrix and what is not known of the order."""
    if found.r2 is None:
        return []
    names = tuple(" + ".join(one.names) for one in found.groups)
    performance = [100 * float(one.performance.value or 0) for one in found.groups]
    places = quadrants([one.share for one in found.groups], performance)
    base = say(
        f"基数 {found.base:,}（有效 {found.effective_base:,.0f}），R² {found.r2:.1%}。相对权重（Johnson），区间为自助法 95%。",
        f"Base {found.base:,} (effective {found.effective_base:,.0f}), R² {found.r2:.1%}. Relative weights (Johnson), bootstrap intervals 95%.",
    )
    notes = [base]
    notes += [
        say(f"高度相关，合并为一组：{'、'.join(group)}。", f"Too alike to tell apart, pooled: {', '.join(group)}.")
        for group in found.pooled
    ]
    notes += [] if found.order_known else [say("区间重叠的因素，先后次序未知。", "Where intervals overlap the order is not known.")]
    if found.left_out:
        left = ", ".join(f"{name} ({reason})" for name, reason in found.left_out)
        notes.append(say(f"未计入：{left}。", f"Left out: {left}."))
    bars = Series(
        say("重要性", "Importance"), *(tuple(getattr(one, name) for one in found.groups) for name in ("share", "low", "high"))
    )
    text: list[Column] = [Column(say("驱动因素", "Driver"))]
    kinds: tuple[tuple[str, Kind], ...] = (
        (say("重要性", "Importance"), "share"),
        (say("下限", "Low"), "share"),
        (say("上限", "High"), "share"),
        ("LMG", "share"),
        (say("LMG 下限", "LMG low"), "share"),
        (say("LMG 上限", "LMG high"), "share"),
        (say("名次", "Rank"), "text"),
        ("VIF", "index"),
        (say("表现", "Performance"), "index"),
        (say("象限", "Quadrant"), "text"),
        (say("不对称", "Asymmetry"), "number"),
        (say("基数", "Base"), "count"),
    )
    rows = [
        (
            *(name, one.share, one.low, one.high, one.lmg, one.lmg_low, one.lmg_high),
            str(one.ranks[0]) if one.order_known else f"{one.ranks[0]}–{one.ranks[1]}",
            *(one.vif, level, say(*_QUADRANTS[quadrant]) if len(names) > 1 else None),
            asymmetry[one.names[0]].value if len(one.names) == 1 and one.names[0] in asymmetry else None,
            one.performance.base,
        )
        for name, one, level, quadrant in zip(names, found.groups, performance, places.quadrants, strict=True)
    ]
    blocks: list[Block] = [
        Chart(
            say("驱动因素重要性", "Importance of drivers"),
            "bars",
            names,
            (bars,),
            "share",
            ends=(say("下限", "low"), say("上限", "high")),
            notes=tuple(notes),
        ),
        Grid(say("驱动因素", "Drivers"), (*text, *(Column(*one) for one in kinds)), tuple(rows), notes=tuple(notes[1:])),
    ]
    if len(names) > 1:
        x, y = (
            Series(say("重要性", "Importance"), tuple(one.share for one in found.groups)),
            Series(say("表现", "Performance"), tuple(performance)),
        )
        title, axes = (
            say("重要性–表现矩阵", "Importance and performance"),
            (say("重要性", "Importance"), say("表现（0–100）", "Performance (0-100)")),
        )
        quarter = say(
            "右下：优先改进；右上：保持优势。两轴交于均值。",
            "Lower right: improve first; upper right: keep up. Axes cross at the means.",
        )
        blocks.append(
            Chart(
                title, "spots", names, (x, y), "share", axes, (places.importance, 100 * places.performance / 100), notes=(quarter,)
            )
        )
    return blocks


def gain_blocks(say: Say, gained: Sequence[Gain], step: float) -> list[Block]:
    """What a step up of each driver brings."""
    if not gained:
        return []
    order = sorted(gained, key=lambda one: -one.value)
    names = tuple(" + ".join(one.names) for one in order)
    series = Series(say("指数增益", "Gain"), *(tuple(getattr(one, name) for one in order) for name in ("value", "low", "high")))
    said = say(
        f"每个因素提高量表的 {step:.1%}（已在顶格者不再提高），其他不变时满意度指数的变化（分）。是相关而非承诺。",
        f"Points of the index where each driver rises by {step:.1%} of its scale (nobody passes the top), the others as they are. An association.",
    )
    bases = [one.base for one in order]
    notes = (said, say(f"基数 {min(bases):,}–{max(bases):,}。", f"Bases {min(bases):,} to {max(bases):,}."))
    return [
        Chart(
            say("改进模拟", "Simulated gain"),
            "bars",
            names,
            (series,),
            "index",
            ends=(say("下限", "low"), say("上限", "high")),
            notes=notes,
        )
    ]


def antecedent_blocks(say: Say, found: Drivers | None, parts: dict[str, str]) -> list[Block]:
    """Satisfaction as needs met, past experience and word of mouth of others."""
    if found is None or found.r2 is None:
        return []
    words = {
        "needs": ("需求满足", "Needs met"),
        "past": ("过往体验", "Past experience"),
        "others": ("他人口碑", "Word of mouth of others"),
    }
    names = tuple(say(*words[one.names[0]]) for one in found.single)
    series = Series(say("贡献", "Part"), *(tuple(getattr(one, name) for one in found.single) for name in ("share", "low", "high")))
    asked = "; ".join(f"{say(*words[part])}: {question}" for part, question in parts.items())
    notes = (say(f"基数 {found.base:,}，R² {found.r2:.1%}。", f"Base {found.base:,}, R² {found.r2:.1%}."), asked)
    return [Chart(say("满意度从何而来", "Where satisfaction comes from"), "bars", names, (series,), "share", notes=notes)]
