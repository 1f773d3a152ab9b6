"""Calls as plain text: a line for each turn with the speaker in front, several calls parted by their headers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from voc.intake.headers import field_of, normal
from voc.intake.mapping import FIELDS
from voc.intake.prefixes import Prefix, alone, labels_in, prefix, speaker_of, stamped
from voc.intake.spoken import Call, Heard
from voc.intake.subtitles import LINE_END

_RULE = re.compile(r"\s*(?:[=\-*_~—]\s?){3,}\s*")
_HEADING = re.compile(r"\s*#{1,6}\s+(.*)")
_HEADER = re.compile(r"[\s#*=\-\[【]*([^:：\[\]【】]{1,30}?)\s?[*】\]]{0,2}\s?[:：]\s?(.*?)[\s*=\-\]】]*")
_SEVERAL = re.compile(r"\s{2,}|[\t|；;]|[,，](?=[^:：,，]{1,12}[:：])")
_OWN_ID = re.compile(r"通话|录音|会话|对话|call|session|conversation|recording|dialogue|dialog")
_NUMBER = re.compile(r"\s*[a-z]{0,4}[0-9]{3,20}\s*", re.IGNORECASE)
_OF_TURNS = ("turns", "speaker", "start", "end")


@dataclass
class _Turn:
    label: str
    lines: list[str] = field(default_factory=list)
    start: str | None = None
    end: str | None = None


@dataclass
class _Reading:
    """Where in the file we are: the call, the turn that a next line may go on with, and whether a blank line came before."""

    heard: Heard
    labels: frozenset[str]
    call: Call | None = None
    turn: _Turn | None = None
    begun: bool = False
    blank: bool = True

    def line(self, line: str) -> None:
        """Takes one line that is not blank."""
        if _RULE.fullmatch(line):
            self.finish()
            return
        found = self._spoken(line)
        if found is not None:
            self._say(found)
        elif not self._told(line):
            self._more(line.strip())

    def _spoken(self, line: str) -> Prefix | None:
        found = prefix(line)
        if found is None or found.label not in self.labels:
            return alone(line) or stamped(line)
        # 坐席：8001 above the first turn says who the agent is, not what he says.
        header = not self.begun and self.call is not None and field_of(found.label, "transcript") in ("staff", "customer")
        return None if header and _NUMBER.fullmatch(found.text) else found

    def _say(self, found: Prefix) -> None:
        self._flush()
        if self.call is None:
            self.call = self.heard.call()
        self.begun = True
        self.turn = _Turn(found.label, [found.text.strip()], found.start, found.end)

    def _more(self, text: str) -> None:
        if self.turn is None:
            self._say(Prefix("", text))
        else:
            self.turn.lines.append(text)

    def _told(self, line: str) -> bool:
        """Whether a line is one of a header; it may begin a call, or end one."""
        heading = _HEADING.fullmatch(line)
        told = _headers(line, strict=self.begun)
        if not told and heading is None:
            return False
        names = {_field(key) for key, _ in told}
        if self.begun:
            own = any(_field(key) == "id" and _OWN_ID.search(normal(key)) for key, _ in told)
            if heading is None and not own and not self.blank:
                return False
            again = self.call is not None and any(key in self.call.fields for key, _ in told)
            if heading is not None or own or "id" in names or again:
                self.finish()
        self._flush()
        if self.call is None:
            self.call = self.heard.call()
        for key, value in told:
            if _field(key) == "id" and self.call.name is None:
                self.call.name = value
            else:
                self.call.tell(key, value)
        if heading is not None and not told:
            self.call.tell("标题", heading[1])
        return True

    def finish(self) -> None:
        """Ends the call where it has turns."""
        self._flush()
        if self.begun:
            self.call, self.begun = None, False

    def _flush(self) -> None:
        if self.turn is not None:
            self.heard.turn(self.turn.label, " ".join(line for line in self.turn.lines if line), self.turn.start, self.turn.end)
        self.turn = None


def parse_text(text: str, heard: Heard) -> None:
    """Turns of the calls in a text.

    A line without a speaker goes on with the turn above; before the first turn `name: value` is said of the call. A call ends at a
    line of ===, at a heading, at a new number of a call, or where after a blank line the header begins anew.
    """
    lines = LINE_END.split(text)
    reading = _Reading(heard, labels_in(lines))
    for line in lines:
        if line.strip("\ufeff \t\u3000"):
            reading.line(line)
        reading.blank = not line.strip()
    reading.finish()


def _field(header: str) -> str | None:
    found = field_of(header, "transcript")
    return found if found in FIELDS["transcript"] and found not in _OF_TURNS else None


def _headers(line: str, *, strict: bool) -> list[tuple[str, str]]:
    """(name, value) of a line of a header; where `strict`, only of names that are known."""
    parts = [part for part in _SEVERAL.split(line) if part and part.strip()]
    for given in (parts, [line]):
        found = [match for part in given if (match := _HEADER.fullmatch(part.strip()[:2_000]))]
        if len(found) != len(given):
            continue
        pairs = [(match[1].strip(), match[2].strip()) for match in found]
        if (len(pairs) == 1 and not strict) or all(_field(key) for key, _ in pairs):
            return [(key, value) for key, value in pairs if key]
    return []


def looks_spoken(text: str) -> bool:
    """Whether a text names speakers, or at least times, in front of its lines."""
    lines = LINE_END.split(text)
    return bool(labels_in(lines)) or any(alone(line) or stamped(line) for line in lines if speaker_of(line) == "unknown")
