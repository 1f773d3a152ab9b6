"""Small valid files of every format and source, written anew by each run: what the mutators start from."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import NamedTuple

from intake.sav_bytes import Var, write


class Seed(NamedTuple):
    """A valid file: its ending, the source it is of, its bytes."""

    ending: str
    source: str
    raw: bytes


_TABLES = {
    "social": [
        ["编号", "内容", "发布时间", "品牌", "地区", "平台", "点赞"],
        ["s1", "信号太差了，上网慢", "2026-03-01 10:00", "竹悦", "东区", "微博", "12"],
        ["s2", '他说"退费"，一直没退\n第二行', "2026-03-02", "青笋", "西区", "论坛", "1.2万"],
        ["s3", "=1+1 ![图](http://x.example/a.png)", "2026/3/3", "竹悦", "东区", "微博", ""],
    ],
    "complaint": [
        ["工单编号", "投诉内容", "受理时间", "办结时间", "客户号码", "责任部门", "满意度"],
        ["T1", "多扣了三十元，要求退费", "2026-03-01 08:00", "2026-03-02 09:30", "13800138000", "客服部", "3"],
        ["T2", "宽带断了两天", "2026-03-02 08:00", "", "13900139000", "网络部", ""],
    ],
    "survey": [
        ["问卷编号", "总体满意度", "推荐意愿", "网络满意度", "原因", "品牌", "权重", "访问日期"],
        ["r1", "8", "9", "非常满意", "信号好", "竹悦", "1.2", "2026-03-01"],
        ["r2", "3", "0", "不满意", "太贵，服务差", "青笋", "0.8", "2026-03-02"],
        ["r3", "99", "", "一般", "", "竹悦", "1", "2026-03-03"],
    ],
    "measures": [
        ["指标", "周期", "数值", "地区", "品牌"],
        ["客户数", "2026-03", "12.5万", "东区", "竹悦"],
        ["投诉处理量", "2026-03-02", "310", "西区", "青笋"],
    ],
    "steps": [
        ["工单编号", "步骤", "部门", "班组", "工号", "接收时间", "转出时间", "结果"],
        ["T1", "1", "客服部", "一班", "8001", "2026-03-01 08:00", "2026-03-01 09:00", "转派"],
        ["T1", "2", "网络部", "二班", "8002", "2026-03-01 09:00", "", ""],
    ],
    "events": [
        ["事件编号", "类型", "名称", "开始时间", "结束时间", "品牌", "地区", "说明"],
        ["E1", "网络故障", "东区基站断电", "2026-03-01 08:00", "2026-03-01 20:00", "竹悦", "东区", "已恢复"],
    ],
    "dictionary": [
        ["类别", "名称", "上级", "同义词", "生效日期", "失效日期"],
        ["品牌", "竹悦", "", "竹子|zhuyue", "2025-01-01", ""],
        ["产品", "畅享套餐", "竹悦", "畅享|99套餐", "", ""],
    ],
    "transcript": [
        ["通话编号", "说话人", "内容", "开始秒", "结束秒"],
        ["c1", "客服", "您好，请问有什么可以帮您", "0", "3"],
        ["c1", "客户", "我的宽带断了，打了三次电话", "3.5", "8"],
        ["c2", "客户", "话费不对", "0", "2"],
    ],
}
_TALK = "通话编号：c1\n坐席：8001\n\n客服：您好，请问有什么可以帮您\n客户：宽带断了两天\n客服：马上安排\n====\n客服：您好\n客户：话费不对\n"
_CUES = "1\n00:00:00,000 --> 00:00:03,000\n客服：您好\n\n2\n00:00:03,500 --> 00:00:08,000\n客户：宽带断了\n\n"
_VOICES = "WEBVTT\n\nNOTE 测试\n\n00:00.000 --> 00:03.000\n<v 客服>您好\n\n00:03.500 --> 00:08.000\n<v 客户>宽带<b>断</b>了\n"
_HEARD = {
    "call_id": "c1",
    "segments": [
        {"channel": 0, "start": 0.0, "end": 3.0, "text": "您好"},
        {"channel": 1, "start": 3.5, "end": 8.0, "text": "宽带断了", "words": [{"w": "宽带", "s": 3.5}]},
    ],
}


def seeds(folder: Path) -> list[Seed]:
    """One file or more of every format; `folder` is for the formats whose writers want a path."""
    found = [*_delimited(), *_json(), *_spoken(), *_sav(folder)]
    found += [Seed(".xlsx", source, _workbook(source)) for source in _TABLES]
    return found


def _csv(rows: list[list[str]], mark: str = ",") -> str:
    return "".join(mark.join(f'"{cell}"' if set(cell) & set(',;\t"\n') else cell for cell in row) + "\r\n" for row in rows)


def _delimited() -> list[Seed]:
    found = []
    for place, (source, rows) in enumerate(_TABLES.items()):
        clean = [[cell.replace('"', '""') for cell in row] for row in rows]
        encodings = ("utf-8", "gb18030", "utf-16", "utf-8-sig", "utf-16-be")
        found.append(Seed(".csv", source, _csv(clean).encode(encodings[place % 5])))
        found.append(Seed(".tsv" if place % 2 else ".csv", source, _csv(clean, "\t;"[place % 2]).encode("utf-8")))
    return found


def _json() -> list[Seed]:
    found = []
    for source, (header, *rows) in _TABLES.items():
        items = [dict(zip(header, row, strict=True)) for row in rows]
        found.append(Seed(".jsonl", source, "\n".join(json.dumps(item, ensure_ascii=False) for item in items).encode()))
        found.append(Seed(".json", source, json.dumps({"data": items}, ensure_ascii=False, indent=1).encode()))
    turns = [{"role": "客户", "text": "网断了", "start": 0}, {"role": "客服", "text": "马上修", "start": 2}]
    found.append(Seed(".jsonl", "transcript", json.dumps({"id": "c1", "turns": turns}, ensure_ascii=False).encode()))
    return found


def _spoken() -> list[Seed]:
    texts = ((".txt", _TALK), (".srt", _CUES), (".vtt", _VOICES), (".json", json.dumps(_HEARD, ensure_ascii=False)))
    return [Seed(ending, "transcript", text.encode()) for ending, text in texts]


def _sav(folder: Path) -> list[Seed]:
    import pandas as pd
    import pyreadstat

    variables = [
        Var("ID", 8, "问卷编号"),
        Var("Q1", 0, "总体满意度", {1: "很不满意", 10: "很满意"}, (1, (98,))),
        Var("TXT", 40, "不满意的原因"),
        Var("WT"),
        Var("D", 0, "访问日期", kind="DATE"),
        Var("M1", 0, "信号", {1: "是"}),
        Var("M2", 0, "资费", {1: "是"}),
    ]
    rows: list[list[float | str | None]] = [["a1", 1, "信号差", 1.5, 13.9e9, 1, None], ["a2", 98, "", 0.5, None, None, 1]] * 8
    path = folder / "seed.sav"
    found = []
    for options in ({}, {"encoding": "gb18030", "declared": None, "page": 936}, {"end": ">"}, {"cases": -1}):
        write(path, variables, rows, sets="$问题=D1 1 0  m1 m2\n", weight="WT", **options)  # type: ignore[arg-type]
        found.append(Seed(".sav", "survey", path.read_bytes()))
    frame = pd.DataFrame({"总体满意度": [1.5, 2.0, 3.0] * 20, "原因": ["信号差", "", "x" * 300] * 20})
    for ending, packed, zipped in ((".sav", True, False), (".zsav", False, True)):
        pyreadstat.write_sav(frame, path, row_compress=packed, compress=zipped, column_labels=["总体满意度", "不满意的原因"])
        found.append(Seed(ending, "survey", path.read_bytes()))
    return found


def _workbook(source: str) -> bytes:
    import xlsxwriter

    sink = io.BytesIO()
    book = xlsxwriter.Workbook(sink, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    for name in ("3月", "4月"):
        sheet = book.add_worksheet(name)
        for line, row in enumerate(_TABLES[source]):
            for place, cell in enumerate(row):
                if line and cell.replace(".", "", 1).isdigit():
                    sheet.write_number(line, place, float(cell))
                else:
                    sheet.write_string(line, place, cell)
        sheet.write_formula(len(_TABLES[source]), 1, "=1+1", None, "2")
        sheet.merge_range(len(_TABLES[source]) + 1, 0, len(_TABLES[source]) + 2, 0, "合并")
    book.close()
    return sink.getvalue()
