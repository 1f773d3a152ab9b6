"""Learning on top of a coder: what labels say against it is taken up, what it knows stays."""

from __future__ import annotations

from functools import cache

import numpy as np

from voc.causes import Coder, load
from voc.causes.adapt import adapted
from voc.causes.learn import Example, ready
from voc.text.documents import prepare


@cache
def coder() -> Coder:
    return load()


def coded(by: Coder, texts: list[str]) -> list[str | None]:
    found: list[str | None] = by.score([str(at) for at in range(len(texts))], prepare(texts))["cause"].to_pylist()
    return found


def learned(examples: list[Example]) -> Coder:
    before = coder()
    return Coder(before.codeframe, ready(adapted(before, examples), before.model.concepts))


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
    assert before < 0.2
    assert now > 2 * before
    taught = prepare(BOATS)
    assert after.chances(taught)[:, device].mean() > 3 * coder().chances(taught)[:, device].mean()
    assert coded(after, PLAIN[:2]) == ["network.coverage"] * 2


def test_a_class_the_model_did_not_know_is_learned() -> None:
    found = adapted(
        coder(), [*(Example(text, "device.lamp") for text in BOATS), *(Example(text, "network.coverage") for text in PLAIN)]
    )
    assert found.classes == [*coder().model.classes, "device.lamp"]
    model = ready(found, coder().model.concepts)
    docs = prepare([BOATS[0], PLAIN[0]])
    chances = model.probabilities(docs, model.concepts_in(docs))[0]
    lamp = model.classes.index("device.lamp")
    assert chances[0, lamp] > 0.5
    assert chances[1, lamp] < 0.1
