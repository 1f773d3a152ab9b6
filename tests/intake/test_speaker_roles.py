"""Who speaks, told by the words; agent and customer exchanged half way put right."""

from dataclasses import replace

import pytest

from voc.intake.roles import confidence, named, unswapped
from voc.intake.turns import Turn

SAID = [
    ("agent", "您好，很高兴为您服务，请问有什么可以帮您"),
    ("customer", "我家宽带又断了，你们到底管不管"),
    ("agent", "非常抱歉给您带来不便，请您提供一下宽带账号"),
    ("customer", "就是我这个手机号，我都报了三次了"),
    ("agent", "请您稍等，我这边为您查询一下"),
    ("customer", "快点啊，我等着用呢"),
    ("agent", "已经为您登记，师傅会尽快与您联系，请您保持电话畅通"),
    ("customer", "你们每次都这么说，我要投诉"),
    ("agent", "您的心情我理解，感谢您的来电，祝您生活愉快"),
]


def turns(swap_from: int | None = None) -> list[Turn]:
    other = {"agent": "customer", "customer": "agent"}
    return [
        Turn(other[speaker] if swap_from is not None and at >= swap_from else speaker, text)
        for at, (speaker, text) in enumerate(SAID)
    ]


@pytest.mark.parametrize("place", [3, 4, 5])
def test_an_exchange_is_put_right_from_its_place(place: int) -> None:
    mended, at = unswapped(turns(place))
    assert at == place
    assert [turn.speaker for turn in mended] == [speaker for speaker, _ in SAID]


def test_a_sound_call_and_a_call_all_exchanged_stay() -> None:
    assert unswapped(turns()) == (turns(), None)
    assert unswapped(turns(0))[1] is None


def test_one_side_or_nothing_stays() -> None:
    alone = [turn for turn in turns() if turn.speaker == "agent"]
    assert unswapped(alone) == (alone, None)
    assert unswapped([]) == ([], None)


def test_hidden_roles_are_told_with_their_confidence() -> None:
    hidden = [replace(turn, speaker="unknown", label={"agent": "B", "customer": "A"}[turn.speaker]) for turn in turns()]
    found, guessed = named(hidden, {})
    assert guessed
    assert [turn.speaker for turn in found] == [speaker for speaker, _ in SAID]
    assert {turn.sure for turn in found} == {found[0].sure}
    assert 0.9 < (found[0].sure or 0.0) <= 1.0


def test_a_second_agent_after_a_transfer_is_an_agent() -> None:
    hidden = [Turn("unknown", text, label={"agent": "1", "customer": "2"}[speaker]) for speaker, text in SAID]
    second = Turn("unknown", "您好，投诉专席为您服务，请问还有什么可以帮您", label="3")
    found, _ = named([*hidden, second], {})
    assert [turn.speaker for turn in found] == [*(speaker for speaker, _ in SAID), "agent"]


def test_a_recording_that_opens_the_call_is_not_its_agent() -> None:
    hidden = [Turn("unknown", text, label={"agent": "1", "customer": "2"}[speaker]) for speaker, text in SAID]
    opening = Turn("unknown", "您好，欢迎致电客户服务热线", label="0")
    found, guessed = named([opening, *hidden], {})
    assert guessed
    assert [turn.speaker for turn in found] == ["unknown", *(speaker for speaker, _ in SAID)]
    assert found[0].sure is None


def test_confidence_grows_with_the_distance() -> None:
    assert confidence(0.0) == 0.5
    assert confidence(0.5) < confidence(1.0) < confidence(5.0) <= 1.0
    assert confidence(-1.0) == confidence(1.0)
