"""Rules with lanes as written in a lexicon file: read, and every mistake in them named."""

from __future__ import annotations

import importlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from voc.errors import VocError
from voc.text.normalize import fold

# The parser behind `re`: the only way to look into a pattern. Reached by name, for it has no type stubs.
sre = importlib.import_module("re._constants")
sre_parser = importlib.import_module("re._parser")
VERBATIM = -1
CLAUSE = 0
_KEYS = frozenset({"all", "any", "none", "unless", "near", "within", "ordered", "weight", "regex"})
SPEAKERS = ("customer", "agent")
"""Who a rule may listen to."""
_LONGEST = 40
_LONGEST_REGEX = 200
_HARMLESS = ("一二三四五六七八九十", "hello world", "今天天气很好", "0123456789")


class LexiconError(VocError):
    """A lexicon file that cannot be used. `failures` holds every failure as (entry, reason)."""

    def __init__(self, file: str, failures: list[tuple[str, str]]) -> None:
        lines = "; ".join(f"{entry}: {reason}" for entry, reason in failures)
        super().__init__(
            f"词表 {file} 有 {len(failures)} 处错误，未启用；请逐条改正：{lines}",
            f"lexicon {file} has {len(failures)} mistakes and is not used; mend each: {lines}",
        )
        self.failures = failures


@dataclass(frozen=True)
class Rule:
    """One construction: every lane must be met near the first (`near` characters, or CLAUSE, or VERBATIM), no `none` word in its clause.

    `regex` must be found in the clause of the first lane; it is searched by an engine of linear time (RE2). `speaker`: only in what this side says in a call.
    """

    label: str
    weight: float
    lanes: tuple[frozenset[str], ...]
    none: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()
    near: int = CLAUSE
    ordered: bool = False
    regex: str | None = None
    speaker: str | None = None


def words_rule(label: str, words: Iterable[str], weight: float, none: Iterable[str] = ()) -> Rule:
    """The rule that any one of `words` speaks for `label`."""
    return Rule(label, weight, (frozenset(map(fold, words)),), frozenset(map(fold, none)))


def read_lists(raw: Mapping[str, Any]) -> tuple[dict[str, tuple[str, ...]], list[tuple[str, str]]]:
    """Named word lists; a list may hold `@name` of a list above it."""
    lists: dict[str, tuple[str, ...]] = {}
    failures: list[tuple[str, str]] = []
    for name, words in raw.items():
        found: list[str] = []
        for word in words:
            if word.startswith("@") and word[1:] not in lists:
                failures.append((f"lists.{name}", f"unknown list {word}"))
            elif reason := wrong_word(word, 1):
                failures.append((f"lists.{name}", reason))
            else:
                found += lists[word[1:]] if word.startswith("@") else [fold(word)]
        lists[name] = tuple(dict.fromkeys(found))
    return lists, failures


def wrong_word(word: str, shortest: int) -> str | None:
    """Why `word` cannot be searched for, or None."""
    if not word.strip():
        return "an empty word matches everything"
    if not any(unicodedata.category(c)[0] in "LNS" for c in word):
        return f"{word!r} holds no letter, digit or symbol"
    if len(word) < shortest:
        return f"{word!r} alone is too short: use at least {shortest} characters or a rule with two lanes"
    if len(word) > _LONGEST:
        return f"{word[:20]!r}... is longer than {_LONGEST} characters"
    return None


