"""How well brand, product, competitor and place are read, on texts labelled with the names in them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from voc import entities
from voc.errors import InputError
from voc.intake import read
from voc.intake.cells import as_text
from voc.jobs.evaluation import Evaluation, Figure
from voc.jobs.labelled import read_labelled, texts_of
from voc.schema import TABLES
from voc.settings import Settings
from voc.survey.intervals import wilson
from voc.text.documents import prepare

KINDS = ("brand", "product", "competitor", "place")
Named = set[tuple[str, str]]
"""What a text names: (kind, name), each once."""
_KEY = b"\0" * 32
_SEED = 20260101


def evaluate_entities(path: Path, dictionary: Path | None, *, settings: Settings) -> Evaluation:
    """Precision, recall and F1 over (kind, name) per text, all kinds together and each.

    Rows hold `mentions`, a list of objects with kind and name. Where rows name a `dictionary`, each is read with FILE_<dictionary>_dictionary.csv
    beside the file, or, with `dictionary` given, only the rows it is for. Without any, only real operators and places are known.
    """
    rows = read_labelled(path)
    if all(row.get("mentions") is None for row in rows):
        columns = ", ".join(map(str, list(rows[0])[:20]))
        raise InputError(
            f"{path.name} 缺少标签列 mentions（每条一个列表，含 kind 与 name）；现有列：{columns}。",
            f"{path.name} has no label column mentions (a list of kind and name per row); its columns: {columns}.",
        )
    truth: list[Named] = []
    given: list[Named] = []
    texts: list[str] = []
    versions: dict[str, str] = {}
    for which, some in _by_dictionary(rows, dictionary).items():
        file = dictionary or path.with_name(f"{path.stem}_{which}_dictionary.csv")
        maker = entities.load(
            read_dictionary(file, settings=settings) if dictionary or file.exists() else TABLES["dictionary"].arrow.empty_table()
        )
        found, said = read_names(maker, path.name, some)
        truth += [_named(path.name, row.get("mentions")) for row in some]
        given += found
        texts += said
        versions["entities" + (f" {which}" if which else "")] = maker.version
    figures = figures_of(truth, given)
    worst: list[dict[str, object]] = [
        {
            "missed": sorted(f"{kind}:{name}" for kind, name in t - g),
            "extra": sorted(f"{kind}:{name}" for kind, name in g - t),
            "text": text[:120],
        }
        for t, g, text in zip(truth, given, texts, strict=True)
        if t != g
    ]
    return Evaluation("entities", path.name, len(truth), 0, figures, {}, worst[:20], versions)


def read_dictionary(path: Path, *, settings: Settings) -> pa.Table:
    """A file of the operator's own names as the contract "dictionary"; InputError where it holds none."""
    tables = [
        batch.tables["dictionary"]
        for batch in read(path, "dictionary", key=_KEY, settings=settings)
        if "dictionary" in batch.tables
    ]
    if not tables:
        raise InputError(f"{path.name} 里没有可用的词典条目。", f"{path.name} holds no dictionary entry that can be used.")
    return pa.concat_tables(tables)


def read_names(maker: entities.Entities, file: str, rows: Sequence[dict[str, Any]]) -> tuple[list[Named], list[str]]:
    """What the maker reads in each row's text, and the texts."""
    texts = texts_of(file, rows)
    scores = maker.score([str(i) for i in range(len(rows))], prepare(texts))
    return [{(span["kind"], span["name"]) for span in json.loads(spans)} for spans in scores["evidence"].to_pylist()], texts


def figures_of(truth: Sequence[Named], given: Sequence[Named]) -> list[Figure]:
    """F1 (bootstrap over texts), precision and recall (Wilson) of all kinds, then F1 of each kind that occurs."""
    counts = _counts(truth, given)
    hits, read_, meant = (int(column.sum()) for column in counts.T)
    figures = [
        _f1("f1", counts),
        Figure("precision", hits / read_ if read_ else None, read_, *_wilson(hits, read_)),
        Figure("recall", hits / meant if meant else None, meant, *_wilson(hits, meant)),
    ]
    for kind in KINDS:
        of_kind = _counts([_of(kind, names) for names in truth], [_of(kind, names) for names in given])
        if of_kind.any():
            figures.append(_f1(f"f1_{kind}", of_kind))
    return figures


def _wilson(hits: int, base: int) -> tuple[float | None, float | None]:
    if not base:
        return None, None
    found = wilson(hits, base)
    return found.low, found.high


def _of(kind: str, names: Named) -> Named:
    return {name for name in names if name[0] == kind}


def _counts(truth: Sequence[Named], given: Sequence[Named]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Per text: names both in truth and given, names given, names in truth."""
    return np.array([(len(t & g), len(g), len(t)) for t, g in zip(truth, given, strict=True)], dtype=np.int64).reshape(-1, 3)


def _f1(name: str, counts: np.ndarray[Any, np.dtype[np.int64]]) -> Figure:
    hits, read_, meant = counts.sum(axis=0)
    if not read_ + meant:
        return Figure(name, None, 0)
    rng = np.random.default_rng(_SEED)
    draws = counts[rng.integers(0, len(counts), (500, len(counts)))].sum(axis=1)
    draws = draws[draws[:, 1] + draws[:, 2] > 0]
    low, high = np.quantile(2 * draws[:, 0] / (draws[:, 1] + draws[:, 2]), [0.025, 0.975])
    return Figure(name, float(2 * hits / (read_ + meant)), int(meant), float(low), float(high))


def _by_dictionary(rows: Sequence[dict[str, Any]], dictionary: Path | None) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(as_text(row.get("dictionary")), []).append(row)
    if dictionary is None:
        return groups
    mine = {which: some for which, some in groups.items() if which and which in dictionary.stem}
    return mine or {"": list(rows)}


def _named(file: str, mentions: Any) -> Named:
    """(kind, name) of the labels in one row, given as a list or as JSON."""
    try:
        given = json.loads(mentions) if isinstance(mentions, str) and mentions.strip() else mentions or []
        found = {(str(one["kind"]), str(one["name"])) for one in given}
    except (ValueError, TypeError, KeyError) as error:
        shown = as_text(mentions)[:80]
        raise InputError(
            f'{file} 的 mentions 无法识别：{shown}。应为 [{{"kind": "brand", "name": "…"}}]。',
            f'mentions of {file} cannot be read: {shown}. Give [{{"kind": "brand", "name": "..."}}].',
        ) from error
    unknown = sorted({kind for kind, _ in found} - set(KINDS))
    if unknown:
        raise InputError(
            f"{file} 的 mentions 有不认识的 kind：{'、'.join(unknown)}。可用：{'、'.join(KINDS)}。",
            f"mentions of {file} hold unknown kinds: {', '.join(unknown)}. Known: {', '.join(KINDS)}.",
        )
    return found
