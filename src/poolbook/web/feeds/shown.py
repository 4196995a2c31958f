"""How a file of a national series is shown: what was understood, and its faults as a table."""

from typing import Any

from poolbook.intake.models import FeedDraft
from poolbook.reports.model import Cell, Column, Row, Table

LISTED = 100  # faults that the page lists; the file has them all
TITLES = {
    "code": "Kind", "sheet": "Sheet", "cell": "Cell", "row": "Row", "column": "Column",
    "value": "Value", "message": "What is wrong", "do": "What to do",
}  # fmt: skip


def facts(seen: dict[str, Any]) -> list[tuple[str, str]]:
    """What was understood of the file as a whole: (what, words)."""
    if not seen.get("layout"):
        return []
    how = "recognised by its headings" if seen["recognised"] else "as you chose"
    found = [("Layout", f"{seen['layout_name']} ({how})")]
    if seen["tables"] != ["the file"]:
        found.append(("Sheets", ", ".join(seen["tables"])))
    if seen["times"]:
        found.append(("Times", seen["times"]))
    counts = seen["counts"]
    names = {
        "rows": "Rows of figures", "values": "Values", "without a value": "Of these without a figure",
        "measures": "Measures", "areas": "Areas", "totals checked": "Totals compared with their parts",
        "marks left out": "Cells that do not apply, left out",
    }  # fmt: skip
    found += [(words, f"{counts[key]:,}") for key, words in names.items() if counts.get(key)]
    unused = sum(map(len, seen["unused"].values()))
    if unused:
        found.append(("Columns not read", f"{unused:,}"))
    return found


def kinds(faults: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """(kind in words, how many), the most first."""
    counts: dict[str, int] = {}
    for fault in faults:
        words = fault["code"].replace("-", " ").capitalize()
        counts[words] = counts.get(words, 0) + 1
    return sorted(counts.items(), key=lambda item: -item[1])


def faults_table(draft: FeedDraft) -> Table:
    """Every fault of a file as a table that can be saved."""
    rows = []
    for at, fault in enumerate(draft.understood.get("faults", [])):
        cells = {key: Cell(str(fault.get(key) or "")) for key in TITLES}
        rows.append(Row(str(at), "fault", cells))
    return Table(
        key="faults",
        title="Faults",
        caption=f"Faults of {draft.file_name}",
        columns=tuple(Column(key, title, "text") for key, title in TITLES.items()),
        rows=tuple(rows),
        label_title="Weight",
        unit="",
    )
