"""What is in suspense, with a suggestion from what is mapped already."""

from dataclasses import dataclass

from django.db.models import Count, Sum

from poolbook.finance.models import Mapping, Period, Posting
from poolbook.finance.queries.figures import counted


@dataclass(frozen=True)
class Suspended:
    """Rows of one cost centre and account that no mapping knows, in pence."""

    source: str
    cost_centre: str
    account: str
    rows: int
    pence: int
    suggestion: str


def suspense(period: Period) -> list[Suspended]:
    """Everything in suspense in the year up to a period, the largest first."""
    waiting = Posting.objects.filter(batch__in=counted(period), line=None, outside=False)
    found = (
        waiting.order_by()
        .values_list("batch__source", "batch__source__code", "cost_centre", "account")
        .annotate(rows=Count("id"), total=Sum("pence"))
    )
    items = [
        Suspended(code, centre, account, rows, total, _suggestion(source, centre))
        for source, code, centre, account, rows, total in found
    ]
    return sorted(items, key=lambda item: -abs(item.pence))


def _suggestion(source: int, cost_centre: str) -> str:
    """The line of the mapped cost centre that is the same, or shares most of its first characters."""
    known = Mapping.objects.filter(source=source, line__isnull=False).select_related("line")
    best, length = "", 2
    for mapping in known:
        same = _shared(mapping.cost_centre, cost_centre)
        if same > length:
            best, length = mapping.line.code, same
    return best


def _shared(first: str, second: str) -> int:
    count = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        count += 1
    return count
