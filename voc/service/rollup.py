"""Roll-ups: sums per cell from which every service indicator is computed with its interval, for all cells of any split at once.

What a cell keeps is additive, so that weeks add up to quarters and teams to departments without going back to the cases. Times are
kept as counts of cases that ended, and of cases still open, per step of a logarithmic scale; their medians are interpolated within it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from voc.errors import VocError
from voc.survey.intervals import Floats, t_of, wilson_bounds, z_of

Kind = Literal["share", "mean", "rate", "hours"]
Places = npt.NDArray[np.int64]
EDGES = np.concatenate([[0.0], np.geomspace(0.1, 2000, 49), [np.inf]])
"""Hours at which the steps of the time scale end; steps are a fifth longer each."""
AT_ONCE = 2000
PER = 10_000.0
"""Units of exposure of a rate: customers and months."""


@dataclass(frozen=True)
class Indicator:
    """An indicator: `of` and `among` name the sums of a share (hits, cases), a mean (sum, cases) or a rate (events, exposure).

    A mean also needs the sum of squares, `of` + "_2". `good` is 1 where more is better, -1 where less is.
    """

    name: str
    kind: Kind
    of: str
    among: str
    good: Literal[1, -1]


INDICATORS = (
    Indicator("complaints", "rate", "cases", "exposure", -1),
    Indicator("response", "hours", "response", "response", -1),
    Indicator("resolution", "hours", "resolution", "resolution", -1),
    Indicator("promise", "share", "kept", "decided", 1),
    Indicator("reopened", "share", "reopened", "reopened_known", -1),
    Indicator("repeated", "share", "repeated", "followed", -1),
    Indicator("first_contact", "share", "resolved_first", "first_followed", 1),
    Indicator("first_unit", "share", "first_unit", "way_known", 1),
    Indicator("hand_offs", "mean", "hand_offs", "way_known", -1),
    Indicator("noted", "share", "noted_right", "noted_known", 1),
    Indicator("after", "mean", "after", "after_known", 1),
    Indicator("negative", "share", "negative", "judged", -1),
    Indicator("escalated", "share", "escalated", "wants_known", -1),
)
BY_NAME = {one.name: one for one in INDICATORS}


@dataclass(frozen=True)
class Rollup:
    """Cells (a table of keys, one row each), their sums by name, and ended and open cases per step of the time scale (cells x steps)."""

    keys: pa.Table
    sums: Mapping[str, Floats]
    ended: Mapping[str, Floats]
    waiting: Mapping[str, Floats]

    def __len__(self) -> int:
        return int(self.keys.num_rows)

    def over(self, by: Sequence[str]) -> Rollup:
        """The same sums for the cells of `by` only, in the order of their keys; VocError for a key it does not have."""
        if list(by) == self.keys.column_names:
            return self
        return self.merged(by)

    def merged(self, by: Sequence[str]) -> Rollup:
        """As `over`, also where several rows have the same keys."""
        unknown = [name for name in by if name not in self.keys.column_names]
        if unknown:
            known = ", ".join(self.keys.column_names)
            raise VocError(f"汇总里没有 {unknown[0]!r}，可选：{known}。", f"the roll-up has no {unknown[0]!r}; known: {known}.")
        if not by:
            keys, place = pa.table({"all": pa.array([""] * min(1, len(self)))}), np.zeros(len(self), dtype=np.int64)
        else:
            keys, place = _cells(self.keys, by)
        size = keys.num_rows

        def added(values: Floats) -> Floats:
            if values.ndim == 1:
                return _added(place, values, size)
            steps = values.shape[1]
            flat = (place[:, None] * steps + np.arange(steps)).ravel()
            return _added(flat, values.ravel(), size * steps).reshape(size, steps)

        return Rollup(keys, *({name: added(own) for name, own in part.items()} for part in (self.sums, self.ended, self.waiting)))


def roll_up(table: pa.Table, by: Sequence[str], sums: Sequence[str], hours: Sequence[str] = ()) -> Rollup:
    """Cells of `by` from a table of cases or verbatims: `sums` are columns of numbers or truth values (missing: 0).

    For each of `hours` the table has that column (hours, missing or below 0: in no step) and `<name>_ended`, whether it has ended.
    """
    keys, place = _cells(table, by)
    size, steps = keys.num_rows, len(EDGES) - 1
    summed: dict[str, Floats] = {name: _added(place, _numbers(table[name]), size) for name in sums}
    ended: dict[str, Floats] = {}
    waiting: dict[str, Floats] = {}
    for name in hours:
        at = np.array(table[name].to_numpy(zero_copy_only=False), dtype=float)
        done = _numbers(table[f"{name}_ended"]) > 0
        step = np.searchsorted(EDGES, np.where(np.isfinite(at), at, -1.0), side="right") - 1
        for chosen, part in ((done, ended), (~done, waiting)):
            known = chosen & (at >= 0)
            part[name] = _added(place[known] * steps + step[known], np.ones(int(known.sum())), size * steps).reshape(size, steps)
    return Rollup(keys, summed, ended, waiting)


def joined(one: Rollup, other: Rollup, by: Sequence[str]) -> Rollup:
    """Two roll-ups of different things over the same keys as one: a cell that only one of them has holds nothing of the other."""
    keys = pa.concat_tables([one.keys.select(list(by)), other.keys.select(list(by))])

    def beside(own: Mapping[str, Floats], others: Mapping[str, Floats]) -> dict[str, Floats]:
        nothing = {name: np.zeros((len(other), *values.shape[1:])) for name, values in own.items()}
        found = {name: np.concatenate([values, others.get(name, nothing[name])]) for name, values in own.items()}
        only = {name: values for name, values in others.items() if name not in own}
        return found | {name: np.concatenate([np.zeros((len(one), *values.shape[1:])), values]) for name, values in only.items()}

    whole = Rollup(keys, *(beside(getattr(one, name), getattr(other, name)) for name in ("sums", "ended", "waiting")))
    return whole.merged(by)


def indicators(rolled: Rollup, by: Sequence[str], names: Sequence[str] | None = None, level: float = 0.95) -> pa.Table:
    """The keys of `by`, and `<name>`, `<name>_low`, `<name>_high` and `<name>_base` of each indicator the sums allow; nothing to count: NULL."""
    cells = rolled.over(by)
    columns: dict[str, Floats] = {}
    for one in INDICATORS:
        if names is not None and one.name not in names:
            continue
        if one.kind == "hours":
            if one.of not in cells.ended:
                continue
            found = _hours(cells.ended[one.of], cells.waiting[one.of], level)
        elif one.of not in cells.sums or one.among not in cells.sums:
            continue
        elif one.kind == "share":
            found = _shares(cells.sums[one.of], cells.sums[one.among], level)
        elif one.kind == "rate":
            found = _rates(cells.sums[one.of], cells.sums[one.among], level)
        else:
            found = _means(cells.sums[one.of], cells.sums[f"{one.of}_2"], cells.sums[one.among], level)
        columns |= dict(zip((one.name, f"{one.name}_low", f"{one.name}_high", f"{one.name}_base"), found, strict=True))
    table = cells.keys
    for name, values in columns.items():
        table = table.append_column(name, pa.array(values, pa.float64(), mask=~np.isfinite(values)))
    return table


Figures = tuple[Floats, Floats, Floats, Floats]


def _shares(k: Floats, n: Floats, level: float) -> Figures:
    known = n > 0
    base = np.where(known, n, 1.0)
    p = np.minimum(k / base, 1.0)
    low, high = wilson_bounds(p, base, z_of(level))
    return np.where(known, p, np.nan), np.where(known, low, np.nan), np.where(known, high, np.nan), n


def _rates(k: Floats, exposure: Floats, level: float) -> Figures:
    """Garwood's bounds, once for each count that occurs."""
    from scipy.special import gammaincinv

    known = exposure > 0
    counts, place = np.unique(np.round(k), return_inverse=True)
    tail = (1 - level) / 2
    low = np.where(counts > 0, gammaincinv(np.maximum(counts, 0.5), tail), 0.0)[place]
    high = gammaincinv(counts + 1, 1 - tail)[place]
    scale = np.where(known, PER / np.where(known, exposure, 1.0), np.nan)
    return k * scale, low * scale, high * scale, exposure


