"""`poolbook caseload forecast`: the year from packages, beside the month's forecast, and landed in it."""

import argparse
from typing import TYPE_CHECKING, Any

from poolbook.cli import book, output

if TYPE_CHECKING:
    from poolbook.caseload.landing import Standing


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What a forecast needs."""
    parser.add_argument("--period", default="", help=f"forecast: {book.PERIOD}")
    parser.add_argument(
        "--land", action="store_true", help="forecast: put it into the month's forecasts"
    )
    parser.add_argument(
        "--line",
        action="append",
        default=[],
        help="--land: a line to land; without any, all of them",
    )
    parser.add_argument("--why", default="", help="--land: why the lines move")


def run(args: argparse.Namespace) -> int:
    """Shows the forecast, or lands it; always 0, or a refusal."""
    if not args.period:
        raise output.Refused("say which period: --period 2020-21/P7", code=2)
    period = book.period(args.period)
    from poolbook.caseload import queries
    from poolbook.caseload.landing import standing

    areas = list(queries.areas(period.agreement))
    if not any(queries.newest(area, period.closed_at) for area in areas):
        raise output.Refused("there are no packages yet; take an extract in first")
    made = standing(period, areas, period.closed_at)
    landed = _land(args, period, made) if args.land else None
    if args.json:
        output.as_json(_body(made) | ({} if landed is None else {"landed": landed}))
        return 0
    _show(made)
    if landed is not None:
        output.line(f"{landed} {'line was' if landed == 1 else 'lines were'} landed.")
    return 0


def _land(args: argparse.Namespace, period: Any, made: "Standing") -> int:
    """Lands the lines that were named, or all that have packages; returns how many are new."""
    from poolbook.caseload.landing import Chosen, land

    person = book.person(args)
    items = {each.made.line: each.item for each in made.lines if each.item}
    if unknown := [code for code in args.line if code not in items]:
        raise output.Refused(
            "no forecast was saved", details=[f"no package belongs to {code}" for code in unknown]
        )
    chosen = []
    for code in dict.fromkeys(args.line or items):
        item = items[code]
        seen = item.forecast.version if item.forecast else 0
        chosen.append(Chosen(item.line, seen, args.why))
    return land(by=person, period=period, chosen=chosen, files=made.year.answer.known)


def _body(made: "Standing") -> dict[str, Any]:
    """The forecast as JSON, in pence."""
    lines = [
        {
            "line": each.made.line,
            "actual": each.made.actual,
            "committed": each.made.committed,
            "uplift": each.made.uplift,
            "expected": each.made.expected.middle,
            "year": each.made.year,
            "low": each.made.range[0],
            "high": each.made.range[1],
            "forecast": each.item.forecast.pence if each.item and each.item.forecast else None,
            "needs_a_reason": each.asked,
        }
        for each in made.lines
    ]
    return {"made_of": made.snapshot, "year_pence": made.year.pence, "lines": lines}


def _show(made: "Standing") -> None:
    from poolbook.rules.money import show_pounds

    for each in made.lines:
        now = each.item.forecast if each.item else None
        beside = f"; the month says {show_pounds(now.pence)}" if now else ""
        asked = "; say why it moves" if each.asked else ""
        output.line(f"{each.made.line}: {show_pounds(each.made.year)}{beside}{asked}")
    output.line(f"All: {show_pounds(made.year.pence)}. Made of {made.snapshot}.")
