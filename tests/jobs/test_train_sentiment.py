"""Learning from own labels: better models only, and every refusal."""

from __future__ import annotations

import csv
import itertools
import json
from hashlib import sha256
from pathlib import Path

import pytest

from voc.errors import InputError
from voc.jobs.examples import of_file
from voc.jobs.ingest import ingest
from voc.jobs.train import train, trainers
from voc.jobs.trained import active_models
from voc.sentiment.blend import fits, load_blend
from voc.settings import Settings
from voc.store import Store
from voc.text.documents import prepare

PLACES = ["城东", "河西", "学府路", "工业园", "老街", "车站", "新村", "码头", "西山", "北苑"]
THINGS = ["宽带", "副卡", "电视", "热线", "小程序", "路由器", "账单", "积分", "漫游", "彩铃", "流量包", "光猫"]
# Words of this installation's own: nothing else could know what they mean.
PRAISE, BLAME = ["青灯亮着", "走甲通道", "评为小麦"], ["紫灯亮着", "走丁通道", "评为芝麻"]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(Settings(home=tmp_path / "store", key_file=tmp_path / "key"))


def rows(label: str, words: list[str], places: list[str] = PLACES) -> list[dict[str, str]]:
    made = [f"{place}那边{thing}{word}" for place, thing, word in itertools.product(places, THINGS, words)]
    return [{"id": f"{label}{number}", "text": text, "label": label} for number, text in enumerate(made)]


