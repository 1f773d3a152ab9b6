"""The sample in a store of its own: generated, taken in and scored on the first start, opened as it is afterwards."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

from voc import resources
from voc.cli.demo_actions import enter_actions, state_risk_settings
from voc.cli.demo_recovery import enter_recovery
from voc.jobs.ingest import ingest
from voc.jobs.rescore import rescore
from voc.jobs.risk import exposures
from voc.settings import Settings
from voc.store import Scope, Store


def prepare_demo(settings: Settings, *, seed: int, quiet: bool = False) -> None:
    """Fills the store at settings.home with the sample of `seed` unless it holds that sample already."""
    store = Store.open(settings, create=True)
    mark = f"demo seed {seed}"
    if any(run["kind"] == "demo" and run["note"] == mark and run["ended"] for run in store.ledger.runs(limit=1000)):
        return
    run = store.ledger.start_run("demo", mark)
    folder = Path(tempfile.mkdtemp(prefix="voc-demo-"))
    try:
        _say(settings, quiet, "正在生成示例数据……", "generating the sample ...")
        for path, source in resources.load_package("voc_sample", "data", "generator").generate(folder, seed=seed):
            report = ingest(store, path, source, settings=settings)
            _say(
                settings,
                quiet,
                f"  {report.file}：{report.rows:,} 行，收入 {report.taken:,}，隔离 {report.quarantined:,}",
                f"  {report.file}: {report.rows:,} rows, {report.taken:,} taken, {report.quarantined:,} quarantined",
            )
        _say(settings, quiet, "正在评分……", "scoring ...")
        rescore(store, settings=settings)
        enter_actions(store)
        state_risk_settings(store)
        enter_recovery(store, folder, seed)
        store.ledger.finish_run(run, {"seed": seed})
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _say(settings: Settings, quiet: bool, zh: str, en: str) -> None:
    if not quiet:
        print(zh if settings.lang == "zh" else en, file=sys.stderr, flush=True)


def tell_demo(settings: Settings, *, as_json: bool) -> None:
    """The key figures of the store, each with its base."""
    reader = Store.open(settings, create=False).reader(Scope.everything())
    sources = reader.query("select source, count(*) as verbatims from verbatims group by 1 order by 1").to_pylist()
    causes = reader.query(
        "select cause, count(*) as verbatims from cause_scores join sentiment_scores using (verbatim_id)"
        " where label = 'neg' and cause is not null group by 1 order by 2 desc, 1 limit 5"
    ).to_pylist()
    risk = exposures(reader, by="brand", amplification_base="complainers", leave_base="both")
    if as_json:
        print(json.dumps({"sources": sources, "causes": causes, "risk": risk}, ensure_ascii=False, indent=2, default=str))
        return
    from voc.cli.tell_risk import tell

    zh = settings.lang == "zh"
    print(("原声：" if zh else "verbatims: ") + ", ".join(f"{row['source']} {row['verbatims']:,}" for row in sources))
    print(
        ("负面原声的主要根因：" if zh else "top causes of negative verbatims: ")
        + ", ".join(f"{r['cause']} {r['verbatims']:,}" for r in causes)
    )
    tell(risk, settings.lang)
