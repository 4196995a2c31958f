"""The demonstration's report of period 7, built and rendered in every format."""

import statistics
from collections.abc import Iterator

from benchmarks import book
from benchmarks.timing import Figure, seconds


def figures() -> Iterator[Figure]:
    """Both pools, all formats, from the book to bytes; the median of three."""
    from django.utils import timezone

    from poolbook.__main__ import main
    from poolbook.cli.output import silenced
    from poolbook.finance.queries.periods import period
    from poolbook.reports.actions import files

    book.empty()
    with silenced(True):
        if main(["demo", str(book.DEMO), "--quiet"]):
            raise RuntimeError("the demonstration could not be loaded")
    month = period("2020-21/P7", visible_to=None)
    times = [seconds(lambda: files(month, timezone.localtime())) for _ in range(3)]
    what = "report: two pools, all seven formats"
    yield Figure(what, statistics.median(times), most_seconds=3)
