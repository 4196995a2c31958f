"""The figures of a period: for each line its budget, actual, forecast and variation, in pence.

`as_at` gives them as they were known at a moment; None is now.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Sum, Value, When

from poolbook.agreements import queries as agreements
from poolbook.agreements.models import BudgetLine
from poolbook.audit.ahead import rows_of, unknown
from poolbook.audit.kept import kept, moment
from poolbook.finance.models import Batch, Budget, Forecast, Outturn, Period, Posting
from poolbook.finance.queries.periods import before, last_of_year
from poolbook.rules.workflow import FROZEN

STEADIER = ("finance_budget", "finance_batch")
MOVING = (*STEADIER, "finance_forecast")  # what an open period still takes


@dataclass(frozen=True)
class Figures:
    """One line in one period. None is "no data"; a line with no forecast has no variation."""

    line: BudgetLine
    budget: int
    outturn: int | None
    actual: int | None
    forecast: Forecast | None
    previous_variance: int | None

    @cached_property
    def id(self) -> int:
        """The line's id, which a model takes long to say."""
        return int(self.line.pk)

    @cached_property
    def variance(self) -> int | None:
        """Forecast less budget; positive is an overspend."""
        return None if self.forecast is None else self.forecast.pence - self.budget

    @cached_property
    def change(self) -> int | None:
        """The variation's change from the last period; the whole of it where there was none."""
        if self.variance is None:
            return None
        return self.variance - (self.previous_variance or 0)


def figures(period: Period, as_at: datetime | None = None) -> list[Figures]:
    """Every line that carries money, in the order of the tree. Seven queries, whatever the size."""
    return figures_after(before(period), period, as_at)


def figures_after(
    previous: Period | None, period: Period, as_at: datetime | None = None
) -> list[Figures]:
    """The same, where the period before it (None: there is none) is read already."""
    if as_at := moment(as_at):
        return _figures(previous, period, as_at)
    of = (*agreements.LINES, "finance_outturn", *moving(period, *STEADIER))
    key = (period.pk, previous.pk if previous else None)
    if previous and previous.state not in FROZEN:  # its forecasts are figures of this one too
        of = (*of, "finance_forecast")

    def renew(old: tuple[Figures, ...], _: set[int]) -> tuple[Figures, ...]:
        return tuple(_with(item, newest.get(item.id)) for item in old)

    newest = forecasts(period)
    return list(
        kept(
            "figures",
            *key,
            of=of,
            follow=followed(period),
            renew=renew,
            make=lambda: tuple(_figures(previous, period, None)),
        )
    )


def asked(period: Period, as_at: datetime | None = None) -> list[QuerySet]:
    """What `figures` asks here, but for what this process knows (`audit.ahead`)."""
    previous, year = before(period), (period.agreement_id, period.year)
    outturns = unknown("outturns", *year, asks=_outturns_asked(period))
    if as_at := moment(as_at):
        found = [_newest(period, as_at), _movements_asked(period, as_at), *outturns]
        found.append(_actuals_asked(period, as_at))
        return [*found, _pence_asked(previous, as_at)] if previous else found
    found = [
        *unknown("forecasts", period.pk, asks=_newest(period, None)),
        *unknown("budgets", period.pk, asks=_movements_asked(period, None)),
        *unknown("posted", period.pk, asks=_posted_asked(period)),
        *outturns,
    ]
    if previous:
        found += unknown("forecast pence", previous.pk, asks=_pence_asked(previous, None))
    return found


def _with(item: Figures, forecast: Forecast | None) -> Figures:
    """A line's figures with its newest forecast; the very same ones where that has not changed."""
    return item if item.forecast is forecast else replace(item, forecast=forecast)


def followed(period: Period) -> str:
    """The table that figures follow row by row: every save of the grid adds to it."""
    return "" if period.state in FROZEN else "finance_forecast"


def moving(period: Period, *tables: str) -> tuple[str, ...]:
    """The tables in which a period's figures may yet change: none once it is closed."""
    return () if period.state in FROZEN else tables or MOVING


