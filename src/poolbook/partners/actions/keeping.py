"""Partners and people as an operator or the sign-in keeps them."""

from collections.abc import Sequence
from datetime import date, datetime

from allauth.socialaccount.models import SocialAccount, SocialApp
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone

from poolbook.audit.acting import acting
from poolbook.partners.models import Partner, PartnerSignIn, Person
from poolbook.partners.roles import Role
from poolbook.rules.refusal import Refusal

OIDC = "openid_connect"


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


def keep_person(
    *, by: str, username: str, role: Role, partner: Partner | None, title: str = ""
) -> Person:
    """Makes the person, or brings them to what is given. No password: that is the sign-in's."""
    with acting(by, "set up a person"):
        values = {"role": role.value, "partner": partner} | ({"title": title} if title else {})
        return Person.objects.update_or_create(username=username, defaults=values)[0]


def keep_password(*, person: Person, password: str) -> None:
    """Sets the password, which ends the person's sessions. It is not in the record, not even hashed."""
    person.set_password(password)
    person.save(update_fields=["password"])


def keep_first_passwords(*, people: Sequence[Person], password: str) -> None:
    """Gives those who never had one this password, hashed once for all: for a demonstration."""
    without = [person.pk for person in people if person.password == ""]
    if without:
        Person.objects.filter(pk__in=without, password="").update(password=make_password(password))


def those_with_password(*, people: Sequence[Person], password: str) -> list[Person]:
    """Those whose password this is. One hash that several share is checked once."""
    kept = dict(Person.objects.filter(pk__in=[p.pk for p in people]).values_list("pk", "password"))
    fits = {encoded: check_password(password, encoded) for encoded in set(kept.values())}
    return [person for person in people if fits.get(kept.get(person.pk, ""))]


def seen(*, person: Person) -> datetime | None:
    """Notes that somebody is here, and says when they were before. Not under the record."""
    with transaction.atomic():
        before = Person.objects.select_for_update().values_list("last_here", flat=True)
        last = before.get(pk=person.pk)
        Person.objects.filter(pk=person.pk).update(last_here=timezone.now())
    return last


def keep_provider(
    *, by: str, partner: Partner, server: str, client_id: str, secret: str, required: bool
) -> PartnerSignIn:
    """Sets the identity provider by which a partner's people sign in. Raises Refusal."""
    local = server.startswith(("http://127.0.0.1:", "http://localhost:"))
    if not (server.startswith("https://") or local):
        raise Refusal(f"“{server}” is not an address that starts with https://")
    if not client_id or not secret:
        raise Refusal("the provider needs a client id and a secret")
    with acting(by, "set a partner's identity provider", f"{server}, client {client_id}"):
        app, _ = SocialApp.objects.update_or_create(
            provider=OIDC,
            provider_id=partner.code.lower(),
            defaults={
                "name": partner.name[:40],
                "client_id": client_id,
                "secret": secret,
                "settings": {"server_url": server},
            },
        )
        values = {"app": app, "required": required}
        return PartnerSignIn.objects.update_or_create(partner=partner, defaults=values)[0]


def link_provider(*, person: Person, provider: str, subject: str) -> SocialAccount:
    """Ties a person to what their provider calls them, so that nobody else comes in under their address."""
    with acting(str(person), "signed in by their organisation for the first time"):
        return SocialAccount.objects.create(
            user=person, provider=provider, uid=subject, extra_data={}
        )
