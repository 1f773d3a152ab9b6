from __future__ import annotations

import itertools
import json
import random
import re
import unicodedata
from datetime import date
from pathlib import Path

import pytest

from voc import resources
from voc.errors import InputError
from voc.jobs.evaluate_masking import evaluate_masking, judge, nothing_left, vanished
from voc.jobs.masking_by_hand import WITHOUT_CUE, must_vanish, read_by_hand
from voc.jobs.masking_forms import Form, written
from voc.jobs.masking_named import NAMED
from voc.jobs.masking_parts import parts_of
from voc.jobs.masking_sentences import Label, Sentence, Values, read_part, sentences
from voc.jobs.masking_ways import borders, counted, spoken

DEVELOPMENT = resources.path("data", "masking", "development.toml")
GOLD = Path(__file__).parents[1] / "gold"
PARTS = [DEVELOPMENT, *(DEVELOPMENT.with_name(f"{name}.toml") for name in ("second", "third"))]
WORDS = {
    **dict(zip("零一二三四五六七八九", "0123456789", strict=True)),
    **dict(zip("〇幺两洞拐勾壹贰叁肆伍陆柒捌玖叉×x", "01207912345678" + "9XXX", strict=True)),
}
LISTS = {
    "names": {
        "two": ["赵琳", "钱勇"],
        "three": ["周海燕"],
        "double": ["欧阳明月"],
        "minority": ["巴特尔·苏和"],
        "english": ["Amy Lin"],
        "surnames": ["水", "赵", "欧阳"],
        "titles_after": ["工", "先生"],
        "titles_before": ["小"],
        "addressed_never": ["水工", "小水"],
    },
    "addresses": {
        "full": ["江苏省南京市鼓楼区汉口路22号翠屏苑3号楼2单元401室"],
        "patterns": ["{province}{city}{district}{road}{n}号{estate}{b}栋{u}单元{r}室"],
        "pieces": {
            "province": ["浙江省", "江苏省"],
            "city": ["嘉兴市", "苏州市"],
            "district": ["南湖区", "姑苏区"],
            "road": ["学院街"],
            "estate": ["丽景苑"],
        },
    },
    "accounts": {
        "email_users": ["zhao.lin88"],
        "email_domains": ["163.com"],
        "wechat_ids": ["zhaolin_99"],
        "at_names": ["@快乐的小羊"],
        "account_numbers": ["LN-3302217845", "GH8812"],
        "order_numbers": ["RK20260305B4410"],
    },
    "values": {
        "mobile_prefixes": ["138", "159"],
        "landline_area": ["0571", "0997", "010"],
        "landline_note": "0997 is one, 0997 are abolished codes; others plain",
        "id_regions": ["330106"],
        "bank_bins": ["622202", "4999900", "5199990"],
        "plate_provinces": ["浙"],
    },
}


def values(seed: int = 1) -> Values:
    return Values(LISTS, random.Random(seed))


def luhn(number: str) -> bool:
    # By hand: every second figure from the right doubled, the figures of the doubles added.
    total = 0
    for place, figure in enumerate(reversed(number)):
        total += sum(map(int, str(int(figure) * (place % 2 + 1))))
    return total % 10 == 0


def signs(text: str) -> str:
    """The letters and figures of a written number, in plain spelling."""
    text = re.sub("两个(.)|三个(.)|四个(.)", lambda m: (m[1] or "") * 2 + (m[2] or "") * 3 + (m[3] or "") * 4, text)
    text = re.sub("艾克斯", "X", re.sub("那个|然后|就是", "", text))
    plain = ""
    for mark in text:
        one = WORDS.get(mark) or unicodedata.normalize("NFKC", mark)
        plain += one if one.isalnum() and one.isascii() else ""
    return plain.upper()


def test_numbers_are_valid() -> None:
    made = values()
    for _ in range(400):
        card = made.raw("ID_CARD")
        total = sum(int(figure) * pow(2, 17 - place, 11) for place, figure in enumerate(card[:17]))
        assert (total + (10 if card[17] == "X" else int(card[17]))) % 11 == 1
        assert date(1942, 1, 1) <= date.fromisoformat(f"{card[6:10]}-{card[10:12]}-{card[12:14]}") <= date(2007, 12, 31)
        bank = made.raw("BANK_CARD")
        assert luhn(bank)
        assert len(bank) in ((16, 19) if bank.startswith("62") else (16,))
        assert re.fullmatch(r"[EG][0-9]{8}|E[A-HJ-NP-Z][0-9]{7}", made.raw("PASSPORT"))
        assert re.fullmatch(r"[1-9][0-9]{4,10}", qq := made.raw("QQ"))
        assert not re.fullmatch(r"1[0-9]{10}", qq)
        assert re.fullmatch(r"1(?:38|59)[0-9]{8}", made.raw("MOBILE"))
        assert re.fullmatch(
            r"浙[A-H](?:[0-9A-HJ-NP-Z]{5}|[DF][0-9]{5}|[0-9]{5}[DF])",
            made.raw("PLATE"),
        )


