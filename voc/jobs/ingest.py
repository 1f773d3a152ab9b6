"""Files into the store. Every row ends taken, updated, duplicate or quarantined, and the four add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from voc.intake import Batch, Mapping, Opened, read, shown_name
from voc.intake.identity import content_digest
from voc.intake.mapping import ANSWER
from voc.jobs.erased import without_erased
from voc.jobs.ingest_notes import notes_of, notes_of_customers, notes_of_entries, refuse_other_questionnaire, without_wave
from voc.jobs.remembered import open_as_before
from voc.jobs.who import system_user
from voc.privacy.keys import fingerprint, load_key
from voc.schema import MAKERS, TABLES
from voc.settings import Settings
from voc.store import Store, Writer

PRIMARY = {
    "survey": "respondents",
    "complaint": "cases",
    "transcript": "verbatims",
    "social": "verbatims",
    "measures": "measures",
    "steps": "case_steps",
    "events": "events",
    "dictionary": "dictionary",
}
"""The table whose key says whether a row of a source was there before."""

NEW, CHANGED, SAME = "new", "changed", "same"
_RECORDS = ("respondents", "cases", "verbatims", "measures", "case_steps", "events")
"""Tables in which one row holds everything known of a record: a file with fewer columns says nothing of the others. A dictionary is
edited as a whole: what is blank there is meant to be blank."""
_PROVENANCE = {"content", "source_file", "source_row"}


@dataclass(frozen=True)
class IngestReport:
    """What became of a file's rows: `rows` = taken + updated + duplicate + quarantined."""

    file: str
    source: str
    rows: int
    taken: int
    updated: int
    duplicate: int
    quarantined: int
    reasons: dict[str, int]
    columns: dict[str, str]
    unused: tuple[str, ...]
    notes: tuple[tuple[str, str], ...] = ()
    dry_run: bool = False

    def figures(self) -> dict[str, object]:
        """As plain values, for JSON and the ledger."""
        return asdict(self)


@dataclass
class _Count:
    """What became of the rows so far; `entries` are those of a dictionary, `customers` the verbatims of each customer."""

    rows: int = 0
    customers: Counter[str] = field(default_factory=Counter)
    entries: set[str] = field(default_factory=set)
    fates: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)


def ingest(
    store: Store,
    path: Path,
    source: str,
    mapping: Mapping | None = None,
    *,
    settings: Settings,
    dry_run: bool = False,
    progress: Callable[[int], None] | None = None,
    on_wait: Callable[[str], None] | None = None,
    who: str | None = None,
) -> IngestReport:
    """Takes one file into the store as one publication; a dry run says the same figures and leaves nothing behind.

    `who` stands in the audit log; the user of this computer where it is None.
    """
    key = load_key(settings, make=store.ledger.setting("key_fingerprint") is None)
    store.check_key(fingerprint(key))
    mark = file_stamp(path) if path.exists() else ""
    opened, said = open_as_before(store, path, source, mapping, settings=settings)
    count, name = _Count(), shown_name(path)
    began = datetime.now(UTC)
    with store.writer(wait=settings.lock_wait, on_wait=on_wait, what=f"ingest {name}") as writer:
        erased, seen = store.ledger.erasures.tombstones(), set[int]()
        for given in read(path, source, key=key, settings=settings, opened=opened):
            batch = without_erased(given, opened, erased, seen)
            if not count.rows and without_wave(opened):
                refuse_other_questionnaire(writer, opened, batch.tables["respondents"], name)
            _settle_batch(writer, opened, batch, count)
            if progress is not None:
                progress(batch.rows)
        report = IngestReport(
            file=name,
            source=source,
            rows=count.rows,
            taken=count.fates["taken"],
            updated=count.fates["updated"],
            duplicate=count.fates["duplicate"],
            quarantined=count.fates["quarantined"],
            reasons=dict(count.reasons),
            columns=opened.mapping.fields(),
            unused=tuple(opened.unused),
            notes=(*said, *notes_of(opened), *notes_of_customers(count.customers), *notes_of_entries(writer, count.entries, name)),
            dry_run=dry_run,
        )
        if not dry_run:
            run = store.ledger.start_run("ingest", name, began)
            writer.publish(note=f"ingest {name}")
            store.ledger.finish_run(run, {**report.figures(), "stamp": mark})
            act = "dictionary_changed" if source == "dictionary" else "upload"
            fates = {name: getattr(report, name) for name in ("rows", "taken", "updated", "duplicate", "quarantined")}
            subject = {"file": name[:200], "source": source, **fates, "publication": store.publication().id}
            store.ledger.audit.record(who or system_user(), act, subject)
    return report


