"""The pages about people: what each role and partner sees of them, and may do."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from poolbook.partners import actions, queries
from poolbook.partners.models import Invitation, Partner, Person
from poolbook.partners.roles import May, Role, described
from tests.factories import person

pytestmark = pytest.mark.django_db
NEW = {"email": "new@example.org", "title": "NHS analyst", "role": "analyst", "partner": "NHS"}


@pytest.fixture
def council() -> Partner:
    return actions.keep_partner(by="t", code="OCC", name="The council", kind="council")


@pytest.fixture
def nhs() -> Partner:
    return actions.keep_partner(by="t", code="NHS", name="The NHS body", kind="nhs")


@pytest.fixture
def admin(council: Partner) -> Person:
    return person("council-admin", Role.ADMINISTRATOR, council)


@pytest.fixture
def lead(nhs: Partner) -> Person:
    return person("nhs-lead", Role.FINANCE_LEAD, nhs)


@pytest.fixture
def whole() -> Person:
    return person("admin", Role.ADMINISTRATOR, None)


def signed_in(who: Person) -> Client:
    client = Client()
    client.force_login(who)
    return client


def told(response: Any) -> str:
    return response.content.decode()


def test_a_partners_administrator_finds_nobody_of_another_partner(
    admin: Person, lead: Person, nhs: Partner
) -> None:
    sent = actions.invite(
        by=None, email="a@nhs.example", role=Role.MEMBER, partner=nhs, title="NHS member"
    )
    client = signed_in(admin)
    page = told(client.get("/people/"))
    assert "council-admin" in page
    assert "nhs-lead" not in page and "a@nhs.example" not in page
    number = sent.invitation.pk
    for address in (
        "/people/nhs-lead/role/",
        "/people/nhs-lead/leave/",
        f"/people/invitation/{number}/withdraw/",
        "/people/nobody/role/",
    ):
        assert client.get(address).status_code == 404, address
        assert client.post(address, {"why": "x"}).status_code == 404, address
    lead.refresh_from_db()
    assert lead.left_on is None
    assert queries.open_invitations(None).filter(pk=number).exists()
    answer = client.post("/people/invite/", NEW)
    assert answer.status_code == 200 and Invitation.objects.count() == 1, "only their own partner"


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_nobody_else_manages_people(role: Role, council: Partner, admin: Person) -> None:
    client = signed_in(person("somebody", role, council))
    reads = role == Role.AUDITOR
    assert client.get("/people/").status_code == (200 if reads else 403)
    for address in (
        "/people/invite/",
        "/people/council-admin/role/",
        "/people/council-admin/leave/",
    ):
        assert client.get(address).status_code == 403, address
        assert client.post(address, NEW).status_code == 403, address
    if reads:
        page = told(client.get("/people/"))
        assert "Invite somebody" not in page and "/role/" not in page


def test_who_is_not_signed_in_is_led_to_sign_in() -> None:
    for address in ("/people/", "/people/invite/", "/account/", "/roles/"):
        answer = Client().get(address)
        assert answer.status_code == 302 and "/account/sign-in/" in answer["Location"], address


def test_inviting_sends_the_link_and_shows_it_once(whole: Person, nhs: Partner) -> None:
    client = signed_in(whole)
    page = told(client.post("/people/invite/", NEW))
    letter = mail.outbox[0]
    assert letter.to == ["new@example.org"]
    link = next(line for line in letter.body.splitlines() if line.startswith("http"))
    assert link in page
    assert link not in told(client.get("/people/")), "the list does not know it"
    path = link.removeprefix("http://testserver")
    stranger = Client()
    assert "NHS analyst" in told(stranger.get(path))
    account = {
        "username": "nhs-analyst",
        "password": "plum ladder quiet",
        "again": "plum ladder quiet",
    }
    answer = stranger.post(path, account | {"again": "another"})
    assert "This is not the same password" in told(answer)
    assert stranger.post(path, account)["Location"] == "/account/sign-in/"
    assert stranger.get(path).status_code == 404, "a link works once"
    entered = stranger.post(
        "/account/sign-in/", {"login": "NEW@example.org", "password": "plum ladder quiet"}
    )
    assert entered.status_code == 302
    assert "NHS analyst" in told(stranger.get("/account/"))


def test_an_invitation_that_could_not_be_sent_can_be_copied(
    whole: Person, nhs: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*args: Any, **kwargs: Any) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr("poolbook.web.people.mail.send_mail", down)
    page = told(signed_in(whole).post("/people/invite/", NEW))
    assert "could not be sent" in page and "/account/invitation/" in page


def test_a_refusal_is_told_on_the_form(whole: Person, lead: Person) -> None:
    page = told(signed_in(whole).post("/people/invite/", NEW | {"partner": "-", "title": "X"}))
    assert "the role analyst is for people of a partner" in page


def test_changing_a_role_ends_the_session(whole: Person, lead: Person, nhs: Partner) -> None:
    theirs = signed_in(lead)
    assert theirs.get("/account/").status_code == 200
    values = {"title": "NHS member", "role": "member", "partner": "NHS", "why": "elected"}
    answer = signed_in(whole).post("/people/nhs-lead/role/", values)
    assert answer["Location"] == "/people/"
    after = theirs.get("/account/")
    assert after.status_code == 302 and "/account/sign-in/" in after["Location"]
    lead.refresh_from_db()
    assert (lead.role, lead.title) == ("member", "NHS member")


@pytest.mark.parametrize("what", ["partner", "leave", "password"])
def test_what_else_ends_a_session(whole: Person, lead: Person, council: Partner, what: str) -> None:
    theirs = signed_in(lead)
    assert theirs.get("/account/").status_code == 200
    if what == "partner":
        actions.change_role(
            by=whole, person=lead, role=Role(lead.role), partner=council, title="Lead"
        )
    elif what == "leave":
        signed_in(whole).post("/people/nhs-lead/leave/", {"why": ""})
    else:
        actions.keep_password(person=lead, password="plum ladder quiet river")
    assert theirs.get("/account/").status_code == 302


def test_an_administrator_may_not_touch_themselves(admin: Person) -> None:
    client = signed_in(admin)
    values = {"title": "x", "role": "pool manager", "partner": "OCC", "why": ""}
    assert "you may not change your own role" in told(
        client.post("/people/council-admin/role/", values)
    )
    assert "ask another administrator" in told(
        client.post("/people/council-admin/leave/", {"why": ""})
    )
    admin.refresh_from_db()
    assert (admin.role, admin.left_on) == ("administrator", None)


def test_the_forms_offer_only_what_may_be_given(admin: Person, whole: Person, nhs: Partner) -> None:
    own = told(signed_in(admin).get("/people/invite/"))
    assert 'value="auditor"' not in own and 'value="NHS"' not in own and 'value="OCC"' in own
    every = told(signed_in(whole).get("/people/invite/"))
    assert 'value="auditor"' in every and 'value="NHS"' in every


def test_a_withdrawn_invitation_disappears(whole: Person, nhs: Partner) -> None:
    client = signed_in(whole)
    client.post("/people/invite/", NEW)
    number = Invitation.objects.get().pk
    assert "new@example.org" in told(client.get(f"/people/invitation/{number}/withdraw/"))
    client.post(f"/people/invitation/{number}/withdraw/")
    assert not queries.open_invitations(None).exists()
    assert client.post(f"/people/invitation/{number}/withdraw/").status_code == 404


def test_the_roles_page_says_what_the_code_says(admin: Person) -> None:
    page = told(signed_in(admin).get("/roles/"))
    for role in Role:
        assert role.value in page.lower() and described[role].replace("'", "&#x27;") in page
    for may in May:
        assert may.value in page


def test_ones_own_account(lead: Person) -> None:
    page = told(signed_in(lead).get("/account/"))
    assert "sign a period for a partner" in page and "approve virements" in page
    assert "import ledgers" not in page
    assert "not set up" in page


def test_pages_of_people_take_few_queries(
    whole: Person, council: Partner, nhs: Partner, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        person(f"p{number}", Role.MEMBER, council if number % 2 else nhs)
    client = signed_in(whole)
    for address in ("/people/", "/account/", "/roles/", "/people/invite/", "/people/p3/role/"):
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200
