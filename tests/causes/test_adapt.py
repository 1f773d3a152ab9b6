"""Learning on top of a coder: what labels say against it is taken up, what it knows stays."""

from __future__ import annotations

import dataclasses
from functools import cache
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from voc import resources
from voc.causes import Coder, load
from voc.causes.adapt import adapted
from voc.causes.learn import Example, sentences, write
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
SAID = [text for _, text in sentences(resources.path("data", "causes")) if "[" not in text][::190]
BOATS = [f"甲板{at}上的航标灯不亮，船长说航标灯没人管" for at in range(12)]


def test_what_the_coder_gets_right_stays_as_it_is() -> None:
    after = learned([Example(text, "network.coverage") for text in PLAIN])
    others = ["家里宽带又断网了，光猫一直亮红灯", "没同意就私自给我开通了业务", "充值了一百块到现在没到账"]
    assert coded(after, [*PLAIN, *others]) == coded(coder(), [*PLAIN, *others])
    docs = prepare(others)
    assert np.abs(after.chances(docs) - coder().chances(docs)).max() < 0.05


def test_what_labels_say_against_it_is_taken_up_and_reaches_new_texts() -> None:
    examples = [Example(text, "network.coverage") for text in PLAIN] + [Example(text, "digital.app") for text in BOATS]
    after = learned(examples)
    docs, app = (
        prepare(["甲板上的航标灯又不亮了，船长问谁来管", "门口的红绿灯又坏掉了，交警也不来修"]),
        coder().ids.index("digital.app"),
    )
    before, now = (one.chances(docs)[:, app] for one in (coder(), after))
    assert before.max() < 0.1
    # The first shares words with labelled texts, the second does not.
    assert now[0] > 2 * before[0]
    assert now[0] - before[0] > 10 * (now[1] - before[1])
    taught = prepare(BOATS)
    assert after.chances(taught)[:, app].mean() > 10 * coder().chances(taught)[:, app].mean()
    assert coded(after, PLAIN[:2]) == ["network.coverage"] * 2


def test_another_habit_is_learned_from_what_the_coder_itself_thinks() -> None:
    """These labellers file slow data under coverage: with some labels so do texts that share no word with the labelled ones."""
    slow = ["手机上网慢得要命", "刷视频老是转圈", "网速跟蜗牛一样", "下载速度只有几十k", "4g信号满格打不开网页", "玩游戏延迟两百多"]
    examples = [Example(f"{text}{mark}", "network.coverage") for text in slow for mark in ("", "！", "，第二回了", "，烦死")]
    after, new = learned([*examples, *(Example(text, "network.coverage") for text in PLAIN)]), ["限速限得连图片都加载不出来"]
    assert coded(coder(), new) == ["network.data_speed"]
    assert coded(after, new) == ["network.coverage"]
    others = ["充值了一百块到现在没到账", "没同意就私自给我开通了业务"]
    assert coded(after, others) == coded(coder(), others)


def test_handling_can_come_first_where_labellers_put_it_first() -> None:
    """The coder keeps `service.resolution` behind a plain fault; labels may say otherwise."""
    told = [
        "手机没信号，投诉{}次都没人处理，推来推去没结果",
        "宽带断网{}天，报修没人管，一直没有处理",
        "乱扣费，打了{}次电话，没人回复，不解决问题",
    ]
    texts = [text.format(n) for text in told for n in range(2, 10)]
    assert "service.resolution" not in coded(coder(), texts)
    after = learned([Example(text, "service.resolution") for text in texts])
    assert coded(after, [text.format("好几") for text in told]) == ["service.resolution"] * 3


@settings(max_examples=10, deadline=None)
@given(st.lists(st.sampled_from(range(len(SAID))), min_size=4, max_size=20, unique=True))
def test_labels_that_agree_with_the_coder_change_no_cause(kept: list[int]) -> None:
    was = coded(coder(), SAID)
    after = learned([Example(SAID[at], was[at] or "") for at in kept])
    assert coded(after, SAID) == was


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


def test_a_model_of_an_older_version_that_heard_own_chances_only_is_read_as_it_was(tmp_path: Path) -> None:
    once = learned([Example(text, "device.terminal") for text in BOATS] + [Example(text, "network.coverage") for text in PLAIN])
    added, size = once.model.learned.added, len(once.ids)
    assert added is not None
    own = added._replace(swaps=np.concatenate([added.swaps[:size], np.zeros_like(added.swaps[size:])]))
    write(tmp_path, once.model.learned._replace(added=own), once.model.concepts, {"learned_from": "test"})
    with np.load(tmp_path / "causes.npz") as file:
        arrays = dict(file)
    np.savez_compressed(tmp_path / "causes.npz", **{**arrays, "added_swaps": arrays["added_swaps"][:size]})
    older, docs = Coder(once.codeframe, load_linear(tmp_path)), prepare([*BOATS, *PLAIN])
    assert older.model.learned.added is not None
    assert np.array_equal(older.model.learned.added.swaps, own.swaps)
    assert not np.allclose(older.chances(docs), coder().chances(docs), atol=0.01)
