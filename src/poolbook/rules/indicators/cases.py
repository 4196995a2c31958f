"""Cases as data: which method, on which columns, with which arguments; and their answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from poolbook.rules.case_list import Case, case_list
from poolbook.rules.cells import columns
from poolbook.rules.fields import Fault, Fields, shown
from poolbook.rules.indicators import answers_funnel, answers_rows, answers_standard, names
from poolbook.rules.indicators.asked import Answer, Asked, grouping

_ANSWERS: dict[str, Callable[[Asked], Answer]] = {
    "proportion": answers_rows.proportion,
    "rate": answers_rows.rate,
    "count": answers_rows.count,
    "mean": answers_rows.mean,
    "dsr": answers_standard.dsr,
    "israte": answers_standard.israte,
    "isratio": answers_standard.isratio,
    "quantile": answers_rows.quantile,
    "funnel-limits": answers_funnel.limits,
    "funnel-points": answers_funnel.plotted,
    "funnel-significance": answers_funnel.significance,
}
# What a case may hold; the last three are another program's answer beside its case, not read.
_FIELDS = ("method", "arguments", "data", "groups", "description", "output", "error", "warnings")
_ALSO = {"function": "method", "args": "arguments", "input": "data"}


@dataclass(frozen=True)
class Answered:
    """One case with its answer, or with its faults."""

    name: str
    method: str
    output: Answer = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()


def answered(
    document: Any,
    method: str | None = None,
    first_row: int | None = None,
    defaults: Mapping[str, Any] | None = None,
) -> tuple[list[Answered], list[Fault]]:
    """Every case of a document answered by its method (or by this one), and the document's faults.

    `first_row`: the row of a file that the data's first row stands in, for messages; `defaults`:
    arguments, and `groups`, of every case that does not say them itself.
    """
    faults: list[Fault] = []
    cases = case_list(document, faults)
    return [_answer(case, method, first_row, dict(defaults or {})) for case in cases], faults


def _answer(
    case: Case, method: str | None, first_row: int | None, defaults: dict[str, Any]
) -> Answered:
    faults: list[Fault] = []
    data = {_ALSO.get(name, name): value for name, value in case.data.items()}
    for name in data:
        if name not in _FIELDS:
            known = ", ".join(_FIELDS[:5])
            faults.append(Fault(_place(case, name), f"is not known here (known: id, {known})"))
    chosen = _method(case, data.get("method"), method, faults)
    given = data.get("arguments") or {}
    place = _place(case, "arguments")
    if not isinstance(given, Mapping):
        faults.append(Fault(place, f"should be an object, not {shown(given)}"))
        given = {}
    table = columns(data.get("data"), _place(case, "data"), faults, first_row)
    if table is None or not chosen:
        return Answered(case.name, chosen, faults=tuple(faults))
    if data.get("groups") is None:
        data["groups"] = defaults.get("groups")
    defaults.pop("groups", None)
    arguments = names.arguments(defaults, chosen, "the options", faults)
    arguments |= names.arguments(given, chosen, place, faults)
    fields = Fields(arguments, place, faults)
    asked = Asked(chosen, fields, table, grouping(data, table, case.where, faults), faults)
    output = _ANSWERS[chosen](asked)
    fields.done()
    if faults:
        return Answered(case.name, chosen, faults=tuple(dict.fromkeys(faults)))
    return Answered(case.name, chosen, output, tuple(dict.fromkeys(asked.notes)))


def _method(case: Case, given: Any, wanted: str | None, faults: list[Fault]) -> str:
    own = names.method(given) if isinstance(given, str) else None
    if given is not None and own is None:
        known = ", ".join(names.METHODS)
        place = _place(case, "method")
        faults.append(Fault(place, f"is {shown(given)}; it should be one of {known}"))
        return ""
    if own and wanted and own != wanted:
        faults.append(Fault(_place(case, "method"), f"is {own}, but {wanted} was asked for"))
    if not own and not wanted:
        faults.append(Fault(_place(case, "method"), "is missing"))
    return own or wanted or ""


def _place(case: Case, name: str) -> str:
    return f"{case.where}.{name}".lstrip(".")
