"""Near-duplicate texts, by MinHash over runs of four characters (Broder 1997): a pasted post counts once, however often it is pasted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

RUN = 4
ALIKE = 0.7
"""The share of common runs (Jaccard) from which two texts are the same."""
_HASHES, _BANDS = 96, 24
_MASK = np.uint64(0xFFFFFFFF)


def near_duplicates(texts: Sequence[str]) -> list[int]:
    """For each text the number of the first that it repeats, its own where it repeats none. Blanks, case and width do not matter."""
    from voc.text.normalize import fold

    plain = ["".join(fold(text).split()) for text in texts]
    signatures = np.array([_signature(text) for text in plain], dtype=np.uint64).reshape(len(plain), _HASHES)
    first = list(range(len(plain)))
    rows = _HASHES // _BANDS
    for band in range(_BANDS):
        seen: dict[bytes, int] = {}
        for number, part in enumerate(signatures[:, band * rows : (band + 1) * rows]):
            other = seen.setdefault(part.tobytes(), number)
            if other != number and (signatures[number] == signatures[other]).mean() >= ALIKE:
                _join(first, number, other)
    return [_root(first, number) for number in range(len(plain))]


def _signature(text: str) -> npt.NDArray[np.uint64]:
    points = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    if len(points) < RUN:
        # Too short to be told from another by its runs: like itself only.
        points = np.pad(points, (0, RUN - len(points)))
    runs = np.zeros(len(points) - RUN + 1, dtype=np.uint64)
    for place in range(RUN):
        runs = runs * np.uint64(1_000_003) + points[place : place + len(runs)]
    runs ^= runs >> np.uint64(29)
    mixed = runs[None, :] * _FACTORS[:, None] + _SHIFTS[:, None]
    found: npt.NDArray[np.uint64] = (mixed >> np.uint64(32) & _MASK).min(axis=1)
    return found


def _drawn() -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    rng = np.random.default_rng(1997)
    high = np.iinfo(np.int64).max
    return (rng.integers(1, high, _HASHES).astype(np.uint64) << np.uint64(1)) | np.uint64(1), rng.integers(1, high, _HASHES).astype(
        np.uint64
    )


_FACTORS, _SHIFTS = _drawn()


def _root(first: list[int], number: int) -> int:
    while first[number] != number:
        number = first[number]
    return number


def _join(first: list[int], one: int, other: int) -> None:
    one, other = sorted((_root(first, one), _root(first, other)))
    first[other] = one
