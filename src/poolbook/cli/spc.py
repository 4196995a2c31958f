"""`poolbook spc FILE`: control charts of the series in a CSV or JSON, with no database."""

import argparse
import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from poolbook.cli import files, output
from poolbook.rules.fields import Fault
from poolbook.rules.saying import capital, several
from poolbook.rules.spc import Chart, Point
from poolbook.rules.spc.door import Case, judged, read_data, read_options, read_rows, written
from poolbook.rules.spc.door.options import Options
from poolbook.rules.spc.words import better, point_type, special_cause

# flag → the field of the JSON that it stands for, what it takes, help
FLAGS = {
    "--profile": ("profile", "NAME", "mdc (Making Data Count, the default) or nhsr (NHSRplotthedots)"),
    "--improvement": ("improvement", "WAY", "which way is better: up, down or neither"),
    "--baseline-points": ("baseline_points", "N", "limits from the first N points"),
    "--baseline-date": ("baseline_date", "DATE", "limits from the points up to this date"),
    "--screening": ("screening", "ON", "on or off: leave out moving ranges that are too large"),
    "--shift-points": ("shift_points", "N", "points of a shift (7)"),
    "--trend-points": ("trend_points", "N", "points of a trend (7)"),
    "--minimum-points": ("minimum_points", "N", "fewer make a run chart (mdc 15); off for none"),
    "--conflict-rule": ("conflict_rule", "RULE", "improvement, concern or precedence"),
}  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """A file, and options that go before those in it."""
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV with date and value, or JSON")
    for flag, (_, takes, words) in FLAGS.items():
        parser.add_argument(flag, metavar=takes, help=words)
    parser.add_argument(
        "--target",
        action="append",
        metavar="[SERIES=]VALUE[@FROM[..TO]]",
        help="a target, of one series or all, from and to a date; again for each",
    )
    parser.add_argument(
        "--rebase",
        action="append",
        metavar="[SERIES=]DATE",
        help="limits are recalculated from this date on; again for each",
    )
    parser.add_argument(
        "--include-astronomical",
        action="store_true",
        default=None,
        help="points beyond three sigma count for two in three",
    )
    parser.add_argument(
        "--json", action="store_true", help="as docs/reference/spc.schema.json says"
    )
    parser.epilog = (
        "Exit codes: 0 judged; 2 the file or an option could not be used. Nothing is stored."
    )


def run(args: argparse.Namespace) -> int:
    """Reads, judges and prints."""
    flags = _flags(args)
    cases, warnings = _read(args.file, flags)
    charts = judged(cases)
    if args.json:
        output.as_json(written(charts, warnings))
        return 0
    for at, chart in enumerate(charts):
        if at:
            output.line()
        _show(chart)
    for warning in warnings:
        output.line(warning)
    return 0


def _read(path: Path, flags: Options) -> tuple[list[Case], list[str]]:
    text = files.text_of(path)
    warnings: list[str] = []
    if path.suffix.lower() == ".json" or text.lstrip().startswith(("{", "[")):
        cases, faults = read_data(files.parsed(path.with_suffix(".json"), text), flags)
    else:
        cases, faults, warnings = read_rows(_lines(path, text), path.stem, flags)
    files.refuse_faults(path, faults)
    return cases, warnings


