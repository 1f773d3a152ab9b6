"""What a page is drawn from: language, theme, publication and filters."""

from __future__ import annotations

from dataclasses import dataclass, replace

from voc.dashboard.filters import UNNAMED, Filters
from voc.dashboard.reads.base import At
from voc.dashboard.words import name, say


@dataclass(frozen=True)
class View:
    """One rerun's frame: language, whether the page is dark, and `at`, the key of every read."""

    lang: str
    dark: bool
    at: At

    @property
    def filters(self) -> Filters:
        """The reader's choice."""
        return self.at.filters

    def with_filters(self, filters: Filters) -> At:
        """The same publication and scope under other filters."""
        return replace(self.at, filters=filters)

    def say(self, key: str, **values: object) -> str:
        """Words in the reader's language."""
        return say(self.lang, key, **values)

    def name(self, kind: str, value: str | None) -> str:
        """A coded or free value in the reader's words; "not given" for NULL."""
        return self.say("filter.unnamed") if value is None or value == UNNAMED else name(self.lang, kind, value)
