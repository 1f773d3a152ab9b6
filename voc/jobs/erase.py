"""Erasure at a person's request: every table, every version, every publication before; run again after a crash, it ends complete.

Order of steps, under the writer lock: tombstones -> words of staff in the ledger -> rows removed -> published -> older publications
closed -> the longest read waited for -> files of older versions and model files deleted -> the ledger's own file rewritten -> proof ->
audit row. Names (keyed digests) stay as
proof in tombstones and audit log: without the identity key they name nobody.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pyarrow as pa

from voc.errors import VocError
from voc.intake.identity import customer_key
from voc.jobs.erased import COLUMN_OF, repeats_row
from voc.jobs.erasure_proof import remains
from voc.jobs.who import system_user
from voc.privacy.keys import fingerprint, keyed_digest, load_key
from voc.schema import MAKERS
from voc.settings import Settings
from voc.store import Store, Writer
from voc.text.normalize import fold
from voc.topics import load_model

GRACE = 5.0
"""Seconds that readers of the publication before get to finish; a query that takes longer is answered from the newest one."""
SHORTEST = 5
"""Characters below which a number is no name: it would be found in every other text."""
_ID = re.compile(r"[0-9a-f]{32}")
_DIALLED = re.compile(r"[\s()\-－—+.]+")
_COUNTRY = re.compile(r"^(?:00)?86(?=1[3-9]\d{9}$)")
_GAP = r"[\s()\-－—+.]*"
_REMOVED = {
    "respondents": "respondent",
    "answers": "respondent",
    "cases": "case",
    "case_steps": "case",
    "utterances": "verbatim",
    **{scores.name: "verbatim" for scores in MAKERS.values()},
    "verbatims": "verbatim",
}
"""Table -> the kind of name its rows are removed by."""
_WORDS = "[已删除/erased]"

Names = dict[str, set[str]]


@dataclass(frozen=True)
class EraseReport:
    """What was (or, for a dry run, would be) removed: rows per table, files of older versions, topic models, words in the ledger.

    `name` is the keyed digest of what was asked for; `left` names every place that still holds any of it: empty is the proof.
    """

    kind: str
    name: str
    counts: dict[str, int]
    files: int = 0
    models: tuple[str, ...] = ()
    ledger: dict[str, int] = field(default_factory=dict)
    publication: int = 0
    erasures: tuple[int, ...] = ()
    left: tuple[str, ...] = ()
    dry_run: bool = False

    def figures(self) -> dict[str, object]:
        """As plain values, for JSON and the ledger."""
        return asdict(self)


@dataclass(frozen=True)
class _Traces:
    """Names of everything to remove, the words it holds, and what a text of others would have to hold to speak of the person."""

    names: Names
    texts: list[str]
    quarantine: list[str]
    spoken_of: re.Pattern[str] | None

    def scrub(self, text: str) -> str:
        return text if self.spoken_of is None else self.spoken_of.sub(_WORDS, text)


def erase(
    store: Store,
    kind: str,
    given: str,
    *,
    settings: Settings,
    who: str | None = None,
    dry_run: bool = False,
    grace: float = GRACE,
    on_wait: Callable[[str], None] | None = None,
) -> EraseReport:
    """Erases a customer (raw number), or a verbatim, respondent or case (its id in the store; a case by its number too).

    A dry run counts and changes nothing. VocError where the key is missing or the name cannot be one.
    """
    name, who = name_of(store, kind, given, settings), who or system_user()
    with store.writer(wait=settings.lock_wait, on_wait=on_wait, what="erase") as writer:
        traces = _trace(store, writer, kind, name, given)
        if dry_run:
            ledger = store.ledger.erasures.written(traces.scrub, change=False)
            ledger |= _tasks(store, traces, change=False)
            ledger |= _labels(store.ledger.labels.count(traces.names["verbatim"]))
            return EraseReport(kind, name, _present(writer, traces), ledger=ledger, dry_run=True)
        number = store.ledger.erasures.begin(who, kind, name, {**traces.names, kind: traces.names[kind] | {name}})
        store.ledger.audit.record(who, "erasure_begun", {"kind": kind, "id": name, "erasure": number})
        # Before the rows go: a second run after a crash could no longer tell what names the person.
        ledger = store.ledger.erasures.written(traces.scrub, change=True) | _tasks(store, traces, change=True)
        ledger |= _labels(store.ledger.labels.remove(traces.names["verbatim"]))
        counts, models = _remove(writer, traces, settings.home / "models")
        published = writer.publish(note="erase", retire=["topics"] if models else ())
        store.ledger.erasures.close_before(published.id)
        store.publication()
        time.sleep(grace)
        files = writer.vacuum()
        _delete_models(settings.home / "models", published.makers.get("topics"))
        store.ledger.erasures.settle(settings.lock_wait)
        needles = [given, *traces.texts] if kind == "customer" else traces.texts
        columns = {column: traces.names[one] for one, column in COLUMN_OF.items()}
        left = tuple(remains(settings.home, columns, needles))
        report = EraseReport(kind, name, counts, files, models, ledger, published.id, (number,), left)
        return _ended(store, report, who)


def _labels(rows: int) -> dict[str, int]:
    return {"label": rows} if rows else {}


def name_of(store: Store, kind: str, given: str, settings: Settings) -> str:
    """The name under which the store knows what is asked for."""
    given = given.strip()
    if kind != "customer" and _ID.fullmatch(given.lower()):
        return given.lower()
    if kind not in ("customer", "case") or not given:
        raise VocError(
            f"{kind} 要给出存储里的编号（32 位十六进制，见看板或 voc audit list），给的是 {given!r}。",
            f"name a {kind} by its id in the store (32 hex characters, as on the dashboard or in voc audit list), not {given!r}.",
        )
    key = load_key(settings, make=False)
    store.check_key(fingerprint(key))
    return customer_key(key, given) if kind == "customer" else keyed_digest(key, "case", "id", given)


def _tasks(store: Store, traces: _Traces, *, change: bool) -> dict[str, int]:
    """Recovery tasks of the person, removed where asked."""
    gone = store.ledger.recoveries.remove(traces.names, change=change)
    return {"recovery": gone} if gone else {}


def _ended(store: Store, report: EraseReport, who: str) -> EraseReport:
    """Ends the erasure where nothing is left; both ways it goes into the audit log."""
    said = {
        "kind": report.kind,
        "id": report.name,
        "counts": report.counts,
        "files": report.files,
        "publication": report.publication,
    }
    if report.left:
        store.ledger.audit.record(who, "erasure_incomplete", {**said, "erasure": report.erasures[0], "places": len(report.left)})
        return report
    store.ledger.audit.record(who, "erased", {**said, "erasure": report.erasures[0], "ends": store.ledger.erasures.pending()})
    ended = EraseReport(**{**vars(report), "erasures": tuple(store.ledger.erasures.pending())})
    store.ledger.erasures.finish(ended.figures())
    return ended


def _trace(store: Store, writer: Writer, kind: str, name: str, given: str) -> _Traces:
    """Everything that hangs on `name`, and on what was erased before: an erasure that was killed is ended with this one."""
    names: Names = {one: set() for one in COLUMN_OF}
    for one, known in store.ledger.erasures.tombstones().items():
        names[one] |= known
    names[kind].add(name)
    named_cases = set(names["case"])
    customers = sorted(names["customer"])
    owned = "customer_key IN (SELECT unnest(?))"
    mine = writer.read("verbatims", ["verbatim_id", "respondent_id", "case_id"], owned, [customers])
    for one in ("respondent", "case"):
        names[one] |= {found for found in mine[COLUMN_OF[one]].to_pylist() if found is not None}
        names[one] |= set(writer.read(f"{one}s", [COLUMN_OF[one]], owned, [customers])[COLUMN_OF[one]].to_pylist())
    # A case that is somebody else's stays, though this customer spoke in it.
    foreign = "case_id IN (SELECT unnest(?)) AND customer_key NOT IN (SELECT unnest(?))"
    theirs = writer.read("cases", ["case_id"], foreign, [sorted(names["case"]), customers])["case_id"].to_pylist()
    names["case"] -= set(theirs) - named_cases
    # A case of several customers goes with the customer only so far as the words are the customer's or nobody's.
    where = (
        f"{owned} OR verbatim_id IN (SELECT unnest(?)) OR respondent_id IN (SELECT unnest(?)) OR case_id IN (SELECT unnest(?))"
        " OR (case_id IN (SELECT unnest(?)) AND customer_key IS NULL)"
    )
    values = [customers, *(sorted(one) for one in (names["verbatim"], names["respondent"], named_cases, names["case"]))]
    found = writer.read("verbatims", ["verbatim_id", "external_id", "text", "source_file", "source_row"], where, values)
    names["verbatim"] |= set(found["verbatim_id"].to_pylist())
    return _with_words(writer, names, found, given if kind == "customer" else "")


def _with_words(writer: Writer, names: Names, found: pa.Table, given: str) -> _Traces:
    people = _rows(writer, "respondents", names, ["external_id", "source_file", "source_row"])
    cases = _rows(writer, "cases", names, ["external_id", "reply", "source_file", "source_row"])
    turns = _rows(writer, "utterances", names, ["text", "source_file", "source_row"])
    texts = [
        text for table, column in ((found, "text"), (turns, "text"), (cases, "reply")) for text in table[column].to_pylist() if text
    ]
    external = {one for table in (found, people, cases) for one in table["external_id"].to_pylist() if one and "[" not in one}
    ids = {one for kind in COLUMN_OF for one in names[kind]}
    spoken_of = _pattern(given, external, ids)
    places = {
        place
        for table in (found, people, cases, turns)
        for place in zip(table["source_file"].to_pylist(), table["source_row"].to_pylist(), strict=True)
    }
    return _Traces(names, list(dict.fromkeys(texts)), _quarantined(writer, texts, places, spoken_of), spoken_of)


def _rows(writer: Writer, table: str, names: Names, columns: list[str]) -> pa.Table:
    kind = _REMOVED[table]
    return writer.read(table, columns, f"{COLUMN_OF[kind]} IN (SELECT unnest(?))", [sorted(names[kind])])


def _pattern(given: str, external: set[str], ids: set[str]) -> re.Pattern[str] | None:
    """What names the person in words of others: the number however it is spaced, the operator's numbers, the store's ids."""
    digits = _COUNTRY.sub("", _DIALLED.sub("", given))
    parts = [re.escape(one) for one in sorted(external | ids, key=len, reverse=True) if len(one) >= SHORTEST]
    if digits.isdecimal() and len(digits) >= SHORTEST:
        parts.append(rf"(?:(?:\+|00)?86{_GAP})?{_GAP.join(digits)}")
    elif len(given.strip()) >= SHORTEST:
        parts.append(re.escape(given.strip()))
    bounded = [rf"(?<![0-9A-Za-z]){part}(?![0-9A-Za-z])" for part in parts]
    return re.compile("|".join(bounded), re.IGNORECASE) if bounded else None


def _quarantined(writer: Writer, texts: list[str], places: set[tuple[str, int]], spoken_of: re.Pattern[str] | None) -> list[str]:
    """Ids of quarantined rows that name the person, say the person's words, or stood in the very row that is removed."""
    rows = writer.read(
        "quarantine", ["quarantine_id", "given", "source_file", "source_row", "reason"], "reason <> 'erased'"
    ).to_pylist()
    words = "\n".join(texts)

    def speaks(row: dict[str, object]) -> bool:
        given = str(row["given"] or "")
        rows = {row["source_row"], repeats_row(row["reason"], given)}
        if any((row["source_file"], one) in places for one in rows) or (spoken_of is not None and spoken_of.search(given)):
            return True
        return len(given) > SHORTEST and given in words

    return [row["quarantine_id"] for row in rows if speaks(row)]