def read_rule(
    label: str, raw: Mapping[str, Any], lists: Mapping[str, tuple[str, ...]], *, of_calls: bool = False
) -> tuple[Rule | None, list[str]]:
    """The rule written as `raw`, or None with every reason why not. `of_calls`: it may name a speaker."""
    reasons = [f"unknown key {key!r}" for key in raw if key not in _KEYS and not (of_calls and key == "speaker")]
    speaker = raw.get("speaker") if of_calls else None
    if speaker is not None and speaker not in SPEAKERS:
        reasons.append(f"speaker {speaker!r} is neither of {', '.join(SPEAKERS)}")
    lanes = [_lane(text, lists, reasons) for text in raw.get("all", [])]
    if raw.get("any"):
        lanes.append(frozenset().union(*(_lane(text, lists, reasons) for text in raw["any"])))
    if not lanes or not all(lanes):
        reasons.append("empty rule: give at least one word in `all` or `any`")
    elif len(lanes) == 1:
        reasons += [reason for word in sorted(lanes[0]) if (reason := wrong_word(word, 2))]
    none = frozenset().union(*(_lane(text, lists, reasons) for text in raw.get("none", [])))
    unless = frozenset().union(*(_lane(text, lists, reasons) for text in raw.get("unless", [])))
    near, weight = raw.get("near", CLAUSE), raw.get("weight", 1.0)
    if not isinstance(near, int) or near < 0 or (raw.get("within", "clause") not in ("clause", "verbatim")):
        reasons.append("near is a number of characters; within is clause or verbatim")
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not -10 <= weight <= 10 or weight == 0:
        reasons.append(f"weight {weight!r} is not a number from -10 to 10, or is 0")
    pattern = raw.get("regex")
    if pattern is not None and (reason := wrong_regex(pattern)):
        reasons.append(reason)
    if reasons:
        return None, reasons
    near = VERBATIM if raw.get("within") == "verbatim" else near
    return Rule(label, float(weight), tuple(lanes), none, unless, near, bool(raw.get("ordered", False)), pattern, speaker), []


def _lane(text: str, lists: Mapping[str, tuple[str, ...]], reasons: list[str]) -> frozenset[str]:
    words: set[str] = set()
    for part in text.split("|"):
        if part.startswith("@"):
            if part[1:] not in lists:
                reasons.append(f"unknown list {part}")
            words.update(lists.get(part[1:], ()))
        elif reason := wrong_word(part, 1):
            reasons.append(reason)
        else:
            words.add(fold(part))
    return frozenset(words)


def found_in(pattern: str, texts: Sequence[str]) -> list[bool]:
    """Whether a pattern is found in each text, in time linear in the text whatever the pattern; ArrowInvalid where it is none."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found: list[bool] = pc.match_substring_regex(pa.array(texts, pa.string()), pattern).to_pylist()
    return found


def wrong_regex(pattern: object) -> str | None:
    """Why a regular expression is refused (does not compile, matches nothing or everything, may explode), or None."""
    from pyarrow import ArrowInvalid

    if not isinstance(pattern, str) or len(pattern) > _LONGEST_REGEX:
        return f"pattern {str(pattern)[:40]!r} is no text of up to {_LONGEST_REGEX} characters"
    try:
        tree = sre_parser.parse(pattern)
        compiled = re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        return f"pattern {pattern!r} does not compile: {error}"
    if compiled.match("") is not None:
        return f"pattern {pattern!r} matches the empty string"
    if any(compiled.search(text) for text in _HARMLESS):
        return f"pattern {pattern!r} matches everything"
    try:
        found_in(pattern, _HARMLESS)
    except (ArrowInvalid, UnicodeEncodeError):
        return f"pattern {pattern!r} looks around, refers back or repeats more than 1,000 times: none of that can be searched in bounded time"
    if _explodes(tree):
        return f"pattern {pattern!r} repeats a repetition and could take forever"
    return None


def _explodes(tree: Any, *, inside: bool = False) -> bool:
    """Whether an unbounded repetition holds another repetition or a choice, as in (a+)+ or (a|ab)*."""
    for operator, argument in tree:
        repeats = operator in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
        if inside and ((repeats and argument[1] > 1) or operator is sre.BRANCH):
            return True
        unbounded = repeats and argument[1] > 50
        for part in _parts(argument):
            if _explodes(part, inside=inside or unbounded):
                return True
    return False


def _parts(argument: Any) -> list[Any]:
    """The sub-patterns within one parsed item."""
    if isinstance(argument, sre_parser.SubPattern):
        return [argument]
    if isinstance(argument, tuple | list):
        return [part for item in argument for part in _parts(item)]
    return []
