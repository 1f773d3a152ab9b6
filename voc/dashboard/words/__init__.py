"""Every word on the pages, Chinese and English, one key each."""

from __future__ import annotations

from types import MappingProxyType, ModuleType

from voc.dashboard.words import (
    access,
    alerts,
    brands,
    calls,
    causes,
    channels,
    closed_loop,
    codeframe,
    coefficients,
    common,
    fields,
    findings,
    journey,
    loop_more,
    loyalty,
    overview,
    root_causes,
    runs,
    scorecard,
    service_quality,
    service_way,
    survey_desk,
    surveys,
    upload,
    verbatims,
    word_of_mouth,
)

LANGS = ("zh", "en")

_PARTS: tuple[ModuleType, ...] = (
    *(
        common,
        fields,
        access,
        overview,
        findings,
        surveys,
        survey_desk,
        causes,
        root_causes,
        channels,
        brands,
        journey,
        service_quality,
        service_way,
        scorecard,
        calls,
    ),
    *(word_of_mouth, loyalty, alerts, verbatims, closed_loop, loop_more, upload, codeframe, coefficients, runs),
)

WORDS: MappingProxyType[str, tuple[str, str]] = MappingProxyType({key: pair for part in _PARTS for key, pair in part.WORDS.items()})
"""Key -> (Chinese, English); the part before the dot names the page."""


def say(lang: str, key: str, **values: object) -> str:
    """The words of `key` in `lang` with `values` filled in; KeyError for an unknown key."""
    return WORDS[key][LANGS.index(lang)].format(**values)


def name(lang: str, kind: str, value: str) -> str:
    """A coded value such as a source or an escalation in the reader's words; the value itself where there is none."""
    pair = WORDS.get(f"{kind}.{value}")
    return pair[LANGS.index(lang)] if pair else value
