from __future__ import annotations

import pytest
from entities.own_names import names, read

from voc.entities import Entities


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我想改成畅玩39，能改吗", {"青笋畅玩39"}),
        ("39块的青笋卡够用了", {"青笋畅玩39"}),
        ("三十九的青笋卡没流量了", {"青笋畅玩39"}),
        ("一百二十九的全家福太贵", {"竹悦全家福129"}),
        ("竹悦 老友 卡打不通电话", {"竹悦老友卡"}),
        ("竹悅千兆寬帶斷了", {"竹悦千兆宽带"}),
        ("竹月58套餐扣费不对", {"竹悦58套餐"}),
        ("竹悦全家富129副卡怎么加", {"竹悦全家福129"}),
        ("竹悦全福129副卡怎么加", {"竹悦全家福129"}),
        ("桥尊套餐有点贵", {"桥尊199"}),
        ("青笋畅玩套餐和青笋品牌有什么区别", {"青笋畅玩39", "青笋"}),
        ("桥尊金卡客户排不上队", {"桥尊"}),
        ("海棠市和榕浦都没信号", {"海棠市", "榕浦市"}),
        ("海棠北路厅人太多", {"岭南海棠北路营业厅"}),
    ],
)
def test_own_names_in_their_wordings(sample: Entities, text: str, expected: set[str]) -> None:
    assert names(sample, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        # a longer word
        "移动硬盘坏了", "关闭移动数据", "用移动支付交话费", "小心电信诈骗", "电信业务经营许可证", "广电总局通知", "推广电视盒子",
        # a verb
        "把柜子移动一下", "箱子往右移动了", "两栋楼之间互相联通", "两根管子还没联通", "鼠标移动不了",
        # across a word border
        "买了长沙发", "山都变成都市了", "其中原来有问题", "海关东边", "黄河北边", "秦岭南麓", "楼上海绵掉下来",
        # streets, dishes, dialects, schools, banks
        "南京路没网", "北京西路修路", "成都火锅真辣", "兰州牛肉面馆没网", "湖南大白菜不新鲜", "老北京鸡肉卷", "说一口四川话", "北京时间八点",
        "武汉大学食堂", "上海银行的卡", "海南航空取消了", "榕浦路堵车",
        # words that are places only beside a sign of one
        "新买的手机刚开封", "真金白银买的", "祝师傅安康", "三明治过期了", "大理石台面坏了",
        # ordinary words
        "院子里的石榴熟了", "吃了两斤青笋", "一只山雀停在窗台", "凉拌青笋真好吃", "白桦林里走了一圈", "关东煮凉了",
        # a product's words for something else
        "公交老年卡刷不了", "去影楼拍全家福", "餐厅199的套餐券过期", "花399块买的手环", "流量1399那档", "交换机是千兆的",
    ],
)  # fmt: skip
def test_traps_are_no_names(sample: Entities, text: str) -> None:
    assert names(sample, text) == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("移动联通电信哪家好", {"中国移动", "中国联通", "中国电信"}),
        ("换联通了，再见", {"中国联通"}),
        ("没有联通便宜", {"中国联通"}),
        ("移动的客服比你们好", {"中国移动"}),
        ("从移动转到石榴", {"中国移动", "石榴通信"}),
        ("山雀的套餐便宜", {"山雀电讯"}),
        ("我在长沙，信号不好", {"长沙"}),
        ("人在开封打工", {"开封"}),
        ("甘肃白银没信号", {"甘肃", "白银"}),
        ("上海南京东路没网", {"上海"}),
        ("广州火车站没信号", {"广州"}),
        ("用了八年联通了", {"中国联通"}),
        ("把移动客服拉黑了", {"中国移动"}),
        ("北京电信宽带便宜", {"北京", "中国电信"}),
        ("江苏省苏州市的用户", {"江苏", "苏州"}),
        ("海南通信费贵", {"海南"}),
        ("洞庭湖南边的岳阳市", {"岳阳"}),
    ],
)
def test_true_names_beside_the_traps(sample: Entities, text: str, expected: set[str]) -> None:
    assert names(sample, text) == expected


@pytest.mark.parametrize("text", ["石榴的千兆宽带快", "山雀也有老年卡", "联通的企业专线稳定"])
def test_a_product_said_of_a_competitor_is_not_ours(sample: Entities, text: str) -> None:
    assert {kind for kind, _, _ in read(sample, text)} == {"competitor"}


def test_our_product_beside_a_competitor_stays_ours(sample: Entities) -> None:
    assert names(sample, "从石榴转19元卡要多久") == {"石榴通信", "青笋19元卡"}
    assert names(sample, "石榴便宜，老年卡能不能也降价") == {"石榴通信", "竹悦老友卡"}


def test_every_mention_is_found_and_none_overlaps(sample: Entities) -> None:
    found = read(sample, "竹悦断网，竹悦客服不接，换成竹悦58套餐还是竹悦")
    assert [words for _, words, _ in found] == ["竹悦", "竹悦", "竹悦58套餐", "竹悦"]


def test_a_number_is_not_cut_through(sample: Entities) -> None:
    assert names(sample, "青笋1999怎么样") == {"青笋"}
    assert names(sample, "青笋19号扣的费") == {"青笋"}
