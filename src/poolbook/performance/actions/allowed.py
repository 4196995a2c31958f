"""Who may define measures and enter their values: a role that may, of a partner of the agreement."""

from poolbook.agreements.models import Agreement
from poolbook.agreements.queries import require_partner
from poolbook.partners.models import Person
from poolbook.partners.roles import May, require


def require_defining(by: Person, agreement: Agreement) -> None:
    """Raises Refusal where somebody may not define measures, targets or scorecards."""
    require(by, May.DEFINE_MEASURES)
    require_partner(by, agreement)


def require_observing(by: Person, agreement: Agreement) -> None:
    """Raises Refusal where somebody may not enter or judge values."""
    require(by, May.OBSERVE)
    require_partner(by, agreement)
