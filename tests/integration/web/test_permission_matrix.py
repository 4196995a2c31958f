"""The permission matrix: every address × everybody × ours and the other agreement's × every method.

It is generated from the URL table, and what must come of a case from what the address declares. A
page that is added is in it at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory

from poolbook.partners.models import Person
from poolbook.web.frame.access import ANYBODY, access_of, allowed
from tests.integration.web.addresses import Address, addresses
from tests.integration.web.belongings import belonging, fingerprint
from tests.integration.web.headers import faults_of
from tests.integration.web.two_books import Books, at, make_books, things, value

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH")
PEOPLE = (
    "nobody signed in", "pool manager", "partner finance lead", "budget holder", "analyst",
    "scheme lead", "partnership officer", "member", "auditor", "administrator",
    "auditor of the whole book", "administrator of the whole book",
)  # fmt: skip
# Addresses of somebody's own that are not found, or refused, where that somebody has none of it.
NONE_OF_THAT = {
    "mfa_view_recovery_codes": (404,),
    "mfa_download_recovery_codes": (404,),
    "mfa_deactivate_totp": (404,),
    "mfa_edit_webauthn": (404,),
    "mfa_remove_webauthn": (404,),
    "openid_connect_login": (404,),
    "openid_connect_callback": (404,),
    "health-ready": (503,),  # no worker runs here
    "token-revoke": (404,),
    "metrics": (404,),  # for who sends the token alone: tests/integration/ops/test_health.py
}
# Read by anybody, on either side.
PUBLIC_THINGS = {"report", "file", "report-of", "file-of", "help-text", "invitation"}
# Somebody's own whatever the number in the address is.
ONES_OWN = ("token-revoke", "account_", "mfa_", "openid_", "socialaccount_")


@dataclass(frozen=True)
class Case:
    """One request, and whether it goes to the other agreement."""

    address: Address
    method: str
    other: bool

    def __str__(self) -> str:
        whose = "the other's" if self.other else "ours"
        return f"{self.method} {self.address.name} ({whose})"


@pytest.fixture(scope="module")
def books(transactional_db: str) -> Books:
    """Two agreements that know nothing of one another."""
    return make_books()


def cases() -> Iterator[Case]:
    """Every address by every method; on both sides where the address says whose it is."""
    for address in addresses():
        for other in (False, True) if address.arguments else (False,):
            for method in METHODS:
                yield Case(address, method, other)


def expected(case: Case, books: Books, person: Person | None) -> str:
    """What must come of a case, in words, from the declaration of its address."""
    address, access = case.address, case.address.access
    assert access is not None
    rule = access.rule(case.method)
    if rule is None:
        return "not taken"
    if person is None and rule is not ANYBODY:
        return "refused" if case.method == "POST" else "sent to sign in"
    place = "agreement" in address.arguments
    side = books.other if case.other else books.own
    if place and person and not books.sees(person, side):
        return "not found"
    if not allowed(person, rule):
        return "refused"
    if "upload" in address.arguments and person and person.partner != side.book.partners[0]:
        return "not found"  # a draft is its own partner's, even from who reads everything
    ours_alone = address.name not in PUBLIC_THINGS and not address.name.startswith(ONES_OWN)
    if case.other and not place and ours_alone and not books.manages_other(person):
        return "not found"
    return "let in"


def came(response: HttpResponse) -> str:
    """What came of a case, in the same words."""
    if response.status_code == 302 and "/account/sign-in/" in response["Location"]:
        return "sent to sign in"
    words = {403: "refused", 404: "not found", 405: "not taken"}
    return words.get(response.status_code, f"{response.status_code}")


def ask(client: Client, method: str, path: str, query: dict[str, str]) -> HttpResponse:
    """Sends a request with no valid data in it."""
    if method in ("GET", "HEAD"):
        return getattr(client, method.lower())(path, query)
    return client.generic(method, path, b"", "application/x-www-form-urlencoded")


def client_of(person: Person | None) -> Client:
    client = Client(raise_request_exception=False)
    if person is not None:
        client.force_login(person)
    return client


def test_every_address_declares_who_may_open_it():
    undeclared = [f"{each.name} ({each.route})" for each in addresses() if each.access is None]
    assert undeclared == []


def test_every_argument_of_an_address_is_known(books: Books):
    for address in addresses():
        assert at(address, books.own)[0].startswith("/")


def test_everybody_of_the_matrix_is_there(books: Books):
    assert set(PEOPLE) == set(books.people)
    assert len(addresses()) > 60 and len({each.name for each in addresses()}) == len(addresses())


@pytest.mark.parametrize("who", PEOPLE)
def test_matrix(who: str, books: Books):
    """No case of the matrix leaks, breaks, or writes anything of the other agreement."""
    person, leaks, count = books.people[who], [], 0
    client = client_of(person)
    cookies, before = client.cookies.copy(), fingerprint(books.other)
    for case in cases():
        path, query = at(case.address, books.other if case.other else books.own)
        with transaction.atomic():
            response = ask(client, case.method, path, query)
            wanted, got = expected(case, books, person), came(response)
            changed = case.method == "POST" and wanted == "let in" and not case.other
            if changed and fingerprint(books.other) != before:
                leaks.append(f"{case}: changed the other agreement")
            transaction.set_rollback(True)
        client.cookies = cookies.copy()  # who signs out in one case is here again in the next
        count += 1
        fine = NONE_OF_THAT.get(case.address.name, ())
        let_in = (got.isdigit() and response.status_code < 500) or response.status_code in fine
        sent_away = got == "sent to sign in" and case.address.name.startswith(ONES_OWN)
        if got != wanted and not (wanted == "let in" and (let_in or sent_away)):
            leaks.append(f"{case}: {got} instead of {wanted}")
        leaks += [f"{case}: {fault}" for fault in faults_of(response, case.address, person)]
    sides = sum(2 if each.arguments else 1 for each in addresses())
    assert not leaks, "\n".join(leaks)
    assert count == sides * len(METHODS)


# Those of the whole book keep every partner's people, by right: theirs is the matrix above.
@pytest.mark.parametrize("who", [who for who in PEOPLE[1:] if "whole book" not in who])
def test_nobody_writes_to_the_other_agreement(who: str, books: Books):
    """Every POST to the other agreement leaves every row of it as it was."""
    client, before = client_of(books.people[who]), fingerprint(books.other)
    cookies, tried = client.cookies.copy(), 0
    with transaction.atomic():
        for case in cases():
            if case.method == "POST" and case.other:
                path, _ = at(case.address, books.other)
                for data in ({}, {"text": "x", "why": "x", "role": "member", "check": "ledgers"}):
                    client.post(path, data)
                    client.cookies = cookies.copy()
                tried += 1
        after = fingerprint(books.other)
        transaction.set_rollback(True)
    assert tried and after == before


@pytest.mark.parametrize("who", PEOPLE[1:])
def test_the_others_things_are_not_found_within_ones_own(who: str, books: Books):
    """An address of one's own agreement that names a thing of the other one is not found."""
    client, found = client_of(books.people[who]), []
    for address in addresses():
        if "agreement" not in address.arguments:
            continue
        own = {name: value(address, name, books.own) for name in address.arguments}
        for name in (*things(address), *({"pool"} & set(address.arguments))):
            theirs = value(address, name, books.other)
            if theirs == own[name]:
                continue  # a word that both have, such as a form of file
            mixed = address.of(**own | {name: theirs})
            for method in ("GET", "POST"):
                rule = address.access.rule(method)
                if rule is None or not allowed(books.people[who], rule):
                    continue
                with transaction.atomic():
                    response = ask(client, method, mixed, {})
                    transaction.set_rollback(True)
                if response.status_code != 404:
                    found.append(f"{method} {mixed}: {response.status_code}")
    assert not found, "\n".join(found)


