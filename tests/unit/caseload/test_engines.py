"""Every engine gives the same integers: on any small lake, and on the county."""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from poolbook.caseload import engine, lake
from poolbook.rules.caseload.codes import FOREVER, OPEN
from poolbook.rules.caseload.facts import (
    EVERYBODY,
    BridgeQuestion,
    PeopleKey,
    PeopleSums,
    Question,
    gather,
)  # fmt: skip
from poolbook.rules.refusal import Refusal
from tests.unit.caseload.made import county_question, crowds, lakes, questions, table, the_county

# Spark takes a minute to start: `make test-spark` asks for it.
SPARK = [engine.SPARK] if os.environ.get("POOLBOOK_TEST_SPARK") else []
ENGINES = [*engine.BY_AREA, *SPARK]
OTHERS = [name for name in ENGINES if name != "reference"]
_session: list[Any] = []


@pytest.fixture(autouse=True, scope="module")
def stopped() -> Iterator[None]:
    """Executors do not outlive the tests."""
    yield
    while _session:
        _session.pop().stop()


def facts(name: str, packages, question: Question):
    """The facts by an engine; Spark is given the packages as files of two areas."""
    if name != engine.SPARK:
        return gather(engine.by_area(name)(packages, question))
    from poolbook.caseload import spark

    if not _session:
        _session.append(spark.open_session())
    odd = packages.column("person").to_numpy() % 2 == 1
    with tempfile.TemporaryDirectory() as folder:
        files = [
            lake.write(Path(folder), area, lake.START, packages.filter(part))
            for area, part in (("odd", odd), ("even", ~odd))
        ]
        return gather(spark.over(_session[0], Path(folder), files, question))


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("made", [lakes, crowds])
def test_equal_to_the_reference_on_any_lake(name: str, made: Callable[[], Any]) -> None:
    @settings(
        max_examples=30 if name in engine.BY_AREA else 10,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(made(), questions())
    def same(packages, question) -> None:
        assert (
            facts(name, packages, question).rows() == facts("reference", packages, question).rows()
        )

    same()


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("year", [False, True])
def test_equal_to_the_reference_on_the_county(name: str, year: bool) -> None:
    asked = county_question(bridge=BridgeQuestion(18_500, 0, 18_567, 0, year))
    found = facts(name, the_county(), asked)
    assert len(found.rows()) > 1_000
    assert found.rows() == facts("reference", the_county(), asked).rows()


@pytest.mark.parametrize("name", ENGINES)
def test_what_was_known_later_is_not_used(name: str) -> None:
    packages = table({"known_to": 5}, {"weekly": 80_000, "known_from": 5})
    asked = Question(days=(18_400,))
    key = PeopleKey(0, EVERYBODY, 0)
    for known, pence in ((4, 70_000), (5, 80_000)):
        found = facts(name, packages, Question(days=asked.days, known=known))
        assert found.people[key] == PeopleSums(1, 1, pence)


@pytest.mark.parametrize("name", ENGINES)
def test_a_change_of_price_is_neither_a_start_nor_a_leave(name: str) -> None:
    packages = table(
        {"start": 18_000, "end": 18_359}, {"start": 18_360, "end": 18_370, "weekly": 80_000}
    )
    found = facts(name, packages, Question(months=(18_353, 18_383)))
    assert {key: tuple(sums) for key, sums in found.moves.items()} == {(0, 1): (0, 1, 0, 80_000)}


@pytest.mark.parametrize("name", ENGINES)
def test_a_planned_end_counts_only_in_what_is_to_come(name: str) -> None:
    asked = Question(segments=(18_353, 18_360, 18_371), actual_segments=1)
    for planned, days in ((18_365, 6), (18_355, 11), (OPEN, 11)):
        found = facts(name, table({"planned_end": planned}), asked)
        assert found.lines[(1, 1, 1, 0)].pence_days == 7 * 70_000
        assert found.lines[(1, 1, 1, 1)].pence_days == days * 70_000


@given(st.integers(0, 4_000_000), st.integers(0, 1_000_000), st.integers(1, 1_000_000))
@settings(max_examples=8, deadline=None)
def test_volume_is_divided_in_whole_pence_everywhere(pence: int, after: int, before: int) -> None:
    packages = table(
        {"end": 18_400, "units": before, "weekly": pence},
        {"start": 18_401, "units": after, "weekly": 5},
    )
    asked = Question(bridge=BridgeQuestion(18_400, 0, 18_401, 0))
    expected = pence * after // before - pence if after else 0
    for name in ENGINES:
        sums = facts(name, packages, asked).bridge.get((1,))
        assert (sums.volume if sums else 0) == expected
        assert (sums.volume + sums.price if sums else 0) == 5 - pence


def test_areas_add_up(tmp_path: Path) -> None:
    packages = the_county()
    person = packages.column("person").to_numpy()
    halves = [packages.filter(person % 2 == odd) for odd in (0, 1)]
    at = lake.START
    stored = [lake.write(tmp_path, f"half{n}", at, half) for n, half in enumerate(halves)]
    whole = facts("kernel", packages, county_question())
    assert engine.answer(tmp_path, stored, county_question(), "kernel").rows() == whole.rows()


def test_areas_with_many_providers_add_up_too(tmp_path: Path) -> None:
    areas = [{"provider": 3}, {"provider": 700, "person": 2}, {"provider": 2_000, "person": 3}]
    stored = [
        lake.write(tmp_path, f"area{n}", lake.START, table(row)) for n, row in enumerate(areas)
    ]
    asked = Question(days=(18_400,), cost_days=(0,))
    found = engine.answer(tmp_path, stored, asked, "kernel")
    assert found.people[PeopleKey(0, EVERYBODY, 0)] == PeopleSums(3, 3, 210_000)
    assert found.rows() == engine.answer(tmp_path, stored, asked, "reference").rows()


def test_nothing_is_known_of_no_files(tmp_path: Path) -> None:
    for name in engine.BY_AREA:
        assert engine.answer(tmp_path, [], Question(days=(18_400,)), name).rows() == []


def test_a_file_that_changed_after_it_was_read_is_not_computed_from(tmp_path: Path) -> None:
    stored = lake.write(tmp_path, "area", lake.START, table({}))
    asked = Question(days=(18_400,))
    for name in engine.BY_AREA:
        assert engine.answer(tmp_path, [stored], asked, name).rows()
    other = lake.write(tmp_path, "other", lake.START, table({"weekly": 80_000}))
    (tmp_path / stored.path).write_bytes((tmp_path / other.path).read_bytes())
    for name in engine.BY_AREA:
        with pytest.raises(Refusal, match="not what was written"):
            engine.answer(tmp_path, [stored], asked, name)
    (tmp_path / stored.path).unlink()
    for name in engine.BY_AREA:
        with pytest.raises(Refusal, match="not there"):
            engine.answer(tmp_path, [stored], asked, name)


def test_an_unknown_engine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(engine.VARIABLE, "abacus")
    with pytest.raises(Refusal, match="kernel, reference, spark"):
        engine.chosen()


def test_forever_is_never_reached() -> None:
    assert lake.micros(lake.START.replace(year=9999)) < FOREVER
