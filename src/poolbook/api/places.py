"""Where an address of the API is: the agreement, year, period and pool, as on the pages."""

from typing import Any, TypeVar

from django.http import Http404, HttpRequest
from ninja import Schema

from poolbook.agreements import queries as agreements
from poolbook.agreements.models import Agreement, BudgetLine, Pool
from poolbook.api.auth import person_of
from poolbook.api.fields import Code, Month, Year
from poolbook.api.problems import Told
from poolbook.finance.models import Period
from poolbook.web.frame import places

T = TypeVar("T")
AGREEMENT = "/{agreement}"
YEAR = AGREEMENT + "/{year}"
PERIOD = YEAR + "/{month}"
POOL = PERIOD + "/{pool}"


class OfAgreement(Schema):
    """An agreement's part of an address."""

    agreement: Code


class OfYear(OfAgreement):
    """A year of an agreement."""

    year: Year


class OfPeriod(OfYear):
    """A period of an agreement."""

    month: Month


class OfPool(OfPeriod):
    """A pool in a period."""

    pool: Code


def place_of(request: HttpRequest, here: OfAgreement) -> places.Place:
    """The place, within what the person may see. Raises Http404."""
    parts: dict[str, Any] = here.dict()
    if "year" in parts:
        parts["year"] = year_of(parts["year"])
    if "month" in parts:
        parts["number"] = int(parts.pop("month")[1:])
    place = places.find(person_of(request), parts)
    request.place = place  # type: ignore[attr-defined]
    return place


def agreement_of(request: HttpRequest, here: OfAgreement) -> Agreement:
    """The agreement of an address."""
    return place_of(request, here).agreement


def period_of(request: HttpRequest, here: OfPeriod) -> Period:
    """The period of an address."""
    period = place_of(request, here).period
    assert period is not None
    return period


def pool_of(request: HttpRequest, here: OfPool) -> tuple[Period, Pool]:
    """The period and the pool of an address."""
    place = place_of(request, here)
    assert place.period is not None and place.pool is not None
    return place.period, place.pool


def year_of(text: str) -> int:
    """The year in which `2020-21` starts. Raises Http404 where it is not a year."""
    try:
        return places.YearConverter().to_python(text)
    except ValueError:
        raise Http404("no such year") from None


def lines_of(period: Period) -> dict[str, BudgetLine]:
    """The lines that carry money in a period's year, by their code."""
    found = agreements.leaves(agreements.lines(period.agreement, period.year))
    return {line.code: line for line in found}


def lines_ever(agreement: Agreement) -> dict[str, BudgetLine]:
    """The lines of every pool and year, by their code."""
    return {line.code: line for pool in agreement.pools.all() for line in pool.lines.all()}


class Known:
    """Looks up what was named in a request, and tells every name that is unknown at once."""

    def __init__(self) -> None:
        self.faults: list[tuple[str, str]] = []

    def get(self, known: dict[str, T], name: str, place: str, what: str) -> T | None:
        """What is called so; None (and a fault) where there is none."""
        if name not in known:
            self.faults.append((place, f"“{name}” is not a {what} here"))
        return known.get(name)

    def tell(self) -> None:
        """Raises Told (422) with every fault."""
        if self.faults:
            raise Told(422, "What was sent has faults; nothing was done.", self.faults)
