"""Tables of budget lines: the summary, one table a client group, and the cross-cutting subsets."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from poolbook.agreements.models import BudgetLine, Subset
from poolbook.audit.ahead import rows_of
from poolbook.finance.models import Period
from poolbook.reports.build.facts import Facts, Sums
from poolbook.reports.model import (
    Cell,
    Column,
    Difference,
    Formula,
    Ratio,
    Row,
    RowKind,
    Sum,
    Table,
)
from poolbook.reports.rounding import with_rounding_notes
from poolbook.rules import money

PERCENT_NOTE = (
    "% of budget is the variation over the whole year's budget; n/a where there is no budget."
)


def columns(period: Period, *, previous: bool = False, outturn: bool = True) -> tuple[Column, ...]:
    """The columns of a table of lines; `previous` adds the last period's variation."""
    year = period.month.year
    found = [
        Column("budget", f"Latest budget {year}"),
        Column("actual", f"Actual to {period.month.name}"),
        Column("forecast", "Forecast for the year"),
        Column("variation", "Forecast variation", over=True),
        Column("percent", "Variation, % of budget", "percent"),
    ]
    if outturn:
        found.insert(0, Column("outturn", f"Outturn {year.start - 1}/{year.start % 100:02d}"))
    if previous:
        found.append(Column("previous", "Variation last period", over=True))
    found.append(Column("change", "Change from last period", over=True))
    return tuple(found)


def cells(sums: Sums, facts: Facts, what: str, rows: Sequence[str] = ()) -> dict[str, Cell]:
    """The cells of one row. `rows` are the keys that it is the sum of; () for a line."""
    total: Formula | None = Sum(tuple(rows)) if rows else None
    first = facts.previous is None

    def amount(column: str, value: int | None, missing: str, formula: Formula | None) -> Cell:
        return Cell(value, facts.ref(what, column), formula if value is not None else None, missing)

    change = total or Difference("variation", "previous")
    return {
        "outturn": amount("outturn", sums.outturn, "no data", total),
        "budget": amount("budget", sums.budget, "", total),
        "actual": amount("actual", sums.actual, "no data", total),
        "forecast": amount("forecast", sums.forecast, "no data", total),
        "variation": amount(
            "variation", sums.variance, "no data", total or Difference("forecast", "budget")
        ),
        "percent": Cell(
            money.ratio(sums.variance, sums.budget) if sums.variance is not None else None,
            facts.ref(what, "percent"),
            Ratio("variation", "budget"),
            "n/a",
        ),
        "previous": amount(
            "previous", None if first else sums.previous, "n/a" if first else "no data", total
        ),
        "change": amount(
            "change", None if first else sums.change, "n/a" if first else "no data", change
        ),
    }


def row(
    facts: Facts,
    key: str,
    label: str,
    lines: Iterable[BudgetLine],
    kind: RowKind = "line",
    level: int = 0,
    rows: Sequence[str] = (),
) -> Row:
    """A row of one line, or of the sum of other rows."""
    return Row(key, label, cells(facts.sums(lines), facts, key, rows), kind, level)


def summary(facts: Facts) -> Table:
    """The pool by client group; where a group's lines are aligned, by owner."""
    rows: list[Row] = []
    for top in facts.children(None):
        below = facts.children(top)
        aligned = bool(below) and all(line.kind == "aligned" for line in below)
        for line in below if aligned else [top]:
            rows.append(row(facts, line.code, line.name, facts.leaves(line)))
    keys = [each.key for each in rows]
    rows.append(row(facts, "total", "Total", facts.lines, "total", rows=keys))
    return with_rounding_notes(
        Table(
            key="summary",
            title="Summary",
            caption=f"{facts.pool.name}: budget, spend and forecast by client group",
            columns=columns(facts.period),
            rows=tuple(rows),
            notes=(PERCENT_NOTE,),
        )
    )


def details(facts: Facts) -> list[Table]:
    """One table a client group that has lines below it."""
    return [_detail(facts, top) for top in facts.children(None) if facts.children(top)]


def _detail(facts: Facts, top: BudgetLine) -> Table:
    items = facts.items(facts.leaves(top))
    return facts.again(("detail", top.code), items, lambda: _new_detail(facts, top))


def _new_detail(facts: Facts, top: BudgetLine) -> Table:
    rows, keys = _below(facts, top, 0)
    total = f"Total {top.name}"
    rows.append(row(facts, top.code, total, facts.leaves(top), "total", rows=keys))
    return with_rounding_notes(
        Table(
            key=f"detail-{top.code}",
            title=top.name,
            caption=f"{top.name}: budget, spend and forecast by line",
            columns=columns(facts.period, previous=True),
            rows=tuple(rows),
            notes=_line_notes(facts, top),
        )
    )


def _below(facts: Facts, parent: BudgetLine, level: int) -> tuple[list[Row], list[str]]:
    """The rows below a line, and the keys that sum to it."""
    rows: list[Row] = []
    keys: list[str] = []
    for line in facts.children(parent):
        if facts.children(line):
            rows.append(Row(f"{line.code}-head", line.name, {}, "heading", level))
            inner, inner_keys = _below(facts, line, level + 1)
            rows += inner
            label = f"Total {line.name}"
            rows.append(
                row(facts, line.code, label, facts.leaves(line), "subtotal", level, inner_keys)
            )
        else:
            rows.append(row(facts, line.code, line.name, [line], level=level))
        keys.append(line.code)
    return rows, keys


def _line_notes(facts: Facts, top: BudgetLine) -> tuple[str, ...]:
    below = {line.pk: line.name for line in facts.leaves(top)}
    notes = [note for note in facts.notes if note.kind == "line" and note.line_id in below]
    return tuple(f"{below[note.line_id]}: {note.text}" for note in notes)


def subsets(facts: Facts) -> list[Table]:
    """Lines looked at together across client groups; a part of the tables above."""
    return [_subset(facts, subset) for subset in rows_of(subsets_asked(facts))]


def subsets_asked(facts: Facts) -> QuerySet:
    """What `subsets` asks of the database (`audit.ahead`)."""
    return Subset.objects.filter(pool=facts.pool).prefetch_related("lines")


def _subset(facts: Facts, subset: Subset) -> Table:
    lines = list(subset.lines.order_by("place"))
    rows = [row(facts, line.code, line.short_name or line.name, [line]) for line in lines]
    keys = [line.code for line in lines]
    rows.append(
        row(facts, f"subset-{subset.code}", f"Total {subset.name}", lines, "total", rows=keys)
    )
    return with_rounding_notes(
        Table(
            key=f"subset-{subset.code}",
            title=f"{subset.name}, across client groups",
            caption=f"{subset.name}: lines of several client groups looked at together",
            columns=columns(facts.period, outturn=False),
            rows=tuple(rows),
            notes=("A part of the tables above, not in addition to them.",),
        )
    )
