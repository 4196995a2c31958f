"""What a file of a national series holds and what taking it in would do; nothing is changed here."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from poolbook.agreements.models import Agreement
from poolbook.intake.feeding.placing import Placing, place
from poolbook.intake.feeds import (
    FeedLayout,
    FeedReading,
    LayoutError,
    Opened,
    open_file,
    read,
    recognise,
    shipped,
)
from poolbook.intake.feeds.reader import Defined
from poolbook.intake.reading.faults import Fault
from poolbook.intake.reading.reader import no_collection
from poolbook.performance.actions.loads import Changed, Value, compared
from poolbook.performance.models import Definition, Feed, Measure
from poolbook.performance.queries.loads import same_file
from poolbook.rules.measures.kinds import VALUE
from poolbook.rules.measures.periods import Time, name_of
from poolbook.rules.refusal import Refusal

NEW_AREAS = "Bring the area codes in first (poolbook measure areas), or let this file add them."


@dataclass
class Seen:
    """A file as understood for an agreement, and what would happen to its values."""

    file: str
    sha256: str
    layout: FeedLayout | None = None
    recognised: bool = False
    reading: FeedReading | None = None
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    not_listed: int = 0
    placing: Placing = field(default_factory=Placing)
    new_areas: bool = False
    new_measures: list[Defined] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    new: int = 0
    changed: int = 0
    same: int = 0
    changes: list[Changed] = field(default_factory=list)
    same_as: str = ""

    @property
    def times(self) -> tuple[Time, Time] | None:
        """The first and the last time in the file."""
        found = {(v.starts, v.ends) for v in self.reading.observed} if self.reading else set()
        if not found:
            return None
        return Time(*min(found)), Time(*max(found, key=lambda each: (each[1], each[0])))

    @property
    def times_words(self) -> str:
        """`August 2010 to February 2020`."""
        if self.times is None:
            return ""
        first, last = (name_of(each) for each in self.times)
        return first if first == last else f"{first} to {last}"


def layouts(agreement: Agreement) -> dict[str, FeedLayout]:
    """The layouts by code: those of the package, and those that the agreement saved over them."""
    found = dict(shipped())
    for feed in Feed.objects.filter(agreement=agreement):
        if "tables" in feed.layout:
            try:
                found[feed.code] = FeedLayout.of(feed.layout)
            except LayoutError as error:
                raise Refusal(f"the saved layout {feed.code} is wrong", error.faults) from None
    return found


def see(
    path: Path,
    agreement: Agreement,
    *,
    name: str = "",
    layout: FeedLayout | str | None = None,
    new_areas: bool = False,
    compare: bool = True,
) -> Seen:
    """What a file holds and what taking it in would do. Raises Refusal for a layout that is not there."""
    opened = open_file(path, name)
    seen = Seen(opened.name, hashlib.sha256(path.read_bytes()).hexdigest(), new_areas=new_areas)
    known = layouts(agreement)
    if isinstance(layout, str):
        if layout not in known:
            raise Refusal(f"there is no layout “{layout}”", sorted(known))
        layout = known[layout]
    if layout is None and not opened.faults:
        layout = _recognised(opened, known.values(), seen)
    if layout is None:
        seen.faults += opened.faults
        return seen
    seen.layout = layout
    with no_collection():
        seen.reading = reading = read(opened, layout)
    seen.faults, seen.warnings, seen.not_listed = (
        reading.faults,
        reading.warnings,
        reading.not_listed,
    )
    _place(seen, reading)
    _measures(seen, reading, agreement)
    if not seen.faults:
        _values(seen, reading)
    if compare and not seen.faults:
        seen.new, seen.changed, seen.same, seen.changes = compared(agreement, seen.values)
        before = same_file(agreement, seen.sha256)
        seen.same_as = f"{before.file_name} (load {before.pk})" if before else ""
    return seen


def _recognised(opened: Opened, known: Iterable[FeedLayout], seen: Seen) -> FeedLayout | None:
    found = recognise(opened, known)
    seen.recognised = found.layout is not None
    if found.fault:
        seen.faults.append(found.fault)
    return found.layout


def _place(seen: Seen, reading: FeedReading) -> None:
    areas = dict.fromkeys(each.area for each in reading.observed)
    seen.placing = placing = place(areas, max((v.ends for v in reading.observed), default=None))
    for one, words in placing.unknown.items():
        if not (seen.new_areas and one in placing.new):
            seen.faults.append(
                Fault("unknown-area", f"{words}.", value=one.code or one.name, what_to_do=NEW_AREAS)
            )


def _measures(seen: Seen, reading: FeedReading, agreement: Agreement) -> None:
    """The measures that the book lacks; one that means something else there is a fault."""
    refs = list(reading.measures)
    known = set(
        Measure.objects.filter(agreement=agreement, ref__in=refs).values_list("ref", flat=True)
    )
    newest = {
        each.measure.ref: each
        for each in Definition.objects.filter(
            measure__agreement=agreement, measure__ref__in=known
        ).select_related("measure")
    }
    for ref, given in reading.measures.items():
        if ref not in known:
            seen.new_measures.append(given)
            continue
        held, unit, per = newest[ref], given.meaning["unit"], given.meaning.get("per", 1)
        if (held.unit, held.per) != (unit, per):
            seen.faults.append(
                Fault(
                    "another-unit",
                    f"{ref} is in {_unit(held.unit, held.per)} in the book, and in {_unit(unit, per)} "
                    "in this file.",
                    value=ref,
                    what_to_do="Give the measure of the layout another reference, or define it anew.",
                )
            )


def _unit(unit: str, per: int) -> str:
    return f"{unit} per {per:,}" if per > 1 and unit != "percent" else unit


def _values(seen: Seen, reading: FeedReading) -> None:
    """The values with the book's areas; two that are of one area under two names are a fault."""
    placing, order = seen.placing, {}
    for one, made in placing.new.items():
        order[one] = made.code
    codes = order | placing.codes
    places: dict[tuple, str] = {}
    for each in reading.observed:
        code = codes[each.area]
        key = (each.measure, code, each.starts, each.ends)
        if key in places:
            time = name_of(Time(each.starts, each.ends))
            seen.faults.append(
                Fault(
                    "twice",
                    f"{each.where}: {each.measure} of {each.area} for {time} is there twice; "
                    f"{places[key]} gives it too.",
                    what_to_do="Delete the one that does not count.",
                )
            )
        places[key] = each.where
        seen.values.append(Value(each[0], code, *each[2:]))


def counts(seen: Seen) -> dict[str, int]:
    """How much of what is in a file: rows, values, measures, areas, and what has no value."""
    reading = seen.reading
    if reading is None:
        return {}
    return {
        "rows": reading.rows,
        "values": len(reading.observed),
        "without a value": sum(each.status != VALUE for each in reading.observed),
        "measures": len(reading.measures),
        "areas": len({each.area for each in reading.observed}),
        "totals checked": reading.totals,
        "marks left out": reading.left_out,
    }
