"""The role table: what is shipped holds together, and every mistake in one's own is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from voc import resources
from voc.access.roles import PAGES, RolesError, load_access, read_access, roles_file
from voc.dashboard.frame import SECTIONS
from voc.settings import Settings
from voc.store.scope import RIGHTS

ROLE = {"zh": "甲", "en": "A", "pages": ["overview"], "rights": []}


def test_pages_that_can_be_given_are_the_pages_there_are() -> None:
    assert set(PAGES) == {path for pages in SECTIONS.values() for path, _, _ in pages}
    assert len(PAGES) == len(set(PAGES))


def test_the_shipped_table(tmp_path: Path) -> None:
    access = load_access(Settings(home=tmp_path))
    assert access.source == str(resources.path("lexicons", "roles.toml"))
    rights = {key: role.rights for key, role in access.roles.items()}
    assert rights["administrator"] == set(RIGHTS)
    assert {key for key, own in rights.items() if "export" in own} == {"researcher", "administrator"}
    assert {key for key, own in rights.items() if "erase" in own} == {"administrator"}
    assert {key for key, own in rights.items() if "verbatims" not in own} == {"manager", "auditor", "scheduler"}
    assert access.roles["administrator"].pages == set(PAGES)
    assert access.roles["scheduler"].pages == frozenset()
    assert (access.small, access.idle, access.longest) == (5, 1800, 43200)


def test_where_the_table_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(home=tmp_path / "库")
    settings.home.mkdir()
    monkeypatch.delenv("VOC_ROLES", raising=False)
    assert roles_file(settings) == resources.path("lexicons", "roles.toml")
    (settings.home / "roles.toml").write_text("", encoding="utf-8")
    assert roles_file(settings) == settings.home / "roles.toml"
    monkeypatch.setenv("VOC_ROLES", str(tmp_path / "另一个.toml"))
    assert roles_file(settings) == tmp_path / "另一个.toml"
    with pytest.raises(RolesError, match="cannot be read"):
        load_access(settings)
    (tmp_path / "另一个.toml").write_text("roles = [", encoding="utf-8")
    with pytest.raises(RolesError, match="cannot be read"):
        load_access(settings)


@pytest.mark.parametrize(
    ("given", "places"),
    [
        ({}, ["roles"]),
        ({"roles": {}}, ["roles"]),
        ({"roles": []}, ["roles"]),
        ({"roles": {"a": 3}}, ["roles.a"]),
        ({"roles": {"a": {}}}, ["roles.a.pages", "roles.a.rights"]),
        ({"roles": {"a": {**ROLE, "pages": ["overview", "secret"]}}}, ["roles.a.pages"]),
        ({"roles": {"a": {**ROLE, "pages": "overview"}}}, ["roles.a.pages"]),
        ({"roles": {"a": {**ROLE, "rights": ["all"]}}}, ["roles.a.rights"]),
        ({"roles": {"a": {**ROLE, "rights": ["export"]}}}, ["roles.a.rights"]),
        ({"roles": {"a": {**ROLE, "needs": ["brand"]}}}, ["roles.a.needs"]),
        ({"roles": {"a": {**ROLE, "right": []}}}, ["roles.a.right"]),
        ({"roles": {"a": {**ROLE, "zh": 3}}}, ["roles.a.zh"]),
        ({"roles": {"a": {**ROLE, "also": ["x"]}, "b": {**ROLE, "also": ["x"]}}}, ["roles.b.also"]),
        ({"roles": {"a": ROLE, "b": {**ROLE, "also": ["a"]}}}, ["roles.b.also"]),
        ({"roles": {"a": ROLE}, "small_groups": -1}, ["small_groups"]),
        ({"roles": {"a": ROLE}, "idle_minutes": True}, ["idle_minutes"]),
        ({"roles": {"a": ROLE}, "longest_hours": 0}, ["longest_hours"]),
        ({"roles": {"a": ROLE}, "until_token_expires": "yes"}, ["until_token_expires"]),
        ({"roles": {"a": ROLE}, "claims": {"role": ""}}, ["claims.role"]),
        ({"roles": {"a": ROLE}, "headers": {"brand": "X"}}, ["headers.brand"]),
        ({"roles": {"a": ROLE}, "claims": 3}, ["claims"]),
        ({"rolls": {}, "roles": {"a": {**ROLE, "pages": ["x"]}}, "small_groups": "5"}, ["rolls", "small_groups", "roles.a.pages"]),
    ],
)
def test_every_mistake_is_named(given: dict[str, Any], places: list[str]) -> None:
    with pytest.raises(RolesError) as raised:
        read_access(given, "表")
    for place in places:
        assert f"{place} " in raised.value.en
        assert f"{place} " in raised.value.zh


def test_what_is_left_out_keeps_the_shipped_names() -> None:
    access = read_access({"roles": {"a": ROLE}, "claims": {"role": "groups"}}, "")
    assert (access.claims["role"], access.claims["brands"], access.headers["who"]) == ("groups", "brands", "X-Forwarded-User")
