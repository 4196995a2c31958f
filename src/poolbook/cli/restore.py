"""`poolbook restore`: a backup into an empty database, in one transaction, held against its manifest.

Killed at any moment it leaves the database as empty as it was, because the COMMIT is the last
thing sent, after every table's hash was found right; doing it again is all there is to do.
"""

import argparse
import subprocess
import tempfile
import threading
import time
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from poolbook.cli import backup_file, backup_lake, output, postgres

OBJECTS = (
    "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"
    " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')"
)
# Everybody signs in anew: a session that was ended since the backup must not come to life again.
FORGET = ("django_session", "web_cache")
NOT_BEFORE_17 = b"SET transaction_timeout = 0;\n"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The database is the one that every command works on; it must be empty."""
    parser.add_argument("file", type=Path, help="a file that `poolbook backup` made")


def run(args: argparse.Namespace) -> int:
    """Restores, compares every table, brings the tables up to date and verifies the record."""
    from django.db import connection

    from poolbook.cli import verify
    from poolbook.cli.init import migrate

    start = time.monotonic()
    with backup_file.opened(args.file) as (archive, manifest):
        _refuse_newer(manifest)
        with connection.cursor() as cursor:
            server = cursor.connection.info.server_version
            cursor.execute(OBJECTS)
            if cursor.fetchone()[0]:
                raise output.Refused(
                    "The database is not empty, so nothing was restored",
                    details=["make an empty one, name it in DATABASE_URL and restore into that"],
                    code=2,
                )
        connection.close()
        files = manifest["caseload"]["files"]
        backup_lake.refuse_others(files)
        # Before the database: files that no manifest names do no harm, and doing it again finds them.
        backup_lake.bring_back(archive, files)
        _load(archive, manifest, server)
    rows = sum(table["rows"] for table in manifest["tables"].values())
    output.line(
        f"Restored as at {manifest['at']}: {len(manifest['tables'])} tables, {rows:,} rows, every "
        f"table's hash as backed up; {time.monotonic() - start:.1f} seconds."
    )
    _say_caseload(manifest["caseload"])
    if _behind(manifest):
        output.line("The backup is of an older Poolbook; its tables are brought up to date.")
        migrate()
    return verify.run(argparse.Namespace(head=manifest["head"], json=False))


def _say_caseload(caseload: dict[str, Any]) -> None:
    if caseload["files"]:
        output.line(f"{len(caseload['files']):,} files of the caseload, each as backed up.")
    for path, why in caseload["left_out"].items():
        output.error(f"NOT IN THE BACKUP: the caseload's file {path} {why} when it was made")
    if about := backup_lake.about_key(caseload["real"]):
        output.line(f"{about} Put it there before the next extract.")


def _known() -> set[str]:
    """Every migration that this Poolbook has."""
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(None, ignore_no_migrations=True)
    replaced = {old for each in loader.disk_migrations.values() for old in each.replaces}
    return {f"{app}.{name}" for app, name in {*loader.disk_migrations, *replaced}}


def _refuse_newer(manifest: dict[str, Any]) -> None:
    unknown = sorted(set(manifest["migrations"]) - _known())
    if unknown:
        raise output.Refused(
            f"The backup was made by Poolbook {manifest['poolbook']}, whose tables this one does "
            "not know; nothing was restored",
            details=[f"not known here: {', '.join(unknown)}", "install that Poolbook, or a newer"],
            code=2,
        )


def _behind(manifest: dict[str, Any]) -> bool:
    return bool(_known() - set(manifest["migrations"]))


def _load(archive: zipfile.ZipFile, manifest: dict[str, Any], server: int) -> None:
    """pg_restore's script through psql, within one transaction that ends with our comparison."""
    pg_restore, psql = postgres.programs(server // 10_000, "pg_restore", "psql")
    script = [pg_restore, "--no-owner", "--no-privileges", "--file=-"]
    take = [psql, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--no-password", "--file=-"]
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(
            script, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints
        ) as source,
        subprocess.Popen(
            take,
            env=postgres.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
        ) as target,
    ):
        feeder = threading.Thread(target=_feed, args=(archive, source.stdin))
        feeder.start()
        try:
            with suppress(BrokenPipeError):  # psql has ended; its complaint says why
                _pass_on(source, target, manifest, server)
        finally:
            source.kill()
            feeder.join()
            with suppress(BrokenPipeError):
                target.stdin.close()
        if target.wait():
            complaints.seek(0)
            raise output.Refused(
                "The backup could not be restored; the database is as empty as before",
                details=_reasons(complaints.read().decode(errors="replace")),
            )


def _feed(archive: zipfile.ZipFile, pipe: IO[bytes]) -> None:
    """The dump from the archive into pg_restore; stops where that has ended."""
    with suppress(BrokenPipeError), pipe, archive.open(backup_file.DUMP) as dump:
        while chunk := dump.read(backup_file.CHUNK):
            pipe.write(chunk)


def _pass_on(
    source: subprocess.Popen[bytes],
    target: subprocess.Popen[bytes],
    manifest: dict[str, Any],
    server: int,
) -> None:
    """BEGIN, the script, the comparison, COMMIT; without pg_restore's good end no COMMIT."""
    assert source.stdout is not None and target.stdin is not None
    send = target.stdin.write
    send(b"BEGIN;\n")
    first = source.stdout.read(2**16)
    if server < 170_000:
        first = first.replace(NOT_BEFORE_17, b"", 1)
    send(first)
    while chunk := source.stdout.read(backup_file.CHUNK):
        send(chunk)
    if source.wait():
        target.kill()
        return
    send(_comparison(manifest).encode())
    send(b"COMMIT;\n")


def _comparison(manifest: dict[str, Any]) -> str:
    """SQL that fails, naming every table or sequence that is not as the manifest says."""
    checks = [
        f"SELECT {_text(name)}, {table['rows']}, {_text(table['sha256'])}, n, h "
        f"FROM ({backup_file.measure(name)}) AS m (n, h)"
        for name, table in manifest["tables"].items()
    ]
    sequences = [f"({_text(name)}, {last})" for name, last in manifest["sequences"].items()]
    forget = [
        f"DELETE FROM public.{backup_file.quoted(name)};"
        for name in FORGET
        if name in manifest["tables"]
    ]
    return f"""
        {backup_file.PLAIN_TEXT}
        DO $poolbook$ DECLARE wrong text; BEGIN
            SELECT string_agg(format('table %s has %s rows, not the %s that were backed up, or others',
                                     name, n, rows), '; ')
            INTO wrong FROM ({" UNION ALL ".join(checks)}) AS c (name, rows, sha256, n, h)
            WHERE n <> rows OR h <> sha256;
            IF wrong IS NOT NULL THEN RAISE EXCEPTION '%', wrong; END IF;
            SELECT string_agg(format('sequence %s is behind', w.name), '; ')
            INTO wrong FROM (VALUES {", ".join(sequences)}) AS w (name, last)
            LEFT JOIN pg_sequences s ON s.schemaname = 'public' AND s.sequencename = w.name
            WHERE coalesce(s.last_value, 0) < w.last;
            IF wrong IS NOT NULL THEN RAISE EXCEPTION '%', wrong; END IF;
        END $poolbook$;
        {" ".join(forget)}
    """


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _reasons(said: str) -> list[str]:
    """What PostgreSQL complained of, without the numbers of lines in a script nobody sees."""
    lines = [line.partition("ERROR:")[2].strip() or line.strip() for line in said.splitlines()]
    return [line for line in lines if line][:10]
