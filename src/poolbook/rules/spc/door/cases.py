"""From points as written to series: facets apart, by date, with their targets and new limits."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from poolbook.rules import saying
from poolbook.rules.fields import Fault
from poolbook.rules.spc.door.options import Options
from poolbook.rules.spc.given import (
    LEAST_BASELINE,
    Improvement,
    Profile,
    Series,
    Settings,
    targets_on,
)

Part = TypeVar("Part")


@dataclass(frozen=True)
class Row:
    """One point as written, and where it stands."""

    where: str
    date: date | None
    value: float | None
    ghost: bool = False
    recalculate: bool = False
    target: float | None = None
    note: str = ""
    facet: str | None = None


@dataclass
class Written:
    """One chart as written; with facets, one for each."""

    where: str
    name: str
    rows: list[Row]
    options: Options
    own: Options = field(default_factory=Options)  # those of this chart alone
    on_top: Options = field(default_factory=Options)  # those of the command line


@dataclass(frozen=True)
class Case:
    """A series and the settings that it is judged by."""

    series: Series
    settings: Settings


def build(charts: Iterable[Written], general: Options, faults: list[Fault]) -> list[Case]:
    """The series of all charts; whatever is wrong is added to the faults."""
    charts = list(charts)
    cases: list[Case] = []
    names: set[str] = set()
    for chart in charts:
        facets = _facets(chart.rows)
        names |= {name for name in facets if name is not None} | {chart.name}
        _check_names(chart.own, {*facets, chart.name}, faults)
        _check_baseline(chart, faults)
        for facet, rows in facets.items():
            case = _case(chart, facet, rows, faults)
            if case:
                cases.append(case)
    _check_names(general, {*names}, faults)
    return cases


def _facets(rows: list[Row]) -> dict[str | None, list[Row]]:
    """Rows of each facet, in the order in which facets first appear."""
    found: dict[str | None, list[Row]] = {}
    for row in rows:
        found.setdefault(row.facet, []).append(row)
    return found


def _check_names(options: Options, known: set[str | None], faults: list[Fault]) -> None:
    for option, by_name in (("target", options.target), ("rebase", options.rebase)):
        for name in by_name or {}:
            if name is not None and name not in known:
                there = sorted(one for one in known if one) or ["none"]
                place = options.places.get(option, option)
                faults.append(
                    Fault(place, f"names “{name}”, which is no facet or series here "
                          f"(there: {saying.listed(there, 8)})")
                )  # fmt: skip


def _check_baseline(chart: Written, faults: list[Fault]) -> None:
    options = chart.options
    if options.profile is not Profile.NHSR:
        return
    if options.baseline_points is not None and options.baseline_points < LEAST_BASELINE:
        faults.append(
            Fault(
                options.places.get("baseline_points", ""),
                f"should be {LEAST_BASELINE} points or more in the profile nhsr "
                f"(fix_after_n_points), not {options.baseline_points}",
            )
        )
    if options.baseline_date is not None:
        faults.append(
            Fault(
                options.places.get("baseline_date", ""),
                "is not known to the profile nhsr; write baseline_points, or use the profile mdc",
            )
        )


def _case(chart: Written, facet: str | None, rows: list[Row], faults: list[Fault]) -> Case | None:
    before = len(faults)
    rows = list(_in_order(rows, faults))
    options, days = chart.options, [row.date for row in rows]
    if len(faults) > before:
        return None
    targets = targets_on(days, _for(options.target, facet, chart.name))
    steps = _for(options.rebase, facet, chart.name)
    on_top = targets_on(days, _for(chart.on_top.target, facet, chart.name))
    profile = options.profile or Profile.MDC
    series = Series(
        values=tuple(row.value for row in rows),
        dates=tuple(days),
        name=chart.name,
        facet=facet,
        improvement=options.improvement or Improvement.UP,
        targets=tuple(
            next((one for one in (top, row.target, target) if one is not None), None)
            for row, target, top in zip(rows, targets, on_top, strict=True)
        ),
        ghosts=tuple(row.ghost for row in rows),
        recalculate=tuple(
            row.recalculate or (row.date is not None and row.date in steps) for row in rows
        ),
        notes=tuple(row.note for row in rows),
        baseline_points=options.baseline_points,
        baseline_date=options.baseline_date,
        said=tuple(
            f"Limits are to be recalculated on {saying.day(step)}, but no point has that date; "
            "it is left out."
            for step in steps
            if step not in days
        ),
    )
    settings = Settings(
        profile=profile,
        screening=options.screening,
        shift_points=options.shift_points or 7,
        trend_points=options.trend_points or 7,
        minimum_points=options.minimum_points,
        conflict=options.conflict_rule,
        include_astronomical=bool(options.include_astronomical),
    )
    return Case(series, settings)


def _for(
    by_name: Mapping[str | None, tuple[Part, ...]] | None, facet: str | None, name: str
) -> tuple[Part, ...]:
    """What is said for the facet, else for the chart, else for all."""
    said = by_name or {}
    return next((said[one] for one in (facet or name, name, None) if one in said), ())


def _in_order(rows: list[Row], faults: list[Fault]) -> Iterator[Row]:
    """By date, those without one last; a date that comes twice is a fault."""
    seen: dict[date, Row] = {}
    for row in rows:
        if row.date is None:
            if row.value is not None:
                faults.append(Fault(row.where, "has a value and no date"))
            continue
        if row.date in seen:
            faults.append(
                Fault(
                    row.where,
                    f"is dated {row.date.isoformat()}, as {seen[row.date].where} is; "
                    "a series has one point a date",
                )
            )
        seen.setdefault(row.date, row)
    yield from sorted(seen.values(), key=lambda row: row.date or date.max)
    yield from (row for row in rows if row.date is None)
