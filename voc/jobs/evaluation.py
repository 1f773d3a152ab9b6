"""What `voc evaluate` finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from voc.survey.intervals import wilson


@dataclass(frozen=True)
class Figure:
    """A figure with its base and a 95 % interval; the value is None where it is not defined, low and high where there is none."""

    name: str
    value: float | None
    base: int
    low: float | None = None
    high: float | None = None


def share(name: str, hits: Sequence[bool]) -> Figure:
    """The share of hits with Wilson's interval; None without a row."""
    found = wilson(sum(hits), len(hits))
    return Figure(name, sum(hits) / len(hits) if hits else None, len(hits), found.low, found.high)


@dataclass(frozen=True)
class Evaluation:
    """What `voc evaluate` prints."""

    task: str
    file: str
    base: int
    unscored: int
    figures: list[Figure]
    confusion: dict[str, dict[str, int]] = field(default_factory=dict)
    worst: list[dict[str, object]] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)

    def plain(self) -> dict[str, object]:
        """As plain values, for JSON."""
        return asdict(self)
