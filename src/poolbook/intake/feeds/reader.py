"""The reading of a file by its layout: every value with its place, and every fault."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from zlib import crc32

from poolbook.intake.feeds import times
from poolbook.intake.feeds.headings import Header, find, listed, sheets_of
from poolbook.intake.feeds.layout import FeedLayout, From, MeasureFrom, TableFrom
from poolbook.intake.feeds.making import LEFT_OUT, Made, Maker, added, divided
from poolbook.intake.feeds.opening import Opened
from poolbook.intake.feeds.places import NOTHING, Placed, Placer
from poolbook.intake.feeds.plan import Group, Planner, once
from poolbook.intake.feeds.texts import RowTest, beside, every, part
from poolbook.intake.feeds.totals import Checked, check_adds, check_totals
from poolbook.intake.feeds.words import alike, code_of, filled, plain
from poolbook.intake.reading.faults import Fault, Faults, Place
from poolbook.intake.reading.model import Cell, Grid
from poolbook.rules.measures.kinds import VALUE
from poolbook.rules.measures.periods import Time

LONGEST = 80  # signs of a measure's reference


class Observed(NamedTuple):
    """A value of a measure for an area and a time, as the file gives it; `where` is its place."""

    measure: str
    area: Placed
    starts: date
    ends: date
    status: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    count: int | None
    note: str
    where: str


@dataclass
class Defined:
    """What a measure of the file means, where the book does not have it yet."""

    ref: str
    meaning: dict[str, Any]
    follows: str = ""
    ended: date | None = None


@dataclass
class FeedReading:
    """Everything understood of a file; with faults it may hold only some of the values."""

    file: str
    layout: FeedLayout
    observed: list[Observed] = field(default_factory=list)
    measures: dict[str, Defined] = field(default_factory=dict)
    tables: list[str] = field(default_factory=list)
    rows: int = 0
    left_out: int = 0
    totals: int = 0
    unused: dict[str, list[str]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    not_listed: int = 0


def read(opened: Opened, layout: FeedLayout) -> FeedReading:
    """A file's values by its layout, with every fault of it."""
    reading = FeedReading(opened.name, layout)
    faults = Faults()
    for fault in (*opened.faults, *opened.warnings):
        faults.put(fault)
    checked = Checked()
    for table in layout.tables if opened.grids else ():
        found = False
        lacks: list[str] = []
        for grid in sheets_of(opened.grids, table):
            header, missing = find(grid, table)
            if header is None:
                lacks = missing if not lacks or len(missing) < len(lacks) else lacks
                continue
            found = True
            _Table(table, grid, header, opened, reading, faults, checked).read()
        if not found and not table.optional:
            faults.place = Place()
            faults.file(*_absent(table, lacks))
    check_totals(checked, faults)
    reading.totals = checked.compared
    if not reading.observed and not faults.faults:
        faults.file("no-values", "There is no value in it.", "Check that it is the right file.")
    reading.faults, reading.warnings = faults.faults, faults.warnings
    reading.not_listed = faults.unlisted
    return reading


def _absent(table: TableFrom, lacks: list[str]) -> tuple[str, str, str]:
    where = f" in sheet {listed(list(table.sheet))}" if table.sheet else ""
    if not lacks:
        said = f"There is no sheet {listed(list(table.sheet))}."
    else:
        said = f"There is no row of headings{where} with {listed(lacks)}."
    return "no-headings", said, "Check that this is the publication that the layout is for."


