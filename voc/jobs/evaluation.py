"""What `voc evaluate` finds."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Figure:
    """A figure with its base and a 95 % interval; the value is None where it is not defined, low and high where there is none."""

    name: str
    value: float | None
    base: int
    low: float | None = None
    high: float | None = None


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
