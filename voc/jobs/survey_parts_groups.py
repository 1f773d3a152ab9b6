"""Parts of a survey report on groups of respondents and on the data: crosstabs, segments, predictions, operational figures, checks."""

from __future__ import annotations

from collections.abc import Sequence

from voc.export.report import Block, Cell, Chart, Column, Grid, Series, Words
from voc.jobs.survey_parts import Say, shown, small
from voc.survey.checks import Check
from voc.survey.checks import Column as Question
from voc.survey.intervals import quality
from voc.survey.latent_classes import Classes
from voc.survey.operational import Relation
from voc.survey.prediction import Leaf, Prediction
from voc.survey.tables import Table


def table_grid(say: Say, title: str, found: Table) -> Grid:
    """A crosstab with letters."""
    columns = [Column("")]
    for head in found.heads:
        question = head.question if len(head.question) <= 9 else f"{head.question[:8]}…"
        name = "\n".join(part for part in (question, head.value, f"({head.letter})" if head.letter else "") if part)
        columns.append(Column(name, "share"))
    rows: list[tuple[Cell, ...]] = []
    marks: dict[tuple[int, int], str] = {}
    bold: set[int] = set()
    bases = {tuple((cell.base, round(cell.effective_base)) for cell in line.cells) for line in found.lines}
    asked = bases.pop() if len(bases) == 1 else tuple((head.base, round(head.effective_base)) for head in found.heads)
    rows.append((say("基数", "Base"), *(f"{base:,}" for base, _ in asked)))
    rows.append((say("有效基数", "Effective base"), *(f"{effective:,}" for _, effective in asked)))
    stub = None
    for line in found.lines:
        if line.stub != stub:
            stub = line.stub
            bold.add(len(rows))
            rows.append((stub, *(None for _ in found.heads)))
        values: list[Cell] = []
        for at, cell in enumerate(line.cells, 1):
            known = shown(cell)[0]
            values.append(known if line.kind == "share" or known is None else f"{known:.1f}")
            mark = line.letters[at - 1] + ("*" if quality(cell) == "low" else "")
            if mark and known is not None:
                if line.kind == "share":
                    marks[len(rows), at] = mark
                else:
                    values[-1] = f"{known:.1f} {mark}"
        rows.append((line.name, *values))
    rows = [tuple("" if cell is None and at in bold else cell for cell in row) for at, row in enumerate(rows)]
    note = say(
        f"字母：显著高于该列（95%，全表 {found.compared:,} 次比较一起做 BH 校正）；只在同一维度内比较。",
        f"Letters: significantly above that column (95%, {found.compared:,} comparisons of the table adjusted together, BH), within a question only.",
    )
    cells = [cell for line in found.lines for cell in line.cells]
    return Grid(title, tuple(columns), tuple(rows), marks, (note, *small(say, *cells)), frozenset(bold))


def relation_grid(say: Say, found: Sequence[Relation], left: Sequence[str]) -> Grid:
    """Operational figures and the overall rating."""
    third = [say("低三分之一", "Lower third"), say("中", "Middle"), say("高三分之一", "Upper third")]
    columns = (
        Column(say("经营指标", "Figure")),
        *(Column(name, "number") for name in ("Spearman ρ", say("下限", "Low"), say("上限", "High"))),
        Column("p (BH)", "p"),
        *(Column(f"{say('满意度', 'Index')}\n{name}", "index") for name in third),
        Column(say("基数", "Base"), "count"),
    )
    rows = tuple((one.name, one.rho, one.low, one.high, one.p, *(shown(part)[0] for part in one.thirds), one.base) for one in found)
    notes = [
        say("经营指标只与评分对照，从不并入评分。相关不等于因果。", "Figures are related to the rating, never averaged into it.")
    ]
    notes += [say(f"无差异或基数不足：{', '.join(left)}。", f"Constant or too few: {', '.join(left)}.")] if left else []
    return Grid(say("经营指标与满意度", "Operational figures and satisfaction"), columns, rows, notes=tuple(notes))


def class_blocks(say: Say, found: Classes) -> list[Block]:
    """Classes and what sets them apart."""
    columns = (
        *(Column(name) for name in (say("类别", "Class"), say("特征", "Trait"))),
        Column(say("类内", "Inside"), "share"),
        Column(say("类外", "Outside"), "share"),
        Column("p (BH)", "p"),
    )
    rows: list[tuple[Cell, ...]] = []
    for number, one in enumerate(found.classes, 1):
        name = f"{number} ({one.share:.0%})"
        rows += [
            (name, f"{trait.question} = {trait.value}", trait.inside.value, trait.outside.value, trait.p) for trait in one.traits
        ]
        rows += [] if one.traits else [(name, say("没有显著特征", "nothing sets it apart"), None, None, None)]
    tried = ", ".join(f"{k}: {bic:,.0f}" for k, bic in found.bic.items())
    note = say(
        f"潜在类别（EM），类别数按 BIC 选定（{tried}）；基数 {found.base:,}，熵 R² {found.entropy:.2f}，最优解在 {found.repeated} 个起点重复出现。",
        f"Latent classes (EM), their number by BIC ({tried}); base {found.base:,}, entropy R² {found.entropy:.2f}, best solution from {found.repeated} starts.",
    )
    return [Grid(say("客户细分", "Segments"), columns, tuple(rows), notes=(note,))]


