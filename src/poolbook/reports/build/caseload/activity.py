"""Activity: people and their weekly cost by service, setting, funder and county, with the change."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from poolbook.reports.build.caseload.numbers import Number, Numbers, change, share
from poolbook.reports.charts import bars
from poolbook.reports.model import Cell, Column, Row, Table
from poolbook.rules.caseload.activity import admissions, pro_rata
from poolbook.rules.caseload.codes import FUNDERS, SERVICES, SETTINGS
from poolbook.rules.caseload.facts import COUNTY, EVERYBODY, FUNDER, SERVICE, SETTING, Facts
from poolbook.rules.money import round_half_up
from poolbook.rules.saying import day

NAMES: Mapping[int, tuple[str, Mapping[int, str]]] = {
    SERVICE: ("Service", {code: each.name for code, each in SERVICES.items()}),
    SETTING: ("Setting", SETTINGS),
    FUNDER: ("Who pays", FUNDERS),
    COUNTY: ("Where", {0: "In county", 1: "Out of county"}),
}
SOME = {
    SERVICE: "A person with several services counts once in each, and once in everybody.",
    FUNDER: "A person whose packages are paid by several counts once in each.",
    COUNTY: "A person with packages in and out of county counts in both.",
}
MEANS = "Means and medians are over people whose packages have a price."


def by(
    numbers: Numbers, days: Sequence[date], cut: int, medians: bool = False, notes: tuple[str, ...] = ()
) -> Table:  # fmt: skip
    """People and mean weekly cost by a cut: on 1 April, at the last month's end and now, and the change."""
    title, names = NAMES[cut]
    last = len(days) - 1
    shown = sorted({0, max(last - 1, 0), last})
    columns = [Column(f"people-{at}", f"People, {day(days[at])}", "count") for at in shown]
    columns.append(Column("people-change", "Change since 1 April", "tenths"))
    columns += [Column(f"mean-{at}", f"Mean £ a week, {day(days[at])}", "pounds") for at in shown]
    columns.append(Column("mean-change", "Change since 1 April", "tenths"))
    if medians:
        columns.append(Column("median", f"Median £ a week, {day(days[last])}", "pounds"))
        columns.append(Column("median-change", "Change since 1 April", "tenths"))
    places = [(cut, value) for value in numbers.values(cut)]
    rows = [
        Row(f"v{value}", names[value], _cells(numbers, shown, cut, value, medians))
        for _, value in places
    ]
    rows.append(
        Row("all", "Everybody", _cells(numbers, shown, EVERYBODY, 0, False), "total")
    )  # fmt: skip
    told = tuple(note for note in (SOME.get(cut, ""), MEANS) if note)
    return Table(
        f"by-{title.lower().replace(' ', '-')}", f"People and weekly cost by {title.lower()}",
        "People supported and what they cost a week, with the change since 1 April",
        tuple(columns), tuple(rows), title, "", (*told, *notes),
    )  # fmt: skip


def _cells(
    numbers: Numbers, shown: Sequence[int], cut: int, value: int, medians: bool
) -> dict[str, Cell]:
    first, last = shown[0], shown[-1]
    cells = {f"people-{at}": numbers.people(at, cut, value).cell for at in shown}
    cells |= {f"mean-{at}": numbers.mean(at, cut, value).cell for at in shown}
    cells["people-change"] = change(
        numbers.people(first, cut, value), numbers.people(last, cut, value)
    )
    cells["mean-change"] = change(numbers.mean(first, cut, value), numbers.mean(last, cut, value))
    if medians:
        cells["median"] = numbers.median(last, cut, value).cell
        cells["median-change"] = change(
            numbers.median(first, cut, value), numbers.median(last, cut, value)
        )
    return cells


def settings(numbers: Numbers, days: Sequence[date], notes: tuple[str, ...] = ()) -> Table:
    """People by setting, each once: part of everybody, and how far their mean is from everybody's."""
    at = len(days) - 1
    whole, mean = numbers.people(at), numbers.mean(at)
    rows = []
    for value in numbers.values(SETTING):
        people, own = numbers.people(at, SETTING, value), numbers.mean(at, SETTING, value)
        cells = {
            "people": people.cell, "part": share(people, whole), "mean": own.cell,
            "variation": change(mean, own),
        }  # fmt: skip
        rows.append(Row(f"v{value}", SETTINGS[value], cells))
    cells = {"people": whole.cell, "part": share(whole, whole), "mean": mean.cell}
    rows.append(Row("all", "Everybody", cells, "total"))
    columns = (
        Column("people", "People", "count"), Column("part", "Part of everybody", "percent"),
        Column("mean", "Mean £ a week", "pounds"), Column("variation", "Mean against everybody’s", "tenths"),
    )  # fmt: skip
    return Table(
        "settings", "People by setting", f"People by setting on {day(days[at])}, each counted once",
        columns, tuple(rows), "Setting", "", (MEANS, *notes),
    )  # fmt: skip


def admitted(facts: Facts, days: Sequence[date]) -> dict[int, Number]:
    """New admissions of each service from the first day to the last, as they are."""
    return {code: Number(n) for code, n in started(facts, range(len(days) - 1)).items()}


def started(facts: Facts, months: Sequence[int]) -> dict[int, int]:
    """People who began each ongoing service in some months (places in the question), of those that any did."""
    found = {
        code: admissions(facts, months, code)[0]
        for code, service in SERVICES.items()
        if service.ongoing
    }
    return {code: starts for code, starts in found.items() if starts}


def began(
    starts: Mapping[int, Number], days: Sequence[date], of_days: int, notes: tuple[str, ...] = ()
) -> Table:
    """The table of new packages by service from the first day to the last, in a year of `of_days` days."""
    passed = (days[-1] - days[0]).days + 1
    rows = []
    for code, found in starts.items():
        year = Cell(missing=found.mark)
        if found.value is not None:
            pace = pro_rata(int(found.value), passed, of_days)
            year = Cell(round_half_up(pace or Fraction(0)))
        rows.append(Row(f"v{code}", SERVICES[code].name, {"new": found.cell, "year": year}))
    if not rows:
        rows.append(Row("none", "Nobody", {"new": Cell(0), "year": Cell(0)}))
    columns = (
        Column("new", "New since 1 April", "count"),
        Column("year", "A year at that pace", "count"),
    )
    return Table(
        "new", "New admissions", f"People who began a service from 1 April to {day(days[-1])}",
        columns, tuple(rows), "Service", "",
        ("A new price, or a package that follows the next day, is no admission.", *notes),
    )  # fmt: skip


def pictures(numbers: Numbers, days: Sequence[date]) -> tuple[bars.Bars, bars.Bars]:
    """People, and the mean weekly cost, by service: on 1 April beside now."""
    last = len(days) - 1
    series = (day(days[0]), day(days[last]))
    found = []
    for what, of, unit in (
        ("People supported by service", numbers.people, "count"),
        ("Mean cost a week by service", numbers.mean, "pounds"),
    ):
        groups = []
        for value in numbers.values(SERVICE):
            pair = (of(0, SERVICE, value).cell.value, of(last, SERVICE, value).cell.value)
            if any(isinstance(each, int) and each for each in pair):
                known = tuple(each if isinstance(each, int) else None for each in pair)
                groups.append(bars.Group(SERVICES[value].name, known))
        groups.sort(key=lambda group: -(group.values[-1] or 0))
        found.append(bars.Bars(what, series, tuple(groups), unit=unit, missing="not shown"))
    return found[0], found[1]
