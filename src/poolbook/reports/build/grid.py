"""The forecast grid as a table: what the page shows, CSV and XLSX hold, to the penny."""

from collections.abc import Iterable, Iterator

from poolbook.agreements.models import BudgetLine
from poolbook.audit.kept import again
from poolbook.finance.queries.figures import Figures
from poolbook.finance.queries.grid import Grid
from poolbook.reports.build.facts import Facts, Sums
from poolbook.reports.build.lines import PERCENT_NOTE, cells
from poolbook.reports.model import Cell, Column, Difference, Formula, Row, Sum, Table

COMPARISONS = {
    "": "nothing more",
    "period": "last period’s forecast",
    "year": "last year",
}


def comparisons(grid: Grid) -> dict[str, str]:
    """What a forecast can be held against here: only what the book has."""
    there = {
        "": True,
        "period": grid.previous is not None,
        "year": grid.has_outturns or grid.last_year is not None,
    }
    return {key: word for key, word in COMPARISONS.items() if there[key]}


def columns(grid: Grid, compare: str = "") -> tuple[Column, ...]:
    """The columns after the line; `compare` adds what the forecast is held against."""
    period, year = grid.period, grid.period.month.year
    last = grid.previous.month.word if grid.previous else "last period"
    found = [
        Column("outturn", f"Outturn {year.start - 1}/{year.start % 100:02d}"),
        Column("budget", "Budget"),
        Column("actual", f"Actual to {period.month.word}"),
        Column("expected", "Expected to date"),
        Column("method", "Method", "text"),
        Column("forecast", "Forecast"),
        Column("variation", "Variation", over=True),
        Column("percent", "% of budget", "percent"),
        Column("change", f"Change from {last}", over=True),
        Column("reason", "Why", "text"),
    ]
    if compare == "period":
        found.insert(-1, Column("last", f"Forecast at {last}"))
    if compare == "year" and grid.has_outturns:
        found.insert(-1, Column("growth", "More than last year"))
    if compare == "year" and grid.last_year:
        title = f"Variation, {grid.last_year.month.name}"
        found.insert(-1, Column("last_year", title, over=True))
    return tuple(found)


def table(grid: Grid, show: str = "", compare: str = "") -> Table:
    """The grid's table. Headings carry the totals of all their lines, shown or not."""
    tree = _Tree(grid)
    if compare == "year" and grid.last_year:
        tree.last_year = grid.last_year_variances
    rows = list(_below(tree, None, 0, show))
    rows.append(_row(tree, "total", f"Total {grid.pool.name}", grid.figures, "total", 0))
    notes = [PERCENT_NOTE]
    if show:
        notes.append("Totals are those of all lines, the ones left out too.")
    return Table(
        key="forecast",
        title="Forecast",
        caption=f"{grid.pool.name}: forecast at {grid.period.month.name}",
        columns=columns(grid, compare),
        rows=tuple(rows),
        label_title="Line",
        notes=tuple(notes),
    )


class _Tree:
    """The pool's tree with the figures of each line under hand."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        # Only for how figures are called and whether there is a period before.
        self.facts = Facts(grid.period, grid.pool, None)  # type: ignore[arg-type]
        self.facts.previous = grid.previous
        start, end = self.facts.ref("|", "|").split("|:|")
        self.facts.ref = lambda what, column: f"{start}{what}:{column}{end}"  # type: ignore[method-assign]
        self.last_year: dict[int, int] | None = None  # where it is compared with
        self.items = {item.id: item for item in grid.figures}
        self.below: dict[int | None, list[BudgetLine]] = {}
        for line in grid.tree:
            self.below.setdefault(line.parent_id, []).append(line)

    def leaves(self, line: BudgetLine) -> list[Figures]:
        """The figures of the lines under a heading that carry money; a line's own."""
        key = line.pk
        found = [self.items[key]] if key in self.items else []
        for each in self.below.get(key, ()):
            found += self.leaves(each)
        return found


