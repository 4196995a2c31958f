"""Which column is the amount, the date, the cost centre: headings, evidence and the layout weighed."""

from dataclasses import dataclass, field

from .faults import WARNING, Faults, listed
from .kinds import kind_of
from .layout import ROLES, UNUSED, Layout
from .model import Column
from .money_columns import choose_money
from .roles import plain, role_of
from .table import Cells


@dataclass(slots=True)
class Plan:
    """What each column is for. `amount`, `debit`, … are 0-based positions in the grid."""

    columns: list[Column]
    roles: dict[str, int] = field(default_factory=dict)
    own: dict[str, list[int]] = field(default_factory=dict)
    amount: int | None = None
    debit: int | None = None
    credit: int | None = None
    months: dict[int, int] = field(default_factory=dict)
    row_total: int | None = None
    other_amounts: list[int] = field(default_factory=list)

    @property
    def money(self) -> list[int]:
        """The columns whose figures make up a row's amount."""
        if self.months:
            return list(self.months)
        pair = [self.debit, self.credit] if self.amount is None else [self.amount]
        return [index for index in pair if index is not None]

    @property
    def figures(self) -> set[int]:
        """Every column of money, used or not: these say nothing about what a row is."""
        total = set() if self.row_total is None else {self.row_total}
        return {*self.money, *self.other_amounts, *total}


def plan_columns(columns: list[Column], cells: Cells, layout: Layout, faults: Faults) -> Plan:
    """Decide every column's role; what is missing or in doubt becomes a fault."""
    plan = Plan(columns)
    found = {column.index: role_of(column.name) for column in columns if column.name}
    told = _told(columns, layout, faults)
    for index in told.pop(UNUSED, ()):
        found.pop(index, None)
    choose_money(plan, found, told, cells, layout, faults)
    money = {*plan.money, *plan.other_amounts}
    for role in ROLES:
        if role in ("amount", "debit", "credit"):
            continue
        if role in told:
            plan.roles[role] = told[role][0]
            continue
        ranked = sorted(
            (each[1], index)
            for index, each in found.items()
            if each and each[0] == role and index not in money and not _blank(cells, index)
        )
        if ranked:
            plan.roles[role] = ranked[0][1]
    plan.own = {role: where for role, where in told.items() if role not in ROLES}
    for role, index in plan.roles.items():
        columns[index].role = role
    _fill(plan, cells)
    if plan.money:
        _check_duplicates(plan, faults)
    return plan


def position(columns: list[Column], heading: str) -> int | None:
    """The column with this heading, exactly or but for case, spaces and signs."""
    for column in columns:
        if column.name == heading:
            return column.index
    words = plain(heading)
    return next((c.index for c in columns if c.name and plain(c.name) == words), None)


def _told(columns: list[Column], layout: Layout, faults: Faults) -> dict[str, list[int]]:
    """The columns that the layout names, by role; a heading that is not there is a fault."""
    told: dict[str, list[int]] = {}
    for role in layout.columns:
        for heading in layout.headings(role):
            index = position(columns, heading)
            if index is not None:
                told.setdefault(role, []).append(index)
                continue
            names = ", ".join(f"'{c.name}'" for c in columns if c.name)
            faults.file(
                "column-not-found",
                f"No column is headed '{heading}' (asked for as {role.replace('_', ' ')}). "
                f"The headings are {names}.",
                "Correct the layout, or check that this is the right file.",
            )
    return told


def _blank(cells: Cells, index: int) -> bool:
    column = cells[index] if index < len(cells) else ()
    return not any(c != "" for c in column)


def _fill(plan: Plan, cells: Cells) -> None:
    """Kinds and counts of filled cells."""
    for column in plan.columns:
        own = cells[column.index] if column.index < len(cells) else ()
        column.kind = kind_of(own, column.role)
        column.non_blank = len(own) - own.count("")


def _check_duplicates(plan: Plan, faults: Faults) -> None:
    """The same heading twice: a fault where the heading is used, else a warning."""
    by_name: dict[str, list[Column]] = {}
    for column in plan.columns:
        if column.name and plain(column.name):
            by_name.setdefault(plain(column.name), []).append(column)
    for same in by_name.values():
        if len(same) < 2 or same[0].kind == same[-1].kind == "blank":
            continue
        used = [c for c in same if c.role not in ("other", "other amount")]
        if used and used[0].role in ("amount", "debit", "credit", "month"):
            continue  # said already, with the totals
        letters = listed([c.letter for c in same])  # type: ignore[list-item]
        faults.file(
            "duplicate-heading",
            f"Columns {letters} are headed '{same[0].name}'"
            + (f"; column {used[0].letter} was taken." if used else "; neither is used."),
            "Give each column a heading of its own." if used else "",
            "fault" if used else WARNING,
        )
