"""Word-of-mouth exposure as lines on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def tell(rows: Sequence[dict[str, Any]], lang: str) -> None:
    """One line per cell: negative and positive contacts per 1,000 customers with both intervals, and the base."""
    zh = lang == "zh"
    print(
        "口碑风险（每千名客户的人次；方括号为抽样区间，圆括号含系数不确定性）"
        if zh
        else "word of mouth (person-contacts per 1,000 customers)"
    )
    for row in rows:
        name = row["cell"] or ("全部" if zh else "all")
        base = f"n={row['base']:,} ({'有效' if zh else 'effective'} {row['effective_base']:,.0f})"
        if row["status"] != "ok":
            print(f"  {name}: {'样本不足' if zh else 'insufficient base'}, {base}")
            continue
        negative, positive = (_contacts(row[key]) for key in ("negative", "positive"))
        line = f"  {name}: {'负面' if zh else 'negative'} {negative}; {'正面' if zh else 'positive'} {positive}; {base}"
        if "customers_at_risk" in row:
            f = row["customers_at_risk"]
            line += f"; {'可能流失' if zh else 'at risk'} {f['value']:,.0f} ({f['low']:,.0f}–{f['high']:,.0f}) / {row['customers']:,.0f}"
        print(line)


def _contacts(figure: dict[str, float]) -> str:
    sampling = f"[{figure['sampling_low']:,.0f}, {figure['sampling_high']:,.0f}]"
    return f"{figure['value']:,.0f} {sampling} ({figure['low']:,.0f}, {figure['high']:,.0f})"
