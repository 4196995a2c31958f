"""The search: pools, lines, ledgers, mappings, words and papers that the reader may see."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from poolbook.finance.queries.search import SHORTEST, Hit
from poolbook.finance.queries.search import search as find
from poolbook.performance.queries import search as measures
from poolbook.web.frame.access import page
from poolbook.web.search.ways import way_to


@page()
def search(request: HttpRequest) -> HttpResponse:
    """What fits `?q=`, by kind."""
    text = request.GET.get("q", "").strip()
    hits = [*find(request.user, text), *map(_hit, measures.search(request.user, text))]
    kinds: dict[str, list[dict[str, Any]]] = {}
    for hit in hits:
        kinds.setdefault(_plural(hit), []).append({"hit": hit, "address": way_to(hit)})
    context = {"searched": text, "kinds": kinds, "count": len(hits), "shortest": SHORTEST}
    return render(request, "search/search.html", context)


def _hit(found: measures.Found) -> Hit:
    """A measure or scorecard as anything else that is found."""
    ids = {"agreement": found.agreement, "code": found.code}
    return Hit(found.kind, found.title, found.sentence, ids)


def _plural(hit: Hit) -> str:
    return f"{hit.kind}s".capitalize()
