"""The manners in which people put a grievance: which clauses, in which order. Each takes the voice, the cause, where its facts lie, and the speaker."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from .phrases import Situation, parts

if TYPE_CHECKING:
    from .voice import Voice

_TIMED = re.compile(r"\{since\}|\{month|\{days\}|[天年月]|刚|次|原来|当初|上回|这几|最近")
_SPEAKING_FROM = re.compile(r"\{since\}|最近|用了|这阵子|这几天")
_NO_STEP = re.compile(
    "^(我[做专问]|本来|去年|前年|上次|上回|邻居|前后|10065的|热线的?录音|营业厅的人|跟|截图|照片|录屏|查了下|翻了翻|满意度|回访|家里人|我[爸妈弟姐]|"
    "前两天|女儿|孙子|中间|期间|从|打了|当天|后来|有个|等到|拖到|去改|自己)"
)
Register = Callable[["Voice", str, str, Situation], list[str]]


def _opener(voice: Voice, register: str, fact: str, at: Situation) -> str:
    for _ in range(4):
        opener = voice.decks.draw(register, "openers")
        if not (_SPEAKING_FROM.search(opener) and _TIMED.search(fact)):
            return at.fill(opener)
    return ""


def answer_quoted(voice: Voice, cause: str, at: Situation) -> str:
    """What the hotline said to it and what the customer thinks of that, from the parts of the calls."""
    section = next((known for known in (at.section, cause) if "explains" in parts().get(known, {})), "")
    if not section or (at.section != cause and section == cause and at.section.startswith("planted")):
        return ""
    said, thought = voice.pick(section, "explains", at).split(" => ")
    said = said.replace("“", "‘").replace("”", "’")
    return voice.pick("story", "quoting", at) + f"“{said}”，{thought}"


def curt(voice: Voice, cause: str, section: str, at: Situation) -> list[str]:
    """A word or two."""
    dice = voice.rng.random()
    if dice < 0.5:
        return [voice.pick(section, "short", at)]
    if dice < 0.66:
        return [voice.pick(section, "short", at), voice.pick(cause, "short", at)]
    if dice < 0.76:
        return [voice.pick(section, "short", at), voice.after(cause, "asks", at)]
    if dice < 0.84:
        return [voice.pick(section, "short", at), voice.after(cause, "feelings", at)]
    return [voice.pick(section, "facts", at)]


def plain(voice: Voice, cause: str, section: str, at: Situation) -> list[str]:
    """A fact, perhaps a second or what came of it, perhaps a request."""
    fact = voice.pick(section, "facts", at)
    clauses = [_opener(voice, "plain", fact, at)] if voice.chance(0.25) else []
    clauses.append(fact)
    if voice.chance(0.4 if voice.source == "survey" else 0.55):
        more = voice.chance(0.4)
        clauses.append(voice.linked(section, at) if more else voice.after(cause, "effects", at))
    if voice.chance(0.3):
        clauses.append(voice.after(cause, "feelings", at))
    if voice.chance(0.2 if voice.source == "survey" else 0.4):
        clauses.append(voice.after(cause, "asks", at))
    elif voice.chance(0.12):
        clauses.append(voice.pick("plain", "closers", at))
    return clauses


def rant(voice: Voice, cause: str, section: str, at: Situation) -> list[str]:
    """Abuse, facts, feelings, threats."""
    clauses = [voice.pick("rant", "openers", at)] if voice.chance(0.55) else []
    clauses.append(voice.pick(section, "facts", at))
    if voice.chance(0.45):
        clauses.append(voice.linked(section, at))
    if voice.chance(0.4):
        clauses.append(voice.after(cause, "effects", at))
    clauses.append(voice.pick("dialect", at.region.name, at) if voice.chance(0.2) else voice.after(cause, "feelings", at))
    if voice.chance(0.45):
        clauses.append(voice.pick("rant", "feelings", at))
    if voice.chance(0.4 if voice.source != "survey" else 0.15):
        clauses.append(voice.pick("rant", "threats", at))
    return clauses


def polite(voice: Voice, cause: str, section: str, at: Situation) -> list[str]:
    """A greeting, the matter, the request, thanks."""
    clauses = [voice.pick("polite", "openers", at) + voice.pick(section, "facts", at)]
    if voice.chance(0.4):
        clauses.append(voice.after(cause, "effects", at))
    clauses.append(voice.after(cause, "asks", at))
    if voice.chance(0.75):
        clauses.append(voice.pick("polite", "closers", at))
    return clauses


def elderly(voice: Voice, cause: str, section: str, at: Situation) -> list[str]:
    """Who I am, what is wrong, how hard it is at my age."""
    clauses = [voice.pick("elderly", "openers", at) + voice.pick(section, "facts", at)]
    if voice.chance(0.55):
        clauses.append(voice.pick("elderly", "feelings", at))
    if voice.chance(0.4):
        clauses.append(voice.pick("dialect", at.region.name, at) if voice.chance(0.25) else voice.after(cause, "asks", at))
    if voice.chance(0.25):
        clauses.append(voice.pick("elderly", "closers", at))
    return clauses


def netizen(voice: Voice, cause: str, section: str, at: Situation) -> list[str]:
    """The web's own words around a fact."""
    clauses = [voice.pick("netizen", "openers", at) + voice.pick(section, "facts", at)]
    if voice.chance(0.6):
        clauses[0] = voice.pick(section, "facts", at)
    if voice.chance(0.35 if voice.source != "survey" else 0.15):
        clauses.append(voice.linked(section, at))
    clauses.append(voice.pick("netizen", "feelings", at) if voice.chance(0.55) else voice.after(cause, "feelings", at))
    if voice.chance(0.35):
        clauses.append(voice.pick("netizen", "closers", at))
    return clauses


