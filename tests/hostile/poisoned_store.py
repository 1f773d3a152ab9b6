"""A store whose every word that comes from data carries Markdown, HTML, LaTeX, icons, colours, addresses and invisible characters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from dashboard import invented_service, invented_store, survey_store

from voc.loop.actions import open_action
from voc.schema import MAKERS, TABLES
from voc.settings import Settings
from voc.store import Store
from voc.store.actions import Action

POISON = (
    " ![p](http://203.0.113.9/p.png)<img src=http://203.0.113.9/q.png onerror=alert(1)>[l](http://203.0.113.9)"
    " :red[r] $x^2$ :material/home: :smile: www.evil.example **b** `c` &lt;b&gt; \u202eabc\u200b"
)
_CODED = frozenset(
    {"content", "version", "evidence", "intent", "cause", "cause2", "measure", "wave", "unit", "reason", "topic", "external_id"}
    | {"question", "grain", "kind"}
)
"""Written by us, or looked up by value: names of measures, codes, periods. Questions are poisoned by the store of surveys."""
_MAKERS = {contract.name for contract in MAKERS.values()}


def poisoned(name: str, table: pa.Table) -> pa.Table:
    """The table with POISON behind every text that a file gives."""
    contract = TABLES[name]
    for column in contract.columns:
        free = column.type == pa.string() and not column.allowed and column.name not in contract.key
        if free and column.name not in _CODED and not column.name.endswith("_id") and name not in _MAKERS:
            given = table[column.name]
            table = table.set_column(
                table.schema.get_field_index(column.name), column.name, pc.binary_join_element_wise(given, pa.scalar(POISON), "")
            )
    return table


@contextmanager
def poisoning() -> Iterator[None]:
    """Every table on its way into a store is poisoned."""
    from voc.store.writer import Writer

    with pytest.MonkeyPatch.context() as patch:
        append = Writer.append

        def hostile(self: Writer, name: str, rows: pa.Table, *more: Any, **options: Any) -> Any:
            return append(self, name, poisoned(name, rows), *more, **options)

        patch.setattr(Writer, "append", hostile)
        yield


def poisoned_stores(folder: Path, names: Sequence[str] = ("voices", "surveys", "service")) -> dict[str, Settings]:
    """The invented stores of these names, poisoned, each with actions whose words are too."""
    made = {}
    with poisoning():
        if "voices" in names:
            made["voices"] = invented_store.fill_folder(folder / "voices")
        if "surveys" in names:
            made["surveys"] = survey_store.fill_surveys(folder / "surveys", hostile=True)
        if "service" in names:
            made["service"] = Settings(home=folder / "service" / "store", key_file=folder / "service" / "identity.key")
            invented_service.fill(made["service"]).close()
    for settings in made.values():
        store = Store.open(settings)
        for title in ("补盲", "二"):
            wanted = Action(title=title + POISON, cause="network.coverage", department="网络部" + POISON, owner="张" + POISON)
            open_action(store, wanted, today=date(2026, 6, 1), who="a" + POISON, note="注" + POISON)
        store.close()
    return made
