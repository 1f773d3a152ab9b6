"""The coding bench: what to code next, and what was coded. Labels are read from the ledger each time: they belong to no publication."""

from __future__ import annotations

from voc.dashboard.reads.base import At, cached, open_store, query
from voc.dashboard.reads.verbatims import SCORED
from voc.store.models import Label
from voc.survey.coding import Bench, Coded, bench

TASK = "causes"
QUEUED, AUDITED = 400, 400
DRAWN = ("margin", "audit", "other")


@cached
def queue(at: At, drawn: str) -> tuple[str, ...]:
    """Verbatims with words, survey answers first: the least sure first (an abstention counts as unsure), or in a random order that stays."""
    where, values = at.filters.where()
    # 2c - 1 is the lead of a cause over all others; without a cause there is none.
    order = "abs(2 * coalesce(c.cause_confidence, 0.5) - 1), " if drawn == "margin" else ""
    rows = query(
        at,
        f"SELECT v.verbatim_id FROM {SCORED} WHERE {where} AND s.label IS NOT NULL"
        f" ORDER BY {order}md5(v.verbatim_id) LIMIT {QUEUED if drawn == 'margin' else AUDITED}",
        values,
    )
    return tuple(rows["verbatim_id"].to_pylist())


def labels(at: At) -> list[Label]:
    """The newest label of each verbatim by each coder."""
    return open_store(at.settings).ledger.labels.by_coder(TASK)


def left(at: At, drawn: str, coder: str, given: list[Label]) -> list[tuple[str, str]]:
    """Verbatims that `coder` has not coded, with how each was drawn; of "other" those that another coder coded."""
    mine = {label.verbatim_id for label in given if label.who == coder}
    if drawn != "other":
        return [(one, drawn) for one in queue(at, drawn) if one not in mine]
    others = {label.verbatim_id: label.drawn for label in given if label.who != coder}
    return [(one, how) for one, how in others.items() if one not in mine]


@cached
def one(at: At, verbatim: str) -> dict[str, object] | None:
    """A verbatim with the machine's proposal; None where the scope or the publication has it not."""
    rows = query(
        at,
        f"SELECT v.verbatim_id, v.text, v.question, c.cause, c.cause_confidence AS confidence, c.version FROM {SCORED} WHERE v.verbatim_id = ?",
        (verbatim,),
    ).to_pylist()
    return rows[0] if rows else None


def agreed(given: list[Label]) -> Bench:
    """Agreement over the labels given."""
    return bench([Coded(label.verbatim_id, label.who, label.value, label.drawn, label.given) for label in given])


def save(at: At, verbatim: str, code: str, drawn: str, coder: str, proposed: tuple[str | None, str | None]) -> None:
    """Keeps a label; `proposed` is the machine's cause and its version."""
    label = Label(TASK, verbatim, code, drawn, coder, *proposed)
    open_store(at.settings).ledger.labels.add([label])
