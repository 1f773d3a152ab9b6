"""From a cause and a situation to what the customer writes: register, order of parts, habits, slips."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from . import mix, noise, registers, world
from .phrases import Decks, Situation

_HABITS = {
    "curt": (("light", 7), ("none", 1), ("full", 2), ("spaces", 2)),
    "plain": (("light", 5), ("full", 4), ("spaces", 1), ("none", 0.5), ("dots", 0.6)),
    "rant": (("bang", 6), ("light", 2), ("none", 1), ("dots", 1)),
    "polite": (("full", 5), ("light", 3), ("wave", 0.5)),
    "elderly": (("full", 4), ("light", 3), ("spaces", 1), ("none", 0.8)),
    "netizen": (("light", 4), ("spaces", 3), ("wave", 1), ("dots", 1), ("bang", 1)),
    "ironic": (("light", 4), ("full", 3), ("dots", 1.5)),
    "told": (("full", 5), ("light", 4), ("none", 0.7), ("spaces", 1)),
    "soft": (("light", 4), ("full", 3), ("dots", 2), ("bang", 1)),
    "quoting": (("light", 4), ("full", 4), ("bang", 2)),
    "listed": (("full", 4), ("light", 2), ("semicolons", 3)),
}
_STORIES = {"complaint": (0.6, 0.3), "social": (0.2,)}
"""Chances of a sentence, and of a second, on what was tried before: complaints tell a story, answers to a survey do not."""
_DOUBLED = re.compile("([？！?!])[，。]")
_OF_NETWORKS = re.compile("重启|远程|刷数据|批量|网络侧|装维|报障|BZ|同类来电|小区|上门|操作，|告警")
_OF_BILLS = re.compile("账单|详单|订购|退费|要退|账务|渠道工号|合约至|解释规则|原路退|无欠费")
_ROOM = ((12, 1), (8, 3), (5, 12))
"""How often texts of at least so many characters without names, digits and marks may come up in one source; shorter ones, see `fresh`."""


@dataclass
class Voice:
    """Composes verbatims; one per source, so that no part is worn out before the others of its list were used."""

    rng: random.Random
    decks: Decks
    source: str
    heard: Counter[str] = field(default_factory=Counter)

    def pick(self, section: str, name: str, at: Situation) -> str:
        """The next part of a list that suits the speaker, filled."""
        for _ in range(7):
            part = self.decks.draw(section, name)
            text = at.fill(part)
            if part not in at.said and at.suits(text):
                break
        at.said.add(part)
        return text

    def linked(self, section: str, at: Situation, bare: bool = False) -> str:
        """One more fact, mostly with a word that joins it to the one before."""
        fact = self.pick(section, "facts", at)
        return fact if bare or self.chance(0.45) else self.pick("second", "links", at) + fact

    def irony(self, cause: str, at: Situation) -> str:
        """An ironic line that fits the cause."""
        return self.pick(mix.irony_section(cause), "irony", at)

    def fresh(self, text: str) -> bool:
        """Whether a text may stand: long ones once, short ones within bounds that keep any wording under .3 % of a source."""
        skeleton = noise.plain_skeleton(text)
        room = next((room for length, room in _ROOM if len(skeleton) >= length), max(25, round(0.006 * self.heard.total())))
        if self.heard[skeleton] >= room:
            return False
        self.heard[skeleton] += 1
        return True

    def until_fresh(self, compose: Callable[[], str]) -> str:
        """A text that says it anew; after thirty attempts whatever came last."""
        for _ in range(30):
            text = compose()
            if self.fresh(text):
                break
        return text

    def after(self, cause: str, name: str, at: Situation) -> str:
        """A consequence, feeling or request that fits the cause."""
        known = (section for section in (at.section, cause) if self.decks.has(section, name))
        return self.pick(next(known, mix.group(cause)), name, at)

    def chance(self, share: float) -> bool:
        """True in this share of cases."""
        return self.rng.random() < share

    def grievance(self, cause: str, at: Situation, register: str, second: str | None = None, section: str = "") -> str:
        """What somebody with a grievance writes. `section` holds the facts where they are not the cause's own (planted events)."""
        known = section if section and self.decks.has(section, "facts") else cause
        return self.until_fresh(lambda: self._composed(cause, at, self._manner(register), second, known))

    def _manner(self, register: str) -> str:
        dice = self.rng.random()
        for other, share in registers.INSTEAD.get(self.source, {}).get(register, ()):
            dice -= share
            if dice < 0:
                return other
        return register

    def _composed(self, cause: str, at: Situation, register: str, second: str | None, section: str) -> str:
        at.register, at.section = register, section
        at.said.clear()
        clauses = registers.REGISTERS[register](self, cause, section, at)
        if register not in ("told", "listed", "quoting"):
            for share in _STORIES.get(self.source, ()):
                if self.chance(share):
                    clauses.insert(max(1, len(clauses) - (register in ("polite", "rant"))), self.pick("story", "lines", at))
        if second:
            brief = register == "curt"
            more = self.pick("second", "brief" if brief else "joiners", at) + self.pick(second, "short" if brief else "facts", at)
            if brief:
                clauses[-1] += more
            else:
                clauses.insert(2 if register in ("polite", "elderly") else len(clauses), more)
        return self.finish(join(clauses, self.rng), at, register)

    def finish(self, text: str, at: Situation, register: str) -> str:
        """Dialect, punctuation, typing errors, and traditional characters in a few."""
        text = _DOUBLED.sub(r"\1", noise.vary(text, self.rng))
        if self.chance(0.1 if register not in ("curt", "polite", "listed") else 0.02):
            text = noise.speak_dialect(text, at.region.name, self.rng)
        names, shares = zip(*_HABITS[register], strict=True)
        habit = self.rng.choices(names, shares)[0]
        text = noise.punctuate(text, "spaces" if habit == "none" and len(text) > 60 else habit, self.rng)
        if self.chance({"elderly": 0.3, "rant": 0.25, "netizen": 0.2}.get(register, 0.12)) and len(text) > 5:
            text = noise.misspell(text, self.rng)
        if self.chance(0.06 if at.region.name == "岭南" else 0.012):
            text = noise.traditional(text)
        return text

    def note(self, cause: str, at: Situation, section: str = "") -> str:
        """What the agent who took the complaint writes down, in one of several hands."""
        at.digits = True
        known = section if section and self.decks.has(section, "notes") else cause
        return self.until_fresh(lambda: self._noted(cause, known, at))

    def _jotted(self, name: str, cause: str, at: Situation) -> str:
        """A line of the note that goes with what it is about: nobody restarts a double charge."""
        for _ in range(8):
            text = self.pick("note", name, at)
            technical = cause.startswith(("network", "device", "ordering.installation"))
            if not (_OF_NETWORKS if not technical else _OF_BILLS).search(text):
                return text
        return ""

    def _noted(self, cause: str, section: str, at: Situation) -> str:
        dice, matter = self.rng.random(), self.pick(section, "notes", at)
        if dice < 0.16:
            return self._form(cause, section, matter, at)
        if dice < 0.4:
            return self._shorthand(cause, section, at)
        clauses = [self.pick("note", "openers", at) + matter]
        if self.chance(0.2):
            clauses.append(self.pick(section, "notes", at))
        elif self.chance(0.25):
            words = self.pick(section, "facts", at).replace("“", "‘").replace("”", "’")
            clauses.append(self.pick("note", "said", at) + f"“{words}”")
        if self.chance(0.5):
            clauses.append(self._jotted("middles", cause, at).rstrip("，"))
        if self.chance(0.75):
            clauses.append(self._jotted("asks", cause, at))
        stop = self.rng.choice(("，", "，", "。", "；"))
        return stop.join(clause for clause in clauses if clause) + self.rng.choice(("。", "。", ""))

    def _form(self, cause: str, section: str, matter: str, at: Situation) -> str:
        """Filled in by heads: what, what was checked, what is asked."""
        heads = self.pick("note", "heads", at).split("/")
        checked, asked = self._jotted("checks", cause, at), self._jotted("asks", cause, at).removeprefix("诉求：")
        if heads[2].endswith(("要求：", "诉求：", "要求-", "[要求]", "诉求】", "期望：")):
            asked = re.sub("^(客户)?(坚持要?|要求)", "", asked)
        gap = self.rng.choice(("；", "。", "\n", " "))
        return gap.join(f"{head}{text}" for head, text in zip(heads, (matter, checked, asked), strict=True))

    def _shorthand(self, cause: str, section: str, at: Situation) -> str:
        """Key words, as somebody types who has the next caller waiting."""
        words = [self._jotted("tags", cause, at), self.pick(section, "facts", at), self._jotted("checks", cause, at)]
        if self.chance(0.5):
            words.insert(2, self._jotted("middles", cause, at).rstrip("，"))
        if self.chance(0.6):
            words.append(self._jotted("briefs", cause, at))
        return self.rng.choice(("，", " ", "，", "、", "。")).join(word for word in words if word)


