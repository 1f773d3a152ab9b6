"""social.jsonl: public posts with reach and likes."""

from __future__ import annotations

import random
import re
from datetime import datetime

from . import mix, noise, people, season
from .phrases import Decks, Situation
from .planted import Event
from .registers import answer_quoted
from .voice import Voice, aside, join

_MARKED = re.compile("[!?！？]|[…~～.]$")
POSTS = 3000
_PLATFORMS = (("微博客", 52), ("短视频评论", 22), ("同城论坛", 16), ("笔记社区", 10))


_LONG = {"微博客": 0.4, "短视频评论": 0.06, "同城论坛": 0.6, "笔记社区": 0.75}
"""Share of posts, by platform, in which somebody tells the whole story."""


def _grievance(at: Situation, event: Event | None, platform: str, rng: random.Random, voice: Voice) -> str:
    cause = event.cause if event else mix.draw_cause(rng, "social", at.product)
    section = event.section(at.when) if event and (event.store or rng.random() < 0.9) else ""
    second = mix.draw_second(rng, cause, "social", at.product) if rng.random() < 0.12 else None
    register = people.register(rng, "social", "", at.brand)
    if event is None and rng.random() < _LONG[platform]:
        return _long(cause, section, second, at, rng, voice)
    body = voice.grievance(cause, at, register, second, section)
    opener = ""
    if platform == "短视频评论" and rng.random() < 0.3:
        opener = voice.pick("post", "replies", at)
    elif register in ("plain", "ironic") and rng.random() < 0.4:
        opener = voice.pick("post", "openers", at)
    closer = voice.pick("post", "closers" if rng.random() < 0.6 else "questions", at) if rng.random() < 0.34 else ""
    return _apart(opener + body, closer, rng)


def _apart(text: str, more: str, rng: random.Random) -> str:
    """Two pieces with a mark between them unless the first ends in one."""
    if not more:
        return text
    return text + ("" if text[-1] in "。！!？?~～…." else rng.choice(("，", " ", "。", "。"))) + more


def _long(cause: str, section: str, second: str | None, at: Situation, rng: random.Random, voice: Voice) -> str:
    """A title, the story or the points, what follows, a question to all, a sign-off; in paragraphs or in one piece."""
    title = voice.pick("post", "titles", at) if rng.random() < 0.55 else voice.pick("post", "openers", at)
    body = voice.grievance(cause, at, rng.choice(("plain", "netizen", "rant", "plain")), second, section)
    pieces = [title + body]
    if rng.random() < 0.55:
        pieces.append(answer_quoted(voice, cause, at) or voice.pick("story", "lines", at))
    if rng.random() < 0.3:
        pieces.append(voice.irony(cause, at))
    if rng.random() < 0.55:
        pieces.append(voice.pick("post", "questions", at))
    if rng.random() < 0.5:
        pieces.append(voice.pick("post", "closers", at))
    if rng.random() < 0.15:
        pieces.append(voice.pick("post", "outros", at))
    if rng.random() < 0.3:
        return "\n".join(pieces)
    text = pieces[0]
    for piece in pieces[1:]:
        text = _apart(text, piece, rng)
    return text


def _pleased(at: Situation, rng: random.Random, voice: Voice) -> str:
    clauses = [voice.pick("post", "praise", at) + voice.pick("praise", "facts", at)]
    if rng.random() < 0.5:
        clauses.append(voice.pick("praise", "reasons", at))
    if rng.random() < 0.35:
        clauses.append(voice.pick("praise", "facts", at))
    text = join(clauses, rng)
    text += rng.choice(("，", "！", "。")) + voice.pick("praise", "closers", at) if rng.random() < 0.6 else ""
    return noise.vary(text, rng) + (voice.pick("post", "good_emoji", at) if rng.random() < 0.5 else "")


def _campaign(at: Situation, voice: Voice) -> str:
    at.fixed["price"] = "129"
    return at.fill(voice.decks.draw("campaign", "body")) + at.fill(voice.decks.draw("campaign", "tails"))


def _text(at: Situation, event: Event | None, platform: str, rng: random.Random, voice: Voice) -> str:
    if event and event.kind == "campaign":
        return _campaign(at, voice)
    dice = rng.random() if event is None else 1.0
    if dice < 0.08:
        return voice.until_fresh(lambda: _pleased(at, rng, voice))
    if dice < 0.16:
        text = voice.until_fresh(lambda: noise.vary(_news(at, rng, voice), rng))
    elif dice < 0.21:
        text = aside(voice, rng.choice(("inquiry", "suggestion", "off_topic")), at)
    else:
        text = _grievance(at, event, platform, rng, voice)
    if rng.random() < 0.14:
        latin = voice.pick("post", "latin", at)
        text = (
            latin + text
            if latin.endswith(("，", "！", "：", "!", "？")) and rng.random() < 0.7
            else _apart(text, latin.rstrip("，："), rng)
        )
    if not _MARKED.search(text) and rng.random() < 0.5:
        text = text.rstrip("。") + rng.choice(("！", "！！", "!", "？！", "！！！", "!!"))
    if rng.random() < {"短视频评论": 0.08}.get(platform, 0.36):
        tag = voice.pick("post", "tags", at)
        text = f"{tag} {text}" if rng.random() < 0.5 else f"{text} {tag}"
    if rng.random() < 0.34:
        mention = voice.pick("post", "mentions", at)
        text = f"{text} {mention}" if rng.random() < 0.7 else f"{mention} {text}"
    if rng.random() < 0.42:
        text += voice.pick("post", "emoji", at)
    return text


def _news(at: Situation, rng: random.Random, voice: Voice) -> str:
    text = voice.pick("post", "news", at)
    return (
        _apart(text, voice.pick("post", "questions" if rng.random() < 0.6 else "outros", at), rng) if rng.random() < 0.5 else text
    )


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
    planned += [(season.moment(rng, "social"), None) for _ in range(max(0, round(POSTS * scale) - len(planned)))]
    planned.sort(key=lambda entry: entry[0])
    found: list[dict[str, object]] = []
    for number, (when, about) in enumerate(planned, 1):
        at = people.situation(rng, when, about)
        platform = rng.choices([name for name, _ in _PLATFORMS], [share for _, share in _PLATFORMS])[0]
        seen = int(rng.lognormvariate(6.2, 1.3) * (3.5 if about else 1.0))
        likes = int(seen * rng.betavariate(1.2, 45))
        found.append(
            {
                "id": f"P{number:06d}",
                "平台": platform,
                "时间": when.strftime("%Y-%m-%d %H:%M:%S"),
                "正文": _text(at, about, platform, rng, voice),
                "转发": int(likes * rng.betavariate(1.5, 5) * (2.5 if about and about.kind == "campaign" else 1)),
                "点赞": likes,
                "曝光量": seen,
            }
        )
    return found
