"""A feed's layout: where the values of a publication's file stand, and what its measures mean.

Kept as data (TOML in the package, JSON in the book). `FeedLayout.of` names everything wrong with one.
docs/rules/feeds.md describes each part.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from typing import Any, get_type_hints

from poolbook.intake.feeds.words import names_in
from poolbook.rules.measures.kinds import STATUSES

SHAPES = ("long", "periods", "measures")
AS = ("", "month", "day", "week", "financial year", "month of year")
ORDERS = ("dmy", "mdy")
MEANINGS = (
    "name", "short_name", "unit", "per", "decimals", "polarity", "frequency", "cumulative", "source",
    "lag", "least", "notes",
)  # fmt: skip


class LayoutError(ValueError):
    """A layout that cannot be used; `faults` are all that is wrong with it, in words."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class From:
    """Where a text comes from: a column (or several, joined), a part of the heading, the cell beside
    a label, the file's name, the newest day of a column, or what the layout itself says."""

    column: str = ""
    columns: tuple[str, ...] = ()
    heading: str = ""
    after: str = ""
    row: str = ""
    sheet: str = ""
    file: str = ""
    newest: str = ""
    says: str = ""
    pattern: str = ""
    reads: str = ""
    order: str = "dmy"


@dataclass(frozen=True)
class Test:
    """Whether a row is one of those meant: a column is one of some texts, or has a pattern."""

    column: str
    any_of: tuple[str, ...] = ()
    pattern: str = ""
    is_not: bool = False


@dataclass(frozen=True)
class AreaFrom:
    """Where the area of a row comes from, the scheme of its code, and what kind new ones are.

    `known` gives codes for texts that stand in place of a code or name; `kinds` the kind of area
    by the look of its code, the first that fits.
    """

    code: str = ""
    name: str = ""
    says: str = ""
    pattern: str = ""
    scheme: str = "gss"
    known: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    also: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Total:
    """Rows that must be the sum of others: those that pass `parts`, or all that are no total.
    `keep`: their values are taken too, for the area that the row names."""

    rows: tuple[Test, ...]
    parts: tuple[Test, ...] = ()
    keep: bool = False
    within: float = 0.0


@dataclass(frozen=True)
class Adds:
    """A column that must be the sum of others in its row, and by how much it may be off."""

    total: str
    parts: tuple[str, ...]
    within: float = 0.0


@dataclass(frozen=True)
class MeasureFrom:
    """How a measure is made of columns, and (`meaning`) what it means where the book lacks it.

    One of: `value` (a column; `numerator`, `denominator`, `count`, `note` beside it are kept with
    it), `sum` (columns added), `numerator` over `denominator` (sums of columns, times the meaning's
    `per`), `rows` over `of_rows` (rows counted). A column with `-` before it is taken away; `<2`
    is the second column to the left of the value's.
    """

    ref: str
    value: str = ""
    sum: tuple[str, ...] = ()
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    rows: tuple[Test, ...] = ()
    of_rows: tuple[Test, ...] = ()
    count: str = ""
    note: str = ""
    times: float = 1
    numerator_times: float = 1
    when: tuple[Test, ...] = ()
    follows: str = ""
    ended: date | None = None
    meaning: dict[str, Any] = field(default_factory=dict)

    @property
    def divides(self) -> bool:
        """Whether the value is worked out here from a numerator and a denominator."""
        return not self.value and bool(self.denominator or self.of_rows)


@dataclass(frozen=True)
class TableFrom:
    """One table of the file: its sheet, its headings, where each thing stands, its measures."""

    headings: tuple[str, ...]
    area: AreaFrom
    period: From
    measures: tuple[MeasureFrom, ...]
    sheet: tuple[str, ...] = ()
    shape: str = "measures"
    optional: bool = False
    header_rows: int = 1
    also: tuple[str, ...] = ()
    across: str = ""
    names: dict[str, From] = field(default_factory=dict)
    where: tuple[Test, ...] = ()
    leave_out: tuple[Test, ...] = ()
    totals: tuple[Total, ...] = ()
    adds: tuple[Adds, ...] = ()
    add_rows: bool = False
    blank: str = "missing"
    no_value: tuple[str, ...] = ()
    brackets: bool = False
    marks: dict[str, str] = field(default_factory=dict)
    ends_at: tuple[str, ...] = ("note", "notes", "note:*", "notes:*", "copyright*", "source:*")


