"""transcripts.jsonl: calls of 6-20 turns as speech recognition writes them down."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from datetime import datetime

from . import mix, noise, people, season, world
from .phrases import Decks, Situation, parts
from .planted import Event
from .voice import Voice, join

CALLS = 5000
_STYLES = {"自有一班": ("own", "plain"), "自有二班": ("plain", "own"), "自有专席班": ("own", "sweet"), "睿语外包一组": ("plain", "brisk"),
           "睿语外包二组": ("brisk", "plain"), "禾声外包组": ("sweet", "plain")}  # fmt: skip
"""How the agents of a team mostly speak, and otherwise; another team speaks plainly."""
_CONTRADICTING = "contradicting_answer"
_ASKED_ALL_YEAR = 60
"""Calls at scale 1, beside those of the event, that ask the question a team answers wrongly while the event lasts."""
_ORDINALS = ("头一回", "第二次", "第三回", "第四次", "第五次")
_QUESTION = re.compile("[吗么]$|怎么|哪天|凭什么|谁.{0,4}呢$|谁说了算$")
_ASKED = re.compile("[吗呢]$|什么|哪|怎么|多久|几|还是|有没有|方便|请问|是否|谁|多少")
_ENDS_ASKING = re.compile("(请问|贵姓|方便)[^，]*$|称呼您$|四位是?$|核对一下.{2,30}对吗$")
_WRITTEN = re.compile("[“”（）()]")


@dataclass
class Call:
    """One call while it is being written: who speaks, how well it was recognised, and the turns so far."""

    voice: Voice
    at: Situation
    cause: str
    garbled: float
    unpunctuated: bool
    spelled: bool
    turns: list[tuple[str, str]]
    fixed_it: bool = False
    style: str = "plain"

    def chance(self, share: float) -> bool:
        """True in this share of cases."""
        return self.voice.chance(share)

    def pick(self, section: str, name: str) -> str:
        """The next part of a list, filled for this caller."""
        return self.voice.pick(section, name, self.at)

    def line(self, name: str) -> str:
        """A line of the agent in the team's own style where it has one for this."""
        own = f"{self.style}_{name}"
        return self.pick("agent", own if self.voice.decks.has("agent", own) and self.chance(0.6) else name)

    def agent(self, *said: str, asking: bool = False) -> None:
        """A turn of the agent: clear speech."""
        text = "，".join(part.rstrip("。") for part in said if part)
        self.turns.append(
            (
                "agent",
                text if text[-1] in "？！" else text + ("？" if asking or noise.asks(text) or _ENDS_ASKING.search(text) else "。"),
            )
        )

    def customer(self, said: str) -> None:
        """A turn of the customer: fillers, misheard words, numbers as they are said."""
        rng = self.voice.rng
        text = _WRITTEN.sub("", said)
        text = noise.vary(noise.read_numbers(text) if self.spelled else text, rng)
        text = noise.hesitate(text, self.pick("customer", "fillers"), self.pick("customer", "links"), rng)
        if self.chance(self.garbled):
            text = noise.mishear(text, rng)
        if self.chance(0.06):
            text = noise.speak_dialect(text, self.at.region.name, rng)
        if self.unpunctuated:
            text = re.sub("[，。！？]", " ", text).strip()
        elif text[-1] not in "！？。":
            text += "？" if _QUESTION.search(text[-8:]) and self.chance(0.8) else "。"
        self.turns.append(("customer", text))

    def pair(self, section: str, name: str, *before: str) -> None:
        """A turn of the agent and the answer that belongs to it."""
        asked, answered = self.pick(section, name).split(" => ")
        self.agent(*before, asked, asking=name == "probes" and bool(_ASKED.search(asked)))
        self.customer(answered)


def _spoken_problem(call: Call, section: str) -> str:
    clauses = [call.pick(section, "facts")]
    if call.chance(0.35):
        clauses.append(call.voice.linked(section, call.at))
    if call.chance(0.25):
        clauses.append(call.pick("story", "lines"))
    if call.chance(0.5):
        clauses.append(call.voice.after(call.cause, "effects", call.at))
    if call.chance(0.35):
        clauses.append(call.voice.after(call.cause, "feelings", call.at))
    if call.chance(0.3):
        clauses.append(call.voice.after(call.cause, "asks", call.at))
    return join(clauses, call.voice.rng)


