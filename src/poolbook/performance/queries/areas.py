"""Reads of areas: those that an agreement compares with, and its neighbours' tables."""

from django.db.models import Q, QuerySet

from poolbook.agreements.models import Agreement
from poolbook.performance.models import Area, Neighbour


def comparators(agreement: Agreement) -> list[Area]:
    """Areas that targets and scorecards may name: countries and regions, and those that the
    agreement's own scorecards, targets and tables of neighbours know."""
    wanted = (
        Q(kind__in=("country", "region"))
        | Q(pk__in=_of(agreement).values("area"))
        | Q(pk__in=_of(agreement).values("neighbour"))
        | Q(pk__in=agreement.scorecards.values("area"))
        | Q(pk__in=agreement.scorecards.values("comparator"))
        | Q(targets__measure__agreement=agreement)
    )
    return list(Area.objects.filter(wanted).distinct().order_by("name")[:500])


def models(agreement: Agreement) -> list[str]:
    """The names of the agreement's tables of neighbours."""
    found = _of(agreement).order_by("model").values_list("model", flat=True)
    return list(found.distinct())


def neighbours(agreement: Agreement, model: str, area: Area) -> list[Area]:
    """The neighbours of an area in a table, the likest first."""
    rows = _of(agreement).filter(model=model, area=area).select_related("neighbour")
    return [each.neighbour for each in rows.order_by("position")]


def _of(agreement: Agreement) -> QuerySet[Neighbour]:
    return Neighbour.objects.filter(agreement=agreement)
