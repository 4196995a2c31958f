"""What a table's headings amount to: for each group of columns its period and names, and for each
measure the columns that it is made of."""

import re
from dataclasses import dataclass, field

from poolbook.intake.feeds import times
from poolbook.intake.feeds.headings import Header
from poolbook.intake.feeds.layout import From, MeasureFrom, TableFrom, Test
from poolbook.intake.feeds.making import Signed, Sources
from poolbook.intake.feeds.texts import RowTest
from poolbook.intake.feeds.words import alike, plain
from poolbook.intake.reading.faults import Faults
from poolbook.rules.measures.periods import Time

WHOLE = "value"  # the part of a column whose heading names no part


@dataclass
class Group:
    """Columns that belong together: `parts` by what their headings call them; without `across` all
    columns of the table are one group."""

    names: dict[str, str] = field(default_factory=dict)
    parts: dict[str, int] = field(default_factory=dict)
    time: Time | None = None
    made: list[Sources] = field(default_factory=list)
    adds: list[tuple[int, list[int], float]] = field(default_factory=list)


class Planner:
    """Finds the columns of a table; what is not there is a fault."""

    def __init__(self, table: TableFrom, header: Header, faults: Faults) -> None:
        self.table, self.header, self.faults = table, header, faults
        self.used: set[int] = set()
        self._known: dict[tuple[Test, ...], list[RowTest]] = {}

    def groups(self) -> list[Group]:
        """Every group of columns with the measures that it gives."""
        groups = self._across() if self.table.across else [Group()]
        given: set[int] = set()
        for group in groups:
            for at, measure in enumerate(self.table.measures):
                made = self._sources(measure, group)
                if made:
                    given.add(at)
                    group.made.append(made)
            self._adds(group)
        for at, measure in enumerate(self.table.measures):
            if self.table.across and groups and at not in given:
                self.faults.file(
                    "no-such-column",
                    f"no heading gives what {measure.ref} is made of.",
                    "Check that this is the publication that the layout is for.",
                )
        return groups

    def tests(self, given: tuple[Test, ...]) -> list[RowTest]:
        """Conditions with their columns found."""
        found = self._known.get(given)
        if found is None:
            found = self._known[given] = [RowTest(t, self.header, self.faults) for t in given]
            self.used |= {t.index for t in found if t.index is not None}
        return found

    def column(self, name: str) -> int | None:
        """A column of the table by its heading."""
        found = self.header.column(name, self.faults)
        if found is not None:
            self.used.add(found)
        return found

    def _across(self) -> list[Group]:
        read = re.compile(self.table.across, re.IGNORECASE)
        groups: dict[tuple[tuple[str, str], ...], Group] = {}
        for at, name in enumerate(self.header.names):
            found = read.search(" ".join(name.split())) if name else None
            if not found or at in self.header.also.values():
                continue
            names = {key: (text or "").strip() for key, text in found.groupdict().items()}
            part = plain(names.pop("part", WHOLE))
            key = tuple(sorted((k, plain(v)) for k, v in names.items()))
            if key not in groups:
                time = self._time(names, at)
                if time is False:
                    continue
                groups[key] = Group(names, time=time)
            if part in groups[key].parts:
                first = self.faults.place.letter(groups[key].parts[part])
                self.faults.file(
                    "two-columns",
                    f"columns {first} and {self.faults.place.letter(at)} are both headed “{name}”.",
                    "Delete the one that does not count.",
                )
            groups[key].parts[part] = at
            self.used.add(at)
        if not groups:
            self.faults.file(
                "no-such-column",
                f"no heading in row {self.header.last + 1} is like those that the layout reads.",
                "Check that this is the publication that the layout is for.",
            )
        return list(groups.values())

    def _time(self, names: dict[str, str], at: int) -> Time | bool | None:
        """The time of a heading; None where rows say it, False where it is not understood."""
        source = self.table.period
        if not source.heading:
            return None
        try:
            return times.time(names[source.heading], source.reads, source.order)
        except ValueError as error:
            self.faults.at(
                "period-not-understood", self.header.last + 1, at, f"{error}.",
                value=names[source.heading], do="Correct the heading.",
            )  # fmt: skip
            return False

    def _sources(self, measure: MeasureFrom, group: Group) -> Sources | None:
        """The measure's columns in a group; None where the group is of other measures."""
        if self.table.across and not self._has(measure, group):
            return None
        made = Sources(measure, note_name=measure.note)
        if measure.value:
            made.value = self._index(measure.value, group)
        base = made.value
        made.sum = self._signed(measure.sum, group, base)
        made.numerator = self._signed(measure.numerator, group, base)
        made.denominator = self._signed(measure.denominator, group, base)
        made.count = self._index(measure.count, group) if measure.count else None
        made.note = self._index(measure.note, group) if measure.note else None
        made.when = self.tests(measure.when)
        made.rows, made.of_rows = self.tests(measure.rows), self.tests(measure.of_rows)
        if measure.value and made.value is None:
            return None
        return made

    def _has(self, measure: MeasureFrom, group: Group) -> bool:
        wanted = [measure.value or "", *measure.sum]
        wanted += [] if measure.value else [*measure.numerator, *measure.denominator]
        parts = [plain(name.removeprefix("-")) for name in wanted if name]
        return all(any(alike(known, part) for known in group.parts) for part in parts)

    def _index(self, name: str, group: Group, base: int | None = None) -> int | None:
        if name.startswith("<") and name[1:].isdigit():
            if base is None or base < int(name[1:]):
                return None
            self.used.add(base - int(name[1:]))
            return base - int(name[1:])
        text = plain(name)
        for known, at in group.parts.items():
            if alike(known, text):
                return at
        return self.column(name)

    def _signed(self, names: tuple[str, ...], group: Group, base: int | None) -> list[Signed]:
        found = []
        for name in names:
            minus = name.startswith("-")
            index = self._index(name.removeprefix("-"), group, base)
            if index is not None:
                found.append((index, -1 if minus else 1))
        return found

    def _adds(self, group: Group) -> None:
        for each in self.table.adds:
            if self.table.across and plain(each.total) not in group.parts:
                continue
            total = self._index(each.total, group)
            parts = [self._index(name, group) for name in each.parts]
            if total is not None and None not in parts:
                group.adds.append((total, [p for p in parts if p is not None], each.within))


def once(source: From) -> bool:
    """Whether a text stands once in a file, and not in each row or heading."""
    return bool(source.after or source.row or source.file or source.says or source.newest)
