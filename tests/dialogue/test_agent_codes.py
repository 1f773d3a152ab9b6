"""What agents do, how calls end, who talks how much: on calls written for these tests."""

import json

import pytest

from voc.dialogue import Call, Turn, load
from voc.dialogue.agent import CODES, HEARD, agent_turns, load_agent
from voc.dialogue.customer import told
from voc.dialogue.ending import ending_features
from voc.dialogue.talk import talk_of
from voc.pipeline import load_makers
from voc.schema import MAKERS
from voc.settings import Settings

SETTLED: Call = [
    Turn("agent", "您好，工号五零二，很高兴为您服务"),
    Turn("customer", "我这个月怎么多扣了二十块，等了两天都没人回我"),
    Turn("agent", "实在抱歉，换了谁都着急，是上月开的阅读包，十元一个月"),
    Turn("customer", "我没开过"),
    Turn("agent", "我现在给您取消，钱退到话费里，明天中午之前到账"),
    Turn("customer", "好的谢谢你啊"),
    Turn("agent", "不客气，感谢您的来电"),
]
OPEN: Call = [
    Turn("agent", "讲"),
    Turn("customer", "我第四次打了，宽带还是断"),
    Turn("agent", "这个不归我们管，您自己去找装机师傅"),
    Turn("customer", "你们就知道推，我要投诉到工信部"),
    Turn("agent", "那随便你"),
    Turn("customer", "算了，跟你说没用"),
]


def codes_of(call: Call) -> set[tuple[int, str]]:
    return {(one.turn, one.code) for one in load_agent().coded([call])[0]}


def test_codes_stand_on_their_turns() -> None:
    found = codes_of(SETTLED)
    assert {(1, "greeting"), (3, "apology"), (3, "empathy"), (5, "solution"), (5, "promise_with_time"), (7, "thanks")} <= found
    assert (3, "passing_on") in codes_of(OPEN)


def test_only_agents_are_coded() -> None:
    assert codes_of([Turn("customer", "您好，很高兴为您服务，实在抱歉"), Turn("other", "欢迎致电，人工服务请按零")]) == set()


def test_evidence_lies_within_the_turn() -> None:
    for one in load_agent().coded([SETTLED])[0]:
        assert 0 <= one.start < one.end <= len(SETTLED[one.turn - 1].text)
        assert 0.5 <= one.sure <= 1.0
    apology = next(one for one in load_agent().coded([SETTLED])[0] if one.code == "apology")
    assert SETTLED[2].text[apology.start : apology.end] == "抱歉"


def test_one_character_is_no_evidence() -> None:
    calls: list[Call] = [
        [Turn("customer", said), Turn("agent", answer)]
        for said in ("能停吗",)
        for answer in ("停。", "能停，我给您停", "会的，它会自己降下来")
    ]
    found = [(call[1].text, one) for call, some in zip(calls, load_agent().coded(calls), strict=True) for one in some]
    assert found
    assert all(one.end - one.start > 1 for _, one in found)


def test_a_batch_changes_nothing() -> None:
    model = load_agent()
    assert model.coded([SETTLED, OPEN]) == [*model.coded([SETTLED]), *model.coded([OPEN])]


def test_how_sure_has_a_row_for_each_turn_of_the_agents() -> None:
    calls: list[Call] = [OPEN, [], [Turn("customer", "喂")], SETTLED]
    codes, sure = load_agent().heard(calls)
    rows = {(call, turn.turn): row for row, turn in enumerate(agent_turns(calls)) for call in [turn.call]}
    assert sure.shape == (len(rows), len(HEARD))
    for call, some in enumerate(codes):
        for one in some:
            assert one.sure == round(float(sure[rows[call, one.turn], HEARD.index(one.code)]), 3) >= 0.5


def asked(last: str, answer: str) -> Call:
    return [
        Turn("agent", "您好，请讲"),
        Turn("customer", "我的卡补不了，说人脸对不上"),
        Turn("agent", answer),
        Turn("customer", "我住在乡下，出门不方便"),
        Turn("agent", {"成": "那我给您开上门，免费的"}.get(last[0], "那我也没有别的办法")),
        Turn("customer", last),
    ]


def test_a_resigned_end_is_open_and_gruff_consent_is_not() -> None:
    calls = [
        asked("唉，知道了，就这样吧", "得本人到厅里核验，电话里办不了"),
        asked("成吧，算你们还有点用", "您光线亮一点再拍一次就行"),
    ]
    assert [row["unresolved"] for row in load_makers(Settings())["dialogue"].score_calls(["a", "b"], calls).to_pylist()] == [1, 0]


def test_endings_without_a_turn_of_one_side_have_the_columns_of_the_others() -> None:
    calls: list[Call] = [SETTLED, [], [Turn("customer", "喂")], [Turn("agent", "您好")], OPEN]
    codes, sure = load_agent().heard(calls)
    feelings = [[0.5 if turn.speaker == "customer" else None for turn in call] for call in calls]
    whole = ending_features(calls, codes, sure, feelings)
    for place, call in enumerate(calls):
        mine, own = load_agent().heard([call])
        assert ending_features([call], mine, own, [feelings[place]])[0] == pytest.approx(whole[place], abs=1e-9)


@pytest.mark.parametrize(
    ("said", "nth"),
    [
        ("我这是第三次打来了", 3),
        ("前前后后打了五次电话", 5),
        ("投诉过两回都没下文", 2),
        ("师傅第三次上门了", None),
        ("第一次打", None),
        ("找了你们十二次", 12),
        ("没信号", None),
    ],
)
def test_number_of_contacts_as_said(said: str, nth: int | None) -> None:
    assert told([[Turn("customer", said)]])[0].nth == nth


