"""The process that owns one embedded server: starts it, and stops it when its last user has gone.

Every user holds the lock `users` shared, and the system lets go of it however a user ends, so the
keeper sleeps until it gets that lock alone. It lives in a session of its own, where a Ctrl-C or a
kill of the user's process group does not reach it. If the keeper itself is killed, Linux stops
the server for it (`cluster`).

Run as `python -m poolbook.config.embedded.keeper CONTROL project|throwaway`; it writes one line of
JSON to standard output: {"ready": true} or {"error": "what is wrong and what to do"}.
"""

import contextlib
import json
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from poolbook.config.embedded import ServerError, place
from poolbook.config.embedded.cluster import THROWAWAY_SETTINGS, Cluster
from poolbook.config.embedded.locks import EXCLUSIVE, Lock
from poolbook.config.embedded.programs import programs_for

LOG_BYTES = 5_000_000
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD)


class _WokenError(Exception):
    """The keeper was told to stop, or its server has ended."""


def main(arguments: list[str]) -> int:
    """Keep a server until nobody uses it; the exit status is 0 where all went well."""
    control, kind = Path(arguments[0]), arguments[1]
    os.chdir("/")
    where = place.place_of(control)
    mine = Lock(where.lock("keeper"))
    try:
        mine.wait(EXCLUSIVE, 5)
        with _open_cluster(where, kind) as cluster:
            _keep(cluster, kind == "throwaway")
    except (ServerError, OSError) as fault:
        os.write(2, f"poolbook: {fault}\n".encode())  # by now the log
        _report({"error": str(fault)})
        return 1
    finally:
        if kind == "throwaway":
            place.remove(where)
    return 0


@contextlib.contextmanager
def _open_cluster(where: place.Place, kind: str) -> Iterator[Cluster]:
    """The server of a place, its data made; stopped in the end, whatever happens."""
    if where.log.exists() and where.log.stat().st_size > LOG_BYTES:
        where.log.unlink()
    with where.log.open("ab") as log:
        os.dup2(log.fileno(), 2)
        place.prepare_area(where, kind)
        cluster = Cluster(where, programs_for(where.account, place.SYSTEM), log)
        try:
            cluster.create()
            if kind == "project":
                place.write_note(where)
            yield cluster
        finally:
            where.state.unlink(missing_ok=True)
            cluster.stop()


def _keep(cluster: Cluster, throwaway: bool) -> None:
    """Serve until the last user has gone; a server that dies by itself is started again."""
    where = cluster.place
    users = Lock(where.lock("users"))
    socket, passing = place.socket_folder(where)
    settings = THROWAWAY_SETTINGS if throwaway else {}
    try:
        while True:
            cluster.start(socket, settings)
            state = {"socket": str(socket), "keeper": os.getpid(), "server": cluster.pid()}
            place.write_private(where.state, json.dumps(state))
            _report({"ready": True})
            if not _server_died(cluster, users):
                return
            where.state.unlink(missing_ok=True)  # newcomers wait until it is up again
    finally:
        where.state.unlink(missing_ok=True)
        cluster.stop()
        if passing:
            shutil.rmtree(socket, ignore_errors=True)


def _server_died(cluster: Cluster, users: Lock) -> bool:
    """Sleep until there is something to do; True where the server has ended by itself."""

    def wake(number: int, frame: FrameType | None) -> None:
        _heed_nothing()
        raise _WokenError

    try:
        for number in SIGNALS:
            signal.signal(number, wake)
        if cluster.has_ended():  # before the handler was there
            raise _WokenError
        users.wait_for_ever()
        _heed_nothing()
    except _WokenError:
        _heed_nothing()
        return cluster.has_ended()
    return False


def _heed_nothing() -> None:
    """From here on the keeper only stops or restarts its server; nothing shall cut that short."""
    for number in SIGNALS:
        ignored = number != signal.SIGCHLD  # ignoring that would lose the server's exit status
        signal.signal(number, signal.SIG_IGN if ignored else signal.SIG_DFL)


def _report(news: dict[str, object]) -> None:
    """Tell whoever started this process; they may have gone."""
    with contextlib.suppress(OSError):
        os.write(1, json.dumps(news).encode() + b"\n")
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)  # end of file for the reader
        os.close(null)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
