from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.errors import VocError
from voc.privacy.keys import fingerprint, keyed_digest, load_key
from voc.settings import Settings

KEY = bytes(range(32))


@pytest.fixture(autouse=True)
def no_key_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VOC_KEY", raising=False)


def test_made_once_and_private(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "密钥" / "identity.key"
    key = load_key(Settings(key_file=path))
    assert len(key) == 32
    assert load_key(Settings(key_file=path)) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["identity.key"]


def test_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOC_KEY", KEY.hex())
    assert load_key(Settings(key_file=tmp_path / "k")) == KEY
    assert not (tmp_path / "k").exists()


@pytest.mark.parametrize("given_key", ["abc", "zz" * 32, "00" * 31])
def test_bad_key_is_one_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given_key: str) -> None:
    monkeypatch.setenv("VOC_KEY", given_key)
    with pytest.raises(VocError, match="VOC_KEY") as error:
        load_key(Settings(key_file=tmp_path / "k"))
    assert given_key not in error.value.zh + error.value.en


def test_bad_file_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "k").write_text("short")
    with pytest.raises(VocError, match="identity key"):
        load_key(Settings(key_file=tmp_path / "k"))
    with pytest.raises(VocError, match="cannot be read"):
        load_key(Settings(key_file=tmp_path / "k" / "below-a-file"))


def test_racing_processes_end_with_one_key(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from voc.privacy.keys import load_key; from voc.settings import Settings;"
        "print(load_key(Settings(key_file=Path(sys.argv[1]))).hex())"
    )
    racers = [
        subprocess.Popen([sys.executable, "-c", program, str(tmp_path / "a" / "k")], stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    keys = {racer.communicate(timeout=60)[0].strip() for racer in racers}
    assert [racer.returncode for racer in racers] == [0, 0, 0, 0]
    assert len(keys) == 1
    assert len(bytes.fromhex(keys.pop())) == 32


def test_golden_digests() -> None:
    assert keyed_digest(KEY, "a", "b") == "d26dee338cae58f9486d7f04c6eadfaa"
    assert keyed_digest(KEY, "a") != keyed_digest(KEY[::-1], "a")
    assert fingerprint(KEY) != fingerprint(KEY[::-1])


_PARTS = st.lists(st.text(st.sampled_from("ab\\u\x1f"), max_size=5), min_size=1, max_size=4)


@given(_PARTS, _PARTS)
def test_parts_do_not_run_into_one_another(one: list[str], other: list[str]) -> None:
    assert (keyed_digest(KEY, *one) == keyed_digest(KEY, *other)) == (one == other)
