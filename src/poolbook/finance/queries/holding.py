"""Whose line it is: who may forecast it, and whose it is when somebody asks for their own."""

from poolbook.agreements.models import BudgetLine
from poolbook.partners.models import Person
from poolbook.partners.roles import ALLOWED, May, Role


def why_not(person: Person, line: BudgetLine) -> str:
    """Why somebody may not forecast a line; "" where they may.

    A pool manager forecasts every line; a budget holder what they hold, or nobody does; a partner
    finance lead what belongs to their partner or to none, or what nobody holds.
    """
    role = Role(person.role)
    if May.FORECAST not in ALLOWED[role]:
        return f"the role {role.value} reads forecasts and enters none"
    if role == Role.POOL_MANAGER or line.holder_id is None:
        return ""
    if role == Role.BUDGET_HOLDER:
        return "" if line.holder_id == person.pk else "another budget holder holds it"
    if line.owner_id in (None, person.partner_id):
        return ""
    return "it belongs to the other partner, who has somebody to forecast it"


def may_forecast(person: Person, line: BudgetLine) -> bool:
    """Whether somebody may forecast a line."""
    return not why_not(person, line)


def is_mine(person: Person, line: BudgetLine) -> bool:
    """Whether a line is somebody's own: what they hold; for others than holders, their partner's."""
    if line.holder_id == person.pk:
        return True
    return person.role != Role.BUDGET_HOLDER and bool(
        person.partner_id and line.owner_id == person.partner_id
    )
