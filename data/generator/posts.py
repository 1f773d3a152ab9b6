"""social.jsonl: public posts with reach and likes."""

from __future__ import annotations

import random
from datetime import datetime

from . import mix, people, season
from .phrases import Decks, Situation
from .planted import Event
from .voice import Voice, aside, join

_PLATFORMS = (("微博客", 52), ("短视频评论", 22), ("同城论坛", 16), ("笔记社区", 10))


def _grievance(at: Situation, event: Event | None, rng: random.Random, voice: Voice) -> str:
    cause = event.cause if event else mix.draw_cause(rng, "social", at.product)
    section = event.section(at.when) if event and (event.store or rng.random() < 0.9) else ""
    second = mix.draw_second(rng, cause, "social", at.product) if rng.random() < 0.12 else None
    register = people.register(rng, "social", "", at.brand)
    body = voice.grievance(cause, at, register, second, section)
    opener = voice.pick("post", "openers", at) if register in ("plain", "ironic") and rng.random() < 0.45 else ""
    closer = voice.pick("post", "closers" if rng.random() < 0.6 else "questions", at) if rng.random() < 0.32 else ""
    text = opener + body
    if closer:
        text += ("" if text[-1] in "。！!？~～…." else rng.choice(("，", " ", "。"))) + closer
    return text


def _text(at: Situation, event: Event | None, rng: random.Random, voice: Voice) -> str:
    if event and event.kind == "campaign":
        at.fixed["price"] = "129"
        return at.fill(voice.decks.draw("campaign", "body")) + at.fill(voice.decks.draw("campaign", "tails"))
    dice = rng.random() if event is None else 1.0
    if dice < 0.08:
        text = join([voice.pick("post", "praise", at) + voice.pick("praise", "facts", at)], rng)
        text += rng.choice(("，", "！", "。")) + voice.pick("praise", "closers", at) if rng.random() < 0.6 else ""
        return text + (voice.pick("post", "good_emoji", at) if rng.random() < 0.5 else "")
    if dice < 0.22:
        text = voice.pick("post", "news", at)
    elif dice < 0.27:
        text = aside(voice, rng.choice(("inquiry", "suggestion", "off_topic")), at)
    else:
        text = _grievance(at, event, rng, voice)
    if rng.random() < 0.24:
        tag = voice.pick("post", "tags", at)
        text = f"{tag} {text}" if rng.random() < 0.6 else f"{text} {tag}"
    if rng.random() < 0.34:
        mention = voice.pick("post", "mentions", at)
        text = f"{text} {mention}" if rng.random() < 0.7 else f"{mention} {text}"
    if rng.random() < 0.36:
        text += voice.pick("post", "emoji", at)
    return text


def rows(events: tuple[Event, ...], seed: int, scale: float) -> list[dict[str, object]]:
    """One dictionary per post, by time."""
    rng = random.Random(f"{seed}:social")
    voice = Voice(rng, Decks(rng), "social")
    planned: list[tuple[datetime, Event | None]] = []
    for event in events:
        count = round(event.extra.get("social", 0) * scale)
        planned += [
            (season.moment_near(rng, "social", event.start, event.end, event.kind != "campaign"), event) for _ in range(count)
        ]
    planned += [(season.moment(rng, "social"), None) for _ in range(max(0, round(450 * scale) - len(planned)))]
    planned.sort(key=lambda entry: entry[0])
    found: list[dict[str, object]] = []
    for number, (when, about) in enumerate(planned, 1):
        at = people.situation(rng, when, about)
        seen = int(rng.lognormvariate(6.2, 1.3) * (3.5 if about else 1.0))
        likes = int(seen * rng.betavariate(1.2, 45))
        found.append(
            {
                "id": f"P{number:06d}",
                "平台": rng.choices([name for name, _ in _PLATFORMS], [share for _, share in _PLATFORMS])[0],
                "时间": when.strftime("%Y-%m-%d %H:%M:%S"),
                "正文": _text(at, about, rng, voice),
                "转发": int(likes * rng.betavariate(1.5, 5) * (2.5 if about and about.kind == "campaign" else 1)),
                "点赞": likes,
                "曝光量": seen,
            }
        )
    return found
