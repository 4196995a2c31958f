"""`poolbook verify`: checks the whole record: nothing changed, lost, added or out of order."""

import argparse

from poolbook.cli import book, output


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """A head that a report printed can be checked too: it must still be in the record."""
    parser.add_argument(
        "--head", default="", metavar="HASH", help="a record head printed in a report"
    )
    parser.add_argument("--json", action="store_true", help="as JSON")


def run(args: argparse.Namespace) -> int:
    """0 where everything holds, 1 with each finding where it does not."""
    book.open_book()
    from poolbook.audit import queries as audit
    from poolbook.audit.models import Event
    from poolbook.reports import holding

    found = [*audit.broken_links(), *audit.strayed_rows(), *holding.findings()]
    if args.head and not audit.has_head(args.head):
        found.append(
            audit.Finding(
                None, f"the head {args.head} is not in the record: it was cut or rewritten"
            )
        )
    said = [f"change {each.event}: {each.what}" if each.event else each.what for each in found]
    changes, head = Event.objects.count(), audit.head()
    if args.json:
        output.as_json({"holds": not found, "changes": changes, "head": head, "findings": said})
        return 1 if found else 0
    output.line(f"{changes:,} changes, head {head}")
    for each in said:
        output.line(f"  NOT AS RECORDED: {each}")
    if not found:
        output.line("Everything is as recorded.")
    return 1 if found else 0