def _lines(path: Path, text: str) -> list[tuple[int, Sequence[str]]]:
    """The rows of a CSV with the numbers of their lines; commas, semicolons or tabs."""
    head = text[:4000]
    mark = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    try:
        return [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise output.Refused(
            f"{path}: line {reader.line_num} cannot be read as CSV: {error}", code=2
        ) from None


def _flags(args: argparse.Namespace) -> Options:
    """The options of the command line, read as those of a file are."""
    faults: list[Fault] = []
    found = Options()
    for flag, (name, _, _) in FLAGS.items():
        value = getattr(args, name)
        if value is not None:
            found = found.under(read_options({name: value}, flag, faults))
    if args.include_astronomical:
        found = found.under(Options(include_astronomical=True))
    if args.target:
        targets = _by_name("--target", args.target, _target)
        found = found.under(read_options({"target": targets}, "--target", faults))
    if args.rebase:
        days = _by_name("--rebase", args.rebase, str)
        found = found.under(read_options({"rebase": days}, "--rebase", faults))
    if faults:
        raise output.Refused(
            "the options cannot be used; nothing was done", details=[str(f) for f in faults], code=2
        )
    return found


def _by_name(flag: str, given: Sequence[str], read: Any) -> Any:
    """`["a=6", "b=5"]` by name; `["6"]` for all."""
    named: dict[str, list[Any]] = {}
    plain: list[Any] = []
    for one in given:
        name, equals, value = one.rpartition("=")
        (named.setdefault(name, []) if equals else plain).append(read(value))
    if named and plain:
        raise output.Refused(f"{flag}: say for each series, or once for all; not both", code=2)
    return named or plain


def _target(text: str) -> Any:
    """`95`, or `95@2020-04-01..2021-03-31` where it is dated."""
    value, at, days = text.partition("@")
    if not at:
        return value
    start, _, end = days.partition("..")
    return {"value": value, "from": start or None, "to": end or None}


def _show(chart: Chart) -> None:
    """One chart as a table, its icons in sentences, and what to look out for."""
    series, settings = chart.series, chart.settings
    output.line(series.name + (f", {series.facet}" if series.facet else ""))
    kind = "run chart" if chart.kind == "run" else "XmR chart"
    output.line(
        f"{kind}, profile {settings.profile.value}; {better(series.improvement)}; "
        f"{several(chart.n, 'point')}{_left_out(chart)}"
    )
    digits = _digits(chart)
    head = ("Date", "Value", "Mean", "Lower", "Upper", "Target", "Special cause", "Type")
    body = [_cells(point, chart, digits) for point in chart.points]
    rows = [head, *body]
    widths = [max(len(row[at]) for row in rows) for at in range(len(head))]
    shown = [at for at in range(len(head)) if at < 2 or any(row[at] for row in body)]
    for row in rows:
        cells = (
            f"{row[at]:>{widths[at]}}" if 1 <= at <= 5 else f"{row[at]:<{widths[at]}}"
            for at in shown
        )
        output.line("  ".join(cells).rstrip())
    for icon in (chart.variation, chart.assurance):
        output.line(icon.sentence + (f" {capital(icon.reason)}" if icon.code else ""))
    for warning in chart.warnings:
        output.line(f"  - {warning}")


def _cells(point: Point, chart: Chart, digits: int) -> tuple[str, ...]:
    def figure(value: float | None) -> str:
        return "" if value is None else f"{value:,.{digits}f}".replace("-", "−")

    figures = (point.value, point.mean, point.lpl, point.upl, point.target)
    kind = (point_type(point.judgement, chart.settings) or "").replace("_", " ")
    cause = special_cause(point.winner, chart.settings) if point.winner else ""
    others = len(point.rules) - 1
    if others > 0:
        cause += f" (+{others})"
    return (
        point.date.isoformat() if point.date else "",
        *(figure(value) for value in figures),
        cause,
        "ghosted" if point.ghost else "" if kind == "common cause" else kind,
    )


def _digits(chart: Chart) -> int:
    """Decimals that show about four figures of the widest spread; 0 to 8."""
    sizes = list(_sizes(chart))
    if not sizes:
        return 0
    most = max(sizes)
    return next((places for places in range(8) if most * 10**places >= 1000), 8)


def _sizes(chart: Chart) -> Iterator[float]:
    for point in chart.points:
        yield from (abs(v) for v in (point.value, point.upl, point.lpl) if v is not None)


def _left_out(chart: Chart) -> str:
    ghosts = chart.n - chart.n_not_ghosted
    missing = chart.n_not_ghosted - chart.n_with_value
    return (f", {ghosts} ghosted" if ghosts else "") + (
        f", {missing} without a value" if missing else ""
    )
