"""Signing in: by password and second factor, refused to guessers and leavers, ended where it should be."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.socialaccount.models import SocialApp
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, reverse

from poolbook.partners import actions, queries
from poolbook.partners.models import Partner, Person
from poolbook.partners.roles import Role
from poolbook.web.frame import outside
from poolbook.web.people import urls
from tests.factories import person

pytestmark = pytest.mark.django_db
PASSWORD = "plum ladder quiet river"
SIGN_IN = "/account/sign-in/"


@pytest.fixture(autouse=True)
def quick(settings: Any) -> None:
    """Hashing as slow as in real use would take most of these tests' time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def council() -> Partner:
    return actions.keep_partner(by="t", code="OCC", name="The council", kind="council")


@pytest.fixture
def lead(council: Partner) -> Person:
    return with_password("lead", council)


def with_password(username: str, partner: Partner) -> Person:
    who = person(username, Role.FINANCE_LEAD, partner)
    Person.objects.filter(pk=who.pk).update(email=f"{username}@occ.example")
    who.refresh_from_db()
    actions.keep_password(person=who, password=PASSWORD)
    return who


def enter(client: Client, login: str, password: str = PASSWORD, **more: Any) -> Any:
    return client.post(SIGN_IN, {"login": login, "password": password}, **more)


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


@pytest.mark.parametrize("login", ["lead", "LEAD", "lead@occ.example", " lead "])
def test_by_username_or_address(lead: Person, login: str) -> None:
    client = Client()
    assert enter(client, login)["Location"] == "/"
    assert is_in(client)
    lead.refresh_from_db()
    assert lead.last_here is not None


def test_the_eleventh_guess_is_refused_even_when_right(lead: Person, council: Partner) -> None:
    other = with_password("other", council)
    client = Client()
    for number in range(10):  # by either name, at either of the site's addresses: one count
        name = ("lead", "lead@occ.example")[number % 2]
        host = ("127.0.0.1", "localhost")[number % 2]
        answer = enter(client, name, "wrong", headers={"host": host})
        assert "not right" in answer.content.decode(), number
    for name in ("lead", "lead@occ.example"):
        refused = enter(Client(REMOTE_ADDR="10.0.0.9"), name)
        assert "Too many wrong attempts" in refused.content.decode()
    assert not is_in(client)
    assert enter(client, str(other)).status_code == 302, "another name is not affected"


def test_an_address_that_guesses_at_many_names_is_refused(lead: Person) -> None:
    for number in range(30):
        enter(Client(REMOTE_ADDR="10.0.0.7"), f"name{number}", "wrong")
    refused = enter(Client(REMOTE_ADDR="10.0.0.7"), "lead")
    assert "Too many wrong attempts" in refused.content.decode()
    assert enter(Client(REMOTE_ADDR="10.0.0.8"), "lead").status_code == 302


def test_a_wrong_name_and_a_wrong_password_are_told_alike(lead: Person) -> None:
    pages = [enter(Client(), name, "wrong").content.decode() for name in ("lead", "nobody")]
    told = [re.findall(r"error-message.*?</p>|error-summary__list.*?</ul>", page) for page in pages]
    assert told[0] == told[1]


def test_leavers_stay_out(lead: Person) -> None:
    admin = person("admin", Role.ADMINISTRATOR, None)
    actions.leave(by=admin, person=lead)
    client = Client()
    answer = enter(client, "lead", follow=True)
    assert "This account has ended" in answer.content.decode()
    assert not is_in(client)
    client.post("/account/password/new/", {"email": "lead@occ.example"})
    assert mail.outbox == []


def test_nobody_can_sign_up() -> None:
    for name in (
        "account_signup",
        "socialaccount_signup",
        "account_email",
        "socialaccount_connections",
    ):
        with pytest.raises(NoReverseMatch):
            reverse(name)
    assert Client().get("/account/signup/").status_code == 404


def test_every_address_of_the_library_says_who_may_open_it() -> None:
    assert {each.name for each in urls.ACCOUNT} <= set(outside.NAMED)


def test_a_password_is_changed_and_other_sessions_end(lead: Person) -> None:
    here, elsewhere = Client(), Client()
    enter(here, "lead")
    enter(elsewhere, "lead")
    new = "another quiet plum river"
    values = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post("/account/password/", values)["Location"] == "/account/"
    assert is_in(here) and not is_in(elsewhere)


def test_a_forgotten_password_is_set_by_a_link(lead: Person) -> None:
    elsewhere = Client()
    enter(elsewhere, "lead")
    client = Client()
    client.post("/account/password/new/", {"email": "nobody@occ.example"})
    assert mail.outbox == [], "who is not known gets no letter"
    client.post("/account/password/new/", {"email": "lead@occ.example"})
    letter = mail.outbox[0]
    assert letter.subject == "A new password for Poolbook"
    link = re.search(r"http://testserver(\S+)", letter.body)
    assert link
    page = client.get(link[1], follow=True)
    address = page.redirect_chain[-1][0]
    new = "another quiet plum river"
    client.post(address, {"password1": new, "password2": new})
    assert not is_in(elsewhere), "every session ends"
    assert enter(Client(), "lead", new).status_code == 302
    assert "does not work" in Client().get(link[1], follow=True).content.decode()