def join(clauses: list[str], rng: random.Random) -> str:
    """Clauses with commas, full stops and question marks between them; openers that end in a comma stay with what follows."""
    text = ""
    for n, clause in enumerate(part for part in clauses if part):
        if n and not text.endswith(("，", "：", "主要是", "就是", "！", "？", "?", "。", "!", "~")):
            if noise.asks(text) and rng.random() < 0.75:
                text += rng.choice(("？", "？", "?", "？？"))
            else:
                text += (
                    rng.choice(("，", "，", "。"))
                    if len(text) < 24
                    else rng.choice(("，", "。", "。", "！" if rng.random() < 0.3 else "。"))
                )
        text += clause
    return text + ("？" if noise.asks(text) and rng.random() < 0.6 else "")


def aside(voice: Voice, kind: str, at: Situation) -> str:
    """What is no grievance: praise, suggestion, inquiry, nothing, off_topic."""
    return voice.until_fresh(lambda: _aside(voice, kind, at))


def _aside(voice: Voice, kind: str, at: Situation) -> str:
    brief = kind == "nothing" or (voice.decks.has(kind, "short") and voice.chance(0.42 if voice.source == "survey" else 0.1))
    clauses = [voice.pick(kind, "short" if brief else "facts", at)]
    if kind == "praise" and not brief:
        if voice.chance(0.45):
            clauses.insert(0, voice.pick("praise", "openers", at))
        if voice.chance(0.35):
            clauses.append(voice.pick("praise", "reasons", at))
    if not brief and voice.chance(0.25) and kind in ("suggestion", "praise"):
        clauses.append(voice.pick(kind, "facts", at))
    if kind == "praise" and voice.chance(0.5 if not brief else 0.15):
        clauses.append(voice.pick("praise", "closers", at))
    if kind == "inquiry":
        clauses[0] += voice.rng.choice(("", "", "？", "?"))
        if voice.chance(0.45):
            clauses.append(voice.pick("inquiry", "closers", at))
    if kind == "suggestion" and voice.chance(0.45 if brief else 0.3):
        clauses.append(voice.pick("suggestion", "short" if brief else "reasons", at))
    text = join(clauses, voice.rng)
    if kind == "inquiry":
        return noise.vary(text, voice.rng)
    return voice.finish(text, at, "curt" if brief else "plain")


