"""Word-of-mouth exposure as lines on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from voc.cli.terminal import said

_LEVELS = {"green": ("绿", "green"), "yellow": ("黄", "yellow"), "orange": ("橙", "orange"), "red": ("红", "red")}


def tell(rows: Sequence[dict[str, Any]], lang: str) -> None:
    """One line per cell: negative and positive contacts per 1,000 customers with both intervals, level, base; pooled cells say so."""
    print(
        said(
            lang,
            "口碑风险（每千名客户的传播人次；方括号为抽样区间，圆括号含系数不确定性）",
            "word of mouth (person-contacts per 1,000 customers; [sampling interval] (with the coefficients' uncertainty))",
        )
    )
    for row in rows:
        told = _part(row, lang) if "share" in row else _told(row, lang)
        print(f"  {row['cell'] or said(lang, '全部', 'all')}: {told}")
    if any("share" in row for row in rows):
        print(
            said(
                lang,
                "归因的误差逐个根因计入两个区间（随软件给出的实测）；voc label causes 的随机核对还会校正占比；条数是归因给出的。",
                "the coder's errors are carried into both intervals cause by cause (the shipped measurement); a random audit by voc label causes corrects "
                "shares as well; counts are what the coder gave.",
            )
        )
    if any(row["status"] == "pooled" for row in rows):
        print(
            said(
                lang,
                "“合并”：自身答卷不足 30，向全部借数；百分比是借来的部分，等级不判。",
                "pooled: under 30 answers of its own, it borrows from all; the percentage is what is borrowed, no level is given.",
            )
        )


def _told(row: dict[str, Any], lang: str) -> str:
    base = f"n={row['base']:,} ({said(lang, '有效', 'effective')} {row['effective_base']:,.0f})"
    if row["status"] == "insufficient base":
        return f"{said(lang, '样本不足', 'insufficient base')}, {base}"
    negative, positive = (_contacts(row[key]) for key in ("negative", "positive"))
    parts = [f"{said(lang, '负面', 'negative')} {negative}", f"{said(lang, '正面', 'positive')} {positive}", base]
    if row["status"] == "pooled":
        parts.append(said(lang, f"合并 {row['pooling']:.0%}", f"pooled {row['pooling']:.0%}"))
    for key, zh, en in (("level_target", "对目标", "against target"), ("level_year_before", "比去年", "against the year before")):
        if row[key] and row[key]["level"] in _LEVELS:
            chance = row[key]["chance_above"]["1.10"]
            parts.append(f"{said(lang, zh, en)} {said(lang, *_LEVELS[row[key]['level']])} (P>1.1x {chance:.2f})")
    if row.get("repair_coverage") is not None:
        parts.append(f"{said(lang, '弥补覆盖率', 'repair coverage')} {row['repair_coverage']:.2f}")
    if "customers_at_risk" in row:
        f = row["customers_at_risk"]
        at_risk = f"{f['value']:,.0f} ({f['low']:,.0f}–{f['high']:,.0f}) / {row['customers']:,.0f}"
        parts.append(f"{said(lang, '可能流失', 'at risk')} {at_risk}")
    return "; ".join(parts)


def _part(row: dict[str, Any], lang: str) -> str:
    """The part of a cause: contacts, share and the verbatims it rests on."""
    base = said(lang, f"{row['base']:,.1f} 条负面原声", f"{row['base']:,.1f} negative verbatims")
    return f"{said(lang, '负面', 'negative')} {_contacts(row['negative'])}; {row['share']:.1%}; {base}"


def _contacts(figure: dict[str, float]) -> str:
    sampling = f"[{figure['sampling_low']:,.0f}, {figure['sampling_high']:,.0f}]"
    return f"{figure['value']:,.0f} {sampling} ({figure['low']:,.0f}, {figure['high']:,.0f})"
