"""One place that knows where packaged files are, in a checkout (editable install) and in a wheel alike."""

from __future__ import annotations

import importlib.util
import sys
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
