"""Words that come from data, made harmless where Streamlit reads Markdown and where a chart reads HTML, and made visible everywhere.

Labels, captions, titles, metrics, notes and help are Markdown to Streamlit; names and hover words of a chart are a part of HTML to
plotly. Brands, headers, file names and titles of actions are written by strangers: they pass through here on their way there.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import plotly.graph_objects as go

from voc.text.normalize import visible

# Images, links and footnotes begin with a bracket; lists, headings and rules are such only at the beginning.
_SIGNS = re.compile(r"([\\`*_\[\]<>|$~^&]|\A[#+\-=]|(?<=\A\d)[.)]|(?<=\A\d\d)[.)]|(?<=\A\d{3})[.)])")
# Streamlit looks for these in what Markdown has read, so that a backslash does not help: :emoji:, :material/icon:, :red[...].
_COLON = re.compile(r":(?=[A-Za-z0-9_+\-/]+[:\[]|//)")
# Addresses become links by themselves.
_AT = re.compile(r"(?<=[A-Za-z0-9])@(?=[A-Za-z0-9])")
_WWW = re.compile(r"\b(www)\.", re.IGNORECASE)
_ENTITY = re.compile(r"&(?=#?\w+;)")
_TAG = re.compile(r"<(?!br>)", re.IGNORECASE)
_TEMPLATES = frozenset({"hovertemplate", "texttemplate", "ids", "parents"})
"""What we write ourselves; the keys of a tree are never shown."""


def plain(text: str) -> str:
    """Text as Markdown that shows just that text, on one line."""
    flat = " ".join(visible(text).split())
    flat = _AT.sub("＠", _WWW.sub(r"\1․", _COLON.sub("∶", flat)))
    return _SIGNS.sub(r"\\\1", flat)


def label(text: str) -> str:
    """Text as a chart shows it: no tags, no entities; a line break that we put there stays."""
    return _TAG.sub("&lt;", _ENTITY.sub("&amp;", visible(text)))


def harmless(figure: go.Figure) -> go.Figure:
    """The chart with every word of it as `label` has it, the templates that we write left alone."""
    return go.Figure(_safe(figure.to_dict()), _validate=False)  # what it was made of was validated already


def _safe(part: Any) -> Any:
    if isinstance(part, str):
        return label(part)
    if isinstance(part, dict):
        return {name: value if name in _TEMPLATES else _safe(value) for name, value in part.items()}
    if isinstance(part, np.ndarray) and part.dtype.kind in "OU":
        return _safe(part.tolist())
    if isinstance(part, (list, tuple)):
        return [_safe(value) for value in part]
    return part
