from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from voc.privacy.mask import BANK, EMAIL, FIXED, IDENTITY, MOBILE, mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("我的号13800138000，请回电", f"我的号{MOBILE}，请回电"),
        ("+86 138-0013-8000", MOBILE),
        ("008613800138000", MOBILE),
        ("138 0013 8000", MOBILE),
        ("１３８００１３８０００", MOBILE),
        ("13800138000 13900139000", f"{MOBILE} [手机号2]"),
        ("13800138000万分感谢", f"{MOBILE}万分感谢"),
        ("打13800138000块钱的事", f"打{MOBILE}块钱的事"),
        ("13800138000秒接", f"{MOBILE}秒接"),
        ("13800138000Mary", f"{MOBILE}[姓名]"),
        ("138.0013.8000", MOBILE),
        ("１３８．００１３．８０００", MOBILE),
        ("010-62345678转123", FIXED),
        ("(0531)88888888", FIXED),
        ("+86 10 62345678", FIXED),
        ("电话62345678", f"电话{FIXED}"),
        ("11010519491231002X", IDENTITY),
        ("身份证110105 19491231 002x。", f"身份证{IDENTITY}。"),
        ("110105491231002", IDENTITY),
        ("4111 1111 1111 1111", BANK),
        ("卡6222020000000000000", f"卡{BANK}"),
        ("写信到a.b+c@example.com.cn吧", f"写信到{EMAIL}吧"),
        ("x＠example.com", EMAIL),
        ("工单20260305143000123456", "工单[单号]"),
        ("110105194912310021", IDENTITY),  # a slip in the check digit leaves the person
        ("幺三八零零幺三八洞洞洞", MOBILE),
        ("138嗯0013呃8000", MOBILE),
        ("①③⑧⓪⓪①③⑧⓪⓪⓪", MOBILE),
        ("我叫赵建平，住在杭州市江干区庆春路88号万银大厦12楼，信号差", "我叫[姓名]，住在[地址]，信号差"),
        ("感谢蒋师傅，小周也很好", "感谢[姓名]师傅，小[姓名2]也很好"),
        ("13800138000打不通，就是138-0013-8000，另一个13900139000", "[手机号]打不通，就是[手机号]，另一个[手机号2]"),
        ("微信号zhaolin_99，QQ：123456789", "微信号[微信号]，QQ：[QQ号]"),
        ("@快乐的小羊 你看 @中国电信客服", "@[用户名] 你看 @中国电信客服"),
        ("订单号是GD，二零二六，零三幺七，零零一", "订单号是[单号]"),
        ("工单流水:11_0233498821，30秒没人接", "工单流水:[单号]，30秒没人接"),
        ("【TS260211A0087】该单子超时", "【[单号]】该单子超时"),
        ("手机幺五零，嗯，二七八八，不对，二七八九，六六三一", f"手机{MOBILE}"),
        ("护照号码：E-H9765505", "护照号码：[护照]"),
        ("q号1291494，加微tianya9527", "q号[QQ号]，加微[微信号]"),
        ("张建平，13800138000", f"[姓名]，{MOBILE}"),
        ("回访时小白关机，李工表示已修好", "回访时小[姓名]关机，[姓名2]工表示已修好"),
        ("寄到西直门外大街甲143号，滨河东区12-3-502也行", "寄到[地址]，[地址2]也行"),
        ("@老张聊通信 @消费者协会", "@[用户名] @消费者协会"),
        ("车牌浙A·12345，护照E12345678", "车牌[车牌]，护照[护照]"),
        # no example of a rule: a surname, given characters and a cue
        ("联系人：覃晓蓓（母亲），机主覃晓蓓", "联系人：[姓名]（母亲），机主[姓名]"),
        ("用户麦麦提·玉山来电，由林 语嫣跟进", "用户[姓名]来电，由[姓名2]跟进"),
        ("希望尽快处理。隋立冬 3月5日", "希望尽快处理。[姓名] 3月5日"),
        ("My name is Kevin Liu，收件人GRACE FONG", "My name is [姓名]，收件人[姓名2]"),
        ("报修：如皋市长江镇郭园村12组36号", "报修：[地址]"),
        ("我家在锦绣江南27#2单元1002，断网", "我家在[地址]，断网"),
        ("手机1️⃣3️⃣8️⃣0️⃣0️⃣1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣一直打不通", f"手机{MOBILE}一直打不通"),
        ("账单发到zhang点san艾特一六三点康姆", f"账单发到{EMAIL}"),
        ("工单号TS二零，就是，二六零四，那个，零八，你查", "工单号[单号]，你查"),
        ("请把wband8119909这个户头下面的副卡解绑", "请把[单号]这个户头下面的副卡解绑"),
        ("ht2024-09333是我家宽带的账号", "[单号]是我家宽带的账号"),
        ("LANLAN_FISH，这是我的微信号", "[微信号]，这是我的微信号"),
        ("绿泡泡 hello-kitty7", "绿泡泡 [微信号]"),
        ("我宽带hz八八幺三四零六七七掉线", "我宽带[账号]掉线"),
        ("派单给MICHELLE YEOH，未接单", "派单给[姓名]，未接单"),
        ("写我爱人，刘梓涵", "写我爱人，[姓名]"),
        ("号码实名在秦 岚名下", "号码实名在[姓名]名下"),
        ("中山路139号环球金融中心2805维修", "[地址]维修"),
    ],
)
def test_masks(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "打10086和12315没人接，400-810-0000、8008100100也打不通，10000号更慢",
        "2026-03-05 12:00 扣了99.50元，套餐129元，余额1,234,567.89元",
        "用了13800138000KB流量，还剩20.5GB",
        "20260305143000123456",  # nothing but a number: a record's own, by which the operator finds it again
        "110105194913310021",  # no such day
        "4111 1111 1111 1112",  # fails Luhn
        "@客服 #话题# 3@5",
        "20260305 62345678",
        "打幺零零八六，199套餐，尾号8888，工号1024，192.168.1.1",
        "高速上没信号，王卡用户，钱总是不够扣，小米手机",
        "联通客服没人接，有专员跟进，我家在三楼",
        "杭州市西湖区断网了，3号线没信号",
        "账单是99.9元，202603账期，支付时间20251231，工单2次被退",
        "我叫全宿舍一起退网，资金经理和高清电视都不行",
        "订单3天没处理，4006-100-100也打不通，签证到期15号",
        "收到1069012345678的短信，iPhone 15升级到iOS 17.4.1",
        "客户安装宽带方便时再约，师傅莫名其妙走了，用户马上要结果",
        "没想到.我以为客服会回电.师傅也没来",
        "全家福199，20260408生效，App 9.2.0(20260118)升级",
        "杭州市西湖区没信号，有一栋三层的楼，小区里都断网",
        "刚买的E8372h-155和HUAWEI B535-232都不行，报错0x80070005",
        "投诉1069012345678乱发广告，县医院门诊楼3楼没信号",
        "4/82026-04-08 14:20:11断网，投诉时间20260301154012",
        "杭州·兰芳，@浙江美吉客服 师傅总是迟到",
        "姓名不详，账号登不上，路由器HG8546M",
        "",
    ],
)
def test_leaves(text: str) -> None:
    assert mask(text) == text


