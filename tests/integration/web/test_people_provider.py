"""Signing in by a partner's own provider: its own people come in, and nobody else does."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from poolbook.partners import actions
from poolbook.partners.models import Partner, Person
from poolbook.partners.roles import Role
from tests.factories import person
from tests.integration.web import provider
from tests.integration.web.provider import Provider

pytestmark = pytest.mark.django_db
JO = {"sub": "jo-1", "email": "jo@occ.example", "email_verified": True, "name": "Jo Somebody"}


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with provider.running() as made:
        yield made


@pytest.fixture
def idp(running: Provider) -> Provider:
    running.person, running.userinfo = dict(JO), None
    running.refused.clear()
    return running


@pytest.fixture
def council(idp: Provider) -> Partner:
    partner = actions.keep_partner(by="t", code="OCC", name="The council", kind="council")
    set_up(partner, idp)
    return partner


@pytest.fixture
def nhs() -> Partner:
    return actions.keep_partner(by="t", code="NHS", name="The NHS body", kind="nhs")


@pytest.fixture
def jo(council: Partner) -> Person:
    return known("jo", council, "Jo@OCC.example")


def set_up(partner: Partner, idp: Provider, required: bool = False) -> None:
    actions.keep_provider(
        by="t", partner=partner, server=idp.address, client_id=provider.CLIENT,
        secret=provider.SECRET, required=required,
    )  # fmt: skip


def known(username: str, partner: Partner | None, email: str) -> Person:
    who = person(username, Role.ANALYST, partner)
    Person.objects.filter(pk=who.pk).update(email=email)
    return who


def come(client: Client, query: str = "", partner: str = "occ") -> Any:
    """The whole way, as a browser goes it; the answer to the way back."""
    return client.get(way_back(client, query, partner))


def way_back(client: Client, query: str = "", partner: str = "occ") -> str:
    there = client.get(f"/account/partner/{partner}/{query}")
    assert there.status_code == 302, there.content.decode()
    back = requests.get(there["Location"], allow_redirects=False, timeout=10)
    where = urlsplit(back.headers["Location"])
    assert where.netloc == "testserver"
    return f"{where.path}?{where.query}"


def who_is_in(client: Client) -> str | None:
    answer = client.get("/account/")
    return str(answer.context["person"]) if answer.status_code == 200 else None


def refused(client: Client, answer: Any, why: str) -> None:
    assert answer.status_code == 403
    assert why in answer.content.decode()
    assert who_is_in(client) is None


def test_the_partners_own_person_comes_in(idp: Provider, jo: Person) -> None:
    client = Client()
    assert come(client)["Location"] == "/"
    assert who_is_in(client) == "jo"
    account = SocialAccount.objects.get()
    assert (account.user, account.uid, account.extra_data) == (jo, "jo-1", {})
    assert who_is_in(Client()) is None


def test_the_second_time_they_are_known_by_the_providers_own_key(idp: Provider, jo: Person) -> None:
    come(Client())
    idp.person["email"] = "married-name@occ.example"
    client = Client()
    come(client)
    assert who_is_in(client) == "jo"
    assert SocialAccount.objects.get().extra_data == {}, "nothing of what it told is kept"


@pytest.mark.parametrize("verified", [False, None, "false", "true", 1])
def test_an_address_that_is_not_verified_is_refused(
    idp: Provider, jo: Person, verified: object
) -> None:
    idp.person["email_verified"] = verified
    client = Client()
    refused(client, come(client), "has verified")
    assert not SocialAccount.objects.exists()


def test_who_is_unknown_is_refused_and_not_made(idp: Provider, jo: Person) -> None:
    idp.person |= {"sub": "x", "email": "stranger@occ.example"}
    client = Client()
    refused(client, come(client), "knows nobody of The council")
    assert Person.objects.count() == 1


def test_another_partners_person_is_refused(idp: Provider, jo: Person, nhs: Partner) -> None:
    known("sam", nhs, "sam@nhs.example")
    known("everywhere", None, "root@book.example")
    for email in ("sam@nhs.example", "root@book.example"):
        idp.person |= {"sub": email, "email": email}
        client = Client()
        refused(client, come(client), "knows nobody of The council")
    assert not SocialAccount.objects.exists()


def test_the_same_key_at_two_providers_is_two_people(
    idp: Provider, jo: Person, nhs: Partner
) -> None:
    come(Client())
    set_up(nhs, idp)
    known("sam", nhs, "sam@nhs.example")
    client = Client()
    refused(client, come(client, partner="nhs"), "knows nobody of The NHS body")
    idp.person["email"] = "sam@nhs.example"
    come(client, partner="nhs")
    assert who_is_in(client) == "sam"


def test_an_address_given_to_somebody_new_is_refused(idp: Provider, jo: Person) -> None:
    come(Client())
    idp.person["sub"] = "another-jo"
    client = Client()
    refused(client, come(client), "another account of your organisation")


def test_who_left_or_went_to_another_partner_is_refused(
    idp: Provider, jo: Person, nhs: Partner
) -> None:
    come(Client())
    admin = person("admin", Role.ADMINISTRATOR, None)
    actions.change_role(by=admin, person=jo, role=Role.ANALYST, partner=nhs, title="Analyst")
    client = Client()
    refused(client, come(client), "knows nobody")
    actions.leave(by=admin, person=jo)
    refused(client, come(client), "knows nobody")


def test_a_state_is_used_once_and_by_its_own_browser_only(idp: Provider, jo: Person) -> None:
    client, other = Client(), Client()
    back = way_back(client)
    refused(other, other.get(back), "did not complete")
    assert client.get(back).status_code == 302
    assert who_is_in(client) == "jo"
    client.post("/account/sign-out/")
    refused(client, client.get(back), "did not complete")
    refused(client, client.get("/account/partner/occ/back/?code=x&state=made-up"), "did not")


def test_a_code_stolen_from_another_session_is_refused(idp: Provider, jo: Person) -> None:
    """The verifier of PKCE ties a code to the browser that asked for it."""
    mine, theirs = Client(), Client()
    stolen = way_back(theirs).partition("code=")[2].partition("&")[0]
    back = way_back(mine)
    own = back.partition("code=")[2].partition("&")[0]
    refused(mine, mine.get(back.replace(own, stolen)), "did not complete")
    assert idp.refused == ["verifier"]


def test_two_different_people_in_one_answer_are_refused(idp: Provider, jo: Person) -> None:
    idp.userinfo = JO | {"sub": "somebody-else"}
    client = Client()
    refused(client, come(client), "two different people")


def test_it_cannot_be_used_to_connect_an_account(
    idp: Provider, jo: Person, council: Partner
) -> None:
    other = known("other", council, "other@occ.example")
    client = Client()
    client.force_login(other)
    answer = come(client, "?process=connect")
    assert answer.status_code == 403
    assert not SocialAccount.objects.filter(user=other).exists()


def test_an_invitation_is_taken_up_by_coming_in(idp: Provider, council: Partner) -> None:
    sent = actions.invite(
        by=None, email="jo@occ.example", role=Role.MEMBER, partner=council, title="Council member"
    )
    client = Client()
    come(client)
    assert who_is_in(client) == "jo"
    made = Person.objects.get(username="jo")
    assert (made.role, made.title, made.has_usable_password()) == (
        "member",
        "Council member",
        False,
    )
    sent.invitation.refresh_from_db()
    assert sent.invitation.accepted_by == made


def test_an_invitation_of_another_partner_is_not(
    idp: Provider, council: Partner, nhs: Partner
) -> None:
    actions.invite(
        by=None, email="jo@occ.example", role=Role.MEMBER, partner=nhs, title="NHS member"
    )
    client = Client()
    refused(client, come(client), "knows nobody")


def test_their_provider_sees_to_the_second_factor(idp: Provider, jo: Person, settings: Any) -> None:
    settings.POOLBOOK_REQUIRE_MFA = True
    client = Client()
    come(client)
    assert who_is_in(client) == "jo"


def test_where_it_is_required_the_invitation_offers_nothing_else(
    idp: Provider, council: Partner
) -> None:
    set_up(council, idp, required=True)
    sent = actions.invite(
        by=None, email="jo@occ.example", role=Role.MEMBER, partner=council, title="Member"
    )
    address = f"/account/invitation/{sent.token}/"
    page = Client().get(address).content.decode()
    assert "Sign in with The council" in page and "password" not in page.split("<main")[1].replace(
        "no password here", ""
    )
    form = {"username": "jo", "password": "plum ladder quiet", "again": "plum ladder quiet"}
    Client().post(address, form)
    assert not Person.objects.filter(username="jo").exists()


def test_no_such_provider_is_not_found() -> None:
    assert Client().get("/account/partner/nobody/").status_code == 404
