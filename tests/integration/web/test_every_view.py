"""What holds for every page: few queries however large the book, what it must say, and no forged act.

Generated from the URL table, so that a page that is added is held to it at once.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.views.decorators.csrf import csrf_exempt

from poolbook.agreements import actions as agreements
from poolbook.audit import kept
from poolbook.partners.models import Person
from poolbook.web.frame.access import ANYBODY, allowed
from tests import factories
from tests.integration.web.addresses import Address, addresses
from tests.integration.web.two_books import (
    FIRST,
    LAST,
    Books,
    Side,
    at,
    make_books,
    make_side,
    name_everybody,
)

MOST = 25  # queries
GROWN = {"lines": 120, "months": 12}  # in two pools
# What one more asks where the month before has a month before it, as it has in the larger book.
DEEPER = {"share": 1}
# Pages with no purpose line: an issued report, which is a document and not a page of the site.
DOCUMENTS = {"report", "report-of"}
# POSTs that prove who sends them by a token of their own instead of a cookie.
BY_TOKEN = ("api", "metrics")


@pytest.fixture(scope="module")
def books(transactional_db: str) -> Books:
    """Two agreements that know nothing of one another."""
    return make_books()


@pytest.fixture(scope="module")
def grown(books: Books) -> Side:
    """A third agreement, many times as large."""
    side = make_side("g", **GROWN)
    name_everybody()
    return side


def pages(person: Person) -> Iterator[Address]:
    """Every address that somebody may read."""
    for address in addresses():
        assert address.access is not None
        rule = address.access.rule("GET")
        if rule is not None and allowed(person, rule):
            yield address


def client_of(person: Person) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return client


def read(client: Client, address: Address, side: Side) -> HttpResponse:
    """A page, with whatever it changed taken back."""
    path, query = at(address, side)
    with transaction.atomic():
        response = client.get(path, query)
        response.content  # noqa: B018  # a lazy one is rendered within
        transaction.set_rollback(True)
    return response


def counted(side: Side, person: Person) -> dict[str, tuple[int, int]]:
    """How many queries each page takes: when nothing was read yet, and when nothing changed since."""
    found, client = {}, client_of(person)
    for address in pages(person):
        cookies = client.cookies.copy()
        path, query = at(address, side)
        client.get(path, query)  # the session's own first time
        counts = []
        for first in (True, False):
            if first:
                kept.forget()
            with CaptureQueriesContext(connection) as context:
                client.get(path, query).content  # noqa: B018  # a lazy one is rendered within
            counts.append(sum(_is_query(q["sql"]) for q in context.captured_queries))
        client.cookies = cookies
        found[address.name] = (counts[0], counts[1])
    return found


def _is_query(sql: str) -> bool:
    return not sql.startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK"))


@pytest.mark.parametrize("who", ["manager", "lead", "holder"])
def test_no_page_asks_more_of_a_larger_book(who: str, books: Books, grown: Side):
    def of(side: Side) -> dict[str, int]:
        book = side.book
        person = {"manager": book.manager, "lead": book.leads[0], "holder": book.holder}[who]
        return counted(side, person)

    small, large = of(books.own), of(grown)
    assert len(small) >= 30 and set(small) == set(large)
    over = {name: counts for name, counts in large.items() if max(counts) > MOST}
    assert not over, f"more than {MOST} queries (where nothing was read yet, then): {over}"
    more = {
        name: (small[name], large[name])
        for name in small
        if large[name][0] > small[name][0] + DEEPER.get(name, 0)
    }
    assert not more, f"more queries in a larger book (small, large): {more}"


def changes(side: Side) -> dict[str, Callable[[int], object]]:
    """Acts of a working day, each another one by its number."""
    book, line = side.book, side.book.line(1)

    def imported(number: int) -> object:
        late = factories.entry("C1", number, reference=f"late {number}")
        return factories.post(book, late, name=f"late-{number}.csv")

    def renamed(number: int) -> object:
        name = f"Line renamed {number}"
        return agreements.keep_line(by="the tests", pool=line.pool, code=line.code, name=name)

    return {
        "a forecast": lambda number: factories.forecast(book, {1: 2_000_000 + number}),
        "an import": imported,
        "a line": renamed,
    }


@pytest.mark.parametrize("change", ["a forecast", "an import", "a line"])
def test_no_page_asks_much_right_after_a_change(change: str, grown: Side):
    person, many = grown.book.manager, {}
    client, act = client_of(person), changes(grown)[change]
    for number, address in enumerate(pages(person), 1):
        cookies, (path, query) = client.cookies.copy(), at(address, grown)
        client.get(path, query)
        client.cookies = cookies.copy()
        act(number)
        with CaptureQueriesContext(connection) as context:
            client.get(path, query).content  # noqa: B018  # a lazy one is rendered within
        client.cookies = cookies
        count = sum(_is_query(q["sql"]) for q in context.captured_queries)
        if count > MOST:
            many[address.name] = count
    assert not many, f"more than {MOST} queries right after {change}: {many}"


def test_the_count_would_see_a_query_a_line(grown: Side):
    with CaptureQueriesContext(connection) as context:
        for line in grown.book.lines:
            line.refresh_from_db()
    assert sum(_is_query(q["sql"]) for q in context.captured_queries) > MOST


def test_every_page_says_what_it_is_and_names_nobody(books: Books):
    faults, seen = [], 0
    for who in ("pool manager", "partner finance lead", "administrator", "auditor"):
        person = books.people[who]
        client = client_of(person)
        for address in pages(person):
            response = read(client, address, books.own)
            client.force_login(person)
            if not response.headers.get("Content-Type", "").startswith("text/html"):
                continue
            if response.status_code == 200:
                seen += 1
                faults += [f"{who}, {address.name}: {fault}" for fault in wrong(response, address)]
    assert seen > 80
    assert not faults, "\n".join(sorted(set(faults)))


def wrong(response: HttpResponse, address: Address) -> list[str]:
    """What a page lacks, or says and should not."""
    text, faults = response.content.decode(), []
    if "<html" not in text:
        return []  # a part of a page, for a script
    if not re.search(r'<html[^>]* lang="en', text):
        faults.append("no language")
    title = re.search(r"<title>(.*?)</title>", text, re.S)
    if not title or not title[1].replace("– Poolbook", "").strip():
        faults.append("no title of its own")
    headings = re.findall(r"<h1[^>]*>(.*?)</h1>", text, re.S)
    if len(headings) != 1 or not headings[0].strip():
        faults.append(f"{len(headings)} main headings")
    purpose = re.search(r'<p class="pb-purpose">(.*?)</p>', text, re.S)
    if address.name not in DOCUMENTS and not (purpose and re.sub("<.*?>", "", purpose[1]).strip()):
        faults.append("no line that says what it is for")
    if FIRST in text or LAST in text:
        faults.append("a person's name")
    if re.search(r'<[^>]+ (style|on\w+)="', text):
        faults.append("an inline style or script")
    if re.search(r'(src|href)="(https?:)?//', re.sub(r"<a [^>]*>", "", text)):
        faults.append("something fetched from outside")
    return faults


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("<html><title>A – Poolbook</title><h1>A</h1><p class=\"pb-purpose\">x</p>", "no language"),
        ('<html lang="en-GB"><title> – Poolbook</title><h1>A</h1><p class="pb-purpose">x</p>', "no title of its own"),
        ('<html lang="en-GB"><title>A</title><p class="pb-purpose">x</p>', "0 main headings"),
        ('<html lang="en-GB"><title>A</title><h1>A</h1><p class="pb-purpose"> </p>', "no line that says what it is for"),
        (f'<html lang="en-GB"><title>A</title><h1>{FIRST}</h1><p class="pb-purpose">x</p>', "a person's name"),
        ('<html lang="en-GB"><title>A</title><h1 style="x">A</h1><p class="pb-purpose">x</p>', "an inline style or script"),
        ('<html lang="en-GB"><title>A</title><h1>A</h1><img src="//x.org/y"><p class="pb-purpose">x</p>', "something fetched from outside"),
    ],
)  # fmt: skip
def test_each_of_these_faults_would_be_seen(text: str, fault: str):
    assert wrong(HttpResponse(text), addresses()[0]) == [fault]


def test_no_act_is_done_without_its_token(books: Books):
    """A form that another site sends in somebody's name is refused, whatever it is for."""
    forged, tried = [], 0
    for address in addresses():
        rule = address.access.rule("POST")
        if rule is None or address.name.startswith(BY_TOKEN):
            continue
        person = next(
            each for each in books.people.values()
            if each and (rule is ANYBODY or allowed(each, rule)) and books.sees(each, books.own)
        )  # fmt: skip
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        client.force_login(person)
        with transaction.atomic():
            response = client.post(at(address, books.own)[0], {})
            transaction.set_rollback(True)
        tried += 1
        if response.status_code != 403 or getattr(address.view, "csrf_exempt", False):
            forged.append(f"{address.name}: {response.status_code}")
    assert not forged, "\n".join(forged)
    assert tried >= 20


def test_a_view_that_leaves_the_token_out_would_be_seen():
    assert getattr(csrf_exempt(partial(HttpResponse)), "csrf_exempt", False)
