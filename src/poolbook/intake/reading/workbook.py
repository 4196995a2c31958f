"""Workbooks read through a limited child process; here only plain values arrive."""

import marshal
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from .faults import RefusedError
from .model import Grid, SheetInfo

WALL = 150  # seconds
UNREADABLE = (
    "The workbook could not be read within the limits of time and memory: "
    "it is damaged, far larger than a ledger, or made to do harm."
)
PASSED_ON = ("PATH", "PYTHONPATH", "LANG", "LC_ALL")  # no secret of the site reaches the child
WORKER = "poolbook.intake.reading.worker"
Watch = Callable[[int, int], None]  # rows done, of how many


def read_workbook(
    path: Path, kind: str, sheet: str | None = None, watch: Watch | None = None
) -> tuple[list[Grid], list[SheetInfo]]:
    """The sheets of a workbook as grids, and what sheets there are. Raises RefusedError.

    With `sheet` only that one is filled; the others are only named.
    """
    command = [
        sys.executable,
        "-P",
        "-m",
        WORKER,
        kind,
        str(path.resolve()),
        *([sheet] if sheet else []),
    ]
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
    ) as child:
        clock = threading.Timer(WALL, child.kill)
        clock.start()
        try:
            return _receive(child, watch)
        finally:
            clock.cancel()
            child.kill()


def _receive(
    child: "subprocess.Popen[bytes]", watch: Watch | None
) -> tuple[list[Grid], list[SheetInfo]]:
    grids: list[Grid] = []
    infos: list[SheetInfo] = []
    assert child.stdout is not None
    while head := child.stdout.read(4):
        data = child.stdout.read(int.from_bytes(head, "big"))
        try:
            frame = marshal.loads(data)
        except (EOFError, ValueError, TypeError):
            break  # cut off: the child died while writing
        if frame[0] == "sheet":
            _, name, hidden, first, merged, rows = frame
            grids.append(Grid(name, [], first, hidden, merged))
            infos.append(SheetInfo(name, hidden, rows))
        elif frame[0] == "rows":
            grids[-1].rows.extend(frame[1])
            if watch:
                watch(len(grids[-1].rows), infos[-1].rows)
        elif frame[0] == "refused":
            raise RefusedError(frame[1], frame[2], frame[3])
        elif frame[0] == "done":
            return grids, infos
    raise RefusedError(
        "unreadable", UNREADABLE, "Save the table alone as CSV, or ask for it again."
    )
