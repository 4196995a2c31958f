"""An agreement's own table of comparators: which areas each area is compared with, the likest first."""

from pathlib import Path

from poolbook.agreements.models import Agreement
from poolbook.intake.feeding.placing import place
from poolbook.intake.feeds import Placed
from poolbook.intake.tables import read_table
from poolbook.partners.models import Person
from poolbook.performance.actions.areas import keep_neighbours
from poolbook.rules.refusal import Refusal


def bring_neighbours(*, by: Person, agreement: Agreement, model: str, path: Path) -> int:
    """Takes a table of area, neighbour, position in; areas by code or by name. Raises Refusal."""
    faults: list[str] = []
    rows = []
    for row in read_table(path, ("area", "neighbour", "position"), (), faults):
        area = row.text("area", required=True)
        other = row.text("neighbour", required=True)
        text = row.text("position", required=True)
        if text and not text.isdigit():
            row.fault("position", f"“{text}” is not a whole number from 1")
        rows.append((area, other, int(text) if text.isdigit() else 1))
    names = dict.fromkeys(name for area, other, _ in rows for name in (area, other) if name)
    placing = place([one for name in names for one in _both(name)])
    codes = {
        name: placing.codes[one] for name in names for one in _both(name) if one in placing.codes
    }
    faults += [f"there is no area “{name}”" for name in names if name not in codes]
    if not rows and not faults:
        faults.append("the table has no row")
    if faults:
        raise Refusal(f"{path.name}: the table of comparators was not taken", faults)
    return keep_neighbours(
        by=by,
        agreement=agreement,
        model=model,
        rows=[(codes[area], codes[other], position) for area, other, position in rows],
    )


def _both(text: str) -> tuple[Placed, Placed]:
    """A text as a code and as a name: tables of likeness give either."""
    return Placed("gss", text, ""), Placed("name", "", text)
