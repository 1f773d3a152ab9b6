"""The cases: number -> a mutated file that is read in every way, or a hostile string that goes through everything that reads text."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from hostile.hostile_words import word
from hostile.mutators import mutated
from hostile.seed_files import Seed, seeds

_OTHER_SOURCE = 0.1


def mutation(number: int, found: list[Seed]) -> tuple[Seed, bytes, random.Random]:
    """The seed and the bytes of a case."""
    chance = random.Random(f"files {number}")
    seed = found[number % len(found)]
    return seed, mutated(seed.raw, chance), chance


def files(folder: Path) -> Callable[[int], str]:
    """A case of a file."""
    from voc.errors import VocError
    from voc.intake import guess_source, open_file, peek, read, read_texts
    from voc.schema import SOURCES
    from voc.settings import Settings

    settings, found = Settings(), seeds(folder)

    def told(error: VocError) -> str:
        assert error.zh.strip(), error.en
        assert error.en.strip(), error.zh
        error.zh.encode()
        error.en.encode()
        assert any("\u4e00" <= character <= "\u9fff" for character in error.zh), error.zh
        return "refused"

    def case(number: int) -> str:
        seed, raw, chance = mutation(number, found)
        source = chance.choice(SOURCES) if chance.random() < _OTHER_SOURCE else seed.source
        path = folder / f"文件 {number}{seed.ending}"
        path.write_bytes(raw)
        try:
            try:
                if number % 4 == 0:
                    guess_source(path, settings=settings)
                if number % 4 == 1:
                    peek(path, source).preview()
            except VocError as error:
                told(error)
            try:
                opened = open_file(path, source, settings=settings)
                rows = balanced(read(path, source, key=bytes(32), settings=settings, opened=opened))
                if number % 4 == 2:
                    texts = [one for table in read_texts(path, source, settings=settings) for one in table["row_id"].to_pylist()]
                    assert set(texts) <= set(range(1, rows + 1))
                for zh, en in opened.notes:
                    assert zh.strip()
                    assert en.strip()
            except VocError as error:
                return told(error)
            return "taken"
        finally:
            path.unlink()

    return case


def balanced(batches: object) -> int:
    """Rows of all batches; AssertionError where a row is in no account or in two."""
    from voc.schema import TABLES

    rows, seen = 0, []
    for batch in batches:  # type: ignore[attr-defined]
        bad = batch.quarantine["source_row"].to_pylist()
        held = {row for table in batch.tables.values() for row in table["source_row"].to_pylist()}
        assert len(bad) == len(set(bad))
        assert held.isdisjoint(bad)
        assert sorted(held | set(bad)) == batch.source_rows
        for name, table in batch.tables.items():
            TABLES[name].conform(table)
        TABLES["quarantine"].conform(batch.quarantine)
        rows += batch.rows
        seen += batch.source_rows
    assert sorted(seen) == list(range(1, rows + 1))
    return rows


def words(folder: Path) -> Callable[[int], str]:
    """A case of a text: cleaned, folded, masked, cut into clauses, scored, written out."""
    import pyarrow as pa

    from voc.dialogue import Turn
    from voc.export.tables import csv_bytes
    from voc.intake import read
    from voc.intake.dates import DateReader
    from voc.intake.headers import bare, normal, numbered
    from voc.intake.spoken import Heard
    from voc.intake.spoken_text import looks_spoken, parse_text
    from voc.intake.subtitles import parse_subtitles
    from voc.pipeline import load_makers, score
    from voc.privacy.mask import mask
    from voc.settings import Settings
    from voc.text.normalize import clean, fold

    path = folder / "dictionary.csv"
    path.write_bytes(next(one.raw for one in seeds(folder) if one.source == "dictionary" and one.ending == ".jsonl"))
    dictionary = next(read(path, "dictionary", key=bytes(32), settings=Settings())).tables["dictionary"]
    dates, makers = DateReader(Settings().zone), load_makers(Settings(), dictionary=dictionary)

    def case(number: int) -> str:
        given = word(number)
        cleaned = clean(given)
        assert clean(cleaned) == cleaned
        cleaned.encode()
        assert len(fold(cleaned)) == len(cleaned)
        masked = mask(cleaned)
        masked.encode()
        score(["1", "2"], [masked, None], [[Turn("customer", masked), Turn("agent", masked)], None], makers)
        normal(given)
        bare(given)
        numbered([given, given])
        with suppress(ValueError, OverflowError):
            dates.read(given[:2_000])
        looks_spoken(given)
        for parse in (parse_text, parse_subtitles):
            parse(given, Heard())
        written = csv_bytes(pa.table({"t": [masked, masked[::-1], cleaned]})).decode("utf-8-sig")
        for row in csv.reader(io.StringIO(written, newline="")):
            assert all(not cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠")) for cell in row), row
        return "taken"

    return case


def keep(kind: str, number: int, folder: Path) -> None:
    """The file or text of a case that failed, for whoever mends it."""
    place = folder / "failed"
    place.mkdir(exist_ok=True)
    if kind == "files":
        seed, raw, _ = mutation(number, seeds(folder))
        (place / f"{number}{seed.ending}").write_bytes(raw)
    else:
        (place / f"{number}.txt").write_text(word(number), encoding="utf-8", errors="surrogatepass")
