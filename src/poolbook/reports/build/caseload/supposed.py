"""What a year's packages would cost a week under a scenario."""

from poolbook.reports.charts import waterfall
from poolbook.reports.model import Cell, Column, Row, Sum, Table
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