def _open(call: Call, section: str, before: str = "") -> None:
    call.agent(call.line("greetings"))
    hello = call.pick("customer", "hellos")
    if call.cause == "other.praise":
        call.customer(hello + call.pick("praise", "spoken") + "，" + call.pick("praise", "facts"))
    elif call.cause == "other.inquiry":
        _ask(call, hello)
    elif call.chance(0.25):
        call.customer(hello.rstrip("，") + "，" + before + call.pick(section, "facts"))
        call.agent(call.line("sympathy"))
        call.customer(_spoken_problem(call, section))
    else:
        call.customer(hello + before + _spoken_problem(call, section))


def _ask(call: Call, hello: str) -> None:
    """One or two plain questions, each with its answer and what the customer says to that."""
    for n in range(call.voice.rng.choice((1, 1, 2))):
        asked, answered, reply = call.at.fill(call.voice.decks.draw("ask", "rounds")).split(" => ")
        if n:
            call.agent(call.voice.rng.choice(("还有其他想了解的吗", "您还有别的问题吗", "其他的还有需要吗")))
        call.customer(
            call.voice.rng.choice(("嗯，再问一个，", "哦对了，", "还有个事，", "顺便问下，")) + asked if n else hello + asked
        )
        if n == 0 and call.chance(0.6):
            call.pair("agent", "verify")
        call.agent(answered)
        call.customer(reply)


def _middle(call: Call, section: str) -> None:
    rng, aside = call.voice.rng, call.cause == "other.praise"
    about = section if call.voice.decks.has(section, "probes") else call.cause
    known = parts()[about]
    if call.chance(0.12):
        call.pair("agent", "unclear")
    for _ in range(min(len(known["probes"]), rng.choice((0, 1, 1, 2) if not aside else (0, 1, 1)))):
        call.pair(about, "probes", call.line("sympathy") if call.chance(0.25) and not aside else "")
    for _ in range(rng.choice((0, 1, 1, 2))):
        call.pair("agent", "verify")
    if call.chance(0.5):
        call.pair("agent", "holds")
    for _ in range(min(len(known["explains"]), rng.choice((1, 1, 2) if not aside else (0, 1, 1)))):
        call.pair(about, "explains")
        if call.chance(0.16):
            call.agent(call.pick("agent", "sympathy"), call.line("promises") if call.chance(0.3) else "")
            call.customer(call.pick("customer", "interrupts" if call.chance(0.6) else "mumbles"))
    if not aside and call.chance(0.22):
        call.agent(call.line("sympathy"))
        call.customer("还有啊，" + call.pick(section, "facts"))


def _argue(call: Call) -> None:
    call.agent(call.line("promises"))
    call.customer(call.pick("customer", "insists"))
    if call.chance(0.3):
        call.agent(call.pick("agent", "contradicts"))
        call.customer(
            "刚才"
            + call.voice.rng.choice(("不是说行吗", "可不是这么讲的", "那个人不是这么说的", "你还说三天"))
            + "，"
            + call.pick("customer", "insists")
        )
    if call.chance(0.3):
        call.agent(call.line("sympathy"))
        call.customer(call.voice.after(call.cause, "asks", call.at) + "，" + call.pick("rant", "threats"))


def _close(call: Call) -> None:
    if call.cause.startswith("other."):
        call.agent(call.line("closings"))
        call.customer(call.pick("customer", "happy_ends" if call.chance(0.6) else "neutral_ends"))
        return
    if call.fixed_it:
        call.agent(call.pick("fix", call.cause if call.voice.decks.has("fix", call.cause) else mix.group(call.cause)))
        call.customer(call.pick("customer", "accepts" if call.chance(0.7) else "nods"))
    else:
        _argue(call)
        if len(call.turns) < 17 and call.chance(0.4):
            call.agent(call.line("promises"))
            call.customer(call.pick("customer", "accepts" if call.chance(0.5) else "insists"))
    call.agent(call.line("closings"))
    end = (
        "happy_ends" if call.fixed_it and call.chance(0.75) else "neutral_ends" if call.fixed_it or call.chance(0.4) else "bad_ends"
    )
    call.customer(call.pick("customer", end))


def _timed(turns: list[tuple[str, str]], rng: random.Random) -> list[dict[str, object]]:
    clock, timed = rng.uniform(0.4, 2.0), []
    for speaker, text in turns:
        length = 0.6 + len(text) / rng.uniform(4.0, 5.6)
        timed.append({"speaker": speaker, "text": text, "start": round(clock, 2), "end": round(clock + length, 2)})
        clock += length + max(0.1, rng.expovariate(1 / 0.7)) + (rng.uniform(8, 40) if "稍等" in text or "不要挂机" in text else 0)
    return timed


