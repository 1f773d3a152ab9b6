"""Words of the ledger of coefficients: its table, units and sources."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "wom.ledger": ("所用系数", "Coefficients"),
    "wom.ledger_note": (
        "系数表第 {version} 版。除 r 与标为“已修改”的以外均为文献值，尚未用本企业数据核实；在“口碑系数”页修改，每次改动都留痕。",
        "Ledger {version}. All but r and those marked edited are from the literature and not verified on own figures; change them on the coefficients page.",
    ),
    "wom.ledger_alt": ("系数表", "Ledger of coefficients"),
    "wom.l_name": ("代号", "Name"),
    "wom.l_meaning": ("含义", "Meaning"),
    "wom.l_value": ("取值", "Value"),
    "wom.l_unit": ("单位", "Unit"),
    "wom.l_prior": ("95% 先验范围", "95% prior range"),
    "wom.l_source": ("来源", "Source"),
    "wom.l_status": ("状态", "Status"),
    "wom.r_meaning": ("投诉被妥善解决的比例", "share of complaints resolved well"),
    "status.unverified": ("未核实", "unverified"),
    "status.measured": ("实测", "measured"),
    "status.edited": ("已修改", "edited"),
    "status.not measured": ("未测得", "not measured"),
    "unit.people": ("人", "people"),
    "unit.share": ("占比", "share"),
    "unit.good services": ("次好服务", "good services"),
    "unit.purchases": ("次购买", "purchases"),
    "unit.times": ("倍", "times"),
    "said.Customer-service literature; primary study not found": (
        "客户服务文献；未找到原始研究",
        "Customer-service literature; primary study not found",
    ),
    "said.Customer-service literature; ambiguous about whom the share is of, hence the setting amplification_base": (
        "客户服务文献；未说清是谁的比例，故设为选项",
        "Customer-service literature; ambiguous about whom the share is of, hence the setting amplification_base",
    ),
    "said.Customer-service literature; varies by cause, see c_money and c_treatment": (
        "客户服务文献；因原因而异，见 c_money 与 c_treatment",
        "Customer-service literature; varies by cause, see c_money and c_treatment",
    ),
    "said.Goodman: 50-75 % complain over lost money; middle of the range, the range as 95 % interval": (
        "Goodman：涉及钱款损失时 50–75% 会投诉；取中值，范围作 95% 区间",
        "Goodman: 50-75 % complain over lost money; middle of the range, the range as 95 % interval",
    ),
    "said.Goodman: 5-30 % complain over mistreatment or quality; middle of the range, the range as 95 % interval": (
        "Goodman：涉及怠慢或质量时 5–30% 会投诉；取中值，范围作 95% 区间",
        "Goodman: 5-30 % complain over mistreatment or quality; middle of the range, the range as 95 % interval",
    ),
    "said.Customer-service literature; some say of complaining customers, others of the silent, hence the setting leave_base": (
        "客户服务文献；对象说法不一，故设为选项",
        "Customer-service literature; some say of complaining customers, others of the silent, hence the setting leave_base",
    ),
    "said.Customer-service literature; shown only, not computed with": (
        "客户服务文献；仅供展示，不参与计算",
        "Customer-service literature; shown only, not computed with",
    ),
    "said.Value ladder of a customer; shown only, not computed with": (
        "客户价值阶梯；仅供展示，不参与计算",
        "Value ladder of a customer; shown only, not computed with",
    ),
    "said.no handled complaints in the data": ("数据中没有已处理的投诉", "no handled complaints in the data"),
}
