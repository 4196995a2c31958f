"""Requests that arrive when they arrive, whether or not the last was answered: what people wait for.

A driver that sends the next request after the last answer slows down with the site and so hides the
waiting; here every request has its moment, and its time counts from that moment.
"""

import http.client
import statistics
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

from benchmarks.visits import Visit

AT_ONCE = 150  # requests under way at most: more than that is a site that does not answer


@dataclass(frozen=True)
class Answer:
    """What became of one request; `seconds` from when it was meant to be sent."""

    page: str
    status: int
    seconds: float
    size: int


def drive(
    host: str, port: int, visits: Iterable[Visit], rate: float, seconds: float
) -> list[Answer]:
    """Sends `rate` requests a second for so long, evenly; every answer."""
    many = int(rate * seconds)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        start = time.perf_counter() + 0.1
        waiting = []
        for at, visit in enumerate(islice(visits, many)):
            moment = start + at / rate
            time.sleep(max(0, moment - time.perf_counter()))
            waiting.append(pool.submit(_ask, host, port, visit, moment))
        return [each.result() for each in waiting]


def _ask(host: str, port: int, visit: Visit, moment: float) -> Answer:
    """One request on a connection of its own; status 0 where there was no answer."""
    connection = http.client.HTTPConnection(host, port, timeout=60)
    status, body = 0, b""
    try:
        method = "GET" if visit.body is None else "POST"
        connection.request(method, visit.address, visit.body, visit.headers)
        answer = connection.getresponse()
        body, status = answer.read(), answer.status
    except OSError:
        pass
    finally:
        connection.close()
    return Answer(visit.page, status, time.perf_counter() - moment, len(body))


def percentile(answers: Sequence[Answer], part: int) -> float:
    """The seconds within which so many per cent were answered."""
    times = [each.seconds for each in answers]
    return statistics.quantiles(times, n=100)[part - 1] if len(times) > 1 else times[0]


def failed(answers: Sequence[Answer]) -> list[Answer]:
    """Those that were not answered as they should be."""
    return [each for each in answers if each.status != 200]


def table(answers: Sequence[Answer], queries: dict[str, int]) -> str:
    """Requests, errors, median, p95, p99 in ms, kilobytes and database queries by page, and in all."""
    head = f"  {'page':<12}{'requests':>9}{'errors':>8}{'p50':>7}{'p95':>7}{'p99':>7}{'kB':>7}{'queries':>9}"
    rows = [head]
    pages = sorted({each.page for each in answers})
    for page in [*pages, "all"]:
        found = [each for each in answers if page in ("all", each.page)]
        times = "".join(f"{percentile(found, part) * 1000:>7.0f}" for part in (50, 95, 99))
        size = sum(each.size for each in found) / len(found) / 1000
        count = queries.get(page, "")
        rows.append(
            f"  {page:<12}{len(found):>9}{len(failed(found)):>8}{times}{size:>7.0f}{count:>9}"
        )
    return "\n".join(rows)
