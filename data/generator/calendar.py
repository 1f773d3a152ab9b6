"""events.csv: what the operator's own calendar says happened; dictionary.csv: its names."""

from __future__ import annotations

from datetime import datetime

from . import planted, world

EVENTS_HEADER = ("事件编号", "类型", "名称", "开始时间", "结束时间", "品牌", "产品", "渠道", "地区", "营业厅", "根因", "说明")
DICTIONARY_HEADER = ("类别", "名称", "上级", "同义词", "生效日期", "失效日期")
_PLACES = ("brand", "product", "channel", "region", "store", "cause", "note")


def events() -> list[tuple[str, ...]]:
    """Rows in the order of EVENTS_HEADER, by start. What the operator does not know of (rude staff, pasted posts) is not among them."""
    rows = []
    for number, record in enumerate(sorted(planted.records(), key=lambda record: record["start"]), 1):
        start: datetime = record["start"]
        end = f"{record['end']:%Y-%m-%d %H:%M}" if "end" in record else ""
        places = (str(record.get(name, "")) for name in _PLACES)
        rows.append((f"EV{number:03d}", record["kind"], record["name"], f"{start:%Y-%m-%d %H:%M}", end, *places))
    return rows


def dictionary() -> list[tuple[str, ...]]:
    """Rows in the order of DICTIONARY_HEADER."""
    return list(world.dictionary())
