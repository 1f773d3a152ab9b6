"""What the code must not do, looked for in its syntax: run words as code, unpickle, open a shell, write tables past the one writer."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted([*(ROOT / "voc").rglob("*.py"), ROOT / "app.py"])
NEVER_IMPORTED = {
    "pickle",
    "cPickle",
    "dill",
    "cloudpickle",
    "joblib",
    "marshal",
    "shelve",
    "yaml",
    "jsonpickle",
    "telnetlib",
    "ftplib",
}
NEVER_CALLED = {
    "eval",
    "exec",
    "compile",
    "__import__",
    "os.system",
    "os.popen",
    "tempfile.mktemp",
    "pd.read_pickle",
    "pandas.read_pickle",
}
ONLY_IN = {
    "subprocess": {"voc/cli/serve.py", "voc/intake/savfile.py"},
    "xlsxwriter": {"voc/export/tables.py"},
    "pyreadstat": {"voc/intake/savchild.py"},
    # wide.py reads; writing is among WRITES.
    "pyarrow.csv": {"voc/export/tables.py", "voc/intake/wide.py"},
}
"""Modules that one place alone may use: what they do is made safe there."""
WRITES = {"to_csv", "to_excel", "to_html", "to_markdown", "write_csv", "writerow", "writerows", "DictWriter"}


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """(dotted name, call) of every call."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def imported(tree: ast.AST) -> Iterator[str]:
    """Every module that is imported, and every name out of one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{one.name}" for one in node.names)


def faults(path: str, tree: ast.AST) -> list[str]:
    """What a file does that it must not."""
    found = [f"imports {name}" for name in imported(tree) if name.split(".")[0] in NEVER_IMPORTED]
    for module, places in ONLY_IN.items():
        if path not in places and any(name == module or name.startswith(f"{module}.") for name in imported(tree)):
            found.append(f"imports {module}")
    for name, call in calls(tree):
        said = {word.arg: ast.unparse(word.value) for word in call.keywords}
        if name in NEVER_CALLED:
            found.append(f"calls {name}")
        if said.get("shell", "False") != "False":
            found.append(f"{name} opens a shell")
        if name in ("np.load", "numpy.load") and said.get("allow_pickle") != "False":
            found.append("np.load without allow_pickle=False")
        if name.rpartition(".")[2] in WRITES and path != "voc/export/tables.py":
            found.append(f"writes with {name}")
        if said.get("unsafe_allow_html", "False") != "False":
            found.append("unsafe_allow_html")
        if (said.get("unsafe_allow_javascript", "False") != "False" or name == "st.html") and path != "voc/dashboard/look.py":
            found.append(f"{name} outside look.py")
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_nothing_unsafe_is_called(file: Path) -> None:
    assert faults(str(file.relative_to(ROOT)), ast.parse(file.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    "code",
    [
        "import pickle",
        "from joblib import load",
        "eval('1')",
        "import subprocess",
        "subprocess.run('x', shell=True)",
        "np.load('x')",
        "frame.to_csv('x')",
        "st.markdown(x, unsafe_allow_html=True)",
        "st.html(x)",
        "from pyarrow.csv import write_csv",
        "import pyreadstat",
    ],
)
def test_the_search_finds_what_it_looks_for(code: str) -> None:
    assert faults("voc/dashboard/pages/x.py", ast.parse(code)) != []


def test_every_download_of_a_table_goes_through_the_one_writer() -> None:
    """Whoever offers a CSV or a workbook takes its bytes from the one writer, or from the report that is written with it."""
    for file in FILES:
        words = file.read_text("utf-8")
        if "download_button" in words and ("text/csv" in words or "spreadsheetml" in words):
            assert "from voc.export.tables import" in words or "desk.report_file(" in words, file.name
    assert "neutral_text" in (ROOT / "voc/export/report_xlsx.py").read_text("utf-8")


def test_every_download_made_on_a_click_asks_for_the_login_again() -> None:
    """A function behind a download button runs outside of any session, where nobody is logged in and nothing has ended."""
    for file in FILES:
        for name, call in calls(ast.parse(file.read_text("utf-8"))):
            if name.endswith("download_button") and len(call.args) > 1:
                assert "partial(" not in ast.unparse(call.args[1]).replace("while_open(partial(", ""), file.name
                assert not isinstance(call.args[1], ast.Lambda), file.name
