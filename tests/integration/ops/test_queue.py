"""The queue's worker as a process: stopped gently, killed, without its parent, and within `serve`."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from procrastinate import tasks as queued
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from poolbook.cli import postgres
from poolbook.web import tasks
from tests.integration.ops.conftest import url

SECONDS = 30


@pytest.fixture
def book(transactional_db: str) -> Iterator[None]:
    """A queue with nothing in it."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs; DELETE FROM procrastinate_workers")


@contextmanager
def worker(*options: str) -> Iterator["subprocess.Popen[bytes]"]:
    """`poolbook work` on the test's database, once it has told that it is there."""
    env = os.environ | {"DATABASE_URL": url()}
    command = [sys.executable, "-m", "poolbook", "work", *options]
    before = newest()
    process = subprocess.Popen(command, env=env, stdin=subprocess.PIPE)
    try:
        wait_until(lambda: newest() > before, "a worker")
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdin.close()


def newest() -> int:
    """The number of the newest worker; 0 where there is none. A new one forgets stalled ones."""
    return max(ProcrastinateWorker.objects.values_list("pk", flat=True), default=0)


def wait_until(true: Callable[[], object], what: str) -> None:
    """Returns as soon as it holds."""
    end = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < end, f"not within {SECONDS} s: {what}"
        time.sleep(0.05)


@contextmanager
def held_up() -> Iterator[None]:
    """Lets no job that ends sessions come to its end."""
    with psycopg.connect(**postgres.address()) as other:
        other.execute("LOCK TABLE django_session IN ACCESS EXCLUSIVE MODE")
        yield


def queue(task: queued.Task) -> int:
    """Queues it beside the one that the clock may have queued just now; its number."""
    return task.configure(queueing_lock=uuid4().hex).defer(timestamp=0)


def job() -> int:
    """A job that ends one session that has run out; its number."""
    Session.objects.create(
        session_key=f"old{timezone.now().timestamp()}",
        session_data="x",
        expire_date=timezone.now() - timedelta(days=1),
    )
    return queue(tasks.end_sessions)


def status(number: int) -> str:
    """What has become of a job."""
    return ProcrastinateJob.objects.get(pk=number).status


def test_a_job_is_done_and_the_worker_ends_gently(book):
    with worker() as process:
        number = job()
        wait_until(lambda: status(number) == "succeeded", "the job")
        assert not Session.objects.exists()
        process.terminate()
        assert process.wait(SECONDS) == 0
    wait_until(lambda: not ProcrastinateWorker.objects.exists(), "it says that it goes")


def test_the_job_in_hand_is_finished_before_it_ends(book):
    with worker() as process:
        with held_up():
            number = queue(tasks.end_sessions)
            wait_until(lambda: status(number) == "doing", "begun")
            process.terminate()
            time.sleep(0.5)
            assert process.poll() is None
        assert process.wait(SECONDS) == 0
    assert status(number) == "succeeded"


def test_what_a_killed_worker_had_in_hand_is_done_by_the_next(book):
    with worker() as process, held_up():
        number = queue(tasks.end_sessions)
        wait_until(lambda: status(number) == "doing", "begun")
        process.kill()
        process.wait()
    assert status(number) == "doing"
    with connection.cursor() as cursor:  # as if it were a minute later
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 min'")
    with worker():
        queue(tasks.retry_stalled)
        wait_until(lambda: status(number) == "succeeded", "done by the second worker")
    assert ProcrastinateJob.objects.get(pk=number).attempts >= 1


def test_a_job_that_ends_every_worker_is_given_up(book):
    number = queue(tasks.end_sessions)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', attempts = %s WHERE id = %s",
            [tasks.TRIES, number],
        )
    with worker():
        queue(tasks.retry_stalled)
        wait_until(lambda: status(number) == "failed", "given up")


def test_a_worker_of_a_server_ends_when_the_server_is_gone(book):
    with worker("--until-input-ends") as process:
        process.stdin.close()
        assert process.wait(SECONDS) == 0


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_serve_has_one_worker_that_ends_with_it(book, how, tmp_path):
    env = os.environ | {"DATABASE_URL": url(), "POOLBOOK_VAR": str(tmp_path)}
    command = [sys.executable, "-m", "poolbook", "serve", "--port", "18431"]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as server:
        try:
            address = next(line for line in server.stdout if "http://" in line).split()[3]
            wait_until(lambda: ProcrastinateWorker.objects.count() == 1, "its worker")
            children = processes_of(server.pid)
            assert any("work" in command for command in children.values())
            for _ in range(4):
                with urllib.request.urlopen(address) as answer:
                    assert answer.status == 200
            assert ProcrastinateWorker.objects.count() == 1, "one worker however many web workers"
        finally:
            server.send_signal(how)
            server.wait(SECONDS)
    wait_until(lambda: not alive(children), "nothing of it is left")


def processes_of(parent: int) -> dict[int, str]:
    """The children of a process, by number, with their command lines."""
    listed = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(parent)], capture_output=True, text=True
    )
    pairs = (line.split(None, 1) for line in listed.stdout.splitlines())
    return {int(pid): command for pid, command in pairs}


def alive(children: dict[int, str]) -> list[int]:
    """Which of them still run (a number may have gone to another program by now)."""
    listed = subprocess.run(
        ["ps", "-o", "pid=,args=", "-p", ",".join(map(str, children))],
        capture_output=True, text=True,
    )  # fmt: skip
    now = dict(line.split(None, 1) for line in listed.stdout.splitlines())
    return [pid for pid, command in children.items() if now.get(str(pid)) == command]
