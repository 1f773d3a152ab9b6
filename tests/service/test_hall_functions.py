"""Functions of the hall: told by names and by words, electronic halls are none, a broken file is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.errors import VocError
from voc.service.functions import ELECTRONIC, load_functions


@pytest.mark.parametrize(
    ("said", "function"),
    [
        ("缴费充值", "pay"),
        ("开户补卡", "sim"),
        ("销户携转", "leave"),
        ("Payment", "pay"),
        ("来营业厅补卡等了两个小时", "sim"),
        ("想把宽带移机，厅里说要下周", "fixed"),
        ("打印发票要排队", "print"),
        ("天气不错", None),
        ("", None),
        (None, None),
    ],
)
def test_told_by_names_and_words(said: str | None, function: str | None) -> None:
    assert load_functions().told(said) == function


@pytest.mark.parametrize(
    ("channel", "hall"),
    [
        ("营业厅", True),
        ("荆湖临湖路营业厅", True),
        ("代理网点", True),
        ("store", True),
        ("网上营业厅", False),
        ("APP", False),
        (None, False),
    ],
)
def test_which_channels_are_halls(channel: str | None, hall: bool) -> None:
    assert load_functions().is_hall(channel) is hall


def test_every_function_has_names_and_a_kind() -> None:
    known = load_functions()
    assert set(known.names) == set(known.electronic)
    assert set(known.electronic.values()) == set(ELECTRONIC)
    assert all(known.told(zh) == name for name, (zh, _) in known.names.items())


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_text_names_a_known_function_or_none(text: str) -> None:
    known = load_functions()
    assert known.told(text) in {None, *known.names}


@pytest.mark.parametrize(
    "text", ["", "halls = '营业厅'", "halls = '厅'\n[function.pay]\nzh='缴'\nen='p'\nelectronic='maybe'\nwords='缴'", "不是 TOML ="]
)
def test_a_file_that_cannot_be_used_is_said(tmp_path: Path, text: str) -> None:
    path = tmp_path / "f.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(VocError, match=r"f\.toml"):
        load_functions(path)
