"""Contributions and terms are proposed by one and agreed by others; a version never changes."""

from datetime import date

import pytest
from django.db import connection

from poolbook.agreements import queries
from poolbook.agreements.actions import (
    Given,
    agree_contributions,
    agree_terms,
    propose_contributions,
    save_terms,
)
from poolbook.agreements.models import ContributionVersion, TermsVersion
from poolbook.finance.queries import sharing
from tests import factories
from tests.factories import Book, refused

PAPER = {"source": "Cabinet paper", "dated": date(2020, 7, 1)}
ON = date(2020, 7, 14)


def propose(book: Book, name: str = "Cabinet", pence: int = 500_00, **more) -> ContributionVersion:
    items = [Given(book.pools[0], "All", "", p, "gross", pence) for p in book.partners]
    given = {"by": book.manager, "agreement": book.agreement, "year": 2020, "items": items} | PAPER
    return propose_contributions(name=name, **(given | more))


def test_a_proposed_version_is_indicative_and_in_force(book: Book):
    made = propose(book)
    assert (made.version, made.status) == (2, "indicative")
    assert queries.contribution_version(book.agreement, 2020) == made


def test_every_fault_of_a_version_is_said(book: Book):
    item = Given(book.pools[0], "All", "", book.partners[0], "gross", 1)
    said = refused(propose, book, "Schedule 3", items=[item, item]).details
    assert said == (
        "there is a version “Schedule 3” of the year; give this one its own name",
        "All, Partner 1, gross: stands there twice; keep one",
    )
    assert refused(propose, book, items=[]).details == ("there is no amount in it",)


def test_agreeing_adds_the_same_amounts_with_the_decision(book: Book):
    made = propose(book)
    agreed = agree_contributions(by=book.manager, version=made, decision="Minute 7", on=ON)
    assert (agreed.name, agreed.status, agreed.decision) == (
        "Cabinet, as agreed",
        "agreed",
        "Minute 7",
    )
    assert queries.items(agreed) == queries.items(made)
    made.refresh_from_db()
    assert made.status == "indicative"
    assert queries.contribution_version(book.agreement, 2020) == agreed


def test_what_cannot_be_agreed(book: Book):
    first = ContributionVersion.objects.get()
    act = {"by": book.manager, "decision": "Minute 7", "on": ON}
    assert "is agreed already" in refused(agree_contributions, version=first, **act).message
    old, new = propose(book, "a"), propose(book, "b")
    assert "agree version 3 (b)" in refused(agree_contributions, version=old, **act).message
    said = refused(agree_contributions, version=new, **(act | {"decision": " "})).message
    assert "say which decision" in said


def body(book: Book, **split: int) -> dict:
    return factories.terms_body(book.partners, **split) | {"name": "Proposed", "status": "agreed"}


def save(book: Book, by=None, **split: int) -> TermsVersion:
    given = body(book, **(split or {"P1": 30, "P2": 70}))
    return save_terms(by=by or book.manager, agreement=book.agreement, body=given)


def test_saved_terms_are_provisional_and_share_nothing_while_others_are_agreed(book: Book):
    made = save(book)
    assert (made.version, made.status, made.body["status"]) == (2, "provisional", "provisional")
    assert sharing.terms_for(book.period) == book.terms


def test_terms_are_agreed_when_every_partner_has_agreed(book: Book):
    made = save(book)
    assert agree_terms(by=book.leads[0], terms=made) is None
    assert sharing.terms_for(book.period) == book.terms
    agreed = agree_terms(by=book.leads[1], terms=made)
    assert (agreed.version, agreed.status) == (3, "agreed")
    assert agreed.body == made.body | {"status": "agreed"}
    assert sharing.terms_for(book.period) == agreed
    factories.fill(book)
    assert sharing.run(book.period).status == "agreed"


def test_who_agrees_terms_and_when(book: Book):
    made = save(book)
    assert "may not sign" in refused(agree_terms, by=book.manager, terms=made).message
    agree_terms(by=book.leads[0], terms=made)
    said = refused(agree_terms, by=book.leads[0], terms=made).message
    assert said == "Partner 1 has agreed to terms 2 already"
    said = refused(agree_terms, by=book.leads[0], terms=book.terms).message
    assert said == "terms 1 are agreed already"
    stranger = factories.person("stranger", factories.Role.FINANCE_LEAD, None)
    assert "belongs to no partner" in refused(agree_terms, by=stranger, terms=made).message
    for by in (book.leads[0], book.holder, book.auditor):
        assert "may not set up" in refused(save, book, by=by).message


def test_who_wrote_terms_does_not_agree_to_them(book: Book):
    made = save(book)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # the record is written as at a commit
    book.manager.role = factories.Role.FINANCE_LEAD.value
    said = refused(agree_terms, by=book.manager, terms=made).message
    assert said == "nobody agrees to terms that they wrote; a colleague may"


def test_the_same_terms_are_not_saved_twice(book: Book):
    save(book)
    assert refused(save, book).message == "these terms are version 2 already; nothing was added"


def test_terms_with_faults_are_refused_with_each(book: Book):
    broken = body(book)
    broken["groups"][0]["rules"] = [{"use": "fixed", "split": {"P1": 50, "P2": 40}}]
    broken["groups"][1]["id"] = ""
    said = refused(save_terms, by=book.manager, agreement=book.agreement, body=broken).details
    assert any("percentages must add to exactly 100" in each for each in said)
    assert any("groups[2].id" in each for each in said)


@pytest.mark.parametrize("who", ["leads", "holder", "analyst", "auditor"])
def test_contributions_are_for_who_sets_up(book: Book, who: str):
    by = book.leads[0] if who == "leads" else getattr(book, who)
    assert "may not set up" in refused(propose, book, by=by).message
    act = {"by": by, "version": propose(book), "decision": "x", "on": ON}
    assert "may not set up" in refused(agree_contributions, **act).message
