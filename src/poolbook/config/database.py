"""Which database Poolbook works on: the one in DATABASE_URL, else its own, started when needed.

    database.ready()                      # before Django reads its settings
    database.claim_site("http://127.0.0.1:8000")

Poolbook's own lies in `var/postgres` of the project (or in $POOLBOOK_VAR/postgres) and needs
Linux; elsewhere DATABASE_URL must be set.
"""

import atexit
import contextlib
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from poolbook.config.embedded.locks import Lock
    from poolbook.config.embedded.session import Session

URL = "DATABASE_URL"
_session: "Session | None" = None
_site: "Lock | None" = None


class AlreadyRunning(RuntimeError):
    """Another process serves this project's site; `address` is where."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__(
            f"Poolbook already runs here, at {address}. Use that one, or stop it first "
            "(Ctrl-C where it was started)."
        )


def var_folder() -> Path:
    """Where this project keeps what it makes: $POOLBOOK_VAR, else `var` in the project's folder."""
    given = os.environ.get("POOLBOOK_VAR")
    if given:
        return Path(given).resolve()
    project = Path(__file__).resolve().parents[3]
    return (project if (project / "pyproject.toml").is_file() else Path.cwd()) / "var"


def ready() -> None:
    """Make sure that DATABASE_URL names a database that answers, for this process and its children.

    Does nothing where it is set. Else joins or starts the project's own server and lets go of it
    when this process ends. Raises embedded.ServerError with a plain message.
    """
    global _session
    if os.environ.get(URL):
        return
    session = _new_session(var_folder() / "postgres")
    os.environ[URL] = session.open()
    _session = session
    atexit.register(release)


def release() -> None:
    """Let go of the project's own server; it stops unless someone else uses it."""
    global _session, _site
    if _site is not None:
        _site.close()
        _site = None
    if _session is not None:
        os.environ.pop(URL, None)
        _session.close()
        _session = None
        atexit.unregister(release)


def claim_site(address: str) -> None:
    """Be the one process that serves this project, until it ends; `address` is told to others.

    May be called again to correct the address. Raises AlreadyRunning. Only for Poolbook's own
    server: with a DATABASE_URL from outside, several sites may well work on one database.
    """
    global _site
    if _session is None:
        return
    from poolbook.config.embedded.locks import EXCLUSIVE, Lock

    lock = _site or Lock(_session.place.lock("site"))
    if _site is None and not lock.take(EXCLUSIVE):
        lock.close()
        raise AlreadyRunning(_told_address(lock.path))
    _site = lock
    os.ftruncate(lock.fileno(), 0)
    os.pwrite(lock.fileno(), address.encode(), 0)


@contextlib.contextmanager
def throwaway() -> Iterator[str]:
    """A fast server for tests: yields its DATABASE_URL; server and data are gone afterwards."""
    from poolbook.config.embedded import place

    place.sweep()
    session = _new_session(Path(tempfile.mkdtemp(prefix="poolbook-test-")), "throwaway")
    try:
        yield session.open()
    finally:
        session.close()


def _new_session(control: Path, kind: str = "project") -> "Session":
    from poolbook.config.embedded import ServerError

    try:
        from poolbook.config.embedded.session import Session
    except ImportError as fault:  # no fcntl: Windows
        raise ServerError(
            "Poolbook's own database server does not run on this kind of machine. Set "
            "DATABASE_URL to the address of a PostgreSQL server."
        ) from fault
    return Session(control, kind)


def _told_address(path: Path) -> str:
    """The address that the running site has left; it may be just about to."""
    for _ in range(50):
        address = path.read_text()
        if address:
            return address
        time.sleep(0.02)
    return "an address that it has not told yet"
