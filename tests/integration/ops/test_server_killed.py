"""PostgreSQL killed with −9 fifteen times under load: no acknowledged write is lost.

Every writer is a process that does actions one after the other and writes a number down once the
action has returned: that is the acknowledgement. The keeper starts the server again each time.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import psycopg
import pytest

from poolbook.config.embedded.place import Place
from tests.integration.embedded import support

KILLS, WRITERS = 15, 3
WRITER = """
import os, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "poolbook.config.settings"
import django
django.setup()
from django.db import DatabaseError, connection
from poolbook.partners.actions import keep_partner
number = 0
while True:
    number += 1
    try:
        keep_partner(by="w", code=f"W{sys.argv[1]}-{number}", name="W", kind="other")
    except DatabaseError:
        connection.close()
        time.sleep(0.02)
    else:
        os.write(1, f"W{sys.argv[1]}-{number}\\n".encode())
"""


class Server:
    """Poolbook's own server with its data in a folder of the test's, as a project has it."""

    def __init__(self, runner: support.Runner) -> None:
        self.runner = runner
        self.place: Place = runner.project()
        self.user = runner.start(self.place)
        self.env = os.environ | {"DATABASE_URL": self.user.url}
        command = [sys.executable, "-m", "poolbook", "init"]
        subprocess.run(command, env=self.env, check=True, stdout=subprocess.DEVNULL)

    def kill(self) -> None:
        """Every process of it at once, as when the machine's memory runs out."""
        server = self.runner.state(self.place)["server"]
        listed = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(server)], capture_output=True, text=True, check=True
        )
        for pid in [server, *map(int, listed.stdout.split())]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue  # a connection that ended meanwhile
        support.wait_until(lambda: self._other_than(server), "a new server")

    def _other_than(self, server: int) -> bool:
        try:
            return self.runner.state(self.place)["server"] != server
        except FileNotFoundError:
            return False

    def codes(self) -> set[str]:
        """What is in the book now."""
        with psycopg.connect(self.user.url) as book:
            return {code for (code,) in book.execute("SELECT code FROM partners_partner")}


@pytest.fixture
def server() -> Iterator[Server]:
    """A server with Poolbook's tables; gone when the test ends."""
    runner = support.ourselves()
    try:
        yield Server(runner)
    finally:
        runner.clean_up()


@contextmanager
def load(server: Server, folder: Path) -> Iterator[list[Path]]:
    """Writers at work; the files of their acknowledgements."""
    files = [folder / f"{n}.txt" for n in range(WRITERS)]
    writers = []
    try:
        for n, file in enumerate(files):
            with file.open("wb") as told:
                writers.append(
                    subprocess.Popen(
                        [sys.executable, "-c", WRITER, str(n)], env=server.env, stdout=told
                    )
                )
        for file in files:
            support.wait_until(lambda file=file: len(acknowledged([file])) > 3, "it writes")
        yield files
    finally:
        for writer in writers:
            writer.kill()
            writer.wait()


def acknowledged(files: list[Path]) -> set[str]:
    """Every whole line."""
    return {line for file in files for line in file.read_text().splitlines(keepends=True)}


def lost(server: Server, folder: Path, kills: int, until_lost: bool = False) -> tuple[int, int]:
    """Kills the server so often under load; how many were acknowledged, and how many are lost."""
    rng, gone = Random(1), set()
    with load(server, folder) as files:
        for _ in range(kills):
            before = len(acknowledged(files))
            support.wait_until(
                lambda before=before: len(acknowledged(files)) > before + 10, "writing goes on"
            )
            time.sleep(rng.uniform(0, 0.3))
            server.kill()
            told = acknowledged(files)
            if until_lost:
                support.wait_until(lambda: _answers(server), "the server")
                gone |= {line for line in told if line.strip() not in server.codes()}
                if gone:
                    break
    told = acknowledged(files)
    support.wait_until(lambda: _answers(server), "the server")
    there = server.codes()
    return len(told), len(gone | {line for line in told if line.strip() not in there})


def _answers(server: Server) -> bool:
    try:
        server.codes()
    except psycopg.OperationalError:
        return False
    return True


def test_no_acknowledged_write_is_lost(server: Server, tmp_path: Path):
    told, gone = lost(server, tmp_path, KILLS)
    print(f"{KILLS} kills of PostgreSQL, {told} writes acknowledged, {gone} lost")  # noqa: T201
    assert gone == 0 and told > KILLS * 10
    verified = subprocess.run(
        [sys.executable, "-m", "poolbook", "verify"],
        env=server.env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert verified.returncode == 0, verified.stdout


def test_control_a_commit_that_does_not_wait_for_the_disk_is_caught(server: Server, tmp_path: Path):
    """The seeded fault: acknowledged before the server has written it down."""
    with psycopg.connect(server.user.url, autocommit=True) as book:
        name = book.info.dbname
        book.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    assert lost(server, tmp_path, KILLS * 3, until_lost=True)[1] > 0
