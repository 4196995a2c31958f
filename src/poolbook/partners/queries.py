"""Reads of partners and people: within what the reader may see."""

import hashlib

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from poolbook.audit.kept import kept_list
from poolbook.partners.models import Invitation, Partner, PartnerSignIn, Person
from poolbook.partners.roles import ALLOWED, May, Role
from poolbook.rules.refusal import Refusal

NOT_OPEN = (
    "This invitation is not open: it was used, withdrawn, or is older than seven days. "
    "Ask for a new one."
)


def person(username: str) -> Person:
    """The person who acts; raises Refusal naming who there is."""
    found = Person.objects.select_related("partner").filter(username=username).first()
    if found is None:
        known = ", ".join(Person.objects.values_list("username", flat=True)) or "nobody yet"
        raise Refusal(f"there is nobody called “{username}” in the book (known: {known})")
    return found


def people(visible_to: Person | None) -> QuerySet[Person]:
    """The people somebody may see, `has_second` saying whether they have a second factor. All for an
    auditor, an administrator of the whole book and the operator (None); else those of the partner."""
    second = Authenticator.objects.filter(user=OuterRef("pk")).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    found = Person.objects.select_related("partner").annotate(has_second=Exists(second))
    return found.filter(_visible(visible_to)).order_by("partner__code", "username")


def invitations(visible_to: Person | None) -> QuerySet[Invitation]:
    """The invitations somebody may see, the newest first."""
    return Invitation.objects.select_related("partner", "by").filter(_visible(visible_to))


def open_invitations(visible_to: Person | None) -> QuerySet[Invitation]:
    """Those that may still be taken up."""
    found = invitations(visible_to)
    return found.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now())


def is_open(invitation: Invitation) -> bool:
    """Whether an invitation may still be taken up."""
    ended = invitation.accepted_at or invitation.withdrawn_at
    return not ended and invitation.expires_at > timezone.now()


def invitation(token: str) -> Invitation:
    """The open invitation of a link. Raises Refusal; a wrong link and an old one are told alike."""
    kept = hashlib.sha256(token.encode()).hexdigest()
    found = Invitation.objects.select_related("partner").filter(token=kept).first()
    if found is None or not is_open(found):
        raise Refusal(NOT_OPEN)
    return found


def partners(visible_to: Person | None) -> QuerySet[Partner]:
    """The partners whose people somebody may see."""
    if _sees_all(visible_to):
        return Partner.objects.all()
    return Partner.objects.filter(pk=visible_to.partner_id if visible_to else None)


def partner(code: str) -> Partner:
    """A partner by its code, in any case. Raises Refusal naming those there are."""
    found = Partner.objects.filter(code__iexact=code).first()
    if found is None:
        known = ", ".join(Partner.objects.values_list("code", flat=True)) or "none yet"
        raise Refusal(f"there is no partner “{code}” in the book (known: {known})")
    return found


def provider_of(partner: Partner | None) -> PartnerSignIn | None:
    """The identity provider of a partner's people."""
    if partner is None:
        return None
    return PartnerSignIn.objects.select_related("app", "partner").filter(partner=partner).first()


def providers() -> QuerySet[PartnerSignIn]:
    """Every partner's identity provider."""
    return PartnerSignIn.objects.select_related("app", "partner")


def has_second_factor(person: Person) -> bool:
    """Whether signing in asks them for more than a password."""
    found = Authenticator.objects.filter(user=person)
    return found.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def guessed(typed: str) -> str:
    """What wrong guesses at a name are counted under: the same for a person's username and address."""
    found = Person.objects.filter(Q(username__iexact=typed) | Q(email__iexact=typed, email__gt=""))
    person = found.order_by("-is_active").values_list("pk", flat=True).first() if typed else None
    return f"person {person}" if person else f"nobody {typed}"


def may(person: Person) -> list[May]:
    """What somebody's role allows, in the order of `May`."""
    return [each for each in May if each in ALLOWED[Role(person.role)]]


def _sees_all(reader: Person | None) -> bool:
    if reader is None or reader.role == Role.AUDITOR:
        return True
    return reader.role == Role.ADMINISTRATOR and reader.partner_id is None


def _visible(reader: Person | None) -> Q:
    if reader is None or _sees_all(reader):
        return Q()
    if reader.partner_id is None:
        return Q(pk__in=[])
    return Q(partner=reader.partner_id)


def usernames() -> dict[int, str]:
    """What everybody signs in as, by their id."""
    return {key: username for key, username, _ in _called()}


def titles() -> dict[str, str]:
    """What everybody is called on a page, by username."""
    return {username: title for _, username, title in _called()}


def _called() -> list[tuple[int, str, str]]:
    columns, of = ("pk", "username", "title"), ("partners_person",)
    return kept_list("called", of=of, find=lambda: Person.objects.values_list(*columns))
