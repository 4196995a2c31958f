"""Backed up in use and restored elsewhere: every table the same; what is damaged is refused whole."""

import argparse
import json
import os
import random
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from poolbook.audit.models import Event
from poolbook.cli import backup, backup_file, restore
from poolbook.cli.output import Refused
from poolbook.finance.actions import periods
from poolbook.finance.models import IssuedFile
from poolbook.partners import actions as people
from poolbook.partners.models import Partner
from tests import factories
from tests.integration.ops.conftest import empty_database, url


@pytest.fixture(scope="module")
def book(transactional_db: str) -> factories.Book:
    """A closed month with a large issued file of every byte."""
    made = factories.make_book(lines=4)
    factories.fill(made)
    factories.check(made)
    factories.sign(made)
    periods.close(by=made.manager, period=made.period)
    content = bytes(range(256)) * 8_000
    IssuedFile.objects.create(
        period=made.period, name="pack.pdf", head="0" * 64, content=content, sha256="0" * 64,
        at=timezone.now(),
    )  # fmt: skip
    return made


def make(file: Path, **more) -> dict:
    """A backup of the book; its manifest."""
    args = {"file": file, "keep": 0, "json": False} | more
    assert backup.run(argparse.Namespace(**args)) == 0
    with zipfile.ZipFile(file if file.is_file() else max(file.glob("*.zip"))) as archive:
        return json.loads(archive.read("manifest.json"))


def bring_back(file: Path) -> int:
    """A restore into the database that Django works on."""
    return restore.run(argparse.Namespace(file=file))


def contents() -> dict[str, list[str]]:
    """Every table's rows in plain text, sorted: read another way than the backup's own hashes."""
    with connection.cursor() as cursor:
        cursor.execute(backup_file.TABLES)
        names = [name for (name,) in cursor]
        found = {}
        for name in names:
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{name}" t')
            found[name] = sorted(row for (row,) in cursor)
    return found


def objects() -> int:
    """How many tables, indexes and sequences the database has."""
    with connection.cursor() as cursor:
        cursor.execute(restore.OBJECTS)
        return cursor.fetchone()[0]


def test_restored_elsewhere_every_table_is_the_same(book, tmp_path, var, capsys):
    make(tmp_path / "b.zip")
    before = contents()
    with empty_database():
        bring_back(tmp_path / "b.zip")  # 1: the file's hash in this book is wrong, and is told
        assert contents() == before
        triggers = Event.objects.raw("SELECT 1 AS id FROM pg_trigger WHERE tgname='audit_written'")
        assert len(list(triggers)) > 10, "the record's triggers came along"
        people.keep_partner(by="x", code="NEW", name="New", kind="nhs")  # sequences stand right
        assert Event.objects.latest("id").table == "partners_partner"
    said = capsys.readouterr().out
    assert "every table's hash as backed up" in said
    assert "NOT AS RECORDED: the issued file pack.pdf" in said
    assert oct((tmp_path / "b.zip").stat().st_mode)[-3:] == "600"
    assert json.loads((var / "last-backup.json").read_text())["bytes"] > 0


def test_a_backup_in_use_is_of_one_moment(book, tmp_path, var):
    """A writer adds partners in pairs; a half pair in the backup would be two moments."""
    stop, written = threading.Event(), []

    def write() -> None:
        from poolbook.audit.acting import acting

        try:
            while not stop.is_set():
                n = len(written)
                with acting("writer", "added a pair"):
                    for half in "ab":
                        people.keep_partner(by="w", code=f"W{n}{half}", name="W", kind="other")
                written.append(time.monotonic())
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while len(written) < 5:
            time.sleep(0.01)
        start = time.monotonic()
        manifest = make(tmp_path / "b.zip")
        end = time.monotonic()
    finally:
        stop.set()
        writer.join()
    during = sum(start < at < end for at in written)
    with empty_database():
        bring_back(tmp_path / "b.zip")
        codes = set(Partner.objects.filter(name="W").values_list("code", flat=True))
        pairs = len(codes) // 2
        assert codes == {f"W{n}{half}" for n in range(pairs) for half in "ab"}
        assert sum(at < start for at in written) <= pairs, "what was acknowledged before is there"
        assert Event.objects.count() == manifest["changes"]
    assert during > 5, "the writer was held up by the backup"


