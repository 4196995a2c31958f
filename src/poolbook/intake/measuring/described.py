"""Measures, areas and scorecards as TOML describes them, with every fault and its place noted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from poolbook.intake.measuring.goals import goals
from poolbook.performance.actions.areas import Place
from poolbook.performance.actions.measures import EARLIEST, Meaning
from poolbook.performance.actions.scorecards import Card, Heading, Row
from poolbook.performance.actions.setting_up import Given, Version
from poolbook.rules.fields import Fault, Fields
from poolbook.rules.measures.kinds import FREQUENCIES, POLARITIES, UNITS

WORDS = ("name", "short_name", "numerator", "denominator", "source", "notes")
NUMBERS = {"decimals": 0, "lag": 30, "least": 0, "per": 1}


@dataclass
class Described:
    """What one file describes."""

    areas: list[Place] = field(default_factory=list)
    measures: list[Given] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)


def described(data: Mapping[str, Any], file: str, faults: list[Fault]) -> Described:
    """Everything in a file. `[defaults]` holds what its measures have in common, and
    `[defaults.targets]` what their targets have."""
    fields = Fields(data, "", faults)
    defaults = dict(fields.table("defaults").data)
    of_targets = defaults.pop("targets", {})
    found = Described()
    for item in fields.tables("areas"):
        found.areas.append(_area(item))
    for item in fields.tables("measures"):
        whole = Fields({**defaults, **item.data}, item.where, faults)
        found.measures.append(_measure(whole, file, of_targets))
    for item in fields.tables("scorecards"):
        found.cards.append(_card(item))
    fields.done()
    return found


def _area(item: Fields) -> Place:
    place = Place(
        code=item.text("code", required=True),
        name=item.text("name", required=True),
        kind=item.text("kind", required=True),
        within=item.text("within"),
        starts=item.day("from"),
        ends=item.day("to"),
        codes=tuple((str(k), str(v)) for k, v in item.table("codes").data.items()),
    )
    item.done()
    return place


def _measure(item: Fields, file: str, of_targets: Mapping[str, Any]) -> Given:
    starts = item.day("from") or EARLIEST
    first = Version(_meaning(item, None), starts)
    versions = [first, *_later(item, first)]
    given = Given(
        ref=item.text("ref", "?", required=True),
        versions=versions,
        goals=[
            goal
            for each in item.tables("targets")
            for goal in goals(
                Fields({**of_targets, **each.data}, each.where, each.faults),
                starts,
                first.meaning.unit,
            )
        ],
        partner=item.text("partner"),
        owner=item.text("owner"),
        follows=item.text("follows"),
        ended=item.day("ended"),
        provenance=item.text("provenance"),
        where=f"{file}: {item.where}",
    )
    item.done()
    return given


def _later(item: Fields, first: Version) -> Iterator[Version]:
    """Later definitions: each names only what is different from the one before it."""
    before = first.meaning
    for each in item.tables("definitions"):
        before = _meaning(each, before)
        yield Version(
            before,
            each.day("from", required=True) or date.max,
            each.flag("breaks"),
            each.text("reason", required=True) or "?",
        )
        each.done()


def _meaning(item: Fields, before: Meaning | None) -> Meaning:
    """A definition; what is left out is as `before`, or has its usual value."""
    was = before or Meaning(name="?", unit=UNITS[0], polarity=POLARITIES[2])
    new = before is None
    values: dict[str, Any] = {name: item.text(name, getattr(was, name)) for name in WORDS}
    if new:
        values["name"] = item.text("name", "?", required=True)
    for name, usual in NUMBERS.items():
        values[name] = item.whole(name, usual if new else getattr(was, name))
    for name, known, usual in (
        ("unit", UNITS, "" if new else was.unit),
        ("polarity", POLARITIES, "" if new else was.polarity),
        ("frequency", FREQUENCIES, was.frequency),
    ):
        values[name] = item.choice(name, known, usual)
    values["cumulative"] = item.flag("cumulative", was.cumulative)
    chart = item.table("chart").data
    values["chart"] = _plain(chart) if chart else was.chart
    return replace(was, **values)


def _plain(value: Any) -> Any:
    """As JSON keeps it: numbers that TOML gives as decimals are plain ones."""
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value


def _card(item: Fields) -> Card:
    headings = []
    for each in item.tables("headings", required=True):
        heading = Heading(
            code=each.text("code", "?", required=True),
            name=each.text("name", "?", required=True),
            rows=list(_rows(each)),
        )
        each.done()
        headings.append(heading)
    card = Card(
        code=item.text("code", "?", required=True),
        name=item.text("name", "?", required=True),
        area=item.text("area", required=True),
        body=item.text("body"),
        comparator=item.text("comparator"),
        neighbours=item.text("neighbours"),
        provenance=item.text("provenance"),
        in_pack=item.flag("in_pack"),
        headings=headings,
    )
    item.done()
    return card


def _rows(heading: Fields) -> Iterator[Row]:
    """Rows: a measure's reference, or a table with measure, area and label."""
    for at, row in enumerate(heading.raw("rows", []), 1):
        if isinstance(row, str):
            yield Row(row)
        elif isinstance(row, Mapping):
            each = Fields(row, f"{heading.where}.rows[{at}]", heading.faults)
            yield Row(each.text("measure", required=True), each.text("area"), each.text("label"))
            each.done()
        else:
            heading.fault(f"rows[{at}]", "should be a measure's reference, or a table of values")