def _figures(previous: Period | None, period: Period, as_at: datetime | None) -> list[Figures]:
    found = agreements.leaves(agreements.lines(period.agreement, period.year))
    movements = _movements(period, as_at)
    budget = _up_to(movements, period.number)
    old_budget = _up_to(movements, previous.number) if previous else {}
    actual = actuals(period, as_at)
    newest = forecasts(period, as_at)
    outturns = _outturns(period)
    forecast_before = _pence(previous, as_at) if previous else {}
    old = {line: pence - old_budget.get(line, 0) for line, pence in forecast_before.items()}
    return [
        Figures(
            line=line,
            budget=budget.get(line.pk, 0),
            outturn=outturns.get(line.pk),
            actual=actual.get(line.pk),
            forecast=newest.get(line.pk),
            previous_variance=old.get(line.pk),
        )
        for line in found
    ]


def _outturns(period: Period) -> dict[int, int]:
    """What each line came to in the year before."""

    def read() -> dict[int, int]:
        return dict(rows_of(_outturns_asked(period)))

    return kept("outturns", period.agreement_id, period.year, of=("finance_outturn",), make=read)


def _outturns_asked(period: Period) -> QuerySet[Outturn, tuple[int, int]]:
    found = Outturn.objects.filter(line__pool__agreement=period.agreement_id, year=period.year - 1)
    return found.order_by().values_list("line", "pence")


def budgets(period: Period, as_at: datetime | None = None) -> dict[int, int]:
    """Each line's budget for the year, as moved up to this period."""
    return _up_to(_movements(period, as_at), period.number)


def _movements(period: Period, as_at: datetime | None) -> list[tuple[int, int, int]]:
    """Line, number of the period, pence: what each period of the year up to this one added."""
    if as_at is None:
        of = moving(period, "finance_budget")
        return kept("budgets", period.pk, of=of, make=lambda: _read_movements(period, None))
    return _read_movements(period, as_at)


def _read_movements(period: Period, as_at: datetime | None) -> list[tuple[int, int, int]]:
    return rows_of(_movements_asked(period, as_at))


def _movements_asked(
    period: Period, as_at: datetime | None
) -> QuerySet[Budget, tuple[int, int, int]]:
    found = Budget.objects.filter(
        period__agreement=period.agreement,
        period__year=period.year,
        period__number__lte=period.number,
    )
    if as_at:
        found = found.filter(at__lte=as_at)
    return found.order_by().values_list("line", "period__number").annotate(total=Sum("pence"))


def _up_to(movements: list[tuple[int, int, int]], number: int) -> dict[int, int]:
    budget: dict[int, int] = {}
    for line, at, pence in movements:
        if at <= number:
            budget[line] = budget.get(line, 0) + pence
    return budget


def actuals(period: Period, as_at: datetime | None = None) -> dict[int, int]:
    """Each line's postings of the year up to this period; lines with no posting are left out."""
    if as_at is None:
        return posted(period)[0]
    return dict(rows_of(_actuals_asked(period, as_at)))


def _actuals_asked(period: Period, as_at: datetime) -> QuerySet[Posting, tuple[int, int]]:
    found = Posting.objects.filter(batch__in=counted(period, as_at), line__isnull=False)
    found = found.filter(Q(mapped_at__isnull=True) | Q(mapped_at__lte=as_at))
    return found.order_by().values_list("line").annotate(total=Sum("pence"))


Suspended = tuple[str, str, str, int, int]


def posted(period: Period) -> tuple[dict[int, int], list[Suspended]]:
    """The year up to this period: each line's postings; and source, cost centre, account, rows and
    pence of what is in suspense. The postings are gone through once for both."""
    of = (*moving(period, "finance_batch"), "finance_source")
    return kept("posted", period.pk, of=of, make=lambda: _read_posted(period))