def file_stamp(path: Path) -> str:
    """16 hex characters that change when a file is replaced or written to: what `--watch` knows a file by that was taken before."""
    state = path.stat()
    return content_digest([path.resolve(), state.st_size, state.st_mtime_ns])


def _settle_batch(writer: Writer, opened: Opened, batch: Batch, count: _Count) -> None:
    fates: dict[int, str] = {}
    _forget_changed_calls(writer, batch)
    emptied = _forget_blank_answers(writer, opened, batch)
    for name, rows in batch.tables.items():
        for row, fate in _settle(writer, name, rows, whole=opened.source == "transcript").items():
            fates[row] = _row_fate(fates.get(row), fate, primary=name == PRIMARY[opened.source])
    fates.update({row: "updated" for row in emptied if fates.get(row) == "duplicate"})
    fates.update(_turns_of_new_calls(batch, fates))
    writer.append("quarantine", batch.quarantine)
    count.fates.update(fates.values())
    bad = set(batch.quarantine["source_row"].to_pylist()) - {0}
    count.fates["quarantined"] += len(bad)
    count.reasons.update(batch.quarantine["reason"].to_pylist())
    count.rows += batch.rows
    if "verbatims" in batch.tables:
        count.customers.update(batch.tables["verbatims"]["customer_key"].drop_null().to_pylist())
    if "dictionary" in batch.tables:
        count.entries.update(batch.tables["dictionary"]["entry_id"].to_pylist())


def _row_fate(before: str | None, fate: str, *, primary: bool) -> str:
    """A row is taken when its primary record is new, updated when anything of it is new or changed, else a duplicate."""
    if "taken" in (before, "taken" if primary and fate == NEW else None):
        return "taken"
    return "updated" if before == "updated" or fate != SAME else "duplicate"


def _turns_of_new_calls(batch: Batch, fates: dict[int, str]) -> dict[int, str]:
    """Source rows that are turns of a call new in this batch: they are taken with it, though only the first one is its row."""
    turns, calls = batch.tables.get("utterances"), batch.tables.get("verbatims")
    if turns is None or calls is None:
        return {}
    rows = dict(zip(calls["verbatim_id"].to_pylist(), calls["source_row"].to_pylist(), strict=True))
    spoken = zip(turns["verbatim_id"].to_pylist(), turns["source_row"].to_pylist(), strict=True)
    return {row: "taken" for call, row in spoken if fates.get(rows.get(call, 0)) == "taken"}


def _settle(writer: Writer, name: str, rows: pa.Table, *, whole: bool) -> dict[int, str]:
    """Writes what is new or changed of `rows`; within a file the later state of a key wins. Source row -> worst fate.

    `whole`: the digest covers more than the row (the turns of a call), so another digest is a change whatever the columns say.
    """
    if not rows.num_rows:
        return {}
    key = list(TABLES[name].key)
    known = writer.known(name, rows.select(key)).select([*key, "content"]).rename_columns([*key, "known"]).to_pandas()
    frame = rows.select([*key, "content", "source_row"]).to_pandas()
    frame = frame.merge(known, on=key, how="left").reset_index(names="place")
    before = frame.groupby(key, sort=False)["content"].shift()
    frame["before"] = before.where(before.notna(), frame["known"])
    frame["fate"] = CHANGED
    frame.loc[frame["before"].isna(), "fate"] = NEW
    frame.loc[frame["before"] == frame["content"], "fate"] = SAME
    last = frame[~frame.duplicated(key, keep="last")]
    writer.append(name, rows.take(last.loc[last["known"].isna(), "place"].to_numpy()))
    changed = last[last["known"].notna() & (last["known"] != last["content"])]
    if len(changed):
        restated, differs = _completed(writer, name, rows, changed["place"].to_numpy())
        differs |= whole
        frame.loc[changed.index[~differs], "fate"] = SAME
        _restate(writer, name, restated.filter(pa.array(differs)))
    return _by_row(frame)


