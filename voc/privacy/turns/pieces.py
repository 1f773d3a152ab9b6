"""Numbers said in pieces over turns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from voc.privacy.checks import is_public, is_stamp
from voc.privacy.kinds import of_itself
from voc.privacy.tokens import ACCOUNT, ADDRESS, BANK, FIXED, GONE, IDENTITY, MOBILE, NAME, ORDER, PASSPORT, QQ, WECHAT, Found
from voc.privacy.turns.spelt import NO_CODE
from voc.privacy.turns.topics import CHATTER, leads
from voc.privacy.writing import DIGIT, END_UNIT, GAP, SAID, STAYS_BEFORE, as_digits

_PIECE = re.compile(rf"(?:{SAID}|{DIGIT})(?:{GAP}?(?:{SAID}|{DIGIT}))++[Xx叉]?|{DIGIT}+[Xx叉]")
_TAIL = re.compile(r"(?:尾号|尾数|后[四4]位|末[四4]位|最后[四4]位|后[六6]位)")


@dataclass(frozen=True)
class Piece:
    """Part of a number in a turn."""

    turn: int
    start: int
    end: int
    digits: str
    free: bool


_FIGURES_ONLY = frozenset([None, MOBILE, IDENTITY, BANK, QQ, NAME, ADDRESS])
_BESIDE_LATIN = re.compile(r"[A-Za-z][- ]?$|[0-9]\.$")
_LATIN_NEXT = re.compile(r"[A-WYZa-wyz]|\.[0-9]| ?(?:Pro|Ultra|Max)")


def _pieces(plains: Sequence[str], topics: Sequence[str | None]) -> list[Piece]:
    found = []
    for turn, plain in enumerate(plains):
        for match in _PIECE.finditer(plain):
            if END_UNIT.match(plain, match.end()) or re.match(
                r"(?:套餐|的套餐|[:：点年月日号楼栋])", plain[match.end() : match.end() + 3]
            ):
                continue
            before = plain[max(0, match.start() - 12) : match.start()]
            if topics[turn] in _FIGURES_ONLY and (_BESIDE_LATIN.search(before) or _LATIN_NEXT.match(plain, match.end())):
                continue
            if before[-1:] in ("*", ":") or plain[match.end() : match.end() + 1] in ("*", ":"):
                continue
            if STAYS_BEFORE.search(before) and not _TAIL.search(before):
                continue
            digits = as_digits(match[0])
            ahead = CHATTER.sub("", plain[: match.start()].replace(GONE, ""))
            rest = ahead + CHATTER.sub("", plain[match.end() :].replace(GONE, ""))
            # An answer begins with the piece, whatever the turn says after it.
            free = len(rest) <= 6 or leads(before) or (not ahead and topics[turn] in _LEAST)
            if len(digits) >= 2:
                found.append(Piece(turn, match.start(), match.end(), digits, free))
    return found


def numbered(plains: Sequence[str], topics: Sequence[str | None], more: list[list[Found]], every: Sequence[list[Found]]) -> None:
    """Adds to `more` the pieces of numbers that are whole together, or as long as what is being asked for."""
    pieces = [piece for piece in _pieces(plains, topics) if piece.free]
    taken: dict[int, tuple[str, str]] = {}
    at = 0
    while at < len(pieces):
        run = _complete(pieces, at, topics) or _asked(pieces, at, topics)
        if run is None:
            at += 1
            continue
        token, value, used = run
        for place in used:
            taken[place] = (token, value)
        at = max(used) + 1
    digits_known = [(pieces[place].turn, pieces[place].digits, taken[place]) for place in taken if len(pieces[place].digits) >= 2]
    for place, piece in enumerate(pieces):
        if place not in taken:
            # The agent says a piece again.
            again = next(
                (what for turn, digits, what in digits_known if digits == piece.digits and abs(turn - piece.turn) <= 6), None
            )
            again = again or next(
                (
                    what
                    for turn, digits, what in digits_known
                    if len(piece.digits) >= 4 and piece.digits in what[1] and abs(turn - piece.turn) <= 6
                ),
                None,
            )
            if again is None:
                continue
            taken[place] = again
    for place, (token, value) in taken.items():
        piece = pieces[place]
        start = _lettered(plains[piece.turn], piece.start) if token in (ORDER, ACCOUNT) else piece.start
        more[piece.turn].append(Found(start, piece.end, token, value))


_LETTERS_BEFORE = re.compile(r"(?<![A-Za-z])[A-Za-z]{1,6}[-_ ，,、.]{0,2}(?:(?:嗯|呃|啊|那个|就是|然后|对)[ ，,、]{0,2})?$")


def _lettered(plain: str, start: int) -> int:
    """Where a number begins whose letters are said before it: JT二零二五, fttb 就是 三三零."""
    lead = _LETTERS_BEFORE.search(plain, max(0, start - 14), start)
    return lead.start() if lead and re.sub("[^A-Za-z]", "", lead[0]).lower() not in NO_CODE else start


def _complete(pieces: Sequence[Piece], at: int, topics: Sequence[str | None]) -> tuple[str, str, list[int]] | None:
    """Pieces of two turns or more that make a whole number, the longest of them; what is said twice counts once."""
    joined, used, parts_said = pieces[at].digits, [at], [pieces[at].digits]
    best = None
    for place in range(at + 1, min(at + 12, len(pieces))):
        piece = pieces[place]
        if piece.turn - pieces[used[-1]].turn > 4:
            break
        if piece.turn != pieces[place - 1].turn and (piece.digits == parts_said[-1] or piece.digits == joined):
            used.append(place)
            continue
        joined += piece.digits
        used.append(place)
        parts_said.append(piece.digits)
        token = of_itself(joined, False)
        # Part of an identity card may pass for a bank card.
        if token is not None and pieces[used[0]].turn != piece.turn and not (token == BANK and topics[piece.turn] == IDENTITY):
            best = token, joined, list(used)
            if token != BANK:
                break
        if len(joined) > 19:
            break
    return best


_LEAST = {QQ: 5, PASSPORT: 6, IDENTITY: 6, BANK: 8, ORDER: 5, ACCOUNT: 5, MOBILE: 7, WECHAT: 5}
_MOST = {QQ: 12, PASSPORT: 10, IDENTITY: 18, BANK: 19, ORDER: 30, ACCOUNT: 30, MOBILE: 13, WECHAT: 11}


def _asked(pieces: Sequence[Piece], at: int, topics: Sequence[str | None]) -> tuple[str, str, list[int]] | None:
    """Pieces said while a number of that kind is being asked for."""
    topic = topics[pieces[at].turn]
    if topic not in _LEAST:
        return None
    joined = ""
    used: list[int] = []
    for place in range(at, min(at + 12, len(pieces))):
        piece = pieces[place]
        if topics[piece.turn] != topic or (used and piece.turn - pieces[used[-1]].turn > 4):
            break
        if used and piece.digits == pieces[used[-1]].digits:
            used.append(place)
            continue
        if len(joined) + len(piece.digits) > _MOST[topic]:
            break
        joined += piece.digits
        used.append(place)
    if len(joined) < _LEAST[topic] or (is_stamp(joined) and topic in (ORDER, ACCOUNT) and len(joined) <= 8):
        return None
    if is_public(joined) and topic not in (QQ, BANK, IDENTITY):
        return None
    if topic == MOBILE and re.match(r"(?:[48]00|100|95|12|106)", joined):
        return None
    return (FIXED if topic == MOBILE and len(joined) < 11 else topic), joined, used