class _Table:
    """One table in one sheet, read row by row."""

    def __init__(
        self,
        table: TableFrom,
        grid: Grid,
        header: Header,
        opened: Opened,
        reading: FeedReading,
        faults: Faults,
        checked: Checked,
    ) -> None:
        self.table, self.grid, self.header = table, grid, header
        self.opened, self.reading, self.faults, self.checked = opened, reading, faults, checked
        faults.place = Place(grid.name, grid.first_column, header.names)
        self.plan = Planner(table, header, faults)
        self.maker = Maker(table, faults)
        self.placer = Placer(table.area, self.plan, faults)
        self.refs: dict[tuple[int, tuple[str, ...]], str] = {}
        self.seen: dict[tuple[str, Placed, Time], int] = {}
        self.sums: dict[tuple[str, Placed, Time], tuple[Made, int, bool]] = {}
        self.times: dict[str, Time | None] = {}

    def read(self) -> None:
        """Every row below the headings, to the end of the table."""
        table, before = self.table, len(self.faults.faults)
        groups = self.plan.groups()
        fixed = self._fixed()
        where, leave = self.plan.tests(table.where), self.plan.tests(table.leave_out)
        totals = [(self.plan.tests(t.rows), self.plan.tests(t.parts), t) for t in table.totals]
        self.names = {
            name: self.plan.column(source.column)
            for name, source in table.names.items()
            if source.column
        }
        period = self._period_columns()
        whole = self._whole_period()
        if len(self.faults.faults) > before:
            return  # columns are missing: what follows would only repeat it
        self.reading.tables.append(self.grid.name or "the file")
        first = self.header.last + 1
        for at in range(first, len(self.grid.rows)):
            row = self.grid.rows[at]
            if at == self.header.also_row or not any(c != "" for c in row):
                continue
            if self._ends(row):
                break
            if not every(where, row) or any(t.passes(row) for t in leave):
                continue
            self._row(row, at + 1, groups, fixed, period, whole, totals)
        self._flush()
        self.reading.left_out += self.maker.left_out
        unused = [
            name for at, name in enumerate(self.header.names) if name and at not in self.plan.used
        ]
        if unused:
            self.reading.unused[self.grid.name or "the file"] = unused

    def _row(
        self,
        row: list[Cell],
        number: int,
        groups: list[Group],
        fixed: dict[str, str],
        period: list[int],
        whole: Time | None,
        totals: list[tuple[list[RowTest], list[RowTest], Any]],
    ) -> None:
        self.reading.rows += 1
        total = next((t for t in totals if every(t[0], row)), None)
        keep = total is None or total[2].keep
        area = self.placer.place(row, number) if keep else None
        names = fixed | {
            name: part(code_of(row[at]), self.table.names[name].pattern) or ""
            for name, at in self.names.items()
            if at is not None and at < len(row)
        }
        time = whole
        if period:
            only = self._only_time() if total is not None else None
            time = only or self._row_time(row, number, period)
        for group in groups:
            when = group.time or time
            check_adds(group.adds, row, number, self.maker, self.faults)
            every_name = names | group.names if group.names else names
            for at, sources in enumerate(group.made):
                if sources.when and not every(sources.when, row):
                    continue
                made = self.maker.make(sources, row, number)
                if when is None:
                    self.checked.spoilt = True
                if made is LEFT_OUT or when is None:
                    continue  # its cells were looked at all the same: every fault is told
                ref = self._ref(sources.measure, at, every_name)
                place = sources.value if sources.value is not None else None
                if sources.sum:
                    place = sources.sum[0][0]
                if totals:
                    self.checked.add(
                        self.faults.place, ref, when, made, number, place,
                        total, [t[2] for t in totals if t is not total and every(t[1], row)],
                        bool(sources.measure.numerator or sources.measure.rows),
                    )  # fmt: skip
                if area is not None and made is not None:
                    self._keep(ref, area, when, made, number, place, sources.measure)

    def _keep(
        self,
        ref: str,
        area: Placed,
        time: Time,
        made: Made,
        number: int,
        index: int | None,
        measure: MeasureFrom,
    ) -> None:
        key = (ref, area, time)
        if self.table.add_rows:
            known = self.sums.get(key)
            one = added(known[0], made) if known else made
            self.sums[key] = (one, known[1] if known else number, measure.divides)
            return
        earlier = self.seen.get(key)
        if earlier is not None:
            self.faults.at(
                "twice", number, index,
                f"{ref} of {area} for {time} is there twice; row {earlier} gives it too.",
                do="Delete the row that does not count.",
            )  # fmt: skip
            return
        self.seen[key] = number
        self._put(key, made, number, index, measure.divides)

    def _flush(self) -> None:
        for key, (made, number, divides) in self.sums.items():
            self._put(key, made, number, None, divides)

    def _put(
        self,
        key: tuple[str, Placed, Time],
        made: Made,
        number: int,
        index: int | None,
        divides: bool,
    ) -> None:
        ref, area, time = key
        if divides and made.status == VALUE:
            made = divided(made, int(self.reading.measures[ref].meaning.get("per", 1)))
        name = self.grid.name
        cell = f"cell {self.faults.place.letter(index)}{number}" if index is not None else ""
        where = f"sheet “{name}”, {cell or f'row {number}'}" if name else f"row {number}"
        self.reading.observed.append(Observed(ref, area, time.starts, time.ends, *made, where))

    def _ref(self, measure: MeasureFrom, at: int, names: dict[str, str]) -> str:
        key = (id(measure), tuple(names.values()))
        ref = self.refs.get(key)
        if ref is None:
            ref = self.refs[key] = _short(filled(measure.ref, names))
            if ref not in self.reading.measures:
                meaning = {
                    name: filled(text, names) if isinstance(text, str) else text
                    for name, text in measure.meaning.items()
                }
                if meaning.get("unit") == "percent":
                    meaning["per"] = 100
                self.reading.measures[ref] = Defined(
                    ref, meaning, filled(measure.follows, names), measure.ended
                )
        return ref

    def _ends(self, row: list[Cell]) -> bool:
        first = next((plain(c) for c in row if c != ""), "")
        return any(alike(first, text) for text in self.table.ends_at)

    def _fixed(self) -> dict[str, str]:
        """The names that stand once: in a title, beside a label, in the file's name."""
        found = {"sheet": self.grid.name or ""}
        for name, source in self.table.names.items():
            if once(source):
                found[name] = self._once(source, name)
        return found

    def _once(self, source: From, what: str) -> str:
        text: str | None = source.says
        if source.file:
            text = part(self.opened.name, source.file)
            told = f"The file’s name does not say the {what} (as “{source.file}”)."
        elif source.newest:
            return self._newest(source)
        elif source.after or source.row:
            text = beside(self.opened.grids, source, self.grid, self.header)
            told = f"There is no “{source.after or source.row}” above the table to give the {what}."
        else:
            return source.says
        text = part(text, source.pattern) if text else text
        if not text:
            self.faults.file(
                "not-said", told, "Give the file as it was published, under its own name."
            )
            return ""
        return text

    def _newest(self, source: From) -> str:
        index = self.plan.column(source.newest)
        days = []
        for at, row in enumerate(self.grid.rows[self.header.last + 1 :], self.header.last + 2):
            cell = code_of(row[index]) if index is not None and index < len(row) else ""
            if plain(cell) in NOTHING:
                continue
            try:
                days.append(times.day_of(cell, source.order))
            except ValueError as error:
                self.faults.at("not-a-day", at, index, f"{error}.", value=cell, do="Correct it.")
        return max(days).isoformat() if days else ""

    def _whole_period(self) -> Time | None:
        source = self.table.period
        if not once(source):
            return None
        before = len(self.faults.faults)
        text = self._once(source, "period")
        if len(self.faults.faults) > before:
            return None
        try:
            return times.time(text, source.reads, source.order)
        except ValueError as error:
            self.faults.file("period-not-understood", f"{error}.", "Correct it in the file.")
            return None

    def _only_time(self) -> Time | None:
        """The one time of all rows so far: a total row often says TOTAL where its period stands."""
        known = {time for time in self.times.values() if time}
        return known.pop() if len(known) == 1 else None

    def _period_columns(self) -> list[int]:
        source = self.table.period
        names = source.columns or ((source.column,) if source.column else ())
        return [at for at in (self.plan.column(name) for name in names) if at is not None]

    def _row_time(self, row: list[Cell], number: int, columns: list[int]) -> Time | None:
        text = " ".join(code_of(row[at]) if at < len(row) else "" for at in columns).strip()
        if text in self.times:
            time = self.times[text]
            if time is not None:
                return time
        source = self.table.period
        try:
            said = part(text, source.pattern)
            if said is None:
                raise ValueError(f"“{text}” is not a period as the layout reads it")
            time = times.time(said, source.reads, source.order)
        except ValueError as error:
            time = None
            self.faults.at(
                "period-not-understood", number, columns[0], f"{error}.", value=text,
                do="Correct the period.",
            )  # fmt: skip
        self.times[text] = time
        return time


def _short(ref: str) -> str:
    """A reference of at most 80 signs; what is cut off is told apart by six figures of its own."""
    if len(ref) <= LONGEST:
        return ref.strip("-")
    return f"{ref[: LONGEST - 7].strip('-')}-{crc32(ref.encode()) & 0xFFFFFF:06x}"
