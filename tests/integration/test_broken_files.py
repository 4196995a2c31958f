"""Broken files: each is told about in exactly the words of tests/broken/expected.py."""

from pathlib import Path

import pytest

from poolbook.intake.reading import Reading, read_file
from tests.broken import workbooks
from tests.broken.expected import FAULTS, REFUSED, TOLD, WARNINGS

FOLDER = Path(__file__).parent.parent / "broken"
SHOWN = 3


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the broken files that are not text."""
    folder = tmp_path_factory.mktemp("broken")
    workbooks.make_all(folder)
    return folder


def became(reading: Reading) -> str:
    """What became of a file, in one word of the table."""
    if reading.refused:
        return REFUSED
    return FAULTS if reading.faults else WARNINGS


@pytest.mark.parametrize("name", sorted(TOLD))
def test_user_is_told(name: str, made: Path) -> None:
    fate, messages = TOLD[name]
    reading = read_file((made if name in workbooks.MAKERS else FOLDER) / name)
    assert became(reading) == fate
    shown = reading.faults or reading.warnings
    assert [fault.message for fault in shown[:SHOWN]] == messages
    assert not (reading.refused and reading.rows)


def test_every_broken_file_is_in_the_table() -> None:
    text = {path.name for path in FOLDER.iterdir() if path.is_file() and path.suffix != ".py"}
    assert text | set(workbooks.MAKERS) == set(TOLD)


def test_there_are_at_least_sixty() -> None:
    assert len(TOLD) >= 60


@pytest.mark.parametrize("name", sorted(TOLD))
def test_every_fault_says_what_to_do(name: str, made: Path) -> None:
    reading = read_file((made if name in workbooks.MAKERS else FOLDER) / name)
    assert all(fault.what_to_do for fault in reading.faults)
    assert all(fault.message.endswith((".", "?")) for fault in reading.faults + reading.warnings)


def test_faults_beyond_the_limit_are_counted(made: Path) -> None:
    reading = read_file(made / "three-hundred-faults.csv")
    assert len(reading.faults) == 200
    assert reading.faults_not_listed == 100


def test_a_sound_file_is_told_nothing(tmp_path: Path) -> None:
    """The control: the same reader says nothing of a file with nothing wrong."""
    path = tmp_path / "sound.csv"
    path.write_text("Cost centre,Account,Date,Amount\nC100,4001,23/04/2020,12.00\n")
    reading = read_file(path)
    assert (reading.faults, reading.warnings, reading.total_pence) == ([], [], 1200)
