"""Hostile strings, numbered: each is made of pieces that some reader, pattern, renderer or spreadsheet takes for more than text."""

from __future__ import annotations

import random

PIECES: tuple[str, ...] = (
    *(
        "\u202e反过来\u202c",
        "\u2066x\u2069",
        "\u200b",
        "\u200d",
        "\u2060",
        "\ufeff",
        "\u00ad",
        "\U000e0041",
        "\ufe0f",
        "\u0301" * 50,
        "\u115f",
    ),
    *("\ud800", "\udfff", "\ud83d\udc31", "\0", "\x1b[31m", "\x85", "\u2028", "\u2029", "\x1c", "\x7f"),
    *("=1+1", "+1", "-1", "@SUM(A1)", "＝1", "＋1", "\t=1", "\r=1", " =1", "|calc", "%0A=1", "'=1", '"=1', "\u00a0=1", "\u3000＠"),
    *(
        "![x](http://evil.example/a.png)",
        "[x](javascript:alert(1))",
        "<img src=x onerror=alert(1)>",
        "<script>",
        "</div>",
        "$x^2$",
        "$$",
    ),
    *(
        ":material/home:",
        ":red[x]",
        ":smile:",
        "**x**",
        "# x",
        "- x",
        "`x`",
        "~~x~~",
        "| a | b |",
        "http://evil.example",
        "www.evil.example",
    ),
    *(
        "&amp;",
        "&#60;",
        "&lt;b&gt;",
        "&" * 30,
        "&#x202e;",
        "&#0;",
        "%s%n",
        "{0}",
        "${jndi:ldap://x}",
        "'; DROP TABLE x; --",
        "%{x}",
        "{{x}}",
    ),
    *(
        "13800138000",
        "１３８００１３８０００",
        "一三八零零一三八零零零",
        "幺三八 零零幺三八 零零零",
        "110101199003070038",
        "a@b.cn",
        "京A12345",
    ),
    *(
        "我叫张三",
        "QQ号是12345678",
        "4111 1111 1111 1111",
        "99元套餐",
        "10086",
        "0" * 60,
        "1 2 3 4 5 6 7 8 9",
        "一" * 80,
        "二百五十" * 20,
    ),
    *("客服：", "客户：", "[00:01]", "00:00:01,000 --> 00:00:02,000", "====", "：" * 40, "(" * 60, "[" * 60, "（zhī）", "【" * 40),
    *("2026-03-01", "昨天", "9" * 50, "1e999", "-0", "1,2,3", "½", "②", "٣", "ǅ", "ß", "İ", "ﬁ", "㌖", "𠀀", "臺灣", "Å", "ﷺ"),
    *(
        "信号差",
        "不满意",
        "退费",
        "携号转网",
        "投诉到工信部",
        "不是不好",
        "但是",
        "没",
        "了",
        "，",
        "。",
        "！？",
        "…",
        "\n",
        "\r\n",
        " ",
        "\t",
    ),
    *(
        "ä½ å¥½",
        "浣犲ソ",
        "锟斤拷",
        "\ufffd",
        "Ã©",
        "â€œ",
        "@" * 30,
        "@中国移动",
        "<br>" * 10,
        "a",
        "A",
        "z" * 40,
        "x@" * 20,
        "1." * 30,
    ),
)


def word(number: int) -> str:
    """The string of a number: short mixtures, one piece many times, two pieces in turn, and any characters at all."""
    chance = random.Random(f"words {number}")
    kind = number % 8
    if kind < 4:
        return "".join(chance.choice(PIECES) for _ in range(chance.choice((1, 3, 10, 60))))
    if kind < 6:
        piece = chance.choice(PIECES)
        return chance.choice(PIECES) + piece * min(20_000, 40_000 // len(piece)) + chance.choice(PIECES)
    if kind == 6:
        pair = chance.choice(PIECES) + chance.choice(PIECES)
        return pair * min(5_000, 30_000 // len(pair)) + chance.choice(PIECES)
    return "".join(
        chr(chance.choice((chance.randrange(128), chance.randrange(0x3000), chance.randrange(0x110000))))
        for _ in range(chance.choice((5, 80, 2_000)))
    )