def test_landlines_of_codes_in_use_are_plainly_invented() -> None:
    made = values()
    for _ in range(300):
        area, number = made.raw("LANDLINE").split("-")
        if area == "0997":
            assert len(number) in (7, 8)
        else:
            assert len(number) == 8
            assert number[0] in "2345678"
            assert sorted(map(number[:4].count, set(number[:4]))) == [1, 3]


def test_accounts_and_orders_keep_their_shape_only() -> None:
    made = values()
    orders = {made.raw("ORDER") for _ in range(20)}
    assert all(re.fullmatch(r"RK20260305B[0-9]{4}", one) for one in orders)
    assert len(orders) > 10
    assert all(re.fullmatch(r"LN-3[0-9]{9}|GH8[0-9]{3}", made.raw("ACCOUNT")) for _ in range(50))


def test_forms_of_address_that_are_words_are_never_made() -> None:
    made = values()
    for way in ("after", "before", "double", "name_title"):
        for _ in range(60):
            text, lead, tail = made.addressed(way)
            assert text not in ("水工", "小水")
            gone = text[lead : len(text) - tail]
            assert gone in {"before": ("赵",), "double": ("欧阳",), "after": ("水", "赵", "欧阳")}.get(
                way, ("赵琳", "钱勇", "周海燕", "欧阳明月")
            )


def test_a_built_address_lies_in_its_province() -> None:
    made = values()
    for _ in range(100):
        address = made.raw("ADDRESS")
        assert not re.search("浙江省苏州|江苏省嘉兴|嘉兴市姑苏|苏州市南湖", address)


@pytest.mark.parametrize(
    ("slot", "name"),
    [
        (slot, name)
        for slot in ("MOBILE", "ID_CARD", "BANK_CARD", "QQ", "PASSPORT", "SPOKEN_MOBILE", "SPOKEN_ID", "SPOKEN_BANK", "SPOKEN_QQ")
        for name in NAMED[slot]
    ],
)
def test_every_form_of_a_number_says_that_number(slot: str, name: str) -> None:
    whole = {
        "MOBILE": r"(?:86|0086)?1(?:38|59)[0-9]{8}",
        "ID_CARD": r"330106[0-9]{11}[0-9X]",
        "BANK_CARD": r"(?:622202|4999900|5199990)[0-9]+",
        "QQ": r"[1-9][0-9]{4,10}",
        "PASSPORT": r"[EG][0-9]{8}|E[A-Z][0-9]{7}",
    }
    kind = {"SPOKEN_ID": "ID_CARD", "SPOKEN_BANK": "BANK_CARD"}.get(slot, slot.removeprefix("SPOKEN_"))
    made = values()
    for _ in range(60):
        text, lead, tail = written(slot, Form(slot, "", name), made, after_at=False)
        assert (lead, tail) == (0, 0)
        assert re.fullmatch(whole[kind], signs(text)), text
        if kind == "BANK_CARD":
            assert luhn(signs(text))


@pytest.mark.parametrize(("slot", "name"), [(slot, name) for slot, forms in NAMED.items() for name in forms])
def test_every_form_is_made_from_the_same_seed_alike(slot: str, name: str) -> None:
    one, other = (written(slot, Form(slot, "", name), values(9), after_at=False) for _ in range(2))
    assert one == other
    assert one[1] < len(one[0])


@pytest.mark.parametrize(
    ("slot", "example", "pattern"),
    [
        ("LANDLINE", "0571-88123456-801", r"0[0-9]{2,3}-[0-9]{7,8}-801"),
        ("LANDLINE", "0571-88123456转801", r"0[0-9]{2,3}-[0-9]{7,8}转801"),
        ("PASSPORT", "E 12345678", r"[EG] [0-9]{8}"),
        ("ACCOUNT", "KD 1234 5678", r"(?:LN|GH) [0-9]{4} ?[0-9]*"),
        ("ORDER", "gd12345678", r"rk20260305b[0-9]{4}"),
    ],
)
def test_a_form_is_read_from_its_example(slot: str, example: str, pattern: str) -> None:
    made = values()
    for _ in range(40):
        text, _, _ = written(slot, Form(slot, example), made, after_at=False)
        assert re.fullmatch(pattern, text), text


