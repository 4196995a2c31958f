"""Reserves with what moved them, and savings with what is delivered of them, at a period."""

from dataclasses import dataclass

from django.db.models import Prefetch, Q

from poolbook.finance.models import Period, Reserve, ReserveMovement, Saving, SavingUpdate


@dataclass(frozen=True)
class Held:
    """A reserve at a period's end: every movement so far with the balance after it, in pence."""

    reserve: Reserve
    movements: tuple[tuple[ReserveMovement, int], ...]

    @property
    def balance(self) -> int:
        """What is in it."""
        return self.movements[-1][1] if self.movements else 0


def reserves(period: Period) -> list[Held]:
    """The agreement's reserves at the end of a period, years before included. Two queries."""
    so_far = Q(period__year__lt=period.year) | Q(
        period__year=period.year, period__number__lte=period.number
    )
    moved = ReserveMovement.objects.filter(so_far).select_related("period", "by")
    in_order = Prefetch(
        "movements", moved.order_by("period__year", "period__number", "place"), to_attr="moved"
    )
    found = []
    for reserve in Reserve.objects.filter(agreement=period.agreement).prefetch_related(in_order):
        balance, rows = 0, []
        for movement in reserve.moved:
            balance += movement.pence
            rows.append((movement, balance))
        found.append(Held(reserve, tuple(rows)))
    return found


@dataclass(frozen=True)
class Delivered:
    """A saving at a period: what it should save, has saved and is expected to save, in pence.

    `delivered` and `forecast` are None where nobody has said yet.
    """

    saving: Saving
    update: SavingUpdate | None

    @property
    def delivered(self) -> int | None:
        """Saved so far."""
        return self.update.delivered if self.update else None

    @property
    def forecast(self) -> int | None:
        """Expected for the year."""
        return self.update.forecast if self.update else None

    @property
    def short(self) -> int | None:
        """Target less forecast: what is not expected to be saved."""
        return None if self.forecast is None else self.saving.target - self.forecast


def savings(period: Period) -> list[Delivered]:
    """The year's savings of the agreement, each with its newest update by then. Two queries."""
    found = Saving.objects.filter(line__pool__agreement=period.agreement, year=period.year)
    known = list(found.select_related("line__pool", "partner").order_by("line__place", "id"))
    updates = SavingUpdate.objects.filter(
        saving__in=known, period__year=period.year, period__number__lte=period.number
    ).select_related("period", "by")
    newest = {update.saving_id: update for update in updates.order_by("period__number")}
    return [Delivered(saving, newest.get(saving.pk)) for saving in known]
