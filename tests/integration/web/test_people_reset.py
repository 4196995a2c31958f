"""A lost second factor reset by an administrator: with a reason, never one's own, and sign-in after it."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.test import Client

from poolbook.audit.models import Event
from poolbook.partners import actions, queries
from poolbook.partners.models import Partner, Person, SecondFactorReset
from poolbook.partners.roles import Role
from tests.factories import person, refused
from tests.integration.finance.recorded import written

pytestmark = pytest.mark.django_db
PASSWORD = "plum ladder quiet river"
WHY = "Phone lost; called back on the council’s switchboard"
RESET = "/people/lead/second/"


@pytest.fixture(autouse=True)
def quick(settings: Any) -> None:
    """Hashing as slow as in real use would take most of these tests' time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def council() -> Partner:
    return actions.keep_partner(by="t", code="OCC", name="The council", kind="council")


@pytest.fixture
def lead(council: Partner) -> Person:
    who = person("lead", Role.FINANCE_LEAD, council)
    Person.objects.filter(pk=who.pk).update(email="lead@occ.example")
    who.refresh_from_db()
    actions.keep_password(person=who, password=PASSWORD)
    TOTP.activate(who, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(who)
    return who


@pytest.fixture
def admin(council: Partner) -> Person:
    return person("admin", Role.ADMINISTRATOR, council)


def browser(who: Person) -> Client:
    client = Client()
    client.force_login(who)
    return client


def test_it_is_gone_with_the_reason_and_its_owner_is_told(lead: Person, admin: Person) -> None:
    theirs, others = browser(lead), browser(admin)
    assert "Reset" in others.get("/people/").content.decode()
    assert "Reset the second factor" in others.get(RESET).content.decode()
    page = others.post(RESET, {"why": WHY}, follow=True).content.decode()
    assert "They were told by e-mail" in page
    assert not Authenticator.objects.filter(user=lead).exists(), "the recovery codes are gone too"
    assert theirs.get("/account/").status_code == 302, "the session is over"
    assert others.get("/account/").status_code == 200, "nobody else's is"
    (letter,) = mail.outbox
    assert letter.to == ["lead@occ.example"] and WHY in letter.body
    written()
    event = Event.objects.get(table="partners_secondfactorreset")
    assert (event.by, event.why) == ("admin", WHY)


def test_sign_in_then_takes_the_password_and_asks_for_another(
    lead: Person, admin: Person, settings: Any
) -> None:
    settings.POOLBOOK_REQUIRE_MFA = True
    client, given = Client(), {"login": "lead", "password": PASSWORD}
    assert client.post("/account/sign-in/", given)["Location"].startswith("/account/sign-in/second")
    actions.reset_second_factor(by=admin, person=lead, why=WHY)
    client = Client()
    assert client.post("/account/sign-in/", given)["Location"] == "/"
    page = client.get("/", follow=True)
    assert page.redirect_chain[-1][0] == "/account/second/"
    assert "Set up a second factor first" in page.content.decode()


def test_nobody_resets_their_own_or_without_a_reason(lead: Person, admin: Person) -> None:
    TOTP.activate(admin, "JBSWY3DPEHPK3PXP")
    own = refused(actions.reset_second_factor, by=admin, person=admin, why=WHY)
    assert "your own second factor" in own.message
    refused(actions.reset_second_factor, by=admin, person=lead, why=" ")
    assert "This field" in browser(admin).post(RESET, {"why": ""}).content.decode()
    assert queries.has_second_factor(lead) and queries.has_second_factor(admin)
    assert not SecondFactorReset.objects.exists() and mail.outbox == []


def test_not_of_another_partner_nor_by_another_role(lead: Person, council: Partner) -> None:
    nhs = actions.keep_partner(by="t", code="NHS", name="The NHS", kind="nhs")
    strange = person("strange", Role.ADMINISTRATOR, nhs)
    assert browser(strange).post(RESET, {"why": WHY}).status_code == 404
    refused(actions.reset_second_factor, by=strange, person=lead, why=WHY)
    manager = person("manager", Role.POOL_MANAGER, council)
    assert browser(manager).post(RESET, {"why": WHY}).status_code == 403
    assert queries.has_second_factor(lead)


def test_who_has_none_needs_no_reset(lead: Person, admin: Person) -> None:
    actions.reset_second_factor(by=admin, person=lead, why=WHY)
    again = refused(actions.reset_second_factor, by=admin, person=lead, why=WHY)
    assert "has no second factor" in again.message
