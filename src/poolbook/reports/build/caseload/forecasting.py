"""The year's forecast from packages: a row a budget line, beside the line's forecast in the month."""

from collections.abc import Mapping

from poolbook.caseload.landing import Landable, Standing
from poolbook.finance.models import Period
from poolbook.reports.charts import waterfall
from poolbook.reports.model import Cell, Column, Difference, Row, Sum, Table
from poolbook.reports.rounding import with_rounding_notes
from poolbook.rules.caseload.forecast import NOT_MAPPED
from poolbook.rules.saying import day

NO_LINE = "Packages that belong to no line"
SUMMED = ("actual", "committed", "uplift", "expected", "year", "now")


def table(standing: Standing, period: Period, pools: Mapping[int, str]) -> Table:
    """The table, in £000; `pools` are the codes of pools, for the way to a figure's explanation."""
    rows = [_row(each, period, pools) for each in standing.lines]
    rows.append(_total(rows))
    columns = (
        Column("actual", f"Actual to {day(standing.cut.day)}"),
        Column("committed", "Committed"),
        Column("uplift", "Uplift"),
        Column("expected", "Expected starters less leavers"),
        Column("year", "The year from packages"),
        Column("low", "With fewer people"),
        Column("high", "With more people"),
        Column("now", f"Forecast of {period.month.name}"),
        Column("change", "Packages less forecast"),
    )
    title = f"Forecast of {period.month.year} from packages"
    made = Table(
        key="packages-forecast",
        title=title,
        caption=f"{title}, by budget line",
        columns=columns,
        rows=tuple(rows),
        label_title="Budget line",
        notes=_notes(standing),
    )
    return with_rounding_notes(made)


def label(each: Landable) -> str:
    """The line's name."""
    if each.item:
        return each.item.line.name
    return NO_LINE if each.made.line == NOT_MAPPED else f"{each.made.line} (no line this year)"


def _row(each: Landable, period: Period, pools: Mapping[int, str]) -> Row:
    low, high = each.made.range
    cells = {
        "actual": Cell(each.made.actual),
        "committed": Cell(each.made.committed),
        "uplift": Cell(each.made.uplift),
        "expected": Cell(each.made.expected.middle),
        "year": Cell(each.made.year),
        "low": Cell(low),
        "high": Cell(high),
    }
    if each.change is None or each.item is None or each.item.forecast is None:
        missing = "no data" if each.item else ""
        cells |= {"now": Cell(missing=missing), "change": Cell(missing=missing)}
    else:
        line = each.item.line
        ref = f"{pools[line.pool_id]}/{line.code}:forecast@{period}"
        cells["now"] = Cell(each.item.forecast.pence, ref)
        cells["change"] = Cell(each.change, formula=Difference("year", "now"))
    return Row(each.made.line, label(each), cells)


def _total(rows: list[Row]) -> Row:
    """The sums; of ranges there is none, for all lines are not low at once."""
    cells = {}
    for key in SUMMED:
        known = [row for row in rows if row.cells[key].value is not None]
        pence = sum(int(row.cells[key].value or 0) for row in known)
        said = Cell(pence, formula=Sum(tuple(row.key for row in known)))
        cells[key] = said if known else Cell(missing="no data")
    compared = [row for row in rows if row.cells["change"].value is not None]
    change = sum(int(row.cells["change"].value or 0) for row in compared)
    keys = tuple(row.key for row in compared)
    moved = Cell(change, formula=Sum(keys)) if keys else Cell(missing="no data")
    cells |= {"low": Cell(), "high": Cell(), "change": moved}
    return Row("total", "All packages", cells, "total")


def _notes(standing: Standing) -> tuple[str, ...]:
    notes = [
        f"Made of {standing.snapshot}.",
        "Committed is each package to its end, its planned end or the year’s; expected is what "
        "starters and leavers of the last 12 months lead one to expect, with one standard deviation.",
    ]
    if any(each.made.line == NOT_MAPPED for each in standing.lines):
        notes.append("Say on the page of loads which line these packages belong to.")
    return tuple(notes)


def chart(standing: Standing) -> waterfall.Waterfall:
    """From what has happened to the year, over all lines."""
    made = [each.made for each in standing.lines]
    steps = (
        waterfall.Step("Committed", sum(each.committed for each in made)),
        waterfall.Step("Uplift", sum(each.uplift for each in made)),
        waterfall.Step("Expected starters less leavers", sum(e.expected.middle for e in made)),
    )
    return waterfall.Waterfall(
        title="From what packages have cost to what the year will cost",
        start_label=f"Actual to {day(standing.cut.day)}",
        start=sum(each.actual for each in made),
        steps=tuple(step for step in steps if step.pence),
        end_label="The year",
        end=standing.year.pence,
        kind="amount",
    )
