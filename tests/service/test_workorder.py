from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.service.workorder import agreement, cohen_kappa, noted_level

NAMES = {"网络": "network", "网络质量差": "device", "billing.charges": "billing", "扣费争议": "billing"}


@pytest.mark.parametrize(
    ("noted", "level"),
    [("网络", "network"), ("网络质量", "network"), ("网络质量差劲", "device"), ("billing.charges", "billing"), (" 扣费争议 ", "billing"),
     ("其他原因", None), ("", None), (None, None)],
)  # fmt: skip
def test_a_noted_cause_is_read_by_id_name_or_beginning(noted: str | None, level: str | None) -> None:
    assert noted_level(noted, NAMES) == level


def test_the_golden_kappa() -> None:
    table = [[20, 5], [10, 15]]
    counts = {(str(i), str(j)): table[i][j] for i in range(2) for j in range(2)}
    assert cohen_kappa(counts).value == pytest.approx(0.4, abs=1e-4)


@pytest.mark.parametrize("seed", range(4))
def test_kappa_and_its_error_agree_with_statsmodels_and_sklearn(seed: int) -> None:
    from sklearn.metrics import cohen_kappa_score
    from statsmodels.stats.inter_rater import cohens_kappa

    table = np.random.default_rng(seed).integers(1, 40, (4, 4)) + np.diag([40, 20, 30, 10])
    found = cohen_kappa({(str(i), str(j)): int(table[i, j]) for i in range(4) for j in range(4)})
    theirs = cohens_kappa(table)
    assert (found.value, found.se) == pytest.approx((theirs.kappa, theirs.std_kappa))
    one = [i for i in range(4) for j in range(4) for _ in range(table[i, j])]
    other = [j for i in range(4) for j in range(4) for _ in range(table[i, j])]
    assert found.value == pytest.approx(cohen_kappa_score(one, other))


def test_only_what_has_both_is_compared() -> None:
    found = agreement(["a", "a", None, "b", "b"], ["a", "b", "a", None, "b"])
    assert (found.share.value, found.share.base) == (pytest.approx(2 / 3), 3)
    assert found.pairs == (("a", "a", 1), ("a", "b", 1), ("b", "b", 1))
    assert agreement([], []).kappa.value is None
    assert agreement(["a"], ["a"]).kappa.value is None


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=60))
def test_kappa_lies_between_its_bounds(pairs: list[tuple[str, str]]) -> None:
    found = agreement([one for one, _ in pairs], [other for _, other in pairs])
    assert found.share.value == pytest.approx(sum(one == other for one, other in pairs) / len(pairs))
    if found.kappa.value is not None and found.kappa.low is not None and found.kappa.high is not None:
        assert -1 <= found.kappa.low <= found.kappa.value <= found.kappa.high <= 1
