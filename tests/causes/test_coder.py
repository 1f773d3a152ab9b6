from __future__ import annotations

import json
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.causes import Coder, load
from voc.causes.trade import strange
from voc.text.documents import prepare

GOLDEN = [
    ("地下车库里一格信号都没有，打开手机全是无服务", "network.coverage"),
    ("手机网速太慢了，看个视频一直转圈", "network.data_speed"),
    ("打电话老是断断续续，对方说听不清我讲话", "network.voice"),
    ("家里宽带又断网了，光猫一直亮红灯", "network.broadband"),
    ("银行的验证码短信总是收不到", "network.messaging"),
    ("去泰国旅游开了国际漫游还是上不了网", "network.roaming"),
    ("莫名其妙扣了我三十块钱话费，要求退费", "billing.charges"),
    ("套餐太贵了，新用户比老用户便宜一半，不公平", "billing.tariff"),
    ("一晚上什么都没干流量就没了，偷流量吧", "billing.data_usage"),
    ("充值了一百块，到现在还没到账", "billing.payment"),
    ("欠费停机了，缴费之后两天都没恢复", "billing.suspension"),
    ("合约还没到期，解约要交违约金", "billing.contract"),
    ("想把套餐降档，营业厅不给改，说不能取消", "ordering.plan_change"),
    ("要销户必须回归属地办理，外地不能销户", "ordering.port_out"),
    ("没经过我同意就私自给我开通了视频彩铃业务", "ordering.unsolicited"),
    ("手机丢了去补卡，异地补卡办不成", "ordering.sim"),
    ("预约了装宽带，安装师傅放鸽子，等了三天没来", "ordering.installation"),
    ("积分兑换的礼品一直没有收到", "ordering.promotion"),
    ("客服热线打不通，转人工要排队半小时", "service.hotline_access"),
    ("营业员态度恶劣，爱理不理，说话很凶", "service.attitude"),
    ("投诉多次都没人处理，互相推诿", "service.resolution"),
    ("营业厅排队两个小时，只开一个窗口", "service.store"),
    ("虚假宣传，办的时候没有告知限制条件", "service.misinformation"),
    ("app闪退，登录不上去", "digital.app"),
    ("天天接到推销电话，太骚扰人了", "privacy.marketing"),
    ("接到诈骗电话，我的个人信息肯定被泄露了", "privacy.fraud_leak"),
    ("合约机才用一个月就死机黑屏，售后不给保修", "device.terminal"),
    ("非常感谢装维师傅，服务真不错，点赞", "other.praise"),
]
MARKS = st.sampled_from("信号差宽带断了没人管套餐贵退费，。！ abc")


@cache
def cached() -> Coder:
    return load()


@pytest.fixture(scope="module")
def coder() -> Coder:
    return cached()


def causes(coder: Coder, *texts: str | None) -> list[tuple[str | None, str | None]]:
    table = coder.score([str(number) for number in range(len(texts))], prepare(texts))
    return list(zip(table["cause"].to_pylist(), table["cause2"].to_pylist(), strict=True))


@pytest.mark.parametrize(("text", "cause"), GOLDEN)
def test_plain_sentences_get_their_cause(coder: Coder, text: str, cause: str) -> None:
    assert causes(coder, text)[0][0] == cause


def test_the_fault_comes_first_and_the_handling_second(coder: Coder) -> None:
    text = "投诉了好几次都没人处理，推来推去没结果，不解决问题。小区里手机没信号。"
    assert causes(coder, text) == [("network.coverage", "service.resolution")]


@pytest.mark.parametrize("text", [None, "", "   ", "。。。", "无", "没有", "嗯嗯嗯", "不清楚。", "没有其他意见", "暂时没有！"])
def test_nothing_to_code_is_null(coder: Coder, text: str | None) -> None:
    row = coder.score(["a"], prepare([text])).to_pylist()[0]
    assert (row["cause"], row["cause_confidence"], row["cause2"], row["evidence"]) == (None, None, None, "[]")


def test_no_rows_give_an_empty_table(coder: Coder) -> None:
    assert coder.score([], prepare([])).num_rows == 0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(MARKS, max_size=40), min_size=1, max_size=8))
