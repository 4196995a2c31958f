"""Age and cost: bands, cohorts beside the whole, cost over a life of services, and honest words on age."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from poolbook.reports.build.caseload.activity import MEANS
from poolbook.reports.build.caseload.high import High
from poolbook.reports.build.caseload.numbers import Number, Numbers, change, share
from poolbook.reports.charts import bars
from poolbook.reports.model import Cell, Column, Row, Table
from poolbook.rules.caseload.ages import AT_LEAST, line
from poolbook.rules.caseload.codes import CONDITIONS, band_name
from poolbook.rules.caseload.facts import BAND, CONDITION, Facts
from poolbook.rules.disclosure.presets import nearest
from poolbook.rules.money import round_half_up, show_percent, show_whole

LIVES = ((0, "Under 1 year"), (1, "1 to 4 years"), (5, "5 to 9 years"), (10, "10 to 19 years"),
         (20, "20 years and more"))  # fmt: skip


def bands(
    numbers: Numbers, at: int, over: High | None, high: int, notes: Sequence[str] = ()
) -> Table:
    """People, mean and median by age band, and the part of them above the threshold."""
    columns = [
        Column("people", "People", "count"), Column("mean", "Mean £ a week", "pounds"),
        Column("median", "Median £ a week", "pounds"),
        Column("variation", "Mean against everybody’s", "tenths"),
    ]  # fmt: skip
    if over:
        columns.append(Column("over", f"Over {show_whole(high)} a week", "count"))
        columns.append(Column("part", "Part over", "percent"))
    whole, rows = numbers.mean(at), []
    for value in _held(numbers, at):
        people, mean = numbers.people(at, BAND, value), numbers.mean(at, BAND, value)
        cells = {
            "people": people.cell, "mean": mean.cell, "median": numbers.median(at, BAND, value).cell,
            "variation": change(whole, mean),
        }  # fmt: skip
        if over:
            cells |= _over(over.people("band", value), people)
        rows.append(Row(f"v{value}", band_name(value), cells))
    people = numbers.people(at)
    cells = {"people": people.cell, "mean": whole.cell, "median": Cell(), "variation": Cell()}
    if over:
        cells |= _over(over.people(), people)
    rows.append(Row("all", "Everybody", cells, "total"))
    return Table(
        "ages", "Cost by age", "People and what they cost a week, by age", tuple(columns),
        tuple(rows), "Age", "", (MEANS, *notes),
    )  # fmt: skip


def _held(numbers: Numbers, at: int) -> list[int]:
    """The bands that anybody is in on the day."""
    return [v for v in numbers.values(BAND) if numbers.people(at, BAND, v).value != 0]


def _over(over: Number, people: Number) -> dict[str, Cell]:
    return {"over": over.cell, "part": share(over, people)}


def cohorts(numbers: Numbers, at: int, notes: Sequence[str] = ()) -> Table:
    """People with a condition beside everybody: part of all, and their mean against everybody's."""
    whole, mean, rows = numbers.people(at), numbers.mean(at), []
    for value in numbers.values(CONDITION):
        people, own = numbers.people(at, CONDITION, value), numbers.mean(at, CONDITION, value)
        cells = {
            "people": people.cell, "part": share(people, whole), "mean": own.cell,
            "variation": change(mean, own),
        }  # fmt: skip
        rows.append(Row(f"v{value}", CONDITIONS[value], cells))
    cells = {"people": whole.cell, "part": share(whole, whole), "mean": mean.cell}
    rows.append(Row("all", "Everybody", cells, "total"))
    columns = (
        Column("people", "People", "count"), Column("part", "Part of everybody", "percent"),
        Column("mean", "Mean £ a week", "pounds"), Column("variation", "Mean against everybody’s", "tenths"),
    )  # fmt: skip
    return Table(
        "conditions", "Conditions beside everybody", "People with a condition beside everybody",
        columns, tuple(rows), "Condition", "",
        ("Somebody with several conditions counts in each.", MEANS, *notes),
    )  # fmt: skip


def lives(facts: Facts) -> dict[str, tuple[int, int]]:
    """People and their pence-days so far by how long ago their first package was."""
    found = {}
    for at, (first, label) in enumerate(LIVES):
        after = LIVES[at + 1][0] if at + 1 < len(LIVES) else 1000
        held = [each for key, each in facts.lifetimes.items() if first <= key.years < after]
        found[label] = sum(each.people for each in held), sum(each.pence_days for each in held)
    return found


def lifetimes(
    facts: Facts, published: Mapping[str, Number] | None, notes: Sequence[str] = ()
) -> Table:
    """What people have cost since their first package, by how long ago that was.

    As `published` (the people) a mean stands only where it rests on enough that no one of them shows.
    """
    rows = []
    for label, (people, pence) in lives(facts).items():
        mean = Number(None)
        if people and (published is None or people >= AT_LEAST):
            each = Fraction(pence, 7 * people)
            mean = Number(each if published is None else nearest(round_half_up(each), 100_000))
        elif people:
            mean = Number(None, "x")
        shown = Number(people) if published is None else published[label]
        rows.append(Row(label, label, {"people": shown.cell, "mean": mean.cell}))
    columns = (
        Column("people", "People", "count"),
        Column("mean", "Mean £ so far, each person", "pounds"),
    )
    return Table(
        "lifetimes", "Cost over a life of services",
        "What people supported have cost since their first package", columns, tuple(rows),
        "Since their first package", "",
        ("Of packages in the extract only; what was paid before it began is not in it.", *notes),
    )  # fmt: skip


def words(facts: Facts, at: int, exact: bool) -> tuple[str, ...]:
    """What may be said of cost and age: how much age explains, and what five years add on average."""
    found = line(facts, at)
    if found is None or (not exact and found.n < AT_LEAST):
        return (f"Fewer than {AT_LEAST} people: too few to say whether cost goes with age.",)
    said = [found.words]
    told = found.n >= AT_LEAST and round_half_up(found.r_squared * 100) >= 1
    if told and found.five_years is not None:
        part = found.five_years
        more = "more" if part > 0 else "less"
        said.append(
            f"Five years older goes with {show_percent(abs(part), 1)} {more} a week on average. "
            "That is no forecast for one person: people of one age differ widely."
        )
    return tuple(said)


def picture(numbers: Numbers, at: int) -> bars.Bars:
    """Mean and median weekly cost by age band."""
    groups = []
    for value in _held(numbers, at):
        cells = numbers.mean(at, BAND, value).cell, numbers.median(at, BAND, value).cell
        known = tuple(each.value if isinstance(each.value, int) else None for each in cells)
        groups.append(bars.Group(band_name(value), known))
    return bars.Bars(
        "Cost a week by age", ("Mean", "Median"), tuple(groups), unit="pounds", missing="not shown"
    )
