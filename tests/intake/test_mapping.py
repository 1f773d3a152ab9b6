from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.errors import InputError, MappingError
from voc.intake import load_mapping, open_file, propose
from voc.intake.headers import bare, field_of, normal, numbered, synonyms
from voc.intake.mapping import FIELDS, IGNORE, REPEATABLE, REQUIRED, Mapping, Target, read_mapping
from voc.schema import ROLES, SOURCES
from voc.settings import Settings

S = Settings()


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "映射.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("header", "source", "field"),
    [
        ("微博正文", "social", "text"),
        (" 发布 时间 ", "social", "occurred_at"),
        ("Ｔｅｘｔ", "social", "text"),
        ("created_at", "social", "occurred_at"),
        ("投诉内容（脱敏）", "complaint", "text"),
        ("【工单编号】", "complaint", "case"),
        ("用户ID", "survey", "id"),
        ("用户ID", "social", "customer"),
        ("Q3. 您的年龄", "survey", "age"),
        ("3、学历", "survey", "education"),
        ("地市", "measures", "region"),
        ("序号", "social", None),
        ("随便", "social", None),
    ],
)
def test_headers(header: str, source: str, field: str | None) -> None:
    assert field_of(header, source) == field


def test_every_synonym_names_a_field_of_its_source() -> None:
    for source in SOURCES:
        common = {field for fields in FIELDS.values() for field in fields}
        assert set(synonyms(source).values()) <= common
        assert all(normal(word) == word for word in synonyms(source))
        assert set(REQUIRED[source]) <= set(FIELDS[source])
        assert set(REPEATABLE[source]) <= set(FIELDS[source])


def test_numbered() -> None:
    assert numbered(["X", "X", " X ", "", "Y", "X (2)"]) == ("X", "X (3)", "X (4)", "列4", "Y", "X (2)")


@given(st.lists(st.text("XY 2()\n", max_size=5), max_size=8))
def test_numbered_headers_are_unique(headers: list[str]) -> None:
    assert len(set(numbered(headers))) == len(headers)


@given(st.text("aBＣ（）()[]《 中文_-3１题Q.、?", max_size=20))
def test_normal_forms_are_stable(header: str) -> None:
    assert normal(normal(header)) == normal(header)
    assert bare(header) is not None


def test_mapping_file(tmp_path: Path) -> None:
    text = (
        'source = "survey"\n[constants]\nwave = "2026Q1"\n[columns]\n"Q1" = {role = "csat", scale = [1, 5], missing = [9]}\n'
        '"Q2" = "open"\n"编 号" = "id"\n"备注" = "ignore"\n'
    )
    mapping = load_mapping(written(tmp_path, text))
    assert mapping == Mapping(
        {
            "Q1": Target("answer", "csat", (1, 5), (9,)),
            "Q2": Target("answer", "open"),
            "编 号": Target("id"),
            "备注": Target(IGNORE),
        },
        "survey",
        {"wave": "2026Q1"},
    )
    assert load_mapping(written(tmp_path, mapping.to_toml())) == mapping


_TARGETS = st.one_of(
    st.sampled_from(["id", "customer", IGNORE]).map(Target),
    st.builds(
        Target,
        st.just("answer"),
        st.sampled_from(ROLES),
        st.one_of(st.none(), st.tuples(st.sampled_from([0.0, 1.0]), st.sampled_from([5.0, 7.5, 10.0]))),
        st.lists(st.sampled_from([-1.0, 98.0, 0.25]), max_size=2).map(tuple),
    ),
)


@given(
    st.dictionaries(st.text(max_size=8).filter(lambda name: name.isprintable()), _TARGETS, max_size=5),
    st.sampled_from([None, '一月 "x"']),
)
def test_mappings_survive_their_file(columns: dict[str, Target], sheet: str | None) -> None:
    import tomllib

    mapping = Mapping(columns, "survey", {"wave": "第1期"}, sheet)
    assert read_mapping(tomllib.loads(mapping.to_toml()), "x") == mapping


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[columns]\n中文 = 'id'", "not valid UTF-8 TOML"),
        ("[column]\n", "Close to it: columns"),
        ("source = 'surveys'", "Close to it: survey"),
        ("columns = 3", "must be tables"),
        ("[columns]\na = 3", "must be a field or a table"),
        ("[columns]\na = {scales = [1, 5]}", "Close to it: scale"),
        ("[columns]\na = {role = 'csat', scale = [5, 1]}", "low, high"),
        ("[columns]\na = {role = 'csat', scale = [1, 2, 3]}", "low, high"),
        ("[columns]\na = {role = 'csat', scale = 'x'}", "low, high"),
    ],
)
def test_bad_mapping_files(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(MappingError, match=said):
        load_mapping(written(tmp_path, text))


def test_missing_mapping_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be opened"):
        load_mapping(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        (Mapping({"投诉类容": Target("text")}), "Close to it: 投诉内容"),
        (Mapping({"投诉内容": Target("texts")}), "Close to it: text"),
        (Mapping({"投诉内容": Target("text", "csats")}), "Close to it: csat"),
        (Mapping({"投诉内容": Target("case"), "编号": Target("case")}), "several columns"),
        (Mapping({"投诉内容": Target(IGNORE), "编号": Target("id")}), "needs a column for text"),
        (Mapping(constants={"brands": "甲"}), "Close to it: brand"),
        (Mapping(source="social"), "mapping is for social"),
    ],
)
def test_mappings_that_do_not_fit(csv_file: Callable[..., Path], mapping: Mapping, said: str) -> None:
    with pytest.raises(MappingError, match=said):
        open_file(csv_file("编号,投诉内容\n1,信号差得打不通\n"), "complaint", mapping, settings=S)


def test_a_mapping_overrides_and_leaves_the_rest(csv_file: Callable[..., Path]) -> None:
    path = csv_file("编号,时间,备注,地区\n1,2026-03-05,信号差,成都\n")
    mapping = Mapping({" 备 注": Target("text"), "时间": Target(IGNORE)}, constants={"brand": "甲牌", "region": "四川"})
    opened = open_file(path, "social", mapping, settings=S)
    # The region is given for the whole file, so its column is not proposed for it again.
    assert opened.mapping.fields() == {"编号": "id", "备注": "text"}
    assert opened.unused == ("时间", "地区")


def test_proposal_takes_the_earlier_synonym() -> None:
    mapping = propose(["内容", "评论内容", "描述"], [["x", "y", "z"]], "social")
    assert mapping.fields() == {"评论内容": "text"}
