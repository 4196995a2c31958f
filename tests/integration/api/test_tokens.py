"""A token's life: it acts as its owner, no further, and dies with what the owner was."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from poolbook.api import actions, auth, queries
from poolbook.api.models import READ, WRITE, Token
from poolbook.partners import actions as people
from poolbook.partners.roles import Role
from tests.factories import Book, refused
from tests.integration.api.calling import Caller, caller


def test_a_token_shows_its_secret_once_and_only_its_hash_is_kept(book: Book) -> None:
    token, secret = actions.create_token(by=book.manager, name="upload", scope=WRITE)
    assert re.fullmatch(r"pb_[-\w]{43}", secret)
    assert token.hash == queries.hashed(secret) and secret not in str(vars(token))
    assert token.expires - token.created == timedelta(days=365)


def test_no_token_is_401_as_is_a_wrong_one(book: Book) -> None:
    client = Client()
    for headers in ({}, {"Authorization": "Bearer pb_no"}, {"Authorization": "Basic eDp5"}):
        answer = client.get("/api/agreements", headers=headers)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_session_is_no_token(book: Book) -> None:
    client = Client()
    client.force_login(book.manager)
    assert client.get("/api/agreements").status_code == 401
    assert client.post("/api/periods/pooled").status_code == 401


def test_an_answer_sets_no_cookie_and_is_not_stored(manager: Caller) -> None:
    answer = manager.get("agreements")
    assert not answer.cookies and answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("what", ["revoked", "expired", "role", "partner", "left"])
def test_a_token_dies(book: Book, what: str) -> None:
    program = caller(book.manager)
    assert program.get("agreements").status_code == 200
    token = Token.objects.get(person=book.manager)
    match what:
        case "revoked":
            actions.revoke_token(by=book.manager, token=token.pk)
        case "expired":
            Token.objects.filter(pk=token.pk).update(
                created=timezone.now() - timedelta(days=2), expires=timezone.now()
            )
        case "role":
            people.keep_person(
                by="x", username="manager", role=Role.MEMBER, partner=book.partners[0]
            )
        case "partner":
            people.keep_person(
                by="x", username="manager", role=Role.POOL_MANAGER, partner=book.partners[1]
            )
        case "left":
            book.manager.is_active = False
            book.manager.save()
    assert program.get("agreements").status_code == 401
    assert queries.tokens(book.manager) == []


def test_an_auditor_of_no_partner_has_a_token_that_works(book: Book) -> None:
    assert caller(book.auditor).get("record/head").status_code == 200


def test_a_token_to_read_may_not_write_but_try(book: Book) -> None:
    program = caller(book.manager, READ)
    answer = program.post("periods/pooled", {"year": "2020-21", "month": "P1"})
    assert answer.status_code == 403 and "only read" in answer.body["detail"]
    assert program.post("share/pooled/2020-21/P1/try", {}).status_code == 200


def test_nobody_makes_an_eleventh_or_revokes_anothers(book: Book) -> None:
    made = [actions.create_token(by=book.manager, name=f"t{n}")[0] for n in range(actions.MOST)]
    assert "revoke one" in refused(actions.create_token, by=book.manager, name="more").message
    assert refused(actions.revoke_token, by=book.auditor, token=made[0].pk)
    actions.revoke_token(by=book.manager, token=made[0].pk)
    assert actions.create_token(by=book.manager, name="more")


def test_a_token_with_faults_is_refused_with_all_of_them(book: Book) -> None:
    found = refused(actions.create_token, by=book.manager, name=" ", scope="all", days=999)
    assert len(found.details) == 3


def test_too_many_requests_in_a_minute_are_429(
    manager: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auth, "A_MINUTE", 3)
    monkeypatch.setattr("poolbook.api.actions.timezone.now", lambda: MIDDLE)
    answers = [manager.get("agreements") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    assert answers[-1].body["title"] == "Too Many Requests"


MIDDLE = timezone.now()


def test_the_page_makes_shows_and_revokes(book: Book) -> None:
    client = Client()
    assert client.get("/account/tokens/").status_code == 302
    client.force_login(book.holder)
    made = client.post("/account/tokens/", {"name": "sheet", "scope": READ, "days": 30})
    secret = re.search(r"pb_[-\w]{43}", made.content.decode())
    assert secret and queries.token(secret[0])
    again = client.get("/account/tokens/").content.decode()
    assert "sheet" in again and secret[0] not in again
    token = Token.objects.get(person=book.holder)
    client.post(f"/account/tokens/{token.pk}/revoke")
    assert queries.token(secret[0]) is None
    assert client.get(f"/account/tokens/{token.pk}/revoke").status_code == 405


def test_the_listing_says_every_operation(client: Client, db: None) -> None:
    from poolbook.api.table import operations

    page = client.get("/api/").content.decode()
    assert all(f"<code>{each.method} {each.path}</code>" in page for each in operations())
