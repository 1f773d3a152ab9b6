"""A topic made into a code of the codeframe: a piece of TOML that stands beside the others, for an editor to settle and accept."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from voc.causes.codeframe import Codeframe, load_codeframe
from voc.errors import InputError
from voc.jobs.codeframes import FILE, Difference, apply, file_in_force
from voc.jobs.trained import active_models
from voc.store import Reader, Scope, Store
from voc.text.normalize import fold

_ANCHOR = 4
_NEAR = 16
_USUAL = (
    "SELECT c.cause, count(*) AS n FROM topic_scores t JOIN cause_scores c USING (verbatim_id) WHERE t.topic = ? AND c.cause IS NOT NULL"
    " AND c.cause NOT LIKE 'other.%' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1"
)


def proposal(reader: Reader, topic: str, frame: Codeframe | None = None) -> str:
    """`topic` as `[[codes]]`: name, owner and level of the code most of its verbatims have now, its words as hints, its pairs as a rule."""
    rows = reader.query("SELECT topic, label, words FROM topics ORDER BY topic").to_pylist()
    told = next((row for row in rows if row["topic"] == topic), None)
    if told is None:
        known = ", ".join(row["topic"] for row in rows) or "-"
        raise InputError(f"没有主题 {topic!r}，现有：{known}。", f"there is no topic {topic!r}; known: {known}.")
    usual = reader.query(_USUAL, (topic,)).to_pylist()
    frame = frame or load_codeframe()
    model = frame.by_id.get(usual[0]["cause"]) if usual else None
    near = model or frame.codes[0]
    words = list(dict.fromkeys(fold(word) for word in told["words"].split()))
    anchors = [word for word in words if len(word) >= _ANCHOR]
    half = max(1, len(words) // 2)
    lanes = ["|".join(words[:half]), "|".join(words[half:])]
    lines = [
        "[[codes]]",
        f"id = {_toml(f'{near.level1}.{topic}')}",
        f"zh = {_toml(told['label'])}",
        f"en = {_toml(f'Topic {topic}')}",
        f"split = {_toml(near.split)}",
        f"department = {_toml(near.department)}",
        f"description = {_toml(f'Found as topic {topic}: ' + ', '.join(words))}",
        *([f"anchors = {_toml(anchors)}"] if anchors else []),
        f"words = {_toml([word for word in words if word not in anchors])}",
        *([f"rules = [\n  {{ all = {_toml(lanes)}, near = {_NEAR}, weight = 2.5 }},\n]"] if all(lanes) else []),
    ]
    return "\n".join(lines) + "\n"


def proposed(reader: Reader, topic: str, file: Path) -> str:
    """The codeframe at `file` with `topic` added, as text."""
    return file.read_text(encoding="utf-8").rstrip() + "\n\n" + proposal(reader, topic, load_codeframe(file))


def promote(store: Store, topic: str, who: str | None = None) -> Difference:
    """Adds `topic` to the codeframe in force as a new version and puts that in force; what it changes. `rescore` then restates history."""
    text = proposed(store.reader(Scope.everything()), topic, file_in_force(active_models(store)))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / FILE
        file.write_text(text, encoding="utf-8")
        return apply(store, file, note=f"topic {topic}", who=who)[1]


def _toml(value: str | list[str]) -> str:
    """A TOML string or list of strings; JSON writes both the same way."""
    return json.dumps(value, ensure_ascii=False)
