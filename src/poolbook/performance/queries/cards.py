"""A scorecard as a body sees it: each measure's value, colour, direction, comparator and comment.

`until` is the last day of the month that the card is read for: later values are not on it. `as_at`
is the moment of knowledge: the same moment always gives the same card.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet

from poolbook.agreements.models import Agreement
from poolbook.audit.ahead import ask, rows_of, together
from poolbook.performance.models import (
    Area,
    ChartStep,
    Definition,
    Entry,
    Judgement,
    Measure,
    Neighbour,
    Scorecard,
    Section,
    Target,
)
from poolbook.performance.queries.measures import doubts
from poolbook.performance.queries.series import (
    Pair,
    Point,
    Targets,
    aim_of,
    aims_at,
    definitions,
    definitions_asked,
    meant,
    parts,
    series,
    steps,
    targets,
    targets_asked,
    value_at,
)
from poolbook.rules.measures import quality
from poolbook.rules.measures.direction import Direction, direction
from poolbook.rules.measures.figures import show
from poolbook.rules.measures.kinds import VALUE
from poolbook.rules.measures.rag import Aim, Case, Judged, judge, pro_rata


@dataclass(frozen=True)
class Row:
    """A measure on a card: its newest value and all that is said of it.

    `points` is its series since the last break, `aims` the target at each; `rule` the colour that the
    rule gives, `by_hand` the judgement in its place; `theirs` the comparator's value of the same
    time; `year` what a count since 1 April comes to in twelve months.
    """

    entry: Entry
    measure: Measure
    area: Area
    definition: Definition
    points: Sequence[Point]
    point: Point | None
    target: Target | None
    aim: Aim | None
    rule: Judged
    by_hand: Judgement | None
    comment: str
    moved: Direction
    theirs: Decimal | None
    year: Decimal | None
    findings: Sequence[quality.Finding]
    peers: Sequence[tuple[Area, Decimal]] = ()
    aims: Sequence[Decimal | None] = ()
    steps: Sequence[ChartStep] = ()

    @property
    def rag(self) -> str:
        """The colour that is shown: the one by hand, else the rule's."""
        return self.by_hand.rag if self.by_hand and self.by_hand.rag else self.rule.rag

    @property
    def why(self) -> str:
        """Why the colour is what it is."""
        if not self.by_hand or not self.by_hand.rag:
            return self.rule.why
        said = self.by_hand.reason or self.by_hand.comment
        return f"{said} (the rule: {self.rule.rag}, {self.rule.why})"

    def shown(self, value: Decimal | None) -> str:
        """A value in the measure's unit."""
        return show(value, self.definition.unit, self.definition.decimals)


@dataclass(frozen=True)
class Part:
    """A heading of a card with its rows; its colour is only ever given by hand."""

    section: Section
    judgement: Judgement | None
    comment: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Card:
    """A whole scorecard for a month."""

    scorecard: Scorecard
    until: date
    parts: Sequence[Part] = field(default_factory=list)

    @property
    def rows(self) -> list[Row]:
        """All rows, heading by heading."""
        return [row for part in self.parts for row in part.rows]


def scorecards(agreement: Agreement) -> list[Scorecard]:
    """The scorecards of an agreement in order."""
    found = Scorecard.objects.filter(agreement=agreement).select_related("area", "comparator")
    return list(found.order_by("place"))


def in_pack(agreement: Agreement) -> list[Scorecard]:
    """The scorecards that go into the agreement's packs, in order."""
    return [each for each in scorecards(agreement) if each.in_pack]


def scorecard(agreement: Agreement, code: str) -> Scorecard | None:
    """A scorecard of the agreement by its code."""
    found = Scorecard.objects.filter(agreement=agreement, code=code)
    return found.select_related("area", "comparator", "agreement").first()


def card(found: Scorecard, *, until: date, as_at: datetime | None = None) -> Card:
    """The card for a month, in six queries however many measures it has."""
    return many([found], until=until, as_at=as_at)[0]


