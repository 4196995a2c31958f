"""A scorecard of 60 measures with three years of values, sparklines, icons and England: its page as served."""

import random
import statistics
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from benchmarks import book
from benchmarks.timing import Figure, seconds

MEASURES, MONTHS = 60, 36
MOST_QUERIES = 25


def figures() -> Iterator[Figure]:
    """The page of a card, from the request to its last byte; the median of nine."""
    from poolbook.audit import kept

    book.fresh()
    address, client = _made()
    answer = client.get(address)
    if answer.status_code != 200 or answer.content.count(b"<svg") < 2 * MEASURES:
        raise RuntimeError(f"the page is not whole: {answer.status_code}")
    kept.forget()
    queries = _queries(lambda: client.get(address))
    if queries > MOST_QUERIES:
        raise RuntimeError(f"the page asks {queries} queries")

    def unread() -> float:
        kept.forget()  # as after a change
        return seconds(lambda: client.get(address))

    took = statistics.median(unread() for _ in range(9))
    again = statistics.median(seconds(lambda: client.get(address)) for _ in range(9))
    what = f"cards: page of {MEASURES} measures × {MONTHS} points, {queries} queries"
    yield Figure(f"{what}, after a change", took, most_seconds=0.15)
    yield Figure(f"{what}, read before", again, most_seconds=0.15)


def _queries(work: object) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        work()  # type: ignore[operator]
    return len(asked)


def _made() -> tuple[str, object]:
    """A card with everything on it, and the browser of somebody who may enter values."""
    from django.test import Client

    from poolbook.agreements.models import Agreement
    from poolbook.finance.queries.periods import periods as periods_of
    from poolbook.partners.models import Person
    from poolbook.performance.actions import areas, loads, measures, scorecards, targets
    from poolbook.rules.measures.periods import month

    agreement = Agreement.objects.earliest("pk")
    by = Person.objects.filter(role="pool manager").earliest("pk")
    newest = periods_of(agreement)[-1]  # September 2020
    areas.keep_areas(
        by=by,
        places=[
            areas.Place("E92000001", "England", "country"),
            *(areas.Place(f"X{at}", f"Council {at}", "council") for at in range(16)),
        ],
    )
    areas.keep_neighbours(
        by=by, agreement=agreement, model="Nearest", rows=[("X0", f"X{n}", n) for n in range(1, 16)]
    )
    chance = random.Random(5)
    meaning = measures.Meaning(name="Share", unit="percent", polarity="higher", decimals=1)
    values = []
    for at in range(MEASURES):
        made = measures.define(by=by, agreement=agreement, ref=f"m{at}", meaning=meaning)
        aim = targets.Wanted("at least", date(2017, 4, 1), Decimal(50), tolerance=Decimal(2))
        targets.set_target(by=by, measure=made, wanted=aim)
        for place in ("X0", "E92000001"):
            for back in range(MONTHS):
                time = month(2020 + (8 - back) // 12, (8 - back) % 12 + 1)
                count = chance.randint(40, 60)
                values.append(
                    loads.Value(f"m{at}", place, time.starts, time.ends, "value", Decimal(count),
                                Decimal(count), Decimal(100))
                )  # fmt: skip
        for place in range(1, 16):
            time, count = month(2020, 9), chance.randint(40, 60)
            values.append(
                loads.Value(f"m{at}", f"X{place}", time.starts, time.ends, "value", Decimal(count))
            )
    loads.take_in(by=by, agreement=agreement, values=values)
    headings = [
        scorecards.Heading(f"h{h}", f"Priority {h}", [scorecards.Row(f"m{h * 10 + r}") for r in range(10)])
        for h in range(MEASURES // 10)
    ]  # fmt: skip
    scorecards.keep_scorecard(
        by=by, agreement=agreement,
        card=scorecards.Card("sixty", "Sixty measures", "X0", comparator="E92000001",
                             neighbours="Nearest", headings=headings),
    )  # fmt: skip
    client = Client(headers={"host": "localhost"})
    client.force_login(by)
    return f"/scorecard/{agreement.code}/2020-21/P{newest.number}/sixty/", client
