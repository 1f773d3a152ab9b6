"""The whole report of a survey as plain values, from a panel and what its open answers say: `voc survey` and the page write the same."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import numpy as np

from voc.causes.codeframe import Codeframe, load_codeframe
from voc.errors import VocError
from voc.export.report import Block, Chart, Column, Grid, Report, Section, Series, Words
from voc.jobs import survey_parts as parts
from voc.jobs import survey_parts_drivers as on_drivers
from voc.jobs import survey_parts_groups as on_groups
from voc.jobs.survey_methods import METHODS
from voc.jobs.survey_parts import Say
from voc.jobs.survey_tables import Voices, all_tables, default_banner, departments, profile
from voc.survey.checks import checks, columns
from voc.survey.driver_set import LoyaltyDriver, load_drivers
from voc.survey.drivers import Drivers
from voc.survey.gain import gains
from voc.survey.headline import Headline, antecedents, headline, key_drivers
from voc.survey.index_model import blocks as latent_blocks
from voc.survey.index_model import index_model
from voc.survey.intervals import Estimate, Floats, share
from voc.survey.latent_classes import latent_classes
from voc.survey.operational import relations
from voc.survey.panel import Panel, groups
from voc.survey.planning import mode_effects
from voc.survey.prediction import predict, tree
from voc.survey.questions import asks_for_faults
from voc.survey.satisfaction import CUTS
from voc.survey.targets import Weighted
from voc.survey.waves import steps

STEP = 0.5 / 9
"""Half a point of a scale of 1-10."""
ROLE_WORDS = {
    "csat": ("总体评价", "overall"),
    "nps": ("推荐", "recommendation"),
    "ces": ("费力", "effort"),
    "driver": ("驱动因素", "driver"),
}
ROLE_WORDS |= {"multi": ("多选", "multiple"), "operational": ("经营指标", "operational"), "segment": ("分组", "segment")}


def document(
    found: Panel,
    voices: Voices | None = None,
    *,
    lang: str = "zh",
    title: str | None = None,
    weighted: Weighted | None = None,
    banner: Sequence[str] = (),
    codeframe: Codeframe | None = None,
    drivers: Sequence[LoyaltyDriver] | None = None,
) -> Report:
    """Sections: headline, weights, index, drivers, tables, segments, operational figures, one per department that owns causes, data, methods.

    `banner` are the columns across the tables; without it those that split into a few groups. `drivers` say which department owns a
    rating; without them the packaged set.
    """

    def say(zh: str, en: str) -> str:
        return zh if lang == "zh" else en

    frame = codeframe or load_codeframe()
    across = list(banner) or default_banner(found)
    whole = headline(found)
    sections = [
        Section(
            say("总体结果", "Overall"),
            (*_headline(whole, say), *_shares(found, whole, say), *_over_waves(found, say), *_populations(found, say)),
        ),
        Section(say("加权", "Weighting"), tuple(parts.weight_blocks(say, weighted)) if weighted else ()),
        Section(say("满意度指数", "Satisfaction index"), tuple(index_part(found, say, lang))),
        Section(say("驱动因素", "Drivers"), tuple(_drivers(found, say))),
        Section(say("交叉表", "Tables"), tuple(all_tables(found, voices, across, frame, say, lang))),
        Section(say("客户细分与预测", "Segments and prediction"), tuple(segment_part(found, say))),
        Section(say("经营指标", "Operational figures"), tuple(_operational(found, say))),
        *departments(found, voices, across, frame, say, lang, drivers=load_drivers() if drivers is None else drivers),
        Section(say("数据质量与字典", "Data"), (*_modes(found, say), *_data(found, voices, say))),
        Section(say("方法说明", "Methods"), (on_groups.method_words(say, METHODS),)),
    ]
    lines = [
        say(
            f"受访者 {whole.base:,}，有效基数 {whole.effective_base:,.0f}",
            f"{whole.base:,} respondents, effective base {whole.effective_base:,.0f}",
        ),
        say("区间均为 95%；有效基数不足 30 不显示。", "Intervals are 95%; fewer than 30 effective answers are not shown."),
    ]
    kept = tuple(section for section in sections if section.blocks)
    return Report(title or say("客户满意度调查报告", "Customer satisfaction survey"), tuple(lines), kept, say("目录", "Contents"))


def waves_of(found: Panel) -> list[tuple[str, Headline]]:
    """Headline figures of each wave, the first first: by name, or by month where a file names no waves."""
    named = found.respondents["wave"].to_pylist() if "wave" in found.respondents.column_names else [None] * len(found)
    days = found.respondents["day"].to_pylist() if "day" in found.respondents.column_names else [None] * len(found)
    names = [wave or (f"{day:%Y-%m}" if day is not None else None) for wave, day in zip(named, days, strict=True)]
    parted = sorted((name, rows) for name, rows in groups(names) if name is not None)
    return [(name, headline(found.where(rows))) for name, rows in parted] if len(parted) > 1 else []


def _headline(whole: Headline, say: Say) -> list[Block]:
    grid = parts.headline_grid(say, whole)
    if grid.rows:
        return [grid]
    asked = say(
        "问卷没有总体满意度、推荐、费力或忠诚问题；若有，请在映射里把该列标为 csat、nps 或 ces。",
        "No overall satisfaction, recommendation, effort or loyalty is asked; where it is, mark the column as csat, nps or ces in the mapping.",
    )
    return [Words(grid.title, (*grid.notes, asked))]


def _shares(found: Panel, whole: Headline, say: Say) -> list[Block]:
    """Who recognises the brand, who is satisfied, who is loyal: one under the other, of those who were asked."""
    image = latent_blocks([one.name for one in found.questions]).get("image", [])
    rows = []
    if image:
        places = np.column_stack([found.of(found.place, name) for name in image])
        known = np.isfinite(places)
        mean = np.divide(
            np.where(known, places, 0).sum(axis=1), known.sum(axis=1), out=np.full(len(found), np.nan), where=known.any(axis=1)
        )
        rows.append((say("认可（品牌形象均分达标）", "Recognise (brand image)"), _reached(mean, found)))
    outcome = found.of(found.place, found.purposes.outcome)
    rows += [(say("满意", "Satisfied"), _reached(outcome, found)), (say("忠诚（稳固）", "Loyal (secure)"), whole.figures["secure"])]
    asked = [(name, one) for name, one in rows if one.base]
    if len(asked) < 2:
        return []
    series = Series(say("占比", "Share"), *(tuple(column) for column in zip(*(parts.shown(one) for _, one in asked), strict=True)))
    cut = say(
        f"达标：量表位置 {CUTS.satisfied:g} 以上（1–10 分为 8 分）。",
        f"Reached: position {CUTS.satisfied:g} or more of the scale (8 of 1-10).",
    )
    base = say("基数：", "Bases: ") + ", ".join(f"{name} {one.base:,}" for name, one in asked)
    names = tuple(name for name, _ in asked)
    return [Chart(say("认可、满意、忠诚", "Recognise, satisfied, loyal"), "bars", names, (series,), "share", notes=(cut, base))]


def _reached(place: Floats, found: Panel) -> Estimate:
    return share(np.where(np.isfinite(place), (place >= CUTS.satisfied - 1e-9).astype(float), np.nan), found.weights)


def _over_waves(found: Panel, say: Say) -> list[Block]:
    waves = waves_of(found)
    return parts.wave_blocks(say, waves, steps(waves)) if waves else []


def _populations(found: Panel, say: Say) -> list[Block]:
    """Staff and partners beside customers."""
    if "population" not in found.respondents.column_names:
        return []
    parted = groups(found.respondents["population"].to_pylist())
    if len(parted) < 2:
        return []
    figures = [(name or say("客户", "customer"), headline(found.where(rows)).figures["satisfaction"]) for name, rows in parted]
    names = tuple(name for name, _ in figures)
    series = Series(
        say("满意度指数", "Satisfaction index"),
        *(tuple(column) for column in zip(*(parts.shown(one) for _, one in figures), strict=True)),
    )
    base = say("基数：", "Bases: ") + ", ".join(f"{name} {one.base:,}" for name, one in figures)
    return [Chart(say("客户、员工与合作伙伴", "Customers, staff and partners"), "columns", names, (series,), notes=(base,))]


def index_part(found: Panel, say: Say, lang: str) -> list[Block]:
    """The satisfaction index with its path picture, or why there is none; [] where it is not asked."""
    try:
        model = index_model(found)
    except VocError as error:
        return [Words(say("满意度指数", "Satisfaction index"), (error.said(lang),))]
    return parts.index_blocks(say, model, lang) if model else []


def _drivers(found: Panel, say: Say) -> list[Block]:
    asked = found.purposes
    if asked.outcome is None:
        return []
    ranked, asymmetry = key_drivers(found, asked.outcome)
    before = on_drivers.antecedent_blocks(say, antecedents(found, asked.outcome), dict(asked.antecedents))
    return [*on_drivers.driver_blocks(say, ranked, asymmetry), *gained(found, asked.outcome, ranked, STEP, say), *before]


def gained(found: Panel, outcome: str, ranked: Drivers, step: float, say: Say) -> list[Block]:
    """What a step up (a share of the scale) of each driver or pooled group of drivers brings to the index of `outcome`."""
    rated = {name: found.of(found.place, name) for one in ranked.groups for name in one.names}
    brought = gains(found.of(found.place, outcome), rated, [one.names for one in ranked.groups], step, found.weights)
    return on_drivers.gain_blocks(say, brought, step)


def _yes_no(chosen: Floats, say: Say) -> list[str | None]:
    words = {1.0: say("是", "yes"), 0.0: say("否", "no")}
    return [words.get(one) for one in chosen.tolist()]


def _low(found: Panel) -> Floats:
    place = found.of(found.place, found.purposes.outcome)
    return np.where(np.isfinite(place), (place <= CUTS.dissatisfied + 1e-9).astype(float), np.nan)


def segment_part(found: Panel, say: Say) -> list[Block]:
    """Latent classes, a tree to low scores, and a model of who recommends (of low scores where nobody asks that)."""
    who = {parts.split_name(say, name): values for name, values in profile(found).items()}
    blocks: list[Block] = []
    if len(who) > 1:
        with suppress(VocError):
            blocks += on_groups.class_blocks(say, latent_classes(dict(list(who.items())[:8]), found.weights, most=5, traits=5))
    figures = {name: found.amounts[:, at] for at, name in enumerate(found.operational)}
    faults = {one.name: _yes_no(found.chosen[:, at], say) for at, one in enumerate(found.choices)}
    low = _low(found)
    if np.nansum(low) >= 30:
        leaves = tree(low, {**who, **figures, **faults}, found.weights)
        blocks += [on_groups.leaf_grid(say, say("谁给低分（决策树）", "Who gives low scores (tree)"), leaves)] if leaves else []
    promoter = found.of(found.of_ten, found.purposes.nps)
    target, named = (
        (promoter >= 9, say("推荐模型", "Recommendation"))
        if np.isfinite(promoter).any()
        else (low == 1, say("低分模型", "Low scores"))
    )
    known = np.isfinite(promoter) if np.isfinite(promoter).any() else np.isfinite(low)
    rated = {name: found.of(found.place, name) for name in found.purposes.drivers}
    try:
        model = predict(np.where(known, target.astype(float), np.nan), {**rated, **who, **figures, **faults}, found.weights)
    except VocError:
        return blocks
    return blocks + on_groups.prediction_blocks(say, named, model)


def _operational(found: Panel, say: Say) -> list[Block]:
    if not found.operational or found.purposes.outcome is None:
        return []
    figures = {name: found.amounts[:, at] for at, name in enumerate(found.operational)}
    related, left = relations(found.of(found.place, found.purposes.outcome), figures, found.weights)
    return [on_groups.relation_grid(say, related, left)] if related or left else []


def _modes(found: Panel, say: Say) -> list[Block]:
    """Modes of collection side by side, plain and with the people alike."""
    if "mode" not in found.respondents.column_names or found.purposes.outcome is None:
        return []
    outcome = 100 * found.of(found.place, found.purposes.outcome)
    effects = mode_effects(outcome, found.respondents["mode"].to_pylist(), profile(found), found.weights)
    if not effects:
        return []
    columns_ = (Column(say("方式", "Mode")), Column(say("对照", "Against")), Column(say("差异（95%）", "Difference (95%)")))
    adjusted = Column(say("同类人群差异", "With people alike"))
    rows = tuple(
        (one.mode, one.against, _range(one.plain), _range(one.adjusted) if one.adjusted else None, one.base) for one in effects
    )
    note = say("满意度指数的差（分）；自选方式的人仍可能不同。", "Points of the index; who chose the mode may still differ.")
    return [
        Grid(
            say("采集方式效应", "Effects of the mode"),
            (*columns_, adjusted, Column(say("基数", "Base"), "count")),
            rows,
            notes=(note,),
        )
    ]


def _range(one: tuple[float, float, float]) -> str:
    return parts.signed(f"{one[0]:.1f} ({one[1]:.1f} ~ {one[2]:.1f})")


def _data(found: Panel, voices: Voices | None, say: Say) -> list[Block]:
    roles = {role: say(*words) for role, words in ROLE_WORDS.items()}
    made = checks(found, voices.feelings if voices else None)
    return [
        on_groups.check_grid(say, made, asks_for_faults(voices.asked if voices else ())),
        on_groups.dictionary_grid(say, columns(found), roles),
    ]
