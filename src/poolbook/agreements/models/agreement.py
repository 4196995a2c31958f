"""An agreement under section 75 and the partners that signed it."""

from django.db import models

from poolbook.partners.models import Partner


class Agreement(models.Model):
    """One agreement between partners; the host keeps the fund and employs the pool manager."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    host = models.ForeignKey(Partner, models.PROTECT, related_name="hosted")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    explain_from = models.BigIntegerField(
        default=10_000_000
    )  # pence a forecast may move unexplained

    class Meta:
        ordering = ("code",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends__isnull=True) | models.Q(ends__gte=models.F("starts")),
                name="agreement_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Signatory(models.Model):
    """A partner of an agreement, in the agreement's order (which breaks ties of a penny)."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="signatories")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="signed")
    place = models.PositiveSmallIntegerField()
    signed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("agreement", "place")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "partner"], name="signatory_once"),
            models.UniqueConstraint(fields=["agreement", "place"], name="signatory_place_once"),
        ]

    def __str__(self) -> str:
        return f"{self.partner} in {self.agreement}"