def leaf_grid(say: Say, title: str, leaves: Sequence[Leaf]) -> Grid:
    """Ends of a tree."""
    columns = (
        Column(say("条件", "Conditions")),
        *(Column(name, "share") for name in (say("占比", "Share"), say("下限", "Low"), say("上限", "High"))),
        Column(say("基数", "Base"), "count"),
    )
    joint = say(" 且 ", " and ")
    rows = tuple((joint.join(leaf.path) or "–", *shown(leaf.share), leaf.share.base) for leaf in leaves)
    return Grid(title, columns, rows)


def prediction_blocks(say: Say, title: str, found: Prediction) -> list[Block]:
    """How good the model is, its calibration, and what each column is worth."""
    names = tuple(f"{place}" for place in range(1, 11))
    means = Series(say("预测", "Predicted"), tuple(mean for mean, _ in found.tenths))
    seen = Series(
        say("实际", "Observed"), *(tuple(getattr(one, name) for _, one in found.tenths) for name in ("value", "low", "high"))
    )
    notes = (
        say(
            f"交叉验证：AUC {found.auc:.3f}（{found.auc_low:.3f}–{found.auc_high:.3f}），Brier {found.brier:.3f}（只用平均率 {found.brier_base:.3f}），"
            f"校准误差 {found.calibration_error:.1%}；基数 {found.base:,}，其中 {found.hits:,}。",
            f"Cross-validated: AUC {found.auc:.3f} ({found.auc_low:.3f}-{found.auc_high:.3f}), Brier {found.brier:.3f} (base rate {found.brier_base:.3f}),"
            f" calibration error {found.calibration_error:.1%}; base {found.base:,}, {found.hits:,} of them.",
        ),
    )
    top = found.importance[:12]
    worth = Series(say("打乱后 AUC 损失", "AUC lost when shuffled"), tuple(one.loss for one in top))
    return [
        Chart(f"{title}: {say('校准', 'calibration')}", "columns", names, (means, seen), "share", notes=notes),
        Chart(f"{title}: {say('哪些列有用', 'what helps')}", "bars", tuple(one.name for one in top), (worth,), "number"),
    ]


def dictionary_grid(say: Say, found: Sequence[Question], roles: dict[str, str]) -> Grid:
    """The data dictionary."""
    columns = (
        *(Column(name) for name in (say("题目", "Question"), say("含义", "Role"), say("多选组", "Set"))),
        *(Column(name, "index") for name in (say("最低", "Lowest"), say("最高", "Highest"), say("均值", "Mean"))),
        Column(say("作答", "Answers"), "count"),
        Column(say("缺失", "Missing"), "share"),
        Column(say("不同值", "Different"), "count"),
    )
    rows = tuple(
        (
            one.name,
            roles.get(one.role, one.role),
            one.of,
            one.low,
            one.high,
            one.mean,
            one.answers,
            one.missing.value,
            one.different,
        )
        for one in found
    )
    note = say("评分按量表折算为 0–100。", "Ratings as positions on their scales, 0-100.")
    return Grid(say("数据字典", "Data dictionary"), columns, rows, notes=(note,))


def check_grid(say: Say, found: Sequence[Check], asked_for_faults: Sequence[str] = ()) -> Grid:
    """Checks of the data; `asked_for_faults` are open questions that ask what was wrong, which makes a satisfied answer sound negative."""
    words = {
        "straight": ("直线作答（所有评分相同）", "Straight-lining (one answer to every rating)"),
        "fast": ("作答过快（不到中位用时三分之一）", "Speeding (under a third of the median time)"),
        "twice": ("重复答卷", "Given twice"),
        "contrary": ("评分与原话相反", "Rating against the words"),
    }
    columns = (
        Column(say("检查", "Check")),
        Column(say("发现", "Found"), "count"),
        *(Column(name, "share") for name in (say("占比", "Share"), say("下限", "Low"), say("上限", "High"))),
        Column(say("可检查", "Possible"), "count"),
    )
    rows = tuple(
        (
            say(*words[one.name]),
            int(one.marked.sum()) if one.possible else None,
            one.share.value,
            one.share.low,
            one.share.high,
            one.possible,
        )
        for one in found
    )
    notes = [say("只标出，不剔除。", "Marked, never removed.")]
    if asked_for_faults and any(one.name == "contrary" and one.possible for one in found):
        zh, en = "、".join(asked_for_faults), "; ".join(asked_for_faults)
        notes.append(
            say(
                f"开放题（{zh}）问的是不满的原因：满意的人也只会写缺点，“评分与原话相反”会偏多，不等于乱答。",
                f"An open question ({en}) asks what was wrong: satisfied respondents too then write faults, so that more ratings stand "
                "against the words than careless answers do.",
            )
        )
    return Grid(say("数据质量", "Data quality"), columns, rows, notes=tuple(notes))


def method_words(say: Say, lines: Sequence[tuple[str, str]]) -> Words:
    """The methods page."""
    return Words(say("方法说明", "Methods"), tuple(say(*line) for line in lines))
