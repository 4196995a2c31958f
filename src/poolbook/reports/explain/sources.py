"""Where one line's figure comes from: postings, budget movements, forecast versions, an outturn."""

from typing import Any

from django.db.models import Sum
from django.utils import timezone

from poolbook.agreements.models import BudgetLine
from poolbook.caseload.models import LandedForecast
from poolbook.finance.models import Budget, Forecast, Outturn, Posting
from poolbook.finance.queries.figures import counted
from poolbook.reports.build.facts import Facts
from poolbook.rules import money
from poolbook.rules.forecasting import PACKAGES
from poolbook.rules.saying import day, moment

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
    every = Forecast.objects.filter(line=line, period=facts.period, at__lte=facts.as_at)
    found = list(every.select_related("by").order_by("-version"))
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
        for each in found
    ]
    how = f"forecast, {versions[0]['method']}" if versions else "no forecast"
    return {"how": how, "versions": versions} | _landed(found)


def _landed(versions: list[Forecast]) -> dict[str, Any]:
    """What the newest of some versions was made of, where it came from packages.

    A version that only said why anew has the parts of the one before it.
    """
    if not versions or versions[0].method != PACKAGES:
        return {}
    said = (PACKAGES, versions[0].pence, versions[0].basis)
    same = [each for each in versions if (each.method, each.pence, each.basis) == said]
    landed = LandedForecast.objects.filter(forecast__in=same).last()
    if landed is None:
        return {}
    low, high = money.show_pounds(landed.low), money.show_pounds(landed.high)
    prices = f" ({landed.prices})" if landed.prices else ""
    parts = {
        f"Actual of packages to {day(landed.cut)}": landed.actual,
        "Committed: packages from then to their end or the year’s": landed.committed,
        f"Uplift: prices to come{prices}": landed.uplift,
        f"Expected starters less leavers, from {low} to {high}": landed.expected,
    }
    known = moment(timezone.localtime(landed.known))
    return {
        "source": f"packages to {day(landed.cut)}, known since {known}, files {landed.files}",
        "parts": [
            {"ref": "", "label": label, "value": _pounds(pence), "shown": money.show_pounds(pence)}
            for label, pence in parts.items()
        ],
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
