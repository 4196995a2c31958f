"""The lake's files by name and hash: where they are, and whether each still is what was written."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from poolbook.rules.refusal import Refusal


@dataclass(frozen=True)
class Stored:
    """A file of the lake: its path below the lake's folder, its hash and how many rows it has."""

    path: str
    sha256: str
    rows: int


def folder() -> Path:
    """Where the lake is."""
    from django.conf import (
        settings,  # executors of a cluster have no settings, and are told the folder
    )

    return Path(settings.POOLBOOK_CASELOAD_FOLDER)


def settle(made: Path, path: Path) -> None:
    """Gives a file that was written beside it its name, once it is on the disk: whole or not at all."""
    with made.open("rb+") as file:
        os.fsync(file.fileno())
    made.replace(path)
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


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
