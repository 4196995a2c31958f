"""How an upload is shown: its fates, its columns, its faults by kind and as a table."""

import re
from typing import Any

from poolbook.intake import actions, queries
from poolbook.intake.models import Upload
from poolbook.intake.reading.layout import ROLES, UNUSED
from poolbook.reports.model import Cell, Column, Row, Table
from poolbook.rules import money
from poolbook.rules.calendar import MONTHS

FATES = {
    "posted": "On budget lines",
    "suspended": "In suspense",
    "outside": "Outside the pools",
    "repeated": "Left out, posted before",
}
ROLE_WORDS = {
    "": "not used",
    "amount": "amount",
    "debit": "debit",
    "credit": "credit",
    "debit_or_credit": "debit or credit mark",
    "date": "date",
    "period": "period",
    "cost_centre": "cost centre",
    "account": "account",
    "description": "description",
    "supplier": "supplier",
    "reference": "reference",
}
LEFT_OUT = {
    "blank": "blank",
    "repeated_headers": "repeated headings",
    "subtotals": "subtotals and totals",
    "footers": "footers",
    "no_amount": "without an amount",
    "skipped": "skipped by the layout",
    "outside": "outside the table",
}
LISTED = 200  # faults that the page lists; the file has them all
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


def reading(upload: Upload) -> dict[str, Any]:
    """What a page of a read file needs."""
    seen, faults = upload.understood, upload.faults
    rows, pence = seen.get("rows", {}), seen.get("pence", {})
    repeated = rows.get("repeated", 0)
    listed = faults.get("faults", [])
    return {
        "fates": fates(seen),
        "columns": columns(seen),
        "roles": list(ROLE_WORDS.items()),
        "facts": facts(upload),
        "used": upload.layout or upload.source.layout,
        "against": [] if upload.state != "read" else actions.standing_against(upload),
        "mismatches": actions.mismatches(upload),
        "matches": bool(rows) and (upload.total is not None or upload.rows is not None),
        "kinds": kinds(listed),
        "listed": listed[:LISTED],
        "fault_count": len(listed) + faults.get("not_listed", 0),
        "not_shown": max(len(listed) - LISTED, 0) + faults.get("not_listed", 0),
        "warnings": faults.get("warnings", []),
        "repeated": repeated,
        "apply_rows": rows.get("read", 0) - repeated,
        "apply_pence": pence.get("read", 0) - pence.get("repeated", 0),
        "same": queries.same_before(upload),
        "months": month_words(seen.get("months", [])),
    }


def fates(seen: dict[str, Any]) -> list[tuple[str, int, int, bool]]:
    """(words, rows, pence, whether the total) by what becomes of the rows; the total is what was read."""
    rows, pence = seen.get("rows", {}), seen.get("pence", {})
    if not rows:
        return []
    found = [
        (words, rows.get(key, 0), pence.get(key, 0), False)
        for key, words in FATES.items()
        if rows.get(key, 0) or key == "posted"
    ]
    return [*found, ("Read", rows["read"], pence["read"], True)]


def columns(seen: dict[str, Any]) -> list[dict[str, Any]]:
    """The file's columns with the role that each is read in."""
    found = []
    for at, column in enumerate(seen.get("columns", [])):
        month = column["month"]
        found.append(
            column
            | {
                "at": at,
                "chosen": column["role"] if column["role"] in ROLES else "",
                "fixed": f"month {month}, {month_name(month)}" if month else "",
            }
        )
    return found


def facts(upload: Upload) -> list[tuple[str, str]]:
    """What was understood of the file as a whole: (what, words)."""
    seen = upload.understood
    if not seen:
        return []
    settled = "settled here" if upload.layout else "as saved for this ledger"
    layout = settled if upload.layout or upload.source.layout else "found from its headings"
    kind = {"csv": "text"}.get(seen["kind"], seen["kind"].upper())
    if seen["kind"] == "csv":
        kind += f" in {seen['encoding']}, cells between {DELIMITERS.get(seen['delimiter'], seen['delimiter'])}"
    found = [("Kind of file", kind), ("Layout", layout)]
    if seen["sheet"]:
        found.append(("Sheet", seen["sheet"]))
    if seen["header_row"]:
        found.append(("Headings", f"in row {seen['header_row']:,}"))
    if seen["months"]:
        found.append(("Months in it", month_words(seen["months"])))
    found.append(
        (
            "Sign",
            "costs are negative, turned round"
            if seen["sign"] == "reversed"
            else "costs are positive",
        )
    )
    left = [
        f"{words} {seen['counts'][k]:,}" for k, words in LEFT_OUT.items() if seen["counts"].get(k)
    ]
    found.append(("Rows left out", ", ".join(left) or "none"))
    return found


