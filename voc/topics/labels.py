"""Short labels a manager can read: a phrase, or two top words of a topic in the order customers say them; no two topics alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

_SHORTEST, _LONGEST = 3, 6
_RIVALS = 8
_NEAR = 6
"""Words between two words that still make them a pair."""


@dataclass
class Order:
    """How many documents of one topic say one word shortly before another."""

    documents: int = 0
    before: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, rows: Iterable[Sequence[str]], words: Sequence[str]) -> Order:
        """Counts `rows` (words in order of the text) for pairs of `words`."""
        wanted = set(words)
        for row in rows:
            self.documents += 1
            places = [(at, word) for at, word in enumerate(row) if word in wanted]
            pairs = {(a, b) for n, (i, a) in enumerate(places) for j, b in places[n + 1 :] if a != b and j - i <= _NEAR}
            self.before.update(pairs)
        return self


def label_topics(words: Sequence[Sequence[str]], orders: Sequence[Order] | None = None, taken: Iterable[str] = ()) -> list[str]:
    """One label per topic from its top words (heaviest first), mostly 3 to 6 characters, all different and none of `taken`."""
    used, labels = set(taken), []
    for tops, order in zip(words, orders or [Order() for _ in words], strict=True):
        choice = next((label for label in _candidates(tops, order) if label not in used), None)
        if choice is None:
            stem = (tops[0] if tops else "主题")[: _LONGEST - 1]
            choice = next(f"{stem}{number}" for number in range(2, len(words) + len(used) + 3) if f"{stem}{number}" not in used)
        used.add(choice)
        labels.append(choice)
    return labels


def _candidates(tops: Sequence[str], order: Order) -> list[str]:
    """Labels, best first: long words by their place, pairs by their places and how often the one is said shortly before the other."""
    heads = [word for word in tops if word][:_RIVALS]
    rated: list[tuple[float, str]] = []
    for at, head in enumerate(heads):
        if _SHORTEST <= len(head) <= _LONGEST:
            rated.append((_worth(at) + 0.5 * _worth(at), head))
        for after, other in enumerate(heads[at + 1 :], at + 1):
            if other in head or head in other or not _SHORTEST <= len(head) + len(other) <= _LONGEST:
                continue
            said, turned = order.before[head, other], order.before[other, head]
            together = (said + turned) / order.documents if order.documents else 0.0
            pair = other + head if turned > said else head + other
            rated.append(((_worth(at) + _worth(after)) * (0.5 + min(1.0, 4 * together)), pair))
    return [label for _, label in sorted(rated, key=lambda one: (-one[0], one[1]))]


def _worth(place: int) -> float:
    return 1 / (2 + place)
