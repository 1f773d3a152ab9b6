"""A topic model in a file: an uncompressed zip of an array and JSON, no pickle; equal models are equal byte for byte."""

from __future__ import annotations

import json
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from voc.errors import VocError
from voc.topics.model import Topic, TopicModel

_FORMAT = 2
_PLAIN = ("method", "cutter", "coherence", "stability", "left", "last")


def save_model(model: TopicModel, path: Path) -> None:
    """Writes `model` to `path`, whole or not at all."""
    about = {
        "format": _FORMAT,
        **{key: getattr(model, key) for key in (*_PLAIN, "words", "phrases", "prior")},
        "about": [asdict(topic) for topic in model.about],
        "gone": [asdict(topic) for topic in model.gone],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    with zipfile.ZipFile(partial, "w") as archive:
        with archive.open(zipfile.ZipInfo("weights.npy"), "w") as member:
            np.lib.format.write_array(member, np.ascontiguousarray(model.weights), allow_pickle=False)
        archive.writestr(zipfile.ZipInfo("model.json"), json.dumps(about, ensure_ascii=False, sort_keys=True))
    partial.replace(path)


def load_model(path: Path) -> TopicModel:
    """The model kept at `path`; VocError where it is missing or not one."""
    try:
        with zipfile.ZipFile(path) as archive:
            about = json.loads(archive.read("model.json"))
            with archive.open("weights.npy") as member:
                weights = np.lib.format.read_array(member, allow_pickle=False)
        if about.pop("format") != _FORMAT or weights.shape != (len(about["about"]), len(about["words"])):
            raise ValueError("another format")
        phrases = tuple((a, b) for a, b in about["phrases"])
        plain = {key: about[key] for key in _PLAIN}
        lists: dict[str, Any] = {"words": tuple(about["words"]), "prior": tuple(about["prior"])}
        return TopicModel(
            weights=weights, phrases=phrases, about=_topics(about["about"]), gone=_topics(about["gone"]), **plain, **lists
        )
    except (OSError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise VocError(
            f"主题模型 {path} 读不出来（{error}）；请用 voc topics 重新训练。",
            f"topic model {path} cannot be read ({error}); fit it again with voc topics.",
        ) from error


def _topics(rows: list[dict[str, Any]]) -> tuple[Topic, ...]:
    told: list[dict[str, Any]] = [
        {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()} for row in rows
    ]
    return tuple(Topic(**one) for one in told)