@dataclass(frozen=True)
class FeedLayout:
    """A publication's layout: its code and name, where to get it, its tables."""

    code: str
    name: str
    tables: tuple[TableFrom, ...]
    publisher: str = ""
    get_it: str = ""
    kinds: tuple[str, ...] = ()
    about: str = ""
    data: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "FeedLayout":
        """The layout that data describes. Raises LayoutError with everything wrong with it."""
        faults: list[str] = []
        given = {k: v for k, v in data.items() if k not in ("defaults", "tables")}
        defaults = data.get("defaults", {})
        tables = data.get("tables", [])
        if not isinstance(tables, list) or not tables:
            faults.append("a layout has at least one table ([[tables]])")
            tables = []
        made = [
            _table(table, defaults, f"table {at}", faults) for at, table in enumerate(tables, 1)
        ]
        kept = json.loads(json.dumps(dict(data), default=str))
        layout = _make(cls, given | {"tables": [], "data": kept}, "the layout", faults)
        if faults or layout is None:
            raise LayoutError(faults)
        return cls(**{**layout.__dict__, "tables": tuple(filter(None, made))})


def _table(data: Any, defaults: Mapping[str, Any], at: str, faults: list[str]) -> TableFrom | None:
    if not isinstance(data, Mapping):
        faults.append(f"{at} is not a table of values")
        return None
    given = dict(data)
    for name in ("sheet", "headings", "also", "no_value", "ends_at"):
        if isinstance(given.get(name), str):
            given[name] = [given[name]]
    given["area"] = _make(AreaFrom, given.get("area", {}), f"{at}, area", faults)
    given["period"] = _make(From, given.get("period", {}), f"{at}, period", faults)
    given["names"] = {
        name: _make(From, source, f"{at}, {name}", faults)
        for name, source in given.get("names", {}).items()
    }
    for name in ("where", "leave_out"):
        given[name] = _tests(given.get(name, []), f"{at}, {name}", faults)
    totals = []
    for each in given.get("totals", []):
        rows = _tests(each.get("rows", []), f"{at}, totals", faults)
        parts = _tests(each.get("parts", []), f"{at}, totals", faults)
        totals.append(_make(Total, each | {"rows": rows, "parts": parts}, f"{at}, totals", faults))
    given["totals"] = totals
    given["adds"] = [_make(Adds, each, f"{at}, adds", faults) for each in given.get("adds", [])]
    given["measures"] = [
        _measure(each, defaults, f"{at}, measure {n}", faults)
        for n, each in enumerate(given.get("measures", []), 1)
    ]
    table = _make(TableFrom, given, at, faults)
    if table is not None and not faults:
        faults += [f"{at}: {words}" for words in _unfit(table)]
    return table


def _measure(
    data: Any, defaults: Mapping[str, Any], at: str, faults: list[str]
) -> MeasureFrom | None:
    meaning = {k: v for k, v in defaults.items() if k in MEANINGS}
    meaning |= {k: v for k, v in data.items() if k in MEANINGS}
    for name in ("numerator", "denominator"):
        if f"{name}_is" in data:
            meaning[name] = data[f"{name}_is"]
    given = {
        k: v
        for k, v in data.items()
        if k not in MEANINGS and k not in ("numerator_is", "denominator_is")
    }
    for name in ("sum", "numerator", "denominator"):
        if isinstance(given.get(name), str):
            given[name] = [given[name]]
    for name in ("when", "rows", "of_rows"):
        given[name] = _tests(given.get(name, []), f"{at}, {name}", faults)
    if isinstance(given.get("ended"), str):  # JSON has no dates
        try:
            given["ended"] = date.fromisoformat(given["ended"])
        except ValueError:
            faults.append(f"{at}: ended should be a day such as 2020-03-01")
    return _make(MeasureFrom, given | {"meaning": meaning}, at, faults)


