"""What a user should know of a file beside what became of its rows, in Chinese and English."""

from __future__ import annotations

from collections import Counter

import pyarrow as pa
import pyarrow.compute as pc

from voc.errors import InputError
from voc.intake import Opened
from voc.intake.dictionary import remarks
from voc.store import Writer

CROWDED, CROWD = 0.1, 50
"""One customer with so large a share and so many verbatims of a file is no person but what was written for want of one."""


def notes_of(opened: Opened) -> tuple[tuple[str, str], ...]:
    """Sheets that were not read, what the reader says, and what the file lacks."""
    notes = [*opened.notes]
    sheets = opened.facts.get("sheets_not_read")
    if sheets:
        notes.append(
            (
                f"未读取的工作表：{sheets}（映射文件里用 sheet 指定）",
                f'sheets not read: {sheets} (name one as "sheet" in a mapping file)',
            )
        )
    fields = {target.field for target in opened.mapping.columns.values()}
    if opened.source == "steps" and "step" not in fields:
        notes.append(
            (
                "没有步骤序号：按接收时间编号，每个工单的流转须完整地在这一个文件里",
                "no step numbers: steps are numbered by the time received, so that a file must hold all steps of its cases",
            )
        )
    if without_wave(opened):
        notes.append(
            (
                '没有调查期次：下一份编号相同的问卷会被当作同一批人的更新。请在上传页填“调查期次”，或在映射文件 [constants] 里写 wave，例如 wave = "2026Q2"',
                "no wave: another survey with the same numbers will count as an update of these respondents. Name it on the upload page or in a mapping file: "
                '[constants] wave = "2026Q2"',
            )
        )
    return tuple(notes)


def notes_of_customers(customers: Counter[str]) -> tuple[tuple[str, str], ...]:
    """Says where one value of the customer column is that of a crowd: every count of repeats and of customers is wrong then."""
    crowd = sum(n for n in customers.values() if n >= max(CROWD, CROWDED * customers.total()))
    if not crowd:
        return ()
    share = crowd / customers.total()
    return (
        (
            f"客户一栏里有的值一个就占了许多行（合计 {crowd:,} 行，{share:.0%}），像是占位而不是客户：重复来诉、客户数会因此失真。"
            "请清空这些值，再收一次",
            f"single values of the customer column stand in a great many rows (together {crowd:,}, {share:.0%}), as a placeholder would: repeats and "
            "counts of customers will be wrong. Empty them and take the file again",
        ),
    )


def without_wave(opened: Opened) -> bool:
    """Whether a survey numbers its respondents and does not say in which wave."""
    fields = {target.field for target in opened.mapping.columns.values()} | set(opened.mapping.constants)
    return opened.source == "survey" and "id" in fields and "wave" not in fields


def refuse_other_questionnaire(writer: Writer, opened: Opened, people: pa.Table, name: str) -> None:
    """InputError where a survey without wave bears the numbers of known respondents who were asked nothing of what it asks.

    They would be taken for the same people and lose what they said of themselves.
    """
    known = writer.known("respondents", people)["respondent_id"].to_pylist() if people.num_rows else []
    if not known:
        return
    answered = writer.read("answers", ["question"], "respondent_id IN (SELECT unnest(?))", [known])["question"]
    before = set(answered.unique().to_pylist())
    if before.isdisjoint(opened.mapping.columns) and before:
        shown = "、".join(sorted(before)[:3])
        raise InputError(
            f"{name} 没有调查期次，其中 {len(known)} 个编号与库里另一份问卷（题目如 {shown}）相同：照收会把那份问卷的受访者改掉。"
            '请在上传页填“调查期次”，或在映射文件 [constants] 里写 wave，例如 wave = "2026Q2"，再用 --map 导入。',
            f"{name} names no wave, and {len(known)} of its numbers are those of another questionnaire in the store (which asked {shown}): "
            'its respondents would be overwritten. Name the wave on the upload page, or in a mapping file, [constants] wave = "2026Q2", and give it with --map.',
        )


def notes_of_entries(writer: Writer, entries: set[str], name: str) -> tuple[tuple[str, str], ...]:
    """What is doubtful in a dictionary, beside all that the store knows; entries that an edited file no longer has stay valid."""
    if not entries:
        return ()
    whole = writer.read("dictionary")
    before = whole.filter(pc.and_(pc.equal(whole["source_file"], name), pc.is_null(whole["valid_until"])))
    gone = before.filter(pc.invert(pc.is_in(before["entry_id"], value_set=pa.array(sorted(entries)))))["name"].to_pylist()
    notes = remarks(whole, entries)
    if not gone:
        return notes
    zh, en = "、".join(gone[:5]), ", ".join(gone[:5])
    said = (
        f"{len(gone)} 条词条在上次的 {name} 里有、这次没有，仍然有效（如 {zh}）；要停用请写上失效日期",
        f"{len(gone)} entries of an earlier {name} are not in this one and stay valid (such as {en}); give them a last day to end them",
    )
    return (*notes, said)
