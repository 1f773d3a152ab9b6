"""How well the masker does on a part of labelled templates: recall by type, what stays, each with a Wilson interval."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from voc.jobs.evaluation import Evaluation, Figure
from voc.jobs.masking_by_hand import WITHOUT_CUE, read_by_hand
from voc.jobs.masking_sentences import Label, Part, Sentence, read_part, sentences
from voc.jobs.masking_values import kind_of
from voc.privacy.mask import MASK_VERSION, mask
from voc.privacy.tokens import Found, Numbering, put_in, tokens_of
from voc.privacy.turns import mask_turns, turn_findings
from voc.survey.intervals import wilson

# Blanks and marks inside a value do not count; fillers do not where figures are said. Elsewhere every character is part of the value.
_MARKS = frozenset(" \t\n\u3000-－—–.．·・•,，、。…+＋()（）:：\ufe0f\u20e3")
_FILLERS = re.compile("那个|这个|然后|就是|再接着|后面是?|横杠|空格|[嗯呃额啊哦哈对是]")
_FIGURES = frozenset(("MOBILE", "LANDLINE", "ID_CARD", "BANK_CARD", "QQ"))
_GROUPS = {
    "numbers": ("MOBILE", "LANDLINE", "ID_CARD", "PASSPORT", "BANK_CARD", "QQ", "PLATE"),
    "codes": ("EMAIL", "WECHAT", "ACCOUNT", "ORDER", "AT_NAME"),
    "names_and_addresses": ("NAME", "ADDRESSED", "ADDRESS"),
}
ROWS = 20_000


@dataclass(frozen=True)
class Judged:
    """A sentence with what the masker made of it: characters gone, per turn, and the masked turns."""

    sentence: Sentence
    gone: tuple[frozenset[int], ...]
    masked: tuple[str, ...]


def evaluate_masking(path: Path, *, rows: int = ROWS, seed: int = 7) -> Evaluation:
    """Recall by type over whole values, and the share of what must stay that stays; JSONL is taken as texts labelled by hand.

    Worst cases are left out for a part whose [meta] says part = "test": it is frozen, and nobody is to tune on it.
    """
    if path.suffix.lower() == ".jsonl":
        return evaluate_masking_by_hand(path)
    part = read_part(path)
    frozen = part.lists.get("meta", {}).get("part") == "test"
    judged = [judge(sentence) for sentence in sentences(part, rows, seed)]
    figures, worst = figures_of(judged, labels_of(part))
    shown = [] if frozen else worst[:60]
    unread = {f"forms not read: {slot}": str(count) for slot, count in part.unread.items() if count}
    return Evaluation("masking", path.name, len(judged), 0, figures, {}, shown, {"mask": str(MASK_VERSION), **unread})


def labels_of(part: Part) -> dict[str, str]:
    """Slot -> what it is counted as: a spoken mobile number as MOBILE, a form of address as NAME."""
    slots = part.lists["slots"]
    return {slot: str(table.get("label") or _label(slot)) for slot, table in slots.items() if table.get("mask")}


def _label(slot: str) -> str:
    return "NAME" if slot == "ADDRESSED" else kind_of(slot)


def judge(sentence: Sentence) -> Judged:
    """Masks a sentence as intake does: a call turn by turn, any other text alone."""
    gone, masked = covered(sentence.turns, sentence.speakers) if len(sentence.turns) > 1 else _alone(sentence.turns[0])
    expected = tuple(mask_turns(sentence.turns, sentence.speakers)) if len(sentence.turns) > 1 else (mask(sentence.turns[0]),)
    if masked != expected:
        # Says nothing of the sentence, which may be of a frozen part.
        raise AssertionError("what was measured is not what is masked")
    return Judged(sentence, gone, masked)


def _alone(text: str) -> tuple[tuple[frozenset[int], ...], tuple[str, ...]]:
    from voc.privacy.mask import findings

    return _followed((text,), lambda texts: [findings(texts[0])])


def covered(turns: Sequence[str], speakers: Sequence[str] = ()) -> tuple[tuple[frozenset[int], ...], tuple[str, ...]]:
    """Places of the turns that vanish, and the masked turns."""
    return _followed(turns, lambda texts: turn_findings(texts, speakers))


def _followed(
    turns: Sequence[str], search: Callable[[Sequence[str]], list[list[Found]]]
) -> tuple[tuple[frozenset[int], ...], tuple[str, ...]]:
    texts, numbering = list(turns), Numbering()
    for text in texts:
        numbering.seen(text)
    origins: list[list[int]] = [list(range(len(text))) for text in texts]
    for _ in range(8):
        every = search(texts)
        if not any(every):
            break
        for place, found in enumerate(every):
            if found:
                fresh: list[int] = []
                last = 0
                for one in found:
                    token = len(numbering.token(one.token, one.value))
                    fresh += [*origins[place][last : one.start], *[-1] * token]
                    last = one.end
                origins[place] = fresh + origins[place][last:]
                texts[place] = put_in(texts[place], found, tokens_of(found, numbering))
    kept = [set(origin) for origin in origins]
    return tuple(frozenset(at for at in range(len(turn)) if at not in left) for turn, left in zip(turns, kept, strict=True)), tuple(
        texts
    )


def vanished(one: Judged, label: Label) -> bool:
    """Whether nothing of a value is left but blanks, marks and, where figures are said, fillers."""
    return nothing_left(one.sentence.turns[label.turn], one.gone[label.turn], label.kind, label.start, label.end)


def nothing_left(text: str, gone: Collection[int], kind: str, start: int, end: int) -> bool:
    """Whether a value of this kind between two places of a text is gone."""
    free: set[int] = set()
    if kind in _FIGURES or kind.startswith("SPOKEN_"):
        free = {at for match in _FILLERS.finditer(text, start, end) for at in range(*match.span())}
    return all(at in gone or at in free or text[at] in _MARKS for at in range(start, end))


def stayed(one: Judged, label: Label) -> bool:
    """Whether every character of a value is still there."""
    return not any(at in one.gone[label.turn] for at in range(label.start, label.end))


def figures_of(judged: Sequence[Judged], labels: Mapping[str, str] | None = None) -> tuple[list[Figure], list[dict[str, object]]]:
    """Recall by slot, by label and by group, then what stays by slot and negative sentences left whole; and the worst cases."""
    recall: dict[str, Counter[bool]] = defaultdict(Counter)
    stays: dict[str, Counter[bool]] = defaultdict(Counter)
    whole: Counter[bool] = Counter()
    worst: list[dict[str, object]] = []
    for one in judged:
        values: dict[tuple[int, str], bool] = {}
        bad: list[str] = []
        for label in one.sentence.labels:
            if label.mask:
                values[label.whole, label.kind] = values.get((label.whole, label.kind), True) and vanished(one, label)
            else:
                fine = stayed(one, label)
                stays[label.kind][fine] += 1
                bad += [] if fine else [f"lost {label.kind}"]
        for (_, kind), fine in values.items():
            recall[kind][fine] += 1
            bad += [] if fine else [f"missed {kind}"]
        if one.sentence.negative:
            fine = one.masked == one.sentence.turns
            whole[fine] += 1
            bad += [] if fine else ["changed"]
        if bad:
            worst.append(
                {
                    "template": one.sentence.template,
                    "wrong": bad,
                    "text": " / ".join(one.sentence.turns),
                    "masked": " / ".join(one.masked),
                }
            )
    return _figures(recall, stays, whole, labels or {}), _spread(worst)


def _figures(
    recall: dict[str, Counter[bool]], stays: dict[str, Counter[bool]], whole: Counter[bool], labels: Mapping[str, str]
) -> list[Figure]:
    spoken = tuple(kind for kind in recall if kind.startswith("SPOKEN_"))
    figures = [_share(f"recall_{kind}", counts) for kind, counts in sorted(recall.items())]
    for label in sorted(set(labels.values())):
        slots = tuple(slot for slot, other in labels.items() if other == label)
        # A label of one slot would only say the same again.
        figures += [_share(f"recall_{label}_in_all", _sum(recall, slots))] if len(slots) > 1 else []
    figures += [_share(f"recall_{name}", _sum(recall, kinds)) for name, kinds in {**_GROUPS, "spoken": spoken}.items()]
    figures += [_share("recall_all", _sum(recall, tuple(recall)))]
    figures += [_share(f"stays_{kind}", counts) for kind, counts in sorted(stays.items())]
    but_tail = tuple(kind for kind in stays if kind != "TAIL4")
    figures += [_share("stays_all", _sum(stays, tuple(stays))), _share("stays_all_but_TAIL4", _sum(stays, but_tail))]
    return [*figures, _share("negatives_unchanged", whole)]


def _sum(counts: dict[str, Counter[bool]], kinds: Sequence[str]) -> Counter[bool]:
    total: Counter[bool] = Counter()
    for kind in kinds:
        total.update(counts.get(kind, Counter()))
    return total


def _share(name: str, counts: Counter[bool]) -> Figure:
    base = counts[True] + counts[False]
    if not base:
        return Figure(name, None, 0)
    found = wilson(counts[True], base)
    return Figure(name, counts[True] / base, base, found.low, found.high)


def _spread(worst: list[dict[str, object]]) -> list[dict[str, object]]:
    """One case of every template before a second one of any."""
    seen: Counter[object] = Counter()
    ranked = []
    for case in worst:
        ranked.append((seen[case["template"]], case))
        seen[case["template"]] += 1
    return [case for _, case in sorted(ranked, key=lambda one: one[0])]


def evaluate_masking_by_hand(path: Path) -> Evaluation:
    """Totals on whole texts labelled by hand (JSONL); never a text of them. Names without a cue are counted apart from the others."""
    recall: dict[str, Counter[bool]] = defaultdict(Counter)
    stays: dict[str, Counter[bool]] = defaultdict(Counter)
    whole: Counter[bool] = Counter()
    rows = read_by_hand(path)
    for sentence in rows:
        one = judge(sentence)
        values: dict[tuple[int, str], bool] = {}
        for label in sentence.labels:
            if label.mask:
                values[label.whole, label.kind] = values.get((label.whole, label.kind), True) and vanished(one, label)
            else:
                stays[label.kind][stayed(one, label)] += 1
        for (_, kind), fine in values.items():
            recall[kind][fine] += 1
        if sentence.negative:
            whole[one.masked == sentence.turns] += 1
    labels = {kind: _label(kind) for kind in recall if kind != WITHOUT_CUE}
    return Evaluation(
        "masking", path.name, len(rows), 0, _figures(recall, stays, whole, labels), versions={"mask": str(MASK_VERSION)}
    )


__all__ = ["Found", "Judged", "evaluate_masking", "evaluate_masking_by_hand", "judge"]
