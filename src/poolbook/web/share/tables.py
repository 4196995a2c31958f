"""The risk share as a table: a row a group, each partner's share in a column, the net below."""

from collections.abc import Mapping

from poolbook.agreements.models import Pool
from poolbook.finance.models import Period
from poolbook.finance.queries.figures import Figures
from poolbook.reports.model import Cell, Column, Difference, Row, Sum, Table
from poolbook.reports.rounding import with_rounding_notes
from poolbook.rules.risk_share import GroupResult, Result


def by_group(result: Result, lines: list[Figures], period: Period, *, linked: bool = True) -> Table:
    """Budget, forecast and variation of each group, and who bears it, in pence."""
    sums = _sums(lines)
    pools = _pools(lines)
    others = list(result.others())
    unallocated = any(part.unallocated for part in result.parts())
    columns = [
        Column("budget", "Latest budget"),
        Column("forecast", "Forecast"),
        Column("variation", "Variation", over=True),
        *(Column(who, name, over=True) for who, name in result.partners.items()),
        *(Column(f"other-{who}", who.capitalize(), over=True) for who in others),
    ]
    if unallocated:
        columns.append(Column("unallocated", "Nobody's yet", over=True))
    rows = []
    for part in result.parts():
        pool = pools.get(part.id)
        ref = f"{pool.code}/share/{part.id}/" if pool and linked else ""
        rows.append(_row(part, sums.get(part.id), others, ref, period))
    keys = tuple(row.key for row in rows)
    net = {
        column.key: Cell(
            _sum(rows, column.key),
            f"*/share/net/{column.key}:variation@{period}"
            if linked and column.key in result.partners
            else "",
            Sum(keys),
        )
        for column in columns
    }
    rows.append(Row("net", "Net", net, "total"))
    return with_rounding_notes(
        Table(
            key="share",
            title="Risk share",
            caption="Who bears the forecast variation, by risk group and net",
            columns=tuple(columns),
            rows=tuple(rows),
            label_title="Risk group",
        )
    )


def _row(
    part: GroupResult, sums: tuple[int, int] | None, others: list[str], ref: str, period: Period
) -> Row:
    budget, forecast = sums or (0, 0)
    cells = {
        "budget": Cell(budget if sums else None),
        "forecast": Cell(forecast if sums else None),
        "variation": Cell(part.variance, formula=Difference("forecast", "budget")),
        "unallocated": Cell(part.unallocated),
    }
    for who, pence in part.shares.items():
        cells[who] = Cell(pence, f"{ref}{who}:variation@{period}" if ref else "")
    for who in others:
        cells[f"other-{who}"] = Cell(part.others.get(who, 0))
    return Row(part.id, part.name, cells)


def _sums(lines: list[Figures]) -> Mapping[str, tuple[int, int]]:
    """Budget and forecast by risk group; a line with no forecast yet counts as on budget."""
    found: dict[str, tuple[int, int]] = {}
    for item in lines:
        if item.line.risk_group and item.line.kind != "in view":
            budget, forecast = found.get(item.line.risk_group.code, (0, 0))
            found[item.line.risk_group.code] = (
                budget + item.budget,
                forecast + item.budget + (item.variance or 0),
            )
    return found


def _pools(lines: list[Figures]) -> dict[str, Pool]:
    return {item.line.risk_group.code: item.line.pool for item in lines if item.line.risk_group}


def _sum(rows: list[Row], key: str) -> int:
    values = [row.cells[key].value for row in rows if key in row.cells]
    return sum(int(value) for value in values if isinstance(value, int))