def _completed(writer: Writer, name: str, rows: pa.Table, places: npt.NDArray[np.int64]) -> tuple[pa.Table, npt.NDArray[np.bool_]]:
    """The rows at `places` with what the store knows where the file has no such column, and which of them really differ.

    A column is taken to be missing where the whole batch has nothing in it. The digest stays that of the file's own columns: after
    an update from fewer columns a later full export counts as updated once, even if it says the same.
    """
    chosen = rows.take(places)
    if name not in _RECORDS:
        return chosen, np.ones(len(places), dtype=bool)
    key = list(TABLES[name].key)
    stored = writer.known(name, chosen, TABLES[name].arrow.names)
    places_of = pd.MultiIndex.from_frame(stored.select(key).to_pandas())
    stored = stored.take(places_of.get_indexer(pd.MultiIndex.from_frame(chosen.select(key).to_pandas())))
    differs = np.zeros(len(places), dtype=bool)
    for place, column in enumerate(chosen.column_names):
        if column in _PROVENANCE:
            continue
        if rows[column].null_count == rows.num_rows:
            chosen = chosen.set_column(place, column, stored[column])
            continue
        given, before = chosen[column], stored[column]
        same = pc.or_(pc.fill_null(pc.equal(given, before), False), pc.and_(pc.is_null(given), pc.is_null(before)))
        differs |= ~same.to_numpy()
    return chosen, differs


def _by_row(frame: pd.DataFrame) -> dict[int, str]:
    rank = frame["fate"].map({SAME: 0, CHANGED: 1, NEW: 2})
    worst = rank.groupby(frame["source_row"]).max()
    return dict(zip(worst.index.tolist(), worst.map({0: SAME, 1: CHANGED, 2: NEW}).tolist(), strict=True))


def _restate(writer: Writer, name: str, rows: pa.Table) -> None:
    """New state for known keys; a verbatim that changed loses its scores, so that the next rescore makes them anew."""
    if name == "verbatims":
        _forget_scores(writer, rows["verbatim_id"].to_pylist())
    writer.update(name, rows)


def _forget_scores(writer: Writer, verbatim_ids: list[str]) -> None:
    for scores in MAKERS.values():
        writer.remove(scores.name, "verbatim_id", verbatim_ids)


def _forget_blank_answers(writer: Writer, opened: Opened, batch: Batch) -> list[int]:
    """Answers that known respondents gave before and that this file, which has the question, leaves blank: gone. Their source rows."""
    people = batch.tables.get("respondents")
    if people is None or not writer.known("respondents", people).num_rows:
        return []
    asked = pa.array([name for name, target in opened.mapping.columns.items() if target.field == ANSWER], pa.string())
    emptied: set[str] = set()
    for name in ("answers", "verbatims"):
        old = writer.left_out(name, "respondent_id", people["respondent_id"], batch.tables[name], ["question"])
        old = old.filter(pc.is_in(old["question"], value_set=asked))
        if name == "verbatims":
            _forget_scores(writer, old["verbatim_id"].to_pylist())
        writer.drop(name, old)
        emptied.update(old["respondent_id"].to_pylist())
    rows = zip(people["respondent_id"].to_pylist(), people["source_row"].to_pylist(), strict=True)
    return [row for respondent, row in rows if respondent in emptied]


def _forget_changed_calls(writer: Writer, batch: Batch) -> None:
    """Turns of a call that is exported again with other words go, since the new export may have fewer."""
    if "utterances" not in batch.tables or not batch.tables["utterances"].num_rows:
        return
    calls = batch.tables["verbatims"]
    known = writer.known("verbatims", calls.select(["verbatim_id"]))
    if not known.num_rows:
        return
    joined = calls.select(["verbatim_id", "content"]).join(
        known.select(["verbatim_id", "content"]).rename_columns(["verbatim_id", "known"]), "verbatim_id", join_type="inner"
    )
    changed = joined.filter(pc.not_equal(joined["content"], joined["known"]))["verbatim_id"].to_pylist()
    if changed:
        writer.remove("utterances", "verbatim_id", changed)