def _means(total: Floats, squares: Floats, n: Floats, level: float) -> Figures:
    known, enough = n > 0, n > 1
    base = np.where(known, n, 1.0)
    value = total / base
    spread = np.maximum(squares - n * value**2, 0.0) / np.where(enough, n - 1, 1.0)
    sizes, place = np.unique(np.round(n), return_inverse=True)
    t = np.array([t_of(size - 1, level) if size > 1 else np.nan for size in sizes])[place]
    half = t * np.sqrt(spread / base)
    return (
        np.where(known, value, np.nan),
        np.where(enough, value - half, np.nan),
        np.where(enough, value + half, np.nan),
        n,
    )


def _hours(ended: Floats, waiting: Floats, level: float) -> Figures:
    """Medians of many cells, a few thousand at a time, which stay in the processor's own memory."""
    parts = [_medians(ended[at : at + AT_ONCE], waiting[at : at + AT_ONCE], level) for at in range(0, max(1, len(ended)), AT_ONCE)]
    value, low, high, base = (np.concatenate(column) for column in zip(*parts, strict=True))
    return value, low, high, base


def _medians(ended: Floats, waiting: Floats, level: float) -> Figures:
    """Kaplan-Meier over the steps, open cases censored at the end of theirs; the median and its bounds on the log-log scale.

    On that scale a curve comes down to one half where log(-log S) passes log(log 2), and its bounds are that plus and minus a width.
    """
    leaving = ended + waiting
    left = leaving[:, ::-1].cumsum(axis=1)[:, ::-1]
    rest = left - ended
    with np.errstate(divide="ignore", invalid="ignore"):
        hazard = -np.cumsum(np.where(left > 0, np.log(rest / left), 0.0), axis=1)  # -log S; infinite once nobody waits
        spread = np.sqrt(np.cumsum(np.where(ended > 0, ended / (left * rest), 0.0), axis=1))
        place = np.log(hazard)
        width = np.where(np.isfinite(place), z_of(level) * spread / hazard, 0.0)
    return _crossed(place), _crossed(place + width), _crossed(place - width), left[:, 0]


