"""Whom an administrator may invite, change and end."""

from poolbook.partners.models import Partner, Person
from poolbook.partners.roles import Role
from poolbook.rules.refusal import Refusal


def within_reach(by: Person, role: Role, partner: Partner | None) -> None:
    """Raises Refusal unless an administrator may give this role at this partner.

    A partner's administrator has a say over their own partner only, and makes no auditors: those
    read every agreement of the book, the other partners' too.
    """
    if by.partner_id is None:
        return
    if partner is None or partner.pk != by.partner_id:
        raise Refusal(
            f"you may invite and change people of {by.partner} only; ask the other partner's "
            "administrator, or one of the whole book"
        )
    if role == Role.AUDITOR:
        raise Refusal(
            "auditors read the whole book, other partners' agreements too: an administrator of "
            "the whole book invites them"
        )
