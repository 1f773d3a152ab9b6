from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_rows import rows, sentiment, verbatims

from voc.errors import StoreError
from voc.schema import TABLES
from voc.settings import Settings
from voc.store import Reader, Scope, Store
from voc.store.query import LARGE

ALL = Scope.everything()
NAMES = st.sampled_from(["甲", "乙", "it's", ""])
PLACE = st.fixed_dictionaries({name: st.none() | NAMES for name in ("brand", "region", "department")})
LIMIT = st.none() | st.frozensets(NAMES, max_size=3)
RIGHT = st.none() | st.frozensets(st.sampled_from(["verbatims", "quarantine", "export"]), max_size=2)
SCOPES = st.builds(Scope, st.sampled_from(["analyst", "researcher", "administrator"]), LIMIT, LIMIT, LIMIT, RIGHT)
OWN = {"verbatims": "verbatim_id", "respondents": "respondent_id", "cases": "case_id", "measures": "measure_id"}


def visible(scope: Scope, row: dict[str, str | None]) -> bool:
    """The rule by hand: every limit names the row's value; a value that is missing is not inside a limit."""
    limits = [("brand", scope.brands), ("region", scope.regions), ("department", scope.departments)]
    return all(names is None or (row.get(column) is not None and row[column] in names) for column, names in limits)


def fill(store: Store, places: list[dict[str, str | None]]) -> dict[str, list[dict[str, str | None]]]:
    """Every table filled with rows at those places; returns table -> rows as (id, brand, region, department)."""
    ids = [f"id{number}" for number in range(len(places))]
    written = {}
    with store.writer() as writer:
        for table, key in OWN.items():
            columns = {column.name for column in TABLES[table].columns}
            given = {name: [place[name] for place in places] for name in places[0] if name in columns} if places else {}
            written[table] = [{"id": one, **{n: values[at] for n, values in given.items()}} for at, one in enumerate(ids)]
            if ids:
                writer.append(table, rows(table, **{key: ids}, **given))
        if ids:
            writer.append("answers", rows("answers", respondent_id=ids, question=["q"] * len(ids)))
            writer.append("utterances", rows("utterances", verbatim_id=ids, turn=[1] * len(ids)))
            writer.append("sentiment_scores", pa.concat_tables([sentiment(ids, "m1"), sentiment(ids, "m0")]))
            writer.append("quarantine", rows("quarantine", quarantine_id=ids))
        writer.publish({"sentiment": "m1"})
    return written


@pytest.mark.parametrize("large", [LARGE, 0], ids=["copied into memory", "read from files"])
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(places=st.lists(PLACE, max_size=6), scopes=st.lists(SCOPES, min_size=3, max_size=3))
def test_no_read_shows_a_row_beyond_its_scope(
    tmp_path_factory: pytest.TempPathFactory, large: int, places: list[dict[str, str | None]], scopes: list[Scope]
) -> None:
    with Store.open(Settings(home=tmp_path_factory.mktemp("范围 scope"))) as store:
        written = fill(store, places)
        for scope in scopes:
            reader = Reader(store.lake, store.publication(), scope, large=large)
            seen = {table: {row["id"] for row in given if visible(scope, row)} for table, given in written.items()}
            seen |= {"answers": seen["respondents"], "utterances": seen["verbatims"], "sentiment_scores": seen["verbatims"]}
            for table, ids in seen.items():
                key = TABLES[table].key[0]
                assert sorted(reader.table(table)[key].to_pylist()) == sorted(ids), (table, scope)
            trusted = scope.may("quarantine") and scope.brands is scope.regions is scope.departments is None
            assert reader.table("quarantine").num_rows == (len(places) if trusted else 0)


