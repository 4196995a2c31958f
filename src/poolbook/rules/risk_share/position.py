"""Where a pool stands: its lines' budgets and forecasts, and what the terms need beside them.

All amounts are whole pence; a variation is forecast − budget, so positive is an overspend.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from poolbook.rules.fields import Fault, Fields

BASES = ("gross", "net", "actual", "commissioned")


@dataclass(frozen=True)
class Line:
    """A budget line. `marks` are further facts that a rule can select by (kind, grade, cause…)."""

    id: str
    group: str
    budget: int | None
    variance: int
    name: str = ""
    owner: str = ""
    marks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Contribution:
    """What a partner puts into an element, by basis (gross, net, actual, commissioned)."""

    partner: str
    element: str
    amounts: Mapping[str, int]


@dataclass(frozen=True)
class Saving:
    """A saving that a partner put into a line's budget. `delivered` is what is or will be delivered."""

    line: str
    partner: str
    target: int
    delivered: int
    strategy_agreed: bool
    name: str = ""


@dataclass(frozen=True)
class Achievement:
    """A performance result: what was to be achieved, and what was, in the measure's own unit."""

    measure: str
    target: Decimal
    achieved: Decimal


@dataclass(frozen=True)
class Position:
    """A pool at one date; see `docs/reference/position.schema.json` for the file."""

    lines: tuple[Line, ...]
    date: datetime.date | None = None
    contributions: tuple[Contribution, ...] = ()
    savings: tuple[Saving, ...] = ()
    funds: Mapping[str, int] = field(default_factory=dict)
    achievements: tuple[Achievement, ...] = ()
    label: str = ""


def read_position(data: Mapping[str, Any]) -> tuple[Position | None, list[Fault]]:
    """The position in a file's data, or None with every fault found."""
    faults: list[Fault] = []
    fields = Fields(data, "", faults)
    schema = fields.text("schema", "poolbook-position/1")
    if schema != "poolbook-position/1":
        fields.fault("schema", f"is “{schema}”; this reads poolbook-position/1")
    lines = tuple(_line(item) for item in fields.tables("lines", required=True))
    funds = [_fund(item) for item in fields.tables("funds")]
    position = Position(
        lines=lines,
        date=fields.day("date"),
        contributions=tuple(_contribution(item) for item in fields.tables("contributions")),
        savings=tuple(_saving(item) for item in fields.tables("savings")),
        funds=dict(funds),
        achievements=tuple(_achievement(item) for item in fields.tables("achievements")),
        label=fields.text("label"),
    )
    fields.text("source")
    fields.done()
    _check(position, [fund for fund, _ in funds], fields)
    return (None if faults else position), faults


def _check(position: Position, funds: list[str], fields: Fields) -> None:
    seen: set[str] = set()
    for at, line in enumerate(position.lines, 1):
        if line.id in seen:
            fields.fault(f"lines[{at}].id", f"“{line.id}” is used twice; each line needs its own")
        seen.add(line.id)
    measures = [item.measure for item in position.achievements]
    for kind, ids in (("achievements", measures), ("funds", funds)):
        for each in sorted({x for x in ids if ids.count(x) > 1}):
            fields.fault(kind, f"has “{each}” twice; write it once")
    for at, saving in enumerate(position.savings, 1):
        if saving.line not in seen:
            fields.fault(f"savings[{at}].line", f"“{saving.line}” is not one of the lines")


def _line(fields: Fields) -> Line:
    budget = fields.money("budget", None)
    forecast = fields.money("forecast", None)
    variation = fields.money("variation", None)
    if variation is None and (budget is None or forecast is None):
        fields.fault("", "needs budget and forecast, or variation")
    if variation is None:
        variation = (forecast or 0) - (budget or 0)
    elif budget is not None and forecast is not None and forecast - budget != variation:
        fields.fault("variation", "is not forecast less budget; leave one of the three out")
    marks = fields.table("marks")
    for name in set(marks.data) & {"line", "owner"}:
        marks.fault(name, "is what a rule calls the line's own id or owner; choose another name")
    line = Line(
        id=fields.text("id", required=True),
        group=fields.text("group", required=True),
        budget=forecast - variation if budget is None and forecast is not None else budget,
        variance=variation,
        name=fields.text("name"),
        owner=fields.text("owner"),
        marks={name: marks.text(name) for name in marks.data},
    )
    fields.done()
    return line


def _contribution(fields: Fields) -> Contribution:
    amounts = {basis: fields.money(basis) or 0 for basis in BASES if fields.has(basis)}
    if not amounts:
        fields.fault("", f"needs at least one of {', '.join(BASES)}")
    if any(amount < 0 for amount in amounts.values()):
        fields.fault("", "has a negative amount; a contribution is zero or more")
    item = Contribution(fields.text("partner", required=True), fields.text("element"), amounts)
    fields.done()
    return item


def _saving(fields: Fields) -> Saving:
    item = Saving(
        line=fields.text("line", required=True),
        partner=fields.text("partner", required=True),
        target=fields.money("target", required=True) or 0,
        delivered=fields.money("delivered", required=True) or 0,
        strategy_agreed=fields.flag("strategy_agreed"),
        name=fields.text("name", "saving"),
    )
    fields.raw("strategy_agreed", required=True)
    if item.target < 0:
        fields.fault("target", "is negative; a saving is written as a positive amount")
    fields.done()
    return item


def _fund(fields: Fields) -> tuple[str, int]:
    fund, available = (
        fields.text("id", required=True),
        fields.money("available", required=True) or 0,
    )
    if available < 0:
        fields.fault("available", "is negative; a fund has nothing or something to give")
    fields.done()
    return fund, available


def _achievement(fields: Fields) -> Achievement:
    item = Achievement(
        fields.text("measure", required=True),
        fields.number("target", required=True),
        fields.number("achieved", required=True),
    )
    if item.target <= 0:
        fields.fault("target", "should be above zero, so that a part of it can be achieved")
    fields.done()
    return item
