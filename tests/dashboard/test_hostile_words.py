"""No word that comes from data is ever Markdown or HTML: every page, with a store that tries everywhere."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import streamlit
from hostile.poisoned_store import POISON, poisoned_stores
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from voc.dashboard import uploads
from voc.dashboard.frame import SECTIONS
from voc.dashboard.plain import harmless, label, plain
from voc.dashboard.reads.base import open_store
from voc.settings import Settings
from voc.store import Reader, Scope
from voc.text.normalize import visible

PAGES = [name.replace("-", "_") for pages in SECTIONS.values() for name, *_ in pages]
LIVE = re.compile(
    r"(?<!\\)<img|(?<!\\)\]\(|:red\[|:material/home:|:smile:|(?<!\\)\$x|(?<!\\)\*\*b|://203|www\.evil|(?<!\\)`c|(?<!\\)&lt;b|[\u202e\u200b]"
)
LIVE_IN_CHARTS = re.compile(r"<img|<a |&lt;b&gt;|[\u202e\u200b]")
SHOWN_AS_IT_IS = {
    ("text", "body"),
    ("selectbox", "options"),
    ("multiselect", "options"),
    ("selectbox", "raw_value"),
    ("multiselect", "raw_values"),
    ("text_input", "value"),
    ("text_input", "default"),
    ("text_area", "value"),
    ("text_area", "default"),
    ("plotly_chart", "alt"),
}
"""What Streamlit shows as it stands. Tables come as Arrow and are drawn on a canvas."""
_OURS = ("id", "form_id", "url", "user_key", "query_param_key")


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Settings]:
    return poisoned_stores(tmp_path_factory.mktemp("hostile"))


def strings(message: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """(path of fields, text) of every text in a message of Streamlit."""
    for field, value in message.ListFields():
        here = (*path, field.name)
        if not isinstance(value, (str, bytes, int, float, bool)) and hasattr(value, "ListFields"):
            yield from strings(value, here)
        elif isinstance(value, str):
            yield here, value
        elif not isinstance(value, (bytes, int, float, bool)):
            for one in value:
                if isinstance(one, str):
                    yield here, one
                elif hasattr(one, "ListFields"):
                    yield from strings(one, here)


def texts(spec: Any) -> Iterator[str]:
    """Every text in a chart."""
    if isinstance(spec, str):
        yield spec
    elif isinstance(spec, (dict, list)):
        for one in spec.values() if isinstance(spec, dict) else spec:
            yield from texts(one)


def nodes(node: Any) -> Iterator[Any]:
    """Every block and element of a page."""
    yield node
    for child in getattr(node, "children", {}).values():
        yield from nodes(child)


def leaks(tested: AppTest) -> list[tuple[str, str, str]]:
    """(element, field, text) of every text that would be read as Markdown or HTML."""
    found = []
    for node in nodes(tested._tree):
        message = getattr(node, "proto", None)
        if message is None:
            continue
        kind = getattr(node, "type", type(message).__name__)
        for path, text in strings(message):
            if path[-1] in _OURS or (kind, path[-1]) in SHOWN_AS_IT_IS:
                continue
            if path[-1] == "spec" and "plotly" in kind:
                found += [(kind, "spec", one[:200]) for one in texts(json.loads(text)) if LIVE_IN_CHARTS.search(one)]
            elif kind == "arrow_data_frame" and path[-1] == "columns":
                continue
            elif LIVE.search(text):
                found.append((kind, ".".join(path), text[:300]))
    return found


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("store", ["voices", "surveys", "service"])
def test_nothing_from_data_is_markdown_or_html(
    hostile: dict[str, Settings], use: Callable[[Settings], None], page: Callable[..., AppTest], store: str, name: str
) -> None:
    use(hostile[store])
    tested = page(name)
    assert not tested.exception
    assert not leaks(tested)
    for key in [button.key for button in tested.button if button.key]:
        # What a button opens, each from the page as it was: drawers, dialogs, details.
        opened = next((button for button in tested.button if button.key == key), None)
        if opened is not None and not opened.disabled:
            tested = opened.click().run()
            assert not leaks(tested), key


@pytest.mark.parametrize(
    ("name", "head"),
    [
        (f"![a](http:∕∕203){POISON[:20]}.csv".replace("/", "∕"), "编号,内容"),
        ("b.csv", f"编号,{POISON.replace(',', ' ')}"),
        ("c.csv", POISON),
    ],
)
def test_an_upload_with_hostile_names(
    hostile: dict[str, Settings], use: Callable[[Settings], None], page: Callable[..., AppTest], name: str, head: str
) -> None:
    use(hostile["voices"])
    tested = page("upload")
    tested.get("file_uploader")[0].upload(name, f"{head}\n1,=cmd|x!A1 {POISON}\n2,{POISON}\n".encode(), "text/csv").run()
    assert not tested.exception
    assert not leaks(tested)
    for box in tested.selectbox:
        if str(box.key).startswith("source_"):
            box.select("social").run()
            assert not leaks(tested)
    for button in tested.button:
        if button.key == "import":
            button.click().run(timeout=60)
            assert not leaks(tested)


@pytest.mark.parametrize("name", [name for name in PAGES if name != "upload"])
def test_no_word_from_data_or_address_is_ever_sql(
    hostile: dict[str, Settings],
    use: Callable[[Settings], None],
    page: Callable[..., AppTest],
    name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Values go to the database as parameters: no statement holds a word of the data, of a link or of a search box."""
    statements: list[str] = []
    query = Reader.query

    def watched(self: Reader, sql: str, *more: Any, **options: Any) -> Any:
        statements.append(sql)
        return query(self, sql, *more, **options)

    monkeypatch.setattr(Reader, "query", watched)
    streamlit.cache_data.clear()
    use(hostile["service"])
    injected = "x' OR 1=1; DROP TABLE verbatims; --"
    links: list[dict[str, object]] = [{}, {"brand": injected, "lang": injected, "region": injected}]
    reader = open_store(hostile["service"]).reader(Scope.everything())
    known = reader.query("SELECT DISTINCT brand FROM verbatims WHERE brand IS NOT NULL").to_pylist()
    links.append({"brand": [row["brand"] for row in known]})
    for link in links:
        tested = page(name, **link)
        assert not tested.exception
        for box in tested.text_input:
            box.set_value(injected).run()
    assert len(statements) > 1
    assert not [sql for sql in statements if "203.0.113" in sql or "DROP" in sql or "OR 1=1" in sql]


