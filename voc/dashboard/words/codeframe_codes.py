"""The packaged codeframe in words: definitions by the English text that stands in the file, what a code leaves to others, owners."""

from __future__ import annotations

_DEFINED = {
    "No or weak mobile signal, no service, dead spots, basements, villages, lifts.": "没有信号或信号弱、无服务、盲区；地下室、村里、电梯。",
    "Slow, unstable or unavailable mobile data, throttling, wrong generation shown, latency in games.": (
        "手机上网慢、不稳、上不了，限速，制式显示不对，游戏延迟。"
    ),
    "Dropped calls, cannot dial or be reached, noise, one-way audio.": "掉话、打不出接不进、杂音、单通。",
    "Home broadband, fixed phone, IPTV or Wi-Fi down, slow, repeatedly failing.": "家庭宽带、固话、网络电视、家里无线网断网、慢、反复出故障。",
    "Text messages or verification codes not sent or not received.": "短信、验证码发不出或收不到。",
    "Roaming at home or abroad: no service, activation, roaming charges.": "国内外漫游：没有服务、开通、漫游费用。",
    "Unexplained, wrong or double charges, charges after cancelling, refund due.": "不明扣费、错扣、重复扣费，退订后仍收费，该退未退。",
    "Price too high, plan rules unfair, unclear or unequal, leftover allowance lost.": "价格高，套餐规则不公、不清、新老用户不同，剩余量清零。",
    "Data used up unexpectedly, usage not explained, allowance not shown or not granted.": "流量莫名用完，用量说不清，查不到或没到账。",
    "Top-up not credited, cannot pay, bill, balance or invoice not available.": "充值未到账、缴不了费，查不到账单、余额，开不出发票。",
    "Cut off for arrears or suspicion, slow to be restored, no warning.": "欠费或风控停机，复机慢，没有提前告知。",
    "Lock-in, penalty, renewal, deposit, expiry of a contract.": "合约期限制、违约金、续约、押金、到期。",
    "Change or unsubscribe refused, failed, or only possible in one place.": "变更、退订被拒、办不成，或只能到某处办。",
    "Number portability or closing an account made difficult.": "携号转网、销户受阻。",
    "Service or plan switched on without consent.": "未经同意开通业务或套餐。",
    "New number, SIM replacement, real-name registration, password.": "开户、补卡、实名登记、密码。",
    "Installation, moving, repair appointment late or missed, no port available.": "装机、移机、上门维修迟到或爽约，没有端口。",
    "Gift, points, coupon, promotion not honoured, contest.": "礼品、积分、券、活动不兑现，抽奖。",
    "Hotline busy, queue, menu maze, no human agent.": "热线占线、排队、菜单绕、找不到人工。",
    "Rude, cold, unprofessional or incompetent staff on any channel.": "各渠道人员粗鲁、冷淡、不专业、不熟业务。",
    "No answer, slow, passed around, same problem again, empty apology.": "没有答复、慢、推来推去、问题反复、只道歉不解决。",
    "Queue, opening hours, closed counter, store cannot serve.": "排队、营业时间、窗口关闭、厅里办不了。",
    "Wrong, contradictory or misleading information or advertising.": "答复或宣传有误、前后不一、误导。",
    "App, web, mini-program, text-message self-service failing or hard to use.": "手机营业厅、网站、小程序、短信自助办不成或难用。",
    "Unwanted calls, texts, pop-up advertisements.": "不想要的营销电话、短信、弹窗广告。",
    "Fraud calls, leaked personal data, impersonation.": "诈骗电话、个人信息泄露、冒名。",
    "Handset, modem, set-top box, accessories bought from or blamed on the operator.": "购自运营商或归咎于运营商的手机、光猫、机顶盒、配件。",
    "Thanks or praise with no problem.": "感谢、表扬，没有问题。",
    "A plain question with no grievance that fits no code above.": "没有不满的单纯询问，且不属于以上各项。",
    "Advertising, chatter, another industry's product or service.": "广告、闲聊、其他行业的产品或服务。",
}  # fmt: skip

_LEFT = {
    "network.coverage": ("信号满格但上网慢 → 移动上网速率", "Slow data with full bars → Mobile data speed"),
    "network.data_speed": ("固定宽带 → 宽带固网故障", "Fixed line → Fixed broadband"),
    "network.voice": ("热线打不通 → 热线难接通", "The hotline never answers → Hotline access"),
    "network.broadband": ("等着装机 → 装移机", "Waiting to be installed → Installation"),
    "network.messaging": ("不想要的短信 → 营销骚扰", "Unwanted texts → Unwanted marketing"),
    "billing.charges": ("公布的价格太高 → 资费套餐", "The published price is too high → Tariffs and plans"),
    "billing.tariff": ("想改套餐改不了 → 套餐变更退订", "Cannot change the plan → Plan changes"),
    "ordering.plan_change": ("离开运营商 → 携转销户", "Leaving the operator → Leaving"),
    "ordering.port_out": ("因别的原因威胁要走 → 那个原因", "A threat to leave with another cause → that cause"),
    "other.inquiry": ("问的是以上某项 → 那一项", "A question about one of the subjects above → that code"),
}

_OWNERS = {
    "网络部": "Network",
    "计费账务部": "Billing",
    "市场部": "Marketing",
    "渠道部": "Channels",
    "客服部": "Customer service",
    "信息安全部": "Information security",
    "终端公司": "Devices",
    "装维中心": "Installation and repair",
    "互联网部": "Online",
    "品牌部": "Brand",
}

WORDS: dict[str, tuple[str, str]] = {
    **{f"defined.{en}": (zh, en) for en, zh in _DEFINED.items()},
    **{f"left.{code}": pair for code, pair in _LEFT.items()},
    **{f"owner.{zh}": (zh, en) for zh, en in _OWNERS.items()},
    "regulator.network": ("网络质量", "Network quality"),
    "regulator.charging": ("资费争议", "Charging disputes"),
    "regulator.service": ("用户服务", "User service"),
    "regulator.-": ("不计入申诉", "Not an appeal"),
}
