"""File locks that the system releases by itself when the last holder ends, however it ends."""

import fcntl
import os
import time
from pathlib import Path

from poolbook.config.embedded import ServerError

EXCLUSIVE = fcntl.LOCK_EX
SHARED = fcntl.LOCK_SH
PAUSE = 0.01  # seconds between two tries


class Lock:
    """One open lock file. A forked child holds it too, a program started from here does not."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def take(self, kind: int) -> bool:
        """Take the lock, or change its kind, if that is possible at once."""
        try:
            fcntl.flock(self.fileno(), kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def wait(self, kind: int, seconds: float) -> None:
        """Take the lock within so many seconds; raises ServerError after that."""
        end = time.monotonic() + seconds
        while not self.take(kind):
            if time.monotonic() > end:
                raise ServerError(
                    f"{self.path} was held by another process for {seconds:.0f} seconds. "
                    "Another Poolbook is starting or stopping here: wait for it, then try again."
                )
            time.sleep(PAUSE)

    def wait_for_ever(self) -> None:
        """Take the lock exclusively, asleep until nobody else holds it."""
        fcntl.flock(self.fileno(), EXCLUSIVE)

    def fileno(self) -> int:
        """The file's descriptor; raises ValueError once closed."""
        if self._file is None:
            raise ValueError(f"{self.path} is closed")
        return self._file

    def close(self) -> None:
        """Let go, as far as this process is concerned."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def is_held(path: Path) -> bool:
    """Whether any process holds the lock at this path exclusively."""
    if not path.exists():
        return False
    probe = Lock(path)
    try:
        return not probe.take(SHARED)
    finally:
        probe.close()
