"""Where an embedded server's things lie: its control folder, its data and its socket."""

import contextlib
import hashlib
import json
import os
import secrets
import shutil
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from poolbook.config.embedded import ServerError
from poolbook.config.embedded.account import Account, account_of, can_pass, server_account
from poolbook.config.embedded.locks import is_held

SYSTEM = Path("/var/lib/poolbook")  # what the lent user owns lies here when Poolbook runs as root
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET = 100  # bytes; the system's own limit is 104 to 108
SWEEP_SECONDS = 3600  # a throwaway younger than this may be just starting
ROLE = DATABASE = "poolbook"


@dataclass(frozen=True)
class Place:
    """One server's folders.

    `control` belongs to whoever runs Poolbook (mode 0700): locks, password, state, log.
    `area` holds the data: the same folder, or as root one under /var/lib/poolbook whose contents
    belong to `account`.
    """

    control: Path
    area: Path
    account: Account | None

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.area / "data"

    @property
    def state(self) -> Path:
        """There while the server accepts connections: its socket's folder and process numbers."""
        return self.control / "state.json"

    @property
    def password(self) -> Path:
        """The generated password of the role `poolbook`."""
        return self.control / "password"

    @property
    def log(self) -> Path:
        """What the server and its keeper write."""
        return self.control / "server.log"

    @property
    def note(self) -> Path:
        """Says where root's data is; there once the data has been set up."""
        return self.control.parent / "WHERE-THE-DATABASE-IS.txt"

    def lock(self, name: str) -> Path:
        """A lock file of the control folder: start, users, keeper or site."""
        return self.control / f"{name}.lock"

    def url(self, socket: Path | str) -> str:
        """The DATABASE_URL of the server that listens in the folder `socket`."""
        password = self.password.read_text().strip()
        return f"postgres://{ROLE}:{password}@/{DATABASE}?host={quote(str(socket), safe='')}"

    def give(self, path: Path) -> None:
        """Hand a file or folder of the area to the user that the server runs as."""
        if self.account is not None:
            os.chown(path, self.account.uid, self.account.gid)


def place_of(control: Path) -> Place:
    """The place whose control folder this is, which need not exist yet."""
    control = control.resolve()
    account = server_account()
    if account is None:
        return Place(control, control, None)
    area = SYSTEM / hashlib.sha256(str(control).encode()).hexdigest()[:16]
    if (area / "data").is_dir():  # data stays with the user that it was made by
        account = account_of(area / "data")
    return Place(control, area, account)


def prepare_control(control: Path) -> None:
    """Make the control folder, closed to others; raises ServerError where it is someone else's."""
    try:
        control.mkdir(mode=0o700, parents=True, exist_ok=True)
        owner = control.stat().st_uid
        if owner == os.geteuid():
            control.chmod(0o700)
            return
    except OSError as fault:
        raise ServerError(
            f"The database's folder {control} cannot be used ({fault.strerror}). Run Poolbook as "
            "the folder's owner, or set POOLBOOK_VAR to a folder of your own."
        ) from fault
    name = account_of(control).name
    raise ServerError(
        f"The database in {control} was set up by the user {name}. Run Poolbook as that user, "
        "or set POOLBOOK_VAR to a folder of your own."
    )


def prepare_area(place: Place, kind: str) -> None:
    """Make the folder of the data and the password that opens it. For the keeper only."""
    _refuse_lost_data(place)
    if not place.password.exists():
        write_private(place.password, secrets.token_hex(24))
    if place.account is None:
        return
    _prepare_system(place.account)
    _set_aside_strange_data(place)
    place.area.mkdir(mode=0o755, exist_ok=True)
    place.area.chmod(0o755)
    owner = {"control": str(place.control), "kind": kind, "identity": _identity(place)}
    write_private(place.area / "project.json", json.dumps(owner))


def write_note(place: Place) -> None:
    """Say in the project's own folder where root's data really is."""
    if place.account is None:
        return
    place.note.write_text(
        "Poolbook was run here as root. PostgreSQL does not run as root, so its data lies in\n"
        f"    {place.data}\n"
        f"and belongs to the user {place.account.name}. The password, the log and the locks are in"
        f"\n    {place.control}\n"
        "Back up both folders. To start with an empty database, delete both while nothing runs.\n"
    )


def socket_folder(place: Place) -> tuple[Path, bool]:
    """A private folder for the socket, and whether it is a passing one to remove at the end."""
    folder = place.area / "run"
    if _fits(folder):
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)
        place.give(folder)
        return folder, False
    for parent in (tempfile.gettempdir(), "/tmp"):
        if _fits(Path(parent) / "poolbook-12345678"):
            folder = Path(tempfile.mkdtemp(prefix="poolbook-", dir=parent))
            place.give(folder)
            return folder, True
    raise ServerError(f"The path {place.area} is too long for a socket; set TMPDIR to a short one.")


def remove(place: Place) -> None:
    """Delete a throwaway server's folders."""
    for folder in {place.area, place.control}:
        shutil.rmtree(folder, ignore_errors=True)


def _prepare_system(account: Account) -> None:
    """Make the folder that root's projects share; one that exists is left as it is, or refused."""
    if not SYSTEM.exists():
        SYSTEM.mkdir(mode=0o755, parents=True, exist_ok=True)
        SYSTEM.chmod(0o755)
    if SYSTEM.stat().st_uid not in (0, account.uid):
        raise ServerError(f"{SYSTEM} does not belong to root, so Poolbook does not use it.")
    if not can_pass(SYSTEM, account):
        raise ServerError(
            f"The user {account.name}, as whom PostgreSQL runs, cannot get into {SYSTEM}. Give it "
            "leave to (chmod), run Poolbook as an ordinary user, or set DATABASE_URL."
        )


def _fits(folder: Path) -> bool:
    return len(os.fsencode(folder / SOCKET_NAME)) < LONGEST_SOCKET


def sweep() -> None:
    """Delete what throwaway servers left in the shared folder because their keeper was killed."""
    if os.geteuid() != 0 or not SYSTEM.is_dir():
        return
    for known in SYSTEM.glob("*/project.json"):
        with contextlib.suppress(OSError, ValueError, KeyError):
            project = json.loads(known.read_text())
            old = time.time() - known.stat().st_mtime > SWEEP_SECONDS
            control = Path(project["control"])
            if project["kind"] == "throwaway" and old and not is_held(control / "keeper.lock"):
                remove(Place(control, known.parent, None))


def _identity(place: Place) -> str:
    """Tells data made for this folder from data of an earlier folder of the same name."""
    return hashlib.sha256(place.password.read_bytes()).hexdigest()


def _refuse_lost_data(place: Place) -> None:
    """Raise ServerError where a project had data and it has gone: an empty book would mislead."""
    had = place.account is not None and place.password.exists() and place.note.exists()
    if had and not place.data.exists():
        raise ServerError(
            f"This project's database was in {place.data}, and is not there any more. Put it back "
            f"from a backup; or, to start with an empty one, delete {place.control}."
        )


def _set_aside_strange_data(place: Place) -> None:
    """Move away the data of an earlier project at this path: neither shared nor lost."""
    known = place.area / "project.json"
    if not place.data.exists():
        return
    try:
        if json.loads(known.read_text())["identity"] == _identity(place):
            return
    except (OSError, ValueError, KeyError):
        pass  # unreadable counts as strange
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    place.area.rename(place.area.with_name(f"{place.area.name}.left-{stamp}"))


def write_private(path: Path, text: str) -> None:
    """Write a private file whole."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.touch(mode=0o600)
    fresh.write_text(text)
    fresh.replace(path)
