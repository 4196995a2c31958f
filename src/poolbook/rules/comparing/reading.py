"""Reading a case of comparison: numbers with their missing code, polarities, lists and points."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from poolbook.rules.cells import number
from poolbook.rules.comparing.trend import Point
from poolbook.rules.comparing.words import POLARITIES
from poolbook.rules.fields import Fault, Fields, shown


@dataclass
class Reading:
    """The fields of one case; `rows` are the file's rows of a list's items, where there are any."""

    fields: Fields
    rows: Sequence[int] = ()

    def number(
        self,
        name: str,
        *,
        required: bool = True,
        default: float | None = None,
        above: float | None = None,
    ) -> float | None:
        """A number, None where it is null or the case's own code for missing."""
        value = self.fields.raw(name, default)
        found = self._cell(value, f"{self.fields.where}.{name}".lstrip("."))
        if required and found is None and not self.fields.has(name) and default is None:
            self.fields.fault(name, "is missing; write null where there is none")
        if found is not None and above is not None and found <= above:
            self.fields.fault(name, f"is {found:g}; it should be more than {above:g}")
        return found

    def setting(self, name: str, default: float, above: float = 0) -> float:
        """A number with a default, which also stands in for a faulty one."""
        found = self.number(name, required=False, default=default, above=above)
        return default if found is None or found <= above else found

    def polarity(self) -> str:
        """What is good for the measure; required."""
        return self.fields.choice("polarity", POLARITIES)

    def flag(self, name: str) -> bool:
        """true or false, also 1 or 0; false where it is not said."""
        value = self.fields.raw(name, False)
        words = {"true": True, "1": True, "1.0": True, "false": False, "0": False, "0.0": False}
        found = words.get(str(value).strip().lower())
        if found is None:
            self.fields.fault(name, f"should be true or false, not {shown(value)}")
        return bool(found)

    def values(self) -> list[float | None]:
        """The list of values."""
        given = self.fields.raw("values", [], required=True)
        if not isinstance(given, list):
            self.fields.fault("values", f"should be a list of numbers, not {shown(given)}")
            return []
        where = f"{self.fields.where}.values".lstrip(".")
        return [self._cell(one, self._item(where, "value", at)) for at, one in enumerate(given)]

    def areas(self, amount: int) -> list[str]:
        """The names of the areas, in the order of the values; empty where they have none."""
        given = self.fields.texts("areas")
        if given and len(given) != amount:
            self.fields.fault("areas", f"has {len(given)} names for {amount} values")
        return list(given)

    def points(self) -> list[Point]:
        """The years of a trend."""
        given = self.fields.raw("points", [], required=True)
        where = f"{self.fields.where}.points".lstrip(".")
        if not isinstance(given, list):
            self.fields.fault("points", f"should be a list of years, not {shown(given)}")
            return []
        found: dict[float, Point] = {}
        for at, one in enumerate(given):
            place = self._item(where, "", at)
            if not isinstance(one, Mapping):
                self.fields.faults.append(Fault(place, f"should be an object, not {shown(one)}"))
                continue
            known = ("year", "count", "denominator", "value", "lower95", "upper95")
            for name in one:
                if name not in known:
                    said = f"is not known here (known: {', '.join(known)})"
                    self.fields.faults.append(Fault(self._item(where, str(name), at), said))
            read = {n: self._cell(one.get(n), self._item(where, n, at)) for n in known[1:]}
            year, problem = number(one.get("year"))
            if year is None or problem or year in found:
                said = problem or ("is missing" if year is None else "is there twice")
                self.fields.faults.append(Fault(self._item(where, "year", at), said))
                continue
            found[year] = Point(year, **read)
        return list(found.values())

    def _cell(self, value: object, where: str) -> float | None:
        found, problem = number(value)
        if problem:
            self.fields.faults.append(Fault(where, problem))
            return None
        code, problem = number(self.fields.raw("missing"))
        if problem:
            self.fields.fault("missing", problem)
        return None if found is not None and found == code else found

    def _item(self, where: str, name: str, at: int) -> str:
        if self.rows:
            return ", ".join(part for part in (f"row {self.rows[at]}", name) if part)
        return (
            f"{where}[{at + 1}].{name}".rstrip(".")
            if name != "value" or "points" in where
            else f"{where}[{at + 1}]"
        )
