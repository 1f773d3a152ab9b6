"""What a careless or a hostile hand does to a file; every change is drawn from a seeded generator, so that each can be made again."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable

Change = Callable[[bytearray, random.Random], bytearray]
_BOMB = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
) + b"]>"
TOKENS: tuple[bytes, ...] = (
    *(
        b'"',
        b'""',
        b"'",
        b",",
        b"\t",
        b";",
        b"|",
        b"\r",
        b"\n",
        b"\r\n",
        b"\0",
        b"\0\0\0",
        b"\x1a",
        b"\xff",
        b"\xfe\xff",
        b"\xef\xbb\xbf",
    ),
    *(
        b"\xed\xa0\x80",
        b"\xed\xbf\xbf",
        b"\\ud800",
        b"\\udfff\\ud800",
        b"\\u0000",
        b"\xc0\xaf",
        b"\xf4\x90\x80\x80",
        b"\xa1\xa1",
        b"\x81\x30",
    ),
    *(
        "\u202e".encode(),
        "\u2066\u2069".encode(),
        "\u200b".encode(),
        "\ufeff".encode(),
        "\u2028".encode(),
        "𝒳".encode(),
        "ﷺ".encode(),
    ),
    *(b"=cmd|' /C calc'!A0", b'=HYPERLINK("http://x.example")', b"@SUM(1)", "＝1+1".encode(), b"-2+3", b"\t=1"),
    *(
        b"1e999",
        b"-1e999",
        b"NaN",
        b"Infinity",
        b"9" * 400,
        b"0x10",
        b"1_000",
        "١٢٣".encode(),
        "②".encode(),
        "½".encode(),
        b"1e-999",
    ),
    *(b"9999-99-99", b"0000-00-00", b"2026-02-30", b"99999999999999", b"-62135596801", b"25:61:61", b"2026-03-01T00:00:00+99:99"),
    *(b"<script>alert(1)</script>", b"&#0;", b"&#xD800;", b"&amp;" * 40, b"<!--", b"]]>", b"<![CDATA[", _BOMB),
    *(b"[", b"]", b"{", b"}", b"[" * 150, b'{"a":' * 150, b"(" * 300, b"null", b"true", b'"text":', b"\\", b'\\"', b"//"),
    *(b"-->", b"00:00:01,000 --> ", b"99:99:99,999", b"WEBVTT", b"NOTE", "客服：".encode(), "客户：".encode(), b"====\n", b"<v A>"),
    *(b"a" * 3_000, "客".encode() * 2_000, b" " * 5_000, b"\n" * 2_000, b'",' * 1_000, b"," * 6_000),
)
_SMALL = (0, 1, -1, 2, 3, 4, 6, 7, 127, 128, 255, 256, 999, 65_535, 2**31 - 1, -(2**31), 2**30, 2**24)


def _place(raw: bytearray, chance: random.Random) -> int:
    return chance.randrange(len(raw) + 1)


def flip(raw: bytearray, chance: random.Random) -> bytearray:
    """Some bytes to anything."""
    for _ in range(chance.choice((1, 1, 2, 4, 16, 64))):
        if raw:
            raw[chance.randrange(len(raw))] = chance.randrange(256)
    return raw


def cut(raw: bytearray, chance: random.Random) -> bytearray:
    """The end or a piece left out."""
    start = _place(raw, chance)
    del raw[start : start + chance.choice((1, 2, 8, 100, len(raw)))]
    return raw


def insert(raw: bytearray, chance: random.Random) -> bytearray:
    """A token that means something to one of the readers."""
    at = _place(raw, chance)
    raw[at:at] = chance.choice(TOKENS) * chance.choice((1, 1, 1, 2, 30))
    return raw


def swap(raw: bytearray, chance: random.Random) -> bytearray:
    """Two pieces in each other's place."""
    a, b = sorted((_place(raw, chance), _place(raw, chance)))
    size = chance.choice((1, 4, 16, 64, 256))
    return raw[:a] + raw[b : b + size] + raw[a + size : b] + raw[a : a + size] + raw[b + size :]


def again(raw: bytearray, chance: random.Random) -> bytearray:
    """A piece repeated."""
    start = _place(raw, chance)
    piece = raw[start : start + chance.choice((1, 4, 16, 64, 256, 1024))]
    raw[start:start] = piece * chance.choice((1, 2, 20, 100))
    return raw


