"""The area that a row is about: its code, its name, and what kind it is where the book lacks it."""

import re
from fnmatch import fnmatchcase
from typing import NamedTuple

from poolbook.intake.feeds.layout import AreaFrom
from poolbook.intake.feeds.plan import Planner
from poolbook.intake.feeds.words import clean, code_of, plain
from poolbook.intake.reading.faults import Faults
from poolbook.intake.reading.model import Cell

NOTHING = ("", "-", "[z]", "[x]", "na", "n/a")


class Placed(NamedTuple):
    """An area as a file names it: a code in a scheme, or only a name."""

    scheme: str
    code: str
    name: str
    kind: str = ""

    def __str__(self) -> str:
        return f"{self.name} ({self.code})" if self.name and self.code else self.name or self.code


class Placer:
    """Reads the area of each row."""

    def __init__(self, area: AreaFrom, plan: Planner, faults: Faults) -> None:
        self.area, self.faults = area, faults
        self.code = plan.column(area.code) if area.code else None
        self.name = plan.column(area.name) if area.name else None
        for heading in area.also.values():
            plan.column(heading)
        self.known = {plain(text): code for text, code in area.known.items()}
        self.pattern = re.compile(area.pattern) if area.pattern else None
        self.places: dict[tuple[str, str], Placed | None] = {}
        self.by_code: dict[str, Placed] = {}

    def place(self, row: list[Cell], number: int) -> Placed | None:
        """The area of a row; None, with a fault, where it names none."""
        if self.area.says:
            return Placed(self.area.scheme, self.area.says, "", self.kind(self.area.says))
        code, name = self._text(row, self.code), self._text(row, self.name)
        key = (code, name)
        if key not in self.places:
            given = self._place(code, name)
            if given and given.code:  # one area, though its name may change within the file
                given = self.by_code.setdefault(given.code, given)
            self.places[key] = given
        found = self.places[key]
        if found is None:
            index = self.code if self.code is not None else self.name
            self.faults.at(
                "no-area", number, index, "no area is named.",
                do="Give the area’s code, or delete the row if it is no row of figures.",
            )  # fmt: skip
        return found

    def _place(self, code: str, name: str) -> Placed | None:
        if self.pattern and code:
            found = self.pattern.search(code)
            if found:
                code, name = found["code"], found["name"]
        known = self.known.get(plain(code)) or self.known.get(plain(name))
        if known:
            return Placed(self.area.scheme, known, name or code, self.kind(known))
        if plain(code) in NOTHING:
            code = ""
        if not code and (not name or plain(name) in NOTHING):
            return None
        return Placed(self.area.scheme if code else "name", code, name, self.kind(code))

    def kind(self, code: str) -> str:
        """What kind of area a code looks like; empty where the layout does not say."""
        return next((k for look, k in self.area.kinds.items() if fnmatchcase(code, look)), "")

    @staticmethod
    def _text(row: list[Cell], index: int | None) -> str:
        return clean(code_of(row[index])) if index is not None and index < len(row) else ""
