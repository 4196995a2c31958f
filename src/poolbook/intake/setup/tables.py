"""The tables of an agreement's folder: its lines, subsets and contributions."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING, TypeVar

from poolbook.agreements import actions as agreements
from poolbook.agreements.models import BudgetLine, Pool, RiskGroup
from poolbook.agreements.models.contribution import STATUSES
from poolbook.agreements.models.pool import GRADES, KINDS
from poolbook.finance.actions.lines import frozen_fault
from poolbook.intake.tables import Line, read_table
from poolbook.partners.models import Partner
from poolbook.rules.calendar import parse_year
from poolbook.rules.contributions import KINDS as CONTRIBUTION_KINDS
from poolbook.rules.fields import Fields
from poolbook.rules.forecasting import TYPED
from poolbook.rules.refusal import Refusal

if TYPE_CHECKING:
    from poolbook.intake.setup.folder import Setting

BY = "set-up"
T = TypeVar("T")
CONTRIBUTION_NEEDED = ("pool", "element", "partner", "kind", "amount")
CONTRIBUTION_OPTIONAL = ("part", "risk group", "note")
LINE_COLUMNS = (
    "parent", "short name", "kind", "owner", "risk group", "risk grade", "method", "to year",
)  # fmt: skip


def rows(
    name: str, needed: tuple[str, ...], optional: tuple[str, ...], setting: "Setting"
) -> Iterator[Line]:
    """The rows of a table in the folder; where its columns are wrong, its faults and no rows."""
    before = len(setting.faults)
    try:
        found = read_table(setting.folder / name, needed, optional, setting.faults)
    except Refusal as refusal:
        setting.faults.append(f"{refusal.message} {' '.join(refusal.details)}".strip())
        return
    if len(setting.faults) == before:
        yield from found


def keep_lines(name: str, setting: "Setting") -> None:
    """The tree of budget lines, parents before their children; none is kept where one has a fault."""
    seen: dict[str, BudgetLine | None] = {}
    for place, row in enumerate(
        rows(name, ("pool", "code", "name", "from year"), LINE_COLUMNS, setting), 1
    ):
        code = row.text("code", required=True)
        pool = known(row, "pool", setting.pools)
        parent = known(row, "parent", seen, required=False)
        if code in seen:
            row.fault(
                "code", f"“{code}” stands in an earlier row too; each line needs its own code"
            )
        seen[code] = None
        values = {
            "name": row.text("name", required=True),
            "short_name": row.text("short name"),
            "place": place,
            "kind": row.choice("kind", KINDS, "pooled"),
            "owner": known(row, "owner", setting.partners, required=False),
            "risk_group": known(row, "risk group", setting.groups, required=False),
            "risk_grade": row.choice("risk grade", GRADES, "none"),
            "method": row.choice("method", tuple(TYPED), "manual"),
            "from_year": row.whole("from year", required=True),
            "to_year": row.whole("to year"),
        }
        there = BudgetLine.objects.filter(pool=pool, code=code).first() if pool else None
        if there and (fault := frozen_fault(there, values)):
            row.fault("code", f"“{code}”: {fault}")
        if pool and not setting.faults:
            line = agreements.keep_line(by=BY, pool=pool, code=code, parent=parent, **values)
            setting.lines[code] = seen[code] = line


def keep_subset(item: Fields, setting: "Setting") -> None:
    """One `[[subsets]]` table."""
    code, pool = item.text("code", required=True), item.text("pool", required=True)
    wanted = item.texts("lines")
    name = item.text("name", code)
    missing = [line for line in wanted if line not in setting.lines]
    if missing:
        item.fault("lines", "; ".join(f"“{line}” is not a budget line" for line in missing))
    elif pool not in setting.pools:
        item.fault("pool", f"“{pool}” is not one of the pools")
    else:
        lines = [setting.lines[line] for line in wanted]
        agreements.keep_subset(by=BY, pool=setting.pools[pool], code=code, name=name, lines=lines)
    item.done()


def add_contributions(item: Fields, setting: "Setting") -> None:
    """One `[[contributions]]` table: a version, and its file of amounts and printed totals."""
    assert setting.agreement
    name = item.text("file", required=True)
    dated = item.day("dated", required=True)
    values = {
        "name": item.text("name", required=True),
        "status": item.choice("status", STATUSES),
        "source": item.text("source", required=True),
        "decision": item.text("decision"),
    }
    try:
        year = parse_year(item.text("year", required=True)).start
    except ValueError as error:
        item.fault("year", str(error))
        return
    found = rows(name, CONTRIBUTION_NEEDED, CONTRIBUTION_OPTIONAL, setting)
    given, printed = contributions(found, setting.pools, setting.partners, setting.groups)
    if not setting.faults and dated:
        agreements.add_contributions(
            by=BY,
            agreement=setting.agreement,
            year=year,
            items=given,
            printed=printed,
            dated=dated,
            **values,
        )


def contributions(
    found: Iterable[Line],
    pools: dict[str, Pool],
    partners: dict[str, Partner],
    groups: dict[str, RiskGroup],
) -> tuple[list[agreements.Given], list[agreements.Printed]]:
    """The amounts and the printed totals of a table of contributions; faults are noted by row."""
    given, printed = [], []
    for row in found:
        kind = row.choice("kind", (*CONTRIBUTION_KINDS, "printed gross", "printed net"))
        pool, partner = known(row, "pool", pools), known(row, "partner", partners)
        pence = row.pence("amount", required=True)
        if pool is None or partner is None or pence is None:
            continue
        if kind.startswith("printed"):
            printed.append(agreements.Printed(pool, partner, kind.split()[1], pence))
            continue
        if (pence < 0) != (kind != "gross") and pence:
            row.fault(
                "amount",
                f"is {row.text('amount')}, but gross is zero or more; income and grant are zero or less",
            )
        group = known(row, "risk group", groups, required=False)
        element, part = row.text("element", required=True), row.text("part")
        given.append(agreements.Given(pool, element, part, partner, kind, pence, group))
    return given, printed


def known(row: Line, column: str, things: dict[str, T], required: bool = True) -> T | None:
    """The thing that a cell names by its code; a fault where there is none of that code."""
    code = row.text(column, required)
    if code and code not in things:
        row.fault(column, f"“{code}” is not known{_instead(code, things)}")
    return things.get(code)


def _instead(code: str, things: Iterable[str]) -> str:
    """What may have been meant; where nothing is like it, what there is."""
    if close := get_close_matches(code, things, 3, 0.75):
        return f"; did you mean {' or '.join(close)}?"
    first = list(things)
    more = ", …" if len(first) > 12 else ""
    return f" (known: {', '.join(first[:12])}{more})" if first else ""


def line_of(row: Line, column: str, setting: "Setting") -> BudgetLine | None:
    """The budget line that a cell names."""
    return known(row, column, setting.lines)
