"""What is in suspense, with a suggestion from what is mapped already."""

from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Sum
from django.db.models.functions import Substr

from poolbook.finance.models import Period, Posting
from poolbook.finance.queries.figures import counted
from poolbook.finance.queries.suggestions import Suggestions


@dataclass(frozen=True)
class Suspended:
    """Rows of one cost centre and account that no mapping knows, in pence.

    `suggestion` is a line's code, and `why` what it is taken from; "" where there is none.
    """

    source: str
    cost_centre: str
    account: str
    rows: int
    pence: int
    suggestion: str
    why: str = ""
    descriptions: tuple[str, ...] = ()
    source_id: int = 0


def suspense(period: Period) -> list[Suspended]:
    """Everything in suspense in the year up to a period, the largest first. Three queries at most."""
    waiting = Posting.objects.filter(batch__in=counted(period), line=None, outside=False)
    found = list(
        waiting.order_by()
        .values_list("batch__source", "batch__source__code", "cost_centre", "account")
        .annotate(
            rows=Count("id"),
            total=Sum("pence"),
            said=ArrayAgg(Substr("description", 1, 120), distinct=True),
        )
    )
    if not found:
        return []
    suggest = Suggestions(period)
    items = []
    for source, code, centre, account, rows, total, said in found:
        texts = tuple(text for text in said if text)
        line, why = suggest(source, centre, account, texts)
        items.append(Suspended(code, centre, account, rows, total, line, why, texts[:3], source))
    return sorted(items, key=lambda item: -abs(item.pence))
