"""What every page needs around itself: where it is, the way to the others, and who is signed in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils.http import urlencode

from poolbook.finance.models import Period
from poolbook.web.frame import places
from poolbook.web.frame.access import ALLOWED, May, Role

# The pages that are always in reach: name of the address, word, what else belongs to it.
WAYS = (
    (
        "month",
        "Month",
        (
            "import",
            "imports",
            "suspense",
            "mapping",
            "mappings",
            "sign-off",
            "open-period",
            "notes",
        ),
    ),
    ("forecast", "Forecast", ()),
    ("share", "Risk share", ()),
    ("bridge", "Bridges", ("bridges",)),
    ("caseload", "Caseload", ()),
    ("scorecards", "Scorecards", ("scorecard", "measure", "measures")),
    ("agreement", "Agreement", ("virements", "cash", "contributions", "terms", "lines")),
    ("pack", "Pack", ("packs",)),
    ("record", "Record", ("history",)),
)


@dataclass(frozen=True)
class Way:
    """A link of the navigation."""

    word: str
    address: str
    here: bool


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context of every template. Who is not signed in gets no navigation."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"place": None, "ways": [], "person": None}
    place = getattr(request, "place", None) or places.usual(user)
    return {
        "place": place,
        "person": user,
        "may": {may.name: may in ALLOWED[Role(user.role)] for may in May},
        "ways": list(_ways(request, place)) if place else [],
        "switch": list(_switch(request, place)) if getattr(request, "place", None) else [],
        "pool_switch": list(_pools(request, place)) if place and place.pool else [],
    }


def _ways(request: HttpRequest, place: places.Place) -> Iterator[Way]:
    here = request.resolver_match.view_name if request.resolver_match else ""
    for name, word, also in WAYS:
        try:
            address = place.address(name)
        except NoReverseMatch:
            continue  # an agreement with no period yet has no month to go to
        kinds = (name, *also)
        belongs = any(here == kind or here.startswith(f"{kind}-") for kind in kinds)
        yield Way(word, address, belongs)


def _switch(request: HttpRequest, place: places.Place) -> Iterator[tuple[Period, str, bool]]:
    """Every period, with the address of the same kind of page in it."""
    parts = request.resolver_match.captured_kwargs if request.resolver_match else {}
    if "number" not in parts:
        return
    for period in place.periods:
        yield period, _there(request, period, place.pool), period == place.period


def _pools(request: HttpRequest, place: places.Place) -> Iterator[tuple[Any, str, bool]]:
    for pool in place.pools:
        yield pool, _there(request, place.period, pool), pool == place.pool


PLACED = {"agreement", "year", "number", "pool"}


def _there(request: HttpRequest, period: Period | None, pool: Any) -> str:
    """The same kind of page elsewhere; a page of one thing leads to the list it belongs to."""
    match = request.resolver_match
    name = match.view_name
    more = {k: v for k, v in match.captured_kwargs.items() if k not in PLACED}
    if more and getattr(match.func, "switch_keeps", False):  # the thing is there in every period
        return places.address(name, request.place.agreement, period, pool, **more)
    if more:
        name = getattr(match.func, "switch_to", "month")
    there = places.address(name, request.place.agreement, period, pool)
    return there + _filters(request, getattr(match.func, "switch_query", ()))


def _filters(request: HttpRequest, names: tuple[str, ...]) -> str:
    """The filters of an address that hold in another period too, as its query."""
    found = [(name, request.GET[name]) for name in names if request.GET.get(name)]
    return f"?{urlencode(found)}" if found else ""
