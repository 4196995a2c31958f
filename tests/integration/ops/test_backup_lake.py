"""The caseload's files in a backup: whole or said, restored elsewhere the same, and never with the key."""

import argparse
import json
import os
import subprocess
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest

from poolbook.caseload import actions, queries
from poolbook.caseload.keys import FILE, pseudonyms
from poolbook.caseload.models import CaseArea, LakeFile
from poolbook.caseload.verifying import broken_files, orphans, remove_orphans
from poolbook.cli import backup, postgres, restore, verify
from poolbook.cli.output import Refused
from poolbook.intake.taking_packages import take
from poolbook.rules.refusal import Refusal
from tests import factories
from tests.integration.ops.conftest import empty_database
from tests.unit.caseload.made import table

DAYS = [date(2020, 4, 1), date(2020, 10, 31)]
PRIVATE = b"the key that no backup holds: 0123456789"


@pytest.fixture(scope="module")
def folder(transactional_db: str, tmp_path_factory) -> Path:
    """A book with an area of two loads, in a lake of its own."""
    from django.conf import settings

    before = settings.POOLBOOK_CASELOAD_FOLDER
    settings.POOLBOOK_CASELOAD_FOLDER = tmp_path_factory.mktemp("lake")
    book = factories.make_book(mark="lake")
    area = actions.keep_area(by=book.analyst, agreement=book.agreement, code="a", name="A")
    for weekly in (70_000, 80_000):
        actions.take_in(by=book.analyst, area=area, table=table({"weekly": weekly}))
    key = settings.POOLBOOK_CASELOAD_FOLDER / FILE
    key.write_bytes(PRIVATE)
    key.chmod(0o600)
    yield settings.POOLBOOK_CASELOAD_FOLDER
    settings.POOLBOOK_CASELOAD_FOLDER = before


def make(file: Path) -> int:
    return backup.run(argparse.Namespace(file=file, keep=0, json=False))


def facts() -> list:
    areas = list(CaseArea.objects.all())
    return queries.answer(areas, queries.question(DAYS, medians=[0, 1])).facts.rows()


def test_restored_into_an_empty_folder_the_answers_are_equal(
    folder: Path, tmp_path: Path, var, settings, capsys
) -> None:
    assert make(tmp_path / "b.zip") == 0
    before, said = facts(), capsys.readouterr().out
    assert "2 files of the caseload" in said and "is not in it" in said and FILE in said
    settings.POOLBOOK_CASELOAD_FOLDER = tmp_path / "elsewhere"
    with empty_database():
        restore.run(argparse.Namespace(file=tmp_path / "b.zip"))
        assert broken_files() == [] and orphans() == []
        queries._answers.clear()
        assert str(facts()) == str(before)
        assert verify.run(argparse.Namespace(head="", json=True)) == 0
        with pytest.raises(Refusal, match="is not there"):
            pseudonyms(tmp_path / "elsewhere", anew=not queries.has_real_people())
    assert "before the next extract" in capsys.readouterr().out
    assert not (tmp_path / "elsewhere" / FILE).exists()


