"""The checks of a period: what must hold, and what must hold or be explained, before it is signed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Sum

from poolbook.agreements import queries as agreements
from poolbook.agreements.models import BudgetLine, Contribution
from poolbook.finance.models import Batch, Note, Period, Posting, Source, Virement
from poolbook.finance.queries.figures import Figures, actuals, budgets, counted, figures
from poolbook.finance.queries.periods import before
from poolbook.finance.queries.sharing import run as run_share
from poolbook.finance.queries.sharing import terms_for
from poolbook.rules import money
from poolbook.rules.refusal import Refusal
from poolbook.rules.workflow import FROZEN, STATES


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


def run(period: Period) -> list[Check]:
    """Every check, in the order of the month."""
    lines = figures(period)
    explained = dict(period.explanations.values_list("check_code", "text"))
    return [
        Check(code, title, tuple(find(period, lines)), must, explained.get(code, ""))
        for code, title, must, find in CHECKS
    ]


def _previous(period: Period, lines: list[Figures]) -> Iterator[str]:
    last = before(period)
    if last and last.state not in FROZEN:
        yield f"{last} is {STATES[last.state]}"


def _ledgers(period: Period, lines: list[Figures]) -> Iterator[str]:
    came = set(
        Batch.objects.filter(period=period, state="applied").values_list("source", flat=True)
    )
    for source in Source.objects.filter(agreement=period.agreement).exclude(pk__in=came):
        yield f"nothing was imported from {source.name} ({source.code})"


def _suspense(period: Period, lines: list[Figures]) -> Iterator[str]:
    waiting = Posting.objects.filter(batch__in=counted(period), line=None, outside=False)
    for source, centre, account, pence in (
        waiting.order_by()
        .values_list("batch__source__code", "cost_centre", "account")
        .annotate(total=Sum("pence"))
    ):
        yield f"{source}: {centre} {account} has no budget line, {money.show_pounds(pence)}"


def _placed(period: Period, lines: list[Figures]) -> Iterator[str]:
    known = {item.line.pk for item in lines}
    for what, found in (("postings", actuals(period)), ("a budget", budgets(period))):
        stray = {line: pence for line, pence in found.items() if line not in known and pence}
        for line in BudgetLine.objects.filter(pk__in=stray):
            yield (
                f"{line.name} ({line.code}) has {what} of {money.show_pounds(stray[line.pk])}, and is "
                f"a heading or not a line of {period.month.year}"
            )


def _forecasts(period: Period, lines: list[Figures]) -> Iterator[str]:
    for item in lines:
        if item.forecast is None:
            yield f"{item.line.name} ({item.line.code}) has no forecast"


def _moved(period: Period, lines: list[Figures]) -> Iterator[str]:
    noted = set(Note.objects.filter(period=period).values_list("line", flat=True))
    for item in lines:
        change = item.change or 0
        told = item.line.pk in noted or (item.forecast and item.forecast.reason)
        if abs(change) >= period.agreement.explain_from and not told:
            yield f"{item.line.name} ({item.line.code}) moved by {money.show_pounds(change)} without a reason"


def _overtaken(period: Period, lines: list[Figures]) -> Iterator[str]:
    for item in lines:
        if item.forecast and item.actual is not None and item.actual > item.forecast.pence >= 0:
            yield (
                f"{item.line.name} ({item.line.code}): spent {money.show_pounds(item.actual)}, "
                f"forecast for the year {money.show_pounds(item.forecast.pence)}"
            )


def _contributions(period: Period, lines: list[Figures]) -> Iterator[str]:
    version = agreements.contribution_version(period.agreement, period.year)
    if version is None:
        yield f"there are no contributions for {period.month.year}"
        return
    given = dict(
        Contribution.objects.filter(version=version)
        .order_by()
        .values_list("pool__name")
        .annotate(total=Sum("pence"))
    )
    budget: dict[str, int] = {}
    for item in lines:
        budget[item.line.pool.name] = budget.get(item.line.pool.name, 0) + item.budget
    for pool in dict.fromkeys([*given, *budget]):
        net, spent = given.get(pool, 0), budget.get(pool, 0)
        if net != spent:
            gap = money.show_pounds(spent - net)
            yield (
                f"{pool}: budgets {money.show_pounds(spent)}, net contributions "
                f"{money.show_pounds(net)}, difference {gap}"
            )


def _versions(period: Period, lines: list[Figures]) -> Iterator[str]:
    version = agreements.contribution_version(period.agreement, period.year)
    if version and version.status == "indicative":
        yield f"{version} is indicative"


def _misprints(period: Period, lines: list[Figures]) -> Iterator[str]:
    version = agreements.contribution_version(period.agreement, period.year)
    for wrong in agreements.misprinted(version) if version else ():
        yield (
            f"{wrong.pool}, {wrong.partner}: {wrong.what} printed {money.show_pounds(wrong.printed)}, "
            f"parts come to {money.show_pounds(wrong.computed)}"
        )


def _virements(period: Period, lines: list[Figures]) -> Iterator[str]:
    for virement in Virement.objects.filter(period=period, state="proposed"):
        yield f"virement {virement.pk} waits for a decision: {virement.reason}"


def _groups(period: Period, lines: list[Figures]) -> Iterator[str]:
    for item in lines:
        if item.line.kind != "in view" and item.line.risk_group is None:
            yield f"{item.line.name} ({item.line.code}) belongs to no risk group"


def _shared(period: Period, lines: list[Figures]) -> Iterator[str]:
    try:
        result = run_share(period)
    except Refusal as refusal:
        yield refusal.message
        yield from refusal.details
        return
    if result.unallocated():
        yield f"{money.show_pounds(result.unallocated())} is nobody's yet"


def _agreed(period: Period, lines: list[Figures]) -> Iterator[str]:
    try:
        result = run_share(period)
    except Refusal:
        return
    if result.status != "agreed":
        yield f"{terms_for(period)} are not agreed by every partner yet"


Find = Callable[[Period, list[Figures]], Iterator[str]]
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
