"""Upload: file -> what it is -> preview -> mapping -> dry run -> import, scores and figures."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from voc.dashboard import uploads
from voc.dashboard.empty import say_empty
from voc.dashboard.grid import HEAD, show_grid
from voc.dashboard.numbers import MISSING, count
from voc.dashboard.pages.imported import run_import, show_report
from voc.dashboard.plain import plain
from voc.dashboard.quarantined import show_quarantine
from voc.dashboard.reads.base import open_store
from voc.dashboard.rights import lacks
from voc.dashboard.upload_field import upload_field
from voc.dashboard.view import View
from voc.errors import InputError, VocError
from voc.intake import Mapping
from voc.intake.mapping import check
from voc.jobs.remembered import remembered
from voc.schema import SOURCES
from voc.settings import Settings
from voc.text.normalize import visible

EXAMPLES = 3
COLUMNS_SEEN = 16
"""Lines of the table of columns before it scrolls: a wrong proposal that is out of sight is taken for a right one."""


def show(view: View) -> None:
    """The page."""
    st.title(view.say("upload.title"), anchor=False)
    if lacks(view, "upload"):
        return
    if "report" in st.session_state:
        show_report(view)
        return
    path = _file(view)
    if path is None:
        say_empty(view, "upload.start", ":material/upload_file:")
        return
    try:
        _steps(view, path)
    except VocError as error:
        st.error(plain(error.said(view.lang)), icon=":material/error:")
    except Exception:
        logging.getLogger(__name__).exception("upload failed")
        st.error(view.say("upload.broken"), icon=":material/error:")


def _file(view: View) -> Path | None:
    """The uploaded file on disk, kept once per upload; the one before it is removed."""
    given = upload_field(
        view,
        "upload",
        view.say("upload.file", size=uploads.LARGEST),
        list(uploads.KINDS),
        key=f"file_{st.session_state.get('uploads', 0)}",
        max_upload_size=uploads.LARGEST,
    )
    kept: dict[str, Path] = st.session_state.setdefault("kept", {})
    for file_id in [one for one in kept if given is None or one != given.file_id]:
        uploads.drop(kept.pop(file_id))
    if given is None:
        return None
    if given.file_id not in kept:
        said = [view.say("upload.too_large", given=given.size >> 20, size=uploads.LARGEST)] * 2
        try:
            kept[given.file_id] = uploads.keep(given.name, given, given.size, (said[0], said[1]))
        except InputError as error:
            st.error(plain(error.said(view.lang)), icon=":material/error:")
            return None
    return kept[given.file_id]


def _steps(view: View, path: Path) -> None:
    source = _source(view, path)
    if source is None:
        return
    seen = _look(str(path), source)
    known = remembered(open_store(view.at.settings), source, seen.columns)
    if known is not None:
        seen = replace(
            seen, mapping=replace(seen.mapping, columns=known.columns, constants=known.constants or seen.mapping.constants)
        )
        st.caption(f":material/history: {view.say('upload.remembered')}")
    _preview(view, seen)
    mapping = _mapping(view, path, source, seen)
    try:
        check(mapping, seen.columns, source)
    except VocError as error:
        st.warning(plain(error.said(view.lang)), icon=":material/rule:")
        return
    trial = _try(str(path), source, mapping.to_toml(), mapping, view.at.settings)
    _trial(view, trial)
    if trial.good and st.button(view.say("upload.import"), type="primary", icon=":material/publish:", key="import"):
        run_import(view, path, source, mapping)


@st.cache_data(max_entries=8, show_spinner=False)
def _look(path: str, source: str) -> uploads.Look:
    return uploads.look(Path(path), source)


@st.cache_data(max_entries=8, show_spinner=False)
def _guess(path: str, _settings: Settings) -> str | None:
    return uploads.guessed(Path(path), _settings)


@st.cache_data(max_entries=8, show_spinner=False)
def _try(path: str, source: str, toml: str, _mapping: Mapping, _settings: Settings) -> uploads.Trial:
    """`toml` stands for the mapping in the cache's key."""
    return uploads.try_out(Path(path), source, _mapping, _settings)


def _source(view: View, path: Path) -> str | None:
    """What the file is: proposed from its headers, chosen by the reader."""
    proposed = _guess(str(path), view.at.settings)
    return st.selectbox(
        view.say("upload.source"),
        SOURCES,
        index=SOURCES.index(proposed) if proposed else None,
        format_func=lambda one: view.name("source", one),
        placeholder=view.say("upload.guess_none"),
        key=f"source_{path.parent.name}",
    )


