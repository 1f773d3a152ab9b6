from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.errors import ContractError
from voc.schema import MAKERS, TABLES

SCORES = TABLES["sentiment_scores"]


def rows(**columns: list[object]) -> pa.Table:
    return pa.table({"verbatim_id": ["a", "b"], "version": ["1", "1"], **columns})


def test_missing_optional_columns_come_back_as_typed_nulls_in_order() -> None:
    conformed = SCORES.conform(rows(label=["neg", None]))
    assert conformed.schema == SCORES.arrow
    assert conformed["polarity"].to_pylist() == [None, None]
    assert conformed["label"].to_pylist() == ["neg", None]


def test_every_failure_is_collected_then_raised_once() -> None:
    with pytest.raises(ContractError) as caught:
        SCORES.conform(rows(polarity=[2.0, float("nan")], label=["angry", "neg"], confidence=[-0.1, 1.0], mood=["x", "y"]))
    found = {(column, reason.split(" ")[0]) for column, reason, _ in caught.value.failures}
    assert found == {("mood", "not"), ("polarity", ">"), ("polarity", "not"), ("label", "not"), ("confidence", "<")}


@pytest.mark.parametrize(
    ("table", "column"),
    [
        (pa.table({"version": ["1"]}), "verbatim_id"),
        (pa.table({"verbatim_id": [None], "version": ["1"]}), "verbatim_id"),
        (pa.table({"verbatim_id": ["a", "a"], "version": ["1", "1"]}), "verbatim_id+version"),
        (pa.table({"verbatim_id": ["a"], "version": ["1"], "polarity": ["high"]}), "polarity"),
    ],
    ids=["column missing", "null key", "key repeated", "wrong type"],
)
def test_a_broken_key_or_type_names_its_column(table: pa.Table, column: str) -> None:
    with pytest.raises(ContractError) as caught:
        SCORES.conform(table)
    assert [failure[0] for failure in caught.value.failures] == [column]


def test_an_empty_table_conforms() -> None:
    for table in TABLES.values():
        assert table.conform(table.empty()).num_rows == 0


def test_every_score_table_is_keyed_by_verbatim_and_version() -> None:
    assert {table.key for table in MAKERS.values()} == {("verbatim_id", "version")}


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=20))
def test_conform_keeps_values(values: list[float]) -> None:
    table = pa.table({"verbatim_id": [str(i) for i in range(len(values))], "version": ["1"] * len(values), "polarity": values})
    assert SCORES.conform(table)["polarity"].to_pylist() == values
