"""Packages against the ledger, line by line."""

from collections.abc import Mapping, Sequence

from poolbook.finance.models import Period
from poolbook.reports.build.caseload.forecasting import NO_LINE
from poolbook.reports.model import Cell, Column, Difference, Row, Sum, Table
from poolbook.reports.rounding import with_rounding_notes
from poolbook.rules.caseload.forecast import NOT_MAPPED
from poolbook.rules.caseload.reconciling import Reconciled
from poolbook.rules.saying import day

Named = Mapping[str, tuple[str, str]]  # line code → its pool's code, its name


def table(found: Sequence[Reconciled], period: Period, lines: Named) -> Table:
    """The table, in £000; a difference is positive where more was paid than packages explain."""
    rows = [_row(each, period, lines) for each in found]
    keys = tuple(row.key for row in rows)
    sums = {
        "packages": Cell(sum(each.packages for each in found), formula=Sum(keys)),
        "ledger": Cell(sum(each.ledger for each in found), formula=Sum(keys)),
        "difference": Cell(sum(each.difference for each in found), formula=Sum(keys)),
        "words": Cell(""),
    }
    rows.append(Row("total", "All lines", sums, "total"))
    title = f"Packages to ledger, to {day(period.month.last)}"
    made = Table(
        key="packages-ledger",
        title=title,
        caption=f"{title}, by budget line",
        columns=(
            Column("packages", "Packages"),
            Column("ledger", "Ledger"),
            Column("difference", "Ledger less packages"),
            Column("words", "What it says", "text"),
        ),
        rows=tuple(rows),
        label_title="Budget line",
        notes=(
            "Packages is what they were due to cost from 1 April, day by day; ledger is what was posted "
            "to their budget lines.",
        ),
    )
    return with_rounding_notes(made)


def _row(each: Reconciled, period: Period, lines: Named) -> Row:
    pool, name = lines.get(each.line, ("", NO_LINE if each.line == NOT_MAPPED else each.line))
    cells = {
        "packages": Cell(each.packages),
        "ledger": Cell(each.ledger, f"{pool}/{each.line}:actual@{period}" if pool else ""),
        "difference": Cell(each.difference, formula=Difference("ledger", "packages")),
        "words": Cell(each.words),
    }
    return Row(each.line, name, cells)
