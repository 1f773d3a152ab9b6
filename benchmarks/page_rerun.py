"""How long the server works for each page of a filled store: opened cold, run again, run again after a filter changed.

VOC_HOME=.demo/store VOC_KEY_FILE=.demo/identity.key python benchmarks/page_rerun.py
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as `voc serve` has it

from streamlit.testing.v1 import AppTest

from voc.dashboard.frame import SECTIONS

BAR = 0.5


def _one_page(name: str) -> None:
    import importlib

    from voc.dashboard import frame

    lang = frame.configure()
    importlib.import_module(f"voc.dashboard.pages.{name.replace('-', '_')}").show(frame.frame(lang))


def _timed(app: AppTest) -> float:
    start = time.perf_counter()
    app.run()
    if app.exception or app.error:
        sys.exit(f"page failed: {[one.value for one in (*app.exception, *app.error)]}")
    return time.perf_counter() - start


def measure(name: str) -> tuple[float, float, float]:
    """Seconds: cold, again (median of five), after choosing another brand for the first time."""
    app = AppTest.from_function(_one_page, default_timeout=120, kwargs={"name": name})
    cold = _timed(app)
    again = statistics.median(_timed(app) for _ in range(5))
    chooser = app.multiselect(key="brand")
    chooser.set_value(chooser.options[:1])
    return cold, again, _timed(app)


def main() -> None:
    """Prints a row per page, and which are over the bar."""
    slow = []
    print(f"{'page':<18}{'cold':>8}{'again':>8}{'filter':>8}   seconds, {Path.cwd().name}")
    for pages in SECTIONS.values():
        for path, _, _ in pages:
            cold, again, changed = measure(path)
            print(f"{path:<18}{cold:>8.2f}{again:>8.2f}{changed:>8.2f}")
            if max(again, changed) > BAR:
                slow.append(path)
    print(f"over {BAR} s when run again or with a new filter: {', '.join(slow) or 'none'}")


if __name__ == "__main__":
    main()
