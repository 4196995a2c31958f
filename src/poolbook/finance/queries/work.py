"""Who did what in a period: needed to keep makers and checkers apart."""

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
    return set(asked.union(*others))
