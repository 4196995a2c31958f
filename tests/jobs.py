"""The queue's jobs run in the test's own process and transaction, as a worker would run them."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

from django.db import connection
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

MOST = 1_000


def run_all() -> list[str]:
    """Runs what is due, and what that queues, in order; the names of the tasks. A failure is raised."""
    done = []
    while job := _next():
        number, name, arguments = job
        task = app.tasks[name]
        _mark(number, "doing")
        given = (_context(number, name),) if task.pass_context else ()
        try:
            task.func(*given, **arguments)
        except Exception:
            if not connection.needs_rollback:
                _mark(number, "failed")
            raise
        _mark(number, "succeeded")
        done.append(name)
        assert len(done) < MOST, f"{name} queues itself without end"
    return done


def waiting() -> list[str]:
    """The names of the tasks that wait, due or not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id")
        return [name for (name,) in cursor]


def _next() -> tuple[int, str, dict] | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, task_name, args::text FROM procrastinate_jobs WHERE status = 'todo'"
            " AND coalesce(scheduled_at, now()) <= now() ORDER BY priority DESC, id LIMIT 1"
        )
        row = cursor.fetchone()
    return (row[0], row[1], json.loads(row[2])) if row else None


def _mark(number: int, status: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = %s::procrastinate_job_status,"
            " attempts = attempts + (%s <> 'doing')::int WHERE id = %s",
            [status, status, number],
        )


def _context(number: int, name: str) -> JobContext:
    """What a task is told of its own job: here always the first attempt."""
    made = Job(id=number, queue="", lock=None, queueing_lock=None, task_name=name, attempts=0)
    return JobContext(app=app, job=made, abort_reason=lambda: None, start_timestamp=0.0)


@contextlib.contextmanager
def worker() -> Iterator["subprocess.Popen[bytes]"]:
    """A real worker on the database that Django is pointed at, in a process of its own."""
    url = urlsplit(os.environ["DATABASE_URL"])
    name = connection.settings_dict["NAME"]
    here = os.environ | {
        "DATABASE_URL": urlunsplit(url._replace(path=f"/{name}")),
        "DJANGO_SETTINGS_MODULE": "poolbook.config.settings",
    }
    command = [
        *(sys.executable, "-m", "django", "procrastinate", "worker"),
        "--fetch-job-polling-interval=0.3",
    ]
    with subprocess.Popen(
        command, env=here, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    ) as running:
        try:
            yield running
        finally:
            running.terminate()
            running.wait(20)
