"""Fresh values for the slots of a masking part: invented numbers with valid lengths and check digits, names, addresses, accounts."""

from __future__ import annotations

import random
import re
import string
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

_FIRST_BORN, _LAST_BORN = date(1942, 1, 1), date(2007, 12, 31)
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # plates have neither I nor O
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_DRAWS = 500


def kind_of(slot: str) -> str:
    """The slot whose values a spoken slot says."""
    kind = slot.removeprefix("SPOKEN_")
    return {"ID": "ID_CARD", "BANK": "BANK_CARD"}.get(kind, kind)


def id_check(body: str) -> str:
    """The check character of the first 17 figures of an identity card (GB 11643)."""
    return "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11]


def luhn_check(body: str) -> str:
    """The last figure of a bank card."""
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body))]
    return str(-sum(value - 9 if value > 9 else value for value in doubled) % 10)


class Values:
    """Fresh values from the lists of a part."""

    def __init__(self, lists: Mapping[str, Any], rng: random.Random) -> None:
        self.lists, self.rng = lists, rng
        note = str(lists["values"].get("landline_note", ""))
        self._abolished = frozenset(re.findall(r"\b0[0-9]{2,3}\b", note.partition(" are abolished")[0]))

    def digits(self, count: int) -> str:
        """So many figures."""
        return "".join(self.rng.choice(string.digits) for _ in range(count))

    def raw(self, slot: str, fits: Callable[[str], object] | None = None) -> str:
        """A value of the slot in its plain spelling, such that `fits` holds; the last one drawn where none is found."""
        draw = getattr(self, "_" + kind_of(slot).lower())
        value = str(draw())
        for _ in range(_DRAWS):
            if fits is None or fits(value):
                break
            value = str(draw())
        return value

    def _mobile(self) -> str:
        return str(self.rng.choice(self.lists["values"]["mobile_prefixes"]) + self.digits(8))

    def _landline(self) -> str:
        """Area code, hyphen, number. Where the part tells abolished codes apart, numbers behind the others are plainly invented."""
        area = str(self.rng.choice(self.lists["values"]["landline_area"]))
        first = self.rng.choice("2345678")
        if self._abolished and area not in self._abolished:
            other = self.rng.choice([digit for digit in string.digits if digit != first])
            head = [first] * 3
            head.insert(self.rng.randint(1, 3), other)
            return f"{area}-{''.join(head)}{self.digits(4)}"
        return f"{area}-{first}{self.digits(7 if len(area) == 3 or self.rng.random() < 0.5 else 6)}"

    def _id_card(self) -> str:
        born = _FIRST_BORN + timedelta(days=self.rng.randint(0, (_LAST_BORN - _FIRST_BORN).days))
        body = f"{self.rng.choice(self.lists['values']['id_regions'])}{born:%Y%m%d}{self.digits(3)}"
        return body + id_check(body)

    def _bank_card(self) -> str:
        bin_ = str(self.rng.choice(self.lists["values"]["bank_bins"]))
        length = self.rng.choice((16, 19)) if bin_.startswith("62") else 16
        body = bin_ + self.digits(length - 1 - len(bin_))
        return body + luhn_check(body)

    def _passport(self) -> str:
        if self.rng.random() < 0.5:
            return self.rng.choice("EG") + self.digits(8)
        return "E" + self.rng.choice(_LETTERS) + self.digits(7)

    def _qq(self) -> str:
        length = self.rng.choice((5, 6, 7, 8, 9, 9, 9, 10, 10, 10, 11))
        # Eleven figures beginning with 1 would be a mobile number.
        return self.rng.choice("23456789" if length == 11 else "123456789") + self.digits(length - 1)

    def _plate(self) -> str:
        head = str(self.rng.choice(self.lists["values"]["plate_provinces"])) + self.rng.choice("ABCDEFGH")
        tail = list(self.digits(5))
        if self.rng.random() < 0.7:
            for place in self.rng.sample(range(5), self.rng.choice((0, 1, 1, 2))):
                tail[place] = self.rng.choice(_LETTERS)
            return head + "".join(tail)
        mark = self.rng.choice("DF")
        return head + (mark + "".join(tail) if self.rng.random() < 0.7 else "".join(tail) + mark)

    def _name(self) -> str:
        names = self.lists["names"]
        kind = self.rng.choice(("two", "three", "two", "three", "three", "double", "minority", "english"))
        return str(self.rng.choice(names[kind]))

    def _addressed(self) -> str:
        return str(self.rng.choice(self.lists["names"]["surnames"]))

    def addressed(self, way: str = "after", blank: str = "") -> tuple[str, int, int]:
        """A form of address and how much of its beginning and end may stay: 高先生 (after), 小高 (before), 欧阳女士 (double),
        王小明先生 (name_title: the whole name has to vanish).
        """
        names = self.lists["names"]
        shapes: dict[str, Callable[[str], bool]] = {"before": lambda one: len(one) == 1, "double": lambda one: len(one) == 2}
        text, lead, tail = "", 0, 0
        for _ in range(_DRAWS):
            whole = names[self.rng.choice(("two", "three", "three", "double"))] if way == "name_title" else ()
            said = str(self.rng.choice(whole)) if whole else self.raw("ADDRESSED", shapes.get(way))
            titles = names["titles_before" if way == "before" else "titles_after"]
            # After a full name a title of one character is not said.
            title = str(self.rng.choice([one for one in titles if way != "name_title" or len(one) > 1]))
            text, lead, tail = (title + said, len(title), 0) if way == "before" else (said + blank + title, 0, len(blank + title))
            if text not in names.get("addressed_never", ()):
                break
        return text, lead, tail

    def _address(self) -> str:
        addresses = self.lists["addresses"]
        return str(self.rng.choice(addresses["full"])) if self.rng.random() < 0.6 else self._built(addresses)

    def _built(self, addresses: Mapping[str, Any]) -> str:
        rng, pieces = self.rng, addresses["pieces"]
        counts = {
            "n": rng.randint(1, 399),
            "b": rng.randint(1, 38),
            "u": rng.randint(1, 4),
            "f": rng.randint(2, 29),
            "g": rng.randint(1, 15),
            "r": f"{rng.randint(1, 29)}{rng.randint(1, 6):02}",
        }
        # Lists of one length go together: a city lies in its province.
        region = ("province", "city", "district")
        together = rng.randrange(len(pieces["province"])) if len({len(pieces[name]) for name in region}) == 1 else None

        def put(match: re.Match[str]) -> str:
            name = match[1]
            if name in counts:
                return str(counts[name])
            return str(pieces[name][together] if together is not None and name in region else rng.choice(pieces[name]))

        return re.sub(r"\{(\w+)\}", put, rng.choice(addresses["patterns"]))

    def _email(self) -> str:
        accounts = self.lists["accounts"]
        return str(self.rng.choice(accounts["email_users"]) + "@" + self.rng.choice(accounts["email_domains"]))

    def _wechat(self) -> str:
        return str(self.rng.choice(self.lists["accounts"]["wechat_ids"]))

    def _at_name(self) -> str:
        return str(self.rng.choice(self.lists["accounts"]["at_names"])).lstrip("@＠")

    def _account(self) -> str:
        return self._changed("account_numbers", r"20[0-3][0-9]")

    def _order(self) -> str:
        return self._changed("order_numbers", r"20[0-3][0-9](?:[01][0-9][0-3][0-9])?")

    def _changed(self, kind: str, kept: str) -> str:
        """Letters and marks of a listed value with other figures; its first figure, or the year or date it begins with, is kept."""
        value = str(self.rng.choice(self.lists["accounts"][kind]))
        begin = re.match(rf"[^0-9]*(?:{kept}|[0-9])?", value)
        head = begin[0] if begin else ""
        return head + re.sub("[0-9]", lambda _: self.rng.choice(string.digits), value[len(head) :])


__all__ = ["Values", "id_check", "kind_of", "luhn_check"]
