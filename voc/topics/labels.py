"""Short labels a manager can read: one or two top words of a topic, no two topics alike."""

from __future__ import annotations

from collections.abc import Sequence

_SHORTEST, _LONGEST = 3, 6
_RIVALS = 8


def label_topics(words: Sequence[Sequence[str]]) -> list[str]:
    """One label per topic from its top words (heaviest first), mostly 3 to 6 characters, all different."""
    taken: set[str] = set()
    labels = []
    for tops in words:
        choice = next((label for label in _candidates(tops) if label not in taken), None)
        if choice is None:
            stem = (tops[0] if tops else "主题")[:_LONGEST]
            choice = next(f"{stem}{number}" for number in range(2, len(words) + 3) if f"{stem}{number}" not in taken)
        taken.add(choice)
        labels.append(choice)
    return labels


def _candidates(tops: Sequence[str]) -> list[str]:
    """Labels in order of preference: the heaviest word with the next that adds to it, or alone where it is long enough."""
    heads = [word for word in tops if word][:_RIVALS]
    found: list[str] = []
    for at, head in enumerate(heads):
        if _SHORTEST < len(head) <= _LONGEST:
            found.append(head)
        for other in heads[at + 1 :]:
            if other in head or head in other:
                continue
            if _SHORTEST <= len(head) + len(other) <= _LONGEST:
                found.append(head + other)
    return found
