"""Events, dictionaries and case steps on the upload page: proposed, tried, taken, and what is said of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from voc.dashboard.uploads import choices
from voc.dashboard.words import WORDS
from voc.schema import SOURCES
from voc.settings import Settings
from voc.store import Scope, Store

Page = Callable[..., AppTest]
Use = Callable[[Settings], None]

EVENTS = "类型,名称,开始时间,结束时间\n修复,补丁,2026-03-01,\n网络故障,断网,2026-03-05 14:00,2026-03-05 13:00\n"
STEPS = "工单编号,步骤,部门,接收时间,转出时间\nG1,1,客服,2026-03-01,2026-03-02\nG1,2,账务,2026-03-02,\n"
NAMES = "类别,名称,上级,同义词\n产品,畅玩39,青笋,*39元卡*\n产品,老友卡,,*39元卡*\n地区,甲,乙,\n地区,乙,甲,\n"


@pytest.fixture
def fresh(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "空 库", key_file=tmp_path / "identity.key")


def _upload(page: Page, content: str, **params: object) -> AppTest:
    tested = page("upload", **params)
    tested.file_uploader[0].set_value(("文件.csv", content.encode(), "text/csv"))
    return tested.run()


@pytest.mark.parametrize(
    ("content", "source", "table", "counted"),
    [
        (EVENTS, "events", "events", ["2", "1", "1"]),
        (STEPS, "steps", "case_steps", ["2", "2", "0"]),
        (NAMES, "dictionary", "dictionary", ["4", "2", "2"]),
    ],
)
def test_a_file_is_known_tried_and_taken(
    fresh: Settings, use: Use, page: Page, content: str, source: str, table: str, counted: list[str]
) -> None:
    use(fresh)
    tested = _upload(page, content)
    assert not tested.exception
    assert tested.selectbox[0].value == source
    assert [one.value for one in tested.metric] == counted
    tested.button(key="import").click().run()
    assert not tested.exception
    with Store.open(fresh) as store:
        rows = store.reader(Scope.everything()).query(f"select count(*) as n from {table}")["n"][0].as_py()
    assert str(rows) == counted[1]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_doubtful_is_said_as_plain_text(fresh: Settings, use: Use, page: Page, lang: str) -> None:
    use(fresh)
    tested = _upload(page, NAMES, lang=lang)
    tested.button(key="import").click().run()
    said = [one.value for one in tested.text]
    assert any("青笋" in one for one in said)
    # The synonym as it stands in the file: nothing reads the asterisks.
    assert any("*39元卡*" in one and "畅玩39" in one and "老友卡" in one for one in said)
    assert not any("39元卡" in one.value for one in tested.markdown)


@pytest.mark.parametrize("source", SOURCES)
def test_every_meaning_has_words(source: str) -> None:
    meanings = [choice.partition(":") for choice in choices(source)]
    assert all(f"field.{field}" in WORDS and (not role or f"role.{role}" in WORDS) for field, _, role in meanings)


def _month(month: int) -> bytes:
    rows = [f"{n},2026-{month:02d}-{n + 1:02d},{n % 10 + 1},{month} 月第 {n} 位说的，信号不好" for n in range(20)]
    return "\n".join(["问卷编号,填写时间,整体满意度（1-10分）,您希望我们改进什么", *rows]).encode("gb18030")


@pytest.mark.parametrize(("waves", "known"), [(("五月", "六月"), 40), (("", ""), 20)])
def test_a_wave_written_on_the_page_keeps_respondents_of_the_same_number_apart(
    fresh: Settings, use: Use, page: Page, waves: tuple[str, str], known: int
) -> None:
    use(fresh)
    tested = page("upload")
    for month, wave in zip((5, 6), waves, strict=True):
        tested.file_uploader[0].set_value((f"{month}月.csv", _month(month), "text/csv")).run()
        (field,) = [one for one in tested.text_input if one.label == "调查期次"]
        assert field.value == ""  # never that of the file before
        assert ("上次是 五月" in field.placeholder) == (wave == "六月")
        field.set_value(wave).run()
        tested.button(key="import").click().run()
        assert not tested.exception
        tested.button(key="again").click().run()
    rows = Store.open(fresh, create=False).reader(Scope.everything()).table("respondents", ["wave"])
    assert rows.num_rows == known
    assert set(rows["wave"].to_pylist()) == ({wave or None for wave in waves})
