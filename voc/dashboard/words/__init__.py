"""Every word on the pages, Chinese and English, one key each."""

from __future__ import annotations

from types import MappingProxyType

from voc.dashboard.words import causes, common, fields, overview, upload, word_of_mouth

LANGS = ("zh", "en")

WORDS = MappingProxyType({**common.WORDS, **overview.WORDS, **causes.WORDS, **word_of_mouth.WORDS, **upload.WORDS, **fields.WORDS})
"""Key -> (Chinese, English); the part before the dot names the page."""


def say(lang: str, key: str, **values: object) -> str:
    """The words of `key` in `lang` with `values` filled in; KeyError for an unknown key."""
    return WORDS[key][LANGS.index(lang)].format(**values)


def name(lang: str, kind: str, value: str) -> str:
    """A coded value such as a source or an escalation in the reader's words; the value itself where there is none."""
    pair = WORDS.get(f"{kind}.{value}")
    return pair[LANGS.index(lang)] if pair else value
