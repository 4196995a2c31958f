"""The lake's files by name and hash: whether each still is what was written. Opens none of them."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from poolbook.rules.refusal import Refusal


@dataclass(frozen=True)
class Stored:
    """A file of the lake: its path below the lake's folder, its hash and how many rows it has."""

    path: str
    sha256: str
    rows: int


def verify(folder: Path, stored: Stored) -> None:
    """Raises Refusal where a file is not there or is not what was written."""
    path = folder / stored.path
    if not path.is_file():
        raise Refusal(
            f"the caseload's file {stored.path} is not there", ["restore it from a backup"]
        )
    if digest(path) != stored.sha256:
        raise Refusal(
            f"the caseload's file {stored.path} is not what was written",
            ["restore it from a backup; nothing is computed from it meanwhile"],
        )


def verify_once(folder: Path, stored: Stored) -> None:
    """The same, read through once by a process: files never change, and one that did has another time
    or size. `poolbook caseload verify` always reads. Raises Refusal."""
    path = folder / stored.path
    try:
        now = path.stat()
    except OSError:
        verify(folder, stored)
        return
    seen = (str(path), stored.sha256, now.st_size, now.st_mtime_ns, now.st_ino)
    if seen not in _verified:
        verify(folder, stored)
        _verified.add(seen)


_verified: set[tuple[object, ...]] = set()


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
