"""Where one line's figure comes from: postings, budget movements, forecast versions, an outturn."""

from typing import Any

from django.db.models import Sum
from django.utils import timezone

from poolbook.agreements.models import BudgetLine
from poolbook.finance.models import Budget, Forecast, Outturn, Posting
from poolbook.finance.queries.figures import counted
from poolbook.reports.build.facts import Facts
from poolbook.rules import money

# How many postings an answer lists; the rest are counted, and in `poolbook read` of their file.
LISTED = 200


def of_line(facts: Facts, line: BudgetLine, column: str) -> dict[str, Any]:
    """How a line's outturn, budget, actual, forecast or last variation came about."""
    return {
        "outturn": _outturn,
        "budget": _budget,
        "actual": _actual,
        "forecast": _forecast,
        "previous": _previous,
    }[column](facts, line)


def _outturn(facts: Facts, line: BudgetLine) -> dict[str, Any]:
    found = Outturn.objects.filter(line=line, year=facts.period.year - 1).first()
    return {"how": "outturn of the year before", "source": found.source if found else None}


def _budget(facts: Facts, line: BudgetLine) -> dict[str, Any]:
    found = Budget.objects.filter(
        line=line,
        period__year=facts.period.year,
        period__number__lte=facts.period.number,
        at__lte=facts.as_at,
    )
    return {
        "how": "sum of the year's budget movements",
        "movements": [
            {
                "kind": each.kind,
                "reason": each.reason,
                "period": str(each.period),
                "by": str(each.by),
                "at": _moment(each.at),
                "value": _pounds(each.pence),
            }
            for each in found.select_related("period", "by").order_by("id")
        ],
    }


def _actual(facts: Facts, line: BudgetLine) -> dict[str, Any]:
    batches = counted(facts.period, facts.as_at)
    found = Posting.objects.filter(batch__in=batches, line=line).select_related("batch")
    months = found.order_by("month").values_list("month").annotate(total=Sum("pence"))
    return {
        "how": "sum of postings",
        "months": [{"month": month, "value": _pounds(total)} for month, total in months],
        "postings_count": found.count(),
        "postings": [
            {
                "import": each.batch_id,
                "file": each.batch.file_name,
                "row": each.row,
                "month": each.month,
                "date": each.date.isoformat() if each.date else None,
                "cost_centre": each.cost_centre,
                "account": each.account,
                "reference": each.reference,
                "description": each.description,
                "value": _pounds(each.pence),
            }
            for each in found.order_by("month", "batch", "row")[:LISTED]
        ],
    }


def _forecast(facts: Facts, line: BudgetLine) -> dict[str, Any]:
    found = Forecast.objects.filter(line=line, period=facts.period, at__lte=facts.as_at)
    versions = [
        {
            "version": each.version,
            "method": each.method,
            "basis": each.basis,
            "reason": each.reason,
            "by": str(each.by),
            "at": _moment(each.at),
            "value": _pounds(each.pence),
        }
        for each in found.select_related("by").order_by("-version")
    ]
    return {
        "how": f"forecast, {versions[0]['method']}" if versions else "no forecast",
        "versions": versions,
    }


def _previous(facts: Facts, line: BudgetLine) -> dict[str, Any]:
    if facts.previous is None:
        return {"how": "there is no earlier period", "parts": []}
    earlier = Facts(facts.previous, facts.pool, facts.as_at)
    value = earlier.sums([line]).variance
    part = {
        "ref": earlier.ref(line.code, "variation"),
        "label": f"{line.name}: variation at {facts.previous.month.said}",
        "value": None if value is None else _pounds(value),
        "shown": "no data" if value is None else money.show_pounds(value),
    }
    return {"how": "the variation of the period before", "parts": [part]}


def _pounds(pence: int) -> str:
    return f"{money.pounds(pence):.2f}"


def _moment(at: Any) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds")
