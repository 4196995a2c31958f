"""What a forecast that came from packages was made of."""

from django.db import models
from django.db.models import Q

from poolbook.finance.models import Forecast, Period


class LandedForecast(models.Model):
    """The parts of a forecast version from packages, in pence; they sum to its amount.

    `cut` is the last day that had happened, `known` since when its packages were known, `files` the
    short hash of the files and moment, `low` and `high` the range of what is expected.
    """

    forecast = models.OneToOneField(Forecast, models.PROTECT, related_name="landed")
    period = models.ForeignKey(Period, models.PROTECT, related_name="landed_forecasts")
    actual = models.BigIntegerField()
    committed = models.BigIntegerField()
    uplift = models.BigIntegerField()
    expected = models.BigIntegerField()
    low = models.BigIntegerField()
    high = models.BigIntegerField()
    cut = models.DateField()
    known = models.DateTimeField()
    files = models.CharField(max_length=16)
    prices = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(low__lte=models.F("expected"), high__gte=models.F("expected")),
                name="landed_forecast_within_its_range",
            )
        ]

    def __str__(self) -> str:
        return f"{self.forecast}: packages to {self.cut:%-d %B %Y}"
