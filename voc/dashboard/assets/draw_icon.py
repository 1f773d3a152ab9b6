"""Draws icon.png, a speech bubble with three bars, with the standard library alone: `python -m voc.dashboard.assets.draw_icon`."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

SIZE = 64
INK, PAPER, NONE = b"\x0b\x5f\xa5\xff", b"\xff\xff\xff\xff", b"\x00\x00\x00\x00"
BARS = ((18, 30), (29, 22), (40, 14))
"""Left edge and upper edge of each bar; all stand on row 40."""


def pixel(x: int, y: int) -> bytes:
    """The colour of one pixel: rounded bubble, its tail, the bars."""
    if any(left <= x < left + 7 and top <= y < 41 for left, top in BARS):
        return PAPER
    dx, dy = max(14 - x, x - 49, 0), max(14 - y, y - 40, 0)
    if dx * dx + dy * dy <= 100:
        return INK
    return INK if 50 <= y < 62 and 14 <= x < 14 + (62 - y) else NONE


def png() -> bytes:
    """The icon as PNG, 64 x 64, eight bits RGBA."""
    rows = b"".join(b"\x00" + b"".join(pixel(x, y) for x in range(SIZE)) for y in range(SIZE))
    parts = ((b"IHDR", struct.pack(">IIBBBBB", SIZE, SIZE, 8, 6, 0, 0, 0)), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    chunks = (struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


if __name__ == "__main__":
    Path(__file__).with_name("icon.png").write_bytes(png())
