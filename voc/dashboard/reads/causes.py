"""Figures of the root causes and topics pages."""

from __future__ import annotations

import pyarrow as pa
import streamlit as st

from voc.causes.codeframe import Codeframe, load_codeframe
from voc.dashboard.filters import UNNAMED
from voc.dashboard.reads.base import At, cached, query, shielded
from voc.dashboard.reads.verbatims import SCORED
from voc.dashboard.words import WORDS, name


@st.cache_resource(show_spinner=False)
def codeframe() -> Codeframe:
    """The codeframe, read once."""
    return load_codeframe()


def cause_name(cause: str | None, lang: str) -> str:
    """A cause's display name; the id itself for a code that has left the codeframe."""
    code = codeframe().by_id.get(cause or UNNAMED)
    return code.name(lang) if code else cause or name(lang, "causes", "uncoded")


def level_name(level: str, lang: str) -> str:
    """A first level's display name: the codeframe's in Chinese, the table of words' in English."""
    if lang == "zh":
        return codeframe().levels.get(level, level)
    return name(lang, "level1", level) if f"level1.{level}" in WORDS else level.capitalize()


@cached
def causes(at: At) -> pa.Table:
    """Judged verbatims per primary cause (NULL: not coded): n, and k of them negative, most negative ones first."""
    where, values = at.filters.where()
    found = query(
        at,
        "SELECT c.cause, count(*) AS n, count(*) FILTER (s.label = 'neg') AS k"
        f" FROM {SCORED} WHERE {where} AND s.label IS NOT NULL GROUP BY 1 ORDER BY 3 DESC, 1",
        values,
    )
    return shielded(at, found, ("n", "k"))


@cached
def topics(at: At) -> pa.Table:
    """Topics of the publication's model with what is told of them: verbatims under the filters (n), judged, negative, negative uncoded (j, k, u)."""
    where, values = at.filters.where()
    found = query(
        at,
        "SELECT m.topic, m.label, m.words, m.apart, m.lineage, m.kin, m.coherence, m.stability, m.left_over, x.n, x.j, x.k, x.u FROM topics m JOIN"
        " (SELECT t.topic, t.version, count(*) AS n, count(s.label) AS j, count(*) FILTER (s.label = 'neg') AS k,"
        " count(*) FILTER (s.label = 'neg' AND c.cause IS NULL) AS u"
        f" FROM {SCORED} WHERE {where} AND t.topic IS NOT NULL GROUP BY 1, 2) x"
        " ON x.topic = m.topic AND x.version = m.version ORDER BY x.n DESC, m.topic",
        values,
    )
    return shielded(at, found, ("n", "j", "k", "u"))


@cached
def without_topic(at: At) -> int:
    """Verbatims under the filters that fall to no topic."""
    where, values = at.filters.where()
    return int(query(at, f"SELECT count(*) AS n FROM {SCORED} WHERE {where} AND t.topic IS NULL", values)["n"][0].as_py())
