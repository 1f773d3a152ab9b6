from __future__ import annotations

from pathlib import Path

from voc.settings import Settings
from voc.store import Store


def test_the_newest_is_in_force_and_nothing_is_lost(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "数据 仓", key_file=tmp_path / "key")
    kept = Store.open(settings, create=True).ledger.revisions
    kept.add("coefficient", "c", {"value": 0.05}, "王经理", "自己的研究")
    kept.add("coefficient", "c", {"value": 0.06}, "王经理", "")
    kept.add("coefficient", "h", None, "李", "恢复")
    kept.add("risk", "target", 900.0, "李", "")
    assert {key: one.value for key, one in kept.newest("coefficient").items()} == {"c": {"value": 0.06}, "h": None}
    assert [one.value for one in kept.history("coefficient", "c")] == [{"value": 0.06}, {"value": 0.05}]
    first = kept.history("coefficient", "c")[-1]
    assert (first.who, first.note) == ("王经理", "自己的研究")
    assert kept.newest("alert") == {}
    reopened = Store.open(settings, create=False).ledger.revisions
    assert reopened.newest("risk")["target"].value == 900.0