def test_a_scope_takes_sets_and_refuses_one_name() -> None:
    assert Scope("analyst", brands={"甲"}) == Scope("analyst", frozenset({"甲"}))  # type: ignore[arg-type]
    assert not ALL.limited
    assert Scope("analyst", brands=frozenset()).limited
    with pytest.raises(TypeError, match="not one name"):
        Scope("analyst", brands="甲")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_parquet('x.parquet')",
        "SELECT * FROM 'x.parquet'",
        "SELECT (SELECT count(*) FROM read_text('/etc/hostname'))",
        "WITH v AS (SELECT * FROM glob('/*')) SELECT * FROM v",
        "SELECT * FROM verbatims UNION ALL SELECT * FROM duckdb_views()",
        "SELECT * FROM information_schema.tables",
        "SELECT * FROM query('SELECT 1')",
        "SELECT * FROM memory.main.verbatims",
        "SELECT 1; SELECT 2",
        "DROP TABLE verbatims",
        "CREATE TABLE x AS SELECT 1",
        "COPY verbatims TO 'x.csv'",
        "ATTACH 'x.db'",
        "SET enable_external_access = true",
        "PRAGMA database_list",
        "SELECT * FROM nobody",
        "SELEC 1",
        "",
    ],
)
@pytest.mark.parametrize("large", [LARGE, 0])
def test_a_query_is_one_select_over_contract_tables(store: Store, sql: str, large: int) -> None:
    with pytest.raises(StoreError):
        Reader(store.lake, store.publication(), ALL, large=large).query(sql)


def test_the_database_itself_reaches_no_file_and_cannot_be_reconfigured(store: Store) -> None:
    reader = store.reader(ALL)
    reader.table("verbatims")
    cursor = reader._pinned._cursor()
    for sql in (
        "SELECT * FROM glob('/*')",
        "SELECT * FROM read_text('/etc/hostname')",
        "SET enable_external_access = true",
        "LOAD httpfs",
    ):
        with pytest.raises(Exception, match=r"disabled|locked|Cannot change"):
            cursor.execute(sql).fetchall()


def test_parameters_expressions_and_types(store: Store) -> None:
    said = dt.datetime(2026, 5, 1, 23, 30, tzinfo=dt.UTC)
    with store.writer() as writer:
        writer.append(
            "verbatims", verbatims(["a", "b"], brand=["甲", None], occurred_at=[said, None], day=[dt.date(2026, 5, 2), None])
        )
        writer.publish()
    reader = store.reader(ALL)
    assert reader.table("verbatims").schema == TABLES["verbatims"].arrow
    assert reader.query("SELECT occurred_at FROM verbatims ORDER BY verbatim_id")["occurred_at"].to_pylist() == [said, None]
    found = reader.query("WITH v AS (SELECT * FROM verbatims WHERE brand = $brand) SELECT sum(1) AS n FROM v", {"brand": "甲"})
    assert (found.to_pylist(), found.schema.field("n").type) == ([{"n": 1}], pa.int64())
    assert reader.query("SELECT verbatim_id FROM verbatims WHERE verbatim_id IN (SELECT unnest(?))", [["b", "c"]]).num_rows == 1
    assert reader.query('SELECT count(*) AS n FROM "VERBATIMS" WHERE day IS NULL')["n"].to_pylist() == [1]


def test_readers_are_shared_and_publications_pinned(store: Store) -> None:
    with store.writer() as writer:
        writer.append("verbatims", verbatims(["a"]))
        first = writer.publish()
        pinned = store.reader(ALL)
        assert store.reader(Scope.everything()) is pinned
        writer.append("verbatims", verbatims(["b"]))
        second = writer.publish()
    assert pinned.table("verbatims").num_rows == 1
    assert (pinned.publication, store.reader(ALL).publication) == (first, second)
    assert store.reader(ALL).table("verbatims").num_rows == 2
    assert store.reader(ALL, first.id).table("verbatims").num_rows == 1
    assert [one.id for one in store.ledger.publications()] == [second.id, first.id]
    with pytest.raises(StoreError, match="no publication 99"):
        store.reader(ALL, 99)


