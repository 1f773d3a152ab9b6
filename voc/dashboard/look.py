"""What config.toml cannot say: Streamlit's own words in Chinese, and a few rules of layout. Nothing is fetched."""

from __future__ import annotations

import json
from pathlib import Path

import streamlit as st

from voc.dashboard.words.streamlit_words import EXACT, OPTIONS, PATTERNS

ASSETS = Path(__file__).parent / "assets"


def icon() -> str:
    """The page's icon; a file, because an icon by name would be fetched from the web."""
    return str(ASSETS / "icon.png")


def dress(lang: str) -> None:
    """Layout rules and, in Chinese, Streamlit's built-in words."""
    st.html(ASSETS / "page.css")
    script = (ASSETS / "words.js").read_text("utf-8")
    given = {"lang": lang, "exact": EXACT, "patterns": PATTERNS, "options": OPTIONS}
    words = json.dumps(given, ensure_ascii=False).replace("</", "<\\/")
    with st.container(key="words", height="content"):
        st.html(f"<script>{script.replace('__WORDS__', words)}</script>", unsafe_allow_javascript=True)
