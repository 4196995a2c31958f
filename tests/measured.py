"""A book with measures for the tests: some fifteen months of them on a scorecard, with all that can be said."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from poolbook.performance.actions import areas, judging, loads, measures, scorecards, targets
from poolbook.performance.actions.loads import Value
from poolbook.performance.models import Area, Judgement, Measure, Scorecard
from poolbook.rules.measures.periods import Time, month
from tests.factories import Book

D = Decimal
OURS, ENGLAND = "E10000025", "E92000001"
COUNCILS = {
    OURS: "Oxfordshire", "E10000002": "Buckinghamshire", "E06000037": "West Berkshire",
    "E10000014": "Hampshire", "E10000016": "Kent", "E10000030": "Surrey",
}  # fmt: skip
EMPLOYED = measures.Meaning(
    name="% of people with severe mental illness in employment", short_name="SMI in employment",
    unit="percent", polarity="higher", decimals=1, numerator="in employment",
    denominator="on the programme", source="provider’s return", per=100,
)  # fmt: skip
SETTLED = measures.Meaning(
    name="Stable accommodation", unit="percent", polarity="higher", decimals=1, per=100
)
ADMITTED = measures.Meaning(
    name="New permanent care home admissions, 18-64",
    unit="count",
    polarity="lower",
    cumulative=True,
)
DELAYED = measures.Meaning(
    name="Delayed transfers of care, days", unit="count", polarity="lower", decimals=0
)


@dataclass
class Measured:
    """What was made."""

    book: Book
    card: Scorecard
    area: Area
    employed: Measure
    settled: Measure
    admitted: Measure
    delayed: Measure
    judgement: Judgement


def measured(book: Book, mark: str = "") -> Measured:
    """Four measures of Oxfordshire from January 2019, England beside one of them; a card in the pack."""
    by = book.analyst
    areas.keep_areas(
        by=by,
        places=[
            areas.Place(ENGLAND, "England", "country"),
            *(
                areas.Place(code, name, "council", within=ENGLAND)
                for code, name in COUNCILS.items()
            ),
        ],
    )
    meanings = {"smi-work": EMPLOYED, "settled": SETTLED, "admitted": ADMITTED, "delayed": DELAYED}
    made = {
        name: measures.define(by=by, agreement=book.agreement, ref=f"{mark}{name}", meaning=meaning)
        for name, meaning in meanings.items()
    }
    _targets(book, made)
    loads.take_in(by=by, agreement=book.agreement, values=list(_values(mark)))
    areas.keep_neighbours(
        by=by, agreement=book.agreement, model="Like us",
        rows=[(OURS, code, n) for n, code in enumerate(list(COUNCILS)[1:4], 1)],
    )  # fmt: skip
    row = scorecards.Row
    card = scorecards.keep_scorecard(
        by=by,
        agreement=book.agreement,
        card=scorecards.Card(
            f"{mark}jmg", f"{mark}Joint management group", OURS, body="The joint management group",
            comparator=ENGLAND, neighbours="Like us", in_pack=True,
            headings=[
                scorecards.Heading("work", "Meaningful activity", [row(f"{mark}smi-work"), row(f"{mark}settled")]),
                scorecards.Heading("homes", "At home, not in hospital", [row(f"{mark}admitted"), row(f"{mark}delayed")]),
            ],
        ),
    )  # fmt: skip
    ours = Area.objects.get(code=OURS)
    april = month(2020, 4)
    judged = judging.judge_measure(
        by=by, measure=made["smi-work"], area=ours, time=april, rag="A",
        reason="the provider’s figures are provisional", comment="Placements paused in April.",
    )  # fmt: skip
    judging.judge_section(
        by=by, section=card.sections.get(code="work"), time=april, rag="A", reason="mixed",
        comment="Activity is coming back.",
    )  # fmt: skip
    judging.put_step(
        by=by, measure=made["delayed"], area=ours, kind="recalculate", day=date(2020, 3, 15),
        reason="a new pathway home from hospital",
    )  # fmt: skip
    judging.put_step(
        by=by, measure=made["smi-work"], area=ours, kind="ghost", day=date(2019, 8, 1),
        reason="the system was down",
    )  # fmt: skip
    return Measured(
        book,
        card,
        ours,
        made["smi-work"],
        made["settled"],
        made["admitted"],
        made["delayed"],
        judged,
    )


def _targets(book: Book, made: dict[str, Measure]) -> None:
    wanted = targets.Wanted
    since = date(2019, 4, 1)
    for name, each in (
        ("smi-work", wanted("at least", since, D(18), tolerance=D(1))),
        ("settled", wanted("at least", since, D(95))),
        ("admitted", wanted("below", since, D(39), words="<39")),
        ("delayed", wanted("at most", since, D(40))),
    ):
        targets.set_target(by=book.analyst, measure=made[name], wanted=each)


def _values(mark: str):
    """Sixteen months to April 2020; one month of stable accommodation is plainly wrong."""
    employed = [22, 23, 21, 24, 22, 23, 22, 3, 23, 21, 22, 24, 23, 22, 21, 22]
    settled = [95.1, 94.8, 95.3, 94.6, 95.0, 94.9, 95.2, 94.7, 95.1, 95.0, 15.7, 94.8, 95.2, 95.4, 94.9, 95.0]  # fmt: skip
    delayed = [50, 52, 47, 55, 49, 51, 53, 48, 50, 54, 49, 52, 51, 50, 30, 28]
    for at in range(16):
        year, number = 2019 + at // 12, at % 12 + 1
        time = month(year, number)
        yield _value(f"{mark}smi-work", OURS, time, D(employed[at] * 100) / 128, employed[at], 128)
        yield _value(f"{mark}settled", OURS, time, D(str(settled[at])))
        if at != 5:
            yield _value(f"{mark}delayed", OURS, time, D(delayed[at]))
        for place, code in enumerate(list(COUNCILS)[1:]):
            count = 12 + place * 4 + at % 3
            size = 110 + place * 40
            yield _value(f"{mark}smi-work", code, time, D(count * 100) / size, count, size)
        yield _value(f"{mark}smi-work", ENGLAND, time, D(9), 9000, 100000)
    yield _value(f"{mark}admitted", OURS, Time(date(2020, 4, 1), date(2020, 4, 30)), D(3))
    yield Value(
        f"{mark}delayed", OURS, date(2019, 6, 1), date(2019, 6, 30), "suppressed", note="<5"
    )


def _value(
    ref: str,
    area: str,
    time: Time,
    value: Decimal,
    top: int | None = None,
    bottom: int | None = None,
) -> Value:
    numbers = (None if top is None else D(top), None if bottom is None else D(bottom))
    return Value(ref, area, time.starts, time.ends, "value", round(value, 8), *numbers)