def many(found: Sequence[Scorecard], *, until: date, as_at: datetime | None = None) -> list[Card]:
    """Several cards for a month, in the queries of one: four."""
    keys = [each.pk for each in found]
    sections, entries, near = together(_sections(keys), _entries(keys), _near(found))
    measures = {entry.measure_id for entry in entries}
    of_measures = Judgement.objects.filter(measure__in=sorted(measures))
    of_sections = Judgement.objects.filter(section__in=[section.pk for section in sections])
    judging = (_judged(of_measures, until), _judged(of_sections, until))
    ask(lambda: [definitions_asked(measures, as_at), targets_asked(measures), *judging])
    reading = _Reading(found, entries, near, until, as_at)
    judged = _of_sections(sections, until, as_at)
    rows: dict[int, list[Row]] = {section.pk: [] for section in sections}
    for entry in entries:
        rows[entry.section_id].append(reading.row(entry))
    return [
        Card(
            each,
            until,
            [
                Part(section, *_said(judged.get(section.pk, [])), rows[section.pk])
                for section in sections
                if section.scorecard_id == each.pk
            ],
        )
        for each in found
    ]


class _Reading:
    """Everything that the rows of cards are made of, read once."""

    def __init__(
        self,
        found: Sequence[Scorecard],
        entries: Sequence[Entry],
        near: Sequence[Neighbour],
        until: date,
        as_at: datetime | None,
    ) -> None:
        self.cards, self.until = {each.pk: each for each in found}, until
        self.today = until if as_at is None else max(until, as_at.date())
        measures = {entry.measure_id for entry in entries}
        self.definitions = definitions(measures, as_at)
        self.targets: Targets = targets(measures, as_at)
        self.neighbours = _neighbours(found, near)
        own, beside = set(), set()
        for entry in entries:
            card = self._card(entry)
            own.add((entry.measure_id, entry.area_id or card.area_id))
            others = {card.comparator_id, *(area.pk for area in self.neighbours[card.pk])}
            beside |= {(entry.measure_id, area) for area in others if area}
        # Whose values are targets is wanted at every time; others at the time of the newest value.
        whole = own | {(m, area) for m, _ in own for area in self.targets.compared_with()}
        self.series = series(whole, until=until, as_at=as_at)
        times = {(m, self.series[m, a][-1].time) for m, a in own if self.series[m, a]}
        self.series |= series(beside - whole, until=until, as_at=as_at, times=times)
        self.judgements = _of_measures(own, until, as_at)
        self.steps = steps(own, as_at)

    def _card(self, entry: Entry) -> Scorecard:
        return self.cards[entry.section.scorecard_id]

    def row(self, entry: Entry) -> Row:
        """One measure of the card."""
        card = self._card(entry)
        area = entry.area or card.area
        pair = (entry.measure_id, area.pk)
        versions = self.definitions[entry.measure_id]
        cut = parts(self.series[pair], versions)
        points = cut[-1] if cut else []
        point = points[-1] if points else None
        definition = meant(versions, point.time.ends if point else self.until)
        day = point.time.ends if point else self.until
        target = self.targets.on(entry.measure_id, area.pk, day)
        # Where there is no target, the plan of the time is what a value is held against.
        target = target or (self._plan(pair, point) if point else None)
        aim = aim_of(target, self._value(entry, target.comparator_id, point) if target else None)
        planned = target is not None and target.kind == "trajectory"
        year, judged = self._judged(definition, point, aim, planned)
        override, comment = _said(self.judgements.get(pair, []), point)
        before = [
            p
            for p in points[:-1]
            if p.status == VALUE
            # A count since April is only comparable with one over as many months.
            and not (definition.cumulative and point and p.time.months != point.time.months)
        ]
        return Row(
            entry=entry,
            measure=entry.measure,
            area=area,
            definition=definition,
            points=points,
            point=point,
            target=target,
            aim=aim,
            rule=judged,
            by_hand=override,
            comment=comment,
            moved=direction(
                point.value if point else None,
                before[-1].value if before else None,
                unit=definition.unit,
                decimals=definition.decimals,
                polarity=definition.polarity,
            ),
            theirs=self._value(entry, card.comparator_id, point),
            year=year,
            findings=doubts(points, definition, min(self.today, entry.measure.ended or self.today)),
            peers=self._peers(entry, point),
            aims=aims_at(points, entry.measure_id, area.pk, self.targets, self.series),
            steps=self.steps.get(pair, ()),
        )

    def _judged(
        self, definition: Definition, point: Point | None, aim: Aim | None, planned: bool
    ) -> tuple[Decimal | None, Judged]:
        """What a count since April comes to in the year, and the colour by rule: of the year against
        a target, of the count itself where the plan says what it should be by then."""
        if point is None:
            return None, Judged("NR", "there is no value yet")
        year = None
        months = point.time.months
        if definition.cumulative and point.value is not None and months and months <= 12:
            year = pro_rata(point.value, months)
        projected = year is not None and months != 12 and not planned
        case = Case(
            status=point.status,
            value=year if projected else point.value,
            ends=point.time.ends,
            unit=definition.unit,
            decimals=definition.decimals,
            polarity=definition.polarity,
            sample=point.sample,
            least=definition.least,
            projected=projected,
        )
        return year, judge(case, aim)

    def _plan(self, pair: Pair, point: Point) -> Target | None:
        """The trajectory's step for exactly the time of a value; the newest where it was set anew."""
        measure, area = pair
        fit = [
            each
            for each in self.targets.rows.get(measure, ())
            if each.kind == "trajectory"
            and each.area_id in (None, area)
            and (each.starts, each.ends) == (point.time.starts, point.time.ends)
        ]
        return fit[-1] if fit else None

    def _value(self, entry: Entry, area: int | None, point: Point | None) -> Decimal | None:
        """Another area's value of the same time."""
        if area is None or point is None:
            return None
        return value_at(self.series.get((entry.measure_id, area), ()), point.time)

    def _peers(self, entry: Entry, point: Point | None) -> list[tuple[Area, Decimal]]:
        found = [
            (area, self._value(entry, area.pk, point))
            for area in self.neighbours[self._card(entry).pk]
        ]
        return [(area, value) for area, value in found if value is not None]


