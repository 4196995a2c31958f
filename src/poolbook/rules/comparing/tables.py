"""A table's rows as cases of comparison; of some kinds, many rows make the list of one case."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from poolbook.rules.case_list import Case
from poolbook.rules.comparing import kinds
from poolbook.rules.comparing.cases import Answered, answer_case
from poolbook.rules.fields import Fault, shown

_YEAR = ("year", "count", "denominator", "value", "lower95", "upper95")
_AREA = ("value", "polarity")
_NEEDED = {
    "england-single": (*_AREA, "lower95", "upper95", "comparator"),
    "two-levels": (*_AREA, "lower95", "upper95", "lower99_8", "upper99_8", "comparator"),
    "double": (
        *(*_AREA, "lower95", "upper95"),
        *("comparator", "comparator_lower95", "comparator_upper95"),
    ),
    "spc-proportion": (*_AREA, "denominator", "comparator"),
    "spc-dsr": (*_AREA, "denominator", "comparator"),
    "goal": (*_AREA, "goal"),
    "goal-range": (*_AREA, "lower_limit", "upper_limit"),
    "quartile": _AREA,
    "quintile": _AREA,
    "rank": _AREA,
    "recent-trend": _YEAR,
    "poisson-limits": ("expected",),
}
_TREND = ("polarity", "implementation", "method", "value_type", "year_range")


def of_table(
    columns: Mapping[str, Sequence[Any]], kind: str, defaults: Mapping[str, Any], first_row: int
) -> list[Answered]:
    """The rows of a table as cases; of a kind that takes lists, the rows of one `group` are one.

    Columns that the kind does not know are left aside; `defaults` hold where a cell is empty.
    """
    known = {name: cells for name, cells in columns.items() if name not in kinds.FIELDS}
    for name, cells in columns.items():
        known.setdefault(kinds.FIELDS.get(name, name), cells)
    lost = [name for name in _NEEDED[kind] if name not in known and name not in defaults]
    if lost:
        said = "is missing; it is needed as a column, or for all rows as an option"
        return [Answered("", kind, faults=tuple(Fault(f"column {name}", said) for name in lost))]
    amount = len(next(iter(known.values())))
    rows = [{name: cells[at] for name, cells in known.items()} for at in range(amount)]
    if kind in kinds.OF_LISTS:
        return _lists(rows, kind, defaults, first_row)
    found = []
    for at, row in enumerate(rows, first_row):
        given = {n: v for n, v in row.items() if v not in (None, "") or n not in defaults}
        data = {n: v for n, v in (dict(defaults) | given).items() if n != "id"}
        case = Case(data, f"row {at}", str(row.get("id") or at))
        one = answer_case(case, kind, whole=False)
        told = (replace(f, where=f.where.replace(".", ", ", 1)) for f in one.faults)
        found.append(replace(one, faults=tuple(told)))
    return found


def _lists(
    rows: list[dict[str, Any]], kind: str, defaults: Mapping[str, Any], first_row: int
) -> list[Answered]:
    together: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    for at, row in enumerate(rows, first_row):
        together.setdefault(str(row.get("group") or ""), []).append((at, row))
    found = []
    for group, members in together.items():
        faults: list[Fault] = []
        data = dict(defaults)
        if kind == "recent-trend":
            data["points"] = [{name: row[name] for name in _YEAR} for _, row in members]
        else:
            data["values"] = [row["value"] for _, row in members]
            if "area" in rows[0]:
                data["areas"] = [str(row["area"] or "") for _, row in members]
        for name in _TREND if kind == "recent-trend" else ("polarity", "scheme"):
            said = list(dict.fromkeys(row[name] for _, row in members if row.get(name)))
            if len(said) > 1:
                faults.append(Fault(f"column {name}", f"differs within one group ({shown(said)})"))
            if said:
                data[name] = said[0]
        case = Case(data, f"group {group}" if group else "", group)
        in_file = [at for at, _ in members]
        found.append(answer_case(case, kind, whole=False, rows=in_file, more=faults))
    return found
