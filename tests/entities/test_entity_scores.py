from __future__ import annotations

import json

import pytest
from entities.own_names import gold_dictionary, table
from hypothesis import given, settings
from hypothesis import strategies as st

from voc import entities
from voc.entities import Entities
from voc.schema import MAKERS
from voc.text.documents import prepare
from voc.text.normalize import clean

_PIECES = [
    "竹悦",
    "青笋",
    "39",
    "的",
    "卡",
    "套餐",
    "移动",
    "联通",
    "硬盘",
    "长沙",
    "发",
    "路",
    "广州",
    "石榴",
    "树",
    " ",
    "\n",
    "，",
    "\0",
    "竹悅",
    "５８",
    "\ud83d",
    "😀",
]
HOSTILE = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(_PIECES), max_size=30).map("".join))


def row(maker: Entities, text: str) -> dict[str, str | None]:
    found: dict[str, str | None] = maker.score(["a"], prepare([text])).to_pylist()[0]
    return found


@pytest.mark.parametrize(
    ("text", "brand", "product", "competitor", "place", "region"),
    [
        ("竹悦58套餐在锦澜没信号", "竹悦", "竹悦58套餐", None, "锦澜市", "川江"),
        ("竹悦和青笋哪个好，不如石榴", None, None, "石榴通信", None, None),
        ("竹悦老友卡和竹悦58套餐", "竹悦", None, None, None, None),
        ("锦澜和南渝坝都断网", None, None, None, None, "川江"),
        ("川江省锦澜市断网", None, None, None, "锦澜市", "川江"),
        ("坝上厅没人", None, None, None, "川江坝上营业厅", "川江"),
        ("在榕浦办的卡，人在广州", None, None, None, "榕浦市", "岭南"),
        ("人在东莞", None, None, None, "东莞", "广东"),
        ("石榴便宜，石榴信号好，山雀不行", None, None, "石榴通信", None, None),
        ("没网", None, None, None, None, None),
        ("", None, None, None, None, None),
    ],
)  # fmt: skip
def test_columns(
    sample: Entities,
    text: str,
    brand: str | None,
    product: str | None,
    competitor: str | None,
    place: str | None,
    region: str | None,
) -> None:
    found = row(sample, text)
    assert [found[name] for name in ("brand", "product", "competitor", "place", "region")] == [
        brand,
        product,
        competitor,
        place,
        region,
    ]


def test_scores_conform_and_keep_the_order(sample: Entities) -> None:
    texts = ["竹悦断网", "", "人在东莞", None]
    scores = sample.score(["d", "c", "b", "a"], prepare(texts))
    assert scores.schema == MAKERS["entities"].arrow
    assert scores["verbatim_id"].to_pylist() == ["d", "c", "b", "a"]
    assert scores["evidence"].to_pylist()[1] == "[]"
    assert sample.score([], prepare([])).num_rows == 0


def test_evidence_holds_every_mention_with_its_span(sample: Entities) -> None:
    text = '用竹悦 老友 卡，"山雀"便宜'
    spans = json.loads(row(sample, text)["evidence"] or "")
    assert [(span["text"], span["kind"], span["name"]) for span in spans] == [
        ("竹悦 老友 卡", "product", "竹悦老友卡"),
        ("山雀", "competitor", "山雀电讯"),
    ]
    assert all(text[span["start"] : span["end"]] == span["text"] for span in spans)


def test_a_slip_weighs_less(sample: Entities) -> None:
    spans = json.loads(row(sample, "清笋畅玩39和青笋畅玩39")["evidence"] or "")
    assert [span["weight"] for span in spans] == [0.8, 1.0]


def test_the_version_changes_with_the_names() -> None:
    one, two = table([("brand", "蓝鹊", None, None)]), table([("brand", "蓝鹊", None, "蓝卡")])
    assert entities.load(one).version == entities.load(one).version != entities.load(two).version


@given(HOSTILE)
@settings(max_examples=300, deadline=None)
def test_spans_index_the_stored_text(sample: Entities, raw: str) -> None:
    text = clean(raw)
    docs = prepare([text])
    first, again = sample.score(["a"], docs), sample.score(["a"], docs)
    assert first.equals(again)
    end = 0
    for span in json.loads(first["evidence"][0].as_py()):
        assert end <= span["start"] < span["end"] <= len(docs.texts[0])
        assert docs.texts[0][span["start"] : span["end"]] == span["text"]
        end = span["end"]


@given(st.lists(HOSTILE, max_size=5))
@settings(max_examples=100, deadline=None)
def test_a_text_is_read_alike_alone_and_among_others(sample: Entities, raw: list[str]) -> None:
    texts = [clean(one) for one in raw]
    together = sample.score([str(i) for i in range(len(texts))], prepare(texts))["evidence"].to_pylist()
    assert together == [row(sample, text)["evidence"] for text in texts]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["brand", "tier", "product", "competitor", "region", "store"]),
            st.text(max_size=8),
            st.none() | st.text(max_size=4),
            st.none() | st.text(max_size=12),
        ),
        max_size=6,
    )
)
@settings(max_examples=60, deadline=None)
def test_any_dictionary_loads(rows: list[tuple[str, str, str | None, str | None]]) -> None:
    encodable = [row for row in rows if all(c < "\ud800" or c > "\udfff" for cell in row if cell for c in cell)]
    text = "移动的竹悦58套餐在长沙没信号"
    spans = json.loads(row(entities.load(table(encodable)), text)["evidence"] or "[]")
    assert all(text[span["start"] : span["end"]] == span["text"] for span in spans)


def test_a_text_of_one_word_over_and_over_is_read_in_bounded_steps(sample: Entities) -> None:
    text = "竹悦58套餐在长沙没有联通" * 2000
    assert len(json.loads(row(sample, text)["evidence"] or "")) >= 4000


def test_other_dictionary_scores_too(other: Entities) -> None:
    assert row(other, "孝心卡在宜昌没信号")["brand"] == "神州行"
    assert gold_dictionary("other").num_rows == 53
