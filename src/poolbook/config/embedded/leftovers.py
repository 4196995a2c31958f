"""Ends what a killed server left behind, so that its data can be opened again."""

import contextlib
import os
import signal
import sys
import time
from pathlib import Path

PATIENCE = 20  # seconds before the last resort
PAUSE = 0.02


def clear(data: Path) -> None:
    """End every process that still works in this data folder, and drop a misleading pid file.

    For the keeper only: it holds the lock that makes it the one owner of the data. A postmaster
    without a keeper is asked to stop; a server process without a postmaster is ended. Beyond
    Linux nothing is done, and PostgreSQL's own check refuses data that is still in use.
    """
    if not sys.platform.startswith("linux"):
        return
    began = time.monotonic()
    main = recorded_pid(data)
    while left := processes_in(data):
        waited = time.monotonic() - began
        if waited > PATIENCE:
            how, whom = signal.SIGKILL, left
        elif main in left:  # it ends its own children
            how, whom = signal.SIGINT, {main}
        else:
            how, whom = signal.SIGQUIT, left
        for pid in whom:
            _signal(pid, how)
        time.sleep(PAUSE)
    if main is not None and Path(f"/proc/{main}").exists():
        # The number went to a stranger after a crash; PostgreSQL would take it for a server.
        (data / "postmaster.pid").unlink(missing_ok=True)


def recorded_pid(data: Path) -> int | None:
    """The process number in postmaster.pid, where there is such a file."""
    try:
        return int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def processes_in(data: Path) -> set[int]:
    """The processes whose working folder is the data folder, as every PostgreSQL process's is."""
    found = set()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            if (entry / "cwd").readlink() == data:
                found.add(int(entry.name))
        except OSError:
            continue  # it has ended, or is someone else's and so not ours to end
    return found


def _signal(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)