@pytest.mark.parametrize(
    ("said", "waiting"),
    [
        ("等了半个小时才接", True),
        ("报了三天没人来修", True),
        ("一直没人联系我", True),
        ("我等会儿再打", False),
        ("要等几天", False),
        ("我从九点打到现在", True),
        ("排了一下午的队", True),
        ("谁都没给个说法", True),
        ("到现在都没给我答复", True),
        ("三天前买的手机", False),
    ],
)
def test_waiting(said: str, waiting: bool) -> None:
    assert told([[Turn("customer", said)]])[0].waiting is waiting


@pytest.mark.parametrize(
    ("said", "need"),
    [
        ("你给我查一下话费", True),
        ("把多收的退给我", True),
        ("给我销了吧", True),
        ("能不能给我老公也办一张", True),
        ("师傅给我换了个猫", False),
        ("他给我发短信来着", False),
        ("上次给我弄的那个套餐不好用", False),
        ("你们又给我扣了", False),
        ("还没给我退", False),
    ],
)
def test_what_was_done_for_the_customer_is_no_need(said: str, need: bool) -> None:
    assert any(one.code == "need" for one in told([[Turn("customer", said)]])[0].said) is need


def test_columns_of_both_endings() -> None:
    maker = load_makers(Settings())["dialogue"]
    rows = maker.score_calls(["a", "b"], [SETTLED, OPEN]).to_pylist()
    assert [row["unresolved"] for row in rows] == [0, 1]
    assert [row["nth_contact"] for row in rows] == [None, 4]
    assert [row["waiting"] for row in rows] == [1, 0]
    assert rows[0]["promise_received"] == 1
    assert rows[0]["resolution"] in ("solved", "promised")
    assert rows[1]["resolution"] == "unresolved"
    assert {one["code"] for one in json.loads(rows[0]["codes"])} >= {"greeting", "waiting", "apology"}
    assert all(row[f"agent_{code}"] in (0, 1) for row in rows for code in CODES)


BAD: dict[str, Call] = {
    "one speaker only": [Turn("customer", "喂"), Turn("customer", "没人吗")],
    "agent only": [Turn("agent", "您好请讲"), Turn("agent", "喂")],
    "all turns empty": [Turn("customer", ""), Turn("agent", "")],
    "no turn": [],
    "5,000 turns": [Turn("agent" if n % 2 else "customer", f"第{n}句，还没修好") for n in range(5_000)],
    "times backwards": [Turn("agent", "您好", 9.0, 5.0), Turn("customer", "断网了", 4.0, 2.0), Turn("agent", "好", 1.0, 3.0)],
    "times missing": [Turn("agent", "您好", 1.0, None), Turn("customer", "断网了")],
    "a turn of 50,000 characters": [
        Turn("agent", "您好"),
        Turn("customer", "宽带断了" * 12_500),
        Turn("agent", "给您派人" * 12_500),
    ],
    "three speakers": [Turn("agent", "您好"), Turn("other", "我来说"), Turn("customer", "断网了"), Turn("unknown", "嗯")],
    "machine greetings only": [Turn("other", "欢迎致电，人工服务请按零"), Turn("other", "坐席全忙，请稍候")],
}


@pytest.mark.parametrize("name", BAD)
def test_bad_calls_are_scored_or_left_empty(name: str) -> None:
    call = BAD[name]
    table = load_makers(Settings())["dialogue"].score_calls(["x"], [call])
    assert table.schema.names == MAKERS["dialogue"].arrow.names
    row = table.to_pylist()[0]
    speakers = {turn.speaker for turn in call}
    assert (row["agent_greeting"] is None) is ("agent" not in speakers)
    assert (row["resolution"] is None) is (not {"agent", "customer"} <= speakers)
    if "customer" not in speakers or not any(turn.text for turn in call):
        assert row["satisfaction"] is None
    assert row["silence"] is None


def test_talk_by_hand() -> None:
    call = [
        Turn("agent", "您好请讲话", 0.0, 2.0),
        Turn("customer", "我的网断了三天了", 1.5, 5.5),
        Turn("agent", "我查一下", 5.5, 7.5),
        Turn("agent", "查到了", 20.0, 21.0),
    ]
    share, silence, overlap, agent, customer = talk_of(call)
    assert share == pytest.approx(12 / 20)
    assert (silence, overlap) == (12.5, 0.5)
    assert (agent, customer) == (2.4, 2.0)


def test_without_a_learned_model_nothing_else_changes() -> None:
    feeling = load_makers(Settings())["sentiment"]
    assert load(feeling).version == load(feeling).version
    assert load_agent().version in load(feeling).version


def test_what_is_open_is_not_solved() -> None:
    feeling = load_makers(Settings())["sentiment"]
    asked, told = "网还是不通", ("您重启一下光猫试试", "给您退了", "好了您看一下", "不清楚")
    calls = [[Turn("customer", asked), Turn("agent", one)] * times for one in told for times in (1, 2, 30)]
    calls += [[*call, Turn("customer", "好了谢谢")] for call in calls]
    found = load(feeling).score_calls([str(number) for number in range(len(calls))], calls)
    pairs = set(zip(found["resolution"].to_pylist(), found["unresolved"].to_pylist(), strict=True))
    assert ("solved", 1) not in pairs
    assert len(pairs) > 1
