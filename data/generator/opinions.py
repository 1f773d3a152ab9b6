"""What a respondent holds against the operator, and the two open answers."""

from __future__ import annotations

import random
from dataclasses import dataclass

from . import mix, people
from .complaints import Caller
from .phrases import Situation
from .planted import Event
from .voice import Voice, aside


@dataclass(frozen=True)
class Opinion:
    """A grievance (None: there is none), how much it costs, and the planted event behind it if any."""

    cause: str | None
    drop: float
    event: Event | None = None


def form(at: Situation, store: str | None, events: tuple[Event, ...], caller: Caller | None, rng: random.Random) -> Opinion:
    """Of a planted event, of what was complained about, of anything else, or none; `store` is the hall visited last."""
    for event in events:
        concerned = event.concerns(at.brand, at.region.name) and mix.can_have(at.product, event.cause)
        spoken_of = concerned and event.remembered(at.when) and event.store in (None, store)
        if spoken_of and event.survey_share and rng.random() < event.survey_share:
            return Opinion(event.cause, event.rating_drop + rng.uniform(-0.8, 1.2), event)
    if caller and not caller.cause.startswith("other."):
        settled = caller.after is not None and caller.after >= 7
        return Opinion(caller.cause, 0.6 if settled else rng.choice((1.5, 2.2, 3.2)))
    if rng.random() < 0.46:
        return Opinion(mix.draw_cause(rng, "survey", at.product), rng.choice((0.6, 1.0, 1.5, 2.2, 3.2, 4.6)))
    return Opinion(None, 0.0)


def reason(at: Situation, opinion: Opinion, overall: int, age: str, voice: Voice) -> str:
    """Why somebody is not satisfied; often blank, more so where they are."""
    rng = voice.rng
    if opinion.cause is None:
        return aside(voice, "nothing" if rng.random() < 0.5 else "praise", at) if rng.random() < 0.14 else ""
    if rng.random() > (0.9 if overall <= 6 else 0.72 if overall <= 8 else 0.4):
        return ""
    if rng.random() < 0.02:
        return aside(voice, "off_topic", at)
    register = people.register(rng, "survey", age)
    told = opinion.event is not None and rng.random() < 0.85
    second = mix.draw_second(rng, opinion.cause, "survey", at.product) if rng.random() < 0.13 else None
    section = opinion.event.section(at.when) if told and opinion.event else ""
    return voice.grievance(opinion.cause, at, register, second, section)


def suggestion(at: Situation, opinion: Opinion, overall: int, voice: Voice) -> str:
    """What else somebody has to say; blank in two of three."""
    rng = voice.rng
    if rng.random() > 0.33:
        return ""
    dice = rng.random()
    if dice < 0.12:
        return aside(voice, "nothing", at)
    if overall >= 8 and dice < 0.45:
        return aside(voice, "praise", at)
    if opinion.cause and dice < 0.5:
        cause = opinion.cause
        return voice.until_fresh(lambda: voice.finish(voice.after(cause, "asks", at), at, "plain"))
    return aside(voice, "inquiry" if dice > 0.93 else "off_topic" if dice > 0.905 else "suggestion", at)
