"""Scores for verbatims that have none by the chosen makers. Safe to run twice, to kill, and beside readers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from voc.causes import Coder
from voc.dialogue import Call, DialogueMaker, Turn, of_customer
from voc.jobs.copies import mark_copies
from voc.jobs.discovery import topic_model
from voc.jobs.remask import remask
from voc.jobs.scripts import scripts
from voc.jobs.trained import active_models
from voc.jobs.who import record_changes, system_user
from voc.pipeline import Maker, load_makers, replies_of, score_calls
from voc.schema import MAKERS
from voc.settings import Settings
from voc.store import Store, Writer
from voc.text.documents import prepare

BATCH = 5_000


@dataclass(frozen=True)
class RescoreReport:
    """How many verbatims each maker scored, and the versions in force afterwards."""

    scored: dict[str, int]
    versions: dict[str, str]
    left: dict[str, int]
    note: str = ""

    def figures(self) -> dict[str, object]:
        """As plain values, for JSON and the ledger."""
        return asdict(self)


def rescore(
    store: Store,
    *,
    settings: Settings,
    since: dt.date | None = None,
    limit: int | None = None,
    refit_topics: bool = False,
    topics_anew: bool = False,
    topic_number: int | None = None,
    progress: Callable[[int], None] | None = None,
    on_wait: Callable[[str], None] | None = None,
    who: str | None = None,
) -> RescoreReport:
    """Scores what is missing, newest first, publishing after every batch; a new version is shown once it is complete."""
    with store.writer(wait=settings.lock_wait, on_wait=on_wait, what="rescore") as writer:
        run, before = store.ledger.start_run("rescore", settings.scorer), dict(writer.publication.makers)
        # Before scoring: evidence has to index the text as it will stand.
        remask(store, writer)
        mark_copies(store, writer)
        trained = active_models(store)
        model, note = topic_model(writer, settings, trained, refit=refit_topics, anew=topics_anew, number=topic_number)
        makers = load_makers(settings, model, writer.read("dictionary"), trained)
        if isinstance(listener := makers.get("dialogue"), DialogueMaker):
            makers["dialogue"] = replace(listener, scripts=scripts(writer, settings, refit=refit_topics))
        scored = dict.fromkeys(makers, 0)
        rounds = 0
        while limit is None or rounds < limit:
            size = BATCH if limit is None else min(BATCH, limit - rounds)
            done = {name: _score_batch(writer, maker, size, since) for name, maker in makers.items()}
            if not any(done.values()):
                break
            for name, rows in done.items():
                scored[name] += rows
            rounds += max(done.values())
            _publish(writer, makers)
            if progress is not None:
                progress(max(done.values()))
        left = {name: writer.count_missing(name, maker.version) for name, maker in makers.items()}
        _publish(writer, makers)
        report = RescoreReport(scored, dict(store.publication().makers), left, note)
        store.ledger.finish_run(run, report.figures())
        record_changes(store, before, report.versions, who or system_user())
    return report


def _score_batch(writer: Writer, maker: Maker, size: int, since: dt.date | None) -> int:
    todo = writer.missing(maker.name, maker.version, limit=size, since=since)
    if not todo.num_rows:
        return 0
    ids, texts = todo["verbatim_id"].to_pylist(), todo["text"].to_pylist()
    if isinstance(maker, DialogueMaker):
        scores = score_calls(ids, _calls(writer, todo), maker)
    else:
        asked = isinstance(maker, Coder) and maker.asks_agents
        replies = replies_of(_calls(writer, todo)) if asked else None
        scores = maker.score(ids, prepare(texts, spoken=pc.equal(todo["source"], "transcript").to_pylist(), replies=replies))
    return int(writer.append(MAKERS[maker.name].name, scores))


def _calls(writer: Writer, todo: pa.Table) -> list[Call | None]:
    """The turns of the calls among `todo`, in its order; None for what is no call, the customer's words where no turns are kept."""
    heard = todo.filter(pc.equal(todo["source"], "transcript"))
    columns = ["verbatim_id", "turn", "speaker", "text", "start", "end"]
    turns: dict[str, list[Turn]] = {}
    said = writer.rows_of("utterances", "verbatim_id", heard["verbatim_id"], columns).sort_by(
        [("verbatim_id", "ascending"), ("turn", "ascending")]
    )
    for row in said.to_pylist():
        turns.setdefault(row["verbatim_id"], []).append(Turn(row["speaker"], row["text"], row["start"], row["end"]))
    return [
        turns.get(row["verbatim_id"]) or of_customer(row["text"]) if row["source"] == "transcript" else None
        for row in todo.to_pylist()
    ]


def _publish(writer: Writer, makers: dict[str, Maker]) -> None:
    """Flips to a maker's version when nothing else is shown yet, or when the new version has scored everything."""
    shown = writer.publication.makers
    flip = {
        name: maker.version
        for name, maker in makers.items()
        if name not in shown or shown[name] == maker.version or not writer.count_missing(name, maker.version)
    }
    if writer.changed or flip.items() - shown.items():
        writer.publish(makers={**shown, **flip}, note="rescore")