def ironic(voice: Voice, cause: str, section: str, at: Situation) -> list[str]:
    """Praise that is none."""
    fact, line = voice.pick(section, "facts", at), voice.irony(cause, at)
    clauses = [fact, line] if voice.chance(0.6) else [line, fact]
    if voice.chance(0.2):
        clauses.append(voice.after(cause, "asks", at))
    return clauses


def told(voice: Voice, cause: str, section: str, at: Situation) -> list[str]:
    """How it went, one thing after the other."""
    clauses = [voice.pick("story", "starts", at) + voice.pick(section, "facts", at), voice.pick("story", "lines", at)]
    if voice.chance(0.5):
        clauses.append(answer_quoted(voice, cause, at) or voice.after(cause, "effects", at))
    if voice.chance(0.45):
        line = voice.pick("story", "lines", at)
        clauses.append(line if _NO_STEP.search(line) else voice.pick("story", "steps", at) + line)
    clauses.append(voice.pick("story", "ends", at) if voice.chance(0.6) else voice.after(cause, "asks", at))
    return clauses


def softened(voice: Voice, cause: str, section: str, at: Situation) -> list[str]:
    """Angry, but trying not to be: abuse held back halfway."""
    clauses = [voice.pick("soft", "openers", at) + voice.pick(section, "facts", at)]
    if voice.chance(0.5):
        clauses.append(voice.after(cause, "effects", at))
    clauses.append(voice.pick("soft", "feelings", at))
    if voice.chance(0.4):
        clauses.append(voice.after(cause, "asks", at))
    return clauses


def quoting(voice: Voice, cause: str, section: str, at: Situation) -> list[str]:
    """The matter, what they were told, and what they make of that."""
    clauses = [voice.pick(section, "facts", at), answer_quoted(voice, cause, at) or voice.after(cause, "effects", at)]
    if voice.chance(0.5):
        clauses.append(voice.after(cause, "feelings", at))
    if voice.chance(0.4):
        clauses.append(voice.after(cause, "asks", at))
    return clauses


def listed(voice: Voice, cause: str, section: str, at: Situation) -> list[str]:
    """Points one, two, three."""
    style = voice.rng.choice(
        (
            "1、|2、|3、|4、",
            "1.|2.|3.|4.",
            "一、|二、|三、|四、",
            "第一，|第二，|第三，|第四，",
            "①|②|③|④",
            "首先，|其次，|再者，|最后，",
        )
    )
    points = [voice.pick(section, "facts", at), voice.linked(section, at, bare=True), voice.after(cause, "effects", at)]
    if voice.chance(0.5):
        points[2] = voice.pick("story", "lines", at)
    if voice.chance(0.5):
        points.append(voice.after(cause, "asks", at))
    if style.startswith("首"):
        points = points[:2] + points[-1:]
        marks = ["首先，", "其次，", "最后，"]
    else:
        marks = style.split("|")
    head = voice.pick("story", "heads", at)
    return [head + marks[0] + points[0], *(mark + point for mark, point in zip(marks[1:], points[1:], strict=False))]


REGISTERS: dict[str, Register] = {
    "curt": curt,
    "plain": plain,
    "rant": rant,
    "polite": polite,
    "elderly": elderly,
    "netizen": netizen,
    "ironic": ironic,
    "told": told,
    "soft": softened,
    "quoting": quoting,
    "listed": listed,
}
INSTEAD: dict[str, dict[str, tuple[tuple[str, float], ...]]] = {
    "survey": {
        "curt": (("plain", 0.16), ("soft", 0.04), ("quoting", 0.03)),
        "plain": (("soft", 0.1), ("quoting", 0.08), ("listed", 0.05), ("told", 0.08)),
        "rant": (("soft", 0.2), ("quoting", 0.1)),
        "polite": (("listed", 0.12),),
    },
    "complaint": {
        "plain": (("told", 0.28), ("quoting", 0.16), ("soft", 0.1), ("listed", 0.1)),
        "rant": (("told", 0.2), ("quoting", 0.14), ("soft", 0.2), ("listed", 0.04)),
        "polite": (("listed", 0.12), ("told", 0.2)),
    },
    "social": {
        "plain": (("told", 0.4), ("quoting", 0.2), ("listed", 0.12), ("soft", 0.1)),
        "rant": (("told", 0.2), ("soft", 0.2), ("quoting", 0.15)),
        "netizen": (("told", 0.22), ("quoting", 0.15), ("soft", 0.06)),
    },
}
"""Other manners in which, by source, a share of those who would speak in a register put it."""
