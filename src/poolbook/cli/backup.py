"""`poolbook backup`: the whole book in one file, at one moment, while everybody goes on working."""

import argparse
import hashlib
import json
import os
import subprocess
import tempfile
import time
import zipfile
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from poolbook.cli import backup_file, backup_lake, output, postgres
from poolbook.config import database

NAME = "poolbook-{:%Y%m%dT%H%M%SZ}.zip"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """A file that does not exist yet, or a folder that gets one named by the moment."""
    parser.add_argument("file", type=Path, help="the backup's file, or a folder for it")
    parser.add_argument(
        "--keep",
        type=int,
        default=0,
        metavar="N",
        help="in a folder: delete all but the newest N backups afterwards",
    )
    parser.add_argument("--json", action="store_true", help="say what was kept as JSON")


def run(args: argparse.Namespace) -> int:
    """Writes the file whole or not at all, and notes that it was made; 1 where a file of the caseload is missing."""
    start, moment = time.monotonic(), datetime.now(UTC)
    in_folder = args.file.is_dir()
    file = args.file / NAME.format(moment) if in_folder else args.file
    if args.keep and not in_folder:
        raise output.Refused("--keep needs a folder", code=2)
    if file.exists():
        raise output.Refused(f"{file} is there already; name another, or delete it first", code=2)
    manifest = _write(file, moment)
    _note(moment, file, manifest)
    if args.keep:
        for old in sorted(args.file.glob("poolbook-*Z.zip"))[: -args.keep]:
            old.unlink()
    rows = sum(table["rows"] for table in manifest["tables"].values())
    size, seconds = file.stat().st_size, time.monotonic() - start
    files, left_out = manifest["caseload"]["files"], manifest["caseload"]["left_out"]
    if args.json:
        said = {"file": str(file), "bytes": size, "rows": rows, "head": manifest["head"]}
        output.as_json(said | {"caseload": len(files), "left_out": left_out})
    else:
        output.line(
            f"{file}: {len(manifest['tables'])} tables, {rows:,} rows, {size:,} bytes, "
            f"{seconds:.1f} seconds. The record's head is {manifest['head']}."
        )
        if files or left_out:
            output.line(f"{len(files):,} files of the caseload are in it, each with its hash.")
        if about := backup_lake.about_key(manifest["caseload"]["real"]):
            output.line(about)
    for path, why in left_out.items():
        output.error(f"NOT IN THE BACKUP: the caseload's file {path} {why}")
    return 1 if left_out else 0


def _write(file: Path, moment: datetime) -> dict[str, Any]:
    """The backup under a passing name first, readable by its owner only. Returns its manifest."""
    fresh = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        handle = os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w+b") as target:
            with zipfile.ZipFile(target, "w") as archive:
                manifest = _fill(archive, moment)
            target.flush()
            os.fsync(target.fileno())
        fresh.replace(file)
    except OSError as fault:
        raise output.Refused(f"{file} cannot be written: {fault.strerror}", code=2) from None
    finally:
        fresh.unlink(missing_ok=True)
    return manifest


def _fill(archive: zipfile.ZipFile, moment: datetime) -> dict[str, Any]:
    """The dump and the manifest, both of one snapshot, which other writers do not disturb."""
    import psycopg

    with psycopg.connect(**postgres.address(), autocommit=True) as book:
        server = book.info.server_version
        (pg_dump,) = postgres.programs(server // 10_000, "pg_dump")
        # Sequences are not part of a snapshot: read before the dump, they are never above it.
        sequences = _sequences(book)
        book.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        book.execute(backup_file.PLAIN_TEXT)
        snapshot = book.execute("SELECT pg_export_snapshot()").fetchone()[0]
        dump = _dump(archive, pg_dump, snapshot)
        tables = [name for (name,) in book.execute(backup_file.TABLES)]
        if "audit_event" not in tables:
            raise output.Refused("There is no book in this database yet: nothing to back up")
        measured = {name: book.execute(backup_file.measure(name)).fetchone() for name in tables}
        last = book.execute("SELECT id, hash FROM audit_event ORDER BY id DESC LIMIT 1").fetchone()
        applied = book.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        manifest = {
            "schema": backup_file.SCHEMA,
            "poolbook": metadata.version("poolbook"),
            "postgresql": server,
            "at": moment.isoformat(),
            "changes": last[0] if last else 0,
            "head": last[1] if last else "0" * 64,
            "migrations": [f"{app}.{name}" for app, name in applied],
            "tables": {
                name: {"rows": rows, "sha256": digest} for name, (rows, digest) in measured.items()
            },
            "sequences": sequences,
            "dump": dump,
            "caseload": _caseload(archive, book, tables),
        }
    text = json.dumps(manifest, indent=1)
    archive.writestr(backup_file.MANIFEST, text, compress_type=zipfile.ZIP_DEFLATED)
    return manifest


def _caseload(archive: zipfile.ZipFile, book: Any, tables: list[str]) -> dict[str, Any]:
    """The lake's files that this snapshot names, into the archive; `real`: whether people in it are."""
    if "caseload_lakefile" not in tables:
        return {"files": {}, "left_out": {}, "real": False}
    named = book.execute(backup_lake.NAMED).fetchall()
    (real,) = book.execute(backup_lake.REAL).fetchone()
    return backup_lake.put(archive, named) | {"real": real}


def _sequences(book: Any) -> dict[str, int]:
    found = book.execute(
        "SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences"
        " WHERE schemaname = 'public' ORDER BY 1"
    )
    return dict(found.fetchall())


def _dump(archive: zipfile.ZipFile, program: str, snapshot: str) -> dict[str, Any]:
    """pg_dump's output straight into the archive; it is compressed already."""
    digest, size = hashlib.sha256(), 0
    command = [program, "--format=custom", "--no-password", f"--snapshot={snapshot}"]
    with tempfile.TemporaryFile() as complaints:
        with (
            subprocess.Popen(
                command,
                env=postgres.environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=complaints,
            ) as process,
            archive.open(backup_file.DUMP, "w", force_zip64=True) as target,
        ):
            assert process.stdout is not None
            while chunk := process.stdout.read(backup_file.CHUNK):
                digest.update(chunk)
                size += len(chunk)
                target.write(chunk)
        if process.returncode:
            complaints.seek(0)
            said = complaints.read().decode(errors="replace").splitlines()
            raise output.Refused("PostgreSQL could not make the dump", details=said, code=2)
    return {"bytes": size, "sha256": digest.hexdigest()}


def _note(moment: datetime, file: Path, manifest: dict[str, Any]) -> None:
    """Leaves word of the newest backup beside the book's other files, for the metrics.

    A file, not a row: a backup must never change the book, and may be taken with rights to read.
    """
    folder = database.var_folder()
    folder.mkdir(parents=True, exist_ok=True)
    body = {"at": moment.isoformat(), "head": manifest["head"], "bytes": file.stat().st_size}
    fresh = folder / f".last-backup.{os.getpid()}"
    fresh.write_text(json.dumps(body) + "\n")
    fresh.replace(folder / "last-backup.json")