_PIECES = st.sampled_from(
    [
        "13800138000",
        "010",
        "-",
        " ",
        "62345678",
        "86",
        "+",
        "a@b.cn",
        "@",
        "11010519491231002X",
        "电话",
        "4111",
        "1",
        "０",
        "元",
        ".",
        "转",
        "(",
    ]
)


@given(st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=12).map("".join)))
@example("0@0.0+@0.0")
@example("a@b.c+d@e.f+g@h.i")
def test_masking_twice_changes_nothing(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@pytest.mark.parametrize("piece", ["1", "1 ", "a@", "a", "1-", "a@b.", "0531", "("])
def test_time_grows_with_length_only(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    begun = time.process_time()
    mask(text)
    assert time.process_time() - begun < 30  # a hang, not a speed


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("订单#1068607157里的合约机激活不了", "订单#[单号]里的合约机激活不了"),
        ("order no. #1257018464 still not shipped", "order no. #[单号] still not shipped"),
        ("快递单号ZX4004653313显示已签收", "快递单号[单号]显示已签收"),
    ],
)
def test_an_order_that_looks_like_a_hotline_or_a_port_is_an_order(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize("text", ["收到10658139发的短信", "打400-812-3456问过了", "TEL4008123456", "订单10086也查不到"])
def test_a_hotline_or_a_port_stays(text: str) -> None:
    assert mask(text) == text
