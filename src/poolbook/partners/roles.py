"""Roles in plain words, and what each may do. A person has one role."""

from enum import StrEnum
from typing import TYPE_CHECKING

from poolbook.rules.refusal import NotAllowed

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
    COMMENT = "comment on a figure"
    OBSERVE = "enter measures’ values, and judge them"
    DEFINE_MEASURES = "define measures, their targets and scorecards"
    PREPARE_PACK = "choose the contents of a pack and its Word template"
    SEE_PEOPLE = "see the packages of single people, without names"
    READ_RECORD = "search and verify the whole record"
    MANAGE_PEOPLE = "invite people, give them roles and end them"


class Role(StrEnum):
    """The roles; `described` says what each is for."""

    POOL_MANAGER = "pool manager"
    FINANCE_LEAD = "partner finance lead"
    BUDGET_HOLDER = "budget holder"
    ANALYST = "analyst"
    SCHEME_LEAD = "scheme lead"
    PARTNERSHIP_OFFICER = "partnership officer"
    MEMBER = "member"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


described = {
    Role.POOL_MANAGER: "Sets up the pools, imports ledgers, runs the month, closes and issues.",
    Role.FINANCE_LEAD: "Checks the partner's own lines, signs the month for the partner.",
    Role.BUDGET_HOLDER: "Forecasts and explains lines; sees the packages behind them.",
    Role.ANALYST: "Reads, loads extracts, packages and measures’ values, defines measures.",
    Role.SCHEME_LEAD: "Reads, comments on the schemes they lead, enters and judges their measures.",
    Role.PARTNERSHIP_OFFICER: "Prepares packs, papers and scorecards for the bodies that decide.",
    Role.MEMBER: "Sits on a body that decides: reads everything of their agreement, changes nothing.",
    Role.AUDITOR: "Reads everything and how it came about; changes nothing.",
    Role.ADMINISTRATOR: "Invites people, gives them roles and ends them. Changes no figure, and sees "
    "nothing about a person who is supported.",
}
ALLOWED: dict[Role, frozenset[May]] = {
    Role.POOL_MANAGER: frozenset(
        set(May)
        - {May.SIGN, May.APPROVE_VIREMENT, May.READ_RECORD, May.MANAGE_PEOPLE, May.SEE_PEOPLE}
    ),
    Role.FINANCE_LEAD: frozenset(
        {May.FORECAST, May.SIGN, May.APPROVE_VIREMENT, May.MOVE_BUDGET, May.COMMENT}
    ),
    Role.BUDGET_HOLDER: frozenset({May.FORECAST, May.MOVE_BUDGET, May.COMMENT, May.SEE_PEOPLE}),
    Role.ANALYST: frozenset(
        {May.IMPORT, May.COMMENT, May.OBSERVE, May.DEFINE_MEASURES, May.SEE_PEOPLE}
    ),
    Role.SCHEME_LEAD: frozenset({May.COMMENT, May.OBSERVE}),
    Role.PARTNERSHIP_OFFICER: frozenset(
        {May.COMMENT, May.PREPARE_PACK, May.OBSERVE, May.DEFINE_MEASURES}
    ),
    Role.MEMBER: frozenset(),
    Role.AUDITOR: frozenset({May.READ_RECORD}),
    Role.ADMINISTRATOR: frozenset({May.MANAGE_PEOPLE}),
}


def require(person: "Person", may: May) -> None:
    """Raises NotAllowed where the person's role does not allow it."""
    if may not in ALLOWED[Role(person.role)]:
        who = " or ".join(role.value for role, allowed in ALLOWED.items() if may in allowed)
        raise NotAllowed(f"{person.username} ({person.role}) may not {may.value}; a {who} may")
