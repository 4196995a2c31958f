"""Cases of comparison as data, and their answers; a table's rows may be the cases."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from poolbook.rules.case_list import Case, case_list
from poolbook.rules.comparing import answers, kinds
from poolbook.rules.comparing.reading import Reading
from poolbook.rules.fields import Fault, Fields, shown

_ANSWERS: dict[str, Callable[[Reading], dict[str, Any]]] = {
    "england-single": answers.england_single,
    "two-levels": answers.two_levels,
    "double": answers.double,
    "spc-proportion": answers.spc_proportion,
    "spc-dsr": answers.spc_dsr,
    "goal": answers.goal,
    "goal-range": answers.goal_range,
    "quartile": answers.quartile,
    "quintile": answers.quintile,
    "rank": answers.rank,
    "recent-trend": answers.recent_trend,
    "poisson-limits": answers.poisson_limits,
}


_TREND = ("polarity", "implementation", "method", "value_type", "year_range")


@dataclass(frozen=True)
class Answered:
    """One case with its answer, or with its faults."""

    name: str
    kind: str
    area: str = ""
    answer: dict[str, Any] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


def answered(document: Any, kind: str | None = None) -> tuple[list[Answered], list[Fault]]:
    """Every case of a document, of its own kind or of this one; and the document's own faults."""
    faults: list[Fault] = []
    return [_answer(case, kind) for case in case_list(document, faults)], faults


def of_table(
    columns: Mapping[str, Sequence[Any]], kind: str, defaults: Mapping[str, Any], first_row: int
) -> list[Answered]:
    """The rows of a table as cases; of a kind that takes lists, the rows of one `group` are one.

    Columns that the kind does not know are left aside; `defaults` hold for every row.
    """
    rows = [
        {name: cells[at] for name, cells in columns.items()}
        for at in range(len(next(iter(columns.values()), ())))
    ]
    if kind in kinds.OF_LISTS:
        return _lists(rows, kind, defaults, first_row)
    found = []
    for at, row in enumerate(rows, first_row):
        name = str(row.get("id") or at)
        case = Case(dict(defaults) | _given(row), f"row {at}", name)
        found.append(_answer(case, kind, from_table=True))
    return found


def _lists(
    rows: list[dict[str, Any]], kind: str, defaults: Mapping[str, Any], first_row: int
) -> list[Answered]:
    together: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    for at, row in enumerate(rows, first_row):
        together.setdefault(str(row.get("group") or ""), []).append((at, row))
    item = ("year", "count", "denominator", "value", "lower95", "upper95")
    found = []
    for group, members in together.items():
        faults: list[Fault] = []
        data = dict(defaults)
        if kind == "recent-trend":
            data["points"] = [{n: row.get(n) for n in item if n in row} for _, row in members]
            settings = list(_TREND)
        else:
            data["values"] = [row.get("value", row.get("value_percent")) for _, row in members]
            if any("area" in row for _, row in members):
                data["areas"] = [str(row.get("area") or "") for _, row in members]
            settings = ["polarity", "scheme"]
        for name in settings:
            said = list(dict.fromkeys(row[name] for _, row in members if row.get(name)))
            if len(said) > 1:
                faults.append(Fault(f"column {name}", f"differs within one group ({shown(said)})"))
            if said:
                data[name] = said[0]
        rows_of = [at for at, _ in members]
        case = Case(data, f"group {group}" if group else "", group)
        one = _answer(case, kind, from_table=True, rows=rows_of, more=faults)
        found.append(one)
    return found


def _given(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value not in (None, "")}


def _answer(
    case: Case,
    wanted: str | None,
    *,
    from_table: bool = False,
    rows: Sequence[int] = (),
    more: Sequence[Fault] = (),
) -> Answered:
    faults = list(more)
    data: dict[str, Any] = {}
    for name, value in case.data.items():
        ours = kinds.FIELDS.get(name, name)
        if ours in data and data[ours] is not None and value is not None and name != ours:
            faults.append(Fault(f"{case.where}.{name}".lstrip("."), f"is the same as {ours}"))
        if name not in kinds.ANSWERS:
            data[ours] = value
    given = data.pop("kind", None)
    if given is None and wanted is None and kinds.kind(data.get("method")):
        given = data.pop("method")  # the kind by its other name; a trend has a method of its own
    chosen = kinds.kind(given) if given is not None else wanted
    if chosen is None:
        known = ", ".join(kinds.KINDS)
        said = f"is {shown(given)}; it should" if given is not None else "is missing; it should"
        faults.append(Fault(f"{case.where}.kind".lstrip("."), f"{said} be one of {known}"))
        return Answered(case.name, "", faults=tuple(faults))
    if given is not None and wanted is not None and chosen != wanted:
        said = f"is {chosen}, but {wanted} was asked for"
        faults.append(Fault(f"{case.where}.kind".lstrip("."), said))
    data.pop("description", None)
    area = data.pop("area", None)
    reading = Reading(Fields(data, case.where, faults), rows)
    answer = _ANSWERS[chosen](reading)
    if not from_table:
        reading.fields.done()
    if faults:
        return Answered(case.name, chosen, faults=tuple(dict.fromkeys(faults)))
    return Answered(case.name, chosen, "" if area is None else str(area), answer)
