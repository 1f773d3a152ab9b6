"""Who and what a row is: keyed ids that stay the same from one export to the next."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from voc.intake.cells import Cell, as_text
from voc.privacy.keys import keyed_digest

_DIALLED = re.compile(r"[\s()\-－—+.]+")
_COUNTRY = re.compile(r"^(?:\+|00)?86(?=1[3-9]\d{9}$)")


def customer_key(key: bytes, given: str) -> str:
    """Keyed digest of a customer: the same phone number written with +86, blanks or dashes gives the same key."""
    flat = unicodedata.normalize("NFKC", given).strip()
    digits = _DIALLED.sub("", flat)
    if digits.isdecimal():
        return keyed_digest(key, "customer", _COUNTRY.sub("", digits))
    return keyed_digest(key, "customer", flat.casefold())


class Canonical:
    """A raw row as one string: filled cells under their headers, by header, so that the order of columns does not matter."""

    def __init__(self, columns: Sequence[str], without: int | None = None) -> None:
        self._order = sorted((place for place in range(len(columns)) if place != without), key=lambda place: columns[place])
        self._heads = [f"\x1e{columns[place]}\x1f" for place in self._order]

    def of(self, row: Sequence[Cell]) -> str:
        """The canonical form of a row as wide as the columns."""
        return "".join([head + text for head, place in zip(self._heads, self._order, strict=True) if (text := _raw(row[place]))])


def _raw(cell: Cell) -> str:
    return cell.strip() if isinstance(cell, str) else as_text(cell)


def content_digest(values: Iterable[object]) -> str:
    """16 hex characters over a row's content: tells a changed row from the same row."""
    joined = "\x1f".join(["" if value is None else str(value) for value in values])
    return blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def whole(text: str) -> int:
    """64 bits of a digest of a text as a signed number, for what has been seen in a file."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little", signed=True)


_Numbers = npt.NDArray[np.int64]


class Seen:
    """What a file has held so far, 24 bytes a row: 64-bit keys, each with two numbers of the first row that had it."""

    def __init__(self) -> None:
        self._runs: list[tuple[_Numbers, _Numbers]] = []

    def find(self, keys: _Numbers) -> tuple[npt.NDArray[np.bool_], _Numbers]:
        """Which keys were seen, and what was kept with them (n x 2)."""
        found = np.zeros(len(keys), dtype=bool)
        kept = np.zeros((len(keys), 2), dtype=np.int64)
        for run, with_it in self._runs:
            place = np.minimum(np.searchsorted(run, keys), len(run) - 1)
            hit = (run[place] == keys) & ~found
            found |= hit
            kept[hit] = with_it[place[hit]]
        return found, kept

    def add(self, keys: _Numbers, kept: _Numbers) -> None:
        """Adds keys not seen before, each once."""
        if not len(keys):
            return
        order = np.argsort(keys)
        self._runs.append((keys[order], kept[order]))
        # Runs of like size are merged, so that there are few of them however long the file is.
        while len(self._runs) > 1 and len(self._runs[-2][0]) < 2 * len(self._runs[-1][0]):
            (a, with_a), (b, with_b) = self._runs[-2], self._runs[-1]
            both, with_both = np.concatenate([a, b]), np.concatenate([with_a, with_b])
            order = np.argsort(both, kind="stable")
            self._runs[-2:] = [(both[order], with_both[order])]


class Occurrences:
    """Numbers identical rows of a file: the first is 0, the next 1."""

    def __init__(self) -> None:
        self._seen = Seen()
        self._counts: dict[int, int] = {}

    def number(self, texts: Sequence[str]) -> list[int]:
        """The occurrence number of each canonical row, in file order."""
        keys = np.fromiter((whole(text) for text in texts), dtype=np.int64, count=len(texts))
        before, _ = self._seen.find(keys)
        fresh: dict[int, None] = {}
        numbers = []
        for key, known in zip(keys.tolist(), before.tolist(), strict=True):
            if known or key in fresh:
                self._counts[key] = self._counts.get(key, 0) + 1
                numbers.append(self._counts[key])
            else:
                fresh[key] = None
                numbers.append(0)
        added = np.fromiter(fresh, dtype=np.int64, count=len(fresh))
        self._seen.add(added, np.zeros((len(added), 2), dtype=np.int64))
        return numbers


class Repeats:
    """Ids of a file: which row had one first, and with what content."""

    def __init__(self) -> None:
        self._seen = Seen()

    def judge(self, ids: Sequence[str | None], contents: Sequence[str], rows: Sequence[int]) -> dict[int, int]:
        """Place -> number of the first row, for ids that an earlier row of the file had with other content."""
        places = [place for place, given in enumerate(ids) if given is not None]
        keys = np.fromiter((whole(ids[place] or "") for place in places), dtype=np.int64, count=len(places))
        found, kept = self._seen.find(keys)
        fresh: dict[int, tuple[int, int]] = {}
        wrong = {}
        for place, key, known, first in zip(places, keys.tolist(), found.tolist(), kept.tolist(), strict=True):
            mine = whole(contents[place])
            content, row = first if known else fresh.setdefault(key, (mine, rows[place]))
            if content != mine:
                wrong[place] = row
        if fresh:
            self._seen.add(np.fromiter(fresh, dtype=np.int64, count=len(fresh)), np.array(list(fresh.values()), dtype=np.int64))
        return wrong
