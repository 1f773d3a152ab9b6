"""What a table contract is: columns, types, a key, and a check that collects every failure and raises once."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from voc.errors import ContractError


@dataclass(frozen=True)
class Column:
    """A column: type, whether NULL is refused, allowed values or range (both ends allowed), and what it means."""

    name: str
    type: pa.DataType
    doc: str
    required: bool = False
    allowed: tuple[str, ...] | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Table:
    """A table's contract. `key` is unique; `content`, where there is one, is a digest that tells a changed row from the same row."""

    name: str
    doc: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def arrow(self) -> pa.Schema:
        """The contract as an Arrow schema, in the contract's order."""
        return pa.schema([pa.field(c.name, c.type) for c in self.columns])

    def empty(self) -> pa.Table:
        """No rows, all columns, right types."""
        return self.arrow.empty_table()

    def conform(self, table: pa.Table) -> pa.Table:
        """`table` in the contract's order and types, missing optional columns as NULL; ContractError with every failure at once."""
        failures: list[tuple[str, str, list[str]]] = []
        unknown = [name for name in table.column_names if name not in {c.name for c in self.columns}]
        failures += [(name, "not in the contract", []) for name in unknown]
        arrays: dict[str, pa.ChunkedArray] = {}
        for column in self.columns:
            if column.name not in table.column_names:
                arrays[column.name] = pa.chunked_array([pa.nulls(table.num_rows, column.type)])
                if column.required and table.num_rows:
                    failures.append((column.name, "missing", []))
                continue
            given = table.column(column.name)
            try:
                arrays[column.name] = given if given.type == column.type else given.cast(column.type)
            except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
                failures.append((column.name, f"is {given.type}, not {column.type}", _examples(given)))
                continue
            failures += _broken(column, arrays[column.name])
        if not failures:
            failures += self._repeated_keys(arrays)
        if failures:
            raise ContractError(self.name, failures)
        return pa.table({c.name: arrays[c.name] for c in self.columns}, schema=self.arrow)

    def _repeated_keys(self, arrays: dict[str, pa.ChunkedArray]) -> list[tuple[str, str, list[str]]]:
        keys = pa.table({name: arrays[name] for name in self.key})
        counts = keys.group_by(list(self.key)).aggregate([([], "count_all")])
        repeated = counts.filter(pc.greater(counts["count_all"], 1))
        if not repeated.num_rows:
            return []
        examples = ["/".join(str(row[name]) for name in self.key) for row in repeated.slice(0, 5).to_pylist()]
        return [("+".join(self.key), "key is not unique", examples)]


def _examples(values: pa.ChunkedArray) -> list[str]:
    return [str(value)[:40] for value in values.slice(0, 5).to_pylist()]


def _broken(column: Column, values: pa.ChunkedArray) -> list[tuple[str, str, list[str]]]:
    failures: list[tuple[str, str, list[str]]] = []
    if column.required and values.null_count:
        failures.append((column.name, f"{values.null_count} NULL where a value is required", []))
    if column.allowed is not None:
        present = values.drop_null()
        wrong = present.filter(pc.invert(pc.is_in(present, value_set=pa.array(column.allowed, type=pa.string()))))
        if len(wrong):
            failures.append((column.name, f"not one of {', '.join(column.allowed)}", _examples(wrong.unique())))
    for bound, compare, sign in ((column.low, pc.less, "<"), (column.high, pc.greater, ">")):
        if bound is not None:
            wrong = values.filter(pc.fill_null(compare(values, bound), False))
            if len(wrong):
                failures.append((column.name, f"{sign} {bound:g}", _examples(wrong)))
    if pa.types.is_floating(column.type):
        wrong = values.filter(pc.fill_null(pc.invert(pc.is_finite(values)), False))
        if len(wrong):
            failures.append((column.name, "not a finite number (use NULL)", _examples(wrong)))
    return failures
