"""An invented survey of many rows and columns, for timing: ratings, checkboxes, segments, amounts, a weight, open answers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd


def write(path: Path, rows: int, columns: int = 150, seed: int = 1) -> None:
    """A CSV of `columns` columns: number, overall rating, 17 drivers, 15 loyalty and image ratings, checkboxes, segments, amounts."""
    chance = np.random.default_rng(seed)
    mood = chance.normal(size=rows)

    def rating(share: float) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        scored = 7.5 + 1.6 * (share * mood + np.sqrt(1 - share**2) * chance.normal(size=rows))
        return np.clip(np.round(scored), 1, 10).astype(int)

    table: dict[str, object] = {"问卷编号": [f"R{place:07d}" for place in range(rows)], "总体满意度": rating(0.85)}
    table |= {f"驱动{place + 1}评分": rating(0.3 + 0.03 * place) for place in range(17)}
    table |= {
        f"{name}{place + 1}评分": rating(0.7)
        for name in ("品牌形象", "期望", "感知质量", "感知价值", "忠诚度")
        for place in range(3)
    }
    table |= {"推荐意愿": rating(0.7), "权重": np.round(chance.lognormal(0, 0.3, rows), 4)}
    for name, many in (("地市", 12), ("年龄段", 6), ("性别", 2), ("套餐", 20), ("客户类型", 4)):
        table[name] = np.array([f"{name}{place + 1}" for place in range(many)])[chance.integers(0, many, rows)]
    table |= {f"当月用量{place + 1}（MB）": np.round(chance.exponential(300, rows), 1) for place in range(20)}
    left = columns - len(table)
    table |= {f"遇到问题{place + 1}": np.where(chance.random(rows) < 0.08, place + 1, -1) for place in range(left)}
    pd.DataFrame(table).to_csv(path, index=False)
