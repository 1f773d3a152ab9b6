from __future__ import annotations

import numpy as np

from voc.text.duplicates import first_of

PASTED = "老用户办不了新套餐，同样的流量每个月多付三十块，这公平吗？转发让更多人看到，老用户也要公平"


def test_pasted_texts_count_once_whatever_is_added() -> None:
    texts = [
        "今天信号不错，刷视频很流畅",
        PASTED,
        "路过",
        PASTED + "！！",
        " ".join(PASTED),
        "宽带又断了，师傅说明天来",
        PASTED.replace("更多人", "大家"),
    ]
    assert first_of(texts) == [0, 1, 2, 1, 1, 5, 1]


def test_the_shortest_are_like_themselves_only_and_nothing_is_nothing() -> None:
    assert first_of(["好", "好", "差", ""]) == [0, 0, 2, 3]
    assert first_of([]) == []


def test_what_is_half_alike_is_two_texts() -> None:
    rng = np.random.default_rng(1)
    letters = [chr(point) for point in range(0x4E00, 0x4E00 + 3000)]
    for _ in range(20):
        drawn = ["".join(rng.choice(letters, 60)) for _ in range(2)]
        mixed = drawn[0][:30] + drawn[1][:30]
        assert first_of([drawn[0], mixed]) == [0, 1]
        assert first_of([drawn[0], drawn[0][:57] + drawn[1][:3]]) == [0, 0]
