"""Fifty people save one line at once: what was acknowledged is a version, all else got both versions."""

import json
import threading

import pytest
from django.db import connections
from django.test import Client

from poolbook.finance.models import Forecast
from poolbook.partners.roles import Role
from tests import factories
from tests.factories import Book

EDITORS = 50
GRID = "/forecast/pooled/2020-21/P1/one/save/"


@pytest.fixture(scope="module")
def book(transactional_db: str) -> Book:
    """A small book, committed."""
    return factories.make_book()


def edit(client: Client, number: int, start: threading.Barrier, answers: list) -> None:
    """Saves an own amount on top of what was last told, until it is taken."""
    seen = 0
    try:
        start.wait(60)
        for _ in range(2 * EDITORS):
            cell = {"line": "L1", "seen": seen, "forecast": f"{number + 1}k", "reason": f"{number}"}
            answer = client.post(GRID, json.dumps({"cells": [cell]}), "application/json")
            told = answer.json()["cells"]["L1"]
            answers.append((number, answer.status_code, told))
            if answer.status_code == 200:
                return
            seen = told["theirs"]["version"]
    finally:
        connections.close_all()


def test_fifty_editors_lose_nothing(book: Book):
    clients = []
    for number in range(EDITORS):
        client = Client()
        person = factories.person(f"e{number}", Role.BUDGET_HOLDER, book.partners[number % 2])
        client.force_login(person)
        clients.append(client)
    start, answers = threading.Barrier(EDITORS), []
    threads = [
        threading.Thread(target=edit, args=(client, number, start, answers))
        for number, client in enumerate(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    taken = [number for number, status, _ in answers if status == 200]
    kept = list(Forecast.objects.order_by("version"))
    assert sorted(taken) == list(range(EDITORS))
    assert [f.version for f in kept] == list(range(1, EDITORS + 1))
    assert {(f.by.username, f.pence, f.reason) for f in kept} == {
        (f"e{number}", (number + 1) * 100_000, f"{number}") for number in range(EDITORS)
    }
    refused = [told for _, status, told in answers if status != 200]
    assert {status for _, status, _ in answers} == {200, 409}
    by_version = {f.version: f for f in kept}
    for told in refused:  # theirs was the newest then; both amounts are there
        theirs = by_version[told["theirs"]["version"]]
        assert told["what"] == "stale" and told["theirs"]["by"] == theirs.by.username
        assert told["theirs"]["reason"] == theirs.reason and told["yours"]["reason"]
