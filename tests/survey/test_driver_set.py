from __future__ import annotations

from pathlib import Path

import pytest

from voc.errors import VocError
from voc.intake import templates
from voc.survey.driver_set import FILE, load_drivers, owner_of

ENTRY = '[[drivers]]\nid = "{id}"\nzh = "{zh}"\nen = "{en}"\narea = "{area}"\ndepartment = "{department}"\n'
GOOD = ENTRY.format(id="cloud", zh="云盘", en="Cloud drive", area="product", department="云业务部")


def test_the_packaged_set_is_the_sixteen(tmp_path: Path) -> None:
    found = load_drivers(tmp_path)
    assert found == load_drivers()
    assert len(found) == 16
    assert owner_of("热线服务评分", found) == "客服部"
    assert owner_of("云盘评分", found) is None


def test_a_file_in_the_store_takes_its_place(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(GOOD, encoding="utf-8")
    found = load_drivers(tmp_path)
    assert [one.id for one in found] == ["cloud"]
    assert owner_of("Cloud drive rating", found) == "云业务部"
    asked = templates.headers("loyalty_drivers", "zh", [(one.zh, one.en) for one in found])
    assert "云盘评分" in asked
    assert "热线服务评分" not in asked


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("drivers = [", "TOML"),
        ("", "[[drivers]]"),
        ("x = 1\n" + GOOD, "x"),
        ('[[drivers]]\nid = "a"\n', "department"),
        (GOOD.replace("云业务部", " "), "department"),
        (GOOD + 'colour = "red"\n', "colour"),
        (GOOD.replace("product", "moon"), "moon"),
        (GOOD + GOOD, "cloud"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, words: str, named: str) -> None:
    (tmp_path / FILE).write_text(words, encoding="utf-8")
    with pytest.raises(VocError) as error:
        load_drivers(tmp_path)
    assert named in error.value.zh
    assert named in error.value.en
