"""Changing what somebody may do, and ending it. Their sessions end with it (models/person.py)."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

from poolbook.audit.acting import acting
from poolbook.partners import queries
from poolbook.partners.actions.rights import within_reach
from poolbook.partners.models import Partner, Person, SecondFactorReset
from poolbook.partners.roles import May, Role, require
from poolbook.rules.refusal import Refusal


def change_role(
    *, by: Person, person: Person, role: Role, partner: Partner | None, title: str, why: str = ""
) -> Person:
    """Gives somebody another role, partner or title. Raises Refusal; nobody changes their own."""
    _may_change(by, person, "your own role")
    within_reach(by, role, partner)
    faults = []
    if not title.strip():
        faults.append("say what they are in words, such as “Council finance lead”; not their name")
    if partner is None and role not in (Role.AUDITOR, Role.ADMINISTRATOR):
        faults.append(f"the role {role.value} is for people of a partner: say which")
    if faults:
        raise Refusal("nothing was changed", faults)
    with acting(str(by), "changed somebody's role", why):
        kept = _kept(person)
        if kept.partner_id != (partner.pk if partner else None):
            # The old partner's provider vouched for them; the new one has not yet.
            SocialAccount.objects.filter(user=kept).delete()
        kept.role, kept.partner, kept.title = role.value, partner, title.strip()
        kept.save(update_fields=["role", "partner", "title"])
    return kept


def leave(*, by: Person, person: Person, why: str = "") -> Person:
    """Ends somebody: no sign-in from now on. Their signatures and history stay. Raises Refusal."""
    _may_change(by, person, "yourself")
    with acting(str(by), "ended somebody who left", why):
        kept = _kept(person)
        kept.is_active, kept.left_on = False, timezone.localdate()
        kept.save(update_fields=["is_active", "left_on"])
        SocialAccount.objects.filter(user=kept).delete()
    return kept


def reset_second_factor(*, by: Person, person: Person, why: str) -> SecondFactorReset:
    """Takes away somebody's lost second factor, recovery codes too, and ends their sessions. They sign
    in with their password and set up another. Raises Refusal; nobody resets their own."""
    _may_change(by, person, "your own second factor")
    if not why.strip():
        raise Refusal("say why, and how you know that it is really them who asks")
    with acting(str(by), "reset somebody's second factor", why):
        kept = _kept(person)
        if not queries.has_second_factor(kept):
            raise Refusal(f"{kept} has no second factor; their password alone lets them in")
        Authenticator.objects.filter(user=kept).delete()
        _end_sessions(kept)
        return SecondFactorReset.objects.create(person=kept, by=by, why=why.strip())


def _end_sessions(person: Person) -> None:
    """Ends every session of a person; a session says whose it is only in its own body."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get(SESSION_KEY) == str(person.pk):
            session.delete()


def _may_change(by: Person, person: Person, own: str) -> None:
    require(by, May.MANAGE_PEOPLE)
    if by.pk == person.pk:
        raise Refusal(f"you may not change {own}; ask another administrator")
    within_reach(by, Role(person.role), person.partner)


def _kept(person: Person) -> Person:
    """The person's row, locked. Raises Refusal where they have left."""
    kept = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if kept.left_on:
        raise Refusal(f"{kept} left on {kept.left_on:%-d %B %Y}; invite them anew if they are back")
    return kept
