"""Where a page is: the agreement, period and pool of its address, within what the reader may see."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.http import Http404
from django.urls import NoReverseMatch, get_script_prefix, reverse

from poolbook.agreements import queries as agreements
from poolbook.agreements.models import Agreement, Pool
from poolbook.finance.models import Period
from poolbook.finance.queries import periods
from poolbook.partners.models import Partner, Person

PERIOD = "<slug:agreement>/<year:year>/P<int:number>/"
POOL = PERIOD + "<slug:pool>/"


class YearConverter:
    """`2020-21` in an address is the year 2020."""

    regex = r"\d{4}-\d{2}"

    def to_python(self, value: str) -> int:
        """The year in which it starts; another form of it is not an address of ours."""
        start = int(value[:4])
        if int(value[5:]) != (start + 1) % 100:
            raise ValueError(value)
        return start

    def to_url(self, value: int) -> str:
        """`2020` as `2020-21`."""
        return f"{value}-{(value + 1) % 100:02d}"


@dataclass
class Place:
    """An agreement, and where the address says so, one of its periods and pools."""

    agreement: Agreement
    year: int | None = None
    period: Period | None = None
    pool: Pool | None = None
    located: bool = True  # whether the address itself says where it is

    @cached_property
    def pools(self) -> list[Pool]:
        """The agreement's pools in order."""
        return agreements.pools(self.agreement)

    @cached_property
    def periods(self) -> list[Period]:
        """The agreement's periods, the newest first."""
        return periods.periods(self.agreement)[::-1]

    @cached_property
    def partners(self) -> list[Partner]:
        """The partners in the agreement's order."""
        return agreements.partners(self.agreement)

    @property
    def now(self) -> Period | None:
        """The period of the page; else the newest."""
        return self.period or next(iter(self.periods), None)

    def address(self, name: str, **more: Any) -> str:
        """The address of a page of this place: the parts that the page's address has no use for are left out."""
        return address(
            name, self.agreement, self.now, self.pool or (self.pools or [None])[0], **more
        )


def address(
    name: str, agreement: Agreement, period: Period | None, pool: Pool | None = None, **more: Any
) -> str:
    """The address of a page by name. Pages of a pool, of a period and of an agreement are all found."""
    month = (period.year, period.number) if period else None
    code = pool.code if period and pool else None
    return _address(name, get_script_prefix(), agreement.code, month, code, **more)


@lru_cache(maxsize=20_000)
def _address(
    name: str,
    prefix: str,
    agreement: str,
    month: tuple[int, int] | None,
    pool: str | None,
    **more: Any,
) -> str:
    """The address, kept: a page has a hundred, and finding one takes as long as a query."""
    parts: dict[str, Any] = {"agreement": agreement}
    tries = [parts]
    if month:
        parts = parts | {"year": month[0], "number": month[1]}
        tries.insert(0, {k: v for k, v in parts.items() if k != "number"})
        tries.insert(0, parts)
        if pool:
            tries.insert(0, parts | {"pool": pool})
    for kwargs in tries:
        try:
            return reverse(name, kwargs=kwargs | more)
        except NoReverseMatch:
            continue
    return reverse(name, kwargs=more)


def find(person: Person, parts: dict[str, Any]) -> Place:
    """The place that an address names. What the person may not see is not found."""
    seen = agreements.seen_by(person)
    agreement = next((each for each in seen if each.code == parts["agreement"]), None)
    if agreement is None:
        raise Http404("no such agreement")
    place = Place(agreement, parts.get("year"))
    if "number" in parts:
        wanted = (parts["year"], parts["number"])  # of them all: the frame shows them
        found = (each for each in place.periods if (each.year, each.number) == wanted)
        place.period = next(found, None)
        if place.period is None:
            raise Http404("no such period")
    if "pool" in parts:
        place.pool = next((pool for pool in place.pools if pool.code == parts["pool"]), None)
        if place.pool is None:
            raise Http404("no such pool")
    return place


def usual(person: Person) -> Place | None:
    """Where somebody is who is nowhere yet: the first agreement they see, in its newest period."""
    agreement = next(iter(agreements.seen_by(person)), None)
    return Place(agreement, located=False) if agreement else None
