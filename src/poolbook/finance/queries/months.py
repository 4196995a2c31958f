"""What lines have spent month by month, for many lines in one read, in pence."""

from collections.abc import Collection

from django.db.models import Sum

from poolbook.audit.kept import kept
from poolbook.finance.models import Period, Posting
from poolbook.finance.queries.figures import counted, moving
from poolbook.finance.queries.periods import last_of_year


def by_months(lines: Collection[int], period: Period) -> dict[int, list[int]]:
    """Each line's twelve months of the year up to the period, April first (month 13 counts in March).

    Lines are given by id; those without postings are left out. One query.
    """
    found: dict[int, list[int]] = {}
    posted = Posting.objects.filter(batch__in=counted(period), line__in=lines)
    for row in posted.order_by().values("line", "month").annotate(total=Sum("pence")):
        months = found.setdefault(row["line"], [0] * 12)
        months[min(row["month"], 12) - 1] += row["total"]
    return found


def last_years(lines: Collection[int], period: Period) -> dict[int, list[int]]:
    """The same of the year before; empty where the book does not have it. Two queries."""
    last = last_of_year(period.agreement, period.year - 1)
    if last is None:
        return {}
    of = moving(last, "finance_batch")
    chosen = tuple(sorted(lines))
    return dict(kept("last year", last.pk, chosen, of=of, make=lambda: by_months(chosen, last)))
