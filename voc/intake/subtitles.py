"""SubRip (.srt) and WebVTT (.vtt): cues with times; cues of one speaker in a row become one turn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from voc.intake.prefixes import labels_in, prefix
from voc.intake.spoken import Heard

LINE_END = re.compile(r"\r\n|\r|\n")
_TIME = r"-?(?:[0-9]{1,4}:)?[0-9]{1,3}:[0-9]{1,3}(?:[.,][0-9]{1,9})?"
_TIMING = re.compile(rf"\s*({_TIME})\s*-->\s*({_TIME})(?:\s.*)?")
_PARTS = re.compile(r"(?:([0-9]{1,4}):)?([0-9]{1,3}):([0-9]{1,3})(?:[.,]([0-9]{1,9}))?")
_VOICE = re.compile(r"<v(?:\.[^\s>]{0,50})?\s+([^>]{0,100})>")
_TAG = re.compile(r"</?(?:[a-z]{1,4}[0-9]?(?:\.[^\s>]{0,50})*(?:\s[^>]{0,200})?|[0-9:.]{5,20})>|\{\\[^}]{1,100}\}", re.IGNORECASE)
_ASIDE = ("NOTE", "STYLE", "REGION")
_DASH = re.compile(r"\s*[-–—]\s?(?=\S)")


@dataclass
class Cue:
    """A cue as it stands: its times (seconds with their unit, None where they cannot be) and its lines."""

    start: str | None
    end: str | None
    lines: list[str]


@dataclass
class _Open:
    """The turn that a next cue may go on with."""

    label: str
    start: str | None
    end: str | None
    texts: list[str] = field(default_factory=list)


def parse_subtitles(text: str, heard: Heard) -> None:
    """A call's cues as turns. A broken block becomes a fault of its own and parts the turns before and after it."""
    cues = list(_cues(text))
    spoken = [_DASH.sub("", line) for cue in cues if isinstance(cue, Cue) for line in _bare(cue)]
    labels = labels_in(spoken)
    named = bool(labels) or any(_VOICE.search(line) for cue in cues if isinstance(cue, Cue) for line in cue.lines)
    now: _Open | None = None
    number = 0
    for cue in cues:
        if isinstance(cue, str):
            _close(now, heard)
            now = None
            heard.bad("bad_cue", cue)
            continue
        number += 1
        for label, words in _pieces(cue, labels):
            same = now is not None and (label == now.label if label else label is None and named)
            if same and now is not None:
                now.texts.append(words)
                now.end = cue.end
            else:
                _close(now, heard)
                now = _Open(label or "", cue.start, cue.end, [words])
    _close(now, heard)
    heard.facts["cues"] = str(number)


def _close(now: _Open | None, heard: Heard) -> None:
    if now is not None:
        heard.turn(now.label, " ".join(words for words in now.texts if words), now.start, now.end)


def _bare(cue: Cue) -> list[str]:
    return [_TAG.sub("", line) for line in cue.lines]


def _pieces(cue: Cue, labels: frozenset[str]) -> list[tuple[str | None, str]]:
    """(speaker, words) within a cue: None where nobody is named, "" where a dash says that another one speaks."""
    text = " ".join(cue.lines)
    voices = _VOICE.split(text)
    if len(voices) > 1:
        before = _TAG.sub("", voices[0]).strip()
        pairs = zip(voices[1::2], voices[2::2], strict=True)
        spoken: list[tuple[str | None, str]] = [(label.strip(), _TAG.sub("", words).strip()) for label, words in pairs]
        return [(None, before), *spoken] if before else spoken
    found: list[tuple[str | None, str]] = []
    for line in _bare(cue):
        dash = _DASH.match(line)
        words = line[dash.end() :] if dash else line.strip()
        said = prefix(words)
        if said is not None and said.label in labels:
            found.append((said.label, said.text.strip()))
        elif dash:
            found.append(("", words.strip()))
        elif found:
            found[-1] = (found[-1][0], f"{found[-1][1]} {words}".strip())
        else:
            found.append((None, words))
    return found or [(None, "")]


def _cues(text: str) -> Iterator[Cue | str]:
    """Cues, and blocks without a valid line of times as they stand."""
    lines = LINE_END.split(text.lstrip("\ufeff"))
    webvtt = bool(lines) and lines[0].strip().upper().startswith("WEBVTT")
    if webvtt:
        # Kind: captions and the like may follow the mark.
        first = next((at for at, line in enumerate(lines) if at and (not line.strip() or "-->" in line)), len(lines))
        lines = lines[first:]
    for block in _blocks(lines):
        timed = [at for at, line in enumerate(block) if "-->" in line]
        if not timed:
            if not (webvtt and block[0].strip().split(" ")[0].upper() in _ASIDE):
                yield "\n".join(block)
            continue
        if webvtt and block[0].startswith("NOTE"):
            continue
        if timed[0] > 1:
            yield "\n".join(block[: timed[0] - 1])
        for at, end in zip(timed, [*timed[1:], len(block)], strict=True):
            body = block[at + 1 : end]
            if end < len(block) and body and body[-1].strip().isdigit():
                body = body[:-1]  # the number of the next cue, which follows without a blank line
            found = _TIMING.fullmatch(block[at])
            yield Cue(_clock(found[1]), _clock(found[2]), body) if found else "\n".join([block[at], *body])


def _blocks(lines: list[str]) -> Iterator[list[str]]:
    block: list[str] = []
    for line in [*lines, ""]:
        if line.strip("\ufeff \t"):
            block.append(line)
        elif block:
            yield block
            block = []


def _clock(given: str) -> str | None:
    """Seconds with their unit from 00:01:02,500; None for a time before the start or with 60 minutes or seconds."""
    found = _PARTS.fullmatch(given.strip())
    if found is None:
        return None
    hours, minutes, second, fraction = found.groups()
    if int(second) > 59 or (hours is not None and int(minutes) > 59):
        return None
    return f"{int(hours or 0) * 3600 + int(minutes) * 60 + int(second)}.{(fraction or '0')[:6]}s"
