"""A variable as the file itself describes it: labels of its values, its rating scale, the set of several answers it belongs to."""

from __future__ import annotations

import re
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from typing import TypeAlias

from voc.intake.cells import Cell, as_text

_BAD = re.compile(
    r"不满|不同意|不推荐|不可能|不重要|不容易|不愿|不认可|不信任|不好|非常差|很差|最差|较差|困难|费力|费劲"
    r"|dissatisf|disagree|unlikely|poor|difficult|worst|bad\b|unimportant",
    re.IGNORECASE,
)
_GOOD = re.compile(
    r"满意|同意|推荐|可能|重要|容易|愿意|认可|信任|非常好|很好|最好|较好|优秀|省力|轻松|satisf|agree|likely|excellent|good|easy|best|important",
    re.IGNORECASE,
)
_NO_ANSWER = re.compile(
    r"不知道|不清楚|说不清|不适用|不了解|拒答|拒绝回答|未使用|没用过|没有用过|无法评价|未作答|缺失"
    r"|don.?t know|refus|not applicable|^n/?a$|no answer|missing",
    re.IGNORECASE,
)
_LOWEST, _HIGHEST, _FEWEST_STEPS = 0.0, 10.0, 2.0


@dataclass(frozen=True)
class Variable:
    """Name in the file, value -> label, level of measurement where given, set of several answers; `counted` where its cells are 1 and 0."""

    name: str
    labels: Dictionary[float | str, str] = field(default_factory=dict)
    measure: str | None = None
    multi_set: str | None = None
    counted: bool = False
    weight: bool = False

    def label(self, cell: Cell) -> str | None:
        """The label of a cell's value."""
        if not self.labels or isinstance(cell, (list, dict)) or cell is None:
            return None
        found = self.labels.get(cell) if isinstance(cell, (int, float)) else None
        return self.labels.get(as_text(cell)) if found is None else found

    @property
    def unanswered(self) -> tuple[float, ...]:
        """Values whose label says that nothing was answered."""
        return tuple(value for value, text in self.labels.items() if isinstance(value, float) and _NO_ANSWER.search(text))

    @property
    def ends(self) -> tuple[float, float] | None:
        """Lowest and highest value of a scale that its labels describe, None where they describe none."""
        points = [value for value in self.labels if isinstance(value, float) and value not in self.unanswered]
        if not points or not all(point.is_integer() and _LOWEST <= point <= _HIGHEST for point in points):
            return None
        low, high = min(points), max(points)
        return (low, high) if high - low >= _FEWEST_STEPS else None

    @property
    def direction(self) -> int:
        """1 where the labels at the ends run from bad to good, -1 from good to bad, 0 where they do not say."""
        if self.ends is None:
            return 0
        low, high = (_tone(self.labels[end]) for end in self.ends)
        return high if low == -high else 0


Book: TypeAlias = "Dictionary[str, Variable]"
"""What a file says of its columns, by header."""


def _tone(label: str) -> int:
    return -1 if _BAD.search(label) else 1 if _GOOD.search(label) else 0