def _present(writer: Writer, traces: _Traces) -> dict[str, int]:
    counts = {table: _rows(writer, table, traces.names, [COLUMN_OF[kind]]).num_rows for table, kind in _REMOVED.items()}
    return {**counts, "quarantine": len(traces.quarantine)}


def _remove(writer: Writer, traces: _Traces, models: Path) -> tuple[dict[str, int], tuple[str, ...]]:
    """Removes all rows; counts per table, and the versions of topic models that go because they know a word nobody else said."""
    counts = {table: writer.remove(table, COLUMN_OF[kind], traces.names[kind]) for table, kind in _REMOVED.items()}
    counts["quarantine"] = writer.remove("quarantine", "quarantine_id", traces.quarantine)
    shown = writer.publication.makers.get("topics")
    told = _telling(writer, traces, models, shown)
    counts["topics"] = writer.remove("topics", "version", told)
    counts["topic_scores"] += writer.remove("topic_scores", "version", told)
    return counts, (shown,) if shown in told else ()


def _telling(writer: Writer, traces: _Traces, models: Path, shown: str | None) -> set[str]:
    """Versions of topic models with a word that stood in the removed texts and stands in no other."""
    vocabulary: dict[str, set[str]] = {}
    for row in writer.read("topics", ["version", "label", "words"]).to_pylist():
        vocabulary.setdefault(row["version"], set()).update([row["label"], *row["words"].split()])
    if shown is not None and (models / f"{shown}.npz").exists():
        vocabulary.setdefault(shown, set()).update(load_model(models / f"{shown}.npz").vocabulary)
    removed = fold("\n".join(traces.texts)).lower()
    said = {word for words in vocabulary.values() for word in words if word and word in removed}
    only = writer.unspoken(said)
    return {version for version, words in vocabulary.items() if words & only}


def _delete_models(folder: Path, shown: str | None) -> None:
    """Model files that no publication still open names are deleted; what was half written too."""
    for path in folder.glob("*"):
        if path.is_file() and path.name != f"{shown}.npz":
            path.unlink(missing_ok=True)
