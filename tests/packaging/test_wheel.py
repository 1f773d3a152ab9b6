"""The wheel, built and used from an empty folder: everything packaged is found, nothing of the checkout is needed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's content in a folder of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "-w",
        str(folder),
        str(ROOT),
    ]
    subprocess.run(command, check=True, capture_output=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(folder / "site")
    return folder / "site"


def voc(site: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(site), "VOC_HOME": str(cwd / "store"), "VOC_KEY_FILE": str(cwd / "identity.key")}
    return subprocess.run(
        [sys.executable, "-m", "voc.cli", *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


def test_only_voc_is_put_into_site_packages(unpacked: Path) -> None:
    assert {path.name for path in unpacked.iterdir() if not path.name.endswith(".dist-info")} == {"voc"}
    assert (unpacked / "voc" / "_bundle" / "app.py").is_file()
    assert (unpacked / "voc" / "_bundle" / ".streamlit" / "config.toml").is_file()


def test_the_wheel_finds_its_files_and_scores(unpacked: Path, tmp_path: Path) -> None:
    where = voc(unpacked, tmp_path, "doctor", "--json")
    assert where.returncode == 0, where.stderr
    assert not [finding for finding in json.loads(where.stdout) if finding["broken"]]
    (tmp_path / "a.csv").write_text("id,内容\n1,信号太差了，打电话老掉线\n", encoding="utf-8")
    done = voc(unpacked, tmp_path, "score", "a.csv", "--source", "social", "--out", "o.jsonl")
    assert done.returncode == 0, done.stderr
    scored = json.loads((tmp_path / "o.jsonl").read_text(encoding="utf-8"))
    assert (scored["label"], scored["cause"].split(".")[0]) == ("neg", "network")
