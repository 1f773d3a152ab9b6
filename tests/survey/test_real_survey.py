"""The real survey, where VOC_EVAL_DIR names the folder that holds it: known figures come out, and what cannot be told apart is said."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from voc.intake.reading import open_file
from voc.jobs.survey_report import file_panel
from voc.settings import Settings
from voc.survey.drivers import drivers
from voc.survey.headline import headline
from voc.survey.operational import relations
from voc.survey.panel import Panel

FILE = Path(os.environ.get("VOC_EVAL_DIR", "/nowhere")) / "survey_voice.xlsx"
pytestmark = pytest.mark.skipif(not FILE.is_file(), reason="VOC_EVAL_DIR does not name the folder with the real survey")


@pytest.fixture(scope="module")
def panel() -> Panel:
    return file_panel(FILE, None, settings=Settings())


def test_the_known_figures(panel: Panel) -> None:
    assert len(panel) == 5433
    answered = 1 + 9 * panel.of(panel.place, panel.purposes.outcome)
    assert answered.mean() == pytest.approx(8.68, abs=0.005)
    assert headline(panel).figures["top"].value == pytest.approx(0.722, abs=0.0005)
    net = 100 * ((answered >= 8.999).mean() - (answered <= 6.001).mean())
    assert net == pytest.approx(58.7, abs=0.05)


def test_lmg_over_seventeen_drivers(panel: Panel) -> None:
    boxes = [place for place, one in enumerate(panel.choices)]
    assert len(boxes) == 15
    columns = {name: panel.of(panel.place, name) for name in panel.purposes.drivers}
    columns |= {panel.choices[place].name: panel.chosen[:, place] for place in boxes[:14]}
    assert len(columns) == 17
    found = drivers(panel.of(panel.place, panel.purposes.outcome), columns, resamples=50)
    shares = sorted((one.lmg for one in found.single), reverse=True)
    assert shares[:3] == pytest.approx([0.299, 0.278, 0.264], abs=0.0006)
    assert max(shares[3:]) <= 0.0245
    assert len(found.pooled) == 1
    assert len(found.pooled[0]) == 3
    assert 6 < max(one.vif for one in found.single) < 8


def test_the_proposal_is_right_for_every_column() -> None:
    proposed = open_file(FILE, "survey", None, settings=Settings()).mapping.columns
    roles = [target.role or target.field for target in proposed.values()]
    assert len(roles) == 55
    # By place, as the file's dictionary describes them: number, four ratings, whether there were problems, seven places with another
    # and its description, six faults with another and its description, and what the operator measured.
    wanted = ["id", "csat", *["driver"] * 3, "segment", *["multi"] * 8, "open", *["multi"] * 7, "open"]
    wanted += ["operational"] * 7 + ["segment"] * 4 + ["operational"] * 2 + ["segment"] + ["operational"] * 4
    wanted += ["segment"] * 2 + ["operational"] * 7 + ["segment"] * 3 + ["operational"] * 2
    right = sum(one == other for one, other in zip(roles, wanted, strict=True))
    assert right == 55, [(at, one) for at, (one, other) in enumerate(zip(roles, wanted, strict=True)) if one != other]
    measured = [role for role, want in zip(roles, wanted, strict=True) if want == "operational"]
    assert set(measured) == {"operational"}


def test_what_the_operator_measured_is_related_to_the_rating(panel: Panel) -> None:
    figures = {name: panel.amounts[:, place] for place, name in enumerate(panel.operational)}
    assert len(figures) >= 20
    found, left = relations(panel.of(panel.place, panel.purposes.outcome), figures)
    assert len(found) + len(left) == len(figures)
    assert all(-0.3 < one.rho < 0.3 and one.low < one.rho < one.high for one in found)
    assert np.all(np.diff([abs(one.rho) for one in found]) <= 0)
