"""The checks of a period: what must hold, and what must hold or be explained, before it is signed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from poolbook.agreements import queries as agreements
from poolbook.agreements.models import BudgetLine, Contribution, ContributionVersion
from poolbook.audit.ahead import ask, rows_of, unknown
from poolbook.audit.kept import kept_list
from poolbook.finance.models import Batch, Period, Source, Virement
from poolbook.finance.queries import figures, notes, sharing
from poolbook.finance.queries.figures import (
    Figures,
    Suspended,
    actuals,
    budgets,
    figures_after,
    posted,
)
from poolbook.finance.queries.mappings import sources
from poolbook.finance.queries.periods import before
from poolbook.finance.queries.sharing import of_period, terms_for
from poolbook.rules import money
from poolbook.rules.explaining import is_large, is_told
from poolbook.rules.refusal import Refusal
from poolbook.rules.risk_share import Result
from poolbook.rules.workflow import FROZEN, STATES

OF_THE_MONTH = (*agreements.STRUCTURE, "finance_")  # the tables that checks and steps may look at


@dataclass(frozen=True)
class Check:
    """One check. `must` cannot be explained away; `explanation` says why it may be passed."""

    code: str
    title: str
    details: tuple[str, ...]
    must: bool
    explanation: str = ""

    @property
    def green(self) -> bool:
        """Nothing was found."""
        return not self.details

    @property
    def passed(self) -> bool:
        """Green, or explained where that is allowed."""
        return self.green or bool(self.explanation and not self.must)


class Reading:
    """What the checks of a period look at, each read once, when it is first asked for.

    A page that has the figures already gives them, and takes from here what it shows beside them.
    """

    def __init__(self, period: Period, lines: Sequence[Figures] | None = None) -> None:
        self.period = period
        ask(self._asked)
        self.lines = list(lines) if lines is not None else figures_after(self.previous, period)

    def _asked(self) -> list[QuerySet]:
        """What the parts ask of the database, but for what this process knows."""
        period = self.period
        of = agreements.asked(period.agreement, period.year)
        of += unknown("imports", period.pk, asks=self._imports())
        of += unknown("explanations", period.pk, asks=self._explanations())
        return [*of, *figures.asked(period), *sharing.asked(period)]

    @cached_property
    def previous(self) -> Period | None:
        """The period before, if the book has it."""
        return before(self.period)

    @cached_property
    def sources(self) -> list[Source]:
        """The ledgers that the agreement's extracts come from."""
        return sources(self.period.agreement)

    @cached_property
    def imports(self) -> list[Batch]:
        """This period's imports that count, the oldest first."""
        of = ("finance_batch", "partners_person")
        return kept_list("imports", self.period.pk, of=of, find=lambda: rows_of(self._imports()))

    def _imports(self) -> QuerySet[Batch]:
        found = Batch.objects.filter(period=self.period, state="applied").select_related("by")
        return found.order_by("id")

    @cached_property
    def suspended(self) -> list[Suspended]:
        """Source, cost centre, account, rows and pence of what is in suspense in the year so far."""
        return posted(self.period)[1]

    @cached_property
    def explanations(self) -> dict[str, str]:
        """Why checks that are not green may be passed, by their code."""

        of, find = ("finance_checkexplanation",), self._explanations
        return dict(kept_list("explanations", self.period.pk, of=of, find=lambda: rows_of(find())))

    def _explanations(self) -> QuerySet:
        return self.period.explanations.values_list("check_code", "text")

    @cached_property
    def noted(self) -> set[int | None]:
        """The ids of the lines that have a note in this period that stands."""
        return notes.noted(self.period)

    @cached_property
    def large(self) -> list[Figures]:
        """The lines that moved by as much as the agreement wants explained."""
        least = self.period.agreement.explain_from
        return [item for item in self.lines if is_large(item.change, least)]

    def told(self, item: Figures) -> bool:
        """Whether a line's movement has its reason: a note, or the forecast's own."""
        reason = item.forecast.reason if item.forecast else None
        return is_told(item.line.pk in self.noted, reason)

    @cached_property
    def contributions(self) -> ContributionVersion | None:
        """The newest version of the year's contributions."""
        return agreements.contribution_version(self.period.agreement, self.period.year)

    @cached_property
    def given(self) -> list[Contribution]:
        """The amounts of that version."""
        return agreements.amounts(self.contributions) if self.contributions else []

    @cached_property
    def share(self) -> Result | Refusal:
        """The risk share under the terms in force, or why there is none."""
        try:
            terms = terms_for(self.period)
            return of_period(self.period, terms, lambda: self.lines, lambda: self.given)
        except Refusal as refusal:
            return refusal


def run(period: Period, lines: Sequence[Figures] | None = None) -> list[Check]:
    """Every check, in the order of the month. `lines` are the period's figures where they are
    read already."""
    return run_on(Reading(period, lines))


def run_on(reading: Reading) -> list[Check]:
    """Every check of what is read, or will be."""
    return kept_list("checks", reading.period.pk, of=OF_THE_MONTH, find=lambda: _run_on(reading))


def _run_on(reading: Reading) -> Iterator[Check]:
    for code, title, must, find in CHECKS:
        yield Check(code, title, tuple(find(reading)), must, reading.explanations.get(code, ""))


def _previous(reading: Reading) -> Iterator[str]:
    last = reading.previous
    if last and last.state not in FROZEN:
        yield f"{last} is {STATES[last.state]}"


