"""Cases of comparison as data, and their answers."""

from collections.abc import Callable, Sequence
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
    return [answer_case(case, kind) for case in case_list(document, faults)], faults


def answer_case(
    case: Case,
    wanted: str | None,
    *,
    whole: bool = True,
    rows: Sequence[int] = (),
    more: Sequence[Fault] = (),
) -> Answered:
    """One case answered. `whole`: a field that its kind does not know is a fault.

    `rows`: the file's rows of a list's items; `more`: faults found before.
    """
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
    if whole:
        reading.fields.done()
    if faults:
        return Answered(case.name, chosen, faults=tuple(dict.fromkeys(faults)))
    return Answered(case.name, chosen, "" if area is None else str(area), answer)