def _tests(data: Any, at: str, faults: list[str]) -> tuple[Test, ...]:
    given = [data] if isinstance(data, Mapping) else data
    made = []
    for each in given:
        values = dict(each)
        if "is" in values:
            texts = values.pop("is")
            values["any_of"] = [texts] if isinstance(texts, str) else texts
        made.append(_make(Test, values, at, faults))
    return tuple(filter(None, made))


def _make(kind: Any, data: Any, at: str, faults: list[str]) -> Any:
    """A part of a layout from its data: unknown names, wrong types and bad patterns are faults."""
    if not isinstance(data, Mapping):
        faults.append(f"{at} should be a table of values")
        return None
    hints, known = get_type_hints(kind), {each.name: each for each in fields(kind)}
    before = len(faults)
    values = {}
    for name, value in data.items():
        if name not in known:
            faults.append(f"{at}: “{name}” is not a part of it ({', '.join(sorted(known))})")
            continue
        values[name] = tuple(value) if isinstance(value, list) else value
        wanted = hints[name]
        if wanted in (str, int, bool, float) and not isinstance(
            value, (int, float) if wanted is float else wanted
        ):
            faults.append(f"{at}: {name} should be {_WORDS[wanted]}")
        if name in ("pattern", "across", "file") and isinstance(value, str):
            try:
                re.compile(value)
            except re.error as error:
                faults.append(f"{at}: the pattern “{value}” cannot be read ({error})")
    for name, each in known.items():
        optional = each.default is not MISSING or each.default_factory is not MISSING
        if not optional and values.get(name) in ("", None):
            faults.append(f"{at}: {name} is missing")
    return kind(**values) if len(faults) == before else None


_WORDS = {str: "text", int: "a whole number", bool: "true or false", float: "a number"}


def _unfit(table: TableFrom) -> list[str]:
    """What does not go together in a table."""
    found = []
    if table.shape not in SHAPES:
        found.append(f"shape is one of {', '.join(SHAPES)}")
    if table.shape == "periods" and not table.across:
        found.append("a table with periods across says how their headings are read (across)")
    for text, status in table.marks.items():
        if status not in STATUSES[1:]:
            found.append(f"the mark “{text}” says one of {', '.join(STATUSES[1:])}")
    if table.blank not in ("missing", "leave out"):
        found.append("blank is “missing” or “leave out”")
    groups = set(re.compile(table.across).groupindex) if table.across else set()
    sources = [table.period, *table.names.values()]
    for each in sources:
        if each.reads not in AS or each.order not in ORDERS:
            found.append(f"“reads” is one of {', '.join(AS[1:])}; “order” is dmy or mdy")
        if each.heading and each.heading not in groups:
            found.append(f"the headings’ pattern has no part named “{each.heading}”")
    known = groups | set(table.names) | {"sheet"}
    if not table.measures:
        found.append("it has no measure")
    if not (table.area.code or table.area.name or table.area.says):
        found.append("it does not say where the area comes from")
    for measure in table.measures:
        ways = [measure.value, measure.sum, measure.rows, measure.numerator and not measure.value]
        if sum(map(bool, ways)) != 1:
            found.append(
                f"{measure.ref} is made one way: value, sum, numerator over denominator, or rows"
            )
        for text in (measure.ref, measure.meaning.get("name", "")):
            for name in names_in(text) - known:
                found.append(f"{measure.ref} asks for “{name}”, which nothing gives")
        for name in ("name", "unit", "polarity"):
            if not measure.meaning.get(name):
                found.append(f"{measure.ref} needs its {name}")
    return found
