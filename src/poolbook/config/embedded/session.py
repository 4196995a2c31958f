"""How a command takes part in a server: it joins the running one or has one started."""

import contextlib
import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path

from poolbook.config.embedded import ServerError
from poolbook.config.embedded.locks import EXCLUSIVE, SHARED, Lock, is_held
from poolbook.config.embedded.place import Place, place_of, prepare_control

START_SECONDS = 240  # more than the keeper allows its server
STOP_SECONDS = 5  # how long a command that ends waits for a server that ends with it
PAUSE = 0.01


class Session:
    """One process's use of a server; the server stays up until every session is closed."""

    def __init__(self, control: Path, kind: str = "project") -> None:
        """`kind` is project, or throwaway for a fast server whose data is deleted at the end."""
        prepare_control(control)
        self.kind = kind
        self.place: Place = place_of(control)
        self._users = Lock(self.place.lock("users"))
        self._process = os.getpid()

    def open(self) -> str:
        """The server's DATABASE_URL, once it accepts connections; raises ServerError."""
        end = time.monotonic() + START_SECONDS
        starting = Lock(self.place.lock("start"))
        try:
            starting.wait(EXCLUSIVE, START_SECONDS)
            self._users.wait(SHARED, START_SECONDS)  # a keeper that stops holds it until it ends
            while True:
                socket = self._running()
                if socket:
                    return self.place.url(socket)
                if not is_held(self.place.lock("keeper")):
                    self._start_keeper()
                if time.monotonic() > end:
                    raise ServerError(f"The database did not come up; see {self.place.log}.")
                time.sleep(PAUSE)
        except BaseException:
            self._users.close()
            raise
        finally:
            starting.close()

    def close(self) -> None:
        """Let go of the server, and where this was its last user wait until it has stopped."""
        if self._process != os.getpid():  # a forked child ends, its parent goes on
            return
        last = self._users.take(EXCLUSIVE) or not self._users.take(SHARED)
        self._users.close()
        end = time.monotonic() + STOP_SECONDS
        keeper = self.place.lock("keeper")
        while last and is_held(keeper) and time.monotonic() < end:
            time.sleep(PAUSE)

    def _running(self) -> str | None:
        """The socket's folder where a keeper has a server up."""
        if not is_held(self.place.lock("keeper")):
            return None
        with contextlib.suppress(FileNotFoundError):
            return str(json.loads(self.place.state.read_text())["socket"])
        return None

    def _start_keeper(self) -> None:
        """Start a keeper and hear from it that its server is up; raises ServerError."""
        self.place.state.unlink(missing_ok=True)  # of a keeper that was killed
        command = [sys.executable, "-m", "poolbook.config.embedded.keeper"]
        with self.place.log.open("ab") as log:
            keeper = subprocess.Popen(
                [*command, str(self.place.control), self.kind],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
            )
        assert keeper.stdout is not None
        with keeper.stdout as pipe:
            heard, _, _ = select.select([pipe], [], [], START_SECONDS)
            line = pipe.readline() if heard else b""
        keeper.returncode = 0  # it is meant to outlive this object: no warning at its end
        if not line:
            raise ServerError(f"The database's keeper ended at once; see {self.place.log}.")
        news = json.loads(line)
        if "error" in news:
            raise ServerError(str(news["error"]))
