"""Sign-off in the browser: every act by whom it belongs to, and every refusal."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from poolbook.finance.actions import periods
from poolbook.finance.models import Period, Signature
from poolbook.partners.roles import Role
from tests import factories
from tests.factories import Book
from tests.integration.web.conftest import In

HERE = "/sign-off/pooled/2020-21/P1/"


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def act(client: Client, what: str, **data: str) -> str:
    """Posts an act; the page that it leads to."""
    response = client.post(f"{HERE}{what}/", data, follow=True)
    assert response.status_code == 200, (what, response.status_code)
    return text_of(response)


def state(book: Book) -> str:
    return Period.objects.get(pk=book.period.pk).state


def other_lead(book: Book, number: int) -> Any:
    """A second finance lead of partner 1 or 2."""
    return factories.person(f"second{number}", Role.FINANCE_LEAD, book.partners[number - 1])


def test_a_month_is_checked_signed_by_both_closed(ready: Book, enter: In):
    manager, first, second = enter(ready.manager), *map(enter, ready.leads)
    page = text_of(manager.get(HERE))
    assert "Every check passes" in page and "Mark April 2020 as checked" in page
    assert "Mark April 2020" not in text_of(first.get(HERE))
    assert "is checked. Each partner can now sign it." in act(manager, "check")
    assert "Sign for Partner 1" in text_of(first.get(HERE))
    assert "Sign for" not in text_of(manager.get(HERE))
    assert "You signed April 2020 for Partner 1." in act(first, "sign")
    assert state(ready) == "checked"
    page = text_of(first.get(HERE))
    assert "Partner 1 has signed. The other partners’ signatures are waited for." in page
    act(second, "sign")
    assert state(ready) == "signed"
    assert "The pool manager closes the month" in text_of(second.get(HERE))
    assert "Close April 2020" in text_of(manager.get(HERE))
    assert "Nothing in it changes any more" in act(manager, "close")
    assert state(ready) == "closed"


def test_nobody_signs_their_own_work(book: Book, enter: In):
    factories.fill(book)
    factories.forecast(book, {1: 1_300_000}, by=book.leads[0])
    factories.check(book)
    first = enter(book.leads[0])
    page = text_of(first.get(HERE))
    assert "You made figures of this month, so somebody else signs for Partner 1" in page
    assert "Sign for" not in page
    assert "entered figures in April 2020 (P1), so another must sign it" in act(first, "sign")
    assert not book.period.signatures.exists()
    assert "You signed" in act(enter(other_lead(book, 1)), "sign")


def test_a_partner_signs_once_and_only_for_itself(ready: Book, enter: In):
    factories.check(ready)
    act(enter(ready.leads[0]), "sign")
    assert "Partner 1 has signed April 2020 (P1) already" in act(
        enter(other_lead(ready, 1)), "sign"
    )
    assert [s.partner for s in ready.period.signatures.all()] == [ready.partners[0]]
    data = {"partner": ready.partners[1].code, "for": "P2"}  # asking to sign for the other
    act(enter(ready.leads[0]), "sign", **data)
    assert ready.period.signatures.count() == 1


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("sign", "April 2020 (P1) is open; this needs it checked"),
        ("close", "April 2020 (P1) is open; this needs it signed"),
        ("issue", "April 2020 (P1) is open; this needs it closed"),
    ],
)
def test_an_act_out_of_its_turn_is_refused(ready: Book, enter: In, what: str, told: str):
    who = ready.leads[0] if what == "sign" else ready.manager
    assert told in act(enter(who), what)
    assert state(ready) == "open"


def test_a_month_that_is_not_signed_by_all_is_not_closed(ready: Book, enter: In):
    factories.check(ready)
    periods.sign(by=ready.leads[0], period=ready.period)
    assert "this needs it signed" in act(enter(ready.manager), "close")
    assert state(ready) == "checked"


def test_what_does_not_pass_is_told_and_only_what_may_be_is_explained(book: Book, enter: In):
    factories.forecast(book)
    manager = enter(book.manager)
    page = text_of(manager.get(HERE))
    assert "nothing was imported from Ledger gl" in page
    told = act(manager, "check")
    assert "is not ready" in told and "ledgers" in told and state(book) == "open"
    must = next(c for c in periods.checks.run(book.period) if c.must)
    told = act(manager, "explain", check=must.code, text="it is fine")
    assert f"“{must.code}” is not a check that can be explained" in told
    assert f'id="id_{must.code}_text"' not in page, "no form where there is nothing to explain"
    response = manager.post(f"{HERE}explain/", {"check": "ledgers", "text": ""})
    assert response.status_code == 400 and "Say why this check may be passed" in text_of(response)
    assert not book.period.explanations.exists()
    assert "The explanation is kept" in act(manager, "explain", check="ledgers", text="nil month")
    assert "nil month" in text_of(manager.get(HERE))
    act(manager, "check")
    assert state(book) == "checked"


def test_opening_again_voids_signatures_and_needs_a_reason(ready: Book, enter: In):
    factories.check(ready)
    periods.sign(by=ready.leads[0], period=ready.period)
    manager = enter(ready.manager)
    assert manager.post(f"{HERE}reopen/", {"why": " "}).status_code == 400
    assert state(ready) == "checked"
    told = act(manager, "reopen", why="a late invoice")
    assert "is open again" in told and state(ready) == "open"
    assert not ready.period.signatures.filter(void=False).exists()


def test_a_closed_month_is_never_opened_again(closed: Book, enter: In):
    manager = enter(closed.manager)
    assert "Open the month again" not in text_of(manager.get(HERE))
    assert "it cannot be opened again" in act(manager, "reopen", why="an error")
    assert state(closed) == "closed"
    for what in ("check", "sign", "close"):
        act(enter(closed.leads[0] if what == "sign" else closed.manager), what)
    act(manager, "explain", check="ledgers", text="late")
    assert state(closed) == "closed" and not closed.period.explanations.exists()


def test_the_next_month_waits_for_the_last(ready: Book, enter: In):
    manager = enter(ready.manager)
    response = manager.post("/open/pooled/", {"month": "2020-21/P2"})
    assert response.status_code == 400
    assert "cannot be opened" in text_of(response) or "not one of" in text_of(response)
    assert Period.objects.count() == 1


def test_the_next_month_is_opened_once_the_last_is_closed(closed: Book, enter: In):
    manager = enter(closed.manager)
    assert "May 2020" in text_of(manager.get("/open/pooled/"))
    response = manager.post("/open/pooled/", {"month": "2020-21/P2"})
    assert response["Location"] == "/month/pooled/2020-21/P2/"
    assert manager.post("/open/pooled/", {"month": "2020-21/P9"}).status_code == 400
    assert manager.post("/open/pooled/", {"month": "soon"}).status_code == 400
    assert Period.objects.count() == 2
    assert enter(closed.leads[0]).post("/open/pooled/", {"month": "x"}).status_code == 403


def test_an_issued_report_gets_errata_and_no_other_change(closed: Book, enter: In):
    periods.issued(by=closed.manager, period=closed.period)
    manager = enter(closed.manager)
    assert manager.post(f"{HERE}erratum/", {"figure": "Total"}).status_code == 400
    given = {"figure": "Total", "printed": "1", "should_be": "2", "reason": "typed wrong"}
    assert "The erratum is noted" in act(manager, "erratum", **given)
    page = text_of(enter(closed.leads[1]).get(HERE))
    assert "typed wrong" in page and "Note an error" not in page
    assert closed.period.errata.get().number == 1
    assert "this needs it closed" in act(manager, "issue")


def test_figures_that_changed_under_the_signatures_are_not_closed(ready: Book, enter: In):
    """The control: a figure that gets past every other door stops the close."""
    factories.check(ready)
    factories.sign(ready)
    with connection.cursor() as cursor:  # the database itself refuses it otherwise
        cursor.execute("SET LOCAL session_replication_role = replica")
        Signature.objects.filter(period=ready.period).update(figures="0" * 64)
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert "are not those that were signed" in act(enter(ready.manager), "close")
    assert state(ready) == "signed"
