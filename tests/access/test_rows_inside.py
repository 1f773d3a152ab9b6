"""Random scopes: every table, and no row of any of them, beyond the limit."""

from __future__ import annotations

from access.places import SECRET, Rows, inside
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voc.schema import TABLES
from voc.settings import Settings
from voc.store import Reader, Scope, Store
from voc.store.query import LARGE
from voc.store.scope import RIGHTS


def _limit(*names: str) -> st.SearchStrategy[frozenset[str] | None]:
    return st.none() | st.frozensets(st.sampled_from([*names, "' OR TRUE --", "没有"]), max_size=3)


SCOPES = st.builds(
    Scope,
    st.just("任何"),
    _limit("青禾", "远山"),
    _limit("东城", "西城", "南郊"),
    _limit("账务部", "网络部", "服务部"),
    st.none() | st.frozensets(st.sampled_from(RIGHTS), max_size=4),
)


@settings(max_examples=24, deadline=None, suppress_health_check=list(HealthCheck))
@given(scope=SCOPES, large=st.sampled_from([LARGE, 0]))
def test_every_table_holds_what_is_inside_and_nothing_else(whole: Settings, rows: Rows, scope: Scope, large: int) -> None:
    wanted = inside(scope, rows)
    with Store.open(whole) as store:
        reader = Reader(store.lake, store.publication(), scope, large=large)
        for name, table in TABLES.items():
            keys = [tuple(row[key] for key in table.key) for row in reader.table(name, table.key).to_pylist()]
            assert sorted(keys) == sorted(tuple(row[key] for key in table.key) for row in wanted[name]), (name, scope)


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(scope=SCOPES, large=st.sampled_from([LARGE, 0]))
def test_words_of_customers_are_not_in_the_rows_without_the_right(whole: Settings, rows: Rows, scope: Scope, large: int) -> None:
    with Store.open(whole) as store:
        reader = Reader(store.lake, store.publication(), scope, large=large)
        for name in TABLES:
            if name == "quarantine":
                continue
            leaked = SECRET in repr(reader.table(name).to_pylist())
            held = any(SECRET in repr(row) for row in inside(scope, rows)[name])
            assert leaked is (held and scope.may("verbatims")), (name, scope)


def test_there_is_something_of_everything_to_hide(rows: Rows) -> None:
    assert all(rows.values()), [name for name, own in rows.items() if not own]
    scope = Scope("a", frozenset({"青禾"}), frozenset({"东城"}), frozenset({"网络部"}))
    kept = inside(scope, rows)
    assert {name for name, own in kept.items() if own} >= {"verbatims", "cases", "case_steps", "topics", "events", "dictionary"}
    assert all(len(kept[name]) < len(rows[name]) for name in rows)


def test_no_search_for_words_without_the_right_to_them(whole: Settings) -> None:
    """Whether a word stands in some text is a question about the text."""
    sql = "SELECT count(*) AS n FROM verbatims WHERE contains(text, '件')"
    with Store.open(whole) as store:
        assert store.reader(Scope("a")).query(sql)["n"][0].as_py() > 0
        assert store.reader(Scope("a", rights=frozenset({"act"}))).query(sql)["n"][0].as_py() == 0


def test_holds_is_the_rule_for_one_thing() -> None:
    scope = Scope("a", brands=frozenset({"青禾"}), departments=frozenset({"账务部"}))
    assert scope.holds(brand="青禾", region=None, department="账务部")
    assert not scope.holds(brand=None, region="东城", department="账务部")
    assert not scope.holds(brand="青禾", department="网络部")
    assert Scope("a").holds(brand=None)
