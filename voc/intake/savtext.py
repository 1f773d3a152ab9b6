"""Which encoding the text of an SPSS file is in: old files do not say, and some say what is not so."""

from __future__ import annotations

import codecs
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from voc.errors import InputError
from voc.intake.encodings import strange
from voc.intake.savfile import SavFile, part_rows, parts
from voc.intake.savheader import SavHeader, looks_chinese, one_byte, western

BYTES = "ISO-8859-1"
"""Reads every byte as one character, so that the bytes can be had back."""
_SAMPLED = 65_536
_ONE_SCRIPT = 0.9


def encoding_of(file: SavFile, header: SavHeader, meta: Any) -> str:
    """The encoding that reads all text of the file; InputError where none does, or where the rows cannot be read to the end.

    `meta`: the metadata read as BYTES.
    """
    left = [name for name in header.encodings() if _known(name)]
    sample = bytearray()
    for text in _texts(file, meta, header.row_bytes):
        raw = text.encode("latin-1")
        left = [name for name in left if _reads(raw, name)]
        if len(sample) < _SAMPLED:
            sample += raw + b" "
    if not sample:
        return "utf-8"
    told = {header.declared, "gb18030" if header.says_chinese else None}
    # Hebrew, Greek or Cyrillic bytes pass as GB18030 too: letters of the one script that the file names speak for what it names.
    scripted = [name for name in left if one_byte(name) and not western(name) and _of_one_script(bytes(sample), name)]
    for name in [*scripted, *left]:
        if name in scripted or _fits(name, bytes(sample), sure=name in told):
            return name
    raise _unreadable(file.path, header.declared)


def _fits(encoding: str, sample: bytes, *, sure: bool) -> bool:
    """Whether text that an encoding can read is likely to be in it."""
    if encoding == "gb18030" and not sure:
        return looks_chinese(sample) and not strange(sample.decode(encoding, "ignore"))
    return not (western(encoding) and looks_chinese(sample))


def _of_one_script(sample: bytes, encoding: str) -> bool:
    """Whether nearly all characters beyond ASCII are letters of one script, other than Latin."""
    beyond = [one for one in sample.decode(encoding, "ignore") if not one.isascii()]
    scripts = Counter(unicodedata.name(one, "").partition(" ")[0] for one in beyond if one.isalpha())
    script, most = scripts.most_common(1)[0] if scripts else ("", 0)
    return script != "LATIN" and most >= _ONE_SCRIPT * len(beyond) > 0


def _texts(file: SavFile, meta: Any, row_bytes: int) -> Iterator[str]:
    """Distinct texts beyond ASCII: names, labels, then all strings of the rows (of a file without strings one column, to its end)."""
    words = [*meta.column_names, *meta.column_names_to_labels.values()]
    words += [text for labels in meta.variable_value_labels.values() for text in [*labels.values(), *labels]]
    yield from _foreign(words)
    strings = [name for name in meta.column_names if meta.readstat_variable_types.get(name) == "string"]
    wanted = strings or list(meta.column_names[:1])
    rows = part_rows(len(wanted), row_bytes)
    for part in parts(file, BYTES, rows, rows, meta.number_rows, wanted):
        for column in part.values():
            yield from _foreign(column)


def _foreign(words: Iterable[object]) -> Iterator[str]:
    return (text for text in {word for word in words if isinstance(word, str)} if not text.isascii())


def _known(encoding: str) -> bool:
    try:
        codecs.lookup(encoding)
    except (LookupError, ValueError):
        return False
    return True


def _reads(raw: bytes, encoding: str) -> bool:
    """Whether bytes are text in an encoding; a character cut at the end of a field is no error."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(raw, final=one_byte(encoding))
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _unreadable(path: Path, declared: str | None) -> InputError:
    zh, en = (f"文件注明的 {declared}、", f"{declared}, which the file names, ") if declared else ("", "")
    return InputError(
        f"无法读取 {path.name} 的文字：既不是{zh}UTF-8，也不是 GB18030（GBK）。请在 SPSS 中以正确的语言环境打开，另存为 Unicode 编码的 .sav 再试。",
        f"the text of {path.name} cannot be read: it is neither {en}UTF-8 nor GB18030 (GBK). Open it in SPSS under its own locale and save "
        "it as a .sav in Unicode.",
    )
