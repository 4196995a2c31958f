"""Writes to partners and people."""

from datetime import date

from poolbook.audit.acting import acting
from poolbook.partners.models import Partner, Person
from poolbook.partners.roles import Role


def keep_partner(
    *,
    by: str,
    code: str,
    name: str,
    kind: str,
    starts: date | None = None,
    ends: date | None = None,
    succeeds: Partner | None = None,
) -> Partner:
    """Makes the partner, or brings it to what is given."""
    with acting(by, "set up a partner"):
        values = {"name": name, "kind": kind, "starts": starts, "ends": ends, "succeeds": succeeds}
        return Partner.objects.update_or_create(code=code, defaults=values)[0]


def keep_person(*, by: str, username: str, role: Role, partner: Partner | None) -> Person:
    """Makes the person, or brings them to what is given. No password: that is the sign-in's."""
    with acting(by, "set up a person"):
        values = {"role": role.value, "partner": partner}
        return Person.objects.update_or_create(username=username, defaults=values)[0]
