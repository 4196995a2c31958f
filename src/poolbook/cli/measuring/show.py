"""`poolbook measure show SCORECARD`: a scorecard in the terminal, or as JSON."""

import argparse
import textwrap
from datetime import date
from typing import TYPE_CHECKING, Any

from poolbook.cli import book, output
from poolbook.cli.report import moment

if TYPE_CHECKING:
    from poolbook.agreements.models import Agreement
    from poolbook.performance.models import Target
    from poolbook.performance.queries.cards import Card, Row

WIDTHS = (52, 12, 26, 3)
HEAD = ("Measure", "Value", "Target", "RAG")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Without a period: the newest of the book."""
    parser.add_argument("scorecard", help="its code; `poolbook measure list --scorecards` has them")
    parser.add_argument(
        "--period", default="", help="as it stands at the end of a period (2020-21/P7) or a time"
    )
    parser.add_argument("--as-at", default="", metavar="MOMENT", help="as it was known then")
    parser.add_argument("--json", action="store_true", help="print JSON (poolbook-scorecard/1)")
    book.add_agreement(parser)


def run(args: argparse.Namespace) -> int:
    """0; 1 where there is no such scorecard."""
    book.open_book()
    from poolbook.performance.queries.cards import card, scorecard, scorecards
    from poolbook.performance.queries.told import card_told

    agreement = book.agreement(args.agreement)
    found = scorecard(agreement, args.scorecard)
    if found is None:
        known = ", ".join(each.code for each in scorecards(agreement)) or "none yet"
        raise output.Refused(f"there is no scorecard “{args.scorecard}” (there are: {known})")
    read = card(found, until=last_day(args.period, agreement), as_at=moment(args.as_at))
    if args.json:
        output.as_json(card_told(read))
    else:
        show(read)
    return 0


def last_day(text: str, agreement: "Agreement") -> date:
    """The last day of a period or time as typed; of the book's newest period where nothing is."""
    from poolbook.finance.queries.periods import periods
    from poolbook.rules.calendar import Month, Year, parse_month
    from poolbook.rules.measures.periods import time_of

    if not text:
        known = periods(agreement)
        return Month(Year(known[-1].year), known[-1].number).last if known else date.today()
    try:
        return parse_month(text).last
    except ValueError:
        try:
            return time_of(text).ends
        except ValueError as reason:
            raise output.Refused(f"{reason}; a period is written 2020-21/P7", code=2) from None


def show(card: "Card") -> None:
    """The card as a table: a row a measure, what is said of it below."""
    from poolbook.performance.queries.told import baselines

    until = f"{card.until.day} {card.until:%B %Y}"
    output.line(f"{card.scorecard.name}, up to {until}")
    output.line()
    _line(HEAD)
    before = baselines(card)
    compared = str(card.scorecard.comparator or "")
    for part in card.parts:
        output.line()
        rag = part.judgement.rag if part.judgement else ""
        output.line(f"{part.section.name}{f'  [{rag}]' if rag else ''}")
        _say(part.comment)
        for row in part.rows:
            _row(row, compared, before.get(row.measure.pk))


def _row(row: "Row", compared: str, baseline: "Target | None") -> None:
    from poolbook.performance.queries.told import target_words

    value = row.shown(row.point.value) if row.point else "no value yet"
    if row.point and row.point.value is None:
        value = row.point.status
    label = row.entry.label or str(row.definition)
    if row.entry.area_id:
        label += f" ({row.area})"
    _line((label, value, target_words(row), row.rag))
    said: list[Any] = [str(row.point.time) if row.point else "", row.moved.words]
    if row.theirs is not None:
        said.append(f"{compared}: {row.shown(row.theirs)}")
    if row.year is not None and row.point and row.point.time.months != 12:
        said.append(f"in the year, pro rata: {row.shown(row.year)}")
    if baseline:
        said.append(f"baseline: {row.shown(baseline.value)}")
    _say("; ".join(filter(None, said if row.point else said[2:])))
    _say(row.comment)
    if row.by_hand and row.by_hand.rag:
        _say(f"By hand. The rule: {row.rule.rag}, {row.rule.why}")
    for each in row.findings:
        _say(f"Look at: {each.words}")


def _line(cells: tuple[str, ...]) -> None:
    """One row of the table; a long text goes on below."""
    wrapped = [
        textwrap.wrap(cell, width) or [""] for cell, width in zip(cells, WIDTHS, strict=True)
    ]
    for at in range(max(len(each) for each in wrapped)):
        parts = [each[at] if at < len(each) else "" for each in wrapped]
        padded = (f"{part:<{width}}" for part, width in zip(parts, WIDTHS, strict=True))
        output.line("  ".join(padded).rstrip())


def _say(text: str) -> None:
    for part in textwrap.wrap(text, 92):
        output.line(f"    {part}")
