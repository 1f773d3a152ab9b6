"""What a turn asks for, and for how long it is being asked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from voc.privacy.tokens import ACCOUNT, ADDRESS, BANK, EMAIL, IDENTITY, MOBILE, NAME, ORDER, PASSPORT, PLATE, QQ, WECHAT

_TOPICS = (
    (QQ, "[Qq][Qq](?![.点邮])|扣扣|企鹅号"),
    (WECHAT, "微信|薇信|[Vv]信|(?<![A-Za-z])[Vv][Xx]|[Ww]e[Cc]hat"),
    (EMAIL, "邮箱|电子邮件|[Ee]-?mail"),
    (PASSPORT, "护照|通行证|台胞证"),
    (PLATE, "车牌|车号"),
    (IDENTITY, "身份证|证件号|证件号码|身份号"),
    (BANK, "银行卡|卡号|信用卡|储蓄卡|退款.{0,4}卡|账户信息|银行账"),
    (ORDER, "订单|工单|单号|受理号|受理编号|流水号|快递|运单|投诉编号|查询号|受理单|业务号码"),
    (ACCOUNT, "账号|帐号|账户|户号|合同号|客户编号|合同编号|协议号|用户编号|客户号|用户名|登录名"),
    (
        ADDRESS,
        "地址|住哪|住在|哪个小区|什么小区|哪里人|位置|门牌|几号楼|几单元|哪条路|什么路|哪一?栋|几栋|几号房|房号|几门|几层|哪个区|具体.{0,3}哪|送到哪|寄到哪|哪儿",
    ),
    (NAME, "贵姓|怎么称呼|如何称呼|全名|收件人|收货人|姓名|名字|叫什么|称呼您|哪位|尊姓|机主是谁"),
    (MOBILE, "电话|手机|号码|联系方式|座机|固话|怎么联系|回电|区号|打给|本机|打哪个|拨打|哪个号|来电|换号"),
)
ASKS_NAME = re.compile(dict(_TOPICS)[NAME])
TOPIC = re.compile("|".join(f"(?P<t{place}>{pattern})" for place, (_, pattern) in enumerate(_TOPICS)))
_LASTS = 8
CHATTER = re.compile(
    r"[\W_]|嗯|呃|额|啊|哦|好的?|对的?|是的?|然后|后面|接着|应该|记得|翻翻|查(?:一下)?|找(?:一下)?|看(?:一下)?|念|有|再|您?请?(?:继续|说|讲)|您|我|你|这个|那个|就|还有|没错|不是|前面?|开头|中间|最后|后边|几位|四位|三位|两位|位|呢|吧|哈|完了|记(?:下|一下|好)了?|稍等|等一下|区号|号码|电话|手机|吗|的|了|来|下|确认|重复|核对|一遍|尾号|尾数|收到|明白|行|可以|也|给|读|报|数字|字母|大写|小写|横杠|转|分机"
)
_SAME = re.compile(
    r"是?(?:本机|手机号码?|电话号码?|这个号码?)吗|[和跟与同](?:您的?)?(?:手机|电话)号?码?(?:是?不?是?一样|一致|相同|同号|同步)|(?:什么|哪款|哪个牌子的?)手机|手机(?:型号|品牌|系统|版本)|打(?:过|了)?电话"
)


def topic_of(plain: str) -> str | None:
    """What a turn asks for or announces: the last one named."""
    plain = _SAME.sub("", plain).replace("邮箱地址", "邮箱").replace("邮件地址", "邮箱")
    named = [(_TOPICS[int(str(match.lastgroup)[1:])][0], match[0]) for match in TOPIC.finditer(plain)]
    # 护照号码 asks for a passport: 号码 alone says little.
    clear = [topic for topic, word in named if word != "号码"] or [topic for topic, _ in named]
    return clear[-1] if clear else None


def lasting_topics(said: Sequence[str | None]) -> list[str | None]:
    """The topic of each turn: its own, or the one last named some turns before."""
    topics: list[str | None] = []
    current, age = None, 0
    for topic in said:
        # 您说一下号码 in the middle of an identity card goes on with it.
        if topic is not None and not (topic == MOBILE and current in (IDENTITY, BANK, QQ, ORDER, ACCOUNT, PASSPORT) and age < 4):
            current, age = topic, 0
        elif current is not None:
            age += 1
            if age > _LASTS:
                current = None
        topics.append(current)
    return topics


_LEAD = re.compile(
    r"(?:号码?|电话|手机|座机|身份证|卡号|开头|前面|前[三四七六]位|QQ|qq|订单|单号|账号|编号|护照|后面|后[四4]位|[是:：])[\s,，:：是为]{0,4}$"
)


def leads(before: str) -> bool:
    """Whether what stands before a piece announces it."""
    return _LEAD.search(before) is not None
