"""The tree of budget lines as its pages show it: depth, headings, and what a closed period holds still."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet, prefetch_related_objects

from poolbook.agreements import queries as agreements
from poolbook.agreements.models import Agreement, BudgetLine, ContributionVersion, Pool
from poolbook.finance.models import Budget, Forecast, Period, Posting
from poolbook.partners.models import Person
from poolbook.partners.roles import ALLOWED, May
from poolbook.rules.calendar import Year
from poolbook.rules.workflow import FROZEN


@dataclass(frozen=True)
class Branch:
    """A line in its tree: its depth (0 at the top) and whether it is the heading of others."""

    line: BudgetLine
    level: int
    heading: bool

    @property
    def years(self) -> str:
        """The years it serves: `2020/21 to 2022/23`, `from 2020/21`."""
        first = str(Year(self.line.from_year))
        if self.line.to_year is None:
            return f"from {first}"
        last = str(Year(self.line.to_year))
        return first if first == last else f"{first} to {last}"


def tree(agreement: Agreement, year: int) -> list[Branch]:
    """The lines of a year, pool by pool, in their order."""
    found = agreements.lines(agreement, year)
    prefetch_related_objects(found, "holder__partner")
    return branches(found)


def branches(found: Sequence[BudgetLine]) -> list[Branch]:
    """Lines with their depth."""
    headings = {line.parent_id for line in found}
    depth: dict[int, int] = {}
    branches = []
    for line in found:
        depth[line.pk] = depth.get(line.parent_id or 0, -1) + 1
        branches.append(Branch(line, depth[line.pk], line.pk in headings))
    return branches


def line(agreement: Agreement, code: str) -> BudgetLine | None:
    """A line of the agreement by its code."""
    found = BudgetLine.objects.filter(pool__agreement=agreement, code=code)
    return found.select_related("pool", "parent", "owner", "risk_group", "holder").first()


def years(agreement: Agreement) -> list[int]:
    """The years that the agreement's pages are about: of its periods, lines and contributions."""
    periods = Period.objects.filter(agreement=agreement).order_by().values_list("year")
    given = ContributionVersion.objects.filter(agreement=agreement).order_by().values_list("year")
    lines = BudgetLine.objects.filter(pool__agreement=agreement).order_by()
    found = {year for (year,) in periods.union(given, lines.values_list("from_year"))}
    last = max(found, default=agreement.starts.year)
    return sorted(found | {last + 1})


def closed(pool: Pool) -> QuerySet[Period]:
    """The closed periods of the pool's agreement, the newest first."""
    found = Period.objects.filter(agreement=pool.agreement_id, state__in=FROZEN)
    return found.order_by("-year", "-number")


def closed_on(line: BudgetLine) -> Period | None:
    """The newest closed period of a year that the line serves: it holds the line still."""
    found = closed(line.pool).filter(year__gte=line.from_year)
    if line.to_year is not None:
        found = found.filter(year__lte=line.to_year)
    return found.first()


def last_money(line: BudgetLine) -> int | None:
    """The last year in which the line has a budget, a forecast or a posting; None where it has none."""
    years = [
        Budget.objects.filter(line=line).order_by("-period__year").values_list("period__year"),
        Forecast.objects.filter(line=line).order_by("-period__year").values_list("period__year"),
        Posting.objects.filter(line=line).order_by("-id").values_list("batch__period__year"),
    ]
    found = [row[0] for each in years if (row := each.first())]
    return max(found, default=None)


def of_pool(pool: Pool, year: int) -> list[BudgetLine]:
    """The lines of one pool in a year, in their order."""
    found = BudgetLine.objects.filter(pool=pool, from_year__lte=year).exclude(to_year__lt=year)
    return list(found.order_by("place", "id"))


def holders(agreement: Agreement) -> list[Person]:
    """Who may hold a budget: the people of the agreement's partners whose role lets them forecast."""
    roles = [role.value for role, allowed in ALLOWED.items() if May.FORECAST in allowed]
    found = Person.objects.filter(partner__signed__agreement=agreement, role__in=roles)
    return list(found.filter(is_active=True).select_related("partner").order_by("username"))