def test_the_key_is_nowhere_in_a_backup(folder: Path, tmp_path: Path, var) -> None:
    make(tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert all(PRIVATE not in archive.read(name) for name in archive.namelist())
        assert not any("key" in name for name in archive.namelist())
    assert PRIVATE not in (tmp_path / "b.zip").read_bytes()


def test_two_hundred_canaries_are_nowhere_in_a_backup(
    folder: Path, tmp_path: Path, var, capsys
) -> None:
    head = "person,package,service,client group,date of birth,start,weekly cost\n"
    row = "CANARY-{n},PKCAN{n},Day Services,Autism,03/07/1961,2020-01-01,{n}\n"
    path = tmp_path / "packages.csv"
    path.write_text(head + "".join(row.format(n=n) for n in range(1, 201)))
    area = CaseArea.objects.get(code="a")
    take(by=area.loads.first().by, agreement=area.agreement, path=path, code="canaries")
    make(tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        (tmp_path / "book.dump").write_bytes(archive.read("book.dump"))
        said = [archive.read(name).decode("latin-1") for name in archive.namelist()]
        said += archive.namelist()
    (program,) = postgres.programs(0, "pg_restore")
    made = subprocess.run(
        [program, "--file=-", str(tmp_path / "book.dump")], check=True, capture_output=True
    )
    assert b"caseload_lakefile" in made.stdout
    printed = capsys.readouterr()
    for text in (*said, made.stdout.decode("latin-1"), printed.out, printed.err):
        for canary in ("CANARY", "PKCAN", "1961-07-03", "03/07/1961"):
            assert canary not in text


@pytest.mark.parametrize("how", ["missing", "changed"])
def test_a_file_that_is_not_as_written_is_said(
    folder: Path, tmp_path: Path, var, how: str, capsys
) -> None:
    first = LakeFile.objects.first()
    at = folder / first.path
    whole = at.read_bytes()
    try:
        at.unlink()
        if how == "changed":
            at.write_bytes(whole + b"x")
        assert make(tmp_path / "b.zip") == 1
    finally:
        at.write_bytes(whole)
    said = capsys.readouterr()
    assert f"NOT IN THE BACKUP: the caseload's file {first.path}" in said.err + said.out
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert list(manifest["caseload"]["left_out"]) == [first.path]
        assert f"caseload/{first.path}" not in archive.namelist()
    with empty_database():
        assert restore.run(argparse.Namespace(file=tmp_path / "b.zip")) == 0


@pytest.mark.parametrize("how", ["changed", "gone", "more", "outside"])
def test_a_backup_with_other_files_is_refused(
    folder: Path, tmp_path: Path, var, settings, how: str
) -> None:
    make(tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    name = next(each for each in held if each.startswith("caseload/"))
    if how == "changed":
        held[name] += b"x"
    elif how == "gone":
        del held[name]
    elif how == "more":
        held["caseload/more.parquet"] = b"x"
    else:
        manifest = json.loads(held["manifest.json"])
        manifest["caseload"]["files"] = {"../out.parquet": {"bytes": 1, "sha256": "0" * 64}}
        held = {k: v for k, v in held.items() if not k.startswith("caseload/")}
        held |= {"manifest.json": json.dumps(manifest).encode(), "caseload/../out.parquet": b"x"}
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        for each, content in held.items():
            archive.writestr(each, content)
    settings.POOLBOOK_CASELOAD_FOLDER = tmp_path / "elsewhere"
    with empty_database(), pytest.raises(Refused):
        restore.run(argparse.Namespace(file=tmp_path / "b.zip"))
    assert not (tmp_path / "elsewhere").exists() and not (tmp_path / "out.parquet").exists()


def test_another_file_of_the_same_name_is_never_overwritten(
    folder: Path, tmp_path: Path, var, settings
) -> None:
    make(tmp_path / "b.zip")
    settings.POOLBOOK_CASELOAD_FOLDER = tmp_path / "elsewhere"
    other = tmp_path / "elsewhere" / LakeFile.objects.first().path
    other.parent.mkdir(parents=True)
    other.write_text("another")
    with empty_database(), pytest.raises(Refused, match="other files of the same names"):
        restore.run(argparse.Namespace(file=tmp_path / "b.zip"))
    assert other.read_text() == "another"


def test_a_load_that_is_rolled_back_leaves_an_orphan_that_is_removed_only_when_told(
    folder: Path, monkeypatch
) -> None:
    area = CaseArea.objects.get(code="a")
    known = set(folder.rglob("*.parquet"))

    def fail(**fields: object) -> None:
        raise RuntimeError("the connection is lost")

    by = area.loads.first().by
    with monkeypatch.context() as patched, pytest.raises(RuntimeError):
        patched.setattr(LakeFile.objects, "create", fail)
        actions.take_in(by=by, area=area, table=table({"weekly": 90_000}))
    (orphan,) = set(folder.rglob("*.parquet")) - known
    assert orphans() == [], "it may be of a load that is not committed yet"
    old = time.time() - 7_200
    os.utime(orphan, (old, old))
    for path in known:
        os.utime(path, (old, old))
    assert orphans() == [orphan] and broken_files() == [] and orphan.exists()
    assert remove_orphans() == [orphan]
    assert set(folder.rglob("*.parquet")) == known and orphans() == []
