"""Loads: whole or not at all, nothing erased, earlier facts rebuilt, files that are what was written."""

import random
from datetime import date, datetime
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from poolbook.audit.models import Event
from poolbook.caseload import actions, lake, queries
from poolbook.caseload.models import CaseArea, CaseLoad, LakeFile, Look
from poolbook.caseload.schema import SCHEMA
from poolbook.caseload.verifying import broken_files
from poolbook.partners import actions as people
from poolbook.partners.roles import Role
from poolbook.rules.caseload import bridging
from poolbook.rules.caseload.facts import EVERYBODY, PeopleKey
from poolbook.rules.refusal import NotAllowed, Refusal
from tests.factories import Book
from tests.unit.caseload.made import table, the_county

DAYS = (date(2020, 4, 1), date(2020, 11, 1))


def people_on(area: CaseArea, day: int, as_at: datetime | None = None) -> tuple[int, ...]:
    found = queries.answer([area], queries.question(DAYS), as_at).facts
    return tuple(found.people.get(PeopleKey(day, EVERYBODY, 0), (0, 0, 0)))


def take_in(book: Book, area: CaseArea, *rows: dict[str, int], whole: bool = False):
    return actions.take_in(by=book.analyst, area=area, table=table(*rows), whole=whole)


def test_only_what_is_new_or_changed_is_added(book: Book, area: CaseArea) -> None:
    first = take_in(book, area, {"package": 1}, {"package": 2, "person": 2})
    assert (first.new, first.changed, first.same, first.ended) == (2, 0, 0, 0)
    again = take_in(book, area, {"package": 1}, {"package": 2, "person": 2})
    assert again.load is None
    assert again.same == 2
    dearer = take_in(book, area, {"package": 1, "weekly": 80_000})
    assert (dearer.new, dearer.changed, dearer.ended) == (0, 1, 1)
    assert people_on(area, 0) == (2, 2, 150_000)


def test_a_whole_extract_ends_what_it_does_not_name(book: Book, area: CaseArea) -> None:
    take_in(book, area, {"package": 1}, {"package": 2, "person": 2})
    before = timezone.now()
    assert take_in(book, area, {"package": 1}, whole=True).ended == 1
    assert people_on(area, 0) == (1, 1, 70_000)
    assert people_on(area, 0, before) == (2, 2, 140_000)


def test_a_late_authorisation_restates_without_erasing(book: Book, area: CaseArea) -> None:
    take_in(book, area, {"package": 1})
    then = timezone.now()
    take_in(book, area, {"package": 2, "person": 2, "start": 18_300, "authorised": 18_500})
    assert people_on(area, 0, then) == (1, 1, 70_000)
    assert people_on(area, 0) == (2, 2, 140_000)
    found = queries.bridge([area], queries.question(()), (DAYS[0], then), (DAYS[1], None)).facts
    bridge = bridging.weekly(found)
    assert {step.key: step.pence for step in bridge.steps} == {"retrospective": 70_000}
    assert bridge.unexplained == 0


def test_a_thousand_corrections_leave_the_earlier_facts(book: Book, area: CaseArea) -> None:
    actions.take_in(by=book.analyst, area=area, table=the_county())
    then = timezone.now()
    asked = queries.question(DAYS, year=2020, cut=date(2020, 10, 31), medians=(0, 1))
    before = queries.answer([area], asked, then)
    chance = random.Random(5)
    rows = the_county().select([n for n in SCHEMA.names]).to_pylist()
    for _ in range(4):
        wrong = [dict(row) for row in chance.sample(rows, 250)]
        named = {row["package"] for row in wrong}
        told = [row for row in rows if row["package"] in named]
        for row in told:
            row["weekly"] += chance.randrange(1, 5_000)
        loaded = actions.take_in(by=book.analyst, area=area, table=table(*told))
        assert loaded.changed >= 250
    assert queries.answer([area], asked).facts.rows() != before.facts.rows()
    after = queries.answer([area], asked, then)
    assert after.files == before.files
    assert after.facts.rows() == before.facts.rows()
    last = queries.newest(area, None)
    assert last is not None
    # Also from the newest file alone: nothing that was known then has gone.
    from poolbook.caseload import engine

    rebuilt = engine.answer(actions.folder(), [last], before.question)
    assert rebuilt.rows() == before.facts.rows()


