"""Extracts: read through the limited reader, every fault by row with totals, nothing half applied."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps

from poolbook.__main__ import main
from poolbook.caseload import actions, queries
from poolbook.caseload.keys import FILE, Pseudonyms
from poolbook.caseload.models import CaseArea, CaseLoad, LakeFile, Provider
from poolbook.intake import packages
from poolbook.rules.caseload.facts import EVERYBODY, PROVIDER, PeopleKey
from poolbook.rules.refusal import Refusal
from tests.factories import Book

HEAD = (
    "person,package,service,client group,funder,provider,out of county,conditions,date of birth,"
    "start,end,planned end,units,weekly cost,authorised\n"
)
GOOD = (
    "CANARY-1,PK1,Supported Living,Learning Disability,Council,Oak Homes,no,Autism,05/03/1980,"
    '01/04/2019,,,7,"1,000.50",02/04/2019\n'
    "CANARY-2,PK2,Residential Care,Learning Disability,Health,Elm House,yes,,1970-01-31,"
    "2018-05-01,,2021-01-31,,2000,\n"
)
TODAY = date(2020, 11, 30)
KEY = Pseudonyms(b"k" * 32)


@pytest.fixture
def extract(tmp_path: Path):
    def write(text: str, name: str = "packages.csv") -> Path:
        path = tmp_path / name
        path.write_text(HEAD + text, encoding="utf-8")
        return path

    return write


def faults_of(path: Path) -> list[str]:
    found = packages.read(path, "a/county", KEY, TODAY)
    return list(map(str, found.faults))


def load(book: Book, path: Path, *more: str) -> int:
    words = ["caseload", "import", str(path), "--area", "county", "--as", book.analyst.username]
    return main([*words, *more])


def test_an_extract_becomes_people_and_providers(
    book: Book, extract, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert load(book, extract(GOOD)) == 0
    assert "2 rows are new, 0 changed, 0 were known, 0 hold no more" in capsys.readouterr().out
    area = CaseArea.objects.get()
    facts = queries.answer([area], queries.question([date(2020, 4, 1)])).facts
    assert tuple(facts.people[PeopleKey(0, EVERYBODY, 0)]) == (2, 2, 300_050)
    oak = Provider.objects.get(name="Oak Homes").number
    assert facts.people[PeopleKey(0, PROVIDER, oak)].pence == 100_050
    assert load(book, extract(GOOD, "renamed.csv"), "--json") == 0
    assert json.loads(capsys.readouterr().out)["same"] == 2
    assert CaseLoad.objects.count() == 1


def test_no_reference_or_key_is_outside_the_extract(book: Book, extract, folder: Path) -> None:
    load(book, extract(GOOD))
    held = b"".join(path.read_bytes() for path in folder.rglob("*.parquet"))
    assert held
    for reference in (b"CANARY", b"PK1", b"1980-03-05"):
        assert reference not in held
    assert (folder / FILE).stat().st_mode & 0o077 == 0


def test_two_hundred_canaries_are_nowhere_outside(
    book: Book, extract, folder: Path, caplog: pytest.LogCaptureFixture, capsys
) -> None:
    row = "CANARY-{n},PKCAN{n},Day Services,Autism,,Oak Homes,,,03/07/1961,2020-01-01,,,,{n},\n"
    with caplog.at_level("DEBUG"):
        assert load(book, extract("".join(row.format(n=n) for n in range(1, 201)))) == 0
        area = CaseArea.objects.get()
        actions.look(by=book.analyst, area=area, what_for="a dear package")
    said = capsys.readouterr()
    kept = "".join(str(row) for model in apps.get_models() for row in model._base_manager.values())
    files = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    for place in (said.out, said.err, caplog.text, kept, files.decode("latin-1")):
        for canary in ("CANARY", "PKCAN", "1961-07-03", "03/07/1961"):
            assert canary not in place
    key = (folder / FILE).read_text()
    assert key not in kept + caplog.text + said.out


BAD = {
    "overlapping": (
        "A,P1,Day Services,Autism,,,,,,2020-01-01,,,,10,\nA,P2,Day Services,Autism,,,,,,2020-03-01,,,,20,\n",
        "row 3: starts on 2020-03-01, while the same person’s package of the same service in row 2 has no end",
    ),
    "end before start": (
        "A,P1,Day Services,Autism,,,,,,2020-02-01,2020-01-01,,,10,\n",
        "row 2: ends on 2020-01-01, before it starts on 2020-02-01",
    ),
    "negative": (
        "A,P1,Day Services,Autism,,,,,,2020-02-01,,,,-10,\n",
        "row 2: costs −£10 a week: a cost cannot be negative",
    ),
    "unknown service": (
        "A,P1,Juggling,Autism,,,,,,2020-02-01,,,,10,\n",
        "row 2: service: “Juggling” is not known",
    ),
    "duplicate keys": (
        "A,P1,Day Services,Autism,,,,,1980-01-01,2020-02-01,,,,10,\n"
        "A,P2,Home Support,Autism,,,,,1991-01-01,2020-02-01,,,,10,\n",
        "row 3: the person has another date of birth in row 2: one key for two people",
    ),
    "one package of two": (
        "A,P1,Day Services,Autism,,,,,,2020-02-01,,,,10,\nB,P1,Day Services,Autism,,,,,,2020-02-01,,,,10,\n",
        "row 3: the package is another person’s in row 2",
    ),
    "1900": (
        "A,P1,Day Services,Autism,,,,,,1900-01-01,,,,10,\n",
        "row 2: start is in 1900: an empty date of a spreadsheet",
    ),
    "born in 1900": (
        "A,P1,Day Services,Autism,,,,,1900-01-00,2020-01-01,,,,10,\n",
        "row 2: date of birth: is not a date",
    ),
    "future": (
        "A,P1,Day Services,Autism,,,,,,2020-02-01,,,,10,2031-01-01\n",
        "row 2: authorised on 2031-01-01, which is still to come",
    ),
    "empty person": (
        ",P1,Day Services,Autism,,,,,,2020-02-01,,,,10,\n",
        "row 2: person: is empty; it is needed",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_rows_are_said_by_row(extract, name: str) -> None:
    text, said = BAD[name]
    found = faults_of(extract(text))
    assert len(found) == 1
    assert found[0].startswith(said)


def test_totals_count_every_row_and_nothing_is_kept(
    book: Book, extract, capsys: pytest.CaptureFixture[str]
) -> None:
    path = extract(GOOD + BAD["unknown service"][0] + BAD["negative"][0].replace("A,P1", "C,P9"))
    assert load(book, path) == 1
    said = capsys.readouterr().err
    assert "2 of 4 rows, £0 of £3,000.50 a week; nothing was changed" in said
    assert "row 4" in said
    assert "row 5" in said
    assert not CaseArea.objects.exists()
    assert not LakeFile.objects.exists()


def test_messages_hold_no_reference_and_no_date_of_birth(extract) -> None:
    text = "CANARY-9,PKX,Day Services,Autism,,,,gout,31/02/1980,2020-02-01,,,,ten,\n"
    with pytest.raises(Refusal) as refused:
        packages.read(extract(text), "a/county", KEY, TODAY).refuse("x.csv")
    said = " ".join(refused.value.details)
    assert "date of birth: is not a date" in said
    for private in ("CANARY", "PKX", "1980", "gout"):
        assert private not in said


def test_a_workbook_is_read_by_the_limited_reader(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for line in (HEAD + GOOD).splitlines():
        book.active.append(line.replace('"1,000.50"', "1000.50").split(","))
    book.save(tmp_path / "packages.xlsx")
    found = packages.read(tmp_path / "packages.xlsx", "a/county", KEY, TODAY)
    assert (found.rows, found.pence, found.faults) == (2, 300_050, [])


def test_a_missing_column_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("person,package\nA,B\n")
    with pytest.raises(Refusal, match="not taken in") as refused:
        packages.read(tmp_path / "x.csv", "a/county", KEY, TODAY).refuse("x.csv")
    assert any("has no column “service”" in each for each in refused.value.details)


def test_the_made_up_county_and_the_files_at_the_door(
    book: Book, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["caseload", "make-up", "--area", "demo", "--as", book.analyst.username]
    assert main(words) == 0
    assert CaseArea.objects.get().synthetic
    assert main(["caseload", "verify"]) == 0
    assert "as written" in capsys.readouterr().out
    assert main(["caseload", "ready"]) == 0
    assert "(kernel) is ready" in capsys.readouterr().out
