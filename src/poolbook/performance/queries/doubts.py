"""What is late, missing, impossible or out of line, across the measures of an agreement."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from poolbook.agreements.models import Agreement
from poolbook.performance.models import Area, Definition, Entry, Measure
from poolbook.performance.queries.measures import doubts as of_series
from poolbook.performance.queries.series import Pair, Point, definitions, meant, parts, series
from poolbook.rules.measures import quality

# What comes first: what cannot be right, what is unlikely, what should have come, what is not there.
ORDER = ("impossible", "outlier", "late", "missing")
RECENT = 800  # days: a gap or a strange value that is older is history


@dataclass(frozen=True)
class Doubt:
    """A finding with its measure, area and the scorecards that show it."""

    measure: Measure
    definition: Definition
    area: Area
    cards: tuple[str, ...]
    finding: quality.Finding

    @property
    def name(self) -> str:
        """The measure's short name, or its whole one."""
        return self.definition.short_name or self.definition.name


def doubts(agreement: Agreement, *, today: date, everything: bool = False) -> list[Doubt]:
    """Every finding of a series that some scorecard shows, the gravest kind first, the newest first.

    Of the last two years and some months before a series' newest value, unless `everything`.
    """
    shown: dict[Pair, list[str]] = defaultdict(list)
    areas: dict[int, Area] = {}
    measures: dict[int, Measure] = {}
    entries = Entry.objects.filter(section__scorecard__agreement=agreement).select_related(
        "measure", "area", "section__scorecard__area"
    )
    for entry in entries:
        card = entry.section.scorecard
        area = entry.area or card.area
        areas[area.pk], measures[entry.measure_id] = area, entry.measure
        if card.name not in shown[(entry.measure_id, area.pk)]:
            shown[(entry.measure_id, area.pk)].append(card.name)
    meanings = definitions(measures)
    found = [
        Doubt(measures[pair[0]], meaning, areas[pair[1]], tuple(shown[pair]), each)
        for pair, points in series(shown).items()
        for meaning, each in _of(points, meanings[pair[0]], measures[pair[0]], today, everything)
    ]
    return sorted(
        found,
        key=lambda d: (ORDER.index(d.finding.kind), -d.finding.time.ends.toordinal(), d.name),
    )


def _of(
    points: Sequence[Point],
    versions: Sequence[Definition],
    measure: Measure,
    today: date,
    everything: bool,
) -> Iterator[tuple[Definition, quality.Finding]]:
    cut = parts(points, versions)
    if not cut:
        return
    newest = cut[-1]
    meaning = meant(versions, newest[-1].time.ends)
    since = newest[-1].time.ends - timedelta(RECENT)
    for each in of_series(newest, meaning, today):
        if each.kind == "late" and measure.ended:
            continue  # nothing is due of a measure that has ended
        if everything or each.time.ends >= since:
            yield meaning, each
