"""A server that others can reach does not start without a login; configuration that could let people in by mistake is refused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from voc.access.serving import oidc_settings, way_in
from voc.cli.doctor import examine
from voc.errors import VocError
from voc.settings import Settings

AUTH = {
    "redirect_uri": "https://voc.example.com/oauth2callback",
    "cookie_secret": "0123456789abcdef0123456789abcdef",
    "client_id": "voc",
    "client_secret": "geheim-im-test",
    "server_metadata_url": "https://login.example.com/.well-known/openid-configuration",
}


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("VOC_PROXY", "VOC_SECRETS", "VOC_ROLES"):
        monkeypatch.delenv(name, raising=False)
    return Settings(home=tmp_path / "库", key_file=tmp_path / "identity.key")


def write(path: Path, given: dict[str, object]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("[auth]\n" + "".join(f"{name} = {value!r}\n" for name, value in given.items()), encoding="utf-8")
    path.chmod(0o600)
    return path


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "voc.example.com", ""])
def test_no_login_no_other_machine(settings: Settings, host: str) -> None:
    with pytest.raises(VocError, match="VOC_PROXY") as raised:
        way_in(settings, host)
    assert "deploy/README.md" in raised.value.zh


def test_ways_in(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert way_in(settings, "127.0.0.1") == "local"
    monkeypatch.setenv("VOC_SECRETS", str(write(tmp_path / "geheim.toml", AUTH)))
    assert way_in(settings, "0.0.0.0") == "oidc"
    monkeypatch.setenv("VOC_PROXY", "127.0.0.1")
    with pytest.raises(VocError, match="keep one way"):
        way_in(settings, "0.0.0.0")
    monkeypatch.delenv("VOC_SECRETS")
    assert way_in(settings, "0.0.0.0") == "proxy"
    write(tmp_path / ".streamlit" / "secrets.toml", AUTH)
    monkeypatch.delenv("VOC_PROXY")
    assert way_in(settings, "127.0.0.1") == "oidc"
    settings.home.mkdir()
    (settings.home / "roles.toml").write_text("[roles.x]\npages = ['nowhere']\n", encoding="utf-8")
    with pytest.raises(VocError, match="nowhere"):
        way_in(settings, "127.0.0.1")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"cookie_secret": "kurz"}, "cookie_secret"),
        ({"cookie_secret": 3}, "lacks cookie_secret"),
        ({"client_id": " "}, "lacks client_id"),
        ({"redirect_uri": "http://voc.example.com/oauth2callback"}, "redirect_uri"),
        ({"server_metadata_url": "ftp://x"}, "server_metadata_url"),
        ({"okta": {"client_id": "x"}}, "several"),
    ],
)
def test_mistakes_in_the_login_are_named_without_its_secrets(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: dict[str, object], said: str
) -> None:
    given = {**AUTH, **changed}
    tables = {name: value for name, value in given.items() if isinstance(value, dict)}
    path = write(tmp_path / "s.toml", {name: value for name, value in given.items() if name not in tables})
    with path.open("a", encoding="utf-8") as file:
        for name, table in tables.items():
            file.write(f"[auth.{name}]\n" + "".join(f"{key} = {value!r}\n" for key, value in table.items()))
    monkeypatch.setenv("VOC_SECRETS", str(path))
    with pytest.raises(VocError, match=said) as raised:
        oidc_settings()
    assert "geheim-im-test" not in raised.value.zh + raised.value.en


def test_a_broken_file_of_secrets_is_not_quoted(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "s.toml").write_text('[auth]\nclient_secret = "geheim-im-test', encoding="utf-8")
    monkeypatch.setenv("VOC_SECRETS", str(tmp_path / "s.toml"))
    with pytest.raises(VocError) as raised:
        oidc_settings()
    assert "geheim" not in raised.value.zh + raised.value.en + repr(raised.value.__cause__)
    monkeypatch.setenv("VOC_SECRETS", str(tmp_path / "nirgends.toml"))
    with pytest.raises(VocError, match="cannot be read"):
        oidc_settings()


def test_doctor_says_how_people_come_in(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def login() -> tuple[bool, str]:
        found = next(one for one in examine(settings) if one.check == "login")
        return found.broken, found.en

    assert login() == (False, "none: this machine only, whoever opens it is administrator")
    secrets = write(tmp_path / "s.toml", AUTH)
    monkeypatch.setenv("VOC_SECRETS", str(secrets))
    assert not login()[0]
    secrets.chmod(0o644)
    assert login()[0]
    assert "chmod 600" in login()[1]
    monkeypatch.delenv("VOC_SECRETS")
    monkeypatch.setenv("VOC_PROXY", "nginx")
    assert login()[0]


def test_voc_serve_refuses_to_be_reached_without_a_login(settings: Settings, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "voc.cli", "--lang", "en", "serve", "--host", "0.0.0.0", "--port", "8599", "--no-open"],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "VOC_HOME": str(settings.home), "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert "VOC_PROXY" in done.stderr
