"""The model of the satisfaction index as the questionnaire asks it: which question measures which latent, and the paths that are left."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np

from voc import resources
from voc.survey.drivers import LEAST_PAIR
from voc.survey.panel import Panel
from voc.survey.pls import Model, pls

SATISFACTION = "satisfaction"


@dataclass(frozen=True)
class Latent:
    """A latent of the lexicon: id, names, the words of headers that measure it, and whether more of it is worse."""

    id: str
    zh: str
    en: str
    words: tuple[str, ...]
    reversed: bool = False

    def name(self, lang: str) -> str:
        """Its name in `lang`."""
        return self.zh if lang == "zh" else self.en


@cache
def lexicon() -> MappingProxyType[str, Any]:
    """The packaged file of questionnaires, drivers and the index model."""
    file = resources.path("lexicons", "questionnaires.toml")
    with file.open("rb") as given:
        return MappingProxyType(tomllib.load(given))


def latents() -> dict[str, Latent]:
    """Latents by id."""
    model = lexicon()["model"]
    turned = model.get("reversed", ())
    return {id_: Latent(id_, one["zh"], one["en"], tuple(one["words"]), id_ in turned) for id_, one in model["latents"].items()}


def blocks(questions: Sequence[str]) -> dict[str, list[str]]:
    """Latent -> the questions that measure it: what a template says, else the first latent one of whose words the header holds."""
    from_templates = {name: one["latent"] for one in _template_questions() if "latent" in one for name in (one["zh"], one["en"])}
    found: dict[str, list[str]] = {}
    for question in questions:
        held = from_templates.get(question) or next(
            (one.id for one in latents().values() if any(word in question.lower() for word in one.words)), None
        )
        if held is not None:
            found.setdefault(held, []).append(question)
    return found


def _template_questions() -> list[Mapping[str, Any]]:
    given = lexicon()
    parts = [given["frame"]["first"], given["frame"]["last"], *(one["questions"] for one in given["templates"].values())]
    return [question for part in parts for question in part]


def index_model(panel: Panel, resamples: int = 200) -> Model | None:
    """The satisfaction index by PLS over what is asked and varies; None where satisfaction or every cause of it is not asked.

    VocError under 30 effective respondents.
    """
    spread = panel.place
    varying = [
        one
        for at, one in enumerate(panel.questions)
        if np.isfinite(spread[:, at]).sum() >= LEAST_PAIR and np.ptp(spread[np.isfinite(spread[:, at]), at]) > 0
    ]
    asked = blocks([one.name for one in varying])
    outcome = panel.purposes.outcome
    if outcome in {one.name for one in varying} and not any(outcome in items for items in asked.values()):
        asked.setdefault(SATISFACTION, []).append(outcome)
    paths = {
        target: [source for source in sources if source in asked]
        for target, sources in lexicon()["model"]["paths"].items()
        if target in asked
    }
    paths = {target: sources for target, sources in paths.items() if sources}
    if not paths.get(SATISFACTION):
        return None
    used = {*paths, *(source for sources in paths.values() for source in sources)}
    turned = {id_ for id_, one in latents().items() if one.reversed}
    items = {
        name: 1 - panel.of(panel.place, name) if latent in turned else panel.of(panel.place, name)
        for latent, names in asked.items()
        for name in names
    }
    ordered = {latent: asked[latent] for latent in latents() if latent in used}
    return pls(items, ordered, paths, panel.weights, resamples=resamples)
