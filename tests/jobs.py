"""The queue's jobs run in the test's own process and transaction, as a worker would run them."""

import json

from django.db import connection
from procrastinate.contrib.django import app

MOST = 1_000


def run_all() -> list[str]:
    """Runs what is due, and what that queues, in order; the names of the tasks. A failure is raised."""
    done = []
    while job := _next():
        number, name, arguments = job
        task = app.tasks[name]
        assert not task.pass_context, f"{name} needs a real worker"
        _mark(number, "doing")
        try:
            task.func(**arguments)
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
