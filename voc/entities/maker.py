"""The maker of entity_scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from json.encoder import encode_basestring

import pyarrow as pa

from voc.entities.names import Entity
from voc.entities.reader import Mention, Reader
from voc.entities.shipped import shipped
from voc.schema import MAKERS
from voc.text.documents import Documents, hearing_version

CODE_VERSION = 2
_Row = tuple[str | None, str | None, str | None, str | None, str | None]
_NOTHING: _Row = (None, None, None, None, None)
_COLUMNS = ("brand", "product", "competitor", "place", "region")


def load(dictionary: pa.Table) -> Entities:
    """The maker for names as in `dictionary` (contract "dictionary"), real operators and real places."""
    return Entities(dictionary)


class Entities:
    """Maker of entity_scores."""

    name = "entities"

    def __init__(self, dictionary: pa.Table) -> None:
        self._reader = Reader(dictionary, shipped())
        self.version = f"names{CODE_VERSION}-{self._reader.digest}-{hearing_version()}"

    def read(self, folded: str) -> list[Mention]:
        """Mentions in a folded text, in order."""
        return self._reader.find(folded)

    def score(self, ids: Sequence[str], docs: Documents) -> pa.Table:
        """entity_scores, one row per id in order."""
        rows: list[_Row] = []
        evidence: list[str] = []
        for text, mentions in zip(docs.texts, self._reader.find_in_each(docs.folded), strict=True):
            rows.append(choose(mentions) if mentions else _NOTHING)
            evidence.append(_evidence(text, mentions) if mentions else "[]")
        columns = list(zip(*rows, strict=True)) or [()] * len(_COLUMNS)
        given = {name: pa.array(column, pa.string()) for name, column in zip(_COLUMNS, columns, strict=True)}
        fixed = {
            "verbatim_id": pa.array(list(ids), pa.string()),
            "version": pa.array([self.version] * len(rows), pa.string()),
            "evidence": pa.array(evidence, pa.string()),
        }
        contract = MAKERS[self.name]
        return contract.conform(pa.table({field: {**fixed, **given}[field] for field in contract.arrow.names}))


def _evidence(text: str, mentions: Sequence[Mention]) -> str:
    return "[" + ",".join(_span(text, mention) for mention in mentions) + "]"


def _span(text: str, mention: Mention) -> str:
    said, name = encode_basestring(text[mention.start : mention.end]), encode_basestring(mention.entity.name)
    return (
        f'{{"start":{mention.start},"end":{mention.end},"text":{said},"weight":{mention.weight},'
        f'"kind":"{mention.entity.kind}","name":{name}}}'
    )


def choose(mentions: Sequence[Mention]) -> _Row:
    """Brand, product, competitor, place, region: of each the most named, None where there is none or two equally often.

    A product speaks for its brand; a place within another one named goes before that; the operator's own places go before others.
    """
    by_kind: dict[str, list[Entity]] = {}
    for mention in mentions:
        by_kind.setdefault(mention.entity.kind, []).append(mention.entity)
    products = by_kind.get("product", [])
    product = _most_named([entity.name for entity in products])
    owners = [entity.above[-1] for entity in products if entity.above]
    owner = next((entity.above[-1] for entity in products if entity.name == product and entity.above), None)
    brand = owner or _most_named([*owners, *(entity.name for entity in by_kind.get("brand", []))])
    places = by_kind.get("place", [])
    places = [entity for entity in places if entity.listed] or places
    regions = [entity.above[-1] if entity.above else entity.name for entity in places]
    upper = {name for entity in places for name in entity.above}
    place = _most_named([entity.name for entity in places if entity.name not in upper])
    return brand, product, _most_named([entity.name for entity in by_kind.get("competitor", [])]), place, _most_named(regions)


def _most_named(names: list[str]) -> str | None:
    """The name said most often; None where there is none, or two equally often."""
    if len(names) < 2:
        return names[0] if names else None
    ranked = Counter(names).most_common(2)
    if len(ranked) == 2 and ranked[0][1] == ranked[1][1]:
        return None
    return ranked[0][0]
