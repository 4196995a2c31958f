"""The caseload's files in a backup: those that the snapshot's manifest names, each against its hash.

They lie in the ZIP below `caseload/`. The key of the pseudonyms is never among them: whoever had both
could try references until one fits.
"""

import hashlib
import os
import secrets
import zipfile
from pathlib import Path, PurePosixPath
from typing import IO, Any

from poolbook.caseload import keys
from poolbook.caseload.files import digest, folder, settle
from poolbook.cli.output import Refused

WITHIN = "caseload/"
CHUNK = 2**20
NAMED = "SELECT path, sha256 FROM public.caseload_lakefile ORDER BY path"
REAL = "SELECT EXISTS (SELECT FROM public.caseload_casearea a JOIN public.caseload_caseload l ON l.area_id = a.id WHERE NOT a.synthetic)"  # fmt: skip


def put(archive: zipfile.ZipFile, named: list[tuple[str, str]]) -> dict[str, Any]:
    """Puts the named files (path, SHA-256) into a backup; says which are in it and which are not, and why."""
    files: dict[str, Any] = {}
    left_out: dict[str, str] = {}
    for path, sha256 in named:
        source = folder() / _safe(path)
        try:
            size, found = source.stat().st_size, digest(source)
        except OSError as fault:
            left_out[path] = "is not there" if isinstance(fault, FileNotFoundError) else str(fault)
            continue
        if found != sha256:
            left_out[path] = "is not what was written"
            continue
        # The bytes that go in are hashed again: a file that changes meanwhile is no backup.
        if _into(archive, path, source) != sha256:
            raise Refused(f"The caseload's file {path} changed while it was backed up", code=2)
        files[path] = {"bytes": size, "sha256": sha256}
    return {"files": files, "left_out": left_out}


def _into(archive: zipfile.ZipFile, path: str, source: Path) -> str:
    with source.open("rb") as file, archive.open(WITHIN + path, "w", force_zip64=True) as target:
        return _copied(file, target)


def check(archive: zipfile.ZipFile, files: dict[str, Any]) -> str:
    """What is wrong with the caseload's files in a backup; empty where each is what its manifest says."""
    for path, told in files.items():
        _safe(path)
        with archive.open(WITHIN + path) as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != told["sha256"]:
                return f"the caseload's file {path} in it is not the one that its manifest names"
    return ""


def refuse_others(files: dict[str, Any]) -> None:
    """Refuses where a file of the same name but other bytes lies in the folder already."""
    others = [
        path
        for path, told in files.items()
        if (folder() / path).exists() and digest(folder() / path) != told["sha256"]
    ]
    if others:
        raise Refused(
            f"{folder()} has other files of the same names, so nothing was restored",
            details=[*others, "name an empty folder in POOLBOOK_CASELOAD_FOLDER"],
            code=2,
        )


def bring_back(archive: zipfile.ZipFile, files: dict[str, Any]) -> int:
    """Writes the files where the lake is, each whole or not at all; returns how many were not there yet."""
    written = 0
    for path, told in files.items():
        target = folder() / path
        if target.exists():
            continue
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            fresh = target.with_name(f".{secrets.token_hex(6)}.making")
            try:
                with archive.open(WITHIN + path) as source, fresh.open("wb") as file:
                    written_as = _copied(source, file)
                if written_as != told["sha256"]:
                    raise Refused(f"{target} could not be written as it was backed up", code=2)
                settle(fresh, target)
            finally:
                fresh.unlink(missing_ok=True)
        except OSError as fault:
            raise Refused(f"{target} cannot be written: {fault.strerror}", code=2) from None
        written += 1
    return written


def about_key(real: bool) -> str:
    """Where the key is that no backup holds; empty where no real people are in the caseload."""
    if not real:
        return ""
    where = f"in {keys.VARIABLE}" if os.environ.get(keys.VARIABLE) else f"{folder() / keys.FILE}"
    return (
        f"The key of the caseload's pseudonyms ({where}) is not in it. Keep a copy in another place: "
        "without it no new extract can be matched with the people who are known."
    )


def _copied(source: IO[bytes], target: IO[bytes]) -> str:
    found = hashlib.sha256()
    while chunk := source.read(CHUNK):
        found.update(chunk)
        target.write(chunk)
    return found.hexdigest()


def _safe(path: str) -> str:
    """A path of the lake, which never leads out of its folder."""
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or ".." in parts or keys.FILE in parts:
        raise Refused(f"“{path}” is no path of the caseload's files", code=2)
    return path