def test_an_app_is_set_up_and_asked_for(lead: Person) -> None:
    client = Client()
    enter(client, "lead")
    page = client.get("/account/second/app/").content.decode()
    secret = re.search(r'people__key">(\w+)<', page)
    assert secret and 'src="data:image/svg+xml' in page
    wrong = client.post("/account/second/app/", {"code": "000000"})
    assert "This code is not right" in wrong.content.decode()
    answer = client.post("/account/second/app/", {"code": code_now(secret[1])}, follow=True)
    codes = re.findall(r"<li>([\d-]{8,})</li>", answer.content.decode())
    assert len(codes) == 10
    assert queries.has_second_factor(lead)
    fresh = Client()
    assert enter(fresh, "lead")["Location"] == "/account/sign-in/second/"
    assert not is_in(fresh), "the password alone is not enough"
    assert "not right" in fresh.post("/account/sign-in/second/", {"code": "1"}).content.decode()
    fresh.post("/account/sign-in/second/", {"code": codes[0]})
    assert is_in(fresh)
    again = Client()
    enter(again, "lead")
    again.post("/account/sign-in/second/", {"code": codes[0]})
    assert not is_in(again), "a recovery code works once"


def test_codes_cannot_be_guessed(lead: Person) -> None:
    TOTP.activate(lead, "JBSWY3DPEHPK3PXP")
    client = Client()
    enter(client, "lead")
    for _ in range(10):
        client.post("/account/sign-in/second/", {"code": "000000"})
    refused = client.post("/account/sign-in/second/", {"code": code_now("JBSWY3DPEHPK3PXP")})
    assert "Too many wrong attempts" in refused.content.decode()
    assert not is_in(client)


def test_a_second_factor_is_removed_only_by_who_shows_that_it_is_them(
    lead: Person, settings: Any
) -> None:
    TOTP.activate(lead, "JBSWY3DPEHPK3PXP")
    client = Client()
    client.force_login(lead)
    answer = client.get("/account/second/app/remove/")
    assert answer.status_code == 302 and "/account/again/" in answer["Location"]
    client.post("/account/second/app/remove/")
    assert Authenticator.objects.filter(user=lead).exists()


def test_where_it_is_required_nobody_goes_on_without_a_second_factor(
    lead: Person, settings: Any
) -> None:
    settings.POOLBOOK_REQUIRE_MFA = True
    client = Client()
    enter(client, "lead")
    for address in ("/", "/account/", "/people/", "/no-such-page/"):
        answer = client.get(address)
        assert answer.status_code == 302 and answer["Location"] == "/account/second/", address
    assert client.post("/account/", {}).status_code == 302
    page = client.get("/account/second/")
    assert "Set up a second factor first" in page.content.decode()
    for address in ("/account/second/app/", "/account/second/passkeys/add/", "/account/sign-out/"):
        assert client.get(address).status_code == 200, address
    TOTP.activate(lead, "JBSWY3DPEHPK3PXP")
    assert is_in(client)
    assert Client().get("/").status_code == 200, "who is not signed in is not asked"


def test_where_the_partner_requires_its_own_sign_in_passwords_are_refused(lead: Person) -> None:
    assert lead.partner
    actions.keep_provider(
        by="t", partner=lead.partner, server="https://idp.example.org", client_id="c", secret="s",
        required=True,
    )  # fmt: skip
    client = Client()
    page = client.get(SIGN_IN).content.decode()
    assert "Sign in with The council" in page and SocialApp.objects.get().secret == "s"
    answer = enter(client, "lead")
    assert answer.status_code == 403 and "own sign-in" in answer.content.decode()
    assert not is_in(client)


def test_signing_out_takes_a_post(lead: Person) -> None:
    client = Client()
    enter(client, "lead")
    client.get("/account/sign-out/")
    assert is_in(client)
    client.post("/account/sign-out/")
    assert not is_in(client)


def test_a_next_address_of_another_site_is_not_followed(lead: Person) -> None:
    answer = Client().post(
        f"{SIGN_IN}?next=https://evil.example/", {"login": "lead", "password": PASSWORD}
    )
    assert answer["Location"] == "/"


def test_the_session_keeps_when_one_was_here_before(lead: Person) -> None:
    first, second = Client(), Client()
    enter(first, "lead")
    assert first.session["here_before"] == ""
    enter(second, "lead")
    lead.refresh_from_db()
    assert lead.last_here
    assert "" < second.session["here_before"] < lead.last_here.isoformat()
