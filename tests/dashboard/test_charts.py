"""Charts: how colours of the treemap are spread, and an interval that is seen even where a point stands alone."""

from __future__ import annotations

from voc.dashboard.charts import band
from voc.dashboard.charts_tree import Cell, tree


def _tree(*tiles: tuple[int, float]) -> tuple[float, float, list[str]]:
    cells = [Cell("root", "", "all", sum(n for n, _ in tiles), 0.8, 100)]
    cells += [Cell(str(place), "root", str(place), n, share, 100) for place, (n, share) in enumerate(tiles)]
    marker = tree(cells, "en", dark=False).data[0].marker
    return marker.cmin, marker.cmax, list(marker.colorbar.ticktext)


def test_one_small_odd_tile_does_not_make_all_others_alike() -> None:
    assert _tree((500, 0.95), (480, 0.72), (2, 0.05)) == (0.7, 1.0, ["≤70%", "85%", "100%"])


def test_a_large_tile_is_never_cut_off() -> None:
    low, high, told = _tree((500, 0.95), (480, 0.15))
    assert (low, high) == (0.1, 1.0)
    assert told[0] == "10%"


def test_a_point_alone_has_its_interval_as_a_line() -> None:
    alone, more = band([("a", 1.0, 3.0)], "#0072B2"), band([("a", 1.0, 3.0), ("b", 2.0, 4.0)], "#0072B2")
    assert list(alone.y) == [3.0, 1.0]
    assert alone.line.width > 0
    assert list(more.y) == [3.0, 4.0, 2.0, 1.0]
    assert more.line.width == 0
