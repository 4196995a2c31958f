"""Who visits the site in the load benchmark, and what they ask for: a working day's mix of pages."""

import json
import random
import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks import big_book

NOW = f"big/{big_book.YEARS[-1]}-{(big_book.YEARS[-1] + 1) % 100}/P12/"
EARLIER = 0.2  # of the visits to pages of a month go to one that is closed
SAVED = 5  # lines of a save
SAVE = "save"


@dataclass(frozen=True)
class Visit:
    """One request to come: by whom, for what; a save carries its body."""

    page: str
    address: str
    headers: dict[str, str]
    body: bytes | None = None


@dataclass
class Visitor:
    """Somebody with a session."""

    role: str
    headers: dict[str, str]


def visitors() -> list[Visitor]:
    """Everybody of the big book who sees its months, each signed in."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.utils import timezone

    from poolbook.partners.models import Person
    from poolbook.web.people.adapters import BEFORE

    found = []
    for person in Person.objects.exclude(role="administrator").order_by("pk"):
        session = SessionStore()
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session[BEFORE] = timezone.now().isoformat()  # a while ago: not since the book was made
        session.create()
        token = secrets.token_hex(16)
        cookie = f"{settings.SESSION_COOKIE_NAME}={session.session_key}; csrftoken={token}"
        headers = {"Cookie": cookie, "X-CSRFToken": token, "Accept-Encoding": "gzip"}
        found.append(Visitor(person.role, headers))
    return found


# page → how often, and its address; {m} is a month, {p} a pool, {l} a line of it
PAGES = {
    "home": (10, "/"),
    "month": (14, "/month/{m}"),
    "forecast": (14, "/forecast/{m}{p}/"),
    "risk share": (9, "/share/{m}"),
    "what if": (2, "/share/{m}?f-{l}=1234567&part=answer"),
    "bridges": (6, "/bridge/{m}{p}/"),
    "why": (11, "/why/big/?figure={p}/{l}:variation@{r}"),
    "sign-off": (5, "/sign-off/{m}"),
    "pack": (6, "/pack/{m}{p}/"),
    "record": (4, "/record/big/"),
    "search": (5, "/search/?q=package+{n}"),
    "imports": (4, "/imports/{m}"),
    "agreement": (3, "/agreement/big/"),
    "CSV": (2, "/bridge/{m}{p}/?table=forecast-bridge&as=csv"),
    "XLSX": (1, "/bridge/{m}{p}/?as=xlsx"),
    SAVE: (4, "/forecast/{m}{p}/save/"),
}


def there() -> dict[str, tuple[int, str]]:
    """The pages that the site has."""
    from django.urls import Resolver404, resolve

    found = {}
    for name, (weight, pattern) in PAGES.items():
        address = fill(pattern, NOW, "community", 1)
        try:
            resolve(address.split("?")[0])
        except Resolver404:
            continue
        found[name] = (weight, pattern)
    return found


def fill(pattern: str, month: str, pool: str, number: int) -> str:
    """An address of a month, pool and (the number-th) line."""
    _, year, period = month.strip("/").split("/")
    code = line_code(pool, number)
    return pattern.format(m=month, p=pool, l=code, r=f"{year}/{period}", n=number % 10)


def line_code(pool: str, number: int) -> str:
    """The code of the number-th line of a pool."""
    service, line = divmod(number % big_book.LINES, 10)
    return f"{pool[0]}-{service // 4 + 1:02}-{service % 4 + 1}-{line + 1:02}"


def visits(people: list[Visitor], seed: int) -> Iterator[Visit]:
    """Visits without end, the same for the same seed. Every save is of lines not saved before."""
    chance, pages = random.Random(seed), there()
    savers = [who for who in people if who.role == "pool manager"]
    names, weights = list(pages), [weight for weight, _ in pages.values()]
    saved = {pool[0]: (seed - 1) * big_book.LINES // 4 for pool in big_book.POOLS}
    while True:
        name = chance.choices(names, weights)[0]
        pool = chance.choice(big_book.POOLS)[0]
        number = chance.randrange(big_book.LINES)
        if name == SAVE:
            who = chance.choice(savers)
            address = fill(pages[name][1], NOW, pool, number)
            headers = who.headers | {"Content-Type": "application/json"}
            yield Visit(name, address, headers, _cells(pool, saved[pool], seed))
            saved[pool] += SAVED
            continue
        month = NOW
        if chance.random() < EARLIER:
            year = chance.choice(big_book.YEARS)
            month = f"big/{year}-{(year + 1) % 100}/P{chance.randint(2, 11)}/"
        address = fill(pages[name][1], month, pool, number)
        yield Visit(name, address, chance.choice(people).headers)


def _cells(pool: str, first: int, seed: int) -> bytes:
    """A save of a few lines, as the grid's script sends it."""
    cells = [
        {
            "line": line_code(pool, at),
            "seen": 1,
            "forecast": str(1_000_000 + seed * 1_000 + at),
            "reason": "A placement more",
        }
        for at in range(first, first + SAVED)
    ]
    return json.dumps({"cells": cells}).encode()