def month_words(months: list[int]) -> str:
    """`October (month 7)`, or `April to October (months 1 to 7)`."""
    if not months:
        return ""
    first, last = months
    if first == last:
        return f"{month_name(first)} (month {first})"
    return f"{month_name(first)} to {month_name(last)} (months {first} to {last})"


def month_name(month: int) -> str:
    """`October` of 7."""
    return MONTHS[month - 1] if month <= 12 else "closing period"


def kinds(faults: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """(kind in words, how many), the most first."""
    counts: dict[str, int] = {}
    for fault in faults:
        words = fault["code"].replace("-", " ").capitalize()
        counts[words] = counts.get(words, 0) + 1
    return sorted(counts.items(), key=lambda item: -item[1])


def faults_table(upload: Upload) -> Table:
    """Every fault and warning of a file as a table that can be saved."""
    titles = {
        "kind": "Kind", "sheet": "Sheet", "cell": "Cell", "row": "Row", "column": "Column",
        "value": "Value", "message": "What is wrong", "do": "What to do",
    }  # fmt: skip
    rows = []
    for word, each in (("fault", "faults"), ("warning", "warnings")):
        for fault in upload.faults.get(each, []):
            cells = {key: Cell(str(fault.get(key) or "")) for key in titles if key != "kind"}
            cells["kind"] = Cell(fault["code"].replace("-", " "))
            rows.append(Row(str(len(rows)), word, cells))
    return Table(
        key="faults",
        title="Faults",
        caption=f"Faults of {upload.file_name}",
        columns=tuple(Column(key, title, "text") for key, title in titles.items()),
        rows=tuple(rows),
        label_title="Weight",
        unit="",
    )


def layout_from(upload: Upload, given: dict[str, str]) -> dict[str, Any]:
    """The layout that somebody chose on the page, over the one that the file was read by."""
    before = dict(upload.layout or upload.source.layout)
    seen = upload.understood
    chosen = {
        key: value
        for key, value in before.items()
        if key in ("encoding", "delimiter", "skip_labels")
    }
    sheet = given.get("sheet") or ""
    if sheet and (sheet != seen.get("sheet") or "sheet" in before):
        chosen["sheet"] = sheet
    header = given.get("header_row", "").strip()
    if header.isdecimal() and (int(header) != seen.get("header_row") or "header_row" in before):
        chosen["header_row"] = int(header)
    if given.get("date_order") in ("dmy", "mdy"):
        chosen["date_order"] = given["date_order"]
    if given.get("sign") == "reversed":
        chosen["sign"] = "reversed"
    moved = (sheet and sheet != seen.get("sheet")) or (
        header.isdecimal() and int(header) != seen.get("header_row")
    )
    if moved:
        return chosen  # other headings: the roles are found anew
    if "period_columns" in before:
        chosen["period_columns"] = before["period_columns"]
    roles = _roles(seen, given, before)
    if roles:
        chosen["columns"] = roles
    return chosen


def _roles(
    seen: dict[str, Any], given: dict[str, str], before: dict[str, Any]
) -> dict[str, str | list[str]]:
    was = before.get("columns", {})
    found: dict[str, Any] = {r: v for r, v in was.items() if r not in ROLES and r != UNUSED}
    unused = was.get(UNUSED, [])
    unused = [unused] if isinstance(unused, str) else list(unused)
    for column in columns(seen):
        role, name = given.get(f"role_{column['at']}"), column["name"]
        if role is None or column["fixed"] or not name:
            continue
        if role in ROLES:
            found.setdefault(role, []).append(name)
            unused = [each for each in unused if each != name]
        elif column["chosen"] and name not in unused:
            unused.append(name)
    return found | ({UNUSED: unused} if unused else {})


def twice(layout: dict[str, Any]) -> list[str]:
    """Roles that were given to more than one column."""
    return [
        f"{' and '.join(f'“{name}”' for name in names)} cannot both be the {ROLE_WORDS[role]}"
        for role, names in layout.get("columns", {}).items()
        if role in ROLES and isinstance(names, list) and len(names) > 1
    ]


def typed(pence: int | None) -> str:
    """Pence as somebody would type them into a box."""
    return "" if pence is None else f"{money.pounds(pence):,.2f}"


def stem(name: str) -> str:
    """A file's name as a part of another's."""
    return re.sub(r"[^A-Za-z0-9]+", "_", name.rsplit(".", 1)[0]).strip("_")[:60] or "file"