@pytest.mark.parametrize("how", ["cut", "flipped", "manifest", "text", "other zip", "absent"])
def test_a_damaged_backup_is_refused_whole(book, tmp_path, var, how):
    file = tmp_path / "b.zip"
    make(file)
    whole = file.read_bytes()
    if how == "cut":
        file.write_bytes(whole[: len(whole) // 2])
    elif how == "flipped":
        file.write_bytes(whole[:9000] + bytes([whole[9000] ^ 1]) + whole[9001:])
    elif how == "manifest":
        rewrite(file, lambda manifest: manifest["dump"].update(sha256="0" * 64))
    elif how == "text":
        file.write_text("not a backup")
    elif how == "other zip":
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("readme.txt", "hello")
    else:
        file.unlink()
    with empty_database():
        with pytest.raises(Refused) as refused:
            bring_back(file)
        assert objects() == 0
    assert "b.zip" in refused.value.message and refused.value.code == 2


def rewrite(file: Path, change) -> None:
    """The same backup with another manifest."""
    with zipfile.ZipFile(file) as archive:
        manifest, dump = json.loads(archive.read("manifest.json")), archive.read("book.dump")
    change(manifest)
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("book.dump", dump)
        archive.writestr("manifest.json", json.dumps(manifest))


def test_control_a_row_that_differs_is_caught_and_nothing_stays(book, tmp_path, var):
    """The seeded fault: hashes of another moment than the dump's."""
    file = tmp_path / "b.zip"
    make(file)
    rewrite(file, lambda manifest: manifest["tables"]["finance_posting"].update(sha256="0" * 64))
    with empty_database():
        with pytest.raises(Refused, match="as empty as before") as refused:
            bring_back(file)
        assert "finance_posting" in refused.value.details[0]
        assert objects() == 0


def test_what_a_newer_poolbook_made_is_refused(book, tmp_path, var):
    file = tmp_path / "b.zip"
    make(file)
    rewrite(file, lambda manifest: manifest["migrations"].append("finance.9999_later"))
    with empty_database():
        with pytest.raises(Refused, match="does not know") as refused:
            bring_back(file)
        assert "finance.9999_later" in refused.value.details[0]
        assert objects() == 0


def test_only_into_an_empty_database_and_never_over_a_file(book, tmp_path, var):
    file = tmp_path / "b.zip"
    make(file)
    with pytest.raises(Refused, match="not empty"):
        bring_back(file)
    with pytest.raises(Refused, match="there already"):
        make(file)


def test_a_folder_keeps_the_newest(book, tmp_path, var):
    for day in range(1, 5):
        (tmp_path / f"poolbook-2020010{day}T000000Z.zip").write_text("old")
    (tmp_path / "other.zip").write_text("not ours")
    make(tmp_path, keep=3)
    names = sorted(path.name for path in tmp_path.glob("*.zip"))
    assert names[0] == "other.zip" and len(names) == 4
    assert names[1:3] == [f"poolbook-2020010{day}T000000Z.zip" for day in (3, 4)]


def test_a_restore_killed_leaves_an_empty_database(book, tmp_path, var):
    """Killed at eight moments of a restore; then it is done again, and is whole."""
    file = tmp_path / "b.zip"
    make(file)
    rng, killed = random.Random(1), 0
    with empty_database():
        env = os.environ | {"DATABASE_URL": url()}
        command = [sys.executable, "-m", "poolbook", "restore", str(file)]
        for _ in range(8):
            process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
            _wait_for_psql()
            time.sleep(rng.uniform(0, 0.25))
            process.kill()
            process.wait()
            _wait_for_none()
            found = objects()
            killed += found == 0
            assert found == 0 or Partner.objects.exists(), "part of a restore stayed"
            if found:
                break
        assert killed, "no kill fell within the restore"
        if not found:
            bring_back(file)
        assert Partner.objects.filter(code="P1").exists()


def _others() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND query LIKE '%%' AND application_name = 'poolbook'"
        )
        return cursor.fetchone()[0]


def _wait_for_psql() -> None:
    end = time.monotonic() + 20
    while not _others():
        assert time.monotonic() < end, "the restore did not begin"
        time.sleep(0.005)


def _wait_for_none() -> None:
    end = time.monotonic() + 20
    while _others():
        assert time.monotonic() < end, "psql went on without its parent"
        time.sleep(0.01)
