"""The figures of a period: for each line its budget, actual, forecast and variation, in pence.

`as_at` gives them as they were known at a moment; None is now.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Max, Q, QuerySet, Sum

from poolbook.agreements import queries as agreements
from poolbook.agreements.models import BudgetLine
from poolbook.finance.models import Batch, Budget, Forecast, Outturn, Period, Posting
from poolbook.finance.queries.periods import before


@dataclass(frozen=True)
class Figures:
    """One line in one period. None is "no data"; a line with no forecast has no variation."""

    line: BudgetLine
    budget: int
    outturn: int | None
    actual: int | None
    forecast: Forecast | None
    previous_variance: int | None

    @property
    def variance(self) -> int | None:
        """Forecast less budget; positive is an overspend."""
        return None if self.forecast is None else self.forecast.pence - self.budget

    @property
    def change(self) -> int | None:
        """The variation's change from the last period; the whole of it where there was none."""
        if self.variance is None:
            return None
        return self.variance - (self.previous_variance or 0)


def figures(period: Period, as_at: datetime | None = None) -> list[Figures]:
    """Every line that carries money, in the order of the tree. Seven queries, whatever the size."""
    found = agreements.leaves(agreements.lines(period.agreement, period.year))
    budget = budgets(period, as_at)
    actual = actuals(period, as_at)
    latest = forecasts(period, as_at)
    outturns = dict(
        Outturn.objects.filter(line__in=found, year=period.year - 1).values_list("line", "pence")
    )
    previous = before(period)
    old = variances(previous, as_at) if previous else {}
    return [
        Figures(
            line=line,
            budget=budget.get(line.pk, 0),
            outturn=outturns.get(line.pk),
            actual=actual.get(line.pk),
            forecast=latest.get(line.pk),
            previous_variance=old.get(line.pk) if previous else None,
        )
        for line in found
    ]


def budgets(period: Period, as_at: datetime | None = None) -> dict[int, int]:
    """Each line's budget for the year, as moved up to this period."""
    found = Budget.objects.filter(
        period__agreement=period.agreement,
        period__year=period.year,
        period__number__lte=period.number,
    )
    if as_at:
        found = found.filter(at__lte=as_at)
    return dict(found.order_by().values_list("line").annotate(total=Sum("pence")))


def actuals(period: Period, as_at: datetime | None = None) -> dict[int, int]:
    """Each line's postings of the year up to this period; lines with no posting are left out."""
    found = Posting.objects.filter(batch__in=counted(period, as_at), line__isnull=False)
    if as_at:
        found = found.filter(Q(mapped_at__isnull=True) | Q(mapped_at__lte=as_at))
    return dict(found.order_by().values_list("line").annotate(total=Sum("pence")))


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
    found = Forecast.objects.filter(period=period)
    if as_at:
        found = found.filter(at__lte=as_at)
    newest = found.order_by().values("line").annotate(newest=Max("version"))
    wanted = {row["line"]: row["newest"] for row in newest}
    kept = found.select_related("by").filter(version__in=set(wanted.values()))
    return {f.line_id: f for f in kept if wanted.get(f.line_id) == f.version}


def variances(period: Period, as_at: datetime | None = None) -> dict[int, int]:
    """Each forecast line's variation in a period."""
    budget = budgets(period, as_at)
    return {line: f.pence - budget.get(line, 0) for line, f in forecasts(period, as_at).items()}


def by_month(line: BudgetLine, period: Period) -> list[int]:
    """A line's actuals month by month (twelve, April first; month 13 counts in March)."""
    months = [0] * 12
    found = Posting.objects.filter(batch__in=counted(period), line=line)
    for row in found.order_by().values("month").annotate(total=Sum(F("pence"))):
        months[min(row["month"], 12) - 1] += row["total"]
    return months


def last_year(line: BudgetLine, period: Period) -> list[int]:
    """A line's actuals month by month in the year before; empty where the book does not have it."""
    earlier = Period.objects.filter(agreement=period.agreement, year=period.year - 1)
    last = earlier.order_by("-number").first()
    return by_month(line, last) if last else []