def _crossed(place: Floats) -> Floats:
    """Hours at which each curve first passes one half, interpolated within its step; NaN where it does not."""
    half = float(np.log(np.log(2)))
    down = place >= half - 1e-12
    reached = down.any(axis=1)
    step = np.where(reached, down.argmax(axis=1), 0)
    rows = np.arange(len(place))
    # Back from the log-log scale, for the few values that are needed.
    before = np.where(step > 0, np.exp(-np.exp(place[rows, np.maximum(step - 1, 0)])), 1.0)
    fall = before - np.exp(-np.exp(place[rows, step]))
    share = np.divide(before - 0.5, fall, out=np.ones(len(place)), where=fall > 0)
    low, high = EDGES[step], np.minimum(EDGES[step + 1], EDGES[-2])
    return np.where(reached, low + np.clip(share, 0, 1) * (high - low), np.nan)


def _cells(table: pa.Table, by: Sequence[str]) -> tuple[pa.Table, Places]:
    """The distinct keys of `by` in their order (NULL last), and the cell of each row."""
    code = np.zeros(table.num_rows, dtype=np.int64)
    dictionaries = []
    for name in by:
        encoded = table[name].combine_chunks().dictionary_encode()
        values = encoded.dictionary.to_pylist()
        order = sorted(range(len(values)), key=lambda at: values[at])
        rank = np.empty(len(values) + 1, dtype=np.int64)
        rank[order] = np.arange(len(values))
        rank[len(values)] = len(values)
        places = encoded.indices.fill_null(len(values)).to_numpy(zero_copy_only=False)
        code = code * (len(values) + 1) + rank[places]
        dictionaries.append([values[at] for at in order] + [None])
    cells, place = np.unique(code, return_inverse=True)
    columns: dict[str, pa.Array] = {}
    for name, values in zip(reversed(by), reversed(dictionaries), strict=True):
        columns[name] = pa.array(values, table.schema.field(name).type).take(pa.array(cells % len(values)))
        cells = cells // len(values)
    return pa.table({name: columns[name] for name in by}), place


def _added(place: Places, weights: Floats, size: int) -> Floats:
    return np.asarray(np.bincount(place, weights=weights, minlength=size), dtype=float)


def _numbers(column: pa.ChunkedArray) -> Floats:
    """Numbers or truth values, missing ones as 0."""
    if pa.types.is_boolean(column.type):
        column = column.cast(pa.int8())
    return np.asarray(np.nan_to_num(np.array(column.to_numpy(zero_copy_only=False), dtype=float)), dtype=float)
