"""Where a name may stand: words that one follows or precedes, found all at once by an automaton."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from voc.privacy.names.model import known, lists

# Before which a name ends: 张伟来电, 张伟名下.
SUBJECT = "来电 致电 反映 反应 表示 投诉 咨询 要求 反馈 称 申请 说 诉 电话 手机 联系电话 女 男 身份证 提出 到厅 来厅 办理 态度 服务 已上门 上门 你好 您好 负责 处理 跟进 接待 点赞 接的 给我 实名 签的 签字"
HOLDER = "本人 名下 为您服务 很高兴为您服务 的身份证 的号码 的手机 的电话 的账户 的宽带 的名字 的名下 接听 的名义 名义 为您"
RECEIVER = "收 启 收件 签收 代收 亲收"
SIGNED = "敬上 敬启 留言 拜上 亲笔 谨上 谨启 亲启"


class Cue(NamedTuple):
    """A cue in a text; `kind` names its table in `lexicons/masking.toml` or one of the built-in ones."""

    start: int
    end: int
    kind: str


@cache
def strengths() -> dict[str, dict[str, float]]:
    """bare, linked and open strength of each kind of cue that a name follows."""
    return {kind: {key: float(table[key]) for key in ("bare", "linked", "open")} for kind, table in lists()["cues"].items()}


@cache
def _automaton() -> tuple[AhoCorasick, tuple[str, ...]]:
    told, model = lists(), known()
    old = {pair[1]: pair[0] for pair in told["traditional"].split()}
    surnames = {"".join(table.get(mark, mark) for mark in name) for name in model.surnames for table in ({}, old)}
    heads = sorted({name[0] for name in surnames})
    found: dict[tuple[str, str], None] = {}
    for kind, table in told["cues"].items():
        for word in (one.replace("+", " ") for one in table["words"].split()):
            # 和, 找: hardly a cue without the surname.
            found |= {(word + head, kind + "+"): None for head in heads} if len(word) == 1 else {(word, kind): None}
    for kind, words in (("title", told["titles"]), ("job", told["jobs"]), ("subject", SUBJECT), ("holder", HOLDER), ("receiver", RECEIVER), ("signed", SIGNED)):
        found |= {(word, kind): None for word in words.split()}
    for kind in ("short", "office"):
        found |= {(name + mark, kind): None for name in sorted(surnames) for mark in told[kind].split()}
    found |= {(mark + head, "small"): None for mark in told["small"].split() for head in heads}
    found |= {("姓", "surname"): None, ("：", "colon"): None, (":", "colon"): None, ("——", "dash"): None, ("--", "dash"): None}
    return AhoCorasick([word for word, _ in found]), tuple(kind for _, kind in found)


def cues(text: str) -> Iterator[Cue]:
    """Every cue in a text."""
    automaton, kinds = _automaton()
    for place, start, end in automaton.find_matches_as_indexes(text, overlapping=True):
        kind = kinds[place]
        yield Cue(start, end - 1, kind[:-1]) if kind[-1] == "+" else Cue(start, end, kind)
