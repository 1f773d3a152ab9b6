"""One place that knows where packaged files are, in a checkout (editable install) and in a wheel alike."""

from __future__ import annotations

import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

_PACKAGE = Path(__file__).resolve().parent
_BUNDLE = _PACKAGE / "_bundle"


def path(*parts: str) -> Path:
    """The packaged file or folder, e.g. `path("lexicons", "codeframe.toml")`; FileNotFoundError where it is missing."""
    root = _BUNDLE if _BUNDLE.is_dir() else _PACKAGE.parent
    found = root.joinpath(*parts)
    if not found.exists():
        raise FileNotFoundError(found)
    return found


def load_package(name: str, *parts: str) -> ModuleType:
    """The packaged Python package under `parts` (such as the sample generator), imported under `name`."""
    if name in sys.modules:
        return sys.modules[name]
    folder = path(*parts)
    spec = importlib.util.spec_from_file_location(name, folder / "__init__.py", submodule_search_locations=[str(folder)])
    if spec is None or spec.loader is None:
        raise FileNotFoundError(folder)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@cache
def simplified_characters() -> dict[str, str]:
    """Traditional character -> simplified one (opencc's table, one to one, followed to its end)."""
    spec = importlib.util.find_spec("opencc")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("opencc")
    lines = Path(spec.submodule_search_locations[0], "dictionary", "TSCharacters.txt").read_text(encoding="utf-8").splitlines()
    pairs = dict(line.split()[:2] for line in lines if "\t" in line)
    single = {old: new for old, new in pairs.items() if len(old) == len(new) == 1 and old != new}
    return {old: _followed(new, single) for old, new in single.items()}


def _followed(character: str, table: dict[str, str]) -> str:
    seen = {character}
    while (following := table.get(character, character)) not in seen:
        seen.add(following)
        character = following
    return character


def stamp(*parts: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """Size and time of packaged files: what is built of them is kept until one of them is edited."""
    found = [path(*names).stat() for names in parts]
    return tuple((one.st_size, one.st_mtime_ns) for one in found)
