"""Every regular expression and character table of the text layer, in one place."""

from __future__ import annotations

import re

HAN = "\u3400-\u4dbf\u4e00-\u9fff"
HAN_POINTS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF))

# --- what clean() takes out or turns into something else
SURROGATE = re.compile("[\ud800-\udfff]")
LINE_BREAKS = "\n\r\x0b\x0c\x85\u2028\u2029"
BLANK_RUN = re.compile(r"[^\S\x1c-\x1f]+")
"""Runs of white space; the four ASCII separators are controls here, although Python calls them white space."""
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]+"
)
"""Controls, zero-width and bidirectional marks, variation selectors, tags: nothing a reader sees."""
LINE_TAG = re.compile(r"<(?:br|/?p)\s*/?>", re.IGNORECASE)
ENTITY_OF_ENTITY = re.compile(r"&(?:amp;|#0*38;|#x0*26;)+", re.IGNORECASE)
"""Ampersands encoded again and again, folded to one at once so that nesting costs no extra rounds."""

_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹ"
_SYLLABLE = f"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?[aeiouv{_TONED}]{{1,3}}(?:ng|n|r)?[1-5]?)"
_NOT_PINYIN = "(?!(?:pin|ping|wan|lan|can|she|he|me|a|e|o|i|u|v|no|we|hi|yes|si|io|ai|ui|bug|fee|see|too|you|die|to|do|go|be)[)）])"
PINYIN_GLOSS = re.compile(f"(?<=[{HAN}])(?:[(（]{_NOT_PINYIN}{_SYLLABLE}[)）])+")
"""Lower-case pinyin syllables, each in brackets right after a Chinese character; words a telecom text writes that way are left."""

WIDE_ALNUM = {code: chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}

# --- UTF-8 read as Latin-1 or Windows-1252: lead and continuation bytes as those encodings show them
_CONTINUED = "\x80-\xbf" + "".join(
    character for code in range(0x80, 0xA0) if (character := bytes([code]).decode("cp1252", "ignore")) and character not in "-^]\\"
)
WESTERN_MOJIBAKE = re.compile(f"(?:[\xe2-\xef][{_CONTINUED}]{{2}}|\xf0[{_CONTINUED}]{{3}})+")


def _gbk(leads: range, trails: range) -> str:
    return "".join(bytes((lead, trail)).decode("gbk", "ignore") for lead in leads for trail in trails)


# --- UTF-8 read as GBK: pairs of three-byte characters become three rare characters of these kinds
GBK_FIRST = _gbk(range(0xE4, 0xEA), range(0x80, 0xC0))
_GBK_SECOND = _gbk(range(0x81, 0xC0), range(0xE3, 0xF0))
GBK_MOJIBAKE = re.compile(f"[{GBK_FIRST}][{re.escape(_GBK_SECOND)}][^\x00-\x7f]+")

# --- the fast path: a text made of these only, without blank runs and glosses, is already clean
_ORDINARY = (
    " \n!-%'-;=-~\xb7\xd7\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u2600-\u27bf\u3001-\u3020"
    "\u4e00-\u9fff\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\uffe5\U0001f300-\U0001faff"
)
UNUSUAL = re.compile(f"[^{_ORDINARY}]|[{GBK_FIRST}]")
LOOSE = re.compile(f"[ \n](?:[ \n]|\\Z)|\\A[ \n]|[(（][a-z{_TONED}]")
LOOSE_AMONG = re.compile(f"[ \n](?=[ \n])|[(（](?=[a-z{_TONED}])")
"""The same in texts that have a line break before and behind them."""

# --- what fold() blanks
NOT_SAID = re.compile(
    r"(?:https?://|www\.)[!-~]+|@(?:中国)?(?:移动|联通|电信|广电)(?:[^\W\d_]{0,6}客服)?|@[\w-]{1,16}(?![\w-])", re.IGNORECASE
)
"""Addresses and accounts: a long run after "@" is kept, because there the writer left out the space and the complaint follows."""

# --- clauses
_MARKS = "，。！？；!?;,…~～\n"
_CLOSING = "”’」』）)\"'"
CLAUSE_END = re.compile(
    f"[{_MARKS}. 但可不然却只就除尽虽]"
    "(?:"
    f"(?<=[{_MARKS}])[{_MARKS}{_CLOSING}]*"
    r"|(?<=\.)\.+|(?<![0-9a-z]\.)(?<=\.)(?![0-9a-z])"
    f"|(?<=[{HAN}] )(?=[{HAN}])"
    # Contrast and concession: the cut comes before the word, which then opens its own clause.
    "|((?<![不非]但)(?<=但)(?![愿凡])|(?<=可)[是惜]|(?<![好大小多吃看受瞒超莫拗]不)(?<=不)过(?![来去如瘾分])|(?<=然)而"
    "|(?<![忘冷退了除推失]却)(?<=却)|(?<=只)是|(?<![不也那这要会还我]就)(?<=就)是(?![说了要不因为没])|(?<=除)了|(?<=尽)管|(?<=虽)[然说])"
    ")"
)
"""Where a clause ends; group 1 is set where the next clause begins with the match instead."""
BLANK = re.compile(r"\s")
