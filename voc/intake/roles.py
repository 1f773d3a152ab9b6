"""Who is the agent and who the customer, where a file names neither: decided by what they say, or left open."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from voc.intake.headers import normal
from voc.intake.prefixes import speaker_of
from voc.intake.turns import Turn

# What agents are taught to say, and what nobody says to a customer.
_AGENT = re.compile(
    r"高兴(?:能)?为?您服务|竭诚为您|工号[是为]?[a-z]?[0-9零一二三四五六七八九幺]|(?:请问|还)有(?:什么|其他|其它|别的).{0,8}(?:帮|需要|问题)"
    r"|(?:为|帮|给|替)(?:您|你)(?:.{0,4})(?:查|办|登记|反馈|处理|核实|转接|记录|开通|取消|说一下)|请您?(?:稍等|稍后|注意|留意)|您稍等"
    r"|请(?:问|您)您?(?:的|是|先|再|提供|说|留|反馈|告知|放心|谅解)|(?:与|跟|和|联系|致电|回复|答复|告知|通知|理解)(?:您|你)(?:联系|沟通|的心情)?"
    r"|您(?:反映|反馈|所说|咨询|遇到|提到)的?|(?:深表|非常|十分|给您)?(?:抱歉|歉意|不便)|敬请|谅解|为您"
    r"|感谢(?:您|你)?的?(?:来电|耐心|等待|支持|反馈|关注)|祝您|您的?(?:来电|本机|号码|账户|宽带账号)|先生|女士|不客气|欢迎(?:致电|拨打|来电)|给您带来"
    r"|(?:how (?:may|can) i help|thank you for calling|my name is|is there anything else)",
    re.IGNORECASE,
)
_CUSTOMER = re.compile(
    r"我(?:就|现在|就是|是)?(?:想|要)(?:问|查|办|咨询|投诉|退|取消|改|换|反映)|(?:请|麻烦)(?:你|您)?(?:帮我|给我|帮忙|查)|(?:帮|给)我(?:们)?(?:查|办|取|退|开|调|处理|看|弄|解)"
    r"|我(?:的|这个?|们家?|家)?(?:手机|宽带|话费|流量|卡|号|号码|网|套餐)|你们(?:公司|移动|那|这|怎么|就|一点|能|啥|的)|凭什么|我要投诉|上不去|好的?谢谢(?:你|您)?$"
    r"|(?:i want to|my (?:phone|bill|card)|can you help me)",
    re.IGNORECASE,
)
MARGIN = 2
"""How many more agent's phrases one of two speakers must use than the other."""
_EACH = 3
_NOBODY = ("", "未知", "未识别", "unknown")


def leaning(texts: list[str]) -> int:
    """Agent's phrases less customer's phrases; each phrase counts at most three times a speaker."""
    text = "\n".join(texts)
    return _count(_AGENT, text) - _count(_CUSTOMER, text)


def _count(pattern: re.Pattern[str], text: str) -> int:
    times: dict[str, int] = {}
    for found in pattern.finditer(text):
        times[found.group()] = times.get(found.group(), 0) + 1
    return sum(min(number, _EACH) for number in times.values())


def named(turns: list[Turn], given: Mapping[str, str]) -> tuple[list[Turn], bool]:
    """Turns with the speakers that `given` (label -> role) says or their labels mean, else that their words show; whether words did.

    Of two speakers without a role the one who talks more like an agent, by MARGIN, is the agent and the other the customer. Beside a
    known agent one other speaker is the customer unless he talks like an agent; beside a known customer he is the agent if he does.
    """
    told = {normal(label): role for label, role in given.items()}
    labels = {turn.label for turn in turns}
    roles = {label: told.get(normal(label)) or speaker_of(label) for label in labels}
    open_ = [
        label for label in dict.fromkeys(turn.label for turn in turns) if roles[label] == "unknown" and normal(label) not in _NOBODY
    ]
    guessed = _guessed(turns, open_, set(roles.values())) if open_ else {}
    roles |= guessed
    return [turn if not turn.label else replace(turn, speaker=roles[turn.label]) for turn in turns], bool(guessed)


def _guessed(turns: list[Turn], labels: list[str], known: set[str]) -> dict[str, str]:
    leans = {label: leaning([turn.text for turn in turns if turn.label == label]) for label in labels}
    if len(labels) == 2 and not known & {"agent", "customer"}:
        low, high = sorted(labels, key=lambda label: leans[label])
        clear = leans[high] > 0 and leans[high] - leans[low] >= MARGIN
        return {high: "agent", low: "customer"} if clear else {}
    if len(labels) == 1 and "agent" in known and "customer" not in known:
        return {labels[0]: "customer"} if leans[labels[0]] < MARGIN else {}
    if len(labels) == 1 and "customer" in known and "agent" not in known:
        return {labels[0]: "agent"} if leans[labels[0]] > 0 else {}
    return {}
