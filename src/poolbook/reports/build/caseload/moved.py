"""What moved the packages' cost between two days or two moments of knowledge, step by step."""

from collections.abc import Mapping

from poolbook.reports.charts import waterfall
from poolbook.reports.model import Cell, Column, ColumnKind, Row, Sum, Table
from poolbook.reports.rounding import with_rounding_notes
from poolbook.rules.bridges import Bridge
from poolbook.rules.caseload import few
from poolbook.rules.caseload.bridging import STEPS, total
from poolbook.rules.caseload.codes import SERVICES
from poolbook.rules.caseload.facts import BridgeSums
from poolbook.rules.disclosure import Preset
from poolbook.rules.saying import capital

WEEK, YEAR = "week", "year"
UNITS = {WEEK: "£ a week", YEAR: "£000"}
KINDS: dict[str, ColumnKind] = {WEEK: "pounds", YEAR: "money"}
MOST_NAMED = 3  # services in a label; the others are counted


def table(bridge: Bridge, kind: str, start: str, end: str) -> Table:
    """The steps, every one of the usual six also where it is nothing; the last row is their sum."""
    known = {step.key: step for step in bridge.steps}
    merged = few.MOVED in known or few.TOGETHER in known
    keys = list(known) if merged else list(STEPS)
    rows = [Row("start", start, {"amount": Cell(bridge.start), "why": Cell("")})]
    for key in dict.fromkeys([*keys, *known]):
        pence = known[key].pence if key in known else 0
        why = known[key].reason if key in known else STEPS[key]
        cells = {"amount": Cell(pence), "why": Cell(why)}
        rows.append(Row(_key(key), capital(key), cells))
    amount = Cell(bridge.end, formula=Sum(tuple(row.key for row in rows)))
    rows.append(Row("end", end, {"amount": amount, "why": Cell("")}, "total"))
    title = "What moved the weekly cost" if kind == WEEK else "What moved the year’s forecast"
    columns = (
        Column("amount", "£ a week" if kind == WEEK else "Amount", KINDS[kind]),
        Column("why", "What it is", "text"),
    )
    made = Table(
        "bridge", title, f"{title}: {start} to {end}", columns, tuple(rows), "Step", UNITS[kind]
    )
    return with_rounding_notes(made) if kind == YEAR else made


def _key(text: str) -> str:
    return text.replace(", ", "-").replace(" ", "-")


def chart(bridge: Bridge, kind: str, start: str, end: str) -> waterfall.Waterfall:
    """The same as a waterfall."""
    title = "Weekly cost of packages" if kind == WEEK else "The year’s forecast from packages"
    return waterfall.Waterfall(
        title=f"{title}, from {start} to {end}",
        start_label=start,
        start=bridge.start,
        steps=tuple(waterfall.Step(capital(step.key), step.pence) for step in bridge.steps),
        end_label=end,
        end=bridge.end,
        kind="amount",
    )


def by_service(
    sums: Mapping[int, BridgeSums], people: Mapping[int, int], kind: str, preset: Preset | None
) -> Table | None:
    """A row a service in pence a week, or pence of the year, with people who joined and left.

    `preset`: for whoever may not see people, services with few of them are told together, and counts
    are rounded; None where even all together are few. For a year, `sums` are pence already.
    """
    rows = [few.Row((service,), each) for service, each in sorted(sums.items())]
    if preset:
        rows = few.services(sums, people, preset)
        if not rows:
            return None
    parts = tuple(_parts(preset))
    made = [
        Row("-".join(map(str, ("service", *row.services))), name(row.services), _cells(row, preset))
        for row in rows
    ]
    keys = tuple(row.key for row in made)
    whole = few.Row((), total(row.sums for row in rows))
    cells = _cells(whole, preset)
    cells |= {part: Cell(cells[part].value, formula=Sum(keys)) for part in parts}
    made.append(Row("total", "All services", cells, "total"))
    titles = {"before": "Before", "after": "After", "stayed": capital(few.MOVED)}
    columns = (
        *(Column(part, titles.get(part, capital(part)), KINDS[kind]) for part in parts),
        Column("joined", "People who started", "count"),
        Column("left", "People who left", "count"),
    )
    notes = ("Who starts or leaves with several services is counted in the first.",)
    if preset:
        rounded = f" and rounded to {preset.base}" if preset.base > 1 else ""
        notes += (
            f"As published: counts from 1 to {preset.below - 1} are never told{rounded}; services "
            "with few people stand together.",
        )
    title = "By service"
    caption = f"What moved by service, {UNITS[kind]}"
    found = Table("by-service", title, caption, columns, tuple(made), "Service", UNITS[kind], notes)
    return with_rounding_notes(found) if kind == YEAR else found


def name(services: tuple[int, ...]) -> str:
    """Services in words: `Day Services`, `Shared Lives, Nursing Care and 2 more`."""
    names = [SERVICES[service].name for service in services]
    if len(names) > MOST_NAMED:
        return f"{', '.join(names[:2])} and {len(names) - 2} more"
    return ", ".join(names)


def _parts(preset: Preset | None) -> dict[str, tuple[str, ...]]:
    """The columns of pounds, and which sums make each."""
    apart = {step: (step,) for step in (STEPS if preset is None else few.CAME_AND_WENT)}
    stayed = {} if preset is None else {"stayed": few.STAYED}
    return {"before": ("before",), **apart, **stayed, "after": ("after",)}


def _cells(row: few.Row, preset: Preset | None) -> dict[str, Cell]:
    cells = {
        part: Cell(sum(getattr(row.sums, name) for name in names))
        for part, names in _parts(preset).items()
    }
    for part in ("joined", "left"):
        count = getattr(row.sums, part)
        if preset and preset.sensitive(count):
            cells[part] = Cell(missing="*")
        else:
            cells[part] = Cell(preset.rounded(count) if preset else count)
    return cells