def test_evidence_indexes_the_text_and_company_changes_nothing(texts: list[str]) -> None:
    coder = cached()
    rows = coder.score([str(number) for number in range(len(texts))], prepare(texts)).to_pylist()
    for text, row in zip(texts, rows, strict=True):
        spans = json.loads(row["evidence"])
        assert all(text[span["start"] : span["end"]] == span["text"] for span in spans)
        assert all(span["cause"] in (row["cause"], row["cause2"]) for span in spans)
        assert bool(spans) == (row["cause"] is not None)
        assert row["cause"] is None or 0 <= row["cause_confidence"] <= 1
        assert row["cause2"] is None or row["cause2"] != row["cause"]
        alone = coder.score([row["verbatim_id"]], prepare([text])).to_pylist()[0]
        assert alone == row


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("手机没信号，网络断断续续", "手機沒信號，網絡斷斷續續"),
        ("宽带坏了没人来修", "寬帶壞了沒人來修"),
        ("乱扣话费要求退费", "亂扣話費要求退費"),
    ],
)
def test_traditional_characters_change_nothing(coder: Coder, simplified: str, traditional: str) -> None:
    assert causes(coder, simplified) == causes(coder, traditional)


@pytest.mark.parametrize(
    "text", ["{}话费乱扣，信号也差", "{}宽带天天断网，想换{}", "投诉{}客服态度差", "{}网上营业厅登录不了", "还是{}好，{}套餐太贵"]
)
def test_the_operators_name_changes_nothing(coder: Coder, text: str) -> None:
    brands = ("移动", "联通", "电信", "广电")
    found = {causes(coder, text.format(*[brand] * 2))[0] for brand in brands}
    assert len(found) == 1


def test_scores_hold_for_long_and_for_many_texts(coder: Coder) -> None:
    long = "手机没信号。" + "嗯。" * 3000 + "手机还是没信号"
    assert causes(coder, long)[0][0] == "network.coverage"
    table = coder.score([str(n) for n in range(20_005)], prepare(["宽带断网"] * 20_005))
    assert table.num_rows == 20_005
    assert set(table["cause"].to_pylist()) == {"network.broadband"}


CIVIC = (
    "我们社区门口的人行道被挖开以后一直没有回填，下雨天全是泥水，老人推着轮椅根本过不去，晚上又没有路灯，"
    "已经有两个邻居摔伤了。多次找街道和施工方，都说等下个月统一安排，希望主管单位尽快到现场看一看。"
)


def test_a_long_text_of_another_trade_gets_no_cause_of_this_one(coder: Coder) -> None:
    found, short = causes(coder, CIVIC, "没人处理，互相推诿")
    assert found[0] is None or found[0].startswith("other.")
    assert short[0] == "service.resolution"
    docs = prepare(
        [
            CIVIC,
            "我在联通办的。" + CIVIC,
            "@中国联通客服 " + CIVIC,
            "手机没信号，" + CIVIC[:60],
            "太差",
            "宽带呢？" + CIVIC * 3,
            CIVIC.replace("，", "\n", 2),
            CIVIC.replace("，", " / ", 2),
        ]
    )
    trade = np.isin(coder.model.concepts.names, coder.codeframe.coding.trade)
    nothing, hardly = strange(docs, coder.model.concepts_in(docs), trade)
    assert nothing.tolist() == [True, False, False, False, False, False, False, False]
    assert hardly.tolist() == [False, False, False, False, False, True, False, False]


def test_a_long_call_that_names_the_matter_once_is_coded(coder: Coder) -> None:
    call = (
        "我是来问退费的事，宽带拆了四天押金没退\n打了好几遍了\n上次说三天给答复没人理我\n"
        + "我就问到底什么时候\n你别跟我念稿子\n" * 6
    )
    assert causes(coder, call)[0][0] is not None


def test_the_likeliest_first_level_is_chosen_before_the_code(coder: Coder) -> None:
    texts = [text for text, _ in GOLDEN]
    chances = coder.chances(prepare(texts))
    levels = sorted({code.partition(".")[0] for code in coder.ids})
    sums = np.stack([chances[:, [code.startswith(f"{level}.") for code in coder.ids]].sum(axis=1) for level in levels], axis=1)
    best = [levels[at] for at in sums.argmax(axis=1)]
    assert [str(cause).partition(".")[0] for cause, _ in causes(coder, *texts)] == best
    assert np.allclose(chances.sum(axis=1), 1)