def test_the_mark_before_an_account_name_or_an_order_need_not_vanish() -> None:
    assert written("AT_NAME", Form("AT_NAME", "", "plain"), values(), after_at=False) == ("@快乐的小羊", 1, 0)
    assert written("AT_NAME", Form("AT_NAME", "", "plain"), values(), after_at=True) == ("快乐的小羊", 0, 0)
    text, lead, _ = written("ORDER", Form("ORDER", "", "hash"), values(), after_at=False)
    assert text[lead:].startswith("RK2026")
    assert text[:lead] in ("#", "No.")


@pytest.mark.parametrize(
    ("slot", "count", "sizes"),
    [
        ("MOBILE", 2, {(3, 8), (7, 4)}),
        ("MOBILE", 3, {(3, 4, 4)}),
        ("ID_CARD", 2, {(6, 12), (14, 4)}),
        ("ID_CARD", 3, {(6, 8, 4)}),
        ("SPOKEN_MOBILE", 3, {(3, 4, 4)}),
        ("SPOKEN_ID", 3, {(6, 8, 4)}),
    ],
)
def test_parts_are_cut_where_people_pause(slot: str, count: int, sizes: set[tuple[int, ...]]) -> None:
    made = values()
    names = set(NAMED[slot])
    found = {tuple(len(signs(part)) for part in parts_of(slot, made, count, names)) for _ in range(80)}
    assert found == sizes


def test_parts_add_up() -> None:
    made = values()
    for _ in range(80):
        for slot, count in (("BANK_CARD", 2), ("BANK_CARD", 3), ("SPOKEN_BANK", 3)):
            parts = [signs(part) for part in parts_of(slot, made, count, set(NAMED[slot]))]
            assert luhn("".join(parts))
            assert len(parts) == count
            assert min(map(len, parts)) >= 2
        assert min(map(len, parts_of("QQ", made, 2))) >= 2
        assert parts_of("EMAIL", made, 2) == ["zhao.lin88", "163.com"]
        assert len(parts_of("PLATE", made, 2)[0]) == 2
        assert parts_of("LANDLINE", made, 2)[0] in ("0571", "0997", "010")
        address = "".join(parts_of("ADDRESS", made, 3))
        assert re.match(r"(?:江苏省|浙江省).+室$", address)


def test_a_province_with_zhou_in_its_name_is_one_component() -> None:
    assert borders("贵州省遵义市") == [3]


def test_an_address_is_parted_between_its_components_only() -> None:
    address = "江苏省萍乡市鼓楼区和平街道汉口路22号翠屏苑3号楼2单元401室"
    cuts = [0, *borders(address), len(address)]
    assert [address[low:high] for low, high in itertools.pairwise(cuts)] == [
        "江苏省",
        "萍乡市",
        "鼓楼区",
        "和平街道",
        "汉口路22号",
        "翠屏苑3号楼",
        "2单元",
        "401室",
    ]


@pytest.mark.parametrize(
    ("figures", "words"), [("5", "五"), ("10", "十"), ("12", "十二"), ("20", "二十"), ("218", "二一八"), ("1103", "一一零三")]
)
def test_counted(figures: str, words: str) -> None:
    assert counted(figures) == words


def test_spoken_leaves_letters() -> None:
    assert spoken("E10A") == "E幺零A"


@pytest.mark.parametrize("path", [*PARTS, GOLD / "masking_frozen.toml"], ids=lambda path: path.stem)
def test_every_form_of_every_part_is_known(path: Path) -> None:
    part = read_part(path)
    assert not +part.unread
    templates = len(part.templates)
    # No text of a frozen part may come into a message: compare outside the assertion.
    same = sentences(part, templates, 3) == sentences(read_part(path), templates, 3)
    assert same


# What counts as gone.


@pytest.mark.parametrize(
    ("text", "kind", "left", "fine"),
    [
        ("138 嗯 0013 8000", "MOBILE", " 嗯 ", True),
        ("138 0013 8000", "MOBILE", "8", False),
        ("幺三八然后零零", "SPOKEN_MOBILE", "然后", True),
        ("苏力坦·哈森", "NAME", "哈", False),
        ("然后格", "NAME", "然后", False),
        ("苏力坦·哈森", "NAME", "·", True),
        ("湖滨路后面5号", "ADDRESS", "后面", False),
        ("湖滨路 5号", "ADDRESS", " ", True),
    ],
)
def test_nothing_left(text: str, kind: str, left: str, fine: bool) -> None:
    gone = {at for at, mark in enumerate(text) if mark not in left}
    assert nothing_left(text, gone, kind, 0, len(text)) is fine


