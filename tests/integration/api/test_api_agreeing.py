"""Contributions and terms by the API: the pages' own acts, with every fault at its place."""

import pytest

from poolbook.agreements.models import ContributionVersion, TermsVersion
from tests.factories import Book
from tests.integration.api.calling import Caller, caller

YEAR, AGREEMENT = "contributions/pooled/2020-21", "terms/pooled"
ITEM = {"pool": "one", "element": "All", "partner": "P1", "kind": "gross", "amount_pence": 500}
VERSION = {"name": "Revised", "source": "Cabinet, item 7", "dated": "2020-06-01", "items": [ITEM]}
TERMS = {
    "name": "New terms", "from": "2020-04-01", "to": "2022-03-31", "source": "Schedule 3",
    "partners": [{"id": "P1", "name": "Partner 1"}, {"id": "P2", "name": "Partner 2"}],
    "groups": [
        {"id": "shared", "rules": [{"use": "fixed", "split": {"P1": 33.25, "P2": 66.75}}]},
        {"id": "own", "rules": [{"use": "bearer", "partner": "P2"}]},
    ],
}  # fmt: skip


@pytest.fixture
def manager(book: Book) -> Caller:
    """The pool manager's program."""
    return caller(book.manager)


def test_contributions_are_added_and_then_agreed(book: Book, manager: Caller) -> None:
    made = manager.post(YEAR, VERSION)
    assert made.status_code == 200 and made.body["status"] == "indicative", made.body
    number = made.body["version"]
    whole = manager.get(f"{YEAR}/{number}").body
    assert whole["items"][0]["amount_pence"] == 500 and whole["source"] == "Cabinet, item 7"
    assert manager.post(YEAR, VERSION).status_code == 422, "the name is taken"
    decided = {"decision": "JMG, 3 June", "on": "2020-06-03"}
    old = manager.post(f"{YEAR}/1/agree", decided)
    assert old.status_code == 409
    agreed = manager.post(f"{YEAR}/{number}/agree", decided).body
    assert (agreed["status"], agreed["decision"]) == ("agreed", "JMG, 3 June")
    assert manager.post(f"{YEAR}/99/agree", decided).status_code == 404


def test_the_same_act_with_its_key_is_done_once(book: Book, manager: Caller) -> None:
    key = {"Idempotency-Key": "revised-1"}
    first, again = manager.post(YEAR, VERSION, **key), manager.post(YEAR, VERSION, **key)
    assert first.body == again.body and again.headers["Idempotency-Replayed"] == "true"
    assert ContributionVersion.objects.filter(name="Revised").count() == 1


def test_every_fault_of_contributions_has_its_place(book: Book, manager: Caller) -> None:
    wrong = [ITEM | {"pool": "three", "partner": "P9"}, ITEM | {"kind": "gift"}]
    answer = manager.post(YEAR, VERSION | {"items": wrong})
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    places = {fault["place"] for fault in answer.body["faults"]}
    assert places == {"body.items.0.pool", "body.items.0.partner", "body.items.1.kind"}
    below = manager.post(YEAR, VERSION | {"items": [ITEM | {"amount_pence": -5}]})
    assert below.status_code == 422 and "above zero" in below.body["faults"][0]["message"]
    twice = manager.post(YEAR, VERSION | {"items": [ITEM, ITEM]})
    assert "stands there twice" in twice.body["faults"][0]["message"]
    assert not ContributionVersion.objects.filter(name="Revised").exists()


def test_terms_are_saved_and_agreed_by_each_partner(book: Book, manager: Caller) -> None:
    made = manager.post(AGREEMENT, {"terms": TERMS})
    assert made.status_code == 200 and made.body["status"] == "provisional", made.body
    number = made.body["version"]
    kept = TermsVersion.objects.get(version=number).body["groups"][0]["rules"][0]["split"]
    assert kept == {"P1": "33.25", "P2": "66.75"}, "numbers are kept as they were written"
    first = caller(book.leads[0]).post(f"{AGREEMENT}/{number}/agree").body
    assert (first["version"], first["status"]) == (number, "provisional")
    again = caller(book.leads[0]).post(f"{AGREEMENT}/{number}/agree")
    assert again.status_code == 409
    last = caller(book.leads[1]).post(f"{AGREEMENT}/{number}/agree").body
    assert last["version"] > number and last["status"] == "agreed"


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"name": "x\x00"},
        TERMS | {"name": "\ud800"},
        TERMS | {"source": "s" * 400},
        TERMS | {"from": float("nan")},
        TERMS | {"unknown": 1},
        {"groups": [[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]},
    ],
)
def test_terms_with_faults_are_told_and_not_kept(manager: Caller, given: dict) -> None:
    answer = manager.post(AGREEMENT, {"terms": given})
    assert answer.status_code in (400, 422), answer.body
    assert TermsVersion.objects.count() == 1