def _below(tree: _Tree, parent: BudgetLine | None, level: int, show: str) -> Iterator[Row]:
    """The rows under a heading: a line, or a heading with its totals and then its lines."""
    for line in tree.below.get(parent.pk if parent else None, ()):
        leaves = tree.leaves(line)
        if not leaves or (show and not any(tree.grid.shown(item, show) for item in leaves)):
            continue
        if line.pk in tree.items:
            yield _row(tree, line.code, line.name, leaves, "line", level)
        else:
            yield _row(tree, line.code, line.name, leaves, "subtotal", level)
            yield from _below(tree, line, level + 1, show)


def _row(tree: _Tree, key: str, label: str, items: list[Figures], kind: str, level: int) -> Row:
    """One row; the very same one for the same lines while none of their figures has changed."""
    last = [tree.grid.last.get(item.id) for item in items]
    return again(
        tree.grid.made,
        ("row", kind, key, _years(tree, items)),
        [*items, *last],
        lambda: _new_row(tree, key, label, items, kind, level),
    )


def _years(tree: _Tree, items: list[Figures]) -> tuple[int | None, ...] | None:
    """Last year's variations of these lines; None where they are not compared with."""
    known = tree.last_year
    return None if known is None else tuple(known.get(item.id) for item in items)


def _new_row(tree: _Tree, key: str, label: str, items: list[Figures], kind: str, level: int) -> Row:
    grid, sums = tree.grid, _sums(items)
    # Headings are sums of the lines, not of one another, so that a filter leaves them right.
    found = cells(sums, tree.facts, key)
    plain = kind == "line"
    if not plain:
        found = {name: _without(cell, name) for name, cell in found.items()}
    found["expected"] = Cell(_whole(_expected(grid, items)), missing="no data")
    found["last"] = Cell(_total(_last(grid, items)), missing="no data")
    growth = sums.forecast is not None and sums.outturn is not None
    found["growth"] = Cell(
        (sums.forecast or 0) - (sums.outturn or 0) if growth else None,
        formula=Difference("forecast", "outturn") if growth else None,
        missing="no data",
    )
    if tree.last_year is not None:
        found["last_year"] = _last_year(tree, key, items)
    if plain:
        newest = items[0].forecast
        found["method"] = Cell(newest.method if newest else None)
        found["reason"] = Cell(newest.reason if newest else None)
    return Row(key, label, found, kind, level)  # type: ignore[arg-type]


def _without(cell: Cell, name: str) -> Cell:
    """A heading's cell: a sum of lines carries no formula of its own row, but its ratio does."""
    keep: Formula | None = (
        None if isinstance(cell.formula, Sum) or name == "change" else cell.formula
    )
    return Cell(cell.value, cell.ref, keep, cell.missing)


def _sums(items: list[Figures]) -> Sums:
    return Sums(
        outturn=_total(item.outturn for item in items),
        budget=sum(item.budget for item in items),
        actual=_total(item.actual for item in items),
        forecast=_total(item.forecast.pence if item.forecast else None for item in items),
        variance=_total(item.variance for item in items),
        previous=_total(item.previous_variance for item in items),
        change=_total(item.change for item in items),
    )


def _expected(grid: Grid, items: list[Figures]) -> Iterator[int | None]:
    for item in items:
        estimate = grid.expected(item)
        yield estimate.pence if estimate else None


def _whole(amounts: Iterable[int | None]) -> int | None:
    """The sum, where every line has an amount: beside lines without one a part would mislead."""
    known = list(amounts)
    return None if None in known else sum(amount or 0 for amount in known)


def _last(grid: Grid, items: list[Figures]) -> Iterator[int | None]:
    for item in items:
        last = grid.last.get(item.id)
        yield last.pence if last else None


def _last_year(tree: _Tree, key: str, items: list[Figures]) -> Cell:
    """Last year's variation in the same month, of the lines that there were."""
    grid, known = tree.grid, tree.last_year or {}
    pence = _total(known.get(item.line.pk) for item in items)
    ref = f"{grid.pool.code}/{key}:variation@{grid.last_year}"
    return Cell(pence, ref if pence is not None else "", missing="no data")


def _total(amounts: Iterable[int | None]) -> int | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None
