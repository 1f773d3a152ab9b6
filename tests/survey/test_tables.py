from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.errors import VocError
from voc.survey.crosstab import crosstab
from voc.survey.intervals import mean_index, two_proportions_z
from voc.survey.tables import Stub, multiple, of_lists, single, table

ROW = st.tuples(
    st.sampled_from(["a", "b", None]), st.sampled_from(["x", "y", "z", None]), st.sampled_from(["m", "f"]), st.floats(0.2, 3)
)


@given(st.lists(ROW, min_size=1, max_size=60))
@settings(max_examples=40)
def test_shares_are_those_of_pandas(rows: list[tuple[str | None, str | None, str, float]]) -> None:
    frame = pd.DataFrame(rows, columns=["stub", "one", "two", "w"])
    found = table(
        [single("q", [r[0] for r in rows])], {"one": [r[1] for r in rows], "two": [r[2] for r in rows]}, frame["w"], total="all"
    )
    for line in found.lines:
        for head, cell in zip(found.heads, line.cells, strict=True):
            part = frame if not head.question else frame[frame[head.question] == head.value]
            part = part[part["stub"].notna()]
            assert cell.base == len(part)
            if len(part):
                assert cell.value == pytest.approx(part.loc[part["stub"] == line.name, "w"].sum() / part["w"].sum())


def test_one_banner_question_is_the_simple_crosstab() -> None:
    chance = np.random.default_rng(2)
    stub = chance.choice(["p", "q", "r"], 900, p=[0.5, 0.3, 0.2]).tolist()
    banner = np.where(chance.random(900) < 0.5, "one", "two").tolist()
    found, plain = table([single("s", stub)], {"b": banner}), crosstab(stub, banner)
    assert [line.cells for line in found.lines] == list(plain.cells)
    assert [line.letters for line in found.lines] == list(plain.letters)


def test_letters_compare_within_a_banner_question_and_never_with_the_total() -> None:
    yes = [1.0] * 300 + [0.0] * 300
    area = ["north"] * 300 + ["south"] * 300
    found = table([multiple("m", {"yes": yes})], {"area": area, "sex": ["m", "f"] * 300}, total="all")
    assert [head.letter for head in found.heads] == ["", "A", "B", "C", "D"]
    assert found.lines[0].letters == ("", "B", "", "", "")
    assert found.compared == 2


def test_the_p_values_of_the_whole_table_are_adjusted_together() -> None:
    area = ["n"] * 200 + ["s"] * 200
    close = [1.0] * 100 + [0.0] * 100 + [1.0] * 80 + [0.0] * 120
    assert two_proportions_z(0.5, 200, 0.4, 200).p < 0.05
    same = {str(place): [1.0, 0.0] * 200 for place in range(20)}
    assert table([multiple("m", {"x": close})], {"area": area}).lines[0].letters == ("B", "")
    assert table([multiple("m", {"x": close, **same})], {"area": area}).lines[0].letters == ("", "")


def test_causes_read_from_words_are_rows_of_which_several_apply() -> None:
    lists = [["c.one", "c.two"], ["c.two"], [], None]
    stub = of_lists("causes", lists, {"c.one": "一"})
    assert stub.names == ("c.two", "一")
    assert np.nan_to_num(stub.values, nan=-1).tolist() == [[1, 1], [1, 0], [0, 0], [-1, -1]]
    cell = table([stub], {}, total="all").lines[0].cells[0]
    assert (cell.base, cell.value) == (3, pytest.approx(2 / 3))


def test_an_index_row_is_the_mean_index_of_its_column() -> None:
    chance = np.random.default_rng(4)
    values, area, w = chance.uniform(0, 100, 400), np.where(chance.random(400) < 0.4, "n", "s"), chance.uniform(0.5, 2, 400)
    values[:10] = math.nan
    found = table([Stub("q", ("index",), values[:, None], "index")], {"area": area.tolist()}, w)
    for head, cell in zip(found.heads, found.lines[0].cells, strict=True):
        inside = area == head.value
        assert cell == mean_index(values[inside], 0, 100, w[inside])


def test_lengths_that_differ_are_refused() -> None:
    with pytest.raises(VocError, match="different lengths"):
        table([single("q", ["a", "b"])], {"x": ["m"]})
