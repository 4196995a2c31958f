"""What packages would cost under a scenario, and what one per cent more would."""

from collections.abc import Sequence
from fractions import Fraction

from poolbook.reports.build.caseload.numbers import Number, Numbers, cost
from poolbook.reports.charts import waterfall
from poolbook.reports.model import Cell, Column, Row, Sum, Table
from poolbook.rules.caseload.codes import band_name
from poolbook.rules.caseload.facts import BAND
from poolbook.rules.caseload.scenarios import Demand

STEPS = {
    "population": "More or fewer people",
    "moves": "Placements moved home",
    "prices": "Prices",
}


def table(found: Demand) -> Table:
    """The steps from the weekly cost as it is to the one supposed."""
    rows = [Row("now", "As it is", {"amount": Cell(found.now)})]
    rows += [Row(key, words, {"amount": Cell(getattr(found, key))}) for key, words in STEPS.items()]
    keys = tuple(row.key for row in rows)
    rows.append(
        Row("then", "As supposed", {"amount": Cell(found.then, formula=Sum(keys))}, "total")
    )
    return Table(
        key="demand",
        title="What it would cost",
        caption="Weekly cost as it is, and under the scenario",
        columns=(Column("amount", "£ a week", "pounds"),),
        rows=tuple(rows),
        label_title="Step",
        unit="£ a week",
    )


def sensitivity(
    numbers: Numbers, at: int, like: Table, days: int, notes: Sequence[str] = ()
) -> Table:
    """What one per cent more people or higher prices would cost, by age, and what a placement moved home
    would save: of the numbers as they may be shown. `like` is the table of prices out of county, `days`
    those of the year."""
    outside, inside = (like.rows[0].cells[name] for name in ("outside", "inside"))
    home = (
        Number(int(inside.value - outside.value))
        if isinstance(inside.value, int) and isinstance(outside.value, int)
        else Number(None, outside.missing or inside.missing)
    )
    rows = [_row("all", "1% more people, or prices 1% higher", _part(cost(numbers, at)), days)]
    for value in numbers.values(BAND):
        if numbers.people(at, BAND, value).value != 0:
            part = _part(cost(numbers, at, BAND, value))
            rows.append(_row(f"v{value}", f"1% more people: {band_name(value)}", part, days))
    rows.append(_row("home", "One like placement out of county moved home", home, days))
    return Table(
        "sensitivity", "What one per cent would cost", "What other demand or prices would add",
        (Column("week", "£ a week", "pounds"), Column("year", "£ a year", "pounds")), tuple(rows),
        "Were there", "", ("Costs are the people times their mean as shown: about right.", *notes),
    )  # fmt: skip


def _part(whole: Number) -> Number:
    return Number(None, whole.mark) if whole.value is None else Number(Fraction(whole.value, 100))


def _row(key: str, words: str, week: Number, days: int) -> Row:
    value = week.value
    year = Number(None, week.mark) if value is None else Number(Fraction(value) * days / 7)
    return Row(key, words, {"week": week.cell, "year": year.cell})


def chart(found: Demand) -> waterfall.Waterfall:
    """The same as a waterfall."""
    steps = [waterfall.Step(words, getattr(found, key)) for key, words in STEPS.items()]
    return waterfall.Waterfall(
        title="Weekly cost of packages, as it is and as supposed",
        start_label="As it is",
        start=found.now,
        steps=tuple(step for step in steps if step.pence),
        end_label="As supposed",
        end=found.then,
        kind="amount",
    )
