from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest
from store_rows import rows, sentiment, verbatims

from voc.errors import ContractError, StoreError
from voc.schema import TABLES
from voc.store import Scope, Store

ALL = Scope.everything()


def texts(store: Store) -> dict[str, str]:
    return {row["verbatim_id"]: row["text"] for row in store.reader(ALL).table("verbatims", ["verbatim_id", "text"]).to_pylist()}


def test_an_empty_store_reads_as_typed_empty_tables(store: Store) -> None:
    reader = store.reader(ALL)
    assert reader.publication.id == 0
    for name, contract in TABLES.items():
        table = reader.table(name)
        assert (table.num_rows, table.schema) == (0, contract.arrow), name


def test_append_adds_only_new_keys_and_readers_see_it_after_publish(store: Store) -> None:
    with store.writer() as writer:
        assert writer.append("verbatims", verbatims(["a", "b"])) == 2
        assert writer.append("verbatims", verbatims(["b", "c"], text=["改过", "新的"])) == 1
        assert store.reader(ALL).table("verbatims").num_rows == 0
        writer.publish(note="first")
    assert texts(store) == {"a": "信号不好 a", "b": "信号不好 b", "c": "新的"}
    assert store.publication().note == "first"


def test_appending_nothing_makes_no_table_and_no_version(store: Store) -> None:
    with store.writer() as writer:
        assert writer.append("cases", TABLES["cases"].empty()) == 0
        assert not writer.changed
        writer.append("verbatims", verbatims(["a"]))
        before = writer.publish()
        assert writer.append("verbatims", verbatims(["a"])) == 0
        assert writer.publish() == before
    assert store.lake.version("cases") is None


def test_rows_that_break_the_contract_are_refused(store: Store) -> None:
    with store.writer() as writer:
        with pytest.raises(ContractError):
            writer.append("verbatims", pa.table({"verbatim_id": ["a"]}))
        with pytest.raises(ContractError):
            writer.append("sentiment_scores", sentiment(["a"]).set_column(3, "polarity", pa.array([7.0])))


def test_known_gives_keys_content_and_what_is_asked_for(store: Store) -> None:
    with store.writer() as writer:
        assert writer.known("verbatims", verbatims(["a"])).num_rows == 0
        writer.append("verbatims", verbatims(["a", "b"], content=["1", "2"], brand=["甲", None]))
        keys = pa.table({"verbatim_id": ["b", "zz"], "other": [1, 2]})
        assert writer.known("verbatims", keys).to_pylist() == [{"verbatim_id": "b", "content": "2"}]
        assert writer.known("verbatims", keys, ["brand"]).to_pylist() == [{"verbatim_id": "b", "content": "2", "brand": None}]
        writer.append("utterances", rows("utterances", verbatim_id=["a", "a"], turn=[1, 2], speaker=["customer", "agent"]))
        turn = pa.table({"verbatim_id": ["a", "a"], "turn": [2, 3]})
        assert writer.known("utterances", turn, ["speaker"])["speaker"].to_pylist() == ["agent"]


def test_update_restates_by_key_and_adds_nothing(store: Store) -> None:
    with store.writer() as writer:
        assert writer.update("verbatims", verbatims(["a"])) == 0
        writer.append("verbatims", verbatims(["a", "b"], day=[dt.date(2026, 1, 5), None]))
        assert writer.update("verbatims", verbatims(["b", "zz"], text=["新状态", "没有"])) == 1
        writer.publish()
    assert texts(store) == {"a": "信号不好 a", "b": "新状态"}


def test_update_works_on_a_composite_key(store: Store) -> None:
    with store.writer() as writer:
        writer.append("sentiment_scores", pa.concat_tables([sentiment(["a"], "m1"), sentiment(["a"], "m2")]))
        assert writer.update("sentiment_scores", sentiment(["a"], "m2", None)) == 1
        assert writer.read("sentiment_scores", ["version", "polarity"], "polarity IS NULL").to_pylist() == [
            {"version": "m2", "polarity": None}
        ]


@pytest.mark.parametrize("value", ["it's", "引'号", "普通", '"x"', "a%b\\"])
def test_remove_takes_any_text(store: Store, value: str) -> None:
    with store.writer() as writer:
        writer.append("verbatims", verbatims(["a", "b", "c"], case_id=[value, value, None]))
        assert writer.remove("verbatims", "case_id", ["nobody"]) == 0
        assert writer.remove("verbatims", "case_id", [value, None, value]) == 2
        assert writer.remove("cases", "case_id", [value]) == 0
        writer.publish()
    assert list(texts(store)) == ["c"]


