"""Who did what in a period: needed to keep makers and checkers apart."""

from poolbook.audit.kept import kept_list
from poolbook.finance.models import Batch, Budget, Forecast, Period, SavingUpdate, Virement


def authors(period: Period) -> set[int]:
    """The ids of everybody who made a figure in the period: imports, budgets, forecasts, savings."""
    asked, *others = (
        model.objects.filter(period=period).order_by().values_list(who, flat=True)
        for model, who in (
            (Batch, "by"),
            (Budget, "by"),
            (Forecast, "by"),
            (SavingUpdate, "by"),
            (Virement, "made_by"),
        )
    )
    of = (
        "finance_batch",
        "finance_budget",
        "finance_forecast",
        "finance_saving",
        "finance_virement",
    )
    found = asked.union(*others)
    return set(kept_list("authors", period.pk, of=of, find=lambda: found))