def _ledgers(reading: Reading) -> Iterator[str]:
    came = {batch.source_id for batch in reading.imports}
    for source in reading.sources:
        if source.pk not in came:
            yield f"nothing was imported from {source.name} ({source.code})"


def _suspense(reading: Reading) -> Iterator[str]:
    for source, centre, account, _, pence in reading.suspended:
        yield f"{source}: {centre} {account} has no budget line, {money.show_pounds(pence)}"


def _placed(reading: Reading) -> Iterator[str]:
    period, known = reading.period, {item.line.pk for item in reading.lines}
    stray = [
        (what, line, pence)
        for what, found in (("postings", actuals(period)), ("a budget", budgets(period)))
        for line, pence in found.items()
        if pence and line not in known
    ]
    lines = BudgetLine.objects.in_bulk({line for _, line, _ in stray}) if stray else {}
    for what, line, pence in sorted(stray, key=lambda each: (each[0] != "postings", each[1])):
        yield (
            f"{lines[line].name} ({lines[line].code}) has {what} of {money.show_pounds(pence)}, "
            f"and is a heading or not a line of {period.month.year}"
        )


def _forecasts(reading: Reading) -> Iterator[str]:
    for item in reading.lines:
        if item.forecast is None:
            yield f"{item.line.name} ({item.line.code}) has no forecast"


def _moved(reading: Reading) -> Iterator[str]:
    for item in reading.large:
        if not reading.told(item):
            change = money.show_pounds(item.change or 0)
            yield f"{item.line.name} ({item.line.code}) moved by {change} without a reason"


def _overtaken(reading: Reading) -> Iterator[str]:
    for item in reading.lines:
        if item.forecast and item.actual is not None and item.actual > item.forecast.pence >= 0:
            yield (
                f"{item.line.name} ({item.line.code}): spent {money.show_pounds(item.actual)}, "
                f"forecast for the year {money.show_pounds(item.forecast.pence)}"
            )


def _contributions(reading: Reading) -> Iterator[str]:
    version = reading.contributions
    if version is None:
        yield f"there are no contributions for {reading.period.month.year}"
        return
    given: dict[str, int] = {}
    for amount in reading.given:
        given[amount.pool.name] = given.get(amount.pool.name, 0) + amount.pence
    budget: dict[str, int] = {}
    for item in reading.lines:
        budget[item.line.pool.name] = budget.get(item.line.pool.name, 0) + item.budget
    for pool in dict.fromkeys([*given, *budget]):
        net, spent = given.get(pool, 0), budget.get(pool, 0)
        if net != spent:
            gap = money.show_pounds(spent - net)
            yield (
                f"{pool}: budgets {money.show_pounds(spent)}, net contributions "
                f"{money.show_pounds(net)}, difference {gap}"
            )


def _versions(reading: Reading) -> Iterator[str]:
    version = reading.contributions
    if version and version.status == "indicative":
        yield f"{version} is indicative"


def _misprints(reading: Reading) -> Iterator[str]:
    version = reading.contributions
    for wrong in agreements.misprinted(version, reading.given) if version else ():
        yield (
            f"{wrong.pool}, {wrong.partner}: {wrong.what} printed {money.show_pounds(wrong.printed)}, "
            f"parts come to {money.show_pounds(wrong.computed)}"
        )


def _virements(reading: Reading) -> Iterator[str]:
    period = reading.period
    found = Virement.objects.filter(period=period, state="proposed")
    of = ("finance_virement",)
    for virement in kept_list("proposed", period.pk, of=of, find=lambda: found):
        yield f"virement {virement.pk} waits for a decision: {virement.reason}"


def _groups(reading: Reading) -> Iterator[str]:
    for item in reading.lines:
        if item.line.kind != "in view" and item.line.risk_group is None:
            yield f"{item.line.name} ({item.line.code}) belongs to no risk group"


def _shared(reading: Reading) -> Iterator[str]:
    result = reading.share
    if isinstance(result, Refusal):
        yield result.message
        yield from result.details
    elif result.unallocated():
        yield f"{money.show_pounds(result.unallocated())} is nobody's yet"


def _agreed(reading: Reading) -> Iterator[str]:
    if not isinstance(reading.share, Refusal) and reading.share.status != "agreed":
        yield f"{terms_for(reading.period)} are not agreed by every partner yet"


Find = Callable[[Reading], Iterator[str]]
CHECKS: tuple[tuple[str, str, bool, Find], ...] = (
    ("previous", "The period before it is closed", True, _previous),
    ("ledgers", "Every ledger was imported", False, _ledgers),
    ("suspense", "No row is in suspense", True, _suspense),
    ("placed", "All money is on lines of the year", True, _placed),
    ("virements", "Every virement is decided", True, _virements),
    ("forecasts", "Every line has a forecast", True, _forecasts),
    ("moved", "Every large movement has its reason", False, _moved),
    ("overtaken", "No line has spent more than its forecast for the year", False, _overtaken),
    ("contributions", "Budgets equal net contributions, pool by pool", False, _contributions),
    ("versions", "The contributions are agreed", False, _versions),
    ("misprints", "The totals printed with the contributions hold", False, _misprints),
    ("groups", "Every line belongs to a risk group", True, _groups),
    ("shared", "The whole variation is shared", False, _shared),
    ("agreed", "The terms are agreed", False, _agreed),
)
