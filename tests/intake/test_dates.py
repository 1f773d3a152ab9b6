from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.intake.cells import Cell
from voc.intake.dates import DateReader, day_first
from voc.intake.periods import read_period

SHANGHAI = ZoneInfo("Asia/Shanghai")


def local(cell: Cell, **options: bool) -> str | None:
    moment = DateReader(SHANGHAI, **options).read(cell)
    if moment is None:
        return None
    assert moment.at.astimezone(SHANGHAI).date() == moment.day
    return moment.at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("2026年3月5日 14时05分", "2026-03-05 14:05:00"),
        ("2026年3月5日14点", "2026-03-05 14:00:00"),
        ("2026年03月05日 14时05分06秒", "2026-03-05 14:05:06"),
        ("2026 年 3 月 5 日 14:05", "2026-03-05 14:05:00"),
        ("2026年3月5日 星期四 下午3:05", "2026-03-05 15:05:00"),
        ("2026年3月5日", "2026-03-05 00:00:00"),
        ("2026年3月", "2026-03-01 00:00:00"),
        ("2026/3/5 9:32:09", "2026-03-05 09:32:09"),
        ("2026/3/5  9:32", "2026-03-05 09:32:00"),
        ("2026/3/5 上午 12:10", "2026-03-05 00:10:00"),
        ("2026/3/5 中午12:10", "2026-03-05 12:10:00"),
        ("2026-03-05 14", "2026-03-05 14:00:00"),
        ("2026-03-05 02:05:06 PM", "2026-03-05 14:05:06"),
        ("2026-03-05 24:00", "2026-03-06 00:00:00"),
        ("2026-03-05T08:00:00Z", "2026-03-05 16:00:00"),
        ("2026-03-05T20:00:00Z", "2026-03-06 04:00:00"),
        ("2026-03-05T08:00:00.123456789+08:00", "2026-03-05 08:00:00"),
        ("2026-03-05 08:00:00+0900", "2026-03-05 07:00:00"),
        ("2026.3.5", "2026-03-05 00:00:00"),
        ("20260305", "2026-03-05 00:00:00"),
        (20260305, "2026-03-05 00:00:00"),
        ("20260305 143000", "2026-03-05 14:30:00"),
        ("20260305143000", "2026-03-05 14:30:00"),
        ("202603051430", "2026-03-05 14:30:00"),
        ("3/5/2026", "2026-03-05 00:00:00"),
        ("3/25/2026 14:05", "2026-03-25 14:05:00"),
        ("5 Mar 2026", "2026-03-05 00:00:00"),
        ("Mar 5, 2026 10:00", "2026-03-05 10:00:00"),
        (46086.5, "2026-03-05 12:00:00"),
        ("46086.5", "2026-03-05 12:00:00"),
        ("1772676000", "2026-03-05 10:00:00"),
        (1772676000000, "2026-03-05 10:00:00"),
        ("２０２６／３／５　９：３２", "2026-03-05 09:32:00"),
        ("二〇二六年三月五日", "2026-03-05 00:00:00"),
        ("二零二六年十二月三十一日 上午九时", "2026-12-31 09:00:00"),
        (datetime(2026, 3, 5, 9), "2026-03-05 09:00:00"),
        (datetime(2026, 3, 5, 9, tzinfo=UTC), "2026-03-05 17:00:00"),
        (date(2026, 3, 5), "2026-03-05 00:00:00"),
        *((blank, None) for blank in (None, "", "  ", "-", "无", "NULL", "nan", "0000-00-00", "0000-00-00 00:00:00", "0", 0.0)),
    ],
)
def test_dates(cell: Cell, wanted: str | None) -> None:
    assert local(cell) == wanted


