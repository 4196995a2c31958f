"""The how-to on national series followed to the letter with the files that it names."""

import re
import shlex
from pathlib import Path

import pytest

from poolbook.__main__ import main
from poolbook.performance.models import Area, Load, Measure, Observation
from poolbook.performance.queries.series import series
from tests.factories import Book, make_book

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
HOW_TO = ROOT / "docs/how-to/national-series.md"
pytestmark = pytest.mark.skipif(not DATA.exists(), reason="shared data not beside this checkout")


@pytest.fixture
def book(db: None) -> Book:
    return make_book()


def text() -> str:
    return HOW_TO.read_text(encoding="utf-8")


def file(name: str) -> str:
    """A file that the how-to names, where it lies."""
    (found,) = DATA.glob(f"*/{name}")
    return str(found)


def commands(of: str) -> list[list[str]]:
    """The commands of one kind that the how-to shows, with the files where they lie."""
    found = []
    for line in re.findall(rf"^poolbook (measure {of} .+)$", text(), re.M):
        words = shlex.split(line)
        words[2] = file(words[2]) if of != "neighbours" else words[2]
        found.append(words)
    return found


def test_every_step_of_the_how_to_works(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    for words in commands("areas"):
        assert main(words) == 0, words
    capsys.readouterr()
    for words in commands("import"):
        assert main(words) == 0, words
    told = capsys.readouterr().out
    assert "Layout     dtoc-time-series" in told and "Tried only: nothing was kept." in told
    taken = {load.file_name: load.rows for load in Load.objects.all()}
    assert taken == {
        "DTOC-England-timeseries-Aug2010-Feb2020.xls": 9890,
        "england_ae_2019_to_2026.csv": 64416,
    }
    named = re.findall(r"\| `([^`]+\.(?:csv|xlsx?|ods))` \|$", text(), re.M)
    publications = named[4:]  # the first four are the lists of codes
    assert len(publications) == 11
    for name in publications:
        words = ["measure", "import", file(name), "--new-areas", "--as", "analyst"]
        assert main(words) == 0, name
    assert (
        Load.objects.count() == 12
    )  # delayed transfers were known; of the panel 142 values changed
    assert Observation.objects.count() > 140_000
    ended = Measure.objects.get(ref="dtoc-days")
    england, wiltshire = (Area.objects.get(code=code) for code in ("E92000001", "E06000054"))
    points = series([(ended.pk, england.pk), (ended.pk, wiltshire.pk)])
    assert len(points[ended.pk, england.pk]) == 115
    assert points[ended.pk, england.pk][-1].value == 155782
    assert [int(p.value or 0) for p in points[ended.pk, wiltshire.pk]] == [605]
    assert str(ended.ended) == "2020-03-01"
    for name in publications:
        assert main(["measure", "import", file(name), "--as", "analyst"]) == 0, name
    assert Load.objects.count() == 14  # only the two files come again that revise each other


def test_the_table_of_comparators_of_the_how_to(book: Book, tmp_path: Path) -> None:
    assert main(["measure", "areas", file("uk_local_authorities.csv"), "--as", "analyst"]) == 0
    table = tmp_path / "neighbours.csv"
    table.write_text("area,neighbour,position\nE10000025,Hampshire,1\nOxfordshire,Kent,2\n")
    (words,) = commands("neighbours")
    words[words.index("neighbours.csv")] = str(table)
    assert main(words) == 0
