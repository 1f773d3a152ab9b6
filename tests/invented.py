"""Invented rows for the tests of the jobs."""

from __future__ import annotations

from typing import Any

Rows = list[dict[str, Any]]

FACTS = (
    "家里宽带老是断线",
    "流量莫名其妙就没了",
    "客服态度真差",
    "信号只有一格",
    "话费多扣了二十块",
    "安装师傅很快就来了，谢谢",
    "请问怎么改套餐",
)


def posts(count: int, start: int = 0) -> Rows:
    """Invented posts, all different."""
    return [
        {"id": f"p{i}", "日期": f"2026-0{1 + i % 6}-1{i % 9}", "内容": f"{FACTS[i % len(FACTS)]}，第{i}天了", "品牌": "甲乙"[i % 2]}
        for i in range(start, start + count)
    ]


def orders(status: str = "处理中", count: int = 3) -> Rows:
    """Invented work orders."""
    return [
        {"工单编号": f"W{i}", "受理时间": f"2026-03-0{i + 1} 09:30", "投诉内容": f"{FACTS[i]}，投诉了没人管", "状态": status}
        for i in range(count)
    ]
