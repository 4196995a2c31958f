"""`poolbook compare`: areas against England, a goal, their neighbours or their own past."""

import argparse
from pathlib import Path
from typing import Any

from poolbook.cli import case_file, figures, output
from poolbook.rules.comparing import kinds
from poolbook.rules.comparing.cases import Answered, answered
from poolbook.rules.comparing.tables import of_table

# Settings of every case that does not say them itself.
_SETTINGS = {
    "polarity": "high_is_good, low_is_good, no_judgement or not_applicable",
    "comparator": "the comparator's value, such as England's",
    "comparator_lower95": "its 95 %% interval: lower limit",
    "comparator_upper95": "upper limit",
    "goal": "the goal; goal-range has --lower-limit and --upper-limit",
    "lower_limit": "lower end of the range",
    "upper_limit": "upper end of the range",
    "use_ci": "goal: true compares by the interval",
    "unit": "spc-proportion: 100 of percentages; spc-dsr: 100000 of rates per 100,000",
    "z": "spc-proportion: 1.96 (default), or 3.0902",
    "tail_probability": "spc-dsr, poisson-limits: 0.025 (default), or 0.001",
    "scheme": "quartile, quintile: bounds (default), or ntile",
    "implementation": "recent-trend: poolbook (default), fingertips_open_2020, "
    "fingertips_next_2025",
    "trend_method": "recent-trend: ci_weighted_regression (default), or spc_for_proportions",
    "value_type": "recent-trend: proportion (default), crude_rate or dsr",
    "year_range": "recent-trend: years that a figure covers; only 1 has a trend",
    "missing": "a number that stands for missing, such as -1 in Fingertips",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file, the kind, how to print, and settings for every case."""
    parser.add_argument("file", type=Path, help="a CSV table, or JSON with one case or several")
    parser.add_argument(
        "--kind", "--method", metavar="KIND", help=f"the comparison: {', '.join(kinds.KINDS)}"
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="as docs/reference/compare.schema.json")
    how.add_argument("--csv", action="store_true", help="as CSV, every digit")
    parser.add_argument(
        "--each", action="store_true", help="answer the good cases, refuse the others one by one"
    )
    for name, said in _SETTINGS.items():
        parser.add_argument(f"--{name.replace('_', '-')}", metavar="X", help=said)


def run(args: argparse.Namespace) -> int:
    """Compares and prints; 1 where `--each` refused a case."""
    kind = kinds.kind(args.kind) if args.kind else None
    if args.kind and kind is None:
        known = ", ".join(kinds.KINDS)
        raise output.Refused(f"there is no kind “{args.kind}”; there are {known}", code=2)
    file = case_file.load(args.file)
    given = {name: getattr(args, name) for name in _SETTINGS if getattr(args, name) is not None}
    if "trend_method" in given:
        given["method"] = given.pop("trend_method")
    faults: list[Any] = []
    if file.columns is not None:
        found = of_table(file.columns, _of_table(kind, file), given, case_file.FIRST_ROW)
    else:
        found, faults = answered(_with(file.document, given), kind)
    problems = [str(fault) for fault in faults]
    if not args.each:
        problems += [str(fault) for one in found for fault in one.faults]
    case_file.refuse(args.file, list(dict.fromkeys(problems)))
    _show(found, args)
    return 1 if any(one.faults for one in found) else 0


def _of_table(kind: str | None, file: case_file.CaseFile) -> str:
    """The kind of a table: as asked for, or as its own column `kind` says of every row."""
    said = list(dict.fromkeys((file.columns or {}).pop("kind", [])))
    own = kinds.kind(said[0]) if len(said) == 1 else None
    if kind or own:
        return kind or own or ""
    known = ", ".join(kinds.KINDS)
    raise output.Refused(f"{file.path}: give --kind, one of {known}", code=2)


def _with(document: Any, given: dict[str, Any]) -> Any:
    if isinstance(document, list):
        return given | {"cases": document}
    return given | document if isinstance(document, dict) else document


def _show(found: list[Answered], args: argparse.Namespace) -> None:
    if args.json:
        output.as_json({"schema": "poolbook-compare/1", "cases": [_case(one) for one in found]})
        return
    rows = [row for one in found for row in _rows(one)]
    if args.csv:
        figures.as_csv(rows)
    else:
        columns = dict.fromkeys(name for row in rows for name in row)
        figures.table({name: [row.get(name) for row in rows] for name in columns})
    for one in found:
        for fault in one.faults:
            output.error(f"{args.file.name}: {fault}")


def _case(one: Answered) -> dict[str, Any]:
    head = {"id": one.name, "kind": one.kind}
    if one.area:
        head["area"] = one.area
    if one.faults:
        return head | {"error": "the case was refused", "details": [str(f) for f in one.faults]}
    return head | one.answer


def _rows(one: Answered) -> list[dict[str, Any]]:
    """A case as rows of a table: one, or one an area where it places a list of them."""
    if one.faults:
        return []
    head: dict[str, Any] = {"case": one.name} | ({"area": one.area} if one.area else {})
    answer = one.answer
    if one.kind == "recent-trend":
        years = answer["years"]
        span = {"from": years[0], "to": years[-1]} if years else {"from": None, "to": None}
        kept = {name: value for name, value in answer.items() if name not in ("years", "notes")}
        return [head | kept | span]
    if one.kind not in kinds.OF_LISTS:
        return [head | answer]
    names = {"areas": "area", "categories": one.kind, "ranks": "rank", "tied": "tied"}
    lists = {names.get(name, name): cells for name, cells in answer.items() if name != "of"}
    return [
        head | dict(zip(lists, cells, strict=True)) for cells in zip(*lists.values(), strict=True)
    ]