def _sections(cards: Sequence[int]) -> QuerySet[Section]:
    return Section.objects.filter(scorecard__in=cards).order_by("place")


def _entries(cards: Sequence[int]) -> QuerySet[Entry]:
    found = Entry.objects.filter(section__scorecard__in=cards)
    found = found.select_related("measure", "measure__partner", "area", "section")
    return found.order_by("section__place", "place")


def _near(found: Sequence[Scorecard]) -> QuerySet[Neighbour]:
    """The neighbours of the cards' areas, by the models that the cards name."""
    models = sorted({each.neighbours for each in found if each.neighbours})
    rows = Neighbour.objects.filter(
        agreement__in={each.agreement_id for each in found}, model__in=models,
        area__in={each.area_id for each in found},
    )  # fmt: skip
    return rows.select_related("neighbour").order_by("position")


def _neighbours(found: Sequence[Scorecard], near: Sequence[Neighbour]) -> dict[int, list[Area]]:
    """The neighbours that each card ranks among, the likest first, by the card's key."""
    wanted = {(each.agreement_id, each.neighbours, each.area_id) for each in found}
    known: dict[tuple[int, str, int], list[Area]] = {key: [] for key in wanted}
    for each in near:
        known.get((each.agreement_id, each.model, each.area_id), []).append(each.neighbour)
    return {e.pk: known[(e.agreement_id, e.neighbours, e.area_id)] for e in found}


def _judged(rows: QuerySet[Judgement], until: date) -> QuerySet[Judgement]:
    """Those of the rows that judge times up to a day, in their order."""
    return rows.filter(ends__lte=until).select_related("by").order_by("ends", "id")


def _of_measures(
    pairs: set[Pair], until: date, as_at: datetime | None
) -> dict[Pair, list[Judgement]]:
    rows = Judgement.objects.filter(measure__in=sorted({m for m, _ in pairs}))
    found: dict[Pair, list[Judgement]] = {}
    for each in rows_of(_judged(rows, until)):
        if as_at is None or each.at <= as_at:
            found.setdefault((each.measure_id or 0, each.area_id or 0), []).append(each)
    return found


def _of_sections(
    sections: Sequence[Section], until: date, as_at: datetime | None
) -> dict[int, list[Judgement]]:
    rows = Judgement.objects.filter(section__in=[section.pk for section in sections])
    found: dict[int, list[Judgement]] = {}
    for each in rows_of(_judged(rows, until)):
        if as_at is None or each.at <= as_at:
            found.setdefault(each.section_id or 0, []).append(each)
    return found


def _said(
    judgements: Sequence[Judgement], point: Point | None = None
) -> tuple[Judgement | None, str]:
    """The newest judgement and the newest comment; of a measure, those of its newest value's time."""
    fit = [
        j
        for j in judgements
        if point is None or (j.starts, j.ends) == (point.time.starts, point.time.ends)
    ]
    newest = fit[-1] if fit else None
    comment = next((each.comment for each in reversed(fit) if each.comment), "")
    return newest, comment