@pytest.mark.parametrize(
    "cell",
    [
        "2026/13/45",
        "2026-02-30",
        "2026-3-5 25:00",
        "2026-3-5 10:75",
        "14:05",
        "26/3/5",
        "2026.5",
        "hello",
        "20261345",
        "9999-01-01",
        "202613051430",
        "2026/1/1512:30",
        "3/25/26",
        "123",
        "1e400",
        12.5,
        True,
        timedelta(hours=3),
        [1],
        {"a": 1},
        "2026-03-05 14:05 大约",
        "99999999999999999999",
    ],
)
def test_no_dates(cell: Cell) -> None:
    with pytest.raises((ValueError, OverflowError)):
        local(cell)


def test_day_before_month_is_read_off_the_column() -> None:
    assert day_first(["3/5/2026", "13/5/2026", None])
    assert not day_first(["3/5/2026", "3/13/2026", "", 5])
    assert local("3/5/2026", day_first=True) == "2026-05-03 00:00:00"
    with pytest.raises(ValueError, match="month"):
        local("3/13/2026", day_first=True)


@given(st.datetimes(datetime(1971, 1, 2), datetime(2099, 12, 30)).map(lambda when: when.replace(microsecond=0, second=0)))
def test_every_form_of_an_instant_is_the_same_instant(when: datetime) -> None:
    reader = DateReader(ZoneInfo("UTC"))
    serial = (when - datetime(1899, 12, 30)) / timedelta(days=1)
    forms: list[Cell] = [
        when,
        serial,
        when.isoformat(),
        when.isoformat(sep=" ") + "Z",
        when.strftime("%Y%m%d%H%M%S"),
        f"{when.year}年{when.month}月{when.day}日{when.hour}时{when.minute}分",
        f"{when.year}/{when.month}/{when.day} {when.hour}:{when.minute:02d}",
    ]
    assert {reader.read(form) for form in forms} == {reader.read(when)}
    assert reader.read(forms[2]) == (when.replace(tzinfo=UTC), when.date())


@given(st.text("0123456789-/.:年月日时分 TZ+上下午APM", max_size=24))
def test_any_text_is_read_or_refused(text: str) -> None:
    reader = DateReader(SHANGHAI)
    try:
        moment = reader.read(text)
    except (ValueError, OverflowError):
        return
    assert moment is None or 1969 <= moment.day.year <= 2101


@pytest.mark.parametrize(
    ("cell", "day", "grain"),
    [
        ("2026-03", "2026-03-01", "month"),
        ("2026年3月", "2026-03-01", "month"),
        ("2026年03月份", "2026-03-01", "month"),
        ("202603", "2026-03-01", "month"),
        (202603.0, "2026-03-01", "month"),
        ("2026/3", "2026-03-01", "month"),
        ("2026Q1", "2026-01-01", "quarter"),
        ("2026-Q4", "2026-10-01", "quarter"),
        ("Q2 2026", "2026-04-01", "quarter"),
        ("2026年第3季度", "2026-07-01", "quarter"),
        ("2026年一季度", "2026-01-01", "quarter"),
        ("2026-W05", "2026-01-26", "week"),
        ("2026年第5周", "2026-01-26", "week"),
        ("2026", "2026-01-01", "year"),
        (2026.0, "2026-01-01", "year"),
        ("2026年度", "2026-01-01", "year"),
        ("2026-03-05", "2026-03-05", "day"),
        ("2026年3月5日", "2026-03-05", "day"),
        (date(2026, 3, 5), "2026-03-05", "day"),
        (46086.0, "2026-03-05", "day"),
    ],
)
def test_periods(cell: Cell, day: str, grain: str) -> None:
    assert read_period(cell, DateReader(SHANGHAI)) == (date.fromisoformat(day), grain)


@pytest.mark.parametrize("cell", ["2026-13", "2026-W60", "2026Q5", "三月", "1026年", "abc"])
def test_no_periods(cell: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_period(cell, DateReader(SHANGHAI))


def test_blank_period_is_none() -> None:
    assert read_period(" ", DateReader(SHANGHAI)) is None