def _posted_asked(period: Period) -> QuerySet[Posting, tuple[int | None, str, str, str, int, int]]:
    def waiting(column: str) -> Case:
        return Case(When(line=None, then=F(column)), default=Value(""), output_field=CharField())

    found = Posting.objects.filter(batch__in=counted(period)).exclude(line=None, outside=True)
    by = ("line", waiting("batch__source__code"), waiting("cost_centre"), waiting("account"))
    return found.order_by().values_list(*by).annotate(rows=Count("id"), total=Sum("pence"))


def _read_posted(period: Period) -> tuple[dict[int, int], list[Suspended]]:
    actual: dict[int, int] = {}
    suspended: list[Suspended] = []
    for line, source, centre, account, count, total in rows_of(_posted_asked(period)):
        if line is None:
            suspended.append((source, centre, account, count, total))
        else:
            actual[line] = total
    return actual, sorted(suspended)


def counted(period: Period, as_at: datetime | None = None) -> QuerySet[Batch]:
    """The imports that count for the year up to this period."""
    found = Batch.objects.filter(
        period__agreement=period.agreement,
        period__year=period.year,
        period__number__lte=period.number,
    )
    if as_at is None:
        return found.filter(state="applied")
    kept = Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=as_at)
    return found.filter(kept, at__lte=as_at)


def forecasts(period: Period, as_at: datetime | None = None) -> dict[int, Forecast]:
    """Each line's newest forecast in this period."""
    if as_at := moment(as_at):
        return _read_forecasts(period, as_at)

    def renew(old: dict[int, Forecast], rows: set[int]) -> dict[int, Forecast]:
        changed = list(Forecast.objects.filter(pk__in=rows).order_by("version"))
        if len(changed) < len(rows):  # one is gone: none was ever to go
            return _read_forecasts(period, None)
        return old | {each.line_id: each for each in changed if each.period_id == period.pk}

    return dict(
        kept(
            "forecasts",
            period.pk,
            of=(),
            follow=followed(period),
            renew=renew,
            make=lambda: _read_forecasts(period, None),
        )
    )


def forecasts_of(period: Period, lines: Collection[int]) -> dict[int, Forecast]:
    """The newest forecast in this period of some lines, with who made it."""
    found = _newest(period, None).filter(line__in=lines).select_related("by")
    return {forecast.line_id: forecast for forecast in found}


def _read_forecasts(period: Period, as_at: datetime | None) -> dict[int, Forecast]:
    return {forecast.line_id: forecast for forecast in rows_of(_newest(period, as_at))}


def _pence(period: Period, as_at: datetime | None) -> dict[int, int]:
    """Each line's newest forecast in this period, in pence alone."""

    def read() -> dict[int, int]:
        return dict(rows_of(_pence_asked(period, as_at)))

    if as_at is None:
        return kept("forecast pence", period.pk, of=moving(period, "finance_forecast"), make=read)
    return read()


def _pence_asked(period: Period, as_at: datetime | None) -> QuerySet[Forecast, tuple[int, int]]:
    return _newest(period, as_at).values_list("line_id", "pence")


def _newest(period: Period, as_at: datetime | None) -> QuerySet[Forecast]:
    """The newest forecast of each line in a period."""
    found = Forecast.objects.filter(period=period)
    if as_at:
        found = found.filter(at__lte=as_at)
    return found.order_by("line_id", "-version").distinct("line_id")


def by_month(line: BudgetLine, period: Period) -> list[int]:
    """A line's actuals month by month (twelve, April first; month 13 counts in March)."""
    months = [0] * 12
    found = Posting.objects.filter(batch__in=counted(period), line=line)
    for row in found.order_by().values("month").annotate(total=Sum(F("pence"))):
        months[min(row["month"], 12) - 1] += row["total"]
    return months


def last_year(line: BudgetLine, period: Period) -> list[int]:
    """A line's actuals month by month in the year before; empty where the book does not have it."""
    last = last_of_year(period.agreement, period.year - 1)
    return by_month(line, last) if last else []
