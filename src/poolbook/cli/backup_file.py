"""A backup: a ZIP of `book.dump` (pg_dump's custom format), the caseload's files and `manifest.json`,
and how it is read.

The manifest has, for the very moment of the dump, each table's rows and a SHA-256 over them, the
record's head, the migrations and the SHA-256 of the dump itself; so a restored book can be held
against the book that was backed up, table by table.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from poolbook.cli import backup_lake
from poolbook.cli.output import Refused

SCHEMA = "poolbook-backup/2"
FIRST = "poolbook-backup/1"  # without the caseload's files
DUMP, MANIFEST = "book.dump", "manifest.json"
CHUNK = 2**20
# Text of rows is the same everywhere only where these are.
PLAIN_TEXT = (
    "SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL bytea_output = 'hex'; "
    "SET LOCAL intervalstyle = 'postgres'; SET LOCAL extra_float_digits = 1;"
)
TABLES = (
    "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE n.nspname = 'public' AND c.relkind = 'r' ORDER BY 1"
)


def quoted(name: str) -> str:
    """A name as SQL takes it."""
    return '"' + name.replace('"', '""') + '"'


def measure(table: str) -> str:
    """SQL that answers a table's rows and the SHA-256 over its rows' own hashes, in their order."""
    return (
        "SELECT count(*), encode(sha256(coalesce(string_agg(h, ''::bytea ORDER BY h), ''::bytea)), "
        "'hex') FROM (SELECT sha256(convert_to(t::text, 'UTF8')) AS h "
        f"FROM ONLY public.{quoted(table)} AS t) AS hashed"
    )


@contextmanager
def opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, dict[str, Any]]]:
    """The backup and its manifest, once the whole file is known to be sound. Raises Refused."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive, _checked(archive, path)
    except FileNotFoundError:
        raise Refused(f"There is no file {path}", code=2) from None
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, EOFError) as fault:
        raise _damaged(path, str(fault)) from None


def _checked(archive: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    if not {DUMP, MANIFEST} <= set(archive.namelist()):
        raise Refused(f"{path} is a ZIP, but no backup of Poolbook", code=2)
    try:
        manifest = json.loads(archive.read(MANIFEST))
        known, wanted = manifest["schema"] in (SCHEMA, FIRST), manifest["dump"]["sha256"]
        manifest.setdefault("caseload", {"files": {}, "left_out": {}, "real": False})
        files = manifest["caseload"]["files"]
    except (ValueError, KeyError, TypeError):
        raise _damaged(path, "its manifest cannot be read") from None
    if not known:
        raise Refused(
            f"{path} was made by a newer Poolbook ({manifest['poolbook']}); restore it with that one",
            code=2,
        )
    digest = hashlib.sha256()
    with archive.open(DUMP) as dump:
        while chunk := dump.read(CHUNK):
            digest.update(chunk)
    if digest.hexdigest() != wanted:
        raise _damaged(path, "the dump in it is not the one that its manifest names")
    expected = {DUMP, MANIFEST, *(backup_lake.WITHIN + name for name in files)}
    if len(archive.namelist()) != len(expected) or set(archive.namelist()) != expected:
        raise _damaged(path, "it has other files than its manifest names")
    if wrong := backup_lake.check(archive, files):
        raise _damaged(path, wrong)
    return manifest


def _damaged(path: Path, why: str) -> Refused:
    return Refused(
        f"{path} is damaged or cut short, so nothing was restored",
        details=[why, "use another backup, or copy this one again from where it was made"],
        code=2,
    )
