"""Who may open an address: every view declares it with `page`, and the gate holds it.

A view without a declaration is refused to everybody, and fails the suite.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.http import HttpRequest, HttpResponse

from poolbook.partners.models import Person
from poolbook.partners.roles import ALLOWED, May, Role


class Who(Enum):
    """Those who need no permission of their own."""

    ANYBODY = "anybody, signed in or not"
    SIGNED_IN = "anybody who is signed in"


ANYBODY, SIGNED_IN = Who.ANYBODY, Who.SIGNED_IN
Rule = Who | May | tuple[May, ...]
View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Access:
    """Who may read (GET) and who may act (POST); None where there is nothing to read, or to act on.

    `own`: the address says itself who may do what, by any method, as the API does by its tokens.
    """

    read: Rule | None
    write: Rule | None = None
    own: bool = False

    def rule(self, method: str) -> Rule | None:
        """The rule of a method; None where the page does not take it."""
        if method in ("GET", "HEAD"):
            return self.read
        return self.write if method == "POST" else None


def page(read: Rule | None = SIGNED_IN, *, write: Rule | None = None) -> Callable[[View], View]:
    """Declares who may read a page, and who may act on it."""

    def declare(view: View) -> View:
        view.access = Access(read, write)  # type: ignore[attr-defined]
        return view

    return declare


def may(request: HttpRequest, what: May) -> bool:
    """Whether the reader may do something in the agreement of the page: somebody of one of its partners."""
    person: Person = request.user
    return what in ALLOWED[Role(person.role)] and any(
        partner.pk == person.partner_id for partner in request.place.partners
    )


def access_of(view: Any) -> Access | None:
    """What a view declared, be it a function or a class-based one."""
    found = getattr(view, "access", None) or getattr(
        getattr(view, "view_class", None), "access", None
    )
    return found if isinstance(found, Access) else None


def allowed(person: Person | None, rule: Rule) -> bool:
    """Whether a person (None: nobody signed in) satisfies a rule."""
    if rule is ANYBODY:
        return True
    if person is None:
        return False
    if rule is SIGNED_IN:
        return True
    wanted = rule if isinstance(rule, tuple) else (rule,)
    return any(may in ALLOWED[Role(person.role)] for may in wanted)


def who_may(rule: Rule) -> list[str]:
    """The roles that satisfy a rule, for the sentence that turns somebody away."""
    return [role.value for role in Role if allowed(Person(role=role.value), rule)]
