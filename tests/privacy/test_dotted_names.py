"""Names with a dot: what is told quickly to be none is none."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from voc.privacy.names.dotted import _best, _foreign, _may_be_foreign
from voc.privacy.names.told import syllables

PART = st.lists(st.sampled_from([*"阿不都热合曼买提江尼莎的是我手机好很", *sorted(syllables())]), min_size=1, max_size=8).map(
    "".join
)


@given(st.lists(PART, min_size=2, max_size=4), st.sampled_from("·."))
def test_nothing_that_may_be_a_name_is_passed_over(parts: list[str], dot: str) -> None:
    text = dot.join(part[:8] for part in parts)
    start, end, gain = _best(text, 0, len(text), fixed=False)
    assert _may_be_foreign(text) or gain <= 0 or not _foreign(text[start:end])
