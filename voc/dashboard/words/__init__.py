"""Every word on the pages, Chinese and English, one key each."""

from __future__ import annotations

import re
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
    ledger,
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
    *(word_of_mouth, ledger, loyalty, alerts, verbatims, closed_loop, loop_more, upload, codeframe, coefficients, runs),
)

WORDS: MappingProxyType[str, tuple[str, str]] = MappingProxyType({key: pair for part in _PARTS for key, pair in part.WORDS.items()})
"""Key -> (Chinese, English); the part before the dot names the page."""


# "2.9 万 笔" is read as one word: "2.9 万笔".
_UNIT_BEFORE_NOUN = re.compile("(?<=[0-9] [万亿]) (?=[\u4e00-\u9fff])")


def say(lang: str, key: str, **values: object) -> str:
    """The words of `key` in `lang` with `values` filled in; KeyError for an unknown key."""
    said = WORDS[key][LANGS.index(lang)].format(**values)
    return _UNIT_BEFORE_NOUN.sub("", said) if lang == "zh" else said


def name(lang: str, kind: str, value: str) -> str:
    """A coded value such as a source or an escalation in the reader's words; the value itself where there is none."""
    pair = WORDS.get(f"{kind}.{value}")
    return pair[LANGS.index(lang)] if pair else value
