"""Scorecards in words and as tables: what the page, its exports and the pack print alike."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from poolbook.audit.kept import kept, moment
from poolbook.performance.queries import beside, cards, charting
from poolbook.performance.queries.series import Point
from poolbook.reports.build.facts import Facts
from poolbook.reports.charts import sparkline
from poolbook.reports.model import Cell, Column, Section, Table
from poolbook.reports.model import Row as Line
from poolbook.reports.packs.sections import SECTIONS
from poolbook.rules.measures import quality
from poolbook.rules.measures.figures import show
from poolbook.rules.measures.kinds import RAG_WORDS, VALUE
from poolbook.rules.saying import capital, day, several

NONE_YET = "no value yet"
SPARKS = 24
YEAR = 366  # days


@dataclass(frozen=True)
class Said:
    """A row of a card in words; `""` where there is nothing to say. `row` and `signals` are behind it."""

    row: cards.Row
    signals: charting.Signals
    name: str
    about: str
    value: str
    count: str
    period: str
    target: str
    rag: str
    why: str
    direction: str
    theirs: str
    than: beside.Than
    rank: str
    comment: str

    @property
    def rag_word(self) -> str:
        """`Red`, `Amber`, `Green`, `Not rated`."""
        return RAG_WORDS[self.rag]

    @property
    def latest(self) -> str:
        """The value with its count and time on one line: `17.2% (22 of 128), October 2020`."""
        count = f" ({self.count})" if self.count else ""
        period = f", {self.period}" if self.period else ""
        return f"{self.value}{count}{period}"

    @property
    def compared(self) -> str:
        """The comparator's value and how ours stands to it: `9.0%: better`."""
        return f"{self.theirs}: {self.than}" if self.theirs and str(self.than) else self.theirs


def said(card: cards.Card) -> list[Said]:
    """Every row of a card in words, with its icons; all series are judged at once."""
    rows = card.rows
    found = charting.signals(
        charting.Asked(row.points, row.definition, row.aims, row.steps) for row in rows
    )
    return [_said(card, row, signals) for row, signals in zip(rows, found, strict=True)]


def value_of(point: Point | None, unit: str, decimals: int) -> str:
    """A point's value, or in words why there is none."""
    if point is None:
        return NONE_YET
    if point.status != VALUE:
        return {
            "suppressed": "withheld: small numbers",
            "not available": "not available",
            "not due": "not due yet",
        }[point.status]
    return show(point.value, unit, decimals)


def count_of(point: Point | None) -> str:
    """The absolute numbers beside a ratio: `22 of 128`, or `13 people or answers`."""
    if point is None:
        return ""
    if point.numerator is not None and point.denominator is not None:
        return f"{_whole(point.numerator)} of {_whole(point.denominator)}"
    if point.count is not None:
        return f"from {several(point.count, 'answer')}"
    if point.denominator is not None:
        return f"of {_whole(point.denominator)}"
    return ""


def _whole(value: object) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _said(card: cards.Card, row: cards.Row, signals: charting.Signals) -> Said:
    meaning, point = row.definition, row.point
    compared = beside.than(meaning, point, row.theirs)
    placed = ""
    if row.peers and point is not None and point.value is not None:
        placed = str(beside.rank(meaning, point.value, [value for _, value in row.peers]))
    return Said(
        row=row,
        signals=signals,
        name=row.entry.label or meaning.short_name or meaning.name,
        about="" if row.area == card.scorecard.area else row.area.name,
        value=value_of(point, meaning.unit, meaning.decimals),
        count=count_of(point),
        period=str(point.time) if point else "",
        target=capital(row.aim.said(meaning.unit, meaning.decimals)) if row.aim else "None set",
        rag=row.rag,
        why=row.why,
        direction=capital(row.moved.words),
        theirs=row.shown(row.theirs) if row.theirs is not None else "",
        than=compared,
        rank=placed,
        comment=row.comment,
    )


def table(card: cards.Card, rows: Sequence[Said]) -> Table:
    """The whole card as the page shows it, for a file."""
    other = card.scorecard.comparator.name if card.scorecard.comparator else ""
    columns = [
        ("value", "Latest value"), ("count", "Count"), ("period", "Period"), ("target", "Target"),
        ("rag", "RAG"), ("why", "Why"), ("direction", "Direction"), ("variation", "Variation"),
        ("assurance", "Assurance"),
    ]  # fmt: skip
    if other:
        columns += [("theirs", other), ("than", f"Compared with {other}")]
    if any(row.rank for row in rows):
        columns.append(("rank", f"Rank ({card.scorecard.neighbours})"))
    columns.append(("comment", "Comment"))
    made = _rows(card, rows, [key for key, _ in columns])
    return Table(
        card.scorecard.code,
        card.scorecard.name,
        f"{card.scorecard.name}: {card.scorecard.area.name}, {day(card.until)}",
        tuple(Column(key, title, "text") for key, title in columns),
        tuple(made),
        "Measure",
        unit="",
    )


