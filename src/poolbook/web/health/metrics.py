"""Figures for a monitoring system: requests counted in each worker, the rest read when asked.

With several workers each writes its counts to a file in the folder PROMETHEUS_MULTIPROC_DIR, and
whichever worker is asked adds them up.
"""

import os
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from poolbook.web.health import state

_OWN = CollectorRegistry()
REQUESTS = Counter(
    "poolbook_requests", "Requests answered.", ["route", "method", "status"], registry=_OWN
)
SECONDS = Histogram(
    "poolbook_request_seconds",
    "Seconds that an answer took.",
    ["route", "method"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
    registry=_OWN,
)


class Book(Collector):
    """What is read from the book itself at the moment of asking."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """A family a kind of figure; ages in seconds, left out where there is nothing yet."""
        yield _counts("poolbook_jobs", "Jobs in the queue.", "state", state.jobs())
        yield _counts("poolbook_periods", "Periods by state.", "state", state.periods())
        yield _one("poolbook_failed_imports", "Imports that failed.", state.failed_imports())
        yield _one("poolbook_workers", "Queue workers seen lately.", state.workers())
        yield _one("poolbook_record_changes", "Changes in the record.", state.changes())
        for name, text, seconds in (
            ("poolbook_record_head_age_seconds", "Since the newest change.", state.head_age()),
            ("poolbook_oldest_job_age_seconds", "Of the oldest due job.", state.oldest_job_age()),
            ("poolbook_backup_age_seconds", "Since the newest backup.", state.backup_age()),
        ):
            if seconds is not None:
                yield _one(name, text, seconds)


def written() -> bytes:
    """Everything, in the text form that Prometheus reads."""
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        multiprocess.MultiProcessCollector(registry)
    else:
        for own in (REQUESTS, SECONDS):
            registry.register(own)
    registry.register(Book())
    return generate_latest(registry)


def _one(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, text, value=value)


def _counts(name: str, text: str, label: str, counts: dict[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, text, labels=[label])
    for key, value in counts.items():
        family.add_metric([key], value)
    return family
