"""Generator of the sample: an invented operator, its customers and what they say. `generate` writes the files."""

from __future__ import annotations

from .write import generate

__all__ = ["generate"]
