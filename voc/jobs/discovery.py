"""The store's topic model: fitted on negative clauses and on what the coder leaves, from the model before on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from voc.errors import VocError
from voc.pipeline import Maker, fit_topics, load_makers
from voc.settings import Settings
from voc.store import Writer
from voc.text.documents import prepare
from voc.topics import TopicModel, load_model, save_model

FIT_ON = 20_000


def topic_model(
    writer: Writer,
    settings: Settings,
    trained: Mapping[str, Path],
    *,
    refit: bool = False,
    anew: bool = False,
    number: int | None = None,
) -> tuple[TopicModel | None, str]:
    """The model in force, or one fitted where there is none, the method changed or a refit is asked for; and why there is none.

    `trained` are the models in force of the other makers. A refit goes on from the model in force: ids and names stay. `anew` starts
    from nothing and takes over what is still there.
    """
    folder = settings.home / "models"
    previous = _in_force(writer, folder)
    same = previous is not None and (previous.method, previous.cutter) == (settings.topics, settings.segmenter)
    if same and not refit:
        return previous, ""
    texts = _distinct(writer)
    makers = load_makers(settings, trained=trained)
    note = ""
    # Where too little is complained of, whatever is said is looked through.
    for where in (grievances(texts, makers["sentiment"], makers["causes"]), texts):
        try:
            model = fit_topics(where, settings, number, previous=previous, anew=anew or not same)
        except VocError as error:
            note = error.said(settings.lang)
            continue
        save_model(model, folder / f"{model.version}.npz")
        writer.append("topics", model.topics)
        return model, ""
    return None, note


def _in_force(writer: Writer, folder: Path) -> TopicModel | None:
    """The model readers see; None where there is none or its file is of an older format."""
    version = writer.publication.makers.get("topics")
    if not version or not (folder / f"{version}.npz").exists():
        return None
    try:
        return load_model(folder / f"{version}.npz")
    except VocError:
        return None


def _distinct(writer: Writer) -> list[str]:
    """Texts of up to 20,000 verbatims, always the same ones of a store, one of each group of copies."""
    rows = writer.read("verbatims", ["verbatim_id", "text", "cluster"]).sort_by("verbatim_id").to_pylist()
    seen: set[str] = set()
    texts = []
    for row in rows:
        if row["cluster"] not in seen:
            texts.append(row["text"])
        if row["cluster"] is not None:
            seen.add(row["cluster"])
    return texts[:FIT_ON]


def grievances(texts: Sequence[str], sentiment: Maker, causes: Maker) -> list[str]:
    """What each text complains of: a negative one without its praise, of others the negative clauses, and what has no cause as a whole.

    Texts in which nothing is left are left out.
    """
    docs = prepare(texts)
    ids = [str(number) for number in range(len(docs))]
    labels, coded = sentiment.score(ids, docs)["label"].to_pylist(), causes.score(ids, docs)["cause"].to_pylist()
    pieces = [(at, docs.texts[at][start:end]) for at, spans in enumerate(docs.clauses) for start, end in spans]
    felt = sentiment.score([str(number) for number in range(len(pieces))], prepare([text for _, text in pieces]))[
        "label"
    ].to_pylist()
    kept: dict[int, list[str]] = {}
    for (at, text), clause in zip(pieces, felt, strict=True):
        whole = labels[at] == "neg" or (coded[at] is None and labels[at] != "pos")
        if clause == "neg" or (whole and clause != "pos"):
            kept.setdefault(at, []).append(text)
    return ["".join(parts) for parts in kept.values()]