def _insider(rng: random.Random, group: str, pleased: bool | None) -> str:
    """An open answer of somebody who works for the operator or sells for it; None: pleased or not as it falls."""
    at = Situation(rng, "竹悦", world.PRODUCTS[rng.choice((3, 5, 6))], rng.choice(world.REGIONS), datetime(2026, 3, 18, 10))
    decks = Decks(rng)
    dice = rng.random()
    if dice < 0.16:
        return at.fill(decks.draw(group, "short"))
    kind = "praises" if (rng.random() < 0.22 if pleased is None else pleased) else "facts"
    clauses = [at.fill(decks.draw(group, "openers"))] if rng.random() < 0.3 else []
    clauses.append(at.fill(decks.draw(group, kind if dice < 0.8 else "suggestions")))
    if rng.random() < 0.4:
        clauses.append(at.fill(decks.draw(group, "suggestions" if kind == "facts" else "praises")))
    if rng.random() < 0.3 and kind == "facts":
        clauses.append(at.fill(decks.draw(group, "closers")))
    text = noise.vary(join(clauses, rng), rng)
    text = noise.punctuate(text, rng.choice(("light", "light", "full", "full", "spaces", "none")), rng)
    return noise.misspell(text, rng) if rng.random() < 0.08 else text


def staff_answer(rng: random.Random, pleased: bool | None = None) -> str:
    """What an employee, own or outsourced, answers to the open question of the staff survey."""
    return _insider(rng, "staff", pleased)


def partner_answer(rng: random.Random, pleased: bool | None = None) -> str:
    """What a shop, an agent or an installer answers to the open question of the partners' survey."""
    return _insider(rng, "partner", pleased)
