"""Why a row was put into quarantine: stable codes and their words for the reader."""

from __future__ import annotations

from types import MappingProxyType

REASONS = MappingProxyType(
    {
        "no_text": ("没有文本内容", "no text"),
        "no_customer_turns": ("通话中没有客户说的话", "no customer turns in the call"),
        "bad_turns": ("对话内容无法识别", "turns cannot be read"),
        "bad_cue": ("字幕块没有有效的时间行", "a subtitle block without a valid line of times"),
        "bad_date": ("日期无法识别或不存在", "not a date, or a date that does not exist"),
        "bad_period": ("统计周期无法识别", "not a period"),
        "bad_number": ("应为数字", "not a number"),
        "out_of_scale": ("超出量表范围", "outside the scale"),
        "no_id": ("缺少编号，无法归入通话", "no id, so it belongs to no call"),
        "no_answers": ("没有任何答案", "no answers"),
        "no_measure": ("缺少指标名称", "no name of a measure"),
        "no_period": ("缺少统计周期", "no period"),
        "no_value": ("缺少指标数值", "no value"),
        "no_case": ("缺少工单编号", "no number of the case"),
        "no_step": ("缺少步骤序号", "no number of the step"),
        "no_kind": ("缺少类别", "no kind"),
        "no_name": ("缺少名称", "no name"),
        "no_start": ("缺少开始时间", "no start"),
        "unknown_event_kind": (
            "未知的事件类型；可用：版本发布、网络故障、系统差错、营销活动、修复、资费调整、其他",
            "unknown kind of event; known: release, outage, fault, campaign, fix, price, other",
        ),
        "unknown_dictionary_kind": (
            "未知的词条类别；可用：品牌、档次、产品、竞争对手、渠道、触点、地区、营业厅、部门、班组",
            "unknown kind of entry; known: brand, tier, product, competitor, channel, touchpoint, region, store, department, team",
        ),
        "ends_before_start": ("结束早于开始", "the end is before the start"),
        "left_before_received": ("转出早于接收", "left before it was received"),
        "cycle": ("上级关系成环", "the entries above it lead back to it"),
        "too_many_columns": ("列数多于表头", "more columns than the header"),
        "too_long": ("单元格超过 100 万字", "a cell of more than 1,000,000 characters"),
        "bad_quotes": ("引号不成对", "quotation marks do not match"),
        "bad_encoding": ("含有无法解码的字节", "bytes that are not in the file's encoding"),
        "bad_json": ("不是有效的 JSON 对象", "not a JSON object"),
        "formula": ("单元格是公式而不是值", "a cell holds a formula, not a value"),
        "cell_error": ("单元格是错误值（如 #N/A）", "a cell holds an error such as #N/A"),
        "long_number": (
            "编号超过 15 位却存为数字，末尾数字已丢失",
            "an id of more than 15 digits kept as a number has lost its last digits",
        ),
        "repeated_call": ("同一通话在本文件中逐字重复", "the same call, word for word, earlier in this file"),
        "repeated_id": ("编号在本文件中已用于另一条内容", "the id was used for other content earlier in this file"),
        "blank_row": ("空行", "blank row"),
        "erased": (
            "应个人请求已删除，不再收入",
            "erased at a person's request and not taken again",
        ),
    }
)
"""Reason code -> (Chinese, English)."""
