"""Everything that a report of one pool needs, read once at one moment."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

from django.db.models import QuerySet

from poolbook.agreements import queries as agreements
from poolbook.agreements.models import (
    BudgetLine,
    Contribution,
    ContributionVersion,
    Pool,
    TermsVersion,
)
from poolbook.audit.ahead import rows_of
from poolbook.audit.kept import Made, again, kept, made, moment
from poolbook.finance.models import Note, Period, Saving
from poolbook.finance.queries import notes, sharing
from poolbook.finance.queries.figures import Figures, figures
from poolbook.finance.queries.figures import asked as figures_asked
from poolbook.finance.queries.periods import before
from poolbook.partners.models import Partner
from poolbook.rules.risk_share import Result

T = TypeVar("T")
# The tables that a report is made of, but for the forecasts: of these there are the figures.
BUT_FORECASTS = (*sharing.BUT_FORECASTS, "finance_note")


@dataclass(frozen=True)
class Sums:
    """The figures of a line, or of several together, in pence. None is "no data"."""

    outturn: int | None
    budget: int
    actual: int | None
    forecast: int | None
    variance: int | None
    previous: int | None
    change: int | None


class Facts:
    """One pool in one period as known at a moment; each part is read when it is first asked for."""

    def __init__(self, period: Period, pool: Pool, as_at: datetime) -> None:
        self.period, self.pool, self.as_at = period, pool, as_at

    def asked(self) -> list[QuerySet]:
        """What the parts ask of the database, but for what this process knows (`audit.ahead`)."""
        found = [
            *agreements.asked(self.period.agreement, self.period.year),
            notes.standing(self.period),
        ]
        for period in filter(None, (self.period, self.previous)):
            found += [*figures_asked(period, self.as_at), *sharing.asked(period)]
        return found

    @cached_property
    def _made(self) -> Made:
        if moment(self.as_at):
            return {}
        return made("made of facts", self.period.pk, self.pool.pk, of=BUT_FORECASTS)

    def again(self, key: Hashable, items: Sequence[Any], make: Callable[[], T]) -> T:
        """What was made of these lines' figures before, while they are the very same; else anew."""
        return again(self._made, key, items, make)

    def once(self, name: str, make: Callable[[], T], of: Sequence[str]) -> T:
        """What is made of these tables, of contributions and periods, and of nothing else: kept
        until one of them changes. At a moment that is past it is made anew."""
        if moment(self.as_at):
            return make()
        tables = (*agreements.SIGNED, *agreements.GIVEN, "finance_period", *of)
        return kept(name, self.period.pk, self.pool.pk, of=tables, make=make)

    def items(self, lines: Iterable[BudgetLine]) -> list[Figures | None]:
        """The figures of lines that `again` asks for: this period's, and those of the one before."""
        keys = [line.pk for line in lines]
        return [*map(self._at.get, keys), *map(self._at_before.get, keys)]

    @cached_property
    def _at_before(self) -> dict[int, Figures]:
        return {item.id: item for item in self.previous_figures}

    @cached_property
    def every_figure(self) -> list[Figures]:
        """The figures of all pools: risk is shared across them."""
        return figures(self.period, self.as_at)

    @cached_property
    def figures(self) -> list[Figures]:
        """The figures of this pool's lines."""
        return [item for item in self.every_figure if item.line.pool_id == self.pool.pk]

    @cached_property
    def lines(self) -> list[BudgetLine]:
        """This pool's lines, headings included, in the tree's order."""
        found = agreements.lines(self.period.agreement, self.period.year)
        return [line for line in found if line.pool_id == self.pool.pk]

    @cached_property
    def previous(self) -> Period | None:
        """The period before, if the book has it."""
        return before(self.period)

    @cached_property
    def previous_figures(self) -> list[Figures]:
        """The figures of the period before, of all pools."""
        return figures(self.previous, self.as_at) if self.previous else []

    @cached_property
    def partners(self) -> list[Partner]:
        """The partners, in the agreement's order."""
        return agreements.partners(self.period.agreement)

    @cached_property
    def share(self) -> Result:
        """The risk share of the period, of all pools together."""
        if moment(self.as_at):
            return self.share_of(lambda line: True)
        return sharing.of_period(
            self.period, self.terms, lambda: self.every_figure, lambda: self.given
        )

    @cached_property
    def previous_share(self) -> Result | None:
        """The risk share of the period before."""
        if moment(self.as_at) or self.previous is None:
            return self.previous_share_of(lambda line: True)
        return sharing.of_period(
            self.previous, self._previous_terms, lambda: self.previous_figures, lambda: self.given
        )

    def share_of(self, chosen: Callable[[BudgetLine], bool]) -> Result:
        """The share of some lines alone."""
        lines = [item for item in self.every_figure if chosen(item.line)]
        return sharing.share_lines(
            lines, self.period, self.terms, self.as_at, self.given, self._saved
        )

    def previous_share_of(self, chosen: Callable[[BudgetLine], bool]) -> Result | None:
        """The share of some lines alone in the period before."""
        if self.previous is None:
            return None
        lines = [item for item in self.previous_figures if chosen(item.line)]
        return sharing.share_lines(
            lines, self.previous, self._previous_terms, self.as_at, self.given, self._saved_before
        )

    @cached_property
    def terms(self) -> TermsVersion:
        """The terms that the period is shared under."""
        return sharing.terms_for(self.period)

    @cached_property
    def _previous_terms(self) -> TermsVersion:
        assert self.previous
        return sharing.terms_for(self.previous)

    @cached_property
    def given(self) -> list[Contribution]:
        """The amounts of the newest version of the year's contributions, of all pools."""
        return sharing.contributions(self.period, self.as_at)

    @cached_property
    def _saved(self) -> list[Saving]:
        return sharing.savings(self.period)

    @cached_property
    def _saved_before(self) -> list[Saving]:
        assert self.previous
        return sharing.savings(self.previous)

    @cached_property
    def notes(self) -> list[Note]:
        """The period's notes on this pool that stand, in their order."""
        return [
            note for note in rows_of(notes.standing(self.period)) if note.pool_id == self.pool.pk
        ]

    @cached_property
    def contributions(self) -> ContributionVersion | None:
        """The newest version of the year's contributions."""
        agreement, year = self.period.agreement, self.period.year
        return agreements.contribution_version(agreement, year, self.as_at)

    def children(self, line: BudgetLine | None) -> list[BudgetLine]:
        """The lines right below one (or the top of the pool)."""
        return self._below.get(line.pk if line else None, [])

    @cached_property
    def _below(self) -> dict[int | None, list[BudgetLine]]:
        found: dict[int | None, list[BudgetLine]] = {}
        for line in self.lines:
            found.setdefault(line.parent_id, []).append(line)
        return found

    @cached_property
    def _at(self) -> dict[int, Figures]:
        return {item.id: item for item in self.figures}

    def leaves(self, line: BudgetLine) -> Iterator[BudgetLine]:
        """The lines below one that carry money; itself where it does."""
        below = self.children(line)
        if not below:
            yield line
        for each in below:
            yield from self.leaves(each)

    def sums(self, lines: Iterable[BudgetLine]) -> Sums:
        """The figures of lines together; "no data" only where no line has any."""
        found = [self._at[key] for key in {line.pk for line in lines} if key in self._at]
        return Sums(
            outturn=_total(item.outturn for item in found),
            budget=sum(item.budget for item in found),
            actual=_total(item.actual for item in found),
            forecast=_total(item.forecast.pence if item.forecast else None for item in found),
            variance=_total(item.variance for item in found),
            previous=_total(item.previous_variance for item in found),
            change=_total(item.change for item in found),
        )

    def ref(self, what: str, column: str) -> str:
        """How `poolbook explain` is asked for a figure."""
        return f"{self.pool.code}/{what}:{column}@{self._month}"

    @cached_property
    def _month(self) -> str:
        return str(self.period)


def _total(amounts: Iterable[int | None]) -> int | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None
