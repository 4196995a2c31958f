"""Who did what in a period: needed to keep makers and checkers apart."""

from poolbook.finance.models import Batch, Budget, Forecast, Period, SavingUpdate, Virement


def authors(period: Period) -> set[int]:
    """The ids of everybody who made a figure in the period: imports, budgets, forecasts, savings."""
    made: set[int] = set()
    for model in (Batch, Budget, Forecast, SavingUpdate):
        made.update(model.objects.filter(period=period).values_list("by", flat=True))
    made.update(Virement.objects.filter(period=period).values_list("made_by", flat=True))
    return made
