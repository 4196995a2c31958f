"""The forecast grid of a pool: what each line shows beside its figures, and what came lately."""

from functools import cached_property

from django.db.models import Count, Max, QuerySet

from poolbook.agreements import queries as agreements
from poolbook.agreements.models import BudgetLine, Pool
from poolbook.audit.kept import Made, again, kept_list, made
from poolbook.finance.models import Comment, Forecast, Period
from poolbook.finance.queries import holding, notes
from poolbook.finance.queries.figures import Figures, figures, forecasts
from poolbook.finance.queries.months import last_years
from poolbook.finance.queries.periods import before, periods
from poolbook.partners.models import Person
from poolbook.rules.explaining import is_large, is_told
from poolbook.rules.forecasting import Basis, Estimate, expected_to_date


class Grid:
    """A pool's lines in a period for one reader; each part is read when it is first asked for."""

    def __init__(self, period: Period, pool: Pool, reader: Person) -> None:
        self.period, self.pool, self.reader = period, pool, reader

    @cached_property
    def figures(self) -> list[Figures]:
        """The figures of this pool's lines, in the tree's order."""
        return [item for item in figures(self.period) if item.line.pool_id == self.pool.pk]

    @cached_property
    def tree(self) -> list[BudgetLine]:
        """This pool's lines, headings included."""
        found = agreements.lines(self.period.agreement, self.period.year)
        return [line for line in found if line.pool_id == self.pool.pk]

    @cached_property
    def previous(self) -> Period | None:
        """The period before, if the book has it."""
        return before(self.period)

    @cached_property
    def last(self) -> dict[int, Forecast]:
        """The forecasts of the period before."""
        return forecasts(self.previous) if self.previous else {}

    @cached_property
    def last_year(self) -> Period | None:
        """The same month of the year before, if the book has it."""
        same = (self.period.year - 1, self.period.number)
        every = periods(self.period.agreement)
        return next((each for each in every if (each.year, each.number) == same), None)

    @cached_property
    def last_year_variances(self) -> dict[int, int]:
        """What each line was over or under its budget in that month, where that is known."""
        found = figures(self.last_year) if self.last_year else []
        return {item.id: item.variance for item in found if item.variance is not None}

    @cached_property
    def has_outturns(self) -> bool:
        """Whether the book knows what any line came to last year."""
        return any(item.outturn is not None for item in self.figures)

    @cached_property
    def made(self) -> Made:
        """What was made of single lines before, for who makes it to find `again`."""
        of = (*agreements.STRUCTURE, "finance_batch", "finance_period")
        return made("made of lines", self.period.pk, self.pool.pk, of=of)

    @cached_property
    def _last_years(self) -> dict[int, list[int]]:
        return last_years([item.id for item in self.figures], self.period)

    def expected(self, item: Figures) -> Estimate | None:
        """What a line would have spent by now if it came to its budget; None where that is not known."""
        return again(self.made, ("expected", item.id), [item], lambda: self._expected(item))

    def _expected(self, item: Figures) -> Estimate | None:
        years, elapsed = self._last_years.get(item.id, ()), self.period.month.elapsed
        method = item.forecast.method if item.forecast else item.line.method
        return expected_to_date(method, Basis(item.budget, (), elapsed, years))

    @cached_property
    def comments(self) -> dict[int, int]:
        """How many comments each line has in this period."""
        found = comments_of(self.period).filter(line__isnull=False).order_by()
        found = found.values_list("line").annotate(count=Count("id"))
        of = ("finance_comment",)
        return dict(kept_list("comments", self.period.pk, of=of, find=lambda: found))

    @cached_property
    def noted(self) -> set[int | None]:
        """The lines that have a note in this period, which tells why they moved."""
        return notes.noted(self.period)

    def is_open(self) -> bool:
        """Whether the period takes forecasts."""
        return self.period.state == "open"

    def may_edit(self, item: Figures) -> bool:
        """Whether the reader may forecast a line now."""
        return self.is_open() and holding.may_forecast(self.reader, item.line)

    def moved(self, item: Figures) -> bool:
        """Whether a line moved by as much as the agreement wants explained."""
        return is_large(item.change, self.period.agreement.explain_from)

    def unexplained(self, item: Figures) -> bool:
        """Whether it moved so, and nobody has said why."""
        reason = item.forecast.reason if item.forecast else None
        return self.moved(item) and not is_told(item.id in self.noted, reason)

    def shown(self, item: Figures, show: str) -> bool:
        """Whether a line passes a filter: mine, moved, unexplained, or "" for all."""
        if show == "mine":
            return holding.is_mine(self.reader, item.line)
        if show == "moved":
            return self.moved(item)
        return show != "unexplained" or self.unexplained(item)


def line_of(period: Period, pool: Pool, code: str) -> BudgetLine | None:
    """The line of that code that carries money in the period's year; None where there is none."""
    return lines_of(period, pool).get(code)


def lines_of(period: Period, pool: Pool) -> dict[str, BudgetLine]:
    """The pool's lines that carry money in the period's year, by their code."""
    found = agreements.leaves(agreements.lines(period.agreement, period.year))
    return {line.code: line for line in found if line.pool_id == pool.pk}


def newest(period: Period) -> int:
    """The number of the newest version in a period; writers of a period wait for one another, so
    that a version of a higher number never comes before one of a lower."""
    found = Forecast.objects.filter(period=period).aggregate(newest=Max("id"))
    return int(found["newest"] or 0)


def since(period: Period, pool: Pool, number: int) -> dict[int, Forecast]:
    """Each line's newest forecast of those that came after a version's number."""
    found = Forecast.objects.filter(period=period, line__pool=pool, pk__gt=number)
    return {each.line_id: each for each in found.select_related("by", "line").order_by("pk")}


def versions(line: BudgetLine, period: Period) -> list[Forecast]:
    """Every version of a line's forecast in the year up to a period, the newest first."""
    found = Forecast.objects.filter(
        line=line,
        period__agreement=period.agreement,
        period__year=period.year,
        period__number__lte=period.number,
    )
    return list(found.select_related("by", "period").order_by("-period__number", "-version"))


def comments_of(period: Period, line: BudgetLine | None = None) -> QuerySet[Comment]:
    """The comments of a period (on a line) that were not taken back, the oldest first."""
    found = Comment.objects.filter(period=period, withdrawn_at__isnull=True)
    if line is not None:
        found = found.filter(line=line)
    return found.select_related("by", "line").order_by("id")
