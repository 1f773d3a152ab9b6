"""The pages as a reader meets them, without a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from dashboard.invented_store import HOSTILE, fill
from streamlit.testing.v1 import AppTest

from voc.settings import Settings
from voc.store import Store

PAGES = ("overview", "causes", "word_of_mouth", "upload")
Page = Callable[..., AppTest]
Use = Callable[[Settings], None]


def _said(tested: AppTest) -> str:
    """Every word of the page that Streamlit renders as text."""
    kinds = (
        tested.title,
        tested.subheader,
        tested.caption,
        tested.info,
        tested.warning,
        tested.error,
        tested.success,
        tested.markdown,
    )
    return "\n".join([element.value for kind in kinds for element in kind] + [f"{one.label} {one.value}" for one in tested.metric])


@pytest.fixture
def fresh(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "空 库", key_file=tmp_path / "identity.key")


def test_the_app_opens_on_the_overview(filled: Settings, use: Use, app_file: Path) -> None:
    use(filled)
    tested = AppTest.from_file(str(app_file), default_timeout=60).run()
    assert not tested.exception
    assert tested.title[0].value == "总览"
    assert [one.label for one in tested.metric] == ["声量", "负面占比", "满意度均分", "净推荐值 NPS", "升级信号占比"]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_in_both_languages(filled: Settings, use: Use, page: Page, name: str, lang: str) -> None:
    use(filled)
    tested = page(name, lang=lang)
    assert not tested.exception
    assert not tested.error
    said = _said(tested)
    if lang == "zh":
        leftovers = set(re.findall(r"[A-Za-z]{3,}", re.sub(r":material/\w+:", "", said)))
        assert leftovers <= {
            "NPS",
            "NEG",
            "POS",
            "voc",
            "ingest",
            "rescore",
            "CSV",
            "XLSX",
            "JSONL",
            "lexicons",
            "coefficients",
            "toml",
        } | {found for found in leftovers if re.fullmatch(r"[0-9a-f]+", found)}
    else:
        assert not re.search(r"[\u4e00-\u9fff]{2,}", re.sub("青禾|远山|海悦", "", said))


@pytest.mark.parametrize("name", PAGES)
def test_an_empty_store_says_what_to_do(fresh: Settings, use: Use, page: Page, name: str) -> None:
    use(fresh)
    tested = page(name)
    assert not tested.exception
    assert len(tested.info) == 1
    assert "voc" in tested.info[0].value


@pytest.mark.parametrize("name", PAGES[:3])
def test_unscored_verbatims_say_so(fresh: Settings, use: Use, page: Page, name: str) -> None:
    fill(fresh, count=60, scored=False).close()
    use(fresh)
    tested = page(name)
    assert not tested.exception
    assert "还没有评分" in tested.info[0].value
    assert any("尚未评分" in one.value for one in tested.caption)


@pytest.mark.parametrize("name", PAGES[:3])
def test_a_store_without_any_date(fresh: Settings, use: Use, page: Page, name: str) -> None:
    fill(fresh, count=200, dated=False).close()
    use(fresh)
    assert not page(name).exception


@pytest.mark.parametrize("name", PAGES[:3])
def test_filters_that_leave_nothing_say_so(filled: Settings, use: Use, page: Page, name: str) -> None:
    use(filled)
    tested = page(name, undated="false", dates=["2025-12-29", "2025-12-29"], channel="微博", brand="海悦", region="南郊")
    assert not tested.exception
    assert "当前筛选条件下没有原声" in tested.info[0].value


def test_a_store_that_does_not_open_is_an_error_in_words(fresh: Settings, use: Use, page: Page) -> None:
    fresh.home.mkdir(parents=True)
    (fresh.home / "store.json").write_text("{", "utf-8")
    use(fresh)
    tested = page("overview")
    assert not tested.exception
    assert "打不开" in tested.error[0].value


def test_the_sidebar_says_how_sound_the_data_are(filled: Settings, use: Use, page: Page) -> None:
    use(filled)
    assert any("第 1 版 · 数据截至 2026-06-28 · 原声 640 条 · 隔离 3 行" in one.value for one in page("overview").caption)


def test_a_link_restores_the_view(filled: Settings, use: Use, page: Page) -> None:
    use(filled)
    tested = page("overview", brand=["远山"], source=["投诉工单"], dates=["2026-05-01", "2026-05-31"])
    assert tested.multiselect(key="brand").value == ["远山"]
    assert tested.multiselect(key="source").value == ["complaint"]
    assert [str(day) for day in tested.date_input(key="dates").value] == ["2026-05-01", "2026-05-31"]


@pytest.mark.parametrize("word", ["投诉工单", "Complaints", "complaint"])
def test_a_link_made_in_the_other_language_is_understood(filled: Settings, use: Use, page: Page, word: str) -> None:
    use(filled)
    assert page("overview", source=[word]).multiselect(key="source").value == ["complaint"]


def test_an_unknown_value_in_a_link_is_dropped(filled: Settings, use: Use, page: Page) -> None:
    use(filled)
    tested = page("overview", brand=["没有这个品牌"])
    assert not tested.exception
    assert tested.multiselect(key="brand").value == []


def test_half_a_range_is_that_one_day(filled: Settings, use: Use, page: Page) -> None:
    use(filled)
    tested = page("overview", dates=["2026-05-01"])
    assert not tested.exception
    assert any("2026-05-01 至 2026-05-01" in one.value for one in tested.caption)


def test_clearing_brings_back_the_default(filled: Settings, use: Use, page: Page) -> None:
    use(filled)
    tested = page("overview", brand=["远山"], dates=["2026-05-01", "2026-05-31"])
    tested.button(key="clear").click().run()
    assert tested.multiselect(key="brand").value == []
    assert [str(day) for day in tested.date_input(key="dates").value] == ["2026-03-30", "2026-06-28"]


def test_products_are_those_of_the_chosen_brands(filled: Settings, use: Use, page: Page) -> None:
    use(filled)
    tested = page("overview", brand=["远山"])
    assert tested.multiselect(key="product").options == ["远山随心"]


def test_switching_language_keeps_the_choice(filled: Settings, use: Use, page: Page) -> None:
    use(filled)
    tested = page("overview", source=["投诉工单"])
    tested.segmented_control(key="language").set_value("en").run()
    assert tested.title[0].value == "Overview"
    assert tested.multiselect(key="source").value == ["complaint"]
    assert tested.multiselect(key="source").options[0] in ("Survey", "Complaints", "Social media", "Calls")


def test_a_click_on_a_tile_chooses_its_cause(filled: Settings, use: Use, page: Page) -> None:
    use(filled)
    tested = page("causes")
    tested.session_state["cause"] = "network.coverage"
    tested.run()
    assert any(one.value.startswith("移动信号覆盖") for one in tested.subheader)
    labels = [one.label for one in tested.metric]
    assert labels == ["负面原声", "该根因负面占比", "占负面原声"]
    shown = tested.dataframe[0].value
    assert set(shown["cause"]) == {"移动信号覆盖"}
    assert all("没信号" in text for text in shown["evidence"])


def test_the_causes_that_are_not_coded_are_said_and_can_be_chosen(filled: Settings, use: Use, page: Page) -> None:
    use(filled)
    tested = page("causes")
    assert any("没有匹配到任何根因" in one.value for one in tested.caption)
    tested.selectbox(key="cause").select("-").run()
    assert tested.dataframe[0].value["cause"].isna().all()


def test_a_keyword_narrows_the_verbatims(filled: Settings, use: Use, page: Page) -> None:
    use(filled)
    tested = page("causes")
    tested.text_input(key="keyword").set_value("多扣").run()
    shown = tested.dataframe[0].value["text"]
    assert len(shown)
    assert all("多扣" in text for text in shown)
    tested.text_input(key="keyword").set_value("根本没人说过的话").run()
    assert any("没有符合条件的原声" in one.value for one in tested.info)


def test_what_a_customer_writes_is_never_markdown(filled: Settings, use: Use, page: Page) -> None:
    use(filled)
    tested = page("causes")
    tested.text_input(key="keyword").set_value("203.0.113.9").run()
    assert tested.dataframe[0].value["text"].tolist() == [HOSTILE]
    assert "203.0.113.9" not in _said(tested)


def test_every_card_opens_the_verbatims_behind_it(filled: Settings, use: Use, page: Page) -> None:
    use(filled)
    tested = page("overview")
    number = tested.metric[1]
    assert number.label == "负面占比"
    tested.button(key="open_negative").click().run()
    assert set(tested.dataframe[0].value["label"]) == {"负面"}


@pytest.mark.parametrize("base", ["complainers", "dissatisfied"])
def test_word_of_mouth_depends_on_the_chosen_setting(filled: Settings, use: Use, page: Page, base: str) -> None:
    use(filled)
    tested = page("word_of_mouth")
    tested.segmented_control(key="wom_amplification").set_value(base).run()
    told = {"complainers": "10.08", "dissatisfied": "12.00"}[base]
    assert any(f"每个不满意客户传播 {told} 人次" in one.value for one in tested.caption)


def test_too_few_answers_are_not_computed(fresh: Settings, use: Use, page: Page) -> None:
    fill(fresh, count=24).close()
    use(fresh)
    tested = page("word_of_mouth")
    assert "有效基数不足 30" in tested.warning[0].value
    assert not tested.metric


def test_every_coefficient_is_shown_with_its_source(filled: Settings, use: Use, page: Page) -> None:
    use(filled)
    ledger = page("word_of_mouth").dataframe[-1].value
    assert {"a_S", "a_D", "a_H", "h", "c", "leave", "lambda", "r"} <= set(ledger["name"])
    assert ledger["source"].str.len().min() > 0
    assert ledger.loc[ledger["name"] == "r", "status"].item() == "未测得"


BAD = "编号,日期,意见\n1,2026/13/45,没信号\n2,2026-01-05,宽带太慢了没人修\n3,2026-02-01,客服态度差\n4,2026-02-02,多扣了钱,多,出,来,的\n"


def _upload(page: Page, name: str, content: bytes) -> AppTest:
    tested = page("upload")
    tested.file_uploader[0].set_value((name, content, "text/csv"))
    return tested.run()


def test_a_file_is_tried_before_it_is_taken(fresh: Settings, use: Use, page: Page) -> None:
    use(fresh)
    tested = _upload(page, "意见.csv", BAD.encode("gb18030"))
    assert not tested.exception
    assert [one.value for one in tested.metric] == ["4", "2", "2"]
    quarantined = tested.dataframe[-1].value
    assert quarantined["行号"].tolist() == [1, 4]
    assert "日期无法识别" in quarantined["原因"][0]
    assert Store.open(fresh).publication().id == 0


def test_every_row_of_an_upload_has_one_fate(fresh: Settings, use: Use, page: Page) -> None:
    use(fresh)
    tested = _upload(page, "意见.csv", BAD.encode("utf-8"))
    tested.button(key="import").click().run()
    assert not tested.exception
    assert any("收入 2 + 更新 0 + 重复 0 + 隔离 2 = 4 行" in one.value for one in tested.caption)
    assert tested.dataframe[-1].value["行号"].tolist() == [1, 4]
    tested.button(key="again").click().run()
    assert tested.file_uploader
    assert "还没有选择文件" in tested.info[0].value


def test_the_meaning_of_a_column_can_be_changed(fresh: Settings, use: Use, page: Page) -> None:
    use(fresh)
    tested = _upload(page, "意见.csv", "甲,乙\n1,没信号没信号没信号\n2,网速慢得没法用了\n".encode())
    tested.selectbox[0].select("complaint").run()
    assert not tested.exception
    assert not tested.error


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("空.csv", b"", "空文件"),
        ("表头.csv", "编号,意见\n".encode(), "只有表头"),
        ("假.xlsx", b"PK\x03\x04 not a workbook", "假.xlsx"),
        ("坏.jsonl", b"\x00\x01\x02\xff\xfe", "坏.jsonl"),
    ],
    ids=["empty", "header only", "no workbook", "no text"],
)
def test_a_bad_file_is_one_clear_message(fresh: Settings, use: Use, page: Page, name: str, content: bytes, said: str) -> None:
    use(fresh)
    tested = _upload(page, name, content)
    assert not tested.exception
    assert len(tested.error) == 1
    assert said in tested.error[0].value
    assert not [one for one in tested.button if one.key == "import"]