def test_a_load_is_withdrawn_without_erasing(book: Book, area: CaseArea) -> None:
    take_in(book, area, {"package": 1})
    second = take_in(book, area, {"package": 1, "weekly": 90_000}, {"package": 2, "person": 2})
    with_it = timezone.now()
    first = CaseLoad.objects.first()
    with pytest.raises(Refusal, match="only the newest load"):
        actions.withdraw(by=book.analyst, load=first, why="wrong month")
    actions.withdraw(by=book.analyst, load=second.load, why="wrong month")
    assert people_on(area, 0) == (1, 1, 70_000)
    assert people_on(area, 0, with_it) == (2, 2, 160_000)


def test_faults_are_said_by_row_and_nothing_is_kept(book: Book, area: CaseArea) -> None:
    with pytest.raises(Refusal) as refused:
        take_in(
            book, area,
            {"package": 1}, {"package": 2, "start": 18_100},
            {"package": 3, "person": 2, "end": 17_000},
            {"package": 4, "person": 3, "service": 99},
            {"package": 5, "person": 4, "weekly": -1},
            {"package": 6, "person": 5, "authorised": 40_000},
            {"package": 7, "person": 6, "start": -25_567},
        )  # fmt: skip
    said = " ".join(refused.value.details)
    for words in ("overlaps another", "before its start", "unknown service 99", "weekly -1",
                  "authorised in the future", "start is out of the calendar"):  # fmt: skip
        assert words in said
    assert not CaseLoad.objects.exists()
    assert not LakeFile.objects.exists()


def test_a_file_that_is_not_what_was_written_is_refused(
    book: Book, area: CaseArea, folder: Path
) -> None:
    take_in(book, area, {"package": 1})
    path = folder / LakeFile.objects.get().path
    assert broken_files() == []
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    assert "is not what was written" in broken_files()[0]
    with pytest.raises(Refusal, match="is not what was written"):
        people_on(area, 0)
    path.unlink()
    assert "is not there" in broken_files()[0]


def test_a_crash_while_writing_leaves_nothing(
    book: Book, area: CaseArea, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> str:
        raise OSError("no space")

    monkeypatch.setattr(lake, "digest", full)
    with pytest.raises(OSError, match="no space"):
        take_in(book, area, {"package": 1})
    assert not CaseLoad.objects.exists()
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_the_manifest_and_looks_are_kept_by_the_database(book: Book, area: CaseArea) -> None:
    load = take_in(book, area, {"package": 1}).load
    for sql in (
        "UPDATE caseload_lakefile SET sha256 = ''",
        "DELETE FROM caseload_lakefile",
        "DELETE FROM caseload_caseload",
        "UPDATE caseload_caseload SET weekly_pence = 0",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert load.weekly_pence == 70_000


def test_single_people_are_for_named_roles_and_each_look_is_kept(
    book: Book, area: CaseArea
) -> None:
    take_in(book, area, {"package": 1}, {"package": 2, "person": 2})
    administrator = people.keep_person(
        by="the tests", username="admin", role=Role.ADMINISTRATOR, partner=book.partners[0]
    )
    for by in (administrator, book.manager, book.leads[0], book.auditor):
        with pytest.raises(NotAllowed):
            actions.look(by=by, area=area, what_for="curious")
    with pytest.raises(Refusal, match="say what you look for"):
        actions.look(by=book.analyst, area=area, what_for=" ")
    rows = actions.look(by=book.analyst, area=area, what_for="a dear package", choose={"person": 2})
    assert [row["package"] for row in rows] == [2]
    look = Look.objects.get()
    assert (look.by, look.rows, look.what_for) == (book.analyst, 1, "a dear package")
    assert Event.objects.filter(table="caseload_look").count() == 1


def test_another_partners_people_and_made_up_people_stay_apart(book: Book, area: CaseArea) -> None:
    from tests.factories import make_book

    other = make_book(mark="x")
    with pytest.raises(Refusal, match="belongs to no partner"):
        take_in(other, area, {"package": 1})
    with pytest.raises(Refusal, match="belongs to no partner"):
        actions.look(by=other.analyst, area=area, what_for="to see")
    with pytest.raises(Refusal, match="never kept in one area"):
        actions.keep_area(by=book.analyst, agreement=book.agreement, code="county", name="County")


def test_packages_find_their_budget_line(book: Book, area: CaseArea) -> None:
    keep = {"by": book.analyst, "agreement": book.agreement}
    actions.keep_line(**keep, line=book.line(1), group=1)
    actions.keep_line(**keep, line=book.line(2), group=1, service=4)
    actions.keep_line(**keep, line=book.line(3), group=1, service=4, funder=2)
    found = queries.line_of(book.agreement)
    assert [found[key] for key in ((1, 1, 1), (1, 4, 1), (1, 4, 2))] == ["L1", "L2", "L3"]
    assert (2, 1, 1) not in found
