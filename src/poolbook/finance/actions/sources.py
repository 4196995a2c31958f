"""Who may bring a ledger's files in, map its rows, and settle the form of its files."""

from collections.abc import Mapping
from typing import Any

from poolbook.agreements.queries import require_partner
from poolbook.audit.acting import acting
from poolbook.finance.models import Source
from poolbook.partners.models import Person
from poolbook.partners.roles import ALLOWED, May, Role, require
from poolbook.rules.refusal import Refusal


def may_bring(person: Person, source: Source) -> bool:
    """Whether somebody may import from a ledger: the pool manager any, others their own partner's."""
    role = Role(person.role)
    if May.IMPORT not in ALLOWED[role]:
        return False
    return role == Role.POOL_MANAGER or person.partner_id == source.partner_id


def require_source(by: Person, source: Source) -> None:
    """Raises Refusal where somebody may not import from a ledger."""
    require(by, May.IMPORT)
    require_partner(by, source.agreement)
    if not may_bring(by, source):
        raise Refusal(
            f"{source.name} is {source.partner}’s ledger; one of its own people or the pool manager "
            "may bring it"
        )


def keep_layout(*, by: Person, source: Source, layout: Mapping[str, Any]) -> None:
    """Keeps the form of a ledger's files for the files to come. Whoever brings them may: the layout
    moves no money by itself, and every reading shows what it made of a file."""
    require_source(by, source)
    with acting(str(by), f"kept the layout of {source.code}"):
        fresh = Source.objects.select_for_update().get(pk=source.pk)
        fresh.layout = dict(layout)
        fresh.save(update_fields=["layout"])
    source.layout = fresh.layout
