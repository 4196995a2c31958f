"""Broken files of the month's work: the user is told exactly what is wrong, and nothing is changed."""

import json
import shutil
from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from poolbook.__main__ import main
from poolbook.audit.queries import head
from poolbook.finance.actions.forecasts import set_forecasts, set_notes
from poolbook.finance.actions.mappings import add_mappings
from poolbook.finance.models import Period, Source
from poolbook.finance.queries import checks
from poolbook.finance.queries.suspense import suspense
from poolbook.intake import small
from poolbook.intake.extracts import import_extract
from poolbook.intake.setup import set_up
from poolbook.partners.models import Person
from poolbook.rules.refusal import Refusal
from tests.broken.expected_imports import FOLDERS, TOLD

ROOT = Path(__file__).parent.parent
FILES = ROOT / "broken" / "import"
DEMO = ROOT.parent / "demo" / "oxfordshire"
TERMS = ROOT / "gold" / "terms" / "clause-01-oxfordshire-outside-contract"
BEFORE = "Cost Centre,Subjective,Period,Posting Date,Document,Amount\n41020,45110,5,15/08/2020,C1,100.00\n"


@pytest.fixture(scope="module")
def demonstration(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Generator[None, None, None]:
    """The agreement set up, mapped and with one import, for this module; taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        set_up(DEMO)
        agreement = Source.objects.get(code="council").agreement
        for source, name in (("council", "occ"), ("nhs", "occg")):
            rules = small.mapping_rules(DEMO / f"maps/{name}.csv", agreement)
            add_mappings(by=manager(), source=Source.objects.get(code=source), rules=rules)
        path = tmp_path_factory.mktemp("before") / "to-august.csv"
        path.write_text(BEFORE)
        import_(path)
        connection.check_constraints()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def book(demonstration: None, db: None) -> None:
    """The demonstration, for one test."""


def manager() -> Person:
    return Person.objects.get(username="pool-manager")


def period() -> Period:
    return Period.objects.get(number=6)


def import_(path: Path) -> object:
    source = Source.objects.get(code="council")
    return import_extract(by=manager(), period=period(), source=source, path=path)[0]


def map_(path: Path) -> None:
    source = Source.objects.get(code="council")
    add_mappings(by=manager(), source=source, rules=small.mapping_rules(path, source.agreement))


def forecast(path: Path) -> None:
    set_forecasts(by=manager(), period=period(), entries=small.forecast_entries(path, period()))


def notes(path: Path) -> None:
    set_notes(by=manager(), period=period(), notes=small.notes(path, period()))


def terms(path: Path) -> None:
    _share(path, TERMS.with_suffix(".over.position.json"))


def position(path: Path) -> None:
    _share(TERMS.with_suffix(".toml"), path)


def _share(terms: Path, position: Path) -> None:
    main(["share", "--terms", str(terms), "--position", str(position), "--json"])


DONE: dict[str, Callable[[Path], object]] = {
    "ledger": import_,
    "mapping": map_,
    "forecast": forecast,
    "notes": notes,
    "terms": terms,
    "position": position,
}


def refusal(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[str, list[str]]:
    """What the user is told of a broken file: the headline and the details."""
    if name in FOLDERS:
        path, do = broken_folder(name, tmp_path), set_up
    else:
        path = next(FILES.glob(f"{name}.*"))
        do = DONE[name.partition("-")[0]]
    try:
        do(path)
    except Refusal as refused:
        told = {"error": refused.message, "details": refused.details}
    else:
        told = json.loads(capsys.readouterr().out)
    folder = path if name in FOLDERS else path.parent
    texts = [text.replace(f"{folder}/", "") for text in (told["error"], *told["details"])]
    return texts[0], texts[1:]


def broken_folder(name: str, tmp_path: Path) -> Path:
    """The demonstration's folder with one thing broken in it."""
    folder = tmp_path / "oxfordshire"
    shutil.copytree(DEMO, folder, ignore=shutil.ignore_patterns("ledgers", "source"))
    file, old, new = FOLDERS[name]
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    if old:
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    else:
        (folder / file).unlink()
    return folder


def close_period() -> None:
    """Moves the period on to closed, without the papers of a real close."""
    for to in ("checked", "signed", "closed"):
        Period.objects.update(state=to, closed_at=timezone.now() if to == "closed" else None)


def state() -> dict[str, object]:
    """How many rows each table has, and the head of the record."""
    connection.check_constraints()
    counts: dict[str, object] = {"head": head()}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            counts[table] = cursor.fetchone()[0]
    return counts


@pytest.mark.parametrize("name", sorted(TOLD))
def test_user_is_told_and_nothing_is_changed(
    name: str, book: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if name.endswith("to-a-closed-period"):
        close_period()
    before = state()
    assert refusal(name, tmp_path, capsys) == TOLD[name]
    assert state() == before


def test_unknown_cost_centre_goes_to_suspense_and_blocks_the_check(book: None) -> None:
    done = import_(FILES / "ledger-cost-centre-unknown.csv")
    assert (done.rows["suspended"], done.pence["suspended"]) == (1, 25000)
    [waiting] = suspense(period())
    assert (waiting.cost_centre, waiting.account, waiting.pence) == ("49999", "45110", 25000)
    check = next(result for result in checks.run(period()) if result.code == "suspense")
    assert (check.must, check.passed) == (True, False)
    assert check.details == SUSPENDED


SUSPENDED = ("council: 49999 45110 has no budget line, £250",)


def test_the_same_file_again_changes_nothing(book: None, tmp_path: Path) -> None:
    first = import_(FILES / "ledger-cost-centre-unknown.csv")
    before = state()
    again = import_(shutil.copy(FILES / "ledger-cost-centre-unknown.csv", tmp_path / "renamed.csv"))
    assert (again.already, again.batch) == (True, first.batch)
    assert state() == before


def test_control_a_sound_file_changes_the_book(book: None, tmp_path: Path) -> None:
    """The seeded fault: were the record not compared, this would pass unseen."""
    before = state()
    path = tmp_path / "sound.csv"
    path.write_text(BEFORE.replace("C1", "C2"))
    import_(path)
    after = state()
    assert after["finance_posting"] == before["finance_posting"] + 1
    assert after["head"] != before["head"]


def test_every_broken_file_is_in_the_table() -> None:
    text = {path.stem for path in FILES.iterdir()}
    assert text | set(FOLDERS) == set(TOLD) | {"ledger-cost-centre-unknown"}
