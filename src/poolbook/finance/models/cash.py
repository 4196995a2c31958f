"""Cash between the partners (instalments, invoices, payments) and reserves with purposes."""

from django.db import models
from django.db.models import Q

from poolbook.agreements.models import Agreement
from poolbook.finance.models.period import Period
from poolbook.partners.models import Partner, Person

PATTERNS = {"monthly": 12, "quarterly": 4, "half-yearly": 2, "annual": 1}
INVOICE_KINDS = ("contribution", "recharge", "settlement")


class Instalments(models.Model):
    """How a partner pays its contribution of a year: the pattern, and how many months ahead."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="instalments")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="instalments")
    year = models.PositiveSmallIntegerField()
    pattern = models.CharField(max_length=12, choices=[(p, p) for p in PATTERNS])
    months_ahead = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "partner", "year"], name="instalments_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.partner}: {self.pattern}"


class Invoice(models.Model):
    """An invoice from one partner to another (or to the fund's host), in pence."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="invoices")
    period = models.ForeignKey(Period, models.PROTECT, related_name="invoices")
    issuer = models.ForeignKey(Partner, models.PROTECT, related_name="invoices_out")
    payer = models.ForeignKey(Partner, models.PROTECT, related_name="invoices_in")
    number = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=[(k, k) for k in INVOICE_KINDS])
    dated = models.DateField()
    pence = models.BigIntegerField()
    what_for = models.CharField(max_length=300)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("dated", "id")
        constraints = [
            models.UniqueConstraint(fields=["issuer", "number"], name="invoice_number_once"),
            models.CheckConstraint(
                condition=~Q(issuer=models.F("payer")), name="invoice_to_another"
            ),
            models.CheckConstraint(condition=~Q(pence=0), name="invoice_is_for_something"),
        ]

    def __str__(self) -> str:
        return self.number


class Payment(models.Model):
    """Money received for an invoice, in pence."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="payments")
    period = models.ForeignKey(Period, models.PROTECT, related_name="payments")
    dated = models.DateField()
    pence = models.BigIntegerField()
    reference = models.CharField(max_length=60)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("dated", "id")
        constraints = [
            models.UniqueConstraint(fields=["invoice", "reference"], name="payment_once")
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.pence}"


class Reserve(models.Model):
    """Money held back for a purpose; ring-fenced money may serve nothing else."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="reserves")
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=200)
    purpose = models.CharField(max_length=300)
    ring_fenced = models.BooleanField(default=False)

    class Meta:
        ordering = ("agreement", "code")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "code"], name="reserve_once"),
            models.CheckConstraint(condition=~Q(purpose=""), name="reserve_has_purpose"),
        ]

    def __str__(self) -> str:
        return self.name


class ReserveMovement(models.Model):
    """Money put into (positive) or taken from a reserve, in pence."""

    reserve = models.ForeignKey(Reserve, models.PROTECT, related_name="movements")
    period = models.ForeignKey(Period, models.PROTECT, related_name="reserve_movements")
    place = models.PositiveSmallIntegerField()
    pence = models.BigIntegerField()
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("reserve", "period", "place")
        constraints = [
            models.UniqueConstraint(
                fields=["reserve", "period", "place"], name="reserve_movement_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reserve}: {self.pence}"