def test_a_view_without_a_declaration_is_caught_and_refused(books: Books):
    """The control: such a view would fail the first test, and the gate lets nobody through to it."""
    from poolbook.web.frame.gate import Gate

    def forgotten(request: Any) -> HttpResponse:
        return HttpResponse("secret")

    assert access_of(forgotten) is None
    for person in filter(None, books.people.values()):
        request = RequestFactory().get("/forgotten/")
        request.user, request.resolver_match = person, None
        refused = Gate(lambda request: HttpResponse())
        answer = refused.process_view(request, forgotten, (), {})
        assert answer is not None and answer.status_code == 403


def test_the_matrix_would_see_a_leak(books: Books, monkeypatch: pytest.MonkeyPatch):
    """The control: with the gate's search for the place opened to everybody, cases go wrong."""
    from poolbook.agreements import queries
    from poolbook.agreements.models import Agreement

    person = books.people["member"]
    client, wrong = client_of(person), 0
    monkeypatch.setattr(queries, "agreements", lambda visible_to: Agreement.objects.all())
    for case in cases():
        if case.other and case.method == "GET" and "agreement" in case.address.arguments:
            with transaction.atomic():
                response = ask(client, "GET", *at(case.address, books.other))
                transaction.set_rollback(True)
            wrong += came(response) != expected(case, books, person)
    assert wrong >= 5


def test_what_belongs_to_a_side_is_all_that_an_agreement_has(books: Books):
    """The control of the hash: a change of any table of the other agreement alters it."""
    assert len(belonging()) >= 40
    before = fingerprint(books.other)
    with transaction.atomic():
        Person.objects.filter(pk=books.own.book.holder.pk).update(title="changed")
        assert fingerprint(books.other) == before, "ours is not in it"
        Person.objects.filter(pk=books.other.book.holder.pk).update(title="changed")
        assert fingerprint(books.other) != before
        transaction.set_rollback(True)
    assert fingerprint(books.other) == before