def test_the_check_finds_what_it_looks_for() -> None:
    def script() -> None:
        import plotly.graph_objects as go
        import streamlit as st

        st.metric("![x](http://203.0.113.9/a.png)", "1", help="<img src=x>")
        st.caption("a :red[r]")
        st.text("![x](http://203.0.113.9/a.png)")
        st.plotly_chart(go.Figure(go.Bar(x=["<a href=x>"], y=[1])))

    assert {kind for kind, *_ in leaks(AppTest.from_function(script).run())} == {"metric", "caption", "plotly_chart"}


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_plain_words_hold_no_living_sign(text: str) -> None:
    made = plain(text)
    assert not re.search(r"(?<!\\)(?:\\\\)*[`*_\[\]<>|$~^]|\A[#+\-=]|\A\d{1,3}[.)]", made)
    assert not re.search(r":[A-Za-z0-9_+\-/]+[:\[]", made)
    assert "\n" not in made
    assert visible(visible(text)) == visible(text)
    assert "<" not in label(text).replace("<br>", "").replace("<BR>", "").replace("<Br>", "").replace("<bR>", "")


@pytest.mark.parametrize(
    ("given_text", "wanted"),
    [
        ("网络质量", "网络质量"),
        ("5G 畅享（99元）", "5G 畅享（99元）"),
        ("a\u202eb\u200b", "a⟦U+202E⟧b⟦U+200B⟧"),
        ("10:30", "10:30"),
        ("1. a", "1\\. a"),
        ("- a-b", "\\- a-b"),
        (":smile: x", "∶smile: x"),
        ("http://x", "http∶//x"),
        ("a@b.cn", "a＠b.cn"),
    ],
)
def test_plain(given_text: str, wanted: str) -> None:
    assert plain(given_text) == wanted


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\a\\b.csv", "b.csv"),
        ("a\0b\u202egpj.csv", "abgpj.csv"),
        ("..", "upload"),
        ("", "upload"),
        ("长" * 300 + ".csv", "长" * 60 + ".csv"),
        ("𝒳" * 300 + ".csv", "𝒳" * 60 + ".csv"),
    ],
    ids=range(7),
)
def test_an_upload_is_kept_in_its_own_folder(name: str, kept: str) -> None:
    path = uploads.keep(name, io.BytesIO(b"x"), 1, ("", ""))
    try:
        assert path.name == kept
        assert path.parent.name.startswith("voc-upload-")
        assert path.read_bytes() == b"x"
    finally:
        uploads.drop(path)


def test_a_chart_shows_names_as_they_are() -> None:
    import plotly.graph_objects as go

    bar = go.Bar(
        x=["<b>x</b>", "y&lt;"], y=[1, 2], customdata=["1<br>2", "<i>"], hovertemplate="%{x}<br>%{customdata}<extra></extra>"
    )
    drawn = harmless(go.Figure(bar)).to_dict()["data"][0]
    assert drawn["x"] == ["&lt;b>x&lt;/b>", "y&amp;lt;"]
    assert drawn["customdata"] == ["1<br>2", "&lt;i>"]
    assert drawn["hovertemplate"] == "%{x}<br>%{customdata}<extra></extra>"
