"""`voc topics`: the topics in force, refits, and what is new."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Any

from voc.cli.terminal import DONE, Options, open_store, print_json, said, settings_of, waiting
from voc.settings import Settings
from voc.store import Reader, Scope

_LISTED = (
    "SELECT t.topic, t.label, t.words, t.apart, t.lineage, t.kin, t.coherence, t.stability, t.left_over, count(s.verbatim_id) AS verbatims"
    " FROM topics t LEFT JOIN topic_scores s USING (topic) GROUP BY ALL ORDER BY verbatims DESC, t.topic"
)
_LINEAGE = {"new": "新", "kept": "沿用", "split": "拆出", "merged": "合并", "gone": "已消失"}


def topics(options: Options) -> int:
    """Lists the topics; --refit, --anew and --number fit first, --new lists what is new, --promote writes one as a code."""
    settings = settings_of(options)
    store = open_store(settings, create=False)
    if options.refit or options.anew or options.number is not None:
        from voc.jobs.rescore import rescore as run

        report = run(
            store,
            settings=settings,
            refit_topics=True,
            topics_anew=options.anew,
            topic_number=options.number,
            on_wait=waiting(options.lang),
        )
        if report.note:
            print(report.note, file=sys.stderr)
    reader = store.reader(Scope.everything())
    if options.promote:
        from voc.jobs.promote import promote, proposal

        if not options.apply:
            print(proposal(reader, options.promote), end="")
            return DONE
        found = promote(store, options.promote)
        zh = (
            f"已启用 {found.after}：{found.base:,} 条中 {found.changed:,} 条换根因。voc rescore 重算历史；voc codeframe undo 撤销。"
        )
        en = f"{found.after} in force: {found.changed:,} of {found.base:,} change cause. voc rescore restates history; voc codeframe undo takes it back."
        print(said(options.lang, zh, en))
        return DONE
    return _new(reader, settings, options) if options.new else _list(reader, options)


def _list(reader: Reader, options: Options) -> int:
    rows = reader.query(_LISTED).to_pylist()
    if options.json:
        print_json(rows)
        return DONE
    if not rows:
        zh, en = (
            "还没有主题：先运行 voc rescore（至少 50 条有文字的原声）。",
            "no topics yet: run voc rescore (50 verbatims or more).",
        )
        print(said(options.lang, zh, en))
        return DONE
    print(said(options.lang, _model_line(rows[0], zh=True), _model_line(rows[0], zh=False)))
    for row in rows:
        kin = f" ← {row['kin']}" if row["kin"] and row["lineage"] in ("split", "merged") else ""
        lineage = said(options.lang, _LINEAGE.get(row["lineage"], ""), row["lineage"] or "")
        print(f"{row['topic']}  {row['verbatims']:>7,}  {row['label']}  [{lineage}{kin}]  {row['words']}")
    return DONE


def _model_line(row: dict[str, Any], *, zh: bool) -> str:
    coherence, stable, left = row["coherence"], row["stability"], row["left_over"]
    shown = "-" if stable is None else f"{stable:.2f}"
    if coherence is None:
        return ""
    if zh:
        return f"一致性（NPMI）{coherence:.2f}；少看五分之一数据后的一致程度（ARI）{shown}；不属于任何主题 {left:.1%}"
    return f"coherence (NPMI) {coherence:.2f}; agreement when a fifth is left away (ARI) {shown}; in no topic {left:.1%}"


def _new(reader: Reader, settings: Settings, options: Options) -> int:
    from voc.jobs.emerging import FALSE_TOPICS, FALSE_WORDS, emerging

    found = emerging(reader, settings.segmenter)
    if options.json:
        print_json(asdict(found))
        return DONE
    zh, en = (
        f"读了 {found.base:,} 条非表扬原声；误报率：词每季度约 {FALSE_WORDS}，全部主题一年合计约 {FALSE_TOPICS:.0f}",
        f"{found.base:,} verbatims without praise read; false alarms: words some {FALSE_WORDS} a quarter, topics some {FALSE_TOPICS:.0f} a year together",
    )
    print(said(options.lang, zh, en))
    if any(word.anew for word in found.words):
        print(said(options.lang, "* 老词，与以前不同的词同现", "* an old word, said beside other words than before"))
    labels = {row["topic"]: row["label"] for row in reader.query("SELECT topic, label FROM topics").to_pylist()}
    for word in found.words:
        head = "、".join(word.words[:6])
        print(
            f"{word.first}–{word.last}  {head}  {word.seen} / {word.expected:.1f}  z {word.z:.1f}{'*' if word.anew else ''}  {word.cause or '-'} {word.cause_share:.0%}"
        )
    for topic in found.topics:
        print(f"{topic.week}  {topic.topic} {labels.get(topic.topic, '')}  {topic.seen} / {topic.expected:.0f}")
    for one in found.campaigns:
        copies = said(options.lang, f"{one.copies} 条复制，{one.authors} 个作者", f"{one.copies} copies by {one.authors} authors")
        print(f"{one.first}–{one.last}  {copies}  {one.text[:60]}")
    return DONE
