"""Why a partner bears what it bears: the group's trace, its terms, and the lines under it."""

from typing import Any

from poolbook.finance.queries import sharing
from poolbook.reports.build import risk
from poolbook.reports.build.facts import Facts
from poolbook.rules import money
from poolbook.rules.refusal import Refusal


def explain_share(facts: Facts, what: str, column: str) -> dict[str, Any]:
    """`GROUP/WHO` or `net/WHO`; columns budget (contribution), variation and change."""
    table = risk.table(facts)
    row = next((row for row in table.rows if row.key == what and row.cells), None)
    if row is None or column not in row.cells:
        known = [row.key for row in table.rows if row.cells]
        raise Refusal(f"there is no share “{what}: {column}”", known)
    cell = row.cells[column]
    value = cell.value if isinstance(cell.value, int) else None
    body: dict[str, Any] = {
        "label": row.label,
        "column": column,
        "value": None if value is None else f"{money.pounds(value):.2f}",
        "shown": cell.missing if value is None else money.show_pounds(value),
    }
    group, who = what.split("/", 1)
    if column == "budget":
        source = facts.contributions.source if facts.contributions else ""
        return body | {"how": "contributions of the newest version", "source": source}
    if group == "net":
        return body | {"how": "sum of the groups' shares", "parts": _groups(facts, who, column)}
    return body | _group(facts, group)


def _group(facts: Facts, code: str) -> dict[str, Any]:
    found = next(group for group in facts.share.groups if group.id == code)
    version = sharing.terms_for(facts.period)
    lines = [
        item for item in facts.figures if item.line.risk_group and item.line.risk_group.code == code
    ]
    return {
        "how": "risk share",
        "terms": {"version": version.version, "status": found.status, "source": version.source},
        "trace": [{"text": step.text, "clause": step.clause} for step in found.steps],
        "parts": [
            {
                "ref": facts.ref(item.line.code, "variation"),
                "label": f"{item.line.name}: variation",
                "value": f"{money.pounds(item.variance or 0):.2f}",
                "shown": money.show_pounds(item.variance or 0),
            }
            for item in lines
        ],
    }


def _groups(facts: Facts, who: str, column: str) -> list[dict[str, Any]]:
    found = []
    wanted = "total" if who == "after-income" else who  # income carries no variation of its own
    for row in risk.table(facts).rows:
        group, _, name = row.key.partition("/")
        if name == wanted and group != "net":
            value = int(row.cells[column].value or 0)
            found.append(
                {
                    "ref": facts.ref(f"share/{row.key}", column),
                    "label": f"{row.label} in {group}: {column}",
                    "value": f"{money.pounds(value):.2f}",
                    "shown": money.show_pounds(value),
                }
            )
    return found
