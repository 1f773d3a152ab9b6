"""THE FLOW on one screen: intake -> text -> sentiment / intent / causes / entities / topics / dialogue -> one table of scores each.

Storing is voc.jobs, reading is voc.store; here texts go in and tables come out, and nothing is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from voc import causes, dialogue, entities, intent, sentiment, topics
from voc.settings import Settings
from voc.text.documents import Documents, prepare


class Maker(Protocol):
    """Scores texts: one row per id, in order, conforming to `voc.schema.MAKERS[name]`; nothing to score is NULL."""

    @property
    def name(self) -> str:
        """Key of `voc.schema.MAKERS`."""

    @property
    def version(self) -> str:
        """Changes whenever the scores may change."""

    def score(self, ids: Sequence[str], docs: Documents) -> pa.Table:
        """Scores of `docs`, `ids` beside them."""


@dataclass(frozen=True)
class DialogueMaker:
    """Predicted satisfaction with a call, from the polarity of the customer's turns (the lines of a call's verbatim)."""

    sentiment: Maker
    name: str = "dialogue"

    @property
    def version(self) -> str:
        """Changes with the dialogue rules and with the sentiment maker under them."""
        return f"{dialogue.VERSION}-{self.sentiment.version}"

    def score(self, ids: Sequence[str], docs: Documents) -> pa.Table:
        """Satisfaction -2..2 per call; a text without line breaks is a call of one customer turn."""
        turns = [text.split("\n") for text in docs.texts]
        flat = [turn for call in turns for turn in call]
        polarity = self.sentiment.score([""] * len(flat), prepare(flat))["polarity"].to_pylist()
        calls, start = [], 0
        for call in turns:
            calls.append(polarity[start : start + len(call)])
            start += len(call)
        return dialogue.score_dialogues(ids, calls, version=self.version)


def load_makers(
    settings: Settings,
    topic_model: Maker | None = None,
    dictionary: pa.Table | None = None,
    trained: Mapping[str, Path] | None = None,
) -> dict[str, Maker]:
    """The makers that `settings` choose, by name; topics only where there is a model, entities where there is a dictionary.

    `trained` maps a task to the folder of the model in force for it (voc.jobs.trained); the shipped one is taken for the others.
    """
    trained = trained or {}
    feeling = sentiment.load(settings.scorer, settings.segmenter, trained.get("sentiment"))
    makers: dict[str, Maker] = {
        "sentiment": feeling,
        "intent": intent.load(),
        "causes": causes.load(),
        "dialogue": DialogueMaker(feeling),
    }
    if dictionary is not None:
        makers["entities"] = entities.load(dictionary)
    if topic_model is not None:
        makers["topics"] = topic_model
    return makers


def fit_topics(texts: Sequence[str], settings: Settings, number: int | None = None) -> topics.TopicModel:
    """A topic model over `texts` by the method `settings` choose; VocError where there are too few."""
    return topics.fit(texts, method=settings.topics, segmenter=settings.segmenter, topics=number)


def score(ids: Sequence[str], texts: Sequence[str | None], calls: Sequence[bool], makers: dict[str, Maker]) -> dict[str, pa.Table]:
    """Every maker's scores of cleaned `texts`; `calls` says which are whole calls, the others get no satisfaction."""
    docs = prepare(texts)
    tables = {name: maker.score(ids, docs) for name, maker in makers.items() if name != "dialogue"}
    if "dialogue" in makers:
        tables["dialogue"] = score_calls(ids, docs, calls, makers["dialogue"])
    return tables


def score_calls(ids: Sequence[str], docs: Documents, calls: Sequence[bool], maker: Maker) -> pa.Table:
    """Scores of the dialogue maker for the calls among `docs`; a row of NULL for everything else."""
    if all(calls):
        return maker.score(ids, docs)
    heard = [place for place, call in enumerate(calls) if call]
    scores = maker.score([ids[place] for place in heard], prepare([docs.texts[place] for place in heard]))
    places = np.full(len(ids), -1)
    places[heard] = np.arange(len(heard))
    spread = scores.take(pa.array(places, mask=places < 0))
    fixed = {
        "verbatim_id": pa.array(ids, pa.string()),
        "version": pa.repeat(maker.version, len(ids)).cast(pa.string()),
        "evidence": pc.fill_null(spread["evidence"], "[]"),
    }
    return pa.table({name: fixed.get(name, spread[name]) for name in scores.column_names})
