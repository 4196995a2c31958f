"""Budgets as they move in a year: each line's budget in every period, and the matrix of limits."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Sum

from poolbook.agreements.models import Agreement, BudgetLine
from poolbook.finance.models import Budget, Period, VirementLimit
from poolbook.partners.roles import ALLOWED, May, Role


def by_period(lines: Iterable[BudgetLine], periods: Iterable[Period]) -> dict[int, dict[int, int]]:
    """Each line's budget (pence) in each of one year's periods: line id → number → pence."""
    wanted = sorted(periods, key=lambda period: period.number)
    ids = [line.pk for line in lines]
    found = Budget.objects.filter(line__in=ids, period__in=wanted).order_by()
    moved: dict[tuple[int, int], int] = {}
    for line, number, pence in found.values_list("line", "period__number").annotate(Sum("pence")):
        moved[line, number] = pence
    budgets: dict[int, dict[int, int]] = {}
    for line in ids:
        total = 0
        budgets[line] = {}
        for period in wanted:
            total += moved.get((line, period.number), 0)
            budgets[line][period.number] = total
    return budgets


@dataclass(frozen=True)
class LimitRow:
    """One kind of virement, and who may approve it up to how much (None: any amount)."""

    same_pool: bool
    recurrent: bool
    roles: tuple[tuple[str, int | None], ...]


def matrix(agreement: Agreement) -> list[LimitRow]:
    """The limits matrix; a role that may approve no virement at all is left out."""
    able = {role.value for role, allowed in ALLOWED.items() if May.APPROVE_VIREMENT in allowed}
    limits = list(VirementLimit.objects.filter(agreement=agreement, role__in=able).order_by("role"))
    return [
        LimitRow(
            same_pool,
            recurrent,
            tuple(
                (each.role, each.up_to)
                for each in limits
                if (each.same_pool, each.recurrent) == (same_pool, recurrent)
            ),
        )
        for same_pool in (True, False)
        for recurrent in (False, True)
    ]


def approvers() -> list[str]:
    """The roles that a limit can be set for."""
    return [role.value for role in Role if May.APPROVE_VIREMENT in ALLOWED[role]]
