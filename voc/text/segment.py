"""One way to cut Chinese text into words: rjieba first, jieba as the reference and where the rjieba wheel is missing."""

from __future__ import annotations

import logging
import re
import warnings
from functools import cache
from typing import Protocol

from voc import resources
from voc.errors import VocError
from voc.text.patterns import HAN

_log = logging.getLogger(__name__)
_CONTENT = re.compile(f"[{HAN}a-z]", re.IGNORECASE)
# Above the frequency of nearly all of jieba's own words, so that a word of the trade stays in one piece.
_FREQUENCY = 20_000


class Segmenter(Protocol):
    """Cuts text into words; joined again they are the text."""

    name: str

    def cut(self, text: str, *, hmm: bool = True) -> list[str]:
        """The words of `text`, in order; without `hmm` no word is guessed that is not in the dictionary."""
        ...


class _Rjieba:
    name = "rjieba"

    def __init__(self, words: list[str]) -> None:
        import rjieba

        self._jieba = rjieba.Jieba()
        for word in words:
            self._jieba.add_word(word, _FREQUENCY, None)

    def cut(self, text: str, *, hmm: bool = True) -> list[str]:
        try:
            tokens: list[str] = self._jieba.cut(text, hmm)
        except UnicodeEncodeError:  # a lone surrogate
            tokens = self._jieba.cut(text.encode("utf-8", "replace").decode("utf-8"), hmm)
        return tokens


class _Jieba:
    name = "jieba"

    def __init__(self, words: list[str]) -> None:
        # jieba's source holds escapes that Python warns of the first time it compiles them; nothing the user could do.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import jieba

        jieba.setLogLevel(logging.WARNING)
        # A private tokenizer: jieba's global one is shared with whatever else runs in this process.
        self._jieba = jieba.Tokenizer()
        self._jieba.initialize()
        for word in words:
            self._jieba.add_word(word, _FREQUENCY)

    def cut(self, text: str, *, hmm: bool = True) -> list[str]:
        tokens: list[str] = self._jieba.lcut(text, HMM=hmm)
        return tokens


@cache
def segmenter(name: str = "rjieba") -> Segmenter:
    """The segmenter called `name` ("rjieba" or "jieba") with the telecom words; jieba, with a warning, where rjieba is missing."""
    words = user_words()
    if name == "jieba":
        return _Jieba(words)
    if name != "rjieba":
        raise VocError(f"分词器 {name!r} 不认识，可选：rjieba、jieba。", f"segmenter {name!r} is unknown; known: rjieba, jieba.")
    try:
        return _Rjieba(words)
    except ImportError:
        _log.warning("rjieba is not installed here; jieba cuts the same words, about 19 times slower")
        return _Jieba(words)


@cache
def user_words() -> list[str]:
    """The words of lexicons/user_dictionary.txt, in the file's order."""
    return _lines("user_dictionary.txt")


@cache
def stopwords() -> frozenset[str]:
    """The words of lexicons/stopwords.txt."""
    return frozenset(_lines("stopwords.txt"))


def _lines(name: str) -> list[str]:
    lines = resources.path("lexicons", name).read_text(encoding="utf-8").splitlines()
    return list(dict.fromkeys(line.strip() for line in lines if line.strip() and not line.startswith("#")))


def tokenize(segmenter: Segmenter, text: str) -> list[str]:
    """Content words of `text`: no stopwords, punctuation, digits or single Latin letters."""
    return [token for word in segmenter.cut(text) if (token := content(word))]


def content(word: str) -> str:
    """The word in lower case, "" where it is no content word."""
    token = word.strip().lower()
    kept = token not in stopwords() and _CONTENT.search(token) and (len(token) > 1 or not token.isascii())
    return token if kept else ""