def written(path: Path, given: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as lines:
        out = csv.DictWriter(lines, list(given[0]))
        out.writeheader()
        out.writerows(given)
    return path


def test_own_words_are_learned_and_the_better_model_is_put_in_force(store: Store, tmp_path: Path) -> None:
    learned = rows("pos", PRAISE, PLACES[:7]) + rows("neg", BLAME, PLACES[:7])
    tested = [
        {**row, "id": f"t{row['id']}"} for row in rows("pos", PRAISE, ["长风里弄三号院"]) + rows("neg", BLAME, ["长风里弄三号院"])
    ]
    one, two = written(tmp_path / "学.csv", learned), written(tmp_path / "测.csv", tested)
    report = train(store, "sentiment", [one], two, store.settings)
    figures = {figure.name: figure for figure in report.figures}
    assert report.activated
    assert report.learned == {"学.csv": len(learned)}
    assert figures["rank_correlation"].after > figures["rank_correlation"].before + 0.2
    # Not all: where nobody labels a text as neutral, what reads like a plain statement stays one unless the words learned are clear.
    assert figures["accuracy"].after > 0.9
    folder = active_models(store)["sentiment"]
    table = load_blend(folder).score(["a", "b"], prepare(["南门外光猫青灯亮着", "南门外光猫紫灯亮着"]))
    assert table["label"].to_pylist() == ["pos", "neg"]
    assert table["version"][0].as_py() != load_blend().version
    assert sum(span["weight"] for span in json.loads(table["evidence"][0].as_py())) > 0
    (model,) = store.ledger.models.all("sentiment")
    assert model.metrics["after"]["accuracy"] == figures["accuracy"].after
    again = train(store, "sentiment", [one], two, store.settings)
    assert not again.activated
    assert active_models(store)["sentiment"] == folder


def test_labels_without_sense_teach_nothing_and_are_not_used(store: Store, tmp_path: Path) -> None:
    mixed = rows("pos", PRAISE + BLAME)
    for row in mixed:
        row["label"] = ("pos", "neg")[sha256(row["text"].encode()).digest()[0] % 2]
    report = train(store, "sentiment", [written(tmp_path / "乱.csv", mixed)], None, store.settings)
    assert not report.activated
    assert active_models(store) == {}
    assert len(store.ledger.models.all("sentiment")) == 1


def test_too_few_one_class_and_unreadable_labels_are_refused_with_their_rows(store: Store, tmp_path: Path) -> None:
    cases = [
        (rows("pos", PRAISE), r"at least 50 each of neg and pos.*neg 0"),
        (rows("pos", PRAISE) + rows("neg", BLAME)[:40], r"at least 50.*neg [0-9]+ \["),
        (
            [*rows("pos", PRAISE), {"id": "x", "text": "网速慢", "label": "差不多"}],
            r"1 labels cannot be read, rows 361 \('差不多'\)",
        ),
    ]
    for number, (given, said) in enumerate(cases):
        with pytest.raises(InputError, match=said):
            train(store, "sentiment", [written(tmp_path / f"{number}.csv", given)], None, store.settings)
    assert store.ledger.models.all() == []
    with pytest.raises(InputError, match=r"cannot be trained; known: .*sentiment"):
        train(store, "weather", [], None, store.settings)
    assert "sentiment" in trainers()


@pytest.mark.parametrize(
    "change", [{"id": "new"}, {"id": "new", "text": "城东那边宽带，青灯 亮着！"}, {"text": "完全不同的一句话，和别的都不像"}]
)
def test_test_texts_that_were_learned_are_refused(store: Store, tmp_path: Path, change: dict[str, str]) -> None:
    learned = rows("pos", PRAISE) + rows("neg", BLAME)
    tested = [{**rows("pos", ["独一份的说法甲"], ["远郊水库"])[0], "id": "u"}, {**learned[0], **change}]
    with pytest.raises(InputError, match=r"1 texts occur in training.*rows 2"):
        train(store, "sentiment", [written(tmp_path / "学.csv", learned)], written(tmp_path / "测.csv", tested), store.settings)


def test_ratings_lie_evenly_about_zero_where_one_is_negative(tmp_path: Path) -> None:
    given = [
        {"text": "网速快", "satisfaction": "2"},
        {"text": "网速慢", "satisfaction": "-1"},
        {"text": "一般", "satisfaction": ""},
    ]
    found, left = of_file(written(tmp_path / "评分.csv", given))
    assert [(one.target, one.label) for one in found] == [(1.0, "pos"), (-0.5, "neg")]
    assert left == {"no_label": 1}
    survey = [{"text": "网速快", "rating": "10"}, {"text": "网速慢", "rating": "1"}, {"text": "还可以吧", "rating": "5.5"}]
    assert [one.target for one in of_file(written(tmp_path / "问卷.csv", survey))[0]] == [1.0, -1.0, 0.0]


def test_the_stores_own_survey_answers_teach_with_their_ratings(store: Store, tmp_path: Path) -> None:
    surveyed = [
        {"样本编号": f"{row['id']}", "总体满意度": score, "开放建议": row["text"]}
        for label, words, score in (("pos", PRAISE, 9), ("neg", BLAME, 2))
        for row in rows(label, words)
    ]
    silent = [{"样本编号": f"s{number}", "总体满意度": 5, "开放建议": "无"} for number in range(3)]
    ingest(store, written(tmp_path / "问卷.csv", [*surveyed, *silent]), "survey", settings=store.settings)
    report = train(store, "sentiment", [], None, store.settings)
    assert report.learned["survey"] + report.figures[0].base == len(surveyed)
    assert report.activated
    folder = active_models(store)["sentiment"]
    table = load_blend(folder).score(["a", "b"], prepare(["南门外光猫青灯亮着", "南门外光猫紫灯亮着"]))
    assert table["label"].to_pylist() == ["pos", "neg"]
    # The same answers again teach nothing new: what is in force stays.
    before = active_models(store)
    assert not train(store, "sentiment", [], None, store.settings).activated
    assert active_models(store) == before


def test_a_model_of_an_older_version_is_refused_in_words_and_can_be_learned_anew(store: Store, tmp_path: Path) -> None:
    labelled = written(tmp_path / "学.csv", rows("pos", PRAISE) + rows("neg", BLAME))
    assert train(store, "sentiment", [labelled], None, store.settings).activated
    folder = active_models(store)["sentiment"]
    values = json.loads((folder / "blend.json").read_text(encoding="utf-8"))
    older = tmp_path / "older"
    older.mkdir()
    (older / "blend.json").write_text(json.dumps({**values, "praise": values["praise"][:-8]}), encoding="utf-8")
    assert fits(folder)
    assert not fits(older)
    with pytest.raises(InputError, match="voc models activate sentiment shipped"):
        load_blend(older)


def test_many_good_ratings_do_not_drown_what_the_words_say(store: Store, tmp_path: Path) -> None:
    """Most who answer are content and ask for something all the same, and a fault told with a good rating makes it no praise."""
    asks = [("建议多设一个窗口", 7), ("希望周末开门", 7), ("再便宜些就好", 7), ("盼早日覆盖", 7), ("能讲清楚资费吗", 7)]
    faults = [("又坏了没人管", 3), ("说好的没办", 3), ("乱扣钱", 3), ("太慢了", 3)]
    told = [(place + thing + words, least) for place in PLACES for thing in THINGS for words, least in asks + faults]
    surveyed = [
        {"样本编号": str(number), "总体满意度": least + sha256(text.encode()).digest()[1] % (11 - least), "开放建议": text}
        for number, (text, least) in enumerate(told)
    ]
    ingest(store, written(tmp_path / "问卷.csv", surveyed), "survey", settings=store.settings)
    figures = {one.name: one for one in train(store, "sentiment", [], None, store.settings).figures}
    assert figures["rank_correlation"].after > figures["rank_correlation"].before
    assert figures["auc_negative_against_rest"].after > figures["auc_negative_against_rest"].before - 0.02