def test_a_vacuumed_file_moves_the_reader_to_the_newest_publication_once(store: Store) -> None:
    with store.writer() as writer:
        writer.append("verbatims", verbatims(["a", "b"]))
        first = writer.publish()
        moved, loaded, asked = Reader(store.lake, first, ALL, store.publication), store.reader(ALL), store.reader(ALL, first.id)
        assert moved.table("cases").num_rows == 0
        writer.update("verbatims", verbatims(["a"], text=["新"]))
        second = writer.publish()
    for gone in store.lake.files("verbatims", first.tables["verbatims"]):
        Path(gone).unlink()
    assert moved.query("SELECT count(*) AS n FROM verbatims WHERE text = '新'")["n"].to_pylist() == [1]
    assert moved.publication == second
    with pytest.raises(StoreError, match=f"publication {first.id} are gone"):
        Reader(store.lake, first, ALL).table("verbatims")
    assert loaded is not asked


def test_a_column_added_in_a_later_version_reads_as_null_in_old_rows(store: Store) -> None:
    contract = TABLES["verbatims"]
    older = replace(contract, columns=tuple(column for column in contract.columns if column.name not in ("likes", "day")))
    for number, one in enumerate(["a", "b"]):
        store.lake.append(older, verbatims([one]).drop_columns(["likes", "day"]))
        store.ledger.publish({"verbatims": number}, {}, "by an older program")
    for large in (LARGE, 0):
        before = Reader(store.lake, store.publication(), ALL, large=large).table("verbatims")
        assert (before.schema, before["likes"].to_pylist(), before["day"].to_pylist()) == (contract.arrow, [None] * 2, [None] * 2)
    with store.writer() as writer:
        assert writer.missing("sentiment", "m1").num_rows == 2
        assert writer.update("verbatims", verbatims(["b"], likes=[3.0])) == 1
        writer.append("verbatims", verbatims(["c"], likes=[5.0], day=[dt.date(2026, 1, 2)]))
        writer.publish()
    found = store.reader(ALL).query("SELECT verbatim_id, likes FROM verbatims ORDER BY 1").to_pylist()
    assert found == [{"verbatim_id": "a", "likes": None}, {"verbatim_id": "b", "likes": 3.0}, {"verbatim_id": "c", "likes": 5.0}]


def test_an_older_program_does_not_see_a_newer_column_and_keeps_it(store: Store) -> None:
    contract = TABLES["verbatims"]
    older = replace(contract, columns=tuple(column for column in contract.columns if column.name != "likes"))
    store.lake.append(contract, verbatims(["a"], likes=[2.0]))
    store.lake.append(older, verbatims(["b"]).drop_columns(["likes"]))
    store.ledger.publish({"verbatims": 1}, {}, "")
    assert store.reader(ALL).query("SELECT likes FROM verbatims ORDER BY verbatim_id")["likes"].to_pylist() == [2.0, None]


@pytest.mark.parametrize("name", ["含 空格 的店", "it's a store", "a*b?c", "50% off", "x#y&z=1"])
@pytest.mark.parametrize("large", [LARGE, 0])
def test_a_store_under_an_odd_path(tmp_path: Path, name: str, large: int) -> None:
    with Store.open(Settings(home=tmp_path / name)) as store:
        with store.writer() as writer:
            writer.append("verbatims", verbatims(["a"]))
            writer.publish()
            assert writer.known("verbatims", verbatims(["a"])).num_rows == 1
        assert Reader(store.lake, store.publication(), ALL, large=large).table("verbatims").num_rows == 1
    assert (tmp_path / name / "lake" / "verbatims").is_dir()


def test_one_reader_serves_several_threads(store: Store) -> None:
    with store.writer() as writer:
        writer.append("verbatims", verbatims([str(one) for one in range(500)]))
        writer.append("sentiment_scores", sentiment([str(one) for one in range(500)]))
        writer.publish({"sentiment": "m1"})
    found: list[int] = []

    def ask() -> None:
        for _ in range(10):
            rows = store.reader(ALL).query("SELECT count(*) AS n FROM verbatims JOIN sentiment_scores USING (verbatim_id)")
            found.append(rows["n"][0].as_py())

    threads = [Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [500] * 60
