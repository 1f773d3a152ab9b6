"""How often a rule was right, counted by hand."""

from __future__ import annotations

from voc.causes.audit import rule_hits
from voc.causes.codeframe import load_codeframe
from voc.text.documents import prepare


def test_hits_by_hand() -> None:
    frame = load_codeframe()
    code = frame.by_id["billing.charges"]
    word = code.anchors[0]
    texts = [f"又是{word}，{word}", f"{word}了没人管", "宽带断了"]
    hits = rule_hits(frame, code, prepare(texts), ["billing.charges", "service.resolution", "billing.charges"])
    assert len(hits) == len(code.rules)
    assert hits[0] == (1, 2)  # twice in one text is once
    assert rule_hits(frame, code, prepare([]), []) == [(0, 0)] * len(code.rules)


def test_a_finer_code_is_right_too() -> None:
    frame = load_codeframe()
    finer = [one for one in frame.codes if one.refines]
    for one in finer:
        coarse = frame.by_id[one.refines]
        text = (coarse.anchors or coarse.words)[0]
        assert rule_hits(frame, coarse, prepare([text]), [one.id])[0] == rule_hits(frame, coarse, prepare([text]), [coarse.id])[0]
