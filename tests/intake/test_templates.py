from __future__ import annotations

import random
from pathlib import Path

import pytest

from voc.errors import VocError
from voc.intake import templates
from voc.intake.mapping import check
from voc.intake.propose import propose
from voc.intake.reading import open_file
from voc.settings import Settings


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", templates.names())
def test_a_template_maps_itself_also_when_nobody_has_answered_yet(name: str, lang: str, tmp_path: Path) -> None:
    wanted, columns = templates.mapping(name, lang), templates.headers(name, lang)
    check(wanted, columns, "survey")
    assert propose(columns, [], "survey").columns == wanted.columns
    chance = random.Random(3)
    rows = [[str(chance.randint(1, 5)) for _ in columns] for _ in range(30)]
    path = tmp_path / "q.csv"
    path.write_text("\n".join(",".join(row) for row in [columns, *rows]), encoding="utf-8")
    assert open_file(path, "survey", None, settings=Settings()).mapping.columns == wanted.columns


def test_a_few_alike_headers_are_no_template() -> None:
    assert templates.known(["总体满意度", "服务满意度评分", "地市"]) == {}
    scale = propose(["总体满意度", "服务满意度评分"], [["5", "4"], ["1", "2"]] * 20, "survey").columns["服务满意度评分"].scale
    assert scale == (1.0, 5.0)


def test_sixteen_drivers_have_a_rating_each() -> None:
    asked = [target for target in templates.mapping("loyalty_drivers", "zh").columns.values() if target.role == "driver"]
    assert len(asked) >= 16
    with pytest.raises(VocError, match="five_areas"):
        templates.headers("none", "zh")