def _rows(
    card: cards.Card, rows: Sequence[Said], keys: Sequence[str], pictured: bool = False
) -> Iterator[Line]:
    at = {id(each.row): each for each in rows}
    for number, part in enumerate(card.parts, 1):
        yield Line(f"heading-{number}", _heading(part), {}, "heading")
        for row in part.rows:
            each = at[id(row)]
            cells = {key: Cell(_text(each, key) or None) for key in keys}
            if pictured and len(row.points) > 1:
                cells["direction"] = Cell(each.direction, picture=_spark(card, each))
            label = f"{each.name} ({each.about})" if each.about else each.name
            yield Line(f"entry-{row.entry.pk}", label, cells, level=1)


def _spark(card: cards.Card, each: Said) -> str:
    """The last two years of a measure, some 24 points, with the newest target."""
    row = each.row
    aim = row.aims[-1] if row.aims else None
    meaning = row.definition
    chart = spark(row.points, aim, meaning.unit, meaning.decimals, each.name)
    return sparkline.draw(chart, f"spark-{card.scorecard.code}-{row.entry.pk}")


def spark(
    points: Sequence[Point], aim: Decimal | None, unit: str, decimals: int, title: str
) -> sparkline.Sparkline:
    """The end of a series as a sparkline."""
    shown = tuple(
        sparkline.Point(str(p.time), p.value, value_of(p, unit, decimals)) for p in points[-SPARKS:]
    )
    return sparkline.Sparkline(title, shown, aim)


def _text(each: Said, key: str) -> str:
    made = {
        "rag": each.rag_word,
        "than": str(each.than),
        "variation": each.signals.variation.word,
        "assurance": each.signals.assurance.word,
        "latest": each.latest,
        "compared": each.compared,
        "year": each.row.shown(each.row.year) if each.row.year is not None else "",
    }
    return made[key] if key in made else str(getattr(each, key))


def _heading(part: cards.Part) -> str:
    judged = part.judgement
    name = part.section.name
    if judged and judged.rag:
        name += f": {RAG_WORDS[judged.rag]}"
    return f"{name}. {part.comment}" if part.comment else name


def section(facts: Facts) -> Section | None:
    """The scorecards that go into the pack, as the book knew them at the report's moment."""
    # Now is any moment of the same day: what is late is told by the day.
    known = facts.as_at.isoformat() if moment(facts.as_at) else facts.as_at.date().isoformat()
    key = (facts.period.agreement_id, facts.period.month.last, known)
    return kept("outcomes", *key, of=("performance_",), make=lambda: _section(facts))


def _section(facts: Facts) -> Section | None:
    found = cards.in_pack(facts.period.agreement)
    if not found:
        return None
    until: date = facts.period.month.last
    made = cards.many(found, until=until, as_at=facts.as_at)
    return Section("outcomes", SECTIONS["outcomes"], tables=tuple(map(_printed, made)))


def _printed(card: cards.Card) -> Table:
    """A card as the paper prints it: fewer columns, and notes that say what the colours rest on."""
    rows = said(card)
    other = card.scorecard.comparator
    columns = [
        ("latest", "Latest"),
        ("target", "Target"),
        ("rag", "RAG"),
        ("direction", "Direction"),
    ]
    if other and any(row.theirs for row in rows):
        columns.append(("compared", other.name))
    columns.append(("comment", "Comment"))
    made = _rows(card, rows, [key for key, _ in columns], pictured=True)
    return Table(
        f"scorecard-{card.scorecard.code}",
        card.scorecard.name,
        f"What is known up to {day(card.until)}, {card.scorecard.area.name}",
        tuple(Column(key, title, "text") for key, title in columns),
        tuple(made),
        "Measure",
        unit="",
        notes=tuple(_notes(rows, card.until)),
    )


def _notes(rows: Sequence[Said], until: date) -> Iterator[str]:
    """Where a colour by hand is not the rule’s, and what to doubt, measure by measure."""
    for each in rows:
        if each.row.by_hand and each.row.by_hand.rag not in ("", each.row.rule.rag):
            yield f"{each.name}: {each.why}."
        for finding in to_check(each.row, until):
            yield f"{each.name}, to be checked: {finding.words}."


def to_check(row: cards.Row, until: date) -> list[quality.Finding]:
    """The impossible and unlikely values of the last year that nobody has left out of the chart."""
    ghosts = [step.day for step in row.steps if step.kind == "ghost"]
    since = until - timedelta(YEAR)
    return [
        each
        for each in row.findings
        if each.kind in ("impossible", "outlier")
        and each.time.ends > since
        and not any(each.time.starts <= ghost <= each.time.ends for ghost in ghosts)
    ]
