"""Settings for every test: Hypothesis draws the same examples each time; `HYPOTHESIS_PROFILE=explore` draws new ones."""

from __future__ import annotations

import os

from hypothesis import settings

# A red run must mean a change, not luck or a busy machine; new examples are for whoever looks for trouble.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None, max_examples=500)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))
