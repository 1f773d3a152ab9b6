"""From a cause and a situation to what the customer writes: register, order of parts, habits, slips."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from . import mix, noise
from .phrases import Decks, Situation

_HABITS = {
    "curt": (("light", 7), ("none", 1), ("full", 2), ("spaces", 2)),
    "plain": (("light", 5), ("full", 4), ("spaces", 1), ("none", 0.5), ("dots", 0.6)),
    "rant": (("bang", 6), ("light", 2), ("none", 1), ("dots", 1)),
    "polite": (("full", 5), ("light", 3), ("wave", 0.5)),
    "elderly": (("full", 4), ("light", 3), ("spaces", 1), ("none", 0.8)),
    "netizen": (("light", 4), ("spaces", 3), ("wave", 1), ("dots", 1), ("bang", 1)),
    "ironic": (("light", 4), ("full", 3), ("dots", 1.5)),
}
_STORIES = {"complaint": (0.6, 0.3), "social": (0.2,)}
"""Chances of a sentence, and of a second, on what was tried before: complaints tell a story, answers to a survey do not."""
_TIMED = re.compile(r"\{since\}|\{month|\{days\}|[天年月]|刚|次|原来|当初|上回")
_SPEAKING_FROM = re.compile(r"\{since\}|最近|用了")


@dataclass
class Voice:
    """Composes verbatims; one per source, so that no part is worn out before the others of its list were used."""

    rng: random.Random
    decks: Decks
    source: str

    def pick(self, section: str, name: str, at: Situation) -> str:
        """The next part of a list, filled."""
        return at.fill(self.decks.draw(section, name))

    def after(self, cause: str, name: str, at: Situation) -> str:
        """A consequence, feeling or request that fits the cause."""
        section = cause if self.decks.has(cause, name) else mix.group(cause)
        return self.pick(section, name, at)

    def chance(self, share: float) -> bool:
        """True in this share of cases."""
        return self.rng.random() < share

    def grievance(self, cause: str, at: Situation, register: str, second: str | None = None, section: str = "") -> str:
        """What somebody with a grievance writes. `section` holds the facts where they are not the cause's own (planted events)."""
        section = section or cause
        clauses = _REGISTERS[register](self, cause, section, at)
        for share in _STORIES.get(self.source, ()):
            if self.chance(share):
                clauses.insert(max(1, len(clauses) - (register in ("polite", "rant"))), self.pick("story", "lines", at))
        if second:
            more = self.pick("second", "brief" if register == "curt" else "joiners", at) + self.pick(
                second, "short" if register == "curt" else "facts", at
            )
            if register == "curt":
                clauses[-1] += more
            else:
                clauses.insert(2 if register in ("polite", "elderly") else len(clauses), more)
        return self.finish(join(clauses, self.rng), at, register)

    def finish(self, text: str, at: Situation, register: str) -> str:
        """Dialect, punctuation, typing errors, and traditional characters in a few."""
        if self.chance(0.07 if register not in ("curt", "polite") else 0.02):
            text = noise.speak_dialect(text, at.region.name, self.rng)
        names, shares = zip(*_HABITS[register], strict=True)
        text = noise.punctuate(text, self.rng.choices(names, shares)[0], self.rng)
        if self.chance({"elderly": 0.3, "rant": 0.25, "netizen": 0.2}.get(register, 0.12)) and len(text) > 5:
            text = noise.misspell(text, self.rng)
        if self.chance(0.018):
            text = noise.traditional(text)
        return text

    def note(self, cause: str, at: Situation, section: str = "") -> str:
        """What the agent who took the complaint writes down."""
        at.digits = True
        clauses = [self.pick("note", "openers", at) + self.pick(section or cause, "notes", at)]
        if self.chance(0.2):
            clauses.append(self.pick(section or cause, "notes", at))
        if self.chance(0.4):
            clauses.append(self.pick("note", "middles", at).rstrip("，"))
        if self.chance(0.75):
            clauses.append(self.pick("note", "asks", at))
        stop = self.rng.choice(("，", "，", "。", "；"))
        return stop.join(clause for clause in clauses if clause) + self.rng.choice(("。", "。", "", "！"))


def join(clauses: list[str], rng: random.Random) -> str:
    """Clauses with commas and full stops between them; openers that end in a comma stay with what follows."""
    text = ""
    for n, clause in enumerate(part for part in clauses if part):
        if n and not text.endswith(("，", "：", "是", "！", "？", "?", "。")):
            text += rng.choice(("，", "，", "。")) if len(text) < 24 else rng.choice(("，", "。", "。"))
        text += clause
    return text


def _opener(voice: Voice, register: str, fact: str, at: Situation) -> str:
    for _ in range(4):
        opener = voice.decks.draw(register, "openers")
        if not (_SPEAKING_FROM.search(opener) and _TIMED.search(fact)):
            return at.fill(opener)
    return ""


