"""The labelled sets in the folder named by VOC_EVAL_DIR, each split once into a half to tune on and a half to report on."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from voc import resources
from voc.text.normalize import clean

SEED = "voc-tune-1"
_OPERATOR = re.compile("移动|联通|电信|10086|10010|10000")
APART = "sentences apart"
"""Own sentences that no model is learned from."""
LABELS = {"neg": 0.0, "pos": 1.0, "neu": 2.0}


@dataclass(frozen=True)
class Labelled:
    """Texts as given, with labels: 0 blame, 1 praise, 2 neither; or, for `rated`, a mean rating."""

    name: str
    given: list[str]
    labels: npt.NDArray[np.float64]
    rated: bool = False

    def half(self, *, tune: bool) -> Labelled:
        """The tuning half or the other one, by a hash of seed and text: equal texts stay together."""
        kept = [i for i, text in enumerate(self.given) if _tunes(text) == tune]
        return Labelled(self.name, [self.given[i] for i in kept], self.labels[kept], self.rated)

    @cached_property
    def texts(self) -> list[str]:
        """The texts, cleaned."""
        return [clean(text) for text in self.given]


def _tunes(text: str) -> bool:
    return bool(hashlib.sha256(f"{SEED}|{text}".encode()).digest()[0] & 1)


def folder() -> Path:
    """The folder with the labelled sets; SystemExit with a hint where it is not given."""
    given = os.environ.get("VOC_EVAL_DIR")
    if not given or not Path(given).is_dir():
        raise SystemExit("set VOC_EVAL_DIR to the folder with the labelled sets")
    return Path(given)


def sets() -> list[Labelled]:
    """Takeaway and shopping reviews (books left out), microblog posts, telecom messages, rated telecom dialogues."""
    root = folder()
    takeaway = pd.read_csv(root / "sentiment_takeaway.csv").dropna()
    shopping = pd.read_csv(root / "sentiment_shopping.csv").dropna()
    # The books are inside the packaged training text.
    shopping = shopping[shopping["category"] != "书籍"]
    microblog = pd.read_csv(root / "sentiment_microblog.csv").dropna()
    apart = pd.read_csv(resources.path("data", "sentences", "apart.tsv"), sep="\t", quoting=csv.QUOTE_NONE)
    messages = _lines(root / "causes_telecom.jsonl")
    known = {message["id"] for message in messages}
    dialogues = [row for row in _lines(root / "dialogues_helpdesk.jsonl") if row["id"] not in known and _telecom(row)]
    return [
        _labelled("takeaway", takeaway["text"], takeaway["label"]),
        _labelled("shopping", shopping["text"], shopping["label"]),
        _labelled("microblog", microblog["text"], microblog["label"].map(LABELS)),
        _labelled("telecom messages", [row["text"] for row in messages], [LABELS[row["polarity"]] for row in messages]),
        _labelled(APART, apart["text"], apart["polarity"].map(LABELS)),
        _labelled("telecom dialogues", map(_customer, dialogues), [row["satisfaction"] for row in dialogues], rated=True),
    ]


def _labelled(name: str, texts: object, labels: object, *, rated: bool = False) -> Labelled:
    return Labelled(name, [str(text) for text in texts], np.array(list(labels), dtype=np.float64), rated)


def _lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _telecom(row: dict) -> bool:
    return _OPERATOR.search(" ".join(turn["text"] for turn in row["turns"])) is not None


def _customer(row: dict) -> str:
    return "\n".join(turn["text"] for turn in row["turns"] if turn["speaker"] == "customer")
