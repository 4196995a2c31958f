"""Inviting people and taking up invitations: the only way in for somebody new."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from poolbook.audit.acting import acting
from poolbook.partners import queries
from poolbook.partners.actions.rights import within_reach
from poolbook.partners.models import Invitation, Partner, Person
from poolbook.partners.roles import May, Role, require
from poolbook.rules.refusal import Refusal

OPEN_FOR = timedelta(days=7)
OPERATOR = "operator at the command line"


@dataclass(frozen=True)
class Invited:
    """An invitation with what its link holds: shown and sent once, kept nowhere."""

    invitation: Invitation
    token: str


def invite(
    *, by: Person | None, email: str, role: Role, partner: Partner | None, title: str
) -> Invited:
    """Offers a role to an address for seven days. `by` is None for the operator. Raises Refusal."""
    if by is not None:
        require(by, May.MANAGE_PEOPLE)
        within_reach(by, role, partner)
    email, title = email.strip(), title.strip()
    faults = _faults(email, role, partner, title)
    if faults:
        raise Refusal("the invitation was not sent", faults)
    token, now = secrets.token_urlsafe(32), timezone.now()
    with acting(str(by or OPERATOR), "invited somebody", f"{role.value}: {title}"):
        Invitation.objects.filter(
            email__iexact=email, accepted_at=None, withdrawn_at=None, expires_at__lte=now
        ).update(withdrawn_at=now)
        invitation = Invitation.objects.create(
            email=email,
            role=role.value,
            partner=partner,
            title=title,
            token=digest(token),
            by=by,
            at=now,
            expires_at=now + OPEN_FOR,
        )
    return Invited(invitation, token)


def withdraw(*, by: Person, invitation: Invitation) -> None:
    """Ends an invitation that nobody took up: its link works no more. Raises Refusal."""
    require(by, May.MANAGE_PEOPLE)
    within_reach(by, Role(invitation.role), invitation.partner)
    with acting(str(by), "withdrew an invitation"):
        kept = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
        if kept.accepted_at or kept.withdrawn_at:
            raise Refusal("this invitation was taken up or withdrawn already")
        kept.withdrawn_at = timezone.now()
        kept.save(update_fields=["withdrawn_at"])


def accept(*, token: str, username: str, password: str) -> Person:
    """Makes the person of an invitation. Raises Refusal with every fault."""
    with acting(username, "took up an invitation"):
        invitation = _open(Invitation.objects.filter(token=digest(token)))
        person = _person(invitation, username.strip())
        faults = _name_faults(person.username)
        try:
            validate_password(password, person)
        except ValidationError as error:
            faults += [f"The password: {message}" for message in error.messages]
        if faults:
            raise Refusal("Your account was not made.", faults)
        person.set_password(password)
        return _came_in(invitation, person)


def accept_by_provider(*, email: str, partner: Partner) -> Person | None:
    """The person of an open invitation to this partner, made as they come in by its provider; None
    where there is none. They get no password of ours."""
    open_to = Invitation.objects.filter(
        email__iexact=email, partner=partner, accepted_at=None, withdrawn_at=None
    )
    with transaction.atomic():
        try:
            invitation = _open(open_to)
        except Refusal:
            return None
        name = email.partition("@")[0]
        tries = (name, *(f"{name}{number}" for number in range(2, 100)))
        username = next((each for each in tries if not _name_faults(each)), None)
        if username is None:
            return None
        person = _person(invitation, username)
        person.set_unusable_password()
        with acting(username, "took up an invitation, signed in by their organisation"):
            return _came_in(invitation, person)


def digest(token: str) -> str:
    """What the book keeps of a link: its SHA-256."""
    return hashlib.sha256(token.encode()).hexdigest()


def _open(found: QuerySet[Invitation]) -> Invitation:
    """The invitation, locked, where it may still be taken up. Raises Refusal."""
    invitation = found.select_for_update(of=("self",)).select_related("partner").first()
    if invitation is None or not queries.is_open(invitation):
        raise Refusal(queries.NOT_OPEN)
    return invitation


def _person(invitation: Invitation, username: str) -> Person:
    return Person(
        username=username,
        email=invitation.email,
        role=invitation.role,
        partner=invitation.partner,
        title=invitation.title,
    )


def _came_in(invitation: Invitation, person: Person) -> Person:
    try:
        person.save()
    except IntegrityError:
        raise Refusal(
            "Your account was not made.", ["The username or the e-mail address is taken."]
        ) from None
    invitation.accepted_at, invitation.accepted_by = timezone.now(), person
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    return person


def _name_faults(username: str) -> list[str]:
    if not username:
        return ["Enter a username."]
    try:
        Person._meta.get_field("username").run_validators(username)
    except ValidationError:
        return ["The username may hold letters, digits and . + - _ only."]
    if "@" in username:  # it would be taken for somebody's address
        return ["The username may not hold an @."]
    if Person.objects.filter(username__iexact=username).exists():
        return [f"The username “{username}” is taken; choose another."]
    return []


def _faults(email: str, role: Role, partner: Partner | None, title: str) -> list[str]:
    faults = []
    try:
        validate_email(email)
    except ValidationError:
        faults.append(f"“{email}” is not an e-mail address")
    if Person.objects.filter(email__iexact=email, left_on=None).exists():
        faults.append(f"somebody has the e-mail address {email} already; see the list of people")
    if queries.open_invitations(None).filter(email__iexact=email).exists():
        faults.append(f"{email} has an open invitation; withdraw it first")
    if not title:
        faults.append("say what they are in words, such as “Council finance lead”; not their name")
    if partner is None and role not in (Role.AUDITOR, Role.ADMINISTRATOR):
        faults.append(f"the role {role.value} is for people of a partner: say which")
    return faults
