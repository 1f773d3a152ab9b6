"""Learning on top of a coder: what labels say against it is taken up, what it knows stays."""

from __future__ import annotations

import dataclasses
from functools import cache
from pathlib import Path

import numpy as np

from voc.causes import Coder, load
from voc.causes.adapt import adapted
from voc.causes.learn import Example, write
from voc.causes.linear import load_linear
from voc.text.documents import prepare
from voc.text.lanes import words_rule


@cache
def coder() -> Coder:
    return load()


def coded(by: Coder, texts: list[str]) -> list[str | None]:
    found: list[str | None] = by.score([str(at) for at in range(len(texts))], prepare(texts))["cause"].to_pylist()
    return found


def learned(examples: list[Example]) -> Coder:
    return coder().hearing(adapted(coder(), examples))


PLAIN = [f"第{at}次了，手机在家没信号，一格都没有" for at in range(12)]
BOATS = [f"甲板{at}上的航标灯不亮，船长说航标灯没人管" for at in range(12)]


def test_what_the_coder_gets_right_stays_as_it_is() -> None:
    after = learned([Example(text, "network.coverage") for text in PLAIN])
    others = ["家里宽带又断网了，光猫一直亮红灯", "没同意就私自给我开通了业务", "充值了一百块到现在没到账"]
    assert coded(after, [*PLAIN, *others]) == coded(coder(), [*PLAIN, *others])
    docs = prepare(others)
    assert np.abs(after.chances(docs) - coder().chances(docs)).max() < 0.05


def test_what_labels_say_against_it_is_taken_up_and_reaches_new_texts() -> None:
    examples = [Example(text, "network.coverage") for text in PLAIN] + [Example(text, "device.terminal") for text in BOATS]
    after = learned(examples)
    docs, device = prepare(["船上的航标灯又不亮了，船长问谁管"]), coder().ids.index("device.terminal")
    before, now = (float(one.chances(docs)[0, device]) for one in (coder(), after))
    assert before < 0.35
    assert now > 1.5 * before
    taught = prepare(BOATS)
    assert after.chances(taught)[:, device].mean() > 3 * coder().chances(taught)[:, device].mean()
    assert coded(after, PLAIN[:2]) == ["network.coverage"] * 2


def test_a_code_the_model_did_not_know_is_learned() -> None:
    shipped = coder().codeframe
    lamp = dataclasses.replace(
        shipped.by_id["device.terminal"], id="device.lamp", rules=(words_rule("device.lamp", ["灯塔"], 3.0),)
    )
    before = Coder(dataclasses.replace(shipped, codes=(*shipped.codes, lamp)), coder().model)
    examples = [*(Example(text, "device.lamp") for text in BOATS), *(Example(text, "network.coverage") for text in PLAIN)]
    after = before.hearing(adapted(before, examples))
    docs, at = prepare([BOATS[0], PLAIN[0]]), before.ids.index("device.lamp")
    was, now = (one.chances(docs)[:, at] for one in (before, after))
    assert now[0] > 2 * was[0]
    assert now[1] < was[1] + 0.001


def test_what_is_learned_is_added_to_what_was_learned_before_and_kept_in_a_file(tmp_path: Path) -> None:
    once = learned([Example(text, "device.terminal") for text in BOATS] + [Example(text, "network.coverage") for text in PLAIN])
    added = adapted(once, [Example(text, "device.terminal") for text in BOATS])
    write(tmp_path, once.model.learned._replace(added=added), once.model.concepts, {"learned_from": "test"})
    twice, docs = Coder(once.codeframe, load_linear(tmp_path)), prepare(BOATS)
    device = once.ids.index("device.terminal")
    means = [float(one.chances(docs)[:, device].mean()) for one in (coder(), once, twice)]
    assert means[0] < means[1] < means[2]
