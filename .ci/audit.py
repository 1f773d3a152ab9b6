"""Holds the locked packages against public advisories with pip-audit, and says of how many that was possible.

    python .ci/audit.py LOCK PIP-AUDIT

pip-audit says "no known vulnerabilities" also of packages that the index in reach knows nothing of. Here a package counts as checked
only where the index answered for it, and where the same index tells the known holes of an old release. Exit code 1 for a known hole;
packages that could not be checked are named, and fail the run only with VOC_AUDIT_STRICT set (before a release).
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

CONTROL = "jinja2==2.10"
"""A release with public advisories (CVE-2019-10906 among them): an index that tells none of it tells nothing of the others either."""
_NAMES = 8


def asked(audit: str, lock: Path, *more: str) -> list[dict[str, Any]]:
    """What pip-audit found of each package of a lock; nothing where it could not ask."""
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        given = [audit, "--disable-pip", *more, "-r", str(lock), "-f", "json", "-o", str(answer), "--progress-spinner", "off"]
        try:
            run = subprocess.run(given, capture_output=True, text=True, timeout=300, check=False)  # noqa: S603 (our own command)
        except (OSError, subprocess.TimeoutExpired) as error:
            sys.stdout.write(f"  {error}\n")
            return []
        if not answer.exists():
            sys.stdout.write("".join(f"  {line}\n" for line in run.stderr.strip().splitlines()[-2:]))
            return []
        found: list[dict[str, Any]] = json.loads(answer.read_text("utf-8"))["dependencies"]
        return found


def locked(lock: Path) -> list[str]:
    """The packages of a lock."""
    return [named(name) for name in re.findall(r"^([A-Za-z0-9._-]+)==", lock.read_text("utf-8"), re.MULTILINE)]


def named(package: str) -> str:
    """A package's name in the one spelling."""
    return re.sub("[-_.]+", "-", package).lower()


def judged(
    packages: list[str], found: list[dict[str, Any]], control: list[dict[str, Any]], *, strict: bool
) -> tuple[list[str], int]:
    """Lines to print, and the exit code."""
    holes = [(one["name"], one["version"], hole["id"]) for one in found for hole in one.get("vulns", [])]
    answered = {named(one["name"]) for one in found if "skip_reason" not in one}
    tells = bool(holes) or any(one.get("vulns") for one in control)
    checked = len(answered) if tells else 0
    lines = [f"known hole / 已知漏洞: {name} {version} {hole}" for name, version, hole in holes]
    lines.append(f"dependency audit / 依赖审计: {checked} of {len(packages)} packages checked against advisories / 已核对公告")
    unchecked = [name for name in packages if name not in answered] if tells else packages
    if unchecked:
        some = ", ".join(unchecked[:_NAMES]) + (", …" if len(unchecked) > _NAMES else "")
        lines.append(
            f"NOT CHECKED / 未能核对: {len(unchecked)} ({some}): the index in reach has no advisories of them / 可达的索引没有它们的公告"
        )
    if not checked:
        lines.append(
            "This run says nothing about known holes; run it where pypi.org answers. / 本次不能说明有无已知漏洞，请在能访问 pypi.org 处再跑。"
        )
    return lines, int(bool(holes) or (strict and bool(unchecked)))


def main() -> int:
    """Asks for the lock and for the control, prints what came of it."""
    lock, audit = Path(sys.argv[1]), sys.argv[2]
    with tempfile.TemporaryDirectory() as folder:
        control = Path(folder) / "control.txt"
        control.write_text(CONTROL + "\n", "utf-8")
        lines, code = judged(
            locked(lock),
            asked(audit, lock, "--require-hashes"),
            asked(audit, control, "--no-deps"),
            strict=bool(os.environ.get("VOC_AUDIT_STRICT")),
        )
    sys.stdout.write("\n".join(lines) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
