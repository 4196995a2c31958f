"""Makes a data folder, starts `postgres` on it and stops it again."""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from poolbook.config.embedded import ServerError
from poolbook.config.embedded.leftovers import clear
from poolbook.config.embedded.place import DATABASE, ROLE, SOCKET_NAME, Place
from poolbook.config.embedded.programs import Programs

PAUSE = 0.01
READY_LINE = 7  # of postmaster.pid, counted from 0; pg_ctl reads the same line
START_SECONDS = 180  # a crash recovery may take a while
STOP_SECONDS = 60
PR_SET_PDEATHSIG = 1
SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "128MB",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
THROWAWAY_SETTINGS: Mapping[str, str] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


class Cluster:
    """One PostgreSQL server as a child of this process."""

    def __init__(self, place: Place, programs: Programs, log: IO[bytes]) -> None:
        self.place = place
        self.programs = programs
        self.log = log
        self.server: subprocess.Popen[bytes] | None = None

    def create(self) -> None:
        """Make the data folder if there is none yet; whole, or not at all."""
        if (self.place.data / "PG_VERSION").exists():
            return
        fresh = self.place.area / "data.new"
        password = self.place.area / "password.new"
        clear(fresh)  # of a start that was cut off
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        try:
            # The server's user must read it, and a pipe of root's it cannot open.
            password.touch(mode=0o600)
            password.write_text(self.place.password.read_text())
            for path in (fresh, password):
                self.place.give(path)
            self._run(self._initdb(fresh, password))
        finally:
            password.unlink(missing_ok=True)
        single: list[str | Path] = [self.programs.postgres, "--single", "-D", fresh, "postgres"]
        self._run(single, f"CREATE DATABASE {DATABASE};\n")
        fresh.rename(self.place.data)

    def start(self, socket: Path, settings: Mapping[str, str]) -> None:
        """Start the server and wait until it accepts connections; raises ServerError."""
        clear(self.place.data)
        for stale in (SOCKET_NAME, f"{SOCKET_NAME}.lock"):  # the folder is nobody else's
            (socket / stale).unlink(missing_ok=True)
        wanted = {**SETTINGS, "unix_socket_directories": str(socket), **settings}
        command: list[str | Path] = [self.programs.postgres, "-D", self.place.data]
        for name, value in wanted.items():
            command += ["-c", f"{name}={value}"]
        self.server = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
            preexec_fn=_end_with_parent(),
            **self._surroundings(),
        )
        end = time.monotonic() + START_SECONDS
        while not self._is_ready(self.server.pid):
            if self.server.poll() is not None:
                raise ServerError(f"PostgreSQL did not start. {self._last_words()}")
            if time.monotonic() > end:
                self.stop()
                raise ServerError(f"PostgreSQL was not ready in {START_SECONDS} seconds.")
            time.sleep(PAUSE)

    def stop(self) -> None:
        """End the server: politely (open transactions are rolled back), then less so."""
        if self.server is None:
            return
        for how, seconds in (
            (signal.SIGINT, STOP_SECONDS),
            (signal.SIGQUIT, 5),
            (signal.SIGKILL, 5),
        ):
            if self.server.poll() is None:
                self.server.send_signal(how)
            try:
                self.server.wait(seconds)
                return
            except subprocess.TimeoutExpired:
                continue

    def pid(self) -> int | None:
        """The number of the server's main process."""
        return self.server.pid if self.server else None

    def has_ended(self) -> bool:
        """Whether the server is not running."""
        return self.server is None or self.server.poll() is not None

    def _initdb(self, folder: Path, password: Path) -> list[str | Path]:
        return [
            self.programs.initdb,
            f"--pgdata={folder}",
            f"--username={ROLE}",
            f"--pwfile={password}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-sync",
            "--no-instructions",
        ]

    def _run(self, command: Sequence[str | Path], text: str = "") -> None:
        """Run one program to its end as the server's user; raises ServerError where it fails."""
        done = subprocess.run(
            command,
            input=text.encode(),
            stdout=self.log,
            stderr=self.log,
            check=False,
            preexec_fn=_end_with_parent(),
            **self._surroundings(),
        )
        if done.returncode != 0:
            raise ServerError(f"PostgreSQL's data could not be set up. {self._last_words()}")

    def _surroundings(self) -> dict[str, Any]:
        """User, folder and environment of a program: nothing of the caller's PG* settings."""
        account = self.place.account
        as_user = account.as_popen() if account else {}
        return {"cwd": "/", "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}, **as_user}

    def _is_ready(self, pid: int) -> bool:
        try:
            lines = (self.place.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        mine = lines[:1] == [str(pid)]
        return mine and len(lines) > READY_LINE and lines[READY_LINE].strip() == "ready"

    def _last_words(self) -> str:
        """The end of the log, for a message."""
        lines = self.place.log.read_text(errors="replace").splitlines()[-6:]
        return f"Its last words (in {self.place.log}):\n" + "\n".join(lines)


def _end_with_parent() -> Callable[[], None] | None:
    """Makes Linux stop the new program when this process dies, even by kill -9."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def ask() -> None:  # runs in the child after it has changed user, which would undo it
        prctl(PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return ask