def test_every_part_has_to_vanish() -> None:
    turns = ("我的手机号是13800138000", "再说一遍")
    labels = (Label("MOBILE", True, 0, 6, 17, 1), Label("MOBILE", True, 1, 0, 4, 1))
    one = judge(Sentence("t", False, turns, ("customer", "customer"), labels))
    assert [vanished(one, label) for label in labels] == [True, False]


# Texts labelled by hand.

ROWS = [
    {
        "id": "a",
        "kind": "note",
        "text": "联系人：赵琳，电话13800138000，套餐199元",
        "spans": [
            {"text": "赵琳", "type": "NAME", "start": 4, "cue": True},
            {"text": "13800138000", "type": "MOBILE", "start": 9},
        ],
        "stay": ["199元"],
        "stay_at": [[0, 23]],
    },
    {
        "id": "b",
        "kind": "turn",
        "turns": [
            {"speaker": "agent", "text": "号码多少"},
            {"speaker": "customer", "text": "159"},
            {"speaker": "customer", "text": "00138000"},
        ],
        "spans": [
            {"text": "159", "type": "MOBILE", "start": 0, "turn": 1, "part": "1/2"},
            {"text": "00138000", "type": "MOBILE", "start": 0, "turn": 2, "part": "2/2"},
        ],
        "stay": [],
        "stay_at": [],
    },
    {
        "id": "c",
        "kind": "note",
        "text": "替其弟周小满来问",
        "spans": [{"text": "周小满", "type": "NAME", "start": 3, "cue": False}],
        "stay": [],
        "stay_at": [],
    },
    {"id": "d", "kind": "post", "text": "信号差，尾号8888也不行", "spans": [], "stay": ["尾号8888"], "stay_at": [[0, 4]]},
]


def hand(tmp_path: Path, rows: list[dict[str, object]]) -> Path:
    path = tmp_path / "hand.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


def test_totals_by_hand(tmp_path: Path) -> None:
    found = evaluate_masking(hand(tmp_path, ROWS))
    figures = {figure.name: (figure.value, figure.base) for figure in found.figures}
    assert figures["recall_NAME"] == (1.0, 1)
    assert figures["recall_MOBILE"][1] == 2
    assert figures[f"recall_{WITHOUT_CUE}"][1] == 1
    assert figures["recall_names_and_addresses"][1] == 1
    assert figures["stays_string"] == (1.0, 1)
    assert figures["stays_TAIL4"] == (1.0, 1)
    assert figures["negatives_unchanged"] == (1.0, 1)
    assert found.base == 4
    said = json.dumps(found.plain(), ensure_ascii=False)
    assert not any(secret in said for secret in ("赵琳", "138001", "尾号", "周小满", "联系人"))


@pytest.mark.parametrize(
    "change",
    [
        {"stay_at": [[0, 3]]},
        {"stay_at": []},
        {"spans": [{"text": "赵琳", "type": "NAME", "start": 3}]},
        {"text": None, "turns": [{}]},
    ],
)
def test_a_label_that_is_not_at_its_place_is_named_by_line_only(tmp_path: Path, change: dict[str, object]) -> None:
    with pytest.raises(InputError, match=r"hand\.jsonl, line 2 ") as caught:
        read_by_hand(hand(tmp_path, [ROWS[3], {**ROWS[0], **change}]))
    assert "赵琳" not in str(caught.value)


def test_a_hand_file_without_texts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no text"):
        evaluate_masking(hand(tmp_path, []))


@pytest.mark.parametrize(
    ("kind", "text", "gone"),
    [
        ("ADDRESSED", "赵先生", "赵"),
        ("ADDRESSED", "欧阳女士", "欧阳"),
        ("ADDRESSED", "小赵", "赵"),
        ("ADDRESSED", "小欧阳", "欧阳"),
        ("AT_NAME", "@快乐的小羊", "快乐的小羊"),
        ("NAME", "赵琳", "赵琳"),
    ],
)
def test_what_must_vanish_of_a_stretch(kind: str, text: str, gone: str) -> None:
    low, high = must_vanish(kind, text)
    assert text[low:high] == gone


def test_frozen_files_give_totals_only() -> None:
    for path in sorted(GOLD.glob("masking_*")):
        found = evaluate_masking(path, rows=464)
        shown = (found.worst, found.confusion, {key for key in found.versions if key != "mask"})
        assert shown == ([], {}, set())
        for figure in found.figures:
            assert re.fullmatch(r"[A-Za-z0-9_]+", figure.name)
