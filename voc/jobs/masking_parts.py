"""One value said in two or three parts: where people pause, and how each part is written."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Sequence

from voc.jobs.masking_values import Values, kind_of
from voc.jobs.masking_ways import WIDE, borders, said_domain, spoken

_LEAST = 2  # characters of a part where the cut may be anywhere

# Ways of writing that a part of a number may have, by the names that forms have.
_NOTATIONS: dict[str, Callable[[str, random.Random], str]] = {
    "fullwidth": lambda piece, rng: piece.translate(WIDE),
    "single": lambda piece, rng: " ".join(piece),
    "cn": lambda piece, rng: spoken(piece, "零一二三四五六七八九").replace("X", "叉"),
    "cn_lower": lambda piece, rng: spoken(piece, "零一二三四五六七八九"),
}
_SPEECH: dict[str, Callable[[str, random.Random], str]] = {
    "yao": lambda piece, rng: spoken(piece),
    "yi": lambda piece, rng: spoken(piece, "零一二三四五六七八九"),
    "dong": lambda piece, rng: spoken(piece, "洞幺两三四五六拐八勾"),
    "spaced": lambda piece, rng: " ".join(spoken(piece)),
    "figures": lambda piece, rng: piece,
    "filler": lambda piece, rng: (
        spoken(piece) if len(piece) < 5 else spoken(piece[:4]) + rng.choice((" 嗯 ", "，", " ")) + spoken(piece[4:])
    ),
}


def parts_of(slot: str, values: Values, count: int, names: Collection[str] = ()) -> list[str]:
    """A value in `count` parts; `names` are the forms of the slot, of which one says how the parts are written."""
    kind, rng = kind_of(slot), values.rng
    said = slot.startswith("SPOKEN_")
    raw = values.raw(slot, lambda one: _divisible(kind, one, count, said))
    if kind == "EMAIL":
        user, domain = raw.split("@")
        return [user.replace(".", "点"), said_domain(domain, rng)] if "words" in names and rng.random() < 0.4 else [user, domain]
    cuts = _cuts(kind, raw, count, rng)
    raw, cuts = (raw.replace("-", ""), cuts) if kind == "LANDLINE" else (raw, cuts)
    pieces = [raw[low:high] for low, high in zip([0, *cuts], [*cuts, len(raw)], strict=True)]
    if said:
        ways = [way for name, way in _SPEECH.items() if name in names] or [_SPEECH["yao"], _SPEECH["yi"]]
        way = rng.choice(ways)
        mark = rng.choice(("X", "叉", "艾克斯"))
        return [way(piece, rng).replace("X", mark) if kind == "ID_CARD" else way(piece, rng) for piece in pieces]
    others = [way for name, way in _NOTATIONS.items() if name in names and kind not in ("ADDRESS", "PLATE", "PASSPORT")]
    if others and rng.random() < 0.4:
        way = rng.choice(others)
        return [way(piece, rng) for piece in pieces]
    return pieces


def _divisible(kind: str, raw: str, count: int, said: bool) -> bool:
    if kind == "ADDRESS":
        return len(borders(raw)) >= count - 1
    return len(raw) >= _LEAST * count and (not said or kind == "LANDLINE" or raw.isalnum())


def _cuts(kind: str, raw: str, count: int, rng: random.Random) -> Sequence[int]:
    if kind == "ADDRESS":
        return sorted(rng.sample(borders(raw), count - 1))
    if kind == "PLATE":
        return [2, 4][: count - 1]
    if kind == "MOBILE":
        return rng.choice(([3], [7])) if count == 2 else [3, 7]
    if kind == "ID_CARD":
        return rng.choice(([6], [14])) if count == 2 else [6, 14]
    if kind == "LANDLINE":
        area = raw.index("-")
        return [area] if count == 2 else [area, area + 4]
    fours = list(range(4, len(raw) - 1, 4))
    if kind == "BANK_CARD" and rng.random() < 0.5:
        return sorted(rng.sample(fours, count - 1))
    return _anywhere(len(raw), count, rng)


def _anywhere(length: int, count: int, rng: random.Random) -> list[int]:
    """Cuts at any place that leave each part its least length."""
    spare = length - _LEAST * count
    steps = sorted(rng.randint(0, spare) for _ in range(count - 1))
    return [step + _LEAST * (place + 1) for place, step in enumerate(steps)]


__all__ = ["parts_of"]
