"""THE FLOW on one screen: intake -> text -> sentiment / intent / causes / entities / topics / dialogue -> one table of scores each.

Storing is voc.jobs, reading is voc.store; here texts go in and tables come out, and nothing is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from voc import causes, dialogue, entities, intent, sentiment, topics
from voc.schema import MAKERS
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
        "causes": causes.load(trained),
        "dialogue": dialogue.load(feeling, trained.get("dialogue")),
    }
    if dictionary is not None:
        makers["entities"] = entities.load(dictionary)
    if topic_model is not None:
        makers["topics"] = topic_model
    return makers


def fit_topics(
    texts: Sequence[str],
    settings: Settings,
    number: int | None = None,
    *,
    previous: topics.TopicModel | None = None,
    anew: bool = False,
) -> topics.TopicModel:
    """A topic model over `texts` by the method `settings` choose, going on from `previous`; VocError where there are too few."""
    return topics.fit(texts, settings.topics, settings.segmenter, number, previous, anew=anew)


def score(
    ids: Sequence[str], texts: Sequence[str | None], calls: Sequence[dialogue.Call | None], makers: dict[str, Maker]
) -> dict[str, pa.Table]:
    """Every maker's scores of cleaned `texts`; `calls` holds the turns of those that are whole calls, the others get no satisfaction."""
    coder = makers.get("causes")
    asked = isinstance(coder, causes.Coder) and coder.asks_agents
    docs = prepare(texts, spoken=[call is not None for call in calls], replies=replies_of(calls) if asked else None)
    tables = {name: maker.score(ids, docs) for name, maker in makers.items() if name != "dialogue"}
    if isinstance(listener := makers.get("dialogue"), dialogue.DialogueMaker):
        tables["dialogue"] = score_calls(ids, calls, listener)
    return tables


def replies_of(calls: Sequence[dialogue.Call | None]) -> list[str]:
    """What the agent says in each call, a turn a line; nothing where there is none."""
    return ["\n".join(turn.text for turn in call or () if turn.speaker == "agent") for call in calls]


def score_calls(ids: Sequence[str], calls: Sequence[dialogue.Call | None], maker: dialogue.DialogueMaker) -> pa.Table:
    """Scores of the dialogue maker for the calls; a row of NULL for everything else."""
    heard = [place for place, call in enumerate(calls) if call is not None]
    scores = MAKERS["dialogue"].empty()
    if heard:
        scores = maker.score_calls([ids[place] for place in heard], [call for call in calls if call is not None])
    if len(heard) == len(ids):
        return scores
    places = np.full(len(ids), -1)
    places[heard] = np.arange(len(heard))
    spread = scores.take(pa.array(places, mask=places < 0))
    fixed = {
        "verbatim_id": pa.array(ids, pa.string()),
        "version": pa.repeat(maker.version, len(ids)).cast(pa.string()),
        "evidence": pc.fill_null(spread["evidence"], "[]"),
    }
    return pa.table({name: fixed.get(name, spread[name]) for name in scores.column_names})