def _curt(voice: Voice, cause: str, section: str, at: Situation) -> list[str]:
    dice = voice.rng.random()
    if dice < 0.62:
        return [voice.pick(section, "short", at)]
    if dice < 0.8:
        return [voice.pick(section, "short", at), voice.pick(cause, "short", at)]
    if dice < 0.9:
        return [voice.pick(section, "short", at), voice.after(cause, "asks", at)]
    return [voice.pick(section, "facts", at)]


def _plain(voice: Voice, cause: str, section: str, at: Situation) -> list[str]:
    fact = voice.decks.draw(section, "facts")
    clauses = [_opener(voice, "plain", fact, at)] if voice.chance(0.3) else []
    clauses.append(at.fill(fact))
    if voice.chance(0.3 if voice.source == "survey" else 0.5):
        clauses.append(voice.pick(section, "facts", at) if voice.chance(0.4) else voice.after(cause, "effects", at))
    if voice.chance(0.3):
        clauses.append(voice.after(cause, "feelings", at))
    if voice.chance(0.15 if voice.source == "survey" else 0.4):
        clauses.append(voice.after(cause, "asks", at))
    elif voice.chance(0.12):
        clauses.append(voice.pick("plain", "closers", at))
    return clauses


def _rant(voice: Voice, cause: str, section: str, at: Situation) -> list[str]:
    clauses = [voice.pick("rant", "openers", at)] if voice.chance(0.6) else []
    clauses.append(voice.pick(section, "facts", at))
    if voice.chance(0.45):
        clauses.append(voice.pick(section, "facts", at))
    if voice.chance(0.4):
        clauses.append(voice.after(cause, "effects", at))
    clauses.append(voice.pick("dialect", at.region.name, at) if voice.chance(0.15) else voice.after(cause, "feelings", at))
    if voice.chance(0.45):
        clauses.append(voice.pick("rant", "feelings", at))
    if voice.chance(0.4 if voice.source != "survey" else 0.15):
        clauses.append(voice.pick("rant", "threats", at))
    if voice.chance(0.2):
        clauses[0], clauses[-1] = clauses[-1], clauses[0]
    return clauses


def _polite(voice: Voice, cause: str, section: str, at: Situation) -> list[str]:
    clauses = [voice.pick("polite", "openers", at), voice.pick(section, "facts", at)]
    if voice.chance(0.4):
        clauses.append(voice.after(cause, "effects", at))
    clauses.append(voice.after(cause, "asks", at))
    if voice.chance(0.75):
        clauses.append(voice.pick("polite", "closers", at))
    return clauses


def _elderly(voice: Voice, cause: str, section: str, at: Situation) -> list[str]:
    clauses = [voice.pick("elderly", "openers", at), voice.pick(section, "facts", at)]
    if voice.chance(0.5):
        clauses.append(voice.pick("elderly", "feelings", at))
    if voice.chance(0.4):
        clauses.append(voice.pick("dialect", at.region.name, at) if voice.chance(0.25) else voice.after(cause, "asks", at))
    return clauses


def _netizen(voice: Voice, cause: str, section: str, at: Situation) -> list[str]:
    clauses = [voice.pick("netizen", "openers", at)] if voice.chance(0.6) else []
    clauses.append(voice.pick(section, "facts", at))
    clauses.append(voice.pick("netizen", "feelings", at) if voice.chance(0.65) else voice.after(cause, "feelings", at))
    if voice.chance(0.35):
        clauses.append(voice.pick("netizen", "closers", at))
    return clauses


def _ironic(voice: Voice, cause: str, section: str, at: Situation) -> list[str]:
    fact, line = voice.pick(section, "facts", at), voice.pick(mix.irony_section(cause), "irony", at)
    clauses = [fact, line] if voice.chance(0.6) else [line, fact]
    if voice.chance(0.2):
        clauses.append(voice.after(cause, "asks", at))
    return clauses


_REGISTERS = {
    "curt": _curt,
    "plain": _plain,
    "rant": _rant,
    "polite": _polite,
    "elderly": _elderly,
    "netizen": _netizen,
    "ironic": _ironic,
}


def aside(voice: Voice, kind: str, at: Situation) -> str:
    """What is no grievance: praise, suggestion, inquiry, nothing, off_topic."""
    brief = kind == "nothing" or (voice.decks.has(kind, "short") and voice.chance(0.42 if voice.source == "survey" else 0.1))
    clauses = [voice.pick(kind, "short" if brief else "facts", at)]
    if not brief and voice.chance(0.18) and kind in ("suggestion", "praise"):
        clauses.append(voice.pick(kind, "facts", at))
    if kind == "praise" and voice.chance(0.5 if not brief else 0.15):
        clauses.append(voice.pick("praise", "closers", at))
    if kind == "inquiry":
        clauses[0] += voice.rng.choice(("", "", "？", "?"))
        if voice.chance(0.45):
            clauses.append(voice.pick("inquiry", "closers", at))
    if kind == "suggestion" and brief and voice.chance(0.45):
        clauses.append(voice.pick("suggestion", "short", at))
    text = join(clauses, voice.rng)
    if kind == "inquiry":
        return text
    return voice.finish(text, at, "curt" if brief else "plain")
