"""What every page of the agreement has around itself: the way to the others, and the years."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from poolbook.finance.models import Period
from poolbook.finance.queries import tree
from poolbook.rules.calendar import Year
from poolbook.rules.refusal import Refusal
from poolbook.web.frame.places import Place

# The name of the address, its word, and whether the page is of one year.
WAYS = (
    ("agreement", "Overview", False),
    ("agreement-lines", "Lines", True),
    ("agreement-contributions", "Contributions", True),
    ("agreement-terms", "Terms", False),
    ("agreement-virements", "Virements", True),
    ("agreement-savings", "Savings", True),
    ("agreement-cash", "Invoices and cash", True),
    ("agreement-reserves", "Reserves", True),
    ("agreement-settings", "Settings", False),
)
LARGEST_FILE = 2 * 2**20


def year_of(place: Place) -> int:
    """The year of the page; else of the newest period, or in which the agreement starts."""
    if place.year is not None:
        return place.year
    if place.now:
        return place.now.year
    starts: date = place.agreement.starts
    return starts.year if starts.month >= 4 else starts.year - 1


def shown(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """The page, with the navigation of the agreement and its years."""
    place: Place = request.place
    year = year_of(place)
    here = request.resolver_match.view_name if request.resolver_match else ""
    ways = [
        {"word": word, "address": address(place, name, year), "here": _belongs(here, name)}
        for name, word, _ in WAYS
    ]
    page = next((name for name, _, yearly in WAYS if yearly and _belongs(here, name)), "")
    years = [
        {"word": str(Year(each)), "address": address(place, page, each), "here": each == year}
        for each in (tree.years(place.agreement) if page and here == page else [])
    ]
    found = {"sub": ways, "years": years, "year": Year(year), **context}
    return render(request, template, found, status=status)


def address(place: Place, name: str, year: int | None = None, **more: Any) -> str:
    """The address of a page of the agreement, in a year where it has one."""
    way = next((way for way, _, _ in WAYS if _belongs(name, way)), name)
    yearly = next((yearly for known, _, yearly in WAYS if known == way), True)
    parts = {"agreement": place.agreement.code, **more}
    if yearly:
        parts["year"] = year_of(place) if year is None else year
    return reverse(name, kwargs=parts)


def found_or_404(thing: Any) -> Any:
    """The thing; where there is none within the agreement, the page is not found."""
    if thing is None:
        raise Http404("there is no such thing in this agreement")
    return thing


def open_period(place: Place, year: int | None = None) -> Period | None:
    """The open period of the page's year, into which writes go; None where there is none."""
    wanted = year_of(place) if year is None else year
    return next((p for p in place.periods if p.year == wanted and p.state == "open"), None)


def newest_period(place: Place) -> Period | None:
    """The newest period of the page's year: how things stand in it; None where it has none."""
    return next((period for period in place.periods if period.year == year_of(place)), None)


def in_open_period(place: Place) -> Period:
    """The open period of the page's year. Raises Refusal where there is none."""
    period = open_period(place)
    if period is None:
        raise Refusal(
            f"no period of {Year(year_of(place))} is open, so nothing can be written to it; "
            "a period opens with its first import"
        )
    return period


def with_file(given: UploadedFile, read: Any) -> Any:
    """What `read` makes of an uploaded file, which is kept under its own name for that long only."""
    if given.size and given.size > LARGEST_FILE:
        raise Refusal(f"{given.name} is larger than 2 MB; a table of contributions is small")
    with TemporaryDirectory() as folder:
        path = Path(folder) / (Path(given.name or "").name or "file.csv")
        path.write_bytes(given.read())
        return read(path)


def _belongs(here: str, name: str) -> bool:
    return here == name or (name != "agreement" and here.startswith(f"{name}-"))
