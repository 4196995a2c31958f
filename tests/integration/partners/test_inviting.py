"""Inviting, changing and ending people: who may, what is refused, and what the record keeps of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from poolbook.audit import queries as audit
from poolbook.audit.models import Event
from poolbook.partners import actions, queries
from poolbook.partners.models import Invitation, Partner, Person
from poolbook.partners.roles import Role
from tests.factories import person, refused

pytestmark = pytest.mark.django_db
PASSWORD = "plum ladder quiet river"


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
def whole() -> Person:
    return person("admin", Role.ADMINISTRATOR, None)


def invited(by: Person, partner: Partner | None, **values: object) -> actions.Invited:
    given = {"email": "new@example.org", "role": Role.ANALYST, "title": "Council analyst"} | values
    return actions.invite(by=by, partner=partner, **given)


def test_an_invitation_makes_a_person_once(admin: Person, council: Partner) -> None:
    sent = invited(admin, council)
    new = actions.accept(token=sent.token, username="analyst", password=PASSWORD)
    assert (new.role, new.partner, new.title) == ("analyst", council, "Council analyst")
    assert new.check_password(PASSWORD)
    assert new.email == "new@example.org"
    refused(actions.accept, token=sent.token, username="second", password=PASSWORD)
    assert not Person.objects.filter(username="second").exists()


def test_the_link_is_kept_nowhere(admin: Person, council: Partner) -> None:
    sent = invited(admin, council)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT to_jsonb(i)::text FROM partners_invitation i")
        row = cursor.fetchone()[0]
    event = Event.objects.get(table="partners_invitation")
    for kept in (row, str(event.after), event.why, event.doing):
        assert sent.token not in kept
    assert "token" not in event.after
    assert event.by == "council-admin"


def test_an_invitation_ends_after_seven_days(admin: Person, council: Partner) -> None:
    sent = invited(admin, council)
    late = timezone.now() - timedelta(days=7, seconds=1)
    Invitation.objects.update(at=late, expires_at=late + timedelta(days=7))
    refused(queries.invitation, sent.token)
    refused(actions.accept, token=sent.token, username="late", password=PASSWORD)
    again = invited(admin, council)  # the old one does not stand in the way
    assert actions.accept(token=again.token, username="late", password=PASSWORD)


def test_a_withdrawn_invitation_is_ended(admin: Person, council: Partner) -> None:
    sent = invited(admin, council)
    actions.withdraw(by=admin, invitation=sent.invitation)
    refused(actions.accept, token=sent.token, username="late", password=PASSWORD)
    refused(actions.withdraw, by=admin, invitation=sent.invitation)


def test_a_wrong_link_and_an_old_one_are_told_alike(admin: Person, council: Partner) -> None:
    sent = invited(admin, council)
    actions.withdraw(by=admin, invitation=sent.invitation)
    old, wrong = refused(queries.invitation, sent.token), refused(queries.invitation, "x")
    assert old.message == wrong.message


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"email": "nobody"}, "is not an e-mail address"),
        ({"email": "TAKEN@example.org"}, "already"),
        ({"title": " "}, "say what they are"),
    ],
)
def test_a_faulty_invitation_is_refused(
    admin: Person, council: Partner, values: dict[str, str], why: str
) -> None:
    Person.objects.create(username="x", role="member", partner=council, email="taken@example.org")
    refusal = refused(invited, admin, council, **values)
    assert why in " ".join(refusal.details)
    assert not Invitation.objects.exists()


def test_one_open_invitation_an_address(admin: Person, council: Partner) -> None:
    invited(admin, council)
    assert (
        "withdraw it first" in refused(invited, admin, council, email="NEW@example.org").details[0]
    )


@pytest.mark.parametrize(
    ("username", "password", "why"),
    [
        ("", PASSWORD, "Enter a username"),
        ("council-admin", PASSWORD, "is taken"),
        ("COUNCIL-ADMIN", PASSWORD, "is taken"),
        ("two words", PASSWORD, "letters, digits"),
        ("other@example.org", PASSWORD, "@"),
        ("analyst", "short", "at least 12 characters"),
        ("analyst", "1q2w3e4r5t6y", "too common"),
        ("analyst", "123456789012345", "entirely numeric"),
        ("analyst-of-it", "analyst-of-it", "too similar"),
    ],
)
def test_a_faulty_account_is_refused(
    admin: Person, council: Partner, username: str, password: str, why: str
) -> None:
    sent = invited(admin, council)
    refusal = refused(actions.accept, token=sent.token, username=username, password=password)
    assert why in " ".join(refusal.details)
    assert queries.invitation(sent.token), "the invitation stays open"


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_only_administrators_manage_people(council: Partner, role: Role) -> None:
    by, other = person("somebody", role, council), person("other", Role.MEMBER, council)
    sent = actions.invite(
        by=None, email="a@example.org", role=Role.MEMBER, partner=council, title="Member"
    )
    for act, values in _acts(other, sent.invitation):
        assert "a administrator may" in refused(act, by=by, **values).message.replace("an ", "a ")


def test_a_partners_administrator_has_no_say_over_another(
    admin: Person, nhs: Partner, council: Partner
) -> None:
    other = person("nhs-lead", Role.FINANCE_LEAD, nhs)
    sent = actions.invite(
        by=None, email="a@example.org", role=Role.MEMBER, partner=nhs, title="Member"
    )
    for act, values in _acts(other, sent.invitation):
        refused(act, by=admin, **values)
    own = person("own", Role.MEMBER, council)
    for partner in (nhs, None):  # nor may they push their own people over to another
        refused(
            actions.change_role, by=admin, person=own, role=Role.ADMINISTRATOR, partner=partner,
            title="x",
        )  # fmt: skip
        refused(invited, admin, partner)


def test_only_an_administrator_of_the_whole_book_makes_auditors(
    admin: Person, whole: Person, council: Partner
) -> None:
    own = person("own", Role.MEMBER, council)
    values = {"person": own, "role": Role.AUDITOR, "partner": council, "title": "Auditor"}
    refused(actions.change_role, by=admin, **values)
    refused(invited, admin, council, role=Role.AUDITOR)
    assert actions.change_role(by=whole, **values).role == Role.AUDITOR
    own.refresh_from_db()
    refused(actions.leave, by=admin, person=own)


def test_nobody_changes_or_ends_themselves(admin: Person, whole: Person) -> None:
    for by in (admin, whole):
        values = {"role": Role.POOL_MANAGER, "partner": by.partner, "title": "x"}
        assert "your own role" in refused(actions.change_role, by=by, person=by, **values).message
        assert "yourself" in refused(actions.leave, by=by, person=by).message


def test_who_left_stays_in_the_book_but_cannot_sign_in(admin: Person, council: Partner) -> None:
    gone = person("gone", Role.ANALYST, council)
    actions.leave(by=admin, person=gone, why="retired")
    gone.refresh_from_db()
    assert (gone.is_active, gone.left_on) == (False, timezone.localdate())
    refused(actions.leave, by=admin, person=gone)
    refused(
        actions.change_role, by=admin, person=gone, role=Role.MEMBER, partner=council, title="x"
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=gone.pk).update(is_active=True)


def test_who_is_back_is_invited_anew(admin: Person, council: Partner) -> None:
    first = invited(admin, council)
    gone = actions.accept(token=first.token, username="first", password=PASSWORD)
    actions.leave(by=admin, person=gone)
    again = invited(admin, council)
    back = actions.accept(token=again.token, username="second", password=PASSWORD)
    assert back.pk != gone.pk and back.email == gone.email
    assert queries.guessed("new@example.org") == f"person {back.pk}"


def test_the_record_names_role_changes_and_nothing_secret(admin: Person, council: Partner) -> None:
    who = person("who", Role.ANALYST, council)
    actions.keep_password(person=who, password=PASSWORD)
    actions.seen(person=who)
    actions.change_role(
        by=admin, person=who, role=Role.MEMBER, partner=council, title="Member", why="elected"
    )
    _commit_triggers()
    events = Event.objects.filter(table="partners_person", row=str(who.pk))
    last = events.latest("id")
    assert (last.by, last.why) == ("council-admin", "elected")
    assert (last.before["role"], last.after["role"]) == ("analyst", "member")
    for event in events:
        assert not {"password", "last_login", "last_here"} & set(event.after)
    assert events.count() == 2, "a password and a visit are no changes of the book"
    assert audit.strayed_rows() == []


def test_seen_tells_when_somebody_was_here_before(admin: Person) -> None:
    assert actions.seen(person=admin) is None
    first = actions.seen(person=admin)
    assert first is not None
    second = actions.seen(person=admin)
    assert second is not None and second > first


def test_what_each_reader_sees(
    admin: Person, whole: Person, council: Partner, nhs: Partner
) -> None:
    person("nhs-lead", Role.FINANCE_LEAD, nhs)
    auditor = person("auditor", Role.AUDITOR, None)
    lost = person("lost", Role.MEMBER, None)
    seen = {str(each) for each in queries.people(admin)}
    assert seen == {"council-admin"}
    assert {str(each) for each in queries.people(auditor)} >= {"nhs-lead", "council-admin", "admin"}
    assert queries.people(whole).count() == Person.objects.count()
    assert not queries.people(lost).exists(), "no partner is nobody's partner"
    assert list(queries.partners(admin)) == [council]


def test_a_provider_must_be_reached_safely(council: Partner) -> None:
    values = {"by": "t", "partner": council, "client_id": "c", "secret": "s", "required": True}
    refused(actions.keep_provider, server="http://idp.example.org", **values)
    kept = actions.keep_provider(server="https://idp.example.org", **values)
    assert kept.app.provider_id == "occ"
    _commit_triggers()
    event = Event.objects.filter(table="partners_partnersignin").latest("id")
    assert "client c" in event.why and "secret" not in str(event.after)


def test_the_session_hash_holds_role_partner_and_state(council: Partner, nhs: Partner) -> None:
    who = person("who", Role.ANALYST, council)
    hashes = {who.get_session_auth_hash()}
    changes: list[tuple[str, object]] = [
        ("role", "member"), ("partner", nhs), ("is_active", False),
        ("left_on", timezone.localdate()), ("password", "other"),
    ]  # fmt: skip
    for number, (name, value) in enumerate(changes, 2):
        setattr(who, name, value)
        hashes.add(who.get_session_auth_hash())
        assert len(hashes) == number, name


def _acts(
    other: Person, invitation: Invitation
) -> list[tuple[Callable[..., object], dict[str, object]]]:
    change = {"person": other, "role": Role.MEMBER, "partner": other.partner, "title": "Member"}
    invite = {
        "email": "b@example.org", "role": Role.MEMBER, "partner": other.partner, "title": "Member",
    }  # fmt: skip
    return [
        (actions.invite, invite),
        (actions.withdraw, {"invitation": invitation}),
        (actions.change_role, change),
        (actions.leave, {"person": other}),
    ]


def _commit_triggers() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
