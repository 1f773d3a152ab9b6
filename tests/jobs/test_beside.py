"""`voc rescore` and `voc ingest` in a loop in one process, the dashboard's kind of queries in another: nothing torn, nothing failed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from invented import posts

from voc.cli import main
from voc.settings import Settings
from voc.store import Scope, Store

FILE = 150
WORK = """
import itertools, json, sys
from voc.cli import main
sys.path.insert(0, sys.argv[2])
from invented import posts
for turn in itertools.count(1):
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\\n" for row in posts(150, start=150 * turn))
    assert main(["ingest", sys.argv[1], "--source", "social"]) == 0
    assert main(["rescore", "--limit", "100"]) == 0
    assert main(["rescore"]) == 0
    print(turn, file=sys.stderr, flush=True)
"""
COUNTS = (
    "select (select count(*) from verbatims) as verbatims, (select count(*) from sentiment_scores) as sentiment,"
    " (select count(*) from intent_scores) as intent, (select count(*) from cause_scores) as causes,"
    " (select count(*) from verbatims join sentiment_scores using (verbatim_id)) as joined"
)


@pytest.mark.slow
def test_300_reads_beside_the_jobs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(home=tmp_path / "store", key_file=tmp_path / "identity.key")
    monkeypatch.setenv("VOC_HOME", str(settings.home))
    monkeypatch.setenv("VOC_KEY_FILE", str(settings.key_file))
    first = tmp_path / "first.jsonl"
    first.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in posts(FILE)), encoding="utf-8")
    assert main(["ingest", str(first), "--source", "social"]) == 0
    assert main(["rescore"]) == 0
    here = str(Path(__file__).parents[1])
    worker = subprocess.Popen(
        [sys.executable, "-c", WORK, str(tmp_path / "next.jsonl"), here], env=dict(os.environ), stdout=subprocess.DEVNULL
    )
    seen = set()
    try:
        with Store.open(settings, create=False) as store:
            for _ in range(300):
                reader = store.reader(Scope.everything())
                row, again = (reader.query(COUNTS).to_pylist()[0] for _ in range(2))
                assert row == again
                assert row["verbatims"] % FILE == 0
                assert row["sentiment"] == row["intent"] == row["causes"] == row["joined"] <= row["verbatims"]
                seen.add((reader.publication.id, row["verbatims"], row["sentiment"]))
                assert worker.poll() is None
                # What a person does between two clicks; without it 300 reads are over before the writer has published twice.
                subprocess.run(["sleep", "0.05"], check=True)
    finally:
        worker.kill()
        worker.wait()
    assert len(seen) > 5
