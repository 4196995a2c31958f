"""`poolbook indicator`: rates, proportions, standardised rates, quantiles and funnels of a file."""

import argparse
import json
from pathlib import Path
from typing import Any

from poolbook.cli import case_file, figures, output
from poolbook.rules.indicators import names
from poolbook.rules.indicators.cases import Answered, answered

_MANY = ("confidence", "standard_population", "reference_numerator", "reference_denominator")
_HELP = {
    "numerator": "column of the counts (for a funnel of ratios: observed)",
    "denominator": "column of the totals or populations (for ratios: expected)",
    "values": "column of the values: mean, quantile",
    "rate": "column of the rates: funnels of rates",
    "confidence": "0.95, or 95; two at once: 0.95 0.998; or a column of levels",
    "multiplier": "100 gives a percentage, 100000 a rate per 100,000",
    "output": "full (default), standard, value, lower or upper",
    "interval": "count: auto (default), byars, exact or both",
    "standard_population": "dsr: column of the weights, a list of them, or esp2013",
    "independent_events": "dsr: false where one person has several events",
    "event_frequency": "dsr: column of how many events each counted person had",
    "age_band": "dsr: column of the age bands, where events are not independent",
    "reference_numerator": "israte, isratio: column or list of the reference's events",
    "reference_denominator": "israte, isratio: column or list of the reference's people",
    "reference_from": "column (field) or list (vector)",
    "reference_value": "isratio: 1 (default), or 100",
    "observed_totals": "israte, isratio: totals given apart (in JSON)",
    "quantiles": "how many quantiles: 10 (default)",
    "invert": "true (default): quantile 1 holds the highest; or a column that says it",
    "invert_from": "logical or column (field)",
    "statistic": "funnels: proportion, ratio or rate",
    "ratio_type": "funnels: count or isr",
    "rate_type": "funnels: crude or dsr",
    "years": "funnels of rates: years that the data cover",
    "compatible": "funnel-limits: clip proportions at 100, as the reference does",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The method, the file, how to print, and the arguments of a table."""
    known = ", ".join(names.METHODS)
    parser.add_argument("method", help=f"{known}; or `cases` where each case of the file says it")
    parser.add_argument("file", type=Path, help="a CSV table, or JSON with one case or several")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="as docs/reference/indicator.schema.json")
    how.add_argument("--csv", action="store_true", help="as CSV, every digit")
    parser.add_argument(
        "--each", action="store_true", help="answer the good cases, refuse the others one by one"
    )
    parser.add_argument("--groups", nargs="+", metavar="COLUMN", help="columns to group by")
    for name, others in names.ARGUMENTS.items():
        flags = [f"--{one.replace('_', '-')}" for one in (name, *others)]
        more = {"nargs": "+"} if name in _MANY else {}
        parser.add_argument(*flags, dest=f"given_{name}", help=_HELP[name], metavar="X", **more)


def run(args: argparse.Namespace) -> int:
    """Answers and prints; 1 where `--each` refused a case."""
    method = None if args.method == "cases" else names.method(args.method)
    if method is None and args.method != "cases":
        known = ", ".join(names.METHODS)
        raise output.Refused(f"there is no method “{args.method}”; there are {known}", code=2)
    file = case_file.load(args.file)
    defaults = _given(args)
    document, first = file.document, None
    if file.columns is not None:
        if method is None:
            raise output.Refused(f"{args.file}: a table needs a method, not `cases`", code=2)
        document, first = {"data": file.columns}, case_file.FIRST_ROW
    found, faults = answered(document, method, first, defaults)
    problems = [str(fault) for fault in faults]
    if not args.each:
        problems += [str(fault) for one in found for fault in one.faults]
    case_file.refuse(args.file, problems)
    _show(found, args)
    return 1 if any(one.faults for one in found) else 0


def _given(args: argparse.Namespace) -> dict[str, Any]:
    """The arguments given as options; numbers, true, false and null as what they say."""
    found: dict[str, Any] = {"groups": args.groups} if args.groups else {}
    for name in names.ARGUMENTS:
        words = getattr(args, f"given_{name}")
        if words is not None:
            read = [_read(word) for word in words] if isinstance(words, list) else _read(words)
            found[name] = read[0] if isinstance(read, list) and len(read) == 1 else read
    return found


def _read(word: str) -> Any:
    try:
        read = json.loads(word, parse_constant=str)
    except ValueError:
        return word
    return read if isinstance(read, int | float | list | None) else word


def _show(found: list[Answered], args: argparse.Namespace) -> None:
    if args.json:
        output.as_json({"schema": "poolbook-indicator/1", "cases": [_case(one) for one in found]})
    elif args.csv:
        figures.as_csv(_rows(found))
    else:
        for at, one in enumerate(found):
            _table(one, at, len(found))
    if args.csv:
        for one in found:
            for fault in one.faults:
                output.error(f"{args.file.name}: {fault}")


def _case(one: Answered) -> dict[str, Any]:
    head = {"id": one.name, "method": one.method}
    if one.faults:
        return head | {"error": "the case was refused", "details": [str(f) for f in one.faults]}
    return head | {"output": one.output, "notes": list(one.notes)}


def _rows(found: list[Answered]) -> list[dict[str, Any]]:
    rows = []
    for one in found:
        head = {"case": one.name} if len(found) > 1 else {}
        for cells in zip(*one.output.values(), strict=True):
            rows.append(head | dict(zip(one.output, cells, strict=True)))
    return rows


def _table(one: Answered, at: int, amount: int) -> None:
    if amount > 1:
        output.line(("\n" if at else "") + f"{one.name} ({one.method})")
    figures.table(one.output)
    for note in one.notes:
        output.line(f"Note: {note}")
    for fault in one.faults:
        output.error(f"Refused: {fault}")