def test_leaving_without_publish_undoes_everything_since_the_last_publish(store: Store) -> None:
    with store.writer() as writer:
        writer.append("verbatims", verbatims(["a"]))
        writer.publish()
        writer.append("verbatims", verbatims(["b"]))
        writer.append("cases", rows("cases", case_id=["k"]))
    with store.writer() as writer:
        assert writer.read("verbatims", ["verbatim_id"]).to_pylist() == [{"verbatim_id": "a"}]
        assert writer.read("cases").num_rows == 0
        assert not writer.changed


def test_an_exception_undoes_and_stays_the_exception(store: Store) -> None:
    def fail() -> None:
        with store.writer() as writer:
            writer.append("verbatims", verbatims(["a"]))
            writer.update("verbatims", verbatims(["a"], text=["x"]))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with store.writer() as writer:
        assert writer.read("verbatims").num_rows == 0
        assert writer.append("verbatims", verbatims(["a"])) == 1
        writer.publish()
    assert texts(store) == {"a": "信号不好 a"}


def test_entering_again_and_again_adds_no_versions(store: Store) -> None:
    with store.writer() as writer:
        writer.append("verbatims", verbatims(["a"]))
        writer.publish()
        writer.append("verbatims", verbatims(["b"]))
    undone = store.lake.version("verbatims")
    for _ in range(3):
        with store.writer():
            pass
    assert store.lake.version("verbatims") == undone


def test_missing_is_what_has_no_score_of_that_version_newest_first(store: Store) -> None:
    days = [dt.date(2026, 1, 1), None, dt.date(2026, 3, 1), dt.date(2026, 2, 1)]
    with store.writer() as writer:
        assert writer.missing("sentiment", "m1").num_rows == 0
        writer.append("verbatims", verbatims(["a", "b", "c", "d"], day=days))
        assert writer.missing("sentiment", "m1")["verbatim_id"].to_pylist() == ["c", "d", "a", "b"]
        writer.append("sentiment_scores", sentiment(["c"], "m1"))
        assert writer.missing("sentiment", "m1", limit=2).to_pylist() == [
            {"verbatim_id": "d", "text": "信号不好 d", "source": "social"},
            {"verbatim_id": "a", "text": "信号不好 a", "source": "social"},
        ]
        assert writer.missing("sentiment", "m2").num_rows == writer.count_missing("sentiment", "m2") == 4
        assert writer.missing("sentiment", "m2", since=dt.date(2026, 2, 1))["verbatim_id"].to_pylist() == ["c", "d"]
        assert writer.count_missing("sentiment", "m1", since=dt.date(2026, 2, 1)) == 1


def test_a_new_maker_version_stands_beside_the_old_one_until_publish_flips(store: Store) -> None:
    shown = "SELECT version, count(*) AS n FROM sentiment_scores GROUP BY 1"
    with store.writer() as writer:
        writer.append("verbatims", verbatims(["a", "b"]))
        writer.append("sentiment_scores", sentiment(["a", "b"], "m1"))
        assert writer.publish({"sentiment": "m1"}).makers == {"sentiment": "m1"}
        writer.append("sentiment_scores", sentiment(["a", "b"], "m2"))
        writer.publish(note="both there")
        assert writer.versions("sentiment") == {"m1": 2, "m2": 2}
        assert store.reader(ALL).query(shown).to_pylist() == [{"version": "m1", "n": 2}]
        writer.publish({"sentiment": "m2"})
        assert store.reader(ALL).query(shown).to_pylist() == [{"version": "m2", "n": 2}]
        assert writer.publication.makers == {"sentiment": "m2"}
        with pytest.raises(StoreError, match="no maker mood"):
            writer.publish({"mood": "m1"})


def test_scores_of_a_maker_that_was_never_published_are_not_shown(store: Store) -> None:
    with store.writer() as writer:
        writer.append("sentiment_scores", sentiment(["a"], "m1"))
        writer.publish()
    assert store.reader(ALL).table("sentiment_scores").num_rows == 0


def test_many_small_appends_are_compacted_and_old_publications_stay_readable(store: Store) -> None:
    with store.writer() as writer:
        for number in range(60):
            writer.append("verbatims", verbatims([str(number)]))
            if number == 0:
                first = writer.publish()
        last = writer.publish()
    assert len(store.lake.files("verbatims", last.tables["verbatims"])) == 1
    assert store.reader(ALL).table("verbatims").num_rows == 60
    assert store.reader(ALL, first.id).table("verbatims").num_rows == 1
