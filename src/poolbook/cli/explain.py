"""`poolbook explain`: why any figure of a report is what it is."""

import argparse
from typing import Any

from poolbook.cli import book, output


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """A reference as the report's JSON gives it with every figure."""
    parser.add_argument(
        "ref",
        help="such as acsn/ld-care-homes:variation@2020-21/P7 or acsn/share/mh-outside/OCC:variation@2020-21/P7",
    )
    parser.add_argument("--as-at", default="", metavar="MOMENT", help="as known then")
    parser.add_argument(
        "--json", action="store_true", help="as docs/reference/explain.schema.json says"
    )


def run(args: argparse.Namespace) -> int:
    """Says the figure, how it is made, and what from."""
    book.open_book()
    from poolbook.cli.report import moment
    from poolbook.reports.explain import explain

    found = explain(args.ref, None, moment(args.as_at))
    if args.json:
        output.as_json(found)
    else:
        _show(found)
    return 0


def _show(found: dict[str, Any]) -> None:
    output.line(f"{found['label']}, {found['column']}: {found['shown']}")
    output.line(f"  how: {found['how']}")
    for step in found.get("trace", []):
        clause = f" [{step['clause']}]" if step["clause"] else ""
        output.line(f"  - {step['text']}{clause}")
    for part in found.get("parts", []):
        output.line(f"  {part['shown']:>18}  {part['label']}  ({part['ref']})")
    for each in found.get("movements", []):
        output.line(
            f"  {each['value']:>18}  {each['kind']}: {each['reason']} ({each['by']}, {each['at']})"
        )
    for each in found.get("versions", []):
        why = " ".join(filter(None, (each["basis"], each["reason"])))
        output.line(
            f"  {each['value']:>18}  version {each['version']}, {each['method']}: {why} ({each['by']}, {each['at']})"
        )
    for each in found.get("months", []):
        output.line(f"  {each['value']:>18}  month {each['month']}")
    for each in found.get("postings", []):
        output.line(
            f"  {each['value']:>18}  {each['file']} row {each['row']}: {each['cost_centre']} {each['account']} "
            f"{each['reference']} {each['description']}"
        )
    more = found.get("postings_count", 0) - len(found.get("postings", []))
    if more > 0:
        output.line(f"  … and {more:,} more postings")
    for each in found.get("contributions", []):
        output.line(f"  {each['name']} ({each['status']}), {each['source']}")
        for text in each["differs"]:
            output.line(f"      differs: {text}")
        for text in each["misprints"]:
            output.line(f"      does not add up: {text}")
    if found.get("source"):
        output.line(f"  source: {found['source']}")
    for file in found["issued_in"]:
        output.line(f"  printed in {file['file']} (SHA-256 {file['sha256'][:12]}…)")