def lie(raw: bytearray, chance: random.Random) -> bytearray:
    """A number of four or eight bytes, such as a length or a count, made something else."""
    if len(raw) > 8:
        at = chance.randrange(len(raw) - 8)
        at -= at % 4 if chance.random() < 0.7 else 0
        form = chance.choice(("<i", ">i", "<q", "<d"))
        value: float = chance.choice(_SMALL)
        struct.pack_into(form, raw, at, chance.choice((value, float("nan"), 1e308, -1.5)) if form == "<d" else value)
    return raw


def quotes(raw: bytearray, chance: random.Random) -> bytearray:
    """A storm of quotation marks."""
    for _ in range(chance.choice((3, 20, 200))):
        at = _place(raw, chance)
        raw[at:at] = chance.choice((b'"', b'""', b'"\n', b'",', b"'"))
    return raw


def mixed(raw: bytearray, chance: random.Random) -> bytearray:
    """A part in another encoding."""
    a, b = sorted((_place(raw, chance), _place(raw, chance)))
    text = bytes(raw[a:b]).decode("utf-8", "replace")
    return raw[:a] + text.encode(chance.choice(("gb18030", "utf-16-le", "big5", "utf-32-be", "latin-1")), "replace") + raw[b:]


def token_for_token(raw: bytearray, chance: random.Random) -> bytearray:
    """A cell or a value replaced."""
    marks = [place for place, byte in enumerate(raw) if byte in b',\t;"\n:<>']
    if len(marks) > 1:
        at = chance.randrange(len(marks) - 1)
        raw[marks[at] + 1 : marks[at + 1]] = chance.choice(TOKENS)
    return raw


CHANGES: tuple[Change, ...] = (flip, cut, insert, swap, again, lie, quotes, mixed, token_for_token)
_XML = (
    (b' r="A1"', b""),
    (b' r="A1"', b' r="XFD1048576"'),
    (b' r="A1"', b" r = 'ZZZZ9999999'"),
    (b' r="B2"', b' r="A99999999999"'),
    (b'<row r="2"', b'<row r="1048576"'),
    (b'<row r="2"', b'<row r="-1"'),
    (b"<v>0</v>", b"<v>4294967295</v>"),
    (b"<v>0</v>", b"<v>-1</v>"),
    (b"<v>0</v>", b"<v>1e400</v>"),
    (b't="s"', b't="e"'),
    (b't="s"', b't="inlineStr"'),
    (b't="s"', b't="d"'),
    (b't="s"', b't="b"'),
    (b't="s"', b't="str"'),
    (b"<f>1+1</f>", b'<f t="shared" ref="A1:XFD1048576" si="0">1</f>'),
    (b"<f>1+1</f>", b"<f>" + b"(" * 3_000 + b"</f>"),
    (b'ref="', b'ref="A1:XFD1048576" x="'),
    (b'<mergeCell ref="', b'<mergeCell ref="ZZZ9:A1"/><mergeCell ref="'),
    (b"<?xml", _BOMB + b"<?xml"),
    (b"<sheetData>", b"<sheetData>" + b"<row>" * 300),
    (b'name="', b'name="\x00'),
    (b'Target="', b'Target="../../../../etc/passwd" x="'),
    (b'r:id="', b'r:id="rId99" x="'),
    (b"UTF-8", b"UTF-16"),
    (b"</worksheet>", b""),
)


def _member(raw: bytearray, chance: random.Random) -> bytearray:
    """One file of a zip archive changed, the archive put together again as it should be."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            members = {info.filename: bytearray(archive.read(info)) for info in archive.infolist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError, zlib.error):
        return flip(raw, chance)
    name = chance.choice([name for name in members if "sheet" in name or "workbook" in name or "shared" in name] or list(members))
    what = chance.random()
    if what < 0.6:
        old, new = chance.choice(_XML)
        members[name] = bytearray(bytes(members[name]).replace(old, new, chance.choice((1, -1))))
    elif what < 0.85:
        members[name] = chance.choice(CHANGES)(members[name], chance)
    elif what < 0.9:
        del members[name]
    else:
        members[name + chance.choice(("x", ".xml", "/"))] = bytearray(chance.choice(TOKENS))
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))) as archive:
        for name, content in members.items():
            archive.writestr(name, bytes(content))
    return bytearray(sink.getvalue())


def mutated(raw: bytes, chance: random.Random) -> bytes:
    """The file after one to four changes."""
    found = bytearray(raw)
    changes = (_member, _member, _member, lie, flip, cut) if raw.startswith(b"PK") else CHANGES
    if raw.startswith(b"$FL"):
        changes = (flip, lie, lie, cut, swap, again)
    for _ in range(chance.choice((1, 1, 2, 4))):
        found = chance.choice(changes)(found, chance)
    return bytes(found[:2_000_000])