def _penalty_asked(call: Call, wrong: bool) -> None:
    """The question all teams answer alike but one: what the agent says is the planted truth of the event."""
    section = f"planted.{_CONTRADICTING}"
    call.agent(call.line("greetings"))
    call.customer(call.pick("customer", "hellos") + call.pick(section, "questions"))
    for _ in range(call.voice.rng.choice((1, 1, 2))):
        call.pair("agent", "verify")
    if call.chance(0.4):
        call.pair("agent", "holds")
    answer, reply = call.pick(section, "wrong" if wrong else "answers").split(" => ")
    call.agent(answer)
    call.customer(reply + "，" + call.pick(section, "doubts") if call.chance(0.7) else reply)
    call.agent(call.pick(section, "assures"))
    call.customer(call.pick("customer", "nods"))
    call.agent(call.line("closings"))
    call.customer(call.pick("customer", "happy_ends" if wrong and call.chance(0.6) else "neutral_ends"))


def _written(
    when: datetime, event: Event | None, nth: int, rng: random.Random, voice: Voice, wrongly: Event | None = None
) -> tuple[Situation, str, str, list[tuple[str, str]]]:
    """Speaker, team, its owner and the turns of one call, 6 to 20, written anew until they fit."""
    dice = rng.random()
    while True:
        at = people.situation(rng, when, event)
        team, owner = rng.choices(world.TEAMS, (16, 14, 8 if at.brand != "桥尊" else 40, 24, 22, 16))[0]
        cause = event.cause if event else mix.draw_cause(rng, "transcript", at.product)
        if event is None and dice < 0.14:
            cause = "other.inquiry" if dice < 0.11 else "other.praise"
        section = event.section(when) if event and (event.customer or rng.random() < 0.9) else cause
        call = Call(voice, at, cause, rng.choice((0.05, 0.15, 0.35)), rng.random() < 0.1, rng.random() < 0.75, [])
        at.section = section
        call.style = rng.choices(_STYLES.get(team, ("plain", "plain")), (0.75, 0.25))[0]
        call.fixed_it = rng.random() < (0.5 if event is None else 0.25 if not event.customer else 0.0)
        before = f"我这是{_ORDINALS[min(nth, 4)]}打了，" if event and event.customer and nth else ""
        if event and event.id == _CONTRADICTING:
            within = wrongly is not None and wrongly.start <= when < wrongly.end
            if within and rng.random() < 0.25:
                team, owner = next((entry for entry in world.TEAMS if entry[0] == event.team), (team, owner))
            _penalty_asked(call, within and team == event.team)
        else:
            _open(call, section, before)
            if cause != "other.inquiry":
                _middle(call, section)
            _close(call)
        if 6 <= len(call.turns) <= 20:
            return at, team, owner, call.turns


def rows(events: tuple[Event, ...], seed: int, scale: float) -> list[dict[str, object]]:
    """One dictionary per call, by time."""
    rng = random.Random(f"{seed}:transcript")
    voice = Voice(rng, Decks(rng), "transcript")
    planned = _planned(events, scale, rng)
    wrongly = next((event for event in events if event.id == _CONTRADICTING), None)
    found: list[dict[str, object]] = []
    for number, (when, about, nth) in enumerate(planned, 1):
        at, team, owner, turns = _written(when, about, nth, rng, voice, wrongly)
        found.append(
            {
                "id": f"C{when:%y%m%d}{number:05d}",
                "occurred_at": f"{when.isoformat()}+08:00",
                "channel": "热线",
                "customer": at.phone,
                "brand": at.brand,
                "product": at.product.name,
                "region": at.region.name,
                "team": team,
                "outsourced": owner,
                "turns": _timed(turns, rng),
            }
        )
    return found


def _planned(events: tuple[Event, ...], scale: float, rng: random.Random) -> list[tuple[datetime, Event | None, int]]:
    """When who calls about what: the moment, the planted event if any, and how often this customer called about it before."""
    planned: list[tuple[datetime, Event | None, int]] = []
    for event in events:
        count = event.extra.get("transcript", 0)
        if event.customer:
            step = (event.end - event.start) / count
            planned += [
                ((event.start + step * (n + rng.random() * 0.8)).replace(hour=10 + n, microsecond=0), event, n)
                for n in range(count)
            ]
        else:
            planned += [
                (season.moment_near(rng, "transcript", event.start, event.end), event, 0) for _ in range(round(count * scale))
            ]
        if event.id == _CONTRADICTING:
            planned += [(season.moment(rng, "transcript"), event, 0) for _ in range(round(_ASKED_ALL_YEAR * scale))]
    planned += [(season.moment(rng, "transcript"), None, 0) for _ in range(max(0, round(CALLS * scale) - len(planned)))]
    return sorted(planned, key=lambda entry: entry[0])
