"""Reads of partners and people."""

from poolbook.partners.models import Person
from poolbook.rules.refusal import Refusal


def person(username: str) -> Person:
    """The person who acts; raises Refusal naming who there is."""
    found = Person.objects.select_related("partner").filter(username=username).first()
    if found is None:
        known = ", ".join(Person.objects.values_list("username", flat=True)) or "nobody yet"
        raise Refusal(f"there is nobody called “{username}” in the book (known: {known})")
    return found
