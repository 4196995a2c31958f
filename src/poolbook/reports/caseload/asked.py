"""What is asked of the caseload: areas, client group, moments of knowledge, and which numbers.

Everything is in the address (`?group=1&area=county&known=2020-11-20T10:00&against=…&shown=published`),
so that a page can be sent to somebody and says the same there. What somebody without `May.SEE_PEOPLE`
asks for is answered with numbers as published, of all areas together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.http import urlencode

from poolbook.audit.moments import moment_of
from poolbook.caseload import queries
from poolbook.caseload.models import CaseArea
from poolbook.finance.models import Period
from poolbook.partners.models import Person
from poolbook.partners.roles import ALLOWED, May, Role
from poolbook.reports.caseload.inputs import AddressFault
from poolbook.rules.calendar import Month
from poolbook.rules.caseload.codes import GROUPS
from poolbook.rules.refusal import Refusal

PUBLISHED = "published"
KEPT = ("group", "area", "shown")  # what goes along to another period; moments belong to one


@dataclass(frozen=True)
class Asked:
    """What the address asks of a period. `known` None is now; `group` 0 is every client group.

    `given` are the parameters as they were written, of those that say something.
    """

    period: Period
    every: tuple[CaseArea, ...]
    areas: tuple[CaseArea, ...]
    group: int
    known: datetime | None
    against: datetime | None
    exact: bool
    may_see: bool
    given: tuple[tuple[str, str], ...]

    @property
    def days(self) -> tuple[date, ...]:
        """The snapshots: 1 April, and the last day of each month up to the period."""
        year = self.period.month.year
        months = range(1, min(self.period.number, 12) + 1)
        return (year.first, *(Month(year, number).last for number in months))

    @property
    def day(self) -> date:
        """The last snapshot: the last day of the period."""
        return self.days[-1]

    @property
    def groups(self) -> tuple[int, ...]:
        """The client groups to ask the engine for; none are all."""
        return (self.group,) if self.group else ()

    @property
    def group_name(self) -> str:
        """The client group in words; empty where all are asked for."""
        return GROUPS.get(self.group, "")

    @property
    def synthetic(self) -> bool:
        """Whether any of the areas is of made-up people."""
        return any(area.synthetic for area in self.areas)

    @property
    def loaded(self) -> bool:
        """Whether packages were known at the moment."""
        return any(queries.newest(area, self.known) for area in self.areas)

    @property
    def moment(self) -> datetime:
        """The moment of knowledge, said even where it is now."""
        return self.known or timezone.now()

    def query(self, **changes: str) -> str:
        """The address's query with some parameters changed; an empty one is left out."""
        kept = {**dict(self.given), **changes}
        found = [(name, value) for name, value in kept.items() if value]
        return f"?{urlencode(found)}" if found else ""

    @property
    def kept(self) -> str:
        """The query that goes along to another page of the same period."""
        return self.query(against="")


def asked_of(person: Person, period: Period, query: Mapping[str, str]) -> Asked:
    """What somebody asks of a period, in words as an address has them. Raises AddressFault."""
    every, faults = tuple(queries.areas(period.agreement)), []
    given = {name: query.get(name, "").strip() for name in (*KEPT, "known", "against")}
    may_see = sees(person)
    exact = may_see and given["shown"] != PUBLISHED
    areas = every
    if given["shown"] not in ("", PUBLISHED):
        faults.append(f"shown: write “{PUBLISHED}”, or nothing")
    if given["area"]:
        areas = tuple(area for area in every if area.code == given["area"])
        if not areas:
            faults.append(f"area: this agreement has no area “{given['area']}”")
        elif not exact and len(every) > 1:
            faults.append("area: numbers as published are of all areas together")
    groups = {str(code) for code in GROUPS}
    if given["group"] and given["group"] not in groups:
        faults.append(f"group: write a number from 1 to {len(GROUPS)}, or nothing for all")
    moments = {}
    for name in ("known", "against"):
        try:
            moments[name] = moment_of(given[name])
        except Refusal as refusal:
            faults.append(f"{name}: {refusal.message}")
    if faults:
        raise AddressFault("The address asks for something that there is not", faults)
    return Asked(
        period=period,
        every=every,
        areas=areas,
        group=int(given["group"] or 0),
        known=moments["known"] or period.closed_at,
        against=moments["against"],
        exact=exact,
        may_see=may_see,
        given=tuple((name, value) for name, value in given.items() if value),
    )


def sees(person: Person) -> bool:
    """Whether somebody's role may see exact numbers and single people."""
    return May.SEE_PEOPLE in ALLOWED[Role(person.role)]