def _preview(view: View, seen: uploads.Look) -> None:
    with st.container(border=True):
        st.subheader(view.say("upload.preview"), anchor=False)
        show_grid(
            pd.DataFrame(seen.rows, columns=list(seen.columns)).replace("", None),
            tallest=300,
            key="preview",
            alt=view.say("upload.preview_alt"),
        )
        encoding = f"{seen.encoding.upper()} · " if seen.encoding else ""
        said = {"format": seen.kind.upper(), "encoding": encoding, "n": len(seen.columns), "rows": len(seen.rows)}
        st.caption(view.say("upload.preview_note", **said))


def _mapping(view: View, path: Path, source: str, seen: uploads.Look) -> Mapping:
    with st.container(border=True):
        st.subheader(view.say("upload.mapping"), anchor=False)
        st.caption(view.say("upload.mapping_note"))
        edited = st.data_editor(
            pd.DataFrame(_rows(seen)),
            hide_index=True,
            num_rows="fixed",
            height=HEAD + 35 * min(len(seen.columns), COLUMNS_SEEN),
            placeholder=MISSING,
            disabled=["column", "example"],
            key=f"mapping_{source}_{path.parent.name}",
            column_config=_columns(view, source),
            alt=view.say("upload.mapping_alt"),
        )
        meanings = dict(zip(edited["column"], edited["meaning"], strict=True))
        scales = {column: _scale(low, high) for column, low, high in edited[["column", "low", "high"]].itertuples(index=False)}
        sets = {
            column: None if pd.isna(of) else str(of).strip() for column, of in zip(edited["column"], edited["set"], strict=True)
        }
        mapping = uploads.changed(seen.mapping, meanings, scales, sets)
        if source == "survey" and "wave" not in meanings.values():
            mapping = _with_wave(view, path, mapping)
        st.download_button(
            view.say("upload.download_map"),
            replace(mapping, source=source).to_toml(),
            f"{path.stem}.toml",
            "application/toml",
            key="download_map",
            on_click="ignore",
            type="tertiary",
            icon=":material/download:",
        )
    return mapping


def _with_wave(view: View, path: Path, mapping: Mapping) -> Mapping:
    """The wave that the whole file belongs to: asked anew for every file, since that of the last one would overwrite its respondents."""
    before = mapping.constants.get("wave")
    hint = view.say("upload.wave_before", wave=before) if before else view.say("upload.wave_hint")
    wave = st.text_input(
        view.say("upload.wave"), key=f"wave_{path.parent.name}", max_chars=40, placeholder=hint, help=view.say("upload.wave_help")
    )
    constants = {name: value for name, value in mapping.constants.items() if name != "wave"}
    return replace(mapping, constants=constants | ({"wave": visible(wave).strip()} if wave.strip() else {}))


def _rows(seen: uploads.Look) -> list[dict[str, Any]]:
    rows = []
    for column in seen.columns:
        target = seen.mapping.columns[column]
        cells = dict.fromkeys(row[column][:40] for row in seen.rows if row[column])
        low, high = target.scale or (None, None)
        example = "　".join(list(cells)[:EXAMPLES])
        meaning = uploads.meaning(target)
        rows.append({"column": column, "example": example, "meaning": meaning, "low": low, "high": high, "set": target.of})
    return rows


def _columns(view: View, source: str) -> dict[str, Any]:
    def word(choice: object) -> str:
        answer, _, role = str(choice).partition(":")
        return f"{view.name('field', answer)} · {view.name('role', role)}" if role else view.name("field", answer)

    columns: dict[str, Any] = {
        "column": st.column_config.TextColumn(view.say("upload.column"), pinned=True),
        "example": st.column_config.TextColumn(view.say("upload.example"), width="medium"),
        "meaning": st.column_config.SelectboxColumn(
            view.say("upload.meaning"), options=uploads.choices(source), format_func=word, required=True, width="medium"
        ),
    }
    columns["set"] = st.column_config.TextColumn(view.say("upload.set"), width="small") if source == "survey" else None
    for name in ("low", "high"):
        columns[name] = st.column_config.NumberColumn(view.say(f"upload.{name}"), width="small") if source == "survey" else None
    return columns


def _scale(low: float | None, high: float | None) -> tuple[float, float] | None:
    """Both ends in order, or no scale."""
    if low is None or high is None or pd.isna(low) or pd.isna(high) or low >= high:
        return None
    return float(low), float(high)


def _trial(view: View, trial: uploads.Trial) -> None:
    with st.container(border=True):
        st.subheader(view.say("upload.check"), anchor=False)
        for column, (key, number) in zip(
            st.columns(3), (("check_rows", trial.rows), ("check_good", trial.good), ("check_bad", trial.bad)), strict=True
        ):
            column.metric(view.say(f"upload.{key}"), count(number, view.lang))
        if trial.partial:
            st.caption(view.say("upload.check_part", n=count(trial.rows, view.lang)))
        if not trial.quarantine.num_rows:
            st.caption(view.say("upload.check_all_good"))
            return
        st.caption(view.say("upload.quarantine_note"))
        show_quarantine(view, trial.quarantine, "trial")
