"""Mappings as people look them up."""

from datetime import date

from django.db.models import Q, QuerySet

from poolbook.agreements.models import Agreement
from poolbook.agreements.queries import SIGNED
from poolbook.audit.kept import kept_list
from poolbook.finance.models import Mapping, Source


def sources(agreement: Agreement) -> list[Source]:
    """The ledgers of an agreement."""

    def find() -> QuerySet[Source]:
        return Source.objects.filter(agreement=agreement).select_related("partner", "agreement")

    return kept_list(
        "sources", agreement.pk, of=(*SIGNED, "partners_partner", "finance_source"), find=find
    )


def mappings(agreement: Agreement, words: str = "") -> QuerySet[Mapping]:
    """The mappings of an agreement's ledgers whose cost centre, account, line or reason has the words."""
    found = Mapping.objects.filter(source__agreement=agreement).select_related(
        "source", "source__partner", "line"
    )
    if words:
        found = found.filter(
            Q(cost_centre__icontains=words)
            | Q(account__icontains=words)
            | Q(line__code__icontains=words)
            | Q(line__name__icontains=words)
            | Q(reason__icontains=words)
        )
    return found.order_by("source__code", "cost_centre", "account", "dates")


def last_day(mapping: Mapping) -> date | None:
    """The last day on which a mapping holds; None where it has no end."""
    upper = mapping.dates.upper
    return date.fromordinal(upper.toordinal() - 1) if upper else None
