"""Reads of how the site and its queue are: for the probes and the metrics."""

import json
import os
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Max
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from poolbook.audit.models import Event
from poolbook.finance.models import Period
from poolbook.rules.workflow import STATES

SEEN_LATELY = timedelta(seconds=60)  # a worker tells every ten seconds that it is there
JOB_STATES = ("todo", "doing", "failed", "succeeded", "aborted", "cancelled")


def faults() -> dict[str, str]:
    """What keeps the site from being ready, by part, in a few words; empty where nothing does."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if not _up_to_date():
            return {"migrations": "not all applied: run poolbook init"}
        return {} if workers() else {"worker": "none seen in the last minute: run poolbook work"}
    except DatabaseError:
        return {"database": "does not answer"}


def _up_to_date() -> bool:
    """Whether every migration is applied; asked of the database until it is so, then known."""
    try:
        return _applied()
    except LookupError:
        return False


@cache
def _applied() -> bool:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise LookupError  # is not kept, so it is asked again
    return True


def workers() -> int:
    """How many queue workers were seen in the last minute."""
    since = timezone.now() - SEEN_LATELY
    return ProcrastinateWorker.objects.filter(last_heartbeat__gt=since).count()


def jobs() -> dict[str, int]:
    """Jobs of the queue by state."""
    found = ProcrastinateJob.objects.values_list("status").annotate(count=Count("id"))
    return dict.fromkeys(JOB_STATES, 0) | dict(found)


def failed_imports() -> int:
    """Imports that ran in the background and failed, and wait for somebody to look."""
    failed = ProcrastinateJob.objects.filter(status="failed")
    return failed.filter(task_name__startswith="poolbook.intake.").count()


def oldest_job_age() -> float | None:
    """Seconds since the job was due that has waited longest; None where none waits.

    Procrastinate keeps no moment of queueing for a job that is due at once, so its event is read.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM now() - min(coalesce(j.scheduled_at, e.at)))::float8"
            " FROM procrastinate_jobs j LEFT JOIN procrastinate_events e"
            " ON e.job_id = j.id AND e.type = 'deferred'"
            " WHERE j.status = 'todo' AND coalesce(j.scheduled_at, now()) <= now()"
        )
        found = cursor.fetchone()[0]
    return None if found is None else max(0.0, found)


def periods() -> dict[str, int]:
    """Periods by state."""
    found = Period.objects.order_by().values_list("state").annotate(count=Count("id"))
    return dict.fromkeys(STATES, 0) | dict(found)


def changes() -> int:
    """How long the record is."""
    return Event.objects.aggregate(last=Max("id"))["last"] or 0


def head_age() -> float | None:
    """Seconds since the newest change of the record."""
    newest = Event.objects.order_by("-id").values_list("at", flat=True).first()
    return None if newest is None else (timezone.now() - newest).total_seconds()


def backup_age() -> float | None:
    """Seconds since the newest backup, from the note it leaves in $POOLBOOK_VAR; else None."""
    folder = os.environ.get("POOLBOOK_VAR")
    if not folder:
        return None
    try:
        note = json.loads((Path(folder) / "last-backup.json").read_text())
        made = datetime.fromisoformat(note["at"])
    except (OSError, ValueError, KeyError):
        return None
    return (timezone.now() - made).total_seconds()
