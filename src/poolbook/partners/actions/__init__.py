"""Writes to partners and people: keeping them, inviting, changing and ending, and how they sign in."""

from poolbook.partners.actions.inviting import Invited, accept, accept_by_provider, invite, withdraw
from poolbook.partners.actions.keeping import (
    keep_first_passwords,
    keep_partner,
    keep_password,
    keep_person,
    keep_provider,
    link_provider,
    seen,
    those_with_password,
)
from poolbook.partners.actions.people import change_role, leave, reset_second_factor

__all__ = [
    "Invited",
    "accept",
    "accept_by_provider",
    "change_role",
    "invite",
    "keep_first_passwords",
    "keep_partner",
    "keep_password",
    "keep_person",
    "keep_provider",
    "leave",
    "link_provider",
    "reset_second_factor",
    "seen",
    "those_with_password",
    "withdraw",
]
