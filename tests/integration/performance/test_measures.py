"""Measures from definition to a judged scorecard, as known at a moment; what is refused; what is kept."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from poolbook.partners.roles import Role
from poolbook.performance.actions import areas, judging, loads, measures, scorecards, targets
from poolbook.performance.actions.loads import Value
from poolbook.performance.models import Area, Load, Measure, Observation
from poolbook.performance.queries import cards, verify
from poolbook.rules.measures.periods import month
from poolbook.rules.refusal import NotAllowed, Refusal
from tests.factories import Book, make_book, person

D = Decimal
EMPLOYED = measures.Meaning(
    name="% of people with severe mental illness in employment",
    unit="percent",
    polarity="higher",
    decimals=1,
    lag=30,
)
ADMITTED = measures.Meaning(
    name="New permanent care home admissions, 18-64",
    unit="count",
    polarity="lower",
    cumulative=True,
)


@pytest.fixture
def book(db: None) -> Book:
    made = make_book()
    areas.keep_areas(
        by=made.manager,
        places=[
            areas.Place("E92000001", "England", "country"),
            areas.Place("E10000025", "Oxfordshire", "council", within="E92000001"),
            areas.Place("E10000002", "Buckinghamshire", "council"),
        ],
    )
    return made


def value(measure: str, number: int, figure: str | None, area: str = "E10000025", **more) -> Value:
    time = month(2020, number)
    given = {
        "status": "value" if figure else "not available",
        "value": D(figure) if figure else None,
    }
    return Value(measure, area, time.starts, time.ends, **(given | more))


def defined(book: Book) -> None:
    measures.define(by=book.analyst, agreement=book.agreement, ref="smi-work", meaning=EMPLOYED)
    measures.define(by=book.analyst, agreement=book.agreement, ref="admitted", meaning=ADMITTED)


def carded(book: Book):
    heading = scorecards.Heading(
        "work", "Meaningful activity", [scorecards.Row("smi-work"), scorecards.Row("admitted")]
    )
    return scorecards.keep_scorecard(
        by=book.analyst,
        agreement=book.agreement,
        card=scorecards.Card(
            "jmg", "Joint management group", "E10000025", comparator="E92000001", headings=[heading]
        ),
    )


def test_a_card_says_value_colour_direction_comparator_and_the_year(book: Book) -> None:
    defined(book)
    found = carded(book)
    measure = Measure.objects.get(ref="smi-work")
    targets.set_target(
        by=book.analyst,
        measure=measure,
        wanted=targets.Wanted("at least", date(2020, 4, 1), D(18), tolerance=D(1)),
    )
    targets.set_target(
        by=book.analyst,
        measure=Measure.objects.get(ref="admitted"),
        wanted=targets.Wanted("below", date(2020, 4, 1), D(39), words="<39"),
    )
    loads.take_in(
        by=book.analyst,
        agreement=book.agreement,
        values=[
            value("smi-work", 9, "18.2"),
            value("smi-work", 10, "17.4"),
            value("smi-work", 10, "9.0", area="E92000001"),
            Value("admitted", "E10000025", date(2020, 4, 1), date(2020, 10, 31), "value", D(12)),
        ],
    )
    work, admitted = cards.card(found, until=date(2020, 10, 31)).rows
    assert (work.rag, work.moved.words) == ("A", "down 0.8 points, worse")
    assert (
        work.why
        == "17.4% misses the target, at least 18.0%, by no more than the tolerance of 1 point"
    )
    assert work.theirs == D(9)
    assert admitted.rag == "G"
    assert round(admitted.year) == 21
    assert admitted.why == "21 projected for the year meets the target, <39"
    earlier = cards.card(found, until=date(2020, 9, 30)).rows[0]
    assert (earlier.point.value, earlier.rag) == (D("18.2"), "G")


def test_only_what_is_new_or_different_is_added_and_a_moment_gives_the_same_card(
    book: Book,
) -> None:
    defined(book)
    found = carded(book)
    give = {"by": book.analyst, "agreement": book.agreement}
    first = loads.take_in(
        values=[value("smi-work", 9, "18.2"), value("smi-work", 10, "17.4")], **give
    )
    assert (first.new, first.changed, first.same) == (2, 0, 0)
    again = loads.take_in(values=[value("smi-work", 9, "18.2")], **give)
    assert (again.load, again.same) == (None, 1)
    moment = timezone.now()
    other = loads.take_in(
        values=[value("smi-work", 9, "18.2"), value("smi-work", 10, "17.9")], **give
    )
    assert (other.new, other.changed, other.same) == (0, 1, 1)
    assert Observation.objects.count() == 3
    until = date(2020, 10, 31)
    assert cards.card(found, until=until).rows[0].point.value == D("17.9")
    assert cards.card(found, until=until, as_at=moment).rows[0].point.value == D("17.4")
    loads.withdraw(by=book.analyst, load=other.load, why="a typing mistake")
    assert cards.card(found, until=until).rows[0].point.value == D("17.4")
    before = other.load.at
    assert cards.card(found, until=until, as_at=before).rows[0].point.value == D("17.9")


def test_a_break_in_definition_ends_the_series(book: Book) -> None:
    defined(book)
    found = carded(book)
    measure = Measure.objects.get(ref="smi-work")
    loads.take_in(
        by=book.analyst,
        agreement=book.agreement,
        values=[value("smi-work", n, str(n)) for n in (7, 8, 9, 10)],
    )
    with pytest.raises(Refusal, match="anew"):
        measures.redefine(
            by=book.analyst,
            measure=measure,
            meaning=EMPLOYED,
            starts=date(2020, 9, 1),
            breaks=False,
            reason=" ",
        )
    measures.redefine(
        by=book.analyst,
        measure=measure,
        meaning=EMPLOYED,
        starts=date(2020, 9, 1),
        breaks=True,
        reason="counted by residence from September",
    )
    row = cards.card(found, until=date(2020, 10, 31)).rows[0]
    assert [p.value for p in row.points] == [9, 10]
    assert cards.card(found, until=date(2020, 8, 31)).rows[0].points[-1].value == 8


def test_a_colour_by_hand_takes_the_rules_place_and_says_so(book: Book) -> None:
    defined(book)
    found = carded(book)
    measure, area = Measure.objects.get(ref="smi-work"), Area.objects.get(code="E10000025")
    loads.take_in(by=book.analyst, agreement=book.agreement, values=[value("smi-work", 10, "17.4")])
    with pytest.raises(Refusal) as refused:
        judging.judge_measure(
            by=book.analyst, measure=measure, area=area, time=month(2020, 10), rag="G"
        )
    assert refused.value.details == ("a colour given by hand needs its reason",)
    judging.judge_measure(
        by=book.analyst,
        measure=measure,
        area=area,
        time=month(2020, 10),
        rag="G",
        reason="provisional",
    )
    row = cards.card(found, until=date(2020, 10, 31)).rows[0]
    assert (row.rag, row.rule.rag) == ("G", "NR")
    assert row.why == "provisional (the rule: NR, there is no target for this time)"
    loads.take_in(by=book.analyst, agreement=book.agreement, values=[value("smi-work", 11, "17.0")])
    assert cards.card(found, until=date(2020, 11, 30)).rows[0].by_hand is None  # it was of October


def test_a_target_of_england_is_englands_own_value_where_the_book_has_it(book: Book) -> None:
    defined(book)
    found = carded(book)
    england = Area.objects.get(code="E92000001")
    targets.set_target(
        by=book.analyst,
        measure=Measure.objects.get(ref="smi-work"),
        wanted=targets.Wanted("above", date(2020, 4, 1), D(16), comparator=england),
    )
    loads.take_in(
        by=book.analyst,
        agreement=book.agreement,
        values=[
            value("smi-work", 9, "17"),
            value("smi-work", 10, "17"),
            value("smi-work", 10, "18", area="E92000001"),
        ],
    )
    assert cards.card(found, until=date(2020, 9, 30)).rows[0].rag == "G"  # the printed 16
    assert cards.card(found, until=date(2020, 10, 31)).rows[0].rag == "R"  # England's 18


def test_every_fault_of_a_load_is_said_and_nothing_is_kept(book: Book) -> None:
    defined(book)
    with pytest.raises(Refusal) as refused:
        loads.take_in(
            by=book.analyst,
            agreement=book.agreement,
            values=[
                value("smi-work", 9, "18", where="row 2"),
                value("smi-work", 9, "19", where="row 3"),
                value("nothing", 9, "1", where="row 4"),
                value("smi-work", 8, "1", area="X", where="row 5"),
                value("smi-work", 7, "1", status="suppressed", where="row 6"),
            ],
        )
    assert refused.value.details == (
        "row 3: smi-work of E10000025 to 2020-09-30 is there twice, also in row 2",
        "row 4: there is no measure “nothing”",
        "row 5: there is no area “X”",
        "row 6: a value has its figure, and what is suppressed has none",
    )
    assert not Load.objects.exists()


def test_who_may(book: Book) -> None:
    for role in (Role.MEMBER, Role.AUDITOR, Role.ADMINISTRATOR, Role.FINANCE_LEAD):
        somebody = person(f"some-{role.name}", role, book.partners[0])
        with pytest.raises(NotAllowed):
            measures.define(by=somebody, agreement=book.agreement, ref="x", meaning=EMPLOYED)
        with pytest.raises(NotAllowed):
            loads.take_in(by=somebody, agreement=book.agreement, values=[])
    other = make_book(mark="other-")
    with pytest.raises(Refusal, match="belongs to no partner"):
        measures.define(by=other.analyst, agreement=book.agreement, ref="x", meaning=EMPLOYED)


def test_the_database_keeps_values_as_they_came(book: Book) -> None:
    defined(book)
    loaded = loads.take_in(
        by=book.analyst, agreement=book.agreement, values=[value("smi-work", 9, "18.2")]
    )
    for statement in (
        "UPDATE performance_observation SET value = 19",
        "DELETE FROM performance_observation",
        "TRUNCATE performance_observation",
        "UPDATE performance_definition SET name = 'x'",
        "DELETE FROM performance_load",
        "UPDATE performance_load SET file_name = 'x'",
        "INSERT INTO performance_observation (load_id, measure_id, area_id, starts, ends, status, value, note)"
        f" SELECT load_id, measure_id, area_id, starts, ends, status, 1, '' FROM performance_observation WHERE load_id = {loaded.load.pk}",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert not list(verify.findings())
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE performance_observation DISABLE TRIGGER kept")
        cursor.execute("UPDATE performance_observation SET value = 19")
        cursor.execute("ALTER TABLE performance_observation ENABLE TRIGGER kept")
    assert len(list(verify.findings())) == 1


def test_a_scorecard_is_brought_to_what_is_given_and_keeps_what_was_judged(book: Book) -> None:
    defined(book)
    found = carded(book)
    section = found.sections.get()
    judging.judge_section(
        by=book.analyst, section=section, time=month(2020, 10), rag="A", reason="mixed"
    )
    bare = scorecards.Card("jmg", "JMG", "E10000025")
    with pytest.raises(Refusal) as refused:
        scorecards.keep_scorecard(by=book.analyst, agreement=book.agreement, card=bare)
    assert "has judgements and cannot be taken off" in refused.value.details[0]
    turned = scorecards.Card(
        "jmg", "JMG", "E10000025",
        headings=[
            scorecards.Heading("new", "New", [scorecards.Row("admitted")]),
            scorecards.Heading("work", "Work", [scorecards.Row("smi-work")]),
        ],
    )  # fmt: skip
    scorecards.keep_scorecard(by=book.analyst, agreement=book.agreement, card=turned)
    again = cards.card(cards.scorecard(book.agreement, "jmg"), until=date(2020, 10, 31))
    assert [(p.section.name, [r.measure.ref for r in p.rows]) for p in again.parts] == [
        ("New", ["admitted"]), ("Work", ["smi-work"]),
    ]  # fmt: skip
    assert again.parts[1].judgement.rag == "A"


def test_a_card_asks_a_dozen_queries_however_many_measures(
    book: Book, django_assert_max_num_queries
) -> None:
    for n in range(30):
        measures.define(by=book.analyst, agreement=book.agreement, ref=f"m{n}", meaning=EMPLOYED)
    rows = [scorecards.Row(f"m{n}") for n in range(30)]
    found = scorecards.keep_scorecard(
        by=book.analyst,
        agreement=book.agreement,
        card=scorecards.Card(
            "many", "Many", "E10000025", headings=[scorecards.Heading("a", "A", rows)]
        ),
    )
    loads.take_in(
        by=book.analyst,
        agreement=book.agreement,
        values=[value(f"m{n}", m, str(n + m)) for n in range(30) for m in range(1, 11)],
    )
    with django_assert_max_num_queries(12):
        assert len(cards.card(found, until=date(2020, 10, 31)).rows) == 30
