"""Frozen settings, made once from the environment and passed in."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from voc.errors import VocError

SCORERS = ("linear", "snownlp", "snownlp-fast")
SEGMENTERS = ("rjieba", "jieba")
TOPIC_METHODS = ("nmf", "gensim")


@dataclass(frozen=True)
class Settings:
    """Where the store is and which makers score. `home` holds lake, ledger and models; the identity key lives outside it."""

    home: Path = field(default_factory=lambda: Path("voc-store"))
    key_file: Path = field(default_factory=lambda: Path.home() / ".config" / "voc" / "identity.key")
    ledger_url: str | None = None
    timezone: str = "Asia/Shanghai"
    lang: str = "zh"
    scorer: str = "linear"
    segmenter: str = "rjieba"
    topics: str = "nmf"
    lock_wait: float = 60.0

    def __post_init__(self) -> None:
        for name, value, known in (
            ("scorer", self.scorer, SCORERS),
            ("segmenter", self.segmenter, SEGMENTERS),
            ("topics", self.topics, TOPIC_METHODS),
            ("lang", self.lang, ("zh", "en")),
        ):
            if value not in known:
                choices = ", ".join(known)
                raise VocError(f"{name} 给的是 {value!r}，可选：{choices}。", f"{name} is {value!r}; known: {choices}.")
        try:
            ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise VocError(
                f"时区 {self.timezone!r} 不认识，例如 Asia/Shanghai。",
                f"time zone {self.timezone!r} is unknown; try Asia/Shanghai.",
            ) from error

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which a local day begins."""
        return ZoneInfo(self.timezone)

    @classmethod
    def from_environment(cls, **given: object) -> Settings:
        """Defaults, then VOC_HOME, VOC_KEY_FILE, VOC_LEDGER_URL, VOC_TIMEZONE, VOC_LANG, then what is `given` and not None."""
        values: dict[str, object] = {}
        for name, variable in (
            ("home", "VOC_HOME"),
            ("key_file", "VOC_KEY_FILE"),
            ("ledger_url", "VOC_LEDGER_URL"),
            ("timezone", "VOC_TIMEZONE"),
            ("lang", "VOC_LANG"),
        ):
            if os.environ.get(variable):
                values[name] = os.environ[variable]
        values.update({name: value for name, value in given.items() if value is not None})
        for name in ("home", "key_file"):
            if name in values:
                values[name] = Path(str(values[name])).expanduser()
        return cls(**values)  # type: ignore[arg-type]
