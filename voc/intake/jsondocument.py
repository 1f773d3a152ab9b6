"""JSON that is one document over many lines: an array of objects, or an object that holds one."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from voc.errors import InputError
from voc.intake.blocks import Reader, changed
from voc.intake.cells import Cell, as_text
from voc.intake.encodings import BROKEN_MARKS, bounded_lines, detect, on_error
from voc.intake.jsonlines import JsonLinesReader, too_deep
from voc.intake.limits import limits
from voc.intake.recognition import calls_in, nested, parse_recognition
from voc.intake.spoken import SpokenReader, Whole, read_whole
from voc.intake.stamps import opened, same
from voc.intake.turns import exchanged, label_in, spoken_in
from voc.text.patterns import SURROGATE

HEAD = re.compile(rb"\s*(?:\{|\[\s*(?:[\[{\]]|$))")
"""How JSON of objects begins; a text may begin with [00:01] or [客服]."""
_LINES = (".jsonl", ".ndjson")
_OPENINGS = ("[", "{", "[{")
_DEEPEST_LIST = 3
KIND = "json"


class JsonDocumentReader(JsonLinesReader):
    """The objects of a document as rows, numbered in its order; what among them is no object becomes a fault."""

    kind = KIND

    def __init__(self, whole: Whole, items: list[object], known: Callable[[str], bool]) -> None:
        self._items = items
        self._before = whole.stat
        super().__init__(whole.path, known)

    def _objects(self) -> Iterator[dict[str, Cell] | tuple[str, str]]:
        if not same(self.path, self._before):
            raise changed(self.path)
        for item in self._items:
            if not isinstance(item, dict):
                yield "bad_json", json.dumps(item, ensure_ascii=False)
            elif self.broken and BROKEN_MARKS.search(text := as_text(item)):
                yield "bad_encoding", SURROGATE.sub("\ufffd", text)
            else:
                yield item


def json_reader(path: Path, known: Callable[[str], bool], *, spoken: bool) -> Reader:
    """The reader for JSON in any shape; `spoken`: calls are wanted, so that lists of segments are looked for."""
    first, more = _first_line(path)
    value = _loaded(first)
    named = path.suffix.lower() in _LINES
    if (more or named) and isinstance(value, dict) and spoken and nested(value):
        return SpokenReader(read_whole(path), KIND, parse_recognition(_documents))
    opening = first.strip("\ufeff \t\r\n") in _OPENINGS
    if not first or (named and not opening) or (more and isinstance(value, dict)):
        return JsonLinesReader(path, known)
    return _document_reader(path, known, spoken=spoken)


def is_recognition(path: Path) -> bool:
    """Whether a JSON file holds calls as a speech recogniser gives them; false where it cannot be read."""
    try:
        first, more = _first_line(path)
        value = _loaded(first)
        if isinstance(value, dict) and (more or path.suffix.lower() in _LINES):
            return nested(value)
        return any(_surely(found.segments) for found in calls_in(_parsed(read_whole(path))))
    except InputError:
        return False


def _surely(segments: list[dict[str, Cell]]) -> bool:
    """Whether segments are speech beyond doubt: comments below a post have a text and a time as well."""
    for item in segments:
        if exchanged(item) or label_in(item) is not None:
            return True
        try:
            return all(one.start is not None and one.end is not None for one in spoken_in(item))
        except ValueError:
            continue
    return False


def _document_reader(path: Path, known: Callable[[str], bool], *, spoken: bool) -> Reader:
    whole = read_whole(path)
    try:
        document = _parsed(whole)
    except InputError:
        if not whole.text.lstrip("\ufeff \t\r\n").startswith("{"):
            raise
        try:
            # A file of JSON Lines whose first line is broken.
            return JsonLinesReader(path, known)
        except InputError as error:
            if "no line of" not in str(error):
                raise
        raise
    if spoken and calls_in(document):
        return SpokenReader(whole, KIND, parse_recognition(lambda _: [document]))
    items = _records(document, 0)
    items = ([document] if isinstance(document, dict) else []) if items is None else items
    if not any(isinstance(item, dict) for item in items):
        raise _no_objects(path)
    return JsonDocumentReader(whole, items, known)


def _records(value: object, depth: int) -> list[object] | None:
    """The list of objects a document is, or holds below keys such as data; None where it has none or more than one."""
    if isinstance(value, list):
        return value if any(isinstance(item, dict) for item in value) else None
    if not isinstance(value, dict) or depth > _DEEPEST_LIST:
        return None
    found = [items for inner in value.values() if (items := _records(inner, depth + 1)) is not None]
    # Beside a text or an id, a list belongs to this object: it is one record.
    return (
        found[0]
        if len(found) == 1 and not any(name in value for name in ("id", "text", "content", "编号", "内容", "turns"))
        else None
    )


def _first_line(path: Path) -> tuple[str, bool]:
    """The first line that is not blank, and whether another one follows."""
    with opened(path) as stream:
        encoding = detect(stream, path).encoding
        stream.seek(0)
        with io.TextIOWrapper(stream, encoding=encoding, errors=on_error(encoding), newline="\n") as text:
            filled = (line for line in bounded_lines(text) if line.strip("\ufeff \t\r\n"))
            return next(filled, ""), next(filled, None) is not None


def _loaded(text: str) -> object:
    if len(text) > limits().line:
        return None
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return None if too_deep(text) else value


def _documents(text: str) -> list[object]:
    """The JSON of each line; a line that is none as it stands."""
    lines = [line for line in text.split("\n") if line.strip("\ufeff \t\r")]
    return [line if (value := _loaded(line)) is None else value for line in lines]


def _parsed(whole: Whole) -> object:
    path = whole.path
    try:
        document: object = json.loads(whole.text.lstrip("\ufeff"))
    except RecursionError as error:
        raise _deep(path) from error
    except json.JSONDecodeError as error:
        raise InputError(
            f"{path.name} 不是有效的 JSON：第 {error.lineno} 行第 {error.colno} 个字符处出错。文件可能没有写完；请重新导出。",
            f"{path.name} is not valid JSON: it breaks at line {error.lineno}, character {error.colno}. It may be incomplete; export it again.",
        ) from error
    except ValueError as error:
        raise InputError(
            f"{path.name} 不是有效的 JSON：含有过长的数字。请把长编号写成带引号的文字。",
            f"{path.name} is not valid JSON: it holds a number that is too long. Put long numbers into quotation marks.",
        ) from error
    if too_deep(whole.text):
        raise _deep(path)
    return document


def _deep(path: Path) -> InputError:
    return InputError(
        f"{path.name} 的 JSON 嵌套超过 {limits().nesting} 层，不予读取。请只导出需要的部分；也可用环境变量 VOC_MAX_NESTING 提高上限。",
        f"the JSON of {path.name} is nested more than {limits().nesting} levels deep and is not read. Export only the part that is needed, or "
        "raise the limit by the environment variable VOC_MAX_NESTING.",
    )


def _no_objects(path: Path) -> InputError:
    return InputError(
        f'{path.name} 的 JSON 里没有对象。可读的是对象的数组，例如 [{{"id": "1", "text": "…"}}]，或每行一个对象。',
        f'no objects in the JSON of {path.name}. What is read is an array of objects, such as [{{"id": "1", "text": "..."}}], or one '
        "object a line.",
    )
