"""What a login tells becomes a scope, or no access; never a wider one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.access.identity import Refused, from_claims, from_headers, is_loopback, is_proxy, local, proxies, visitor
from voc.access.roles import read_access
from voc.errors import VocError

TABLE = {
    "small_groups": 7,
    "roles": {
        "boss": {"pages": ["overview"], "rights": ["act"], "needs": ["brands"], "also": ["VOC-Leiter"]},
        "reader": {"pages": ["overview", "verbatims"], "rights": ["verbatims"]},
    },
}
ACCESS = read_access(TABLE, "")
BOSS = {"who": "u1", "role": "boss", "brands": ["青禾"]}
PROXY = frozenset({"10.0.0.1/32"})


def test_a_login_becomes_a_scope() -> None:
    found = visitor(ACCESS, {**BOSS, "regions": "东城, 西城", "name": "王\u202e经理"})
    scope = found.scope
    assert (scope.who, scope.role, scope.brands, scope.regions, scope.departments) == (
        "u1",
        "boss",
        {"青禾"},
        {"东城", "西城"},
        None,
    )
    assert scope.rights == {"act"}
    assert scope.small == 7  # limited and without verbatims
    assert found.name == "王经理"
    assert found.opens("overview")
    assert not found.opens("verbatims")


@pytest.mark.parametrize(
    ("told", "small"),
    [
        ({"who": "u", "role": "reader", "brands": "甲"}, 0),  # may read verbatims anyway
        ({"who": "u", "role": "boss", "brands": "*"}, 0),  # sees everything
        ({"who": "u", "role": "boss", "brands": "*", "regions": ["乙"]}, 7),
    ],
)
def test_small_groups_are_hidden_from_limited_roles_without_verbatims(told: dict[str, Any], small: int) -> None:
    assert visitor(ACCESS, told).scope.small == small


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"who": "u"},
        {"role": "boss", "brands": "甲"},
        {**BOSS, "who": ""},
        {**BOSS, "who": 7},
        {**BOSS, "who": "a\nb"},
        {**BOSS, "who": "x" * 201},
        {**BOSS, "role": None},
        {**BOSS, "role": "Boss"},
        {**BOSS, "role": "unknown"},
        {**BOSS, "role": ["boss", "reader"]},
        {**BOSS, "role": {"boss": True}},
        {**BOSS, "role": []},
        {**BOSS, "brands": None},  # the role needs it
        {**BOSS, "brands": []},
        {**BOSS, "brands": ""},
        {**BOSS, "brands": " , "},
        {**BOSS, "brands": ["*", "甲"]},
        {**BOSS, "brands": [3]},
        {**BOSS, "brands": True},
        {**BOSS, "brands": {"甲": 1}},
        {**BOSS, "brands": ["甲\u200b"]},
        *(
            {**BOSS, "who": f"u1{unseen}"} for unseen in "\u00ad\u2060\ufeff\u180e\u061c\U000e0041"
        ),  # another name that looks the same
        {**BOSS, "brands": ["x"] * 201},
        {**BOSS, "regions": []},  # not needed, but there and empty: not "all"
        {**BOSS, "departments": 5},
    ],
)
def test_what_is_missing_unknown_or_ambiguous_gives_no_access(told: dict[str, Any]) -> None:
    with pytest.raises(Refused) as raised:
        visitor(ACCESS, told)
    assert raised.value.zh
    assert raised.value.en


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["boss", "reader", "*", "青禾"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(("who", "role", "brands", "regions", "departments", "name"), JSON)))
def test_no_claim_whatever_makes_a_scope_wider(told: dict[str, Any]) -> None:
    try:
        found = visitor(ACCESS, told)
    except Refused:
        return
    role = ACCESS.roles[found.scope.role]
    assert found.scope.rights == role.rights
    assert found.pages == role.pages
    for name in ("brands", "regions", "departments"):
        limit, claim = getattr(found.scope, name), told.get(name)
        if limit is None:
            assert (
                (claim is None and name not in role.needs)
                or claim in ("*", ["*"])
                or (isinstance(claim, str) and claim.strip(" ,") == "*")
            )
        else:
            assert limit
            assert "*" not in limit


def test_other_names_for_a_role() -> None:
    assert visitor(ACCESS, {**BOSS, "role": ["staff", "VOC-Leiter"]}).scope.role == "boss"


def test_claims_under_configured_names() -> None:
    access = read_access({**TABLE, "claims": {"role": "groups", "who": "upn", "brands": "voc_brands"}}, "")
    found = from_claims(access, {"upn": "u9", "groups": ["boss"], "voc_brands": ["甲"], "role": "reader", "sub": "x"})
    assert (found.scope.who, found.scope.role, found.scope.brands) == ("u9", "boss", {"甲"})


HEADERS = {"x-forwarded-user": ["u1"], "x-voc-role": ["boss"], "x-voc-brands": ["%E9%9D%92%E7%A6%BE,%E8%BF%9C%E5%B1%B1"]}


def test_headers_of_a_trusted_proxy() -> None:
    found = from_headers(ACCESS, HEADERS, "10.0.0.1", PROXY)
    assert (found.scope.who, found.scope.brands) == ("u1", {"青禾", "远山"})


@pytest.mark.parametrize("peer", ["10.0.0.2", "127.0.0.1", "", "10.0.0.1, 10.0.0.9", "proxy", "::1"])
def test_the_same_headers_from_elsewhere_are_not_believed(peer: str) -> None:
    with pytest.raises(Refused, match="company's login"):
        from_headers(ACCESS, HEADERS, peer, PROXY)


@pytest.mark.parametrize(
    "changed",
    [
        {"x-voc-role": ["boss", "reader"]},  # one by the proxy, one smuggled in
        {"x-voc-brands": ["%FF"]},
        {"x-voc-brands": [""]},
        {"x-forwarded-user": [""]},
        {"x-voc-role": ["reader%0aboss"]},
    ],
)
def test_odd_headers_give_no_access(changed: dict[str, list[str]]) -> None:
    with pytest.raises(Refused):
        from_headers(ACCESS, {**HEADERS, **changed}, "10.0.0.1", PROXY)


@pytest.mark.parametrize(
    ("peer", "trusted", "known"),
    [
        ("10.1.2.3", "10.0.0.0/8", True),
        ("11.1.2.3", "10.0.0.0/8", False),
        ("::ffff:10.1.2.3", "10.0.0.0/8", True),
        ("::1", "::1", True),
        ("127.0.0.1", "127.0.0.1, ::1", True),
        ("fe80::1", "10.0.0.0/8", False),
    ],
)
def test_which_addresses_are_proxies(monkeypatch: pytest.MonkeyPatch, peer: str, trusted: str, known: bool) -> None:
    monkeypatch.setenv("VOC_PROXY", trusted)
    assert is_proxy(peer, proxies()) is known


def test_a_proxy_that_is_no_address_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOC_PROXY", "127.0.0.1, proxy.example")
    with pytest.raises(VocError, match=r"proxy\.example"):
        proxies()


def test_without_a_login_everything_is_open_and_nobody_is_named() -> None:
    found = local()
    assert not found.scope.limited
    assert found.scope.may("erase")
    assert found.name is None
    assert found.opens("runs")


@pytest.mark.parametrize(
    ("address", "here"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), (None, False), ("", False)]
)
def test_loopback(address: str | None, here: bool) -> None:
    assert is_loopback(address) is here
