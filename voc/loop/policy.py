"""When one customer is to be won back: who, by when, and the hours in which nobody is called (lexicons/recovery.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from voc import resources
from voc.errors import VocError


@dataclass(frozen=True)
class Policy:
    """Place of the scale at and below which a rating is low, repeats, days looked at, days in peace, hours by tier, quiet hours."""

    low: float = 0.34
    repeats: int = 2
    days: int = 14
    spare_days: int = 30
    hours: Mapping[str, float] = field(default_factory=lambda: {"": 72.0})
    quiet_from: time = time(21)
    quiet_until: time = time(8)

    def due(self, opened: datetime, tier: str | None, zone: ZoneInfo) -> datetime:
        """When the customer is to be reached: the tier's hours after the signal, moved to the end of quiet hours it falls into."""
        wanted = (opened + timedelta(hours=self.hours.get(tier or "", self.hours[""]))).astimezone(zone)
        return wanted if not self.quiet(wanted) else self._morning(wanted)

    def quiet(self, when: datetime) -> bool:
        """Whether nobody is called at that local time; the window may run over midnight."""
        clock = when.timetz().replace(tzinfo=None)
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= clock < self.quiet_until
        return clock >= self.quiet_from or clock < self.quiet_until

    def _morning(self, when: datetime) -> datetime:
        ends = when.replace(hour=self.quiet_until.hour, minute=self.quiet_until.minute, second=0, microsecond=0)
        return ends if ends > when else ends + timedelta(days=1)


def load_policy(path: Path | None = None) -> Policy:
    """The policy in `path`, or the packaged one; VocError where it cannot be used."""
    path = path or resources.path("lexicons", "recovery.toml")
    try:
        given = tomllib.loads(path.read_text("utf-8"))
        hours = {str(tier): float(value) for tier, value in given["hours"].items()}
        made = Policy(
            float(given["low"]),
            int(given["repeats"]),
            int(given["days"]),
            int(given["spare_days"]),
            hours,
            time.fromisoformat(given["quiet"]["from"]),
            time.fromisoformat(given["quiet"]["until"]),
        )
        if not (
            0 <= made.low < 1
            and made.days > 0
            and made.spare_days >= 0
            and made.repeats > 1
            and min(hours.values()) > 0
            and "" in hours
        ):
            raise ValueError('low 0-1, repeats > 1, days > 0, hours > 0, hours of ""')
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise VocError(
            f"修复规则 {path.name} 不能用：{error}。请对照随附的 lexicons/recovery.toml 改正。",
            f"the recovery rules {path.name} cannot be used: {error}. Mend them by the shipped lexicons/recovery.toml.",
        ) from error
    return made
