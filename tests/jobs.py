"""Background work done in the test itself, where no worker runs."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

from django.db import connection
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job


def waiting() -> list[str]:
    """The names of the jobs that wait, in order."""
    found = ProcrastinateJob.objects.filter(status="todo").order_by("id")
    return list(found.values_list("task_name", flat=True))


def run_jobs(most: int = 50) -> int:
    """Does every job that waits, on this connection, one after another; returns how many.

    What fails raises, and stays waiting: a worker that tries again later.
    """
    done = 0
    while done < most:
        job = ProcrastinateJob.objects.filter(status="todo").order_by("id").first()
        if job is None:
            break
        task = app.tasks[job.task_name]
        given = (_context(job),) if task.pass_context else ()
        task.func(*given, **job.args)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job.pk])
        done += 1
    return done


def _context(job: ProcrastinateJob) -> JobContext:
    made = Job(
        id=job.pk,
        queue=job.queue_name,
        lock=job.lock,
        queueing_lock=job.queueing_lock,
        task_name=job.task_name,
        attempts=job.attempts,
    )
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
        sys.executable,
        "-m",
        "django",
        "procrastinate",
        "worker",
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
