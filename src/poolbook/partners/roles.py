"""Roles in plain words, and what each may do. A person has one role."""

from enum import StrEnum
from typing import TYPE_CHECKING

from poolbook.rules.refusal import Refusal

if TYPE_CHECKING:
    from poolbook.partners.models import Person


class May(StrEnum):
    """What can be allowed."""

    SET_UP = "set up agreements, pools and lines"
    IMPORT = "import ledgers and map them"
    FORECAST = "enter forecasts"
    MOVE_BUDGET = "propose virements"
    APPROVE_VIREMENT = "approve virements"
    CHECK = "check a period"
    SIGN = "sign a period for a partner"
    CLOSE = "close a period and issue its report"
    CASH = "record invoices, receipts and reserves"


class Role(StrEnum):
    """The roles; `described` says what each is for."""

    POOL_MANAGER = "pool manager"
    FINANCE_LEAD = "partner finance lead"
    BUDGET_HOLDER = "budget holder"
    ANALYST = "analyst"
    AUDITOR = "auditor"


described = {
    Role.POOL_MANAGER: "Sets up the pools, imports ledgers, runs the month, closes and issues.",
    Role.FINANCE_LEAD: "Checks the partner's own lines, signs the month for the partner.",
    Role.BUDGET_HOLDER: "Forecasts and explains lines.",
    Role.ANALYST: "Reads, and loads extracts.",
    Role.AUDITOR: "Reads everything and how it came about; changes nothing.",
}
ALLOWED: dict[Role, frozenset[May]] = {
    Role.POOL_MANAGER: frozenset(set(May) - {May.SIGN, May.APPROVE_VIREMENT}),
    Role.FINANCE_LEAD: frozenset({May.FORECAST, May.SIGN, May.APPROVE_VIREMENT, May.MOVE_BUDGET}),
    Role.BUDGET_HOLDER: frozenset({May.FORECAST, May.MOVE_BUDGET}),
    Role.ANALYST: frozenset({May.IMPORT}),
    Role.AUDITOR: frozenset(),
}


def require(person: "Person", may: May) -> None:
    """Raises Refusal where the person's role does not allow it."""
    if may not in ALLOWED[Role(person.role)]:
        who = " or ".join(role.value for role, allowed in ALLOWED.items() if may in allowed)
        raise Refusal(f"{person.username} ({person.role}) may not {may.value}; a {who} may")
