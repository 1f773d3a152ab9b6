"""Where words begin and end around a name, by the segmenter: tells 长沙 from 长|沙发 and 四川 from 四川话."""

from __future__ import annotations

from voc.text.segment import Segmenter

_REACH = 16
_STEP = 96


class Borders:
    """Word borders of one folded text, cut when first asked for, and of a long text only the stretch asked about."""

    def __init__(self, segmenter: Segmenter, text: str) -> None:
        self._segmenter = segmenter
        self._text = text
        self._cut: dict[int, dict[int, int]] = {}

    def tokens(self, start: int, end: int) -> list[tuple[int, int]]:
        """Spans of the words that touch text[start:end], in order."""
        ends = self._around(start)
        at = start
        while at not in ends and at > max(0, start - _REACH):
            at -= 1
        found = []
        while at < end and at in ends:
            found.append((at, ends[at]))
            at = ends[at]
        return found

    def is_border(self, place: int, near: int) -> bool:
        """Whether a word begins or ends at `place`, seen from `near`."""
        ends = self._around(min(near, place))
        return place in ends or place >= len(self._text)

    def _around(self, start: int) -> dict[int, int]:
        """Start -> end of the words from `start` on, and of some before it."""
        step = start // _STEP
        ends = self._cut.get(step)
        if ends is None:
            low, high = max(0, step * _STEP - _REACH), min(len(self._text), (step + 1) * _STEP + 2 * _REACH)
            ends = self._cut[step] = {}
            at = low
            for word in self._segmenter.cut(self._text[low:high], hmm=False):
                ends[at] = at + len(word)
                at += len(word)
        return ends
